// Building the immutable world of a scenario: people, hazards, candidate streams, policy by date, and the common past.
// A scene like another takes over everything that does not depend on what changes during the run.
#include "engine/settings/reaction_sets.hpp"
#include "models/population/evidence.hpp"
#include "models/safety/places.hpp"
#include "models/safety/replicate/past.hpp"
#include "models/safety/replicate/simulation.hpp"
#include "models/safety/safety.hpp"
#include "models/safety/summary/summary.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

namespace {

Regime make_regime(const Catalogue& catalogue, const Settings& settings, Day from) {
  ParameterReader reader(settings);
  std::vector<Service> services = catalogue.read(settings);
  std::vector<double> pool_hours = catalogue.pool_hours(services, settings);
  Regime regime{from, read_parameters(reader), std::move(services), std::move(pool_hours), {}};
  regime.harm_memory = Fading(regime.parameters.repeat_memory_days);
  return regime;
}

void add_providers(Scene& scene) {
  const std::vector<std::string> agencies = scene.catalogue->agencies();
  for (const Service& service : scene.catalogue->definitions())
    scene.provider.push_back(static_cast<std::uint32_t>(
        std::lower_bound(agencies.begin(), agencies.end(), service.agency) - agencies.begin()));
}

std::vector<double> cumulative(const std::vector<Area>& areas, float Area::*weight) {
  std::vector<double> sums;
  double sum = 0;
  for (const Area& area : areas) sums.push_back(sum += area.*weight);
  return sums;
}

/// Present as each reporting period ends, the last included, however short.
void count_people(Scene& scene) {
  const Timeline& timeline = scene.timeline;
  const Population& people = scene.population;
  std::vector<std::int32_t> change(static_cast<std::size_t>(timeline.period_count()) + 1);
  const auto period_from = [&](Day day) {  // the first whose last day is `day` or later
    if (day > timeline.last_day()) return change.size() - 1;
    return static_cast<std::size_t>(timeline.period_of(std::max(day, 0)));
  };
  for (EntityId person = 0; person < people.size(); ++person) {
    const Day from = people.residents[person].from;
    const Day until = people.death_day(person);
    if (until <= from || until <= 0) continue;
    ++change[period_from(from)];
    --change[period_from(until)];
  }
  std::int32_t present = 0;
  for (std::size_t period = 0; period + 1 < change.size(); ++period)
    scene.people_present.push_back(present += change[period]);
}

/// In the middle of each year of the run.
void count_children(Scene& scene) {
  const Timeline& timeline = scene.timeline;
  const Population& people = scene.population;
  for (int year = 0; year * days_per_year <= timeline.last_day(); ++year) {
    const double end = std::min((year + 1) * days_per_year, timeline.last_day() + 1.0);
    const auto middle = static_cast<Day>((year * days_per_year + end) / 2);
    double children = 0;
    for (EntityId person = 0; person < people.size(); ++person)
      children += people.alive(person, middle) && people.age(person, middle) >= 10 && people.age(person, middle) <= 17;
    scene.people_aged_10_17.push_back(children);
  }
}

/// The first day of the years whose accusations stand in records.
Day history_begins(const Scene& scene) {
  return -scene.timeline.burn_in_days - static_cast<Day>(scene.history_years * days_per_year);
}

void make_hazards(Scene& scene) {
  const Parameters& parameters = scene.beginning->parameters = scene.regimes.front().parameters;
  const Day first = -scene.timeline.burn_in_days;
  std::vector<float> propensity;
  scene.dispositions =
      std::make_shared<const Dispositions>(parameters, scene.population, first, scene.history_seed, propensity);
  scene.hazards = std::make_shared<const HazardTables>(
      parameters, HazardTables::People{scene.population, *scene.dispositions, propensity}, first,
      scene.timeline.last_day(), scene.timeline.start, scene.history_seed);
}

void make_streams(Scene& scene) {
  const Parameters& parameters = scene.regimes.front().parameters;
  const Day first = -scene.timeline.burn_in_days;
  const Day horizon = history_begins(scene);
  const HazardTables& hazards = *scene.hazards;
  std::vector<CandidateSampler::Presence> presences;
  for (const Resident& resident : scene.population.residents)
    presences.push_back(
        {std::max<Day>(resident.from, first), std::min<Day>(resident.until, scene.timeline.last_day() + 1)});
  scene.offending =
      std::make_shared<const CandidateSampler>(purpose("safety.offence_candidates"), hazards.bounds(), presences);
  scene.person_weights = Susceptibility(
      purpose("safety.person_weight"), scene.history_seed, scene.population.size(), parameters.victim_sigma,
      {parameters.needs_and_harm,
       [&](std::size_t person) { return scene.dispositions->proneness(static_cast<EntityId>(person)).deviate(); }});
  scene.dwelling_weights = Susceptibility(purpose("safety.dwelling_weight"), scene.history_seed,
                                          scene.population.household_count(), parameters.dwelling_sigma);
  scene.onsets = std::make_shared<const CandidateSampler>(
      purpose("safety.onset_candidates"), scene.dispositions->onset_bounds(scene.timeline.last_day()), presences);
  scene.past = std::make_unique<CandidateSampler>(
      purpose("safety.past_candidates"),
      hazards.bounds_between(accusation_chances(parameters, Sex::male), horizon, first,
                             scene.past_peer_influence * greatest_sanction(parameters)));
}

/// What people there in the middle of each year are inclined to; incidents left out.
void add_inclination(Scene& scene) {
  std::vector<double> crime;
  for (const OffenceType& type : Evidence::get().offence_types()) crime.push_back(type.crime ? 1 : 0);
  const std::size_t years = scene.measures.dimension("year").size();
  for (std::size_t year = 0; year < years; ++year) {
    const auto first = static_cast<Day>(static_cast<double>(year) * days_per_year);
    const auto next = static_cast<Day>(static_cast<double>(year + 1) * days_per_year);
    scene.inclination.push_back(
        scene.hazards->inclination((first + std::min(next, scene.timeline.last_day() + 1)) / 2, crime));
  }
}

/// What holds from when on.
void make_regimes(Scene& scene, const Scenario& scenario) {
  scene.catalogue = &Catalogue::get(scenario.catalogue);
  add_providers(scene);
  ParameterReader reader(scenario.settings);
  scene.costs = read_costs(reader, *scene.catalogue);
  scene.regimes.push_back(make_regime(*scene.catalogue, scenario.settings, -scene.timeline.burn_in_days));
  for (const Change& change : scenario.changes)
    scene.regimes.push_back(make_regime(*scene.catalogue, change.settings, scene.timeline.day_of(change.at)));
}

/// A measure of demand on organisations is a sum of others until the run ends, and so is its label.
WatchedSum sum_of_demand(const Scene& scene, const Condition& condition) {
  const auto& measures = scene.measures;
  const auto& organisations = measures.dimension("organisation").labels;
  WatchedSum watched;
  for (const DemandSum& sum : demand_sums(*scene.catalogue)) {
    if (measures.measures[static_cast<std::size_t>(sum.to)].name != condition.measure) continue;
    WatchedSum::Part part{static_cast<std::size_t>(sum.from), sum.organisation.size(), {}};
    for (std::size_t cell = 0; cell < part.width; ++cell) {
      const std::size_t organisation = sum.organisation[cell];
      if (organisation < organisations.size() &&
          (condition.label.empty() || organisations[organisation] == condition.label))
        part.cells.push_back(cell);
    }
    watched.parts.push_back(std::move(part));
  }
  return watched;
}

/// Regimes hold on their days; what reacts is laid over them. The scenario is kept for as long as they are made.
void make_reactions(Scene& scene, const Scenario& scenario) {
  if (scenario.reactions.empty()) return;
  scene.reactions = Reactions(scenario, scene.timeline, [&](const Condition& condition) {
    const WatchedSum of_demand = sum_of_demand(scene, condition);
    return of_demand.parts.empty() ? watched_sum(scene.measures, condition.measure, condition.label) : of_demand;
  });
  scene.reacted = std::make_unique<const ReactedRegimes>([&catalogue = *scene.catalogue, start = scene.timeline.start,
                                                          first = scene.regimes.front().from,
                                                          scenario](std::size_t dated, InForce in_force) {
    const Settings& said = dated == 0 ? scenario.settings : scenario.changes[dated - 1].settings;
    const Day from = dated == 0 ? first : static_cast<Day>((scenario.changes[dated - 1].at - start).count());
    return make_regime(catalogue, settings_under(said, scenario.reactions, in_force), from);
  });
}

std::shared_ptr<const Population> make_people(const Scenario& scenario) {
  const Timeline timeline = read<RunSettings>(scenario.settings).timeline();
  ParameterReader reader(scenario.settings);
  const PlaceSettings place = read_place_settings(scenario.settings);
  return std::make_shared<const Population>(make_population(shipped_places().read(place), place,
                                                            population::read_parameters(reader), -timeline.burn_in_days,
                                                            timeline.last_day(), timeline.start));
}

void declare_measures_of(Scene& scene, const Scenario& scenario) {
  std::vector<std::string> codes;
  for (const Area& area : scene.population.place.areas) codes.push_back(area.code);
  const auto price_year = static_cast<int>(scenario.settings.real("parameters.costs.price_year"));
  scene.measures = declare_measures(scene.timeline, codes, *scene.catalogue, price_year);
}

std::unique_ptr<Scene> make_scene_of(std::shared_ptr<const Population> people, const Scenario& scenario) {
  auto scene = std::make_unique<Scene>(std::move(people));
  scene->run = read<RunSettings>(scenario.settings);
  scene->timeline = scene->run.timeline();
  scene->history_seed = static_cast<std::uint64_t>(read_place_settings(scenario.settings).population_seed);
  ParameterReader reader(scenario.settings);
  scene->history_years = static_cast<int>(reader.number("history_years"));
  scene->local_records_years = reader.number("local_records_years");
  scene->past_peer_influence = reader.number("past_peer_influence");
  count_people(*scene);
  count_children(*scene);
  make_regimes(*scene, scenario);
  const double years = (scene->timeline.last_day() + 1 + scene->timeline.burn_in_days) / days_per_year;
  scene->move_rate = static_cast<double>(scene->population.moves.size()) / scene->population.household_count() / years;
  make_hazards(*scene);
  make_streams(*scene);
  scene->retail_cumulative = cumulative(scene->population.place.areas, &Area::retail_weight);
  scene->night_cumulative = cumulative(scene->population.place.areas, &Area::night_weight);
  declare_measures_of(*scene, scenario);
  make_reactions(*scene, scenario);
  add_inclination(*scene);
  scene->people_by_group = count_people_by_group(*scene);
  while (scene->timeline.step(scene->first_step).begin < 0) ++scene->first_step;
  scene->start = Simulation::history(*scene);
  scene->past.reset();
  return scene;
}

}  // namespace

