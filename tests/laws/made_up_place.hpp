// A made-up place in which nothing happens but what a law asks for, and what is seen of a run of it. Everybody is
// alike, nobody has a need or a past, and no offence has consequences: each law switches on the rule it is about, by
// settings as a scenario file writes them, and holds what a run counts against a closed form. Seeds are fixed: a law
// passes always or never. Its tolerance is that of a false alarm of one in 100,000 (see tests/statistics.hpp) had the
// seed been another; scripts/mutate-parameters shows that half or twice the parameter does not pass.
#pragma once

#include "tests/safety/small_world.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>
#include <span>

namespace kith::safety::laws {

using test::Set;
using test::operator+;

inline const std::vector<OffenceType>& types() { return Evidence::get().offence_types(); }
inline std::size_t type_count() { return types().size(); }
/// How many leave an accusation: incidents do not.
inline double recordable_types() {
  return static_cast<double>(
      std::count_if(types().begin(), types().end(), [](const auto& type) { return type.crime; }));
}
inline std::size_t type_named(const std::string& name) {
  const TextList names = offence_type_names();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

inline std::pair<std::string, std::string> parameter(const std::string& name, double value) {
  return {"parameters." + name, fmt::format("{}", value)};
}
/// A parameter of each offence type that has it.
inline Set by_type(const std::string& name, const std::function<double(std::size_t)>& value) {
  Set set;
  for (const Setting& setting : Evidence::get().parameters())
    for (std::size_t k = 0; k < type_count(); ++k)
      if (setting.path == "parameters." + name + "." + types()[k].name)
        set.push_back(parameter(name + "." + types()[k].name, value(k)));
  return set;
}
inline Set by_type(const std::string& name, double value) {
  return by_type(name, [&](std::size_t) { return value; });
}
/// A parameter of each family, risk, ... that has it.
template <class Labels>
Set by_label(const std::string& name, const Labels& labels, const std::function<double(std::size_t)>& value) {
  Set set;
  for (const Setting& setting : Evidence::get().parameters())
    for (std::size_t i = 0; i < std::size(labels); ++i)
      if (setting.path == "parameters." + name + "." + labels[i])
        set.push_back(parameter(name + "." + labels[i], value(i)));
  return set;
}
template <class Labels>
Set by_label(const std::string& name, const Labels& labels, double value) {
  return by_label(name, labels, [&](std::size_t) { return value; });
}

inline const std::array<const char*, 4> tie_layers{"friends", "household", "co_offending", "kin"};

/// Some 5,000 people of two wards, one deprived and one not, who all stay.
inline Set people() {
  return Set{{"place.wards", R"(["Moss Side", "Didsbury West"])"},
             {"place.population_total", "80000"},
             {"run.burn_in", "\"0d\""},
             {"run.end", "2014-03-31"},
             {"output.events", "true"},
             parameter("history_years", 0),
             parameter("population.move_rate", 0),
             parameter("population.young_departure_rate", 0),
             parameter("population.parting_rate", 0),
             parameter("population.parting_rate_apart", 0),
             parameter("population.net_arrival_rate", 0)};
}

/// No need goes with another, with propensity, sex or age.
inline Set each_need_alone() {
  Set set =
      by_label("risk_proneness", need_names(), 0) + by_label("risk_female_ratio", need_names(), 1) +
      by_label("risk_age_trend", need_names(), 0) + by_label("risk_event_share", need_names(), 0) +
      Set{parameter("needs_and_propensity", 0), parameter("needs_and_harm", 0), parameter("household_likeness", 0)};
  for (const std::string& need : need_names()) set = set + by_label("risk_raised_by." + need, need_names(), 1);
  return set;
}

/// Every need multiplies offending of every family by this.
inline Set of_needs(double times) {
  Set set = by_label("risk_offending", need_names(), times);
  for (const char* family : family_names)
    set = set + by_label(std::string("risk_offending_of.") + family, need_names(), times);
  return set;
}

/// Nothing that tells people apart but their age: the older, the less often they offend, if they do.
inline Set alike() {
  return by_type("female_ratio", 1) + by_label("concentration", family_names, 0) +
         by_label("family_sigma", family_names, 0) + by_label("age_peak", family_names, 12) +
         by_label("age_decay", family_names, 60) + by_label("age_floor", family_names, 0.5) +
         by_label("risk_prevalence", need_names(), 0) + by_label("risk_recovery", need_names(), 0) + of_needs(1) +
         each_need_alone() + by_type("season_amplitude", 0) +
         Set{parameter("deprivation_effect", 0), parameter("peer_limit", 1), parameter("active_share", 1),
             parameter("spell_propensity", 0), parameter("offending_ceiling", 1000000)};
}

/// Offences happen at home or next door, alone, to people drawn evenly; nobody tells police, nobody is left with
/// anything.
inline Set no_consequences() {
  return by_type("co_offending", 0) + by_type("acquaintance_share", 0) + by_type("partner_share", 0) +
         by_type("racist_share", 0) + by_type("away_share", 0) + by_type("repeat_boost", 0) +
         by_type("report_probability", 0) + by_type("report_male_victim_ratio", 1) + by_type("victim_female_ratio", 1) +
         by_label("victim_age_weight", victim_age_names, 1) +
         Set{parameter("own_area_share", 1),        parameter("former_partner_share", 0),
             parameter("victim_sigma", 0),          parameter("dwelling_sigma", 0),
             parameter("exploited_if_missing", 1),  parameter("exploited_if_looked_after", 1),
             parameter("trauma_after_violence", 0), parameter("trauma_of_child_witness", 0),
             parameter("diversion_effect", 1),      parameter("short_custody_effect", 1)};
}

inline Set nothing_happens() {
  return test::services_off() + people() + alike() + no_consequences() + by_type("base_rate", 0);
}

struct Event {
  Day day;
  std::size_t type;
  EntityId offender;
  int offenders;
  std::int32_t victim;  ///< row of a person or household, or -1
  std::size_t area;
  bool reported, recorded;
  Outcome outcome;
};

/// One run of the made-up place with `set` on top of nothing_happens(); later settings win.
class Life {
 public:
  /// `changes` and `top` as in test::small_scenario.
  explicit Life(const Set& set, const std::string& changes = "", const std::string& top = "")
      : scene_(make_scene(test::small_scenario(last_of_each(nothing_happens() + set), changes, top))),
        result_(test::run(*scene_)) {
    const auto& c = result_.event_columns;
    if (c.empty()) return;
    for (std::size_t i = 0; i < c[0].size(); ++i)
      events_.push_back({c[0][i], static_cast<std::size_t>(c[1][i]), static_cast<EntityId>(c[2][i]), c[3][i], c[4][i],
                         static_cast<std::size_t>(c[5][i]), c[6][i] != 0, c[7][i] != 0, static_cast<Outcome>(c[8][i])});
  }

  const Scene& scene() const { return *scene_; }
  const Population& people() const { return scene_->population; }
  const Parameters& parameters() const { return scene_->regimes.front().parameters; }
  Draws draws() const { return {static_cast<std::uint64_t>(scene_->run.seed), 0}; }
  const std::vector<Event>& events() const { return events_; }
  Day days() const { return scene_->timeline.last_day() + 1; }
  double years() const { return days() / days_per_year; }
  Day day_of(const char* date) const { return scene_->timeline.day_of(parse_date(date)); }
  double records_at_start() const { return static_cast<double>(scene_->start.offenders.size()); }
  double accusations_at_start() const { return static_cast<double>(scene_->start.accusations.size()); }
  double proofs_at_start() const {
    double proofs = 0;
    for (const OffenderRecord& record : scene_->start.offenders) proofs += record.cautions + record.convictions;
    return proofs;
  }
  double moves_a_year() const { return scene_->move_rate; }

  const Counts& counts(Tally tally) const { return test::counts(result_, tally); }
  const Reals& reals(Tally tally) const { return test::reals(result_, tally); }
  double total(Tally tally) const { return test::sum(counts(tally)); }
  double total_real(Tally tally) const { return sum_known(test::reals(result_, tally)); }
  double headline(Tally tally) const { return test::reals(result_, tally).front(); }
  /// Summed over everything but the last axis, at `label` of `width`.
  double at(Tally tally, std::size_t label, std::size_t width) const {
    double sum = 0;
    const Counts& values = counts(tally);
    for (std::size_t i = label; i < values.size(); i += width) sum += values[i];
    return sum;
  }
  double of_type(Tally tally, std::size_t type) const { return at(tally, type, type_count()); }
  double of_risk(Tally tally, Risk risk) const { return at(tally, static_cast<std::size_t>(risk), need_count()); }
  /// Day in the middle of the reporting period, mean over what was counted; of one `label` of `width`.
  double mean_day(Tally tally, std::size_t label = 0, std::size_t width = 1) const {
    const Counts& values = counts(tally);
    double days = 0, count = 0;
    for (std::size_t i = label; i < values.size(); i += width) {
      count += values[i];
      days += values[i] * (7.0 * static_cast<double>(i / width) + 3);
    }
    return days / count;
  }
  double count(const std::function<bool(const Event&)>& holds) const {
    return static_cast<double>(std::count_if(events_.begin(), events_.end(), holds));
  }

  /// Days lived at an age (0 ... 110) by those for whom `holds`.
  std::array<double, 111> days_at_age(const std::function<bool(EntityId)>& holds) const {
    std::array<double, 111> days{};
    for (EntityId person = 0; person < people().size(); ++person) {
      if (!holds(person)) continue;
      for (Day day = 3; day < this->days(); day += 7)  // the middle of each week stands for it
        if (people().alive(person, day)) days[static_cast<std::size_t>(people().age(person, day))] += 7;
    }
    return days;
  }

 private:
  static double sum_known(const Reals& values) {
    double sum = 0;
    for (const double value : values) sum += std::isnan(value) ? 0 : value;
    return sum;
  }
  static Set last_of_each(const Set& set) {
    std::map<std::string, std::string> values;
    for (const auto& [path, value] : set) values[path] = value;
    return {values.begin(), values.end()};
  }
  std::unique_ptr<Scene> scene_;
  ReplicateResult result_;
  std::vector<Event> events_;
};

/// A sum of independent chances, of which `expected` should have come true.
inline void expect_count(double observed, double expected, const std::string& what, double variance_ratio = 1) {
  EXPECT_NEAR(observed, expected, kith::test::standard_errors_limit() * std::sqrt(expected * variance_ratio) + 1)
      << what;
}
/// `successes` of `trials`, each of probability p.
inline void expect_share(double successes, double trials, double p, const std::string& what) {
  ASSERT_GT(trials, 0) << what;
  EXPECT_NEAR(successes / trials, p, kith::test::standard_errors_limit() * std::sqrt(p * (1 - p) / trials)) << what;
}

/// What follows from an offence, for certain and at once: police know, record and charge, the court convicts within
/// weeks and passes no sentence that anybody feels.
inline Set all_convicted() {
  return by_type("report_probability", 1) + by_type("recording_probability", 1) + by_type("charge_probability", 1) +
         by_type("out_of_court_probability", 0) + by_type("no_action_probability", 0) +
         by_type("detection_delay_days", 0.5) + by_type("charge_delay_days", 0.5) + by_type("custody_probability", 0) +
         by_type("crown_share", 0) + by_type("custody_shape", 1.5) + by_label("court_custody_ratio", court_names, 1) +
         by_label("longest_custody_months", court_names, 480) + by_type("community_probability", 0) +
         by_type("suspended_probability", 0) + by_label("guilty_plea", court_names, 1) +
         by_label("plea_listing_days", court_names, 0) + by_label("remand_share", court_names, 0) +
         by_label("custody_per_conviction", court_names, 0) +
         Set{parameter("first_hearing_days", 1),       parameter("police_capacity", 10),
             parameter("heard_together", 0),           parameter("out_of_court_per_proof", 1),
             parameter("youth_charge_shift", 0),       parameter("youth_custody_ratio", 1),
             parameter("repeat_report_effect", 1),     parameter("confidence_after_outcome", 1),
             parameter("confidence_after_silence", 1), parameter("custody_while_supervised", 1),
             parameter("female_custody_ratio", 1),     parameter("order_breach_rate", 0),
             parameter("breach_per_need", 1),          parameter("recall_rate", 0),
             parameter("recall_on_charge", 0),         parameter("custody_housing_loss", 0),
             parameter("custody_job_loss", 0)};
}

/// From `date` on police hear of nothing more, so that what they heard of before comes to its end within the run.
inline std::string police_hear_nothing_from(const std::string& date) {
  std::string change = "[[change]]\nat = " + date + "\n";
  for (const auto& [path, value] : by_type("report_probability", 0)) change += "set.\"" + path + "\" = 0\n";
  return change;
}

/// How often somebody of `age` offends relative to the peak: rises as a square from ten, falls to the floor.
inline double age_shape(int age, double peak, double decay, double floor) {
  if (age < 10) return 0;
  if (age < peak) return (age - 9) * (age - 9) / ((peak - 9) * (peak - 9));
  return floor + (1 - floor) * std::exp((peak - age) / decay);
}
/// That of people who are alike; see alike().
inline double plain_age_shape(int age) { return age_shape(age, 12, 60, 0.5); }

}  // namespace kith::safety::laws
