// See reactions.hpp.
#include "engine/run/reactions.hpp"

#include "engine/run/model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>

namespace kith {
namespace {

double cell_of(const ReplicateResult& recorded, std::size_t measure, std::size_t cell) {
  return std::visit([cell](const auto& values) { return static_cast<double>(values[cell]); }, recorded.arrays[measure]);
}

const Measure* find_measure(const MeasureSet& measures, const std::string& name) {
  const auto found = std::ranges::find(measures.measures, name, &Measure::name);
  return found == measures.measures.end() ? nullptr : &*found;
}

/// Where among the measure's axes the label stands, the first being time; 0: nowhere.
std::size_t axis_with(const MeasureSet& measures, const Measure& measure, const std::string& label) {
  for (std::size_t axis = 1; axis < measure.dimensions.size(); ++axis) {
    const auto& labels = measures.dimension(measure.dimensions[axis]).labels;
    if (std::ranges::find(labels, label) != labels.end()) return axis;
  }
  return 0;
}

}  // namespace

double WatchedSum::value(const ReplicateResult& recorded, std::size_t period) const {
  double sum = 0;
  for (const Part& part : parts)
    for (const std::size_t cell : part.cells) sum += cell_of(recorded, part.measure, period * part.width + cell);
  return sum;
}

WatchedSum watched_sum(const MeasureSet& measures, const std::string& measure, const std::string& label) {
  WatchedSum::Part part{measures.index(measure), 1, {}};
  const Measure& declared = measures.measures[part.measure];
  const std::vector<std::size_t> shape = measures.shape(declared);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) part.width *= shape[axis];
  const std::size_t axis = label.empty() ? 0 : axis_with(measures, declared, label);
  if (!label.empty() && axis == 0) throw std::invalid_argument(fmt::format("{} has no label {}", measure, label));
  std::size_t inner = 1;
  for (std::size_t further = axis + 1; further < shape.size(); ++further) inner *= shape[further];
  for (std::size_t cell = 0; cell < part.width; ++cell) {
    const bool counts =
        axis == 0 || measures.dimension(declared.dimensions[axis]).labels[cell / inner % shape[axis]] == label;
    if (counts) part.cells.push_back(cell);
  }
  return {{std::move(part)}};
}

std::vector<std::string> measures_over_time(const MeasureSet& measures) {
  std::vector<std::string> names;
  for (const Measure& measure : measures.measures)
    if (!measure.dimensions.empty() && measure.dimensions.front() == "time") names.push_back(measure.name);
  return names;
}

InForce ReactionsState::in_force_on(Day day) const {
  for (auto span = spans.rbegin(); span != spans.rend(); ++span)
    if (span->from <= day) return span->in_force;
  return 0;
}

Reactions::Reactions(const Scenario& scenario, const Timeline& timeline, const FindSum& find_sum)
    : of_(scenario.reactions), last_day_(timeline.last_day()) {
  for (const Reaction& reaction : of_)
    watches_.push_back({find_sum(reaction.when), reaction.until ? find_sum(*reaction.until) : WatchedSum{},
                        reaction.at ? timeline.day_of(*reaction.at) : 0});
}

ReactionsState Reactions::start() const {
  ReactionsState state;
  state.of.resize(of_.size());
  return state;
}

void Reactions::look(ReactionsState& state, const ReplicateResult& recorded, std::size_t period, Day begin,
                     Day end) const {
  if (end > last_day_) return;  // nothing comes after
  InForce in_force = 0;
  for (std::size_t i = 0; i < state.of.size(); ++i) {
    look_at(of_[i], watches_[i], state.of[i], recorded, period, begin, end);
    if (state.of[i].in_force) in_force |= InForce{1} << i;
  }
  if (in_force != state.in_force()) state.spans.push_back({end, in_force});
}

void Reactions::look_at(const Reaction& reaction, const Watch& watch, ReactionsState::One& one,
                        const ReplicateResult& recorded, std::size_t period, Day begin, Day end) const {
  if (begin < watch.at) return;
  const bool over = reaction.until && reaction.until->holds(watch.until.value(recorded, period));
  const bool met = reaction.when.holds(watch.when.value(recorded, period));
  one.days_met = met ? one.days_met + (end - begin) : 0;
  if (one.in_force) {
    if (!over && (reaction.lasts_days == 0 || end - one.since < reaction.lasts_days)) return;
    one.in_force = false;
    one.days_met = 0;
    one.days_ended += end - one.since;
  } else if (met && !over && one.days_met >= reaction.for_days) {
    one.in_force = true;
    one.since = end;
    if (!one.first) one.first = end;
    ++one.times;
  }
}

