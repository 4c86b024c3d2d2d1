// Crime categories of data.police.uk as they were used over the years, and the offence types of the model each holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kith::tools {

/// A category of one time; a category may come back with other contents later.
struct PoliceKind {
  std::string name;                ///< as it is published
  std::string first;               ///< first month it was used with these contents, "2010-12"
  std::string last;                ///< last such month, "" if it is still used
  std::vector<std::string> types;  ///< of the model; none: the model has nothing of the kind
};

/// All of them.
const std::vector<PoliceKind>& police_kinds();

/// The category called `name` (in any case of letters, blanks around it allowed) in a month, or null.
const PoliceKind* police_kind(std::string_view name, std::string_view month);

/// Small letters, without blanks around.
std::string small_letters(std::string_view text);

}  // namespace kith::tools