double Scene::growth(Day day) const {
  const Day told = std::clamp<Day>(day, 0, timeline.last_day());
  return static_cast<double>(people_present[static_cast<std::size_t>(timeline.period_of(told))]) /
         people_present.front();
}

void Scene::each_regime(const std::function<void(const Regime&)>& visit) const {
  for (std::size_t dated = 0; dated < regimes.size(); ++dated) {
    visit(regimes[dated]);
    const InForce all = reactions.count() == 0 ? 0 : ~InForce{0} >> (32 - reactions.count());
    each_set_in_force(all, [&](InForce set) { visit(regime(dated, set)); });
  }
}

std::unique_ptr<Scene> make_scene(const Scenario& scenario) { return make_scene_of(make_people(scenario), scenario); }

std::unique_ptr<Scene> make_scene_with_people_of(const Scene& other, const Scenario& scenario) {
  return make_scene_of(other.people, scenario);
}

std::unique_ptr<Scene> make_scene_like(const Scene& other, const Scenario& scenario) {
  auto scene = std::make_unique<Scene>(other.people, other.beginning);
  scene->run = read<RunSettings>(scenario.settings);
  scene->timeline = other.timeline;
  scene->dispositions = other.dispositions;
  scene->hazards = other.hazards;
  scene->offending = other.offending;
  scene->onsets = other.onsets;
  scene->history_years = other.history_years;
  scene->local_records_years = other.local_records_years;
  scene->move_rate = other.move_rate;
  scene->past_peer_influence = other.past_peer_influence;
  scene->retail_cumulative = other.retail_cumulative;
  scene->night_cumulative = other.night_cumulative;
  scene->people_present = other.people_present;
  scene->people_aged_10_17 = other.people_aged_10_17;
  scene->people_by_group = other.people_by_group;
  scene->inclination = other.inclination;
  scene->history_seed = other.history_seed;
  scene->first_step = other.first_step;
  make_regimes(*scene, scenario);
  declare_measures_of(*scene, scenario);
  make_reactions(*scene, scenario);
  return scene;
}

}  // namespace kith::safety
