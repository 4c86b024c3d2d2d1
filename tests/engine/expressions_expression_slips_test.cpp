// Slips in expressions that a parser lets pass.
#include "engine/expressions/expression_slips.hpp"

#include <gmock/gmock.h>

namespace kith {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(ExpressionSlips, ASingleEqualsSignSetsAValue) {
  for (const char* text : {"age = 18", "age=18", "x > 1 && y = 2", "(age = 18) && x", "="})
    EXPECT_THAT(expression_slip(text), HasSubstr("write ==")) << text;
}

TEST(ExpressionSlips, ComparisonsInARowAreNoRange) {
  for (const char* text : {"10 <= age <= 17", "1<x<2", "a == b == c", "x && (1 < y < 2)", "f(1 < x > 2)"})
    EXPECT_THAT(expression_slip(text), HasSubstr("a < b && b < c")) << text;
}

TEST(ExpressionSlips, ACommaOutsideAFunctionLosesWhatIsBeforeIt) {
  for (const char* text : {"a, b", "min(a, b), c", ","})
    EXPECT_THAT(expression_slip(text), HasSubstr("a comma stands in a function only")) << text;
}

TEST(ExpressionSlips, SoundExpressionsHaveNone) {
  for (const char* text : {"", "age == 18", "10 <= age && age <= 17", "(a < b) == (c < d)", "min(a, max(b, c)) >= 2",
                           "a != b || c >= d", "a < 1 ? b < 2 : c > 3", "sum(a < 1, b < 2)", "x * (y + 2)", "))a < b"})
    EXPECT_THAT(expression_slip(text), IsEmpty()) << text;
}

}  // namespace
}  // namespace kith