ReactionsState Reactions::taken_over(const Reactions& other, const ReactionsState& state) const {
  ReactionsState taken = start();
  std::vector<bool> used(state.of.size());
  std::map<std::size_t, std::size_t> from;  // here -> there
  for (std::size_t here = 0; here < of_.size(); ++here)
    for (std::size_t there = 0; there < state.of.size(); ++there) {
      if (used[there] || !same_reaction(of_[here], other.of_[there])) continue;
      used[there] = true;
      from[here] = there;
      taken.of[here] = state.of[there];
      break;
    }
  for (const ReactionsState::Span& span : state.spans) {
    InForce in_force = 0;
    for (const auto& [here, there] : from)
      if ((span.in_force >> there & 1U) != 0) in_force |= InForce{1} << here;
    taken.spans.push_back({span.from, in_force});
  }
  return taken;
}

void Reactions::tell(const ReactionsState& state, ReplicateResult& result) const {
  if (of_.empty()) return;
  Reals first, times, days;
  for (const ReactionsState::One& one : state.of) {
    first.push_back(one.first ? *one.first : std::numeric_limits<double>::quiet_NaN());
    times.push_back(one.times);
    days.push_back(one.days_ended + (one.in_force ? last_day_ + 1 - one.since : 0));
  }
  result.arrays.emplace_back(std::move(first));
  result.arrays.emplace_back(std::move(times));
  result.arrays.emplace_back(std::move(days));
}

namespace {

/// "places = 600", "places +10%": what it sets first.
std::string first_setting(const Reaction& reaction) {
  if (!reaction.set.empty())
    return fmt::format("{} = {}", reaction.set.front().first, format_value(reaction.set.front().second));
  const ChangeStep& step = reaction.more.front();
  if (step.share) return fmt::format("{} {:+g}%", step.path, 100 * *step.share);
  return fmt::format("{} {:+g}", step.path, step.amount.value_or(0));
}

}  // namespace

std::vector<std::string> names_of(const std::vector<Reaction>& reactions) {
  std::vector<std::string> names;
  std::map<std::string, int> alike;
  for (const Reaction& reaction : reactions) {
    const std::vector<std::string> paths = paths_of(reaction);
    const std::string more = paths.size() > 1 ? fmt::format(" and {} more", paths.size() - 1) : "";
    const std::string name = fmt::format("{}{} {}", first_setting(reaction), more, course_in_words(reaction));
    const int number = ++alike[name];
    names.push_back(number > 1 ? fmt::format("{} ({})", name, number) : name);
  }
  return names;
}

MeasureSet with_reactions(MeasureSet measures, const Scenario& scenario, const Timeline& timeline) {
  if (scenario.reactions.empty()) return measures;
  measures.dimensions.push_back(
      {reaction_axis, "", "Change that reacts: what it sets, and when", names_of(scenario.reactions), {}});
  const auto add = [&](const char* name, const std::string& unit, const char* meaning) {
    measures.measures.push_back({.name = name,
                                 .unit = unit,
                                 .meaning = meaning,
                                 .group = "reactions",
                                 .dimensions = {reaction_axis},
                                 .number = Number::real});
  };
  add(first_day_of_reactions, "days since " + format_date(timeline.start),
      "First day on which the change was in force; no value: it never was");
  add(times_of_reactions, "times", "How often the change came into force; no value: the scenario has no such change");
  add(days_of_reactions, "days", "Days on which the change was in force; no value: the scenario has no such change");
  return measures;
}

namespace {

/// What keeps one reaction from having the effect that is meant.
class ConditionCheck {
 public:
  ConditionCheck(const Scenario& scenario, const Model& model, std::vector<Problem>& problems)
      : timeline_(read<RunSettings>(scenario.settings).timeline()),
        measures_(measures_of(scenario, model)),
        known_(model.measures_to_react_to()),
        problems_(problems) {}

  void check(const Reaction& reaction) {
    check_condition(reaction.when, reaction.where_when, "; say with 'at' on which day the change comes");
    if (reaction.until) check_condition(*reaction.until, reaction.where_until, "");
    check_days(reaction);
  }

 private:
  /// Where something else is wrong with the scenario, what the model declares whatever the scenario.
  static MeasureSet measures_of(const Scenario& scenario, const Model& model) {
    try {
      return model.measures_of(scenario);
    } catch (const InputError&) {
      return model.measures();
    }
  }

