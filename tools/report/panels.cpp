#include "tools/report/panels.hpp"

#include "results/full_years.hpp"
#include "results/statistics.hpp"
#include "results/telling.hpp"
#include "tools/report/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::tools {
namespace {

using results::Values;

constexpr const char* time_name = "time";
constexpr const char* year_axis = "year";
constexpr const char* course_section = "course";
constexpr double course_block_days = 28;
constexpr double fewest_blocks = 12;  // shorter blocks in a run too short for so many

bool has_axis(const Measure& measure, const std::string& axis) {
  return axis.empty() || std::ranges::find(measure.dimensions, axis) != measure.dimensions.end();
}

bool is_shown(const Panel& panel, const results::Run& run) {
  return std::ranges::any_of(run.measures.measures, [&](const Measure& measure) {
    return measure.name == panel.measure && has_axis(measure, panel.axis) &&
           (panel.kind != "course" || has_axis(measure, time_name)) &&
           (panel.kind != "routes" || results::is_comparison(run));
  });
}

const Measure& measure_of(const Panel& panel, const results::Run& run) {
  return run.measures.measures[run.measures.index(panel.measure)];
}

/// Twelve-month periods follow each other; whatever else an axis names adds up.
bool follows_in_time(const std::string& axis) { return axis == "year" || axis == "cohort"; }

void scale(Values& values, double factor) {
  values.bounds = {values.bounds.lowest * factor, values.bounds.highest * factor};
  for (Reals& row : values.rows)
    for (double& value : row) value *= factor;
}

/// The years told of, as far as an axis tells years apart.
Values within_years(const Values& values, std::size_t axis, const results::Run& run, const results::FullYears& years) {
  const std::string& name = values.dimensions[axis];
  if (years.whole_run()) return values;
  if (follows_in_time(name)) return results::cut(values, axis, years.first, years.count);
  if (name != time_name) return values;
  const auto& days = run.measures.dimension(time_name).values;
  const auto year_ends = [&](std::size_t year) {
    return static_cast<std::size_t>(std::ranges::lower_bound(days, year, {}, results::year_of_day) - days.begin());
  };
  const std::size_t first = year_ends(years.first);
  return results::cut(values, axis, first, year_ends(years.first + years.count) - first);
}

/// All axes gone but the panel's own and time; of the years told of.
Values reduced(const Panel& panel, const results::Run& run, std::size_t scenario, const std::string& measure,
               const results::FullYears& years) {
  Values values = results::values_of(run, measure, scenario);
  for (std::size_t axis = values.dimensions.size(); axis-- > 0;) {
    const std::string name = values.dimensions[axis];
    values = within_years(values, axis, run, years);
    if (name == panel.axis || name == time_name) continue;
    values = follows_in_time(name) ? results::averaged(values, axis) : results::summed(values, axis);
  }
  return values;
}

Values reduced(const Panel& panel, const results::Run& run, std::size_t scenario, const results::FullYears& years) {
  Values values = reduced(panel, run, scenario, panel.measure, years);
  if (panel.minus.empty()) return values;
  const Values less = reduced(panel, run, scenario, panel.minus, years);
  values.bounds = bounds_of_difference(values.bounds);
  for (std::size_t row = 0; row < values.rows.size(); ++row)
    std::ranges::transform(values.rows[row], less.rows[row], values.rows[row].begin(), std::minus{});
  return values;
}

double days_of(const results::Run& run) {
  return static_cast<double>((parse_date(run.end) - parse_date(run.start)).count() + 1);
}

/// From a mean over the years of a run, the last of which may be a part, to a year's. Full years are a year's already.
double run_years_factor(const Panel& panel, const results::Run& run, const results::FullYears& years) {
  if (!has_axis(measure_of(panel, run), year_axis) || !years.whole_run()) return 1;
  return static_cast<double>(run.measures.dimension(year_axis).size()) * days_per_year / days_of(run);
}

bool is_flow(const Panel& panel, const results::Run& run) {
  return panel.per != "level" && has_axis(measure_of(panel, run), time_name);
}

double days_of_rate(const Panel& panel) { return panel.per == "year" ? days_per_year : 7.0; }

/// Days of the periods told of; the last of a run may be short.
double days_told(const results::Run& run, const results::FullYears& years) {
  const auto& starts = run.measures.dimension(time_name).values;
  double days = 0;
  for (std::size_t i = 0; i < starts.size(); ++i)
    if (years.holds(results::year_of_day(starts[i])))
      days += (i + 1 < starts.size() ? starts[i + 1] : days_of(run)) - starts[i];
  return days;
}

/// Time gone, too: a flow at the panel's rate, or the mean of a stock.
Values without_time(const Panel& panel, const results::Run& run, Values values, const results::FullYears& years) {
  const auto time = values.axis(time_name);
  if (!time) return values;
  if (!is_flow(panel, run)) return results::averaged(values, *time);
  values = results::summed(values, *time);
  const double days = days_told(run, years);
  scale(values, days > 0 ? days_of_rate(panel) / days : 1);
  return values;
}

/// Values by year are averaged over the years, so they are a year's.
bool is_rate(const Panel& panel, const Measure& measure) {
  return has_axis(measure, time_name) || (panel.per == "year" && has_axis(measure, year_axis));
}

/// Without the last, if it is cut short by the end of the run (and not all there is): it would look like a fall.
std::size_t whole_periods(const results::Run& run) {
  const auto& starts = run.measures.dimension(time_name).values;
  const bool short_last = starts.size() > 1 && days_of(run) - starts.back() < period_days(run);
  return starts.size() - (short_last ? 1 : 0);
}

std::size_t periods_in_block(const results::Run& run) {
  return static_cast<std::size_t>(
      std::max(1.0, std::round(std::min(course_block_days, days_of(run) / fewest_blocks) / period_days(run))));
}

Panel course_of(const Measure& measure, bool first) {
  Panel course;
  course.id = measure.name + "_course";
  course.section = course_section;
  course.title = capitalised(in_words(measure.name));
  course.note = capitalised(measure.meaning) + ".";
  course.measure = measure.name;
  course.kind = "course";
  course.per = "level";
  course.first = first;
  return course;
}

/// What can be drawn of any model: the total of each measure taken over time, as it stands.
std::vector<Panel> courses_of(const results::Run& run) {
  constexpr std::size_t most_courses_in_sight = 6;
  std::vector<Panel> courses;
  for (const Measure& measure : run.measures.measures)
    if (measure.group.empty() && has_axis(measure, time_name))
      courses.push_back(course_of(measure, courses.size() < most_courses_in_sight));
  return courses;
}

}  // namespace

