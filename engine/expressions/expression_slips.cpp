#include "engine/expressions/expression_slips.hpp"

#include <vector>

namespace kith {
namespace {

bool compares(char c) { return c == '<' || c == '>' || c == '=' || c == '!'; }
bool separates(char c) { return c == '&' || c == '|' || c == '?' || c == ':' || c == ','; }

}  // namespace

std::string expression_slip(std::string_view expression) {
  std::vector<bool> compared{false};  // by depth of parentheses, since the last "&&" or its like
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '(') compared.push_back(false);
    if (c == ')' && compared.size() > 1) compared.pop_back();
    if (c == ',' && compared.size() == 1) return "a comma stands in a function only; join conditions by && or ||";
    if (separates(c)) compared.back() = false;
    if (!compares(c)) continue;
    const bool two = i + 1 < expression.size() && expression[i + 1] == '=';
    if (c == '=' && !two) return "a single = sets a value; write == to compare";
    if (compared.back()) return "one comparison after another is not what it looks like; write a < b && b < c";
    compared.back() = true;
    i += two ? 1 : 0;
  }
  return "";
}

}  // namespace kith
