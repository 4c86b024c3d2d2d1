// Changes that react to what is measured ([[change]] with `when`), as a run goes on. As each period of the measures
// ends, what was recorded in it is held against the conditions; what comes of that holds from the next step on. Each
// replicate and each world decides by what it measured itself. No chance is drawn.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/settings/reactions.hpp"
#include "engine/time/calendar.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kith {

class Model;

/// What of the measures over time a condition sums up.
struct WatchedSum {
  struct Part {
    std::size_t measure = 0;
    std::size_t width = 0;           ///< cells of one period
    std::vector<std::size_t> cells;  ///< those of a period that count
  };
  std::vector<Part> parts;
  /// In a period whose values have been recorded.
  double value(const ReplicateResult& recorded, std::size_t period) const;
};

/// The sum over a measure's label, or over the whole. The measure must have time as its first axis, and the label.
WatchedSum watched_sum(const MeasureSet& measures, const std::string& measure, const std::string& label);

/// The measures whose first axis is "time".
std::vector<std::string> measures_over_time(const MeasureSet& measures);

/// How a model finds a condition's sum; watched_sum, unless it puts a measure together only as the run ends.
using FindSum = std::function<WatchedSum(const Condition&)>;

/// Where the reactions of one replicate stand. A plain value: copying it is a snapshot.
struct ReactionsState {
  struct One {
    bool in_force = false;
    std::int32_t days_met = 0;    ///< `when` has held for so long
    Day since = 0;                ///< in force from this day on, if it is
    std::int32_t times = 0;       ///< it began
    std::optional<Day> first;     ///< day on which it first was in force
    std::int32_t days_ended = 0;  ///< in force, the time it still is left out
  };
  /// From a day on, those in force.
  struct Span {
    Day from;
    InForce in_force;
  };
  std::vector<One> of;      ///< in the order of Scenario::reactions
  std::vector<Span> spans;  ///< by day; before the first none was in force
  InForce in_force() const { return spans.empty() ? 0 : spans.back().in_force; }
  InForce in_force_on(Day day) const;
};

/// Immutable; shared by replicates.
class Reactions {
 public:
  Reactions() = default;
  /// Conditions must be sound by condition_problems. What `find_sum` throws if not.
  Reactions(const Scenario& scenario, const Timeline& timeline, const FindSum& find_sum);

  bool empty() const { return of_.empty(); }
  std::size_t count() const { return of_.size(); }
  const std::vector<Reaction>& written() const { return of_; }
  ReactionsState start() const;
  /// As a period of the measures, the days [begin, end), has been recorded: what is in force from `end` on.
  void look(ReactionsState& state, const ReplicateResult& recorded, std::size_t period, Day begin, Day end) const;
  /// The state of the same reactions from another's, which has them in another order, without some, or with more.
  ReactionsState taken_over(const Reactions& other, const ReactionsState& state) const;
  /// What a replicate tells of them, behind all other measures: see with_reactions.
  void tell(const ReactionsState& state, ReplicateResult& result) const;

 private:
  struct Watch {
    WatchedSum when, until;
    Day at = 0;
  };
  void look_at(const Reaction& reaction, const Watch& watch, ReactionsState::One& one, const ReplicateResult& recorded,
               std::size_t period, Day begin, Day end) const;

  std::vector<Reaction> of_;
  std::vector<Watch> watches_;
  Day last_day_ = 0;
};

/// The axis of reactions, and what is told of them. Only runs of scenarios that have any have it.
inline constexpr const char* reaction_axis = "reaction";
inline constexpr const char* first_day_of_reactions = "reaction_first_day";
inline constexpr const char* times_of_reactions = "reaction_times";
inline constexpr const char* days_of_reactions = "reaction_days";

/// A model's measures and, if the scenario has reactions, what is told of them: when each was first in force (no value:
/// never), how often it came into force, and on how many days it was.
MeasureSet with_reactions(MeasureSet measures, const Scenario& scenario, const Timeline& timeline);
/// What each is called on that axis: what it sets and when. No two are called alike.
std::vector<std::string> names_of(const std::vector<Reaction>& reactions);

/// What is wrong with the conditions of a scenario's reactions in its model: an unknown measure or label, one that
/// cannot be reacted to, a limit that is always or never met, a day that does not come. All of it.
std::vector<Problem> condition_problems(const Scenario& scenario, const Model& model);

}  // namespace kith
