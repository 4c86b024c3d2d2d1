// How goals stand in a comparison: which year of which measure a goal is about, and in how many pairs it is met.
#include "results/comparison.hpp"
#include "results/full_years.hpp"
#include "results/judged.hpp"
#include "results/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

namespace kith::results {

namespace {

bool measured(const Run& run, const std::string& name) {
  return std::ranges::any_of(run.measures.measures, [&](const Measure& measure) { return measure.name == name; });
}

/// The values a goal is judged on, by scenario; or why it cannot be judged.
struct Course {
  std::string why_not;  ///< "" if it can
  std::string name{};   ///< what the values are of
  std::string measure{};
  std::optional<std::size_t> year{};  ///< of the measure; the whole run if there is none
};

bool follows_years(const std::string& axis) { return axis == "year" || axis == "cohort" || axis == "time"; }

/// The axis on which a measure tells one year from another.
std::optional<std::string> axis_of_years(const Run& run, const std::string& measure) {
  if (!measured(run, measure)) return std::nullopt;
  const auto& axes = run.measures.measures[run.measures.index(measure)].dimensions;
  const auto found = std::ranges::find_if(axes, follows_years);
  return found == axes.end() ? std::nullopt : std::optional(*found);
}

std::string name_of_year(const Run& run, const std::string& axis, std::size_t year) {
  const Dimension& dimension = run.measures.dimension(axis);
  if (axis != "time" && year < dimension.labels.size()) return "the year " + dimension.labels[year];
  return fmt::format("the year from {}", format_date(first_day_of_year(run, year)));
}

/// Of a goal with a day, the last whole year up to it, if the scenario differs from the base all through it.
Course course_by_day(const Run& run, const Goal& goal, std::size_t scenario, Course course) {
  const Date by = parse_date(goal.by), end = parse_date(run.end);
  if (by > end) return {.why_not = fmt::format("the run ends on {}, before {}", run.end, goal.by)};
  const auto axis = axis_of_years(run, course.measure);
  if (!axis) {
    const bool at_the_end = end - by <= std::chrono::days(calendar_slack_days);
    if (!at_the_end)
      course.why_not = fmt::format("{} is not told by year, so only at the end of the run, {}", goal.measure, run.end);
    return course;
  }
  course.year = last_year_by(run, by);
  if (!course.year) return {.why_not = fmt::format("no full year of the run is over by {}", goal.by)};
  const Date change = scenario == 0 ? parse_date(run.start) : first_difference(run, scenario);
  if (first_day_of_year(run, *course.year) + std::chrono::days(calendar_slack_days) < change)
    return {.why_not = fmt::format("it changes nothing before {}, and no full year of the run lies between that and {}",
                                   format_date(change), goal.by)};
  course.name = name_of_year(run, *axis, *course.year);
  return course;
}

Course course_of(const Run& run, const Goal& goal, std::size_t scenario) {
  const LabelledMeasure measure = labelled_measure(goal.measure);
  Course course{"", "the whole run", measure.name, std::nullopt};
  if (goal.by.empty()) return course;
  if (measure.label.empty() && measured(run, goal.measure + "_by_year")) course.measure = goal.measure + "_by_year";
  return course_by_day(run, goal, scenario, std::move(course));
}

/// Which cells of a measure a goal is about: of its label, if it names one, and of its year.
std::vector<bool> chosen_cells(const Run& run, const Values& values, const std::string& label,
                               std::optional<std::size_t> year) {
  std::vector<bool> chosen(values.cells(), true);
  std::size_t inner = chosen.size();
  for (std::size_t axis = 0; axis < values.shape.size(); ++axis) {
    const Dimension& dimension = run.measures.dimension(values.dimensions[axis]);
    inner /= values.shape[axis];
    const bool labelled = !label.empty() && std::ranges::find(dimension.labels, label) != dimension.labels.end();
    for (std::size_t cell = 0; cell < chosen.size(); ++cell) {
      const std::size_t index = cell / inner % values.shape[axis];
      if (labelled && dimension.labels[index] != label) chosen[cell] = false;
      if (!year || !follows_years(dimension.name)) continue;
      if ((dimension.name == "time" ? year_of_day(dimension.values[index]) : index) != *year) chosen[cell] = false;
    }
  }
  return chosen;
}

/// One value a replicate: the sum over all cells the goal is about.
Reals values_of_goal(const Run& run, const Goal& goal, const Course& course, std::size_t scenario) {
  const Values values = values_of(run, course.measure, scenario);
  const std::vector<bool> chosen = chosen_cells(run, values, labelled_measure(goal.measure).label, course.year);
  Reals sums;
  for (const Reals& row : values.rows) {
    double sum = 0;
    for (std::size_t cell = 0; cell < row.size(); ++cell)
      if (chosen[cell]) sum += row[cell];
    sums.push_back(sum);
  }
  return sums;
}

bool has_label(const Run& run, const LabelledMeasure& measure) {
  const Measure& found = run.measures.measures[run.measures.index(measure.name)];
  return std::ranges::any_of(found.dimensions, [&](const std::string& name) {
    const auto& labels = run.measures.dimension(name).labels;
    return name != scenario_axis && std::ranges::find(labels, measure.label) != labels.end();
  });
}

/// Without a label a goal is about one number (or one a year).
bool is_one_value(const Run& run, const std::string& measure) {
  const auto& axes = run.measures.measures[run.measures.index(measure)].dimensions;
  return std::ranges::all_of(axes, [](const std::string& axis) { return axis == scenario_axis; });
}

std::string stem(const std::string& file) { return std::filesystem::path(file).stem().string(); }

bool names_base(const Run& run, const Goal& goal) {
  return stem(goal.compared_with) == stem(run.scenarios[0].file) || goal.compared_with == run.scenarios[0].label;
}

/// Judges what each pair reached against the mark, from the side it is to be approached.
Verdict judged(std::string what, const Reals& reached, double mark, bool downwards, IntervalOf of,
               const Bounds& bounds) {
  Verdict verdict{true, std::move(what), {}, estimate(reached, of, bounds), none, none};
  std::int64_t met = 0, count = 0;
  for (const double value : reached) {
    if (std::isnan(value)) continue;
    ++count;
    met += downwards ? value <= mark : value >= mark;
  }
  verdict.met = share_of(met, count);
  return verdict;
}

Verdict unjudged(std::string why) { return {false, std::move(why), share_of(0, 0), estimate({}), none, none}; }

/// Why a goal cannot be judged whatever its day; "" if it can.
std::string obstacle(const Run& run, const Goal& goal, std::size_t scenario) {
  const LabelledMeasure measure = labelled_measure(goal.measure);
  if (!measured(run, measure.name)) return "not measured";
  if (!measure.label.empty() && !has_label(run, measure))
    return fmt::format("no axis of {} has '{}'", measure.name, measure.label);
  if (scenario == run.scenarios.size()) return "its scenario is not compared here";
  if (!std::isnan(goal.change) && (scenario == 0 || !names_base(run, goal)))
    return fmt::format("needs {} as the base", goal.compared_with);
  if (measure.label.empty() && !is_one_value(run, measure.name)) return "the measure has more than one value";
  return "";
}

}  // namespace

namespace {

std::size_t scenario_of(const Run& run, const Goal& goal) {
  const auto found = std::ranges::find(run.scenarios, goal.scenario, &ComparedScenario::label);
  return static_cast<std::size_t>(found - run.scenarios.begin());
}

/// What a goal is judged on; or why it cannot be, as far as that does not lie in the numbers.
Course course_to_judge(const Run& run, const Goal& goal) {
  if (!is_comparison(run)) return {.why_not = "needs a comparison with a base"};
  const std::size_t scenario = scenario_of(run, goal);
  if (std::string why = obstacle(run, goal, scenario); !why.empty()) return {.why_not = std::move(why)};
  return course_of(run, goal, scenario);
}

/// What is counted of a year may be known only when another is over.
std::string no_value_in(const Run& run, const Goal& goal, const Course& course) {
  if (!course.year) return fmt::format("{} has no value in {}", goal.measure, course.name);
  return fmt::format(
      "{} has no value in {}: the run ends on {}, before all that is counted of that year is over, or there "
      "is nobody to count; a later run.end tells which",
      goal.measure, course.name, run.end);
}

bool all_unknown(const Values& values, std::size_t axis, std::size_t year) {
  const Values cells = cut(values, axis, year, 1);
  return std::ranges::all_of(
      cells.rows, [](const Reals& row) { return std::ranges::all_of(row, [](double v) { return std::isnan(v); }); });
}

}  // namespace

std::string why_never_judged(const Run& run, const Goal& goal) { return course_to_judge(run, goal).why_not; }

bool is_to_fall(const Goal& goal, const Verdict& verdict) {
  return std::isnan(goal.change) ? verdict.base > goal.value : goal.change < 0;
}

std::vector<Reals> values_judged(const Run& run, const Goal& goal) {
  const Course course = course_to_judge(run, goal);
  if (!course.why_not.empty() || !judge(run, goal).judged) return {};
  std::vector<Reals> values;
  for (std::size_t i = 0; i < run.scenarios.size(); ++i) values.push_back(values_of_goal(run, goal, course, i));
  return values;
}

bool is_measured_before_change(const Run& run, const std::string& measure, std::size_t alternative) {
  const std::string yearly = measure + "_by_year";
  const auto axis_name = axis_of_years(run, yearly);
  if (!axis_name || *axis_name == "time") return false;
  const Date change = first_difference(run, alternative);
  for (const std::size_t scenario : {std::size_t{0}, alternative}) {
    const Values values = values_of(run, yearly, scenario);
    const std::size_t axis = values.axis(*axis_name).value();
    for (std::size_t year = 0; year < values.shape[axis]; ++year)
      if (first_day_of_year(run, year + 1) > change && !all_unknown(values, axis, year)) return false;
  }
  return true;
}

Verdict judge(const Run& run, const Goal& goal) {
  const Course course = course_to_judge(run, goal);
  if (!course.why_not.empty()) return unjudged(course.why_not);
  const std::size_t scenario = scenario_of(run, goal);
  const Reals base = values_of_goal(run, goal, course, 0), own = values_of_goal(run, goal, course, scenario);
  const bool of_change = !std::isnan(goal.change);
  Reals reached;
  for (std::size_t row = 0; row < own.size(); ++row)
    reached.push_back(of_change ? (base[row] == 0 ? none : own[row] / base[row] - 1) : own[row]);
  if (estimate(reached).count == 0) return unjudged(no_value_in(run, goal, course));
  const double base_level = estimate(base).mean;
  const IntervalOf of = interval_of(run.doubt);
  const Bounds bounds = bounds_of(run.measures.measures[run.measures.index(course.measure)].unit);
  Verdict verdict =
      of_change ? judged(course.name, reached, goal.change, goal.change < 0, of, bounds_of_relative_change(bounds))
                : judged(course.name, reached, goal.value, base_level > goal.value, of, bounds);
  verdict.base = base_level;
  verdict.level = estimate(own).mean;
  verdict.intervals = of;
  return verdict;
}

}  // namespace kith::results
