// The headline figures of one replicate, computed at its end from what was recorded and from people's records.
#include "models/safety/equity/equity.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/summary/summary.hpp"
#include "models/safety/victims/victims.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>

namespace kith::safety {

namespace {

/// Sum over time and the types that `counts_type` accepts, of the periods before `end_period`.
template <class CountsType>
double sum_types(const Counts& counts, std::size_t type_count, std::size_t end_period, CountsType&& counts_type) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(counts.size(), end_period * type_count); ++i)
    if (counts_type(i % type_count)) sum += counts[i];
  return sum;
}

void set_years(Recorder& recorder, Tally tally, const std::vector<double>& values) {
  for (std::size_t year = 0; year < values.size(); ++year) recorder.set_at(tally, year, values[year]);
}

/// Sums of pairs (or more) of neighbours.
std::vector<double> row_sums(const Reals& values, std::size_t width) {
  std::vector<double> sums(values.size() / width);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i / width] += values[i];
  return sums;
}

void summarise_cohorts(Recorder& recorder) {
  constexpr std::size_t age_groups = 2;
  const std::vector<double> size = row_sums(recorder.reals(Tally::cohort_size), age_groups);
  const std::vector<double> reoffenders = row_sums(recorder.reals(Tally::cohort_reoffenders), age_groups);
  const std::vector<double> reoffences = row_sums(recorder.reals(Tally::cohort_reoffences), age_groups);
  for (std::size_t cohort = 0; cohort < size.size(); ++cohort) {
    recorder.set_at(Tally::proven_reoffending_rate_by_year, cohort, share(reoffenders[cohort], size[cohort]));
    recorder.set_at(Tally::reoffences_per_reoffender_by_year, cohort, share(reoffences[cohort], reoffenders[cohort]));
  }
}

/// The yearly course of the headlines.
void summarise_years(Recorder& recorder, const Scene& scene) {
  const auto& types = Evidence::get().offence_types();
  const auto crime = [&](std::size_t k) { return types[k].crime; };
  const Years years(scene.timeline, scene.measures.dimension("year").size());
  set_years(recorder, Tally::recorded_crime_by_year,
            years.rates(recorder.counts(Tally::recorded_offences), types.size(), crime));
  const std::vector<double> all = years.rates(recorder.counts(Tally::offences), types.size(), crime);
  const std::vector<double> people = years.means(recorder.counts(Tally::people_present));
  set_years(recorder, Tally::all_crime_by_year, all);
  for (std::size_t year = 0; year < all.size(); ++year) {
    recorder.set_at(Tally::all_crime_per_1000_by_year, year, share(all[year] * 1000, people[year]));
    recorder.set_at(Tally::crime_against_inclination_by_year, year, share(all[year], scene.inclination[year]));
  }
  set_years(recorder, Tally::harm_per_year_by_year, years.rates(recorder.reals(Tally::harm)));
  set_years(recorder, Tally::mean_custody_population_by_year, years.means(recorder.counts(Tally::custody_population)));
  std::vector<double> entrants =
      years.rates(recorder.counts(Tally::first_time_entrants), 2, [](std::size_t group) { return group == 0; });
  for (std::size_t year = 0; year < entrants.size(); ++year)
    entrants[year] = share(entrants[year] * 100000, scene.people_aged_10_17[year]);
  set_years(recorder, Tally::first_time_entrants_rate_by_year, entrants);
  summarise_cohorts(recorder);
}

}  // namespace

void Summary::summarise() {
  summarise_years(recorder_, scene_);
  summarise_crime();
  summarise_accused();
  summarise_detections();
  summarise_specialisation();
  summarise_pairs();
  summarise_people();
  summarise_victims();
  summarise_most_active();
  all_.equity.summarise_equity();
  summarise_demand();
  summarise_costs();
  recorder_.set(Tally::events_handled, static_cast<double>(all_.events));
}

