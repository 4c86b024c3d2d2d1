#include "engine/settings/condition.hpp"

#include "engine/settings/problem.hpp"
#include "engine/settings/trimmed.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace kith {
namespace {

using Comparison = Condition::Comparison;

/// The longer sign first, so that ">=" is not read as ">".
constexpr std::array<std::pair<std::string_view, Comparison>, 4> signs{
    {{">=", Comparison::at_least}, {"<=", Comparison::at_most}, {">", Comparison::above}, {"<", Comparison::below}}};

std::string_view sign_of(Comparison comparison) {
  for (const auto& [sign, meaning] : signs)
    if (meaning == comparison) return sign;
  return "";
}

/// "waiting[clinic]"
void read_measured(std::string_view text, Condition& condition, std::string& fault) {
  const std::size_t open = text.find('[');
  condition.measure = trimmed(text.substr(0, open));
  if (open != std::string_view::npos) {
    if (!text.ends_with(']')) fault = fmt::format("']' is expected at the end of {}", in_quotes(text));
    condition.label = trimmed(text.substr(open + 1, text.size() - open - 2));
    if (condition.label.empty() && fault.empty()) fault = "a label is expected between '[' and ']'";
  }
  if (condition.measure.empty() && fault.empty()) fault = "the name of a measure is expected before the comparison";
}

void read_limit(std::string_view text, Condition& condition, std::string& fault) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), condition.limit);
  const bool number =
      !text.empty() && error == std::errc{} && end == text.data() + text.size() && std::isfinite(condition.limit);
  if (!number && fault.empty())
    fault = fmt::format("a number is expected after the comparison, not {}", in_quotes(text));
}

}  // namespace

bool Condition::holds(double value) const {
  switch (comparison) {
    case Comparison::above:
      return value > limit;
    case Comparison::at_least:
      return value >= limit;
    case Comparison::below:
      return value < limit;
    case Comparison::at_most:
      return value <= limit;
  }
  return false;
}

Condition parse_condition(std::string_view text, std::string& fault, const Condition* measured) {
  fault.clear();
  Condition condition;
  const std::size_t begin = text.find_first_of("<>");
  if (begin == std::string_view::npos) {
    fault = "a comparison is expected: >, >=, < or <=";
    return condition;
  }
  for (const auto& [sign, meaning] : signs) {
    if (!text.substr(begin).starts_with(sign)) continue;
    condition.comparison = meaning;
    read_limit(trimmed(text.substr(begin + sign.size())), condition, fault);
    break;
  }
  const std::string_view before = trimmed(text.substr(0, begin));
  if (before.empty() && measured != nullptr) {
    condition.measure = measured->measure;
    condition.label = measured->label;
  } else {
    read_measured(before, condition, fault);
  }
  return condition;
}

std::string measured_text(const Condition& condition) {
  return condition.label.empty() ? condition.measure : fmt::format("{}[{}]", condition.measure, condition.label);
}

std::string condition_text(const Condition& condition) {
  return fmt::format("{} {} {}", measured_text(condition), sign_of(condition.comparison), condition.limit);
}

bool may_hold_together(const Condition& one, const Condition& other) {
  if (one.measure != other.measure || one.label != other.label) return false;
  if (one.is_upwards() == other.is_upwards()) return true;
  const Condition& up = one.is_upwards() ? one : other;
  const Condition& down = one.is_upwards() ? other : one;
  if (up.limit != down.limit) return up.limit < down.limit;
  return up.comparison == Comparison::at_least && down.comparison == Comparison::at_most;
}

}  // namespace kith