std::vector<Panel> panels_of(const results::Run& run) {
  std::vector<Panel> shown;
  std::ranges::copy_if(run.presentation.panels, std::back_inserter(shown),
                       [&](const Panel& panel) { return is_shown(panel, run); });
  return shown.empty() ? courses_of(run) : shown;
}

std::vector<Deciding> deciding_measures(const results::Run& run, const std::vector<std::string>& headlines) {
  std::vector<Deciding> measures;
  for (const Deciding& row : run.presentation.deciding)
    if (std::ranges::count(headlines, row.measure) > 0) measures.push_back(row);
  if (!measures.empty()) return measures;
  constexpr std::size_t most_undeclared = 3;
  for (std::size_t i = 0; i < std::min(headlines.size(), most_undeclared); ++i)
    measures.push_back({headlines[i], capitalised(in_words(headlines[i])), false});
  return measures;
}

std::string deciding_title(const results::Run& run, const std::vector<Deciding>& measures) {
  const bool declared_ones = !measures.empty() && measures.front().rise_is_worse;
  return declared_ones ? run.presentation.deciding_title : "Main numbers";
}

std::vector<Chapter> chapters_of(const results::Run& run) {
  std::vector<Chapter> declared = run.presentation.chapters, chapters;
  if (std::ranges::count(declared, course_section, &Chapter::id) == 0)
    declared.insert(declared.begin(), {course_section, "routes", "Over time"});
  const std::vector<Panel> panels = panels_of(run);
  for (Chapter& chapter : declared)
    if (std::ranges::count(panels, chapter.id, &Panel::section) > 0) chapters.push_back(std::move(chapter));
  return chapters;
}