  void check_condition(const Condition& condition, const SourceLocation& where, const char* instead) {
    const Measure* measure = find_measure(measures_, condition.measure);
    if (std::ranges::find(known_, condition.measure) == known_.end() || measure == nullptr)
      return add_problem(problems_, where, unknown(condition, measure));
    const bool rest = measure->dimensions.size() > (condition.label.empty() ? 1U : 2U);
    if (!condition.label.empty() && axis_with(measures_, *measure, condition.label) == 0)
      add_problem(problems_, where, unknown_label(condition, *measure));
    else if (rest && std::isfinite(bounds_of(measure->unit).highest))
      add_problem(problems_, where,
                  fmt::format("the measure {} is a share, which is not added up; name a label of {}: {}[LABEL]",
                              in_quotes(measure->name), fmt::join(axes_of(*measure), " or "), measure->name));
    check_limit(condition, *measure, where, instead);
  }

  static std::vector<std::string> axes_of(const Measure& measure) {
    return {measure.dimensions.begin() + 1, measure.dimensions.end()};
  }

  std::string unknown(const Condition& condition, const Measure* measure) const {
    if (measure != nullptr)
      return fmt::format("nothing can react to the measure {}: it is known only as a run or a year of it ends{}",
                         in_quotes(condition.measure), did_you_mean(condition.measure, known_));
    return fmt::format("unknown measure {}{}; a change may react to: {}", in_quotes(condition.measure),
                       did_you_mean(condition.measure, known_), fmt::join(known_, ", "));
  }

  std::string unknown_label(const Condition& condition, const Measure& measure) const {
    std::vector<std::string> labels;
    for (const std::string& axis : axes_of(measure)) {
      const auto& of_axis = measures_.dimension(axis).labels;
      labels.insert(labels.end(), of_axis.begin(), of_axis.end());
    }
    if (labels.empty())
      return fmt::format("the measure {} is one number a period; leave out [{}]", in_quotes(measure.name),
                         condition.label);
    constexpr std::size_t most_named = 30;
    const std::string more = labels.size() > most_named ? fmt::format(" and {} more", labels.size() - most_named) : "";
    const std::string near = did_you_mean(condition.label, labels);
    labels.resize(std::min(labels.size(), most_named));
    return fmt::format("no axis of the measure {} has {}{}; allowed: {}{}", in_quotes(measure.name),
                       in_quotes(condition.label), near, fmt::join(labels, ", "), more);
  }

  void check_limit(const Condition& condition, const Measure& measure, const SourceLocation& where,
                   const char* instead) {
    Bounds bounds = bounds_of(measure.unit);
    if (measure.number == Number::count) bounds.lowest = std::max(bounds.lowest, 0.0);
    const bool at_lowest = condition.holds(bounds.lowest), at_highest = condition.holds(bounds.highest);
    if (at_lowest && at_highest)
      add_problem(problems_, where, fmt::format("{} always holds{}", condition_text(condition), instead));
    if (!at_lowest && !at_highest)
      add_problem(problems_, where, fmt::format("{} never holds", condition_text(condition)));
  }

  /// The first day on which it can be in force must be one of the run.
  void check_days(const Reaction& reaction) {
    const Measure* measure = find_measure(measures_, reaction.when.measure);
    if (measure == nullptr || measure->dimensions.empty()) return;
    const std::vector<std::int32_t>& begins = measures_.dimension(measure->dimensions.front()).values;
    const Day at = reaction.at ? timeline_.day_of(*reaction.at) : 0;
    const auto looked_at = std::ranges::lower_bound(begins, at);
    const Day needed = std::max<Day>(1, static_cast<Day>(reaction.for_days));
    Day acts = looked_at == begins.end() ? timeline_.last_day() + 1 : *looked_at + needed;
    const auto next = std::ranges::lower_bound(begins, acts);
    acts = next == begins.end() ? timeline_.last_day() + 1 : *next;
    if (acts <= timeline_.last_day()) return;
    add_problem(problems_, reaction.where,
                fmt::format("the run ends on {}, before the change could be in force: what it waits for is looked at "
                            "from {} on{}",
                            format_date(timeline_.end), format_date(timeline_.date_of(at)),
                            reaction.for_days > 0 ? fmt::format(" and must hold for {} days", reaction.for_days) : ""));
  }

  Timeline timeline_;
  MeasureSet measures_;
  std::vector<std::string> known_;
  std::vector<Problem>& problems_;
};

}  // namespace

std::vector<Problem> condition_problems(const Scenario& scenario, const Model& model) {
  std::vector<Problem> problems;
  if (scenario.reactions.empty()) return problems;
  if (model.measures_to_react_to().empty())
    return {{scenario.reactions.front().where_when,
             fmt::format("the model {} has no changes that react; leave out 'when'", in_quotes(model.name()))}};
  ConditionCheck check(scenario, model, problems);
  for (const Reaction& reaction : scenario.reactions) check.check(reaction);
  return problems;
}

}  // namespace kith