void Summary::summarise_crime() {
  const auto& types = Evidence::get().offence_types();
  const Timeline& timeline = scene_.timeline;
  const auto all_periods = static_cast<std::size_t>(timeline.period_count());
  const auto year_periods = std::min(all_periods, static_cast<std::size_t>(days_per_year / timeline.report_days));
  const double years = (timeline.last_day() + 1) / days_per_year;
  // The first year is whole reporting periods, scaled to twelve months.
  const double first_year =
      std::min(1.0, years) * days_per_year / static_cast<double>(year_periods * timeline.report_days);
  const auto crime = [&](std::size_t k) { return types[k].crime; };
  const auto sum = [&](Tally tally, std::size_t periods, auto&& accepts) {
    return sum_types(recorder_.counts(tally), types.size(), periods, accepts);
  };
  const double recorded = sum(Tally::recorded_offences, all_periods, crime);
  const double recorded_first = sum(Tally::recorded_offences, year_periods, crime);
  recorder_.set(Tally::recorded_crime, recorded / years);
  recorder_.set(Tally::recorded_crime_first_year, recorded_first * first_year);
  recorder_.set(Tally::recorded_crime_per_1000, recorded_first * first_year / scene_.people_present.front() * 1000);
  recorder_.set(Tally::all_crime, sum(Tally::offences, all_periods, crime) / years);
  recorder_.set(Tally::victim_based_share,
                share(sum(Tally::recorded_offences, year_periods,
                          [&](std::size_t k) { return types[k].crime && types[k].victim_based; }),
                      recorded_first));
  recorder_.set(Tally::charge_share, share(sum(Tally::charged_offences, all_periods, crime), recorded));
  const auto comparable = [&](std::size_t k) {
    return (types[k].victim == VictimKind::person || types[k].victim == VictimKind::dwelling) &&
           !types[k].is(Family::sexual);
  };
  recorder_.set(Tally::police_know_share, share(sum(Tally::reported_offences, all_periods, comparable),
                                                sum(Tally::offences, all_periods, comparable)));
  double harm = 0;
  for (const double week : recorder_.reals(Tally::harm)) harm += week;
  recorder_.set(Tally::harm_per_year, harm / years);
}

void Summary::summarise_accused() {
  // Accusations lie in order of day, so a record's first in a year is met first.
  std::map<std::pair<std::int32_t, RecordId>, std::int32_t> first_in_year;
  std::vector<std::int32_t> so_far(all_.records.state().offenders.size());
  double earlier_people = 0, earlier_sum = 0, people = 0, women = 0;
  for (const Accusation& accusation : all_.records.state().accusations) {
    const std::int32_t before = so_far[accusation.record]++;
    if (accusation.day < 0 || accusation.day > scene_.timeline.last_day()) continue;
    const std::int32_t year = recorder_.year_of(accusation.day);
    if (!first_in_year.emplace(std::pair(year, accusation.record), before).second) continue;
    const EntityId person = all_.records.record(accusation.record).person;
    const auto sex = static_cast<std::size_t>(population_.sex(person));
    recorder_.count_at(Tally::accused_people, {static_cast<std::size_t>(year), sex,
                                               reported_age_band(population_.age(person, accusation.day))});
    if (year != 0) continue;
    ++people;
    women += population_.sex(person) == Sex::female;
    earlier_people += before > 0;
    earlier_sum += before;
  }
  recorder_.set(Tally::accused, people);
  recorder_.set(Tally::accused_before_share, share(earlier_people, people));
  recorder_.set(Tally::earlier_accusations, share(earlier_sum, earlier_people));
  recorder_.set(Tally::women_share, share(women, people));
}

void Summary::summarise_detections() {
  std::vector<std::int32_t> detected(all_.records.state().offenders.size());
  std::vector<bool> violent_before(detected.size());
  double young_violence = 0, by_repeat = 0, by_violent = 0;
  const auto& types = Evidence::get().offence_types();
  for (const Accusation& accusation : all_.records.state().accusations) {
    const bool violent = types[accusation.type].is(Family::violent);
    const bool again = violent_before[accusation.record];
    violent_before[accusation.record] = again || violent;
    if (accusation.day < 0 || accusation.day > scene_.timeline.last_day()) continue;
    ++detected[accusation.record];
    if (!violent || population_.age(all_.records.record(accusation.record).person, accusation.day) >= 25) continue;
    ++young_violence;
    by_repeat += accusation.previous != nobody;
    by_violent += again;
  }
  double people = 0, once = 0, twice = 0, ten = 0, all = 0;
  for (const std::int32_t count : detected) {
    if (count == 0) continue;
    ++people;
    all += count;
    once += count == 1;
    twice += count == 2;
    const auto most = static_cast<std::int32_t>(detected_offences_names.size());
    recorder_.count_at(Tally::detected_offenders, {static_cast<std::size_t>(std::min(count, most) - 1)});
    ten += count >= 10;
  }
  recorder_.set(Tally::accused_once_share, share(once, people));
  recorder_.set(Tally::accused_twice_share, share(twice, people));
  recorder_.set(Tally::accused_ten_or_more_share, share(ten, people));
  recorder_.set(Tally::detected_offences_per_offender, share(all, people));
  recorder_.set(Tally::young_violence_by_repeat_offenders, share(by_repeat, young_violence));
  recorder_.set(Tally::young_violence_by_earlier_violent, share(by_violent, young_violence));

  const auto [crimes, in_group, suspects, suspects_in_group] = all_.police.state().decided_crimes;
  recorder_.set(Tally::group_offence_share, share(static_cast<double>(in_group), static_cast<double>(crimes)));
  recorder_.set(Tally::group_participation_share,
                share(static_cast<double>(suspects_in_group), static_cast<double>(suspects)));
}