double period_days(const results::Run& run) {
  for (const Dimension& dimension : run.measures.dimensions)
    if (dimension.name == time_name && !dimension.values.empty())
      return dimension.values.size() > 1 ? dimension.values[1] - dimension.values[0] : 7;
  return 0;
}

std::string unit_of(const Panel& panel, const results::Run& run) {
  const Measure& measure = measure_of(panel, run);
  return panel.per == "level" || !is_rate(panel, measure) ? measure.unit
                                                          : fmt::format("{} a {}", measure.unit, panel.per);
}

std::vector<std::string> labels_of(const Panel& panel, const results::Run& run) {
  return panel.axis.empty() ? std::vector<std::string>{""} : run.measures.dimension(panel.axis).labels;
}

Values values_by_label(const Panel& panel, const results::Run& run, std::size_t scenario) {
  const results::FullYears years = results::full_years(run);
  Values values = without_time(panel, run, reduced(panel, run, scenario, years), years);
  if (panel.kind == "routes") scale(values, run_years_factor(panel, run, years));
  return values;
}

std::vector<RouteRow> route_rows(const Panel& panel, const results::Run& run, std::size_t alternative) {
  const results::FullYears years = results::full_years(run);
  const auto estimates = [&](const std::string& measure) {
    Values values = reduced(panel, run, alternative, measure, years);
    scale(values, run_years_factor(panel, run, years));
    return results::estimates(values);
  };
  const auto caused = estimates(panel.measure), averted = estimates(panel.minus);
  const auto change = results::estimates(values_by_label(panel, run, alternative));
  const std::vector<std::string> labels = labels_of(panel, run);
  std::vector<RouteRow> rows;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (caused[i].mean != 0 || averted[i].mean != 0 || change[i].mean != 0)
      rows.push_back({labels[i], caused[i], averted[i], change[i]});
  std::vector<double> chances;
  for (const RouteRow& row : rows)
    chances.push_back(results::chance_of_rise(row.change, results::interval_of(run.doubt)));
  const std::vector<bool> told = results::told_apart(chances);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].told = told[i];
  return rows;
}

RouteRow route_total(const Panel& panel, const results::Run& run, std::size_t alternative) {
  Panel whole = panel;
  whole.axis.clear();
  const results::FullYears years = results::full_years(run);
  const auto estimate = [&](Values values) {
    scale(values, run_years_factor(whole, run, years));
    return results::estimates(values).front();
  };
  return {"all", estimate(reduced(whole, run, alternative, panel.measure, years)),
          estimate(reduced(whole, run, alternative, panel.minus, years)),
          estimate(reduced(whole, run, alternative, years))};
}

Values course_by_label(const Panel& panel, const results::Run& run, std::size_t scenario) {
  Values values = reduced(panel, run, scenario, {});
  const std::size_t time = values.axis(time_name).value();
  values = results::cut(values, time, 0, whole_periods(run));
  values = results::averaged_in_blocks(values, time, periods_in_block(run));
  if (is_flow(panel, run) && period_days(run) > 0) scale(values, days_of_rate(panel) / period_days(run));
  return values;
}

std::vector<std::int32_t> course_days(const results::Run& run) {
  const auto& days = run.measures.dimension(time_name).values;
  const std::size_t whole = whole_periods(run);
  const std::size_t length = std::min(periods_in_block(run), std::max<std::size_t>(1, whole));
  std::vector<std::int32_t> first;
  for (std::size_t i = 0; i + length <= whole; i += length) first.push_back(days[i]);
  return first;
}

}  // namespace kith::tools
