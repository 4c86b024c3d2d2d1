#include "engine/measures/figure.hpp"

#include "engine/settings/problem.hpp"
#include "engine/time/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace kith {
namespace {

constexpr std::string_view blanks = " \t\n";

/// Reads a text from left to right; the first fault is kept.
class FigureReader {
 public:
  FigureReader(std::string_view text, std::string& fault) : text_(text), fault_(fault) {}

  Figure figure() {
    Figure figure;
    do {
      figure.in_order.push_back(quotient());
    } while (fault_.empty() && take('>'));
    if (skip() < text_.size()) fail("a measure, '/' or '>' is expected");
    return figure;
  }

 private:
  Figure::Quotient quotient() {
    Figure::Quotient quotient{sum(), {}, 1};
    while (take('/')) {
      const bool number =
          skip() < text_.size() && std::string_view("0123456789.").find(text_[at_]) != std::string_view::npos;
      if (number)
        quotient.divisor *= divisor();
      else if (quotient.below)
        fail("a second measure to divide by; one is taken");
      else
        quotient.below = sum();
      if (!fault_.empty()) break;
    }
    return quotient;
  }

  Figure::Sum sum() {
    Figure::Sum sum{word(" \t\n[]/>,|=", "the name of a measure"), {}};
    if (!take('[')) return sum;
    do {
      const std::string axis = word("=[]/>,|", "the name of an axis");
      if (!take('=')) fail("'=' and a label are expected after the axis");
      const bool twice = std::ranges::any_of(sum.picks, [&](const Figure::Pick& pick) { return pick.axis == axis; });
      if (twice) fail(fmt::format("the axis {} is named twice; join labels by '|'", axis));
      sum.picks.push_back({axis, labels()});
    } while (fault_.empty() && take(','));
    if (!take(']')) fail("',' or ']' is expected");
    return sum;
  }

  std::vector<std::string> labels() {
    std::vector<std::string> labels;
    do {
      labels.push_back(word("=[],|", "a label"));
    } while (fault_.empty() && take('|'));
    return labels;
  }

  double divisor() {
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc{} || !std::isfinite(value) || value <= 0) fail("a divisor is a number above 0");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  std::string word(std::string_view ends, std::string_view what) {
    skip();
    const std::size_t end = std::min(text_.find_first_of(ends, at_), text_.size());
    std::string_view found = text_.substr(at_, end - at_);
    found = found.substr(0, found.find_last_not_of(blanks) + 1);
    if (found.empty()) fail(fmt::format("{} is expected", what));
    at_ = end;
    return std::string(found);
  }

  std::size_t skip() { return at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size()); }
  bool take(char wanted) {
    if (skip() >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void fail(std::string_view what) {
    if (fault_.empty()) fault_ = fmt::format("character {}: {}", at_ + 1, what);
  }

  std::string_view text_;
  std::string& fault_;
  std::size_t at_ = 0;
};

std::string unknown(std::string_view what, const std::string& name, const std::vector<std::string>& known) {
  return fmt::format("unknown {} {}{}", what, in_quotes(name), did_you_mean(name, known));
}

std::string sum_fault(const Figure::Sum& sum, const MeasureSet& measures) {
  std::vector<std::string> names;
  for (const Measure& measure : measures.measures) names.push_back(measure.name);
  const auto found = std::ranges::find(measures.measures, sum.measure, &Measure::name);
  if (found == measures.measures.end()) return unknown("measure", sum.measure, names);
  for (const Figure::Pick& pick : sum.picks)
    if (std::ranges::find(found->dimensions, pick.axis) == found->dimensions.end())
      return unknown("axis of " + sum.measure, pick.axis, found->dimensions);
  return "";
}

/// First day of an axis of days, from its unit.
std::optional<Date> origin_of(const Dimension& axis) {
  constexpr std::string_view since = "days since ";
  if (!axis.unit.starts_with(since)) return {};
  try {
    return parse_date(axis.unit.substr(since.size()));
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

bool Figure::has_axes() const {
  return std::ranges::any_of(in_order, [](const Quotient& quotient) {
    return !quotient.above.picks.empty() || (quotient.below && !quotient.below->picks.empty());
  });
}

Figure parse_figure(std::string_view text, std::string& fault) {
  fault.clear();
  return FigureReader(text, fault).figure();
}

std::string figure_fault(const Figure& figure, const MeasureSet& measures) {
  for (const Figure::Quotient& quotient : figure.in_order) {
    std::string fault = sum_fault(quotient.above, measures);
    if (fault.empty() && quotient.below) fault = sum_fault(*quotient.below, measures);
    if (!fault.empty()) return fault;
  }
  return "";
}

std::vector<std::size_t> positions_of(const Dimension& axis, std::string_view label) {
  if (label.starts_with('#')) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(label.data() + 1, label.data() + label.size(), number);
    const bool there =
        error == std::errc{} && end == label.data() + label.size() && number > 0 && number <= axis.size();
    return there ? std::vector{number - 1} : std::vector<std::size_t>{};
  }
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < axis.labels.size(); ++i)
    if (axis.labels[i] == label) positions.push_back(i);
  const std::optional<Date> origin = axis.labels.empty() ? origin_of(axis) : std::nullopt;
  for (std::size_t i = 0; origin && i < axis.values.size(); ++i)
    if (format_date(*origin + std::chrono::days{axis.values[i]}).starts_with(label)) positions.push_back(i);
  return positions;
}

}  // namespace kith
