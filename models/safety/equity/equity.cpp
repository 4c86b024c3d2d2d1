// Who offends, is harmed, accused and reached by services, by sex, age, ethnic group and deprivation; whom services
// reach who commit no offence after; who is in several at once; and the people harmed most. Told from records; nothing
// here acts.
#include "engine/run/look_ahead.hpp"
#include "models/safety/simulation.hpp"
#include "models/safety/years.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace kith::safety {

namespace {

constexpr Day followed_days = 365;

/// Fifth of England's areas by deprivation, 0 the most deprived, from the tenth.
std::size_t fifth_of(const Area& area) { return (std::clamp<std::size_t>(area.deprivation_decile, 1, 10) - 1) / 2; }

void count_one(Recorder& recorder, const Population& people, Tally tally, EntityId person, Day day) {
  recorder.count_at(tally,
                    {static_cast<std::size_t>(recorder.year_of(day)), static_cast<std::size_t>(people.sex(person)),
                     reported_age_band(people.age(person, day)), static_cast<std::size_t>(people.ethnicity(person)),
                     fifth_of(people.place.areas[people.area(person)])});
}

}  // namespace

void Simulation::count_group(Tally tally, EntityId person, Day day) {
  if (day >= 0 && day <= scene_.timeline.last_day()) count_one(recorder_, population_, tally, person, day);
}

Counts count_people_by_group(const Scene& scene) {
  Recorder recorder(scene.measures, scene.timeline, 0);
  const Population& people = scene.population;
  const auto years = static_cast<Day>(scene.measures.dimension("year").size());
  for (Day year = 0; year < years; ++year) {
    const auto first = static_cast<Day>(year * days_per_year);
    const Day last = std::min<Day>(scene.timeline.last_day(), static_cast<Day>((year + 1) * days_per_year) - 1);
    const Day middle = first + (last - first) / 2;
    for (EntityId person = 0; person < people.size(); ++person)
      if (people.alive(person, middle)) count_one(recorder, people, Tally::people_by_group, person, middle);
  }
  return recorder.counts(Tally::people_by_group);
}

void Simulation::follow(EntityId person, std::size_t service_index, Day day) {
  count_group(Tally::reached_by_group, person, day);
  if (day >= 0)
    state_.followed.push_back(
        {offender_record(person), static_cast<std::uint16_t>(service_index), day, state_.recent_offending[person]});
}

/// Recent offending changes only by offending, and by fading that is applied to what is kept here too: if it is the
/// same a year later there was no offence, detected or not.
void Simulation::judge_followed(Day day) {
  auto& followed = state_.followed;
  std::size_t due = 0;
  for (; due < followed.size() && followed[due].reached + followed_days <= day; ++due) {
    const Followed& one = followed[due];
    const OffenderRecord& record = state_.offenders[one.record];
    if (record.ended || !population_.alive(record.person, day - 1)) continue;
    const auto year = static_cast<std::size_t>(recorder_.year_of(one.reached));
    recorder_.add_at(Tally::reached_and_followed, {year, one.service}, 1);
    if (state_.recent_offending[record.person] == one.recent_offending)
      recorder_.add_at(Tally::reached_without_offence, {year, one.service}, 1);
  }
  followed.erase(followed.begin(), followed.begin() + static_cast<std::ptrdiff_t>(due));
}

/// Those whose episodes have ended drop out of the list here.
void Simulation::count_missing(Day day) {
  auto& missing = state_.missing;
  std::erase_if(missing, [&](EntityId person) { return (state_.risks[person] & bit(Risk::missing_episodes)) == 0; });
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  const auto present =
      std::count_if(missing.begin(), missing.end(), [&](EntityId person) { return population_.alive(person, day); });
  recorder_.count(Tally::going_missing, day, {}, static_cast<std::int32_t>(present));
}

/// Counts each person once, at the latest of the services they are in.
void Simulation::count_people_in_services(Day day) {
  const auto count = [&](std::uint32_t e) {
    const OffenderRecord& record = state_.offenders[state_.enrolments[e].record];
    std::size_t services = 0;
    for (RecordId id = record.last_enrolment; id != nobody; id = state_.enrolments[id].previous) {
      if (state_.enrolments[id].stage != Stage::enrolled) continue;
      if (services++ == 0 && id != e) return;
    }
    if (services > 0)
      recorder_.count(Tally::people_in_services, day, {std::min(services, services_at_once_names.size()) - 1});
  };
  const auto count_all = [&](std::uint32_t e) {
    count(e);
    const Enrolment& main = state_.enrolments[e];
    for (std::uint32_t copy = main.first_copy; copy < main.first_copy + main.copies; ++copy) count(copy);
  };
  for (const auto& enrolled : state_.enrolled)
    look_ahead(
        enrolled.size(), rows_ahead, [&](std::size_t i) { count_all(enrolled[i]); },
        [&](std::size_t i) { ask_memory(&state_.enrolments[enrolled[i]]); },
        [&](std::size_t i) {
          const Enrolment& main = state_.enrolments[enrolled[i]];
          ask_memory(&state_.offenders[main.record]);
          if (main.copies > 0) ask_memory(&state_.enrolments[main.first_copy]);
        });
}

