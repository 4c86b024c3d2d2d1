// Slips of the hand in an arithmetic expression that a parser takes without a word and that mean something else than
// was meant. Looks at the text alone; whether it can be worked out at all is for the parser to say.
#pragma once

#include <string>
#include <string_view>

namespace kith {

/// What is wrong with `expression` and what to write instead; "" if none of these is in it:
///   a single "=", which sets what it names instead of comparing it;
///   comparisons in a row (10 <= age <= 17), of which the second compares a truth value, 0 or 1;
///   a comma outside a function, before which nothing counts.
std::string expression_slip(std::string_view expression);

}  // namespace kith
