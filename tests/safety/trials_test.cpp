// In-model trials of every entry of the catalogue: people (areas, services) are put into it by hand in a world where
// nothing spreads, and the effect measured is the effect configured. An entry added to the catalogue is tried without a
// change here.
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace kith::safety {
namespace {

using test::operator+;

constexpr double no_limit = 1e7;

/// One effect of one entry.
struct Tried {
  std::size_t service;
  std::size_t effect;
};

std::vector<Tried> every_effect() {
  std::vector<Tried> all;
  const auto& services = Catalogue::get().definitions();
  for (std::size_t i = 0; i < services.size(); ++i)
    for (std::size_t e = 0; e < services[i].effects.size(); ++e) all.push_back({i, e});
  return all;
}

/// Nobody is drawn in by others, harmed because of earlier harm, locked up, or made readier to report by what came of
/// it.
test::Set nothing_spreads() {
  test::Set set = test::services_off() + test::Set{{"output.events", "true"},
                                                   {"parameters.peer_limit", "1"},
                                                   {"parameters.guilty_plea.magistrates_and_youth", "0"},
                                                   {"parameters.guilty_plea.crown", "0"},
                                                   {"parameters.contested_conviction.magistrates_and_youth", "0"},
                                                   {"parameters.contested_conviction.crown", "0"},
                                                   {"parameters.remand_share.magistrates_and_youth", "0"},
                                                   {"parameters.remand_share.crown", "0"},
                                                   {"parameters.police_capacity", "10"},
                                                   {"parameters.recall_on_charge", "0"},
                                                   {"parameters.confidence_after_outcome", "1"},
                                                   {"parameters.confidence_after_silence", "1"},
                                                   {"parameters.repeat_report_effect", "1"},
                                                   {"parameters.order_breach_rate", "0"},
                                                   {"parameters.recall_rate", "0"}};
  for (const Setting& parameter : Evidence::get().parameters())
    if (parameter.path.starts_with("parameters.repeat_boost.")) set.push_back({parameter.path, "0"});
  return set;
}

constexpr std::size_t column_type = 1, column_offender = 2, column_offenders = 3, column_victim = 4,
                      column_reported = 6, column_recorded = 7, column_outcome = 8;

class EachEffect : public testing::TestWithParam<Tried> {
 protected:
  void make_world(test::Set set) {
    scene_ = test::small_scene(nothing_spreads() + set);
    service_ = Catalogue::get().definitions()[GetParam().service];
    effect_ = service_.effects[GetParam().effect];
    start_ = scene_->start;
    hours_.assign(scene_->regimes[0].pool_hours.size(), no_limit);
    scene_->regimes[0].pool_hours = hours_;
    baseline_ = run_with(declaration(effect_.kind).none, {});
  }

  /// The entry running with this effect at `value` and all its others at none, on those put on its list.
  ReplicateResult run_with(double value, const std::vector<std::pair<EntityId, EntityId>>& people_and_victims) {
    scene_->start = start_;
    Service& running = scene_->regimes[0].services[GetParam().service];
    running = service_;
    running.active = true;
    running.season.reset();
    running.first_day = parse_date("1900-01-01");
    running.last_day = parse_date("2199-12-31");
    running.eligibility = running.priority = "";
    running.sources = 0;
    running.onward.clear();
    running.consent = running.victim_consent = 1;
    running.dropout_rate = 0;
    running.age_limit = 1000;
    running.in_custody = true;
    running.places = no_limit;
    running.dose_weeks = effect_.kind == EffectKind::resolution ? 10 : 60;
    running.fidelity_loss = 0;
    running.decay_weeks = 0;
    for (std::size_t mode = 0; mode < running.modes.size(); ++mode)
      running.modes[mode].share = running.modes[mode].name == effect_.mode ? 1 : 0;
    for (std::size_t e = 0; e < running.effects.size(); ++e)
      running.effects[e].value = e == GetParam().effect ? value : declaration(running.effects[e].kind).none;
    prepare(running);
    for (const auto& [person, victim] : people_and_victims) put_on_list(GetParam().service, person, victim);
    Simulation simulation = test::simulation_of(*scene_);
    ReplicateResult result = simulation.run({});
    risks_at_end_ = simulation.state().risks;
    return result;
  }

  /// Staff were trained long ago, and there is a service for them to serve.
  void prepare(const Service& running) {
    if (running.unit == Unit::area) scene_->regimes[0].services[GetParam().service].dose_weeks = 5200;
    if (running.unit != Unit::workforce) return;
    scene_->start.began[GetParam().service] = -10000;
    Service& served = scene_->regimes[0].services[running.effects[GetParam().effect].services.front()];
    served.active = true;
    served.sources = 0;
    served.places = no_limit;
    served.consent = 0.5;
    served.dropout_rate = 1;
    served.dose_weeks = 40;
    served.in_custody = true;
    served.age_limit = 1000;
    for (Effect& effect : served.effects) effect.value = declaration(effect.kind).none;
    for (const EntityId person : stable(600)) put_on_list(effect_.services.front(), person, nobody);
  }

  void put_on_list(std::size_t service, EntityId person, EntityId victim) {
    Enrolment waiting;
    waiting.person = person;
    waiting.victim = victim;
    waiting.service = static_cast<std::uint16_t>(service);
    test::put_on_waiting_list(scene_->start, waiting);
  }

  /// People present all year and of the ages the effect is for, whose household does not move, at liberty at its start;
  /// `wanted`: only these.
  std::vector<EntityId> stable(std::size_t most, const std::set<EntityId>* wanted = nullptr,
                               bool one_a_household = true) const {
    const Population& people = scene_->population;
    std::set<std::uint32_t> households;
    for (const auto& [day, household] : people.moves)
      if (day >= 0) households.insert(household);
    std::vector<EntityId> chosen;
    for (EntityId person = 0; person < people.size() && chosen.size() < most; ++person) {
      if (wanted != nullptr && !wanted->contains(person)) continue;
      if (!people.alive(person, 0) || !people.alive(person, scene_->timeline.last_day()) || people.age(person, 0) < 1)
        continue;
      if (!effect_.is_for(people.age(person, 0)) || !effect_.is_for(people.age(person, scene_->timeline.last_day())))
        continue;
      const RecordId record = start_.offender_of[person];
      if (record != nobody && start_.offenders[record].in_custody(0)) continue;
      const std::uint32_t household = people.household(person);
      if (households.contains(household)) continue;
      if (one_a_household) households.insert(household);
      chosen.push_back(person);
    }
    return chosen;
  }

  bool concerns(std::int32_t type) const { return (effect_.types >> static_cast<unsigned>(type) & 1U) != 0; }

  /// Events of the effect's types for which `counts(row)` holds.
  template <class Counts>
  double events(const ReplicateResult& result, Counts&& counts) const {
    double sum = 0;
    for (std::size_t row = 0; row < result.event_columns[0].size(); ++row)
      sum += concerns(result.event_columns[column_type][row]) &&
             counts([&](std::size_t column) { return result.event_columns[column][row]; });
    return sum;
  }

  /// Those whose `column` appears in the baseline's events of the effect's types.
  std::set<EntityId> those_in(std::size_t column, bool persons_only = true) const {
    std::set<EntityId> found;
    const auto& types = Evidence::get().offence_types();
    for (std::size_t row = 0; row < baseline_.event_columns[0].size(); ++row) {
      const auto type = baseline_.event_columns[column_type][row];
      const VictimKind kind = types[static_cast<std::size_t>(type)].victim;
      const bool person = kind == VictimKind::person || kind == VictimKind::partner || kind == VictimKind::child;
      if (concerns(type) && (person || !persons_only) && baseline_.event_columns[column][row] >= 0)
        found.insert(static_cast<EntityId>(baseline_.event_columns[column][row]));
    }
    return found;
  }

  static std::vector<std::pair<EntityId, EntityId>> alone(const std::vector<EntityId>& people) {
    std::vector<std::pair<EntityId, EntityId>> list;
    for (const EntityId person : people) list.emplace_back(person, nobody);
    return list;
  }

  double total(const ReplicateResult& result, const std::string& measure) const {
    for (std::size_t m = 0; m < scene_->measures.measures.size(); ++m) {
      if (scene_->measures.measures[m].name != measure) continue;
      return scene_->measures.measures[m].number == Number::count ? test::sum(result.counts(m))
                                                                  : test::sum(result.reals(m));
    }
    ADD_FAILURE() << "no measure " << measure;
    return 0;
  }

  /// `with` of `without` is the share `size`, as closely as so many events can tell.
  void expect_share(double without, double with, double size) {
    ASSERT_GE(without, 25) << "too few events to tell";
    EXPECT_NEAR(with / without, size, 4.5 * std::sqrt(size * (1 - size) / without) + 0.04) << with << " of " << without;
  }

  void expect_measure_moves(const ReplicateResult& without, const ReplicateResult& with, bool up) {
    const std::string measure = declaration(effect_.kind).measure;
    if (up)
      EXPECT_GT(total(with, measure), total(without, measure)) << measure;
    else
      EXPECT_LT(total(with, measure), total(without, measure)) << measure;
  }

  /// Tries `size` on the people, and counts events before and after.
  template <class Counts>
  void try_on_events(const std::vector<std::pair<EntityId, EntityId>>& people, double size, Counts&& counts) {
    const ReplicateResult without = run_with(1, people);
    const ReplicateResult with = run_with(size, people);
    expect_share(events(without, counts), events(with, counts), size);
    expect_measure_moves(without, with, false);
  }

  void try_offending();
  void try_victims();
  void try_contact();
  void try_risks();
  void try_areas();
  void try_ties();
  void try_breach();
  void try_staff();

  std::unique_ptr<Scene> scene_;
  Service service_;
  Effect effect_;
  State start_;
  std::vector<double> hours_;
  ReplicateResult baseline_;
  std::vector<NeedSet> risks_at_end_;
};

/// Rare offences happen often enough to be counted.
test::Set more_of(const Effect& effect) {
  test::Set set;
  const std::vector<std::string> types = offence_type_names();
  const Settings defaults(test::safety_declarations());
  for (std::size_t k = 0; k < types.size(); ++k) {
    const std::string path = "parameters.base_rate." + types[k];
    const double rate = defaults.real(path);
    if ((effect.types >> k & 1U) != 0 && effect.types != ~0ULL && rate < 0.003)
      set.push_back({path, std::to_string(0.003)});
  }
  return set;
}

void EachEffect::try_offending() {
  const std::vector<EntityId> people = [&] {
    const std::set<EntityId> wanted = those_in(column_offender, false);
    return stable(3000, &wanted);
  }();
  std::set<std::int32_t> in(people.begin(), people.end());
  // Companions count as well as those who begin, but only the latter stand in the log; the victim's half of a pair is
  // another.
  if (effect_.kind == EffectKind::detection)
    try_on_events(alone(people), 0.3,
                  [&](auto&& at) { return in.contains(at(column_offender)) && at(column_outcome) > 0; });
  else if (effect_.kind == EffectKind::co_offending)
    try_on_events(alone(people), 0.3,
                  [&](auto&& at) { return in.contains(at(column_offender)) && at(column_offenders) > 1; });
  else
    try_on_events(alone(people), 0.3, [&](auto&& at) { return in.contains(at(column_offender)); });
}

void EachEffect::try_victims() {
  const std::set<EntityId> wanted = those_in(column_victim);
  const std::vector<EntityId> people = stable(3000, &wanted);
  std::set<std::int32_t> in(people.begin(), people.end());
  std::vector<std::pair<EntityId, EntityId>> list = alone(people);
  if (effect_.on_victim) {
    // The other party is anybody.
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = {people[(i + 1) % people.size()], people[i]};
  }
  const auto& types = Evidence::get().offence_types();
  const auto person_harmed = [&](auto&& at) {
    const VictimKind kind = types[static_cast<std::size_t>(at(column_type))].victim;
    return (kind == VictimKind::person || kind == VictimKind::partner || kind == VictimKind::child) &&
           in.contains(at(column_victim));
  };
  const bool reports = effect_.kind == EffectKind::reporting;
  try_on_events(list, 0.3, [&](auto&& at) { return person_harmed(at) && (!reports || at(column_reported) > 0); });
}

void EachEffect::try_contact() {
  std::set<std::pair<EntityId, EntityId>> pairs;
  std::set<EntityId> offenders;
  const auto& types = Evidence::get().offence_types();
  for (std::size_t row = 0; row < baseline_.event_columns[0].size(); ++row) {
    const auto type = static_cast<std::size_t>(baseline_.event_columns[column_type][row]);
    const auto victim = baseline_.event_columns[column_victim][row];
    if (types[type].victim == VictimKind::partner && victim >= 0)
      if (offenders.insert(static_cast<EntityId>(baseline_.event_columns[column_offender][row])).second)
        pairs.emplace(static_cast<EntityId>(baseline_.event_columns[column_offender][row]),
                      static_cast<EntityId>(victim));
  }
  const std::vector<EntityId> people = stable(3000, &offenders);
  std::vector<std::pair<EntityId, EntityId>> list;
  std::set<std::pair<std::int32_t, std::int32_t>> in;
  for (const auto& pair : pairs)
    if (std::binary_search(people.begin(), people.end(), pair.first)) {
      list.push_back(pair);
      in.emplace(pair.first, pair.second);
    }
  try_on_events(list, 0.3, [&](auto&& at) { return in.contains({at(column_offender), at(column_victim)}); });
}

void EachEffect::try_risks() {
  const std::vector<EntityId> people = stable(6000, nullptr, service_.unit == Unit::family);
  const auto count = [&](bool at_start) {
    double sum = 0;
    for (const EntityId person : people)
      for (std::size_t risk = 0; risk < need_count(); ++risk) {
        if ((effect_.risks >> risk & 1U) == 0) continue;
        const bool before = (start_.risks[person] >> risk & 1U) != 0;
        const bool after = (risks_at_end_[person] >> risk & 1U) != 0;
        sum += at_start ? before && !after : !before && after;
      }
    return sum;
  };
  if (effect_.kind == EffectKind::onset) {
    const ReplicateResult without = run_with(1, alone(people));
    const double gained = count(false);
    const ReplicateResult with = run_with(0.3, alone(people));
    expect_share(gained, count(false), 0.3);
    expect_measure_moves(without, with, false);
    return;
  }
  // Nothing comes or goes by itself (see make_world), so whatever is lost is lost to the service.
  double have = 0;
  for (const EntityId person : people)
    have += std::popcount(static_cast<unsigned>(start_.risks[person] & effect_.risks));
  const ReplicateResult without = run_with(0, alone(people));
  EXPECT_EQ(count(true), 0);
  const ReplicateResult with = run_with(effect_.kind == EffectKind::recovery ? 1.0 : 0.5, alone(people));
  expect_share(have, count(true), effect_.kind == EffectKind::recovery ? 1 - std::exp(-1.0) : 0.5);
  expect_measure_moves(without, with, true);
}

void EachEffect::try_areas() {
  const bool reports = effect_.kind == EffectKind::reporting;
  const bool records = effect_.kind == EffectKind::recording;
  const bool detects = effect_.kind == EffectKind::detection;
  try_on_events({}, 0.3, [&](auto&& at) {
    return reports   ? at(column_reported) > 0
           : records ? at(column_recorded) > 0
           : detects ? at(column_outcome) > 0
                     : true;
  });
}

void EachEffect::try_ties() {
  const std::vector<EntityId> people = stable(1200);
  for (std::size_t i = 0; i + 1 < people.size(); i += 2) start_.co_offending.strengthen(people[i], people[i + 1], 1, 0);
  std::vector<std::pair<EntityId, EntityId>> list;
  for (std::size_t i = 0; i < people.size(); i += 2) list.emplace_back(people[i], nobody);
  const double ties = static_cast<double>(list.size());
  const ReplicateResult without = run_with(0, list);
  EXPECT_EQ(total(without, "co_offending_ties_cut"), 0);
  expect_share(ties, total(run_with(0.3, list), "co_offending_ties_cut"), 0.3);
}

void EachEffect::try_breach() {
  const auto people = alone(stable(800));
  EXPECT_EQ(total(run_with(0, people), "breaches_and_recalls"), 0);
  expect_share(static_cast<double>(people.size()), total(run_with(1, people), "breaches_and_recalls"),
               1 - std::exp(-1.0));
}

void EachEffect::try_staff() {
  const ReplicateResult without = run_with(1, {});
  const ReplicateResult with = run_with(0.3, {});
  if (effect_.kind == EffectKind::engagement) {
    expect_share(total(without, "service_starts"), total(with, "service_starts"), 0.3);
  } else {
    const double weeks = 40 * 7 / days_per_year;
    const double expected = (1 - std::exp(-0.3 * weeks)) / (1 - std::exp(-weeks));
    expect_share(total(without, "service_dropouts"), total(with, "service_dropouts"), expected);
  }
  expect_measure_moves(without, with, false);
}

TEST_P(EachEffect, IsTheOneConfigured) {
  const Effect& effect = Catalogue::get().definitions()[GetParam().service].effects[GetParam().effect];
  test::Set set = more_of(effect);
  const bool heals = effect.kind == EffectKind::recovery || effect.kind == EffectKind::resolution;
  for (const std::string& risk : need_names())
    if (heals)  // and nobody grows out of it
      for (const auto& [name, value] : {std::pair("risk_recovery.", "0"), std::pair("risk_highest_age.", "120")})
        set.push_back({std::string("parameters.") + name + risk, value});
  for (std::size_t risk = 0; risk < need_count(); ++risk)
    if ((effect.risks >> risk & 1U) != 0 && risk != static_cast<std::size_t>(Risk::unemployed))
      // Going missing comes and goes within the year: were it common, fewer onsets would show less at its end.
      set.push_back({"parameters.risk_prevalence." + need_names()[risk],
                     risk == static_cast<std::size_t>(Risk::missing_episodes) ? "0.03" : "0.2"});
  if (effect.kind == EffectKind::peer_influence) set = set + test::Set{{"parameters.peer_limit", "4"}};
  make_world(set);
  switch (effect.kind) {
    case EffectKind::offending:
    case EffectKind::co_offending:
      try_offending();
      break;
    case EffectKind::detection:
    case EffectKind::reporting:
      if (service_.unit == Unit::area)
        try_areas();
      else if (effect.kind == EffectKind::reporting)
        try_victims();
      else
        try_offending();
      break;
    case EffectKind::victimisation:
      try_victims();
      break;
    case EffectKind::contact:
      try_contact();
      break;
    case EffectKind::opportunity:
    case EffectKind::recording:
      try_areas();
      break;
    case EffectKind::peer_influence: {
      // How much there is to shield from follows from ties, so only the direction is known beforehand.
      const auto people = alone(stable(100000, nullptr, false));
      expect_measure_moves(run_with(1, people), run_with(0.01, people), false);
      break;
    }
    case EffectKind::cut_ties:
      try_ties();
      break;
    case EffectKind::onset:
    case EffectKind::recovery:
    case EffectKind::resolution:
      try_risks();
      break;
    case EffectKind::breach:
      try_breach();
      break;
    case EffectKind::engagement:
    case EffectKind::drop_out:
      try_staff();
      break;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EachEffect, testing::ValuesIn(every_effect()), [](const auto& tested) {
  const Service& service = Catalogue::get().definitions()[tested.param.service];
  return service.name + "_" + service.effects[tested.param.effect].name;
});

}  // namespace
}  // namespace kith::safety