/// The people harmed most often so far, of those harmed within the last twelve months.
std::vector<HarmedOften> Simulation::harmed_most(Day day) const {
  const auto worse = [&](EntityId a, EntityId b) {
    const VictimRecord &x = state_.victims[a], &y = state_.victims[b];
    return std::tuple(-int{x.harms}, -Day{x.last_harm}, a) < std::tuple(-int{y.harms}, -Day{y.last_harm}, b);
  };
  std::vector<EntityId> people;
  for (EntityId person = 0; person < population_.size(); ++person) {
    const VictimRecord& victim = state_.victims[person];
    if (victim.harms > 1 && victim.last_harm > day - followed_days && population_.alive(person, day))
      people.push_back(person);
  }
  const auto chosen =
      static_cast<std::ptrdiff_t>(std::min(static_cast<std::size_t>(parameters().super_victim_cohort), people.size()));
  std::partial_sort(people.begin(), people.begin() + chosen, people.end(), worse);
  std::vector<HarmedOften> cohort;
  for (auto person = people.begin(); person != people.begin() + chosen; ++person)
    cohort.push_back({*person, state_.victims[*person].harms});
  return cohort;
}

/// As each year of the run ends: who of those harmed most before it was harmed again, and who they are now.
void Simulation::review_super_victims(Day next_day) {
  const std::int32_t years = recorder_.year_of(next_day + 1);  // five years of 365.25 days end within a day of the run
  if (next_day < 0 || years <= state_.super_victim_years) return;
  std::size_t again = 0;
  for (const HarmedOften& one : state_.super_victims) again += state_.victims[one.person].harms >= one.harms + 2;
  if (state_.super_victim_years >= 0)
    recorder_.set_at(Tally::super_victims_harmed_again_by_year, static_cast<std::size_t>(state_.super_victim_years),
                     static_cast<double>(again));
  state_.super_victims = harmed_most(next_day - 1);
  state_.super_victim_years = years;
}

void Simulation::summarise_super_victims() {
  double again = 0, years = 0;
  for (std::size_t year = 0; year < recorder_.reals(Tally::super_victims_harmed_again_by_year).size(); ++year) {
    if (static_cast<std::int32_t>(year) >= state_.super_victim_years) {
      recorder_.set_at(Tally::super_victims_harmed_again_by_year, year, std::numeric_limits<double>::quiet_NaN());
    } else {
      again += recorder_.reals(Tally::super_victims_harmed_again_by_year)[year];
      ++years;
    }
  }
  recorder_.set(Tally::super_victims_harmed_again, share(again, years));
}

/// The share is of all who were followed; a year has a value only if all reached in it were.
void Simulation::summarise_followed() {
  const auto total = [&](Tally tally) { return sum_known(recorder_.reals(tally)); };
  recorder_.set(Tally::reached_without_offence_share,
                share(total(Tally::reached_without_offence), total(Tally::reached_and_followed)));
  const auto years = static_cast<std::int32_t>(scene_.measures.dimension("year").size());
  for (std::int32_t year = 0; year < years; ++year) {
    const auto last = static_cast<Day>(std::ceil((year + 1) * days_per_year)) - 1;
    if (last + followed_days <= scene_.timeline.last_day() + 1) continue;
    for (const Tally tally : {Tally::reached_and_followed, Tally::reached_without_offence})
      recorder_.leave_out(tally, static_cast<std::size_t>(year));
  }
}

void Simulation::summarise_equity() {
  recorder_.set_counts(Tally::people_by_group, scene_.people_by_group);
  summarise_super_victims();
  summarise_followed();
  const Counts& missing = recorder_.counts(Tally::going_missing);
  const std::vector<double> means = Years(scene_.timeline, scene_.measures.dimension("year").size()).means(missing);
  for (std::size_t year = 0; year < means.size(); ++year)
    recorder_.set_at(Tally::missing_children_by_year, year, means[year]);
  recorder_.set(Tally::missing_children, mean_over_time(scene_.timeline, missing));
}

}  // namespace kith::safety