/// Of people harmed by sexual offences.
void Summary::summarise_victims() {
  const auto& types = Evidence::get().offence_types();
  const Counts& harmed = recorder_.counts(Tally::harmed_by_type);
  constexpr std::size_t ages = victim_age_names.size(), sexes = 2;
  double all = 0, women = 0;
  for (std::size_t i = 0; i < harmed.size(); ++i) {
    if (!types[i / (ages * sexes) % types.size()].is(Family::sexual)) continue;
    all += harmed[i];
    if (i / ages % sexes == static_cast<std::size_t>(Sex::female)) women += harmed[i];
  }
  recorder_.set(Tally::women_among_sexual_victims, share(women, all));
  summarise_sexually_harmed();
  summarise_harmed_last_year();
  summarise_overlap();
}

/// Of adults of 16 to 59 present at the end of the run.
void Summary::summarise_sexually_harmed() {
  std::vector<EntityId> harmed = all_.victims.state().sexually_harmed;
  std::ranges::sort(harmed);
  const auto repeated = std::ranges::unique(harmed);
  harmed.erase(repeated.begin(), repeated.end());
  std::array<double, 2> adults{}, of_these{};
  const Day last = scene_.timeline.last_day();
  for (EntityId person = 0; person < population_.size(); ++person) {
    const int age = population_.age(person, last);
    adults[static_cast<std::size_t>(population_.sex(person))] +=
        population_.alive(person, last) && age >= 16 && age <= 59;
  }
  for (const EntityId person : harmed) ++of_these[static_cast<std::size_t>(population_.sex(person))];
  const auto female = static_cast<std::size_t>(Sex::female), male = static_cast<std::size_t>(Sex::male);
  const double whole = holds_a_year(scene_.timeline) ? 1 : 0;  // nothing is known of a year otherwise
  recorder_.set(Tally::women_sexually_harmed_share, share(of_these[female], whole * adults[female]));
  recorder_.set(Tally::men_sexually_harmed_share, share(of_these[male], whole * adults[male]));
}

/// What the 2% most active of people of 10 to 65 did of all crimes of the last year.
void Summary::summarise_most_active() {
  constexpr double most_active = 0.02;
  const PeersState& peers = all_.peers.state();
  std::vector<std::uint16_t> counts = peers.left_last_year;
  std::ranges::copy_if(peers.offences_last_year, std::back_inserter(counts), [](std::uint16_t n) { return n > 0; });
  std::ranges::sort(counts, std::greater{});
  double people = 0, all = 0, theirs = 0;
  const Day last = scene_.timeline.last_day();
  for (EntityId person = 0; person < population_.size(); ++person) {
    const int age = population_.age(person, last);
    people += population_.alive(person, last) && age >= 10 && age <= 65;
  }
  const auto active = static_cast<std::size_t>(most_active * people);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    all += counts[i];
    if (i < active) theirs += counts[i];
  }
  recorder_.set(Tally::most_active_share, share(theirs, holds_a_year(scene_.timeline) ? all : 0));
}

void Summary::summarise_people() {
  const double size = sum_known(recorder_.reals(Tally::cohort_size));
  const double reoffenders = sum_known(recorder_.reals(Tally::cohort_reoffenders));
  const double reoffences = sum_known(recorder_.reals(Tally::cohort_reoffences));
  recorder_.set(Tally::proven_reoffending_rate, share(reoffenders, size));
  recorder_.set(Tally::reoffences_per_reoffender, share(reoffences, reoffenders));
  // The rates of the years, each by its own number of children.
  const Years years(scene_.timeline, scene_.measures.dimension("year").size());
  recorder_.set(Tally::first_time_entrants_rate, years.mean(recorder_.reals(Tally::first_time_entrants_rate_by_year)));
  recorder_.set(Tally::mean_custody_population,
                mean_over_time(scene_.timeline, recorder_.counts(Tally::custody_population)));

  const auto [once, again] = all_.victims.state().women_harmed;
  recorder_.set(Tally::repeat_victim_share, share(static_cast<double>(again), static_cast<double>(once)));
}

}  // namespace kith::safety
