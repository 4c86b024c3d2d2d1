#include "models/safety/equity/equity.hpp"

#include "engine/measures/years.hpp"
#include "engine/work/look_ahead.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/replicate/ahead.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/victims/law.hpp"
#include "models/safety/victims/victims.hpp"

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

void Equity::count_group(Tally tally, EntityId person, Day day) {
  if (day >= 0 && day <= scene_.timeline.last_day()) count_one(recorder_, population_, tally, person, day);
}

void Equity::count_harmed(EntityId person, std::size_t type, Day day) {
  count_group(Tally::harmed_by_group, person, day);
  if (day < 0 || day > scene_.timeline.last_day()) return;
  recorder_.count_at(Tally::harmed_by_type, {static_cast<std::size_t>(recorder_.year_of(day)), type,
                                             static_cast<std::size_t>(population_.sex(person)),
                                             victim_age_band(population_.age(person, day))});
}

void Equity::follow(EntityId person, std::size_t service_index, Day day) {
  count_group(Tally::reached_by_group, person, day);
  if (day >= 0)
    state_.followed.push_back({all_.records.offender_record(person), static_cast<std::uint16_t>(service_index), day,
                               all_.peers.state().recent_offending[person]});
}

/// Recent offending changes only by offending, and by fading that is applied to what is kept here too: if it is the
/// same a year later there was no offence, detected or not.
void Equity::judge_followed(Day day) {
  auto& followed = state_.followed;
  std::size_t due = 0;
  for (; due < followed.size() && followed[due].reached + followed_days <= day; ++due) {
    const Followed& one = followed[due];
    const OffenderRecord& record = all_.records.record(one.record);
    if (record.ended || !population_.alive(record.person, day - 1)) continue;
    const auto year = static_cast<std::size_t>(recorder_.year_of(one.reached));
    recorder_.add_at(Tally::reached_and_followed, {year, one.service}, 1);
    if (all_.peers.state().recent_offending[record.person] == one.recent_offending)
      recorder_.add_at(Tally::reached_without_offence, {year, one.service}, 1);
  }
  followed.erase(followed.begin(), followed.begin() + static_cast<std::ptrdiff_t>(due));
}

/// How many services the person of an enrolment is in, told at the latest of these enrolments; 0 at the others.
std::size_t Equity::services_if_counted_at(std::uint32_t index) const {
  std::size_t services = 0;
  RecordId id = all_.records.record(all_.services.enrolment(index).record).last_enrolment;
  for (; id != nobody; id = all_.services.enrolment(id).previous) {
    if (all_.services.enrolment(id).stage != Stage::enrolled) continue;
    if (services++ == 0 && id != index) return 0;
  }
  return services;
}

void Equity::count_people_in_services(Day day) {
  const auto count = [&](std::uint32_t e) {
    if (const std::size_t services = services_if_counted_at(e); services > 0)
      recorder_.count(Tally::people_in_services, day, {std::min(services, services_at_once_names.size()) - 1});
  };
  const auto count_all = [&](std::uint32_t e) {
    count(e);
    const Enrolment& main = all_.services.enrolment(e);
    for (std::uint32_t copy = main.first_copy; copy < main.first_copy + main.copies; ++copy) count(copy);
  };
  for (const auto& enrolled : all_.services.state().enrolled)
    look_ahead(
        enrolled.size(), rows_ahead, [&](std::size_t i) { count_all(enrolled[i]); },
        [&](std::size_t i) { all_.ahead.enrolment_row(enrolled[i]); },
        [&](std::size_t i) { all_.ahead.enrolment(enrolled[i]); });
}

/// The people harmed most often so far, of those harmed within the last twelve months.
std::vector<HarmedOften> Equity::harmed_most(Day day) const {
  const auto worse = [&](EntityId a, EntityId b) {
    const VictimRecord &x = all_.victims.of(a), &y = all_.victims.of(b);
    return std::tuple(-int{x.harms}, -Day{x.last_harm}, a) < std::tuple(-int{y.harms}, -Day{y.last_harm}, b);
  };
  std::vector<EntityId> people;
  for (EntityId person = 0; person < population_.size(); ++person) {
    const VictimRecord& victim = all_.victims.of(person);
    if (victim.harms > 1 && victim.last_harm > day - followed_days && population_.alive(person, day))
      people.push_back(person);
  }
  const auto chosen =
      static_cast<std::ptrdiff_t>(std::min(static_cast<std::size_t>(parameters().super_victim_cohort), people.size()));
  std::partial_sort(people.begin(), people.begin() + chosen, people.end(), worse);
  std::vector<HarmedOften> cohort;
  for (auto person = people.begin(); person != people.begin() + chosen; ++person)
    cohort.push_back({*person, all_.victims.of(*person).harms});
  return cohort;
}

/// As each year of the run ends: who of those harmed most before it was harmed again, and who they are now.
void Equity::review_super_victims(Day next_day) {
  const std::int32_t years = recorder_.year_of(next_day + 1);  // five years of 365.25 days end within a day of the run
  if (next_day < 0 || years <= state_.super_victim_years) return;
  std::size_t again = 0;
  for (const HarmedOften& one : state_.super_victims) again += all_.victims.of(one.person).harms >= one.harms + 2;
  if (state_.super_victim_years >= 0)
    recorder_.set_at(Tally::super_victims_harmed_again_by_year, static_cast<std::size_t>(state_.super_victim_years),
                     static_cast<double>(again));
  state_.super_victims = harmed_most(next_day - 1);
  state_.super_victim_years = years;
}

void Equity::summarise_super_victims() {
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
void Equity::summarise_followed() {
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

void Equity::summarise_equity() {
  recorder_.set_counts(Tally::people_by_group, scene_.people_by_group);
  summarise_super_victims();
  summarise_followed();
  const Counts& missing = recorder_.counts(Tally::going_missing);
  const std::vector<double> means = Years(scene_.timeline, scene_.measures.dimension("year").size()).means(missing);
  for (std::size_t year = 0; year < means.size(); ++year)
    recorder_.set_at(Tally::missing_children_by_year, year, means[year]);
  recorder_.set(Tally::missing_children, mean_over_time(scene_.timeline, missing));
}

void Equity::rebase_followed(float factor) {
  for (Followed& one : state_.followed) one.recent_offending *= factor;
}

}  // namespace kith::safety
