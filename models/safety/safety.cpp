#include "models/safety/safety.hpp"

#include "engine/settings/toml_table.hpp"
#include "models/population/people_table.hpp"
#include "models/safety/cautions.hpp"
#include "models/safety/costs/costs.hpp"
#include "models/safety/files.hpp"
#include "models/safety/lives/groups.hpp"
#include "models/safety/places.hpp"
#include "models/safety/published_facts.hpp"
#include "models/safety/replicate/simulation.hpp"
#include "models/safety/services/overview.hpp"
#include "models/safety/trials/trial_offer.hpp"
#include "models/safety/trials/trial_world.hpp"
#include "models/safety/twins/lockstep.hpp"
#include "models/safety/twins/routes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace kith::safety {

namespace {

using population::PlaceData;

/// Evidence people and ties are made by.
constexpr const char* people_parameters = "parameters.population.";
constexpr int weeks_of_lives_tried = 26;  ///< to foresee how many rows tables of lives will have
constexpr int fewest_people = 100;        ///< below, households and ties cannot be made as they are meant

class SafetyWorld final : public World {
 public:
  explicit SafetyWorld(const Scenario& scenario)
      : scenario_(scenario), scene_(make_scene(scenario)), measures_(told(*scene_, scenario)) {}
  SafetyWorld(const SafetyWorld& other, const Scenario& scenario)
      : scenario_(scenario),
        scene_(start_alike(other.scenario_, scenario) ? make_scene_like(*other.scene_, scenario)
               : other.has_the_people_of(scenario)    ? make_scene_with_people_of(*other.scene_, scenario)
                                                      : make_scene(scenario)),
        measures_(told(*scene_, scenario)) {}

  const MeasureSet& measures() const override { return measures_; }
  std::int64_t steps() const override { return scene_->timeline.step_count() - scene_->first_step; }
  std::int64_t people_ever() const override { return scene_->population.size(); }
  std::int64_t people() const override { return scene_->people_present.front(); }

  ReplicateResult run(std::int64_t replicate, const RunControl& control) const override {
    Simulation simulation(*scene_,
                          Draws{static_cast<std::uint64_t>(scene_->run.seed), static_cast<std::uint64_t>(replicate)});
    ReplicateResult result = simulation.run(control);
    note_size(simulation.bytes());
    return result;
  }

  std::optional<People> people_table() const override { return population::people_table(scene_->population); }

  MeasureSet twin_measures() const override { return declare_twin_measures(scene_->timeline, *scene_->catalogue); }

  PairedReplicate run_together(std::span<const World* const> others, std::int64_t replicate,
                               const RunControl& control) const override {
    std::vector<Alternative> alternatives;
    for (const World* world : others) {
      const auto& other = dynamic_cast<const SafetyWorld&>(*world);
      Divergence from_here = divergence(scenario_, other.scenario_);
      if (scene_->run.event_log != other.scene_->run.event_log) from_here.from = from_the_start;
      alternatives.push_back({other.scene_.get(), std::move(from_here)});
    }
    std::size_t bytes = 0;
    PairedReplicate together = run_in_lockstep(*scene_, alternatives, twin_measures(), replicate, control, bytes);
    note_size(bytes);
    return together;
  }

  std::int64_t bytes_of_state() const override {
    const std::size_t shared = scene_->population.bytes() + scene_->dispositions->bytes() + scene_->hazards->bytes() +
                               scene_->offending->bytes() + scene_->onsets->bytes() + scene_->person_weights.bytes() +
                               scene_->dwelling_weights.bytes();
    return static_cast<std::int64_t>(shared) +
           std::max(largest_state_.load(), static_cast<std::int64_t>(scene_->start.bytes()));
  }

  std::vector<std::int64_t> rows_of_tables() const override {
    const LivesWanted wanted = lives_wanted(*scene_);
    if (!wanted.any()) return {};
    return Simulation(*scene_, Draws{scene_->history_seed, 0}).try_lives(wanted, weeks_of_lives_tried);
  }

  std::vector<CheckLine> check() const override {
    const Population& people = scene_->population;
    std::vector<CheckLine> lines{
        {"place", fmt::format("{}: {} small areas in {} wards, {} households", people.place.name,
                              people.place.areas.size(), people.place.wards.size(), people.household_count())},
        {"ties", fmt::format("{} friendships, {} ties to kin elsewhere, {} classes and teams",
                             people.friends.tie_count(), people.kin.tie_count(), people.meeting_groups.group_count())},
        {"records", fmt::format("{} people with a police record at the start", scene_->start.offenders.size())}};
    const std::vector<CheckLine> services = check_services(*scene_);
    lines.insert(lines.end(), services.begin(), services.end());
    const std::vector<CheckLine> changes = check_changes(scenario_);
    lines.insert(lines.end(), changes.begin(), changes.end());
    return lines;
  }

 private:
  /// State only grows, so the size at the end is what a replicate needs.
  void note_size(std::size_t size) const {
    std::int64_t seen = largest_state_.load();
    const auto bytes = static_cast<std::int64_t>(size);
    while (bytes > seen && !largest_state_.compare_exchange_weak(seen, bytes)) {
    }
  }

  /// Whether the people and their ties are those of this world, if not their past.
  bool has_the_people_of(const Scenario& scenario) const {
    const auto& own = scenario_.settings.entries();
    return std::all_of(own.begin(), own.end(), [&](const auto& entry) {
      const std::string_view path = entry.first;
      const bool of_people = path.starts_with("place.") || path.starts_with(people_parameters) || path == "run.start" ||
                             path == "run.end" || path == "run.burn_in" || path == "run.step_days";
      return !of_people || entry.second.value == scenario.settings.entries().at(entry.first).value;
    });
  }

  /// What is recorded, and what is told of changes that react.
  static MeasureSet told(const Scene& scene, const Scenario& scenario) {
    return with_reactions(scene.measures, scenario, scene.timeline);
  }

  Scenario scenario_;
  std::unique_ptr<Scene> scene_;
  MeasureSet measures_;
  mutable std::atomic<std::int64_t> largest_state_{0};
};

Problem near_name(SourceLocation where, const std::string& what, const std::string& name,
                  const std::vector<std::string>& known) {
  const std::string near = nearest_name(name, known);
  return Problem{std::move(where),
                 fmt::format("unknown {} '{}'{}", what, name, near.empty() ? "" : "; did you mean '" + near + "'?")};
}

std::vector<Problem> unknown_wards(const std::vector<std::string>& known, const TextList& chosen,
                                   const SourceLocation& where) {
  std::vector<Problem> problems;
  for (auto ward = chosen.begin(); ward != chosen.end(); ++ward)
    if (std::find(known.begin(), known.end(), *ward) == known.end())
      problems.push_back(near_name(where, "ward", *ward, known));
    else if (std::find(chosen.begin(), ward, *ward) != ward)
      problems.push_back({where, fmt::format("the ward '{}' is named twice", *ward)});
  return problems;
}

/// Which tables a place is read from, and of what age they are.
std::string edition_of(const PlaceSettings& place) {
  if (place.folder.empty()) return place.name;
  std::string edition = place.folder;
  for (const std::filesystem::path& file : population::place_files(place.folder)) {
    std::error_code none;
    edition += fmt::format("\n{} {}", std::filesystem::last_write_time(file, none).time_since_epoch().count(),
                           std::filesystem::file_size(file, none));
  }
  return edition;
}

/// The place's tables; those read last are kept, since the points of a sweep mostly share one place.
std::shared_ptr<const PlaceData> place_read_before(const PlaceSettings& place) {
  constexpr std::size_t most_kept = 8;
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const PlaceData>> kept;
  const std::scoped_lock lock(mutex);
  const std::string edition = edition_of(place);
  if (const auto found = kept.find(edition); found != kept.end()) return found->second;
  auto data = std::make_shared<const PlaceData>(shipped_places().read(place));
  if (kept.size() >= most_kept) kept.clear();
  return kept[edition] = std::move(data);
}

/// Codes of the areas of the chosen wards; of all if none are chosen.
std::vector<std::string> area_codes(const Place& place, const TextList& wards) {
  std::vector<std::string> codes;
  for (const Area& area : place.areas)
    if (wards.empty() || std::find(wards.begin(), wards.end(), place.wards[area.ward]) != wards.end())
      codes.push_back(area.code);
  return codes;
}

/// What is wrong with the place a scenario asks for: its name, its folder, its wards or its total.
std::vector<Problem> place_problems(const PlaceSettings& place,
                                    const std::map<std::string, Settings::Entry, std::less<>>& entries) {
  const std::vector<std::string> places = shipped_places().names();
  if (place.folder.empty() && std::find(places.begin(), places.end(), place.name) == places.end())
    return {near_name(entries.at("place.name").origin, "place", place.name, places)};
  try {
    std::vector<Problem> problems =
        unknown_wards(place_read_before(place)->place.wards, place.wards, entries.at("place.wards").origin);
    if (place.population_total > 0 && place.population_total < fewest_people)
      add_problem(problems, entries.at("place.population_total").origin,
                  fmt::format("place.population_total must be 0 (as stated with the place) or at least {}, not {:g}",
                              fewest_people, place.population_total));
    return problems;
  } catch (const InputError& error) {
    return error.problems();
  }
}

/// Words of the field and what they stand for here, for `kith find`.
std::vector<Explanation> words() {
  std::vector<Explanation> list;
  std::vector<Problem> problems;
  for (const EmbeddedFile& file : kith_safety_files()) {
    if (file.name != "words.toml") continue;
    const TomlTable root = TomlTable::parse(file.text, std::string(file.name), problems);
    for (const auto& [key, kind, said] : {std::tuple{"words", "word", "A word of the field. Look for: "},
                                          std::tuple{"absent", "absent word", "Not in the model. Near it: "}}) {
      const TomlTable table = root.table(key);
      for (const std::string& word : table.keys()) {
        const std::string meant = fmt::format("{}", fmt::join(table.texts(word), ", "));
        list.push_back({word, kind, meant, said + meant});
      }
    }
  }
  if (!problems.empty()) throw InputError(problems);
  return list;
}

Explanation explain_fact(const Fact& fact, const FactScope& scope) {
  std::string text = fact.pattern + "\nused: " + fact.use + "\n";
  text += fact.not_measured.empty() ? fmt::format("held against: {}\ntarget: {:g} {}, accepted {:g} to {:g}\n",
                                                  fact.measure, fact.target, fact.unit, fact.lowest, fact.highest)
                                    : "not measured: " + fact.not_measured + "\n";
  if (!scope.place.empty()) text += "observed in: " + scope.place + "\n";
  if (scope.about != Date{}) text += "observed from: " + format_date(scope.about) + "\n";
  return {fact.name, "fact", fact.pattern, text + "source: " + fact.source};
}

void add_group_problems(std::vector<Problem>& problems, const Scenario& scenario) {
  const Catalogue& catalogue = Catalogue::get(scenario.catalogue);
  for (const char* path : {"output.people", "output.episodes"}) {
    const Settings::Entry& entry = scenario.settings.entries().at(path);
    for (const std::string& group : std::get<TextList>(entry.value))
      if (const std::string fault = group_problem(group, catalogue); !fault.empty())
        add_problem(problems, entry.origin, fmt::format("'{}': {}", path, fault));
  }
}

/// Services whose last day lies before their first, as they stand on some day.
void add_window_problems(std::vector<Problem>& problems, const Scenario& scenario) {
  std::set<std::string> told;
  const auto look = [&](const Settings& settings) {
    for (const std::string& name : Catalogue::get(scenario.catalogue).names()) {
      const std::string first = "services." + name + ".first_day", last = "services." + name + ".last_day";
      if (settings.date(first) <= settings.date(last) || !told.insert(name).second) continue;
      const SourceLocation& of_last = settings.entries().at(last).origin;
      add_problem(problems, of_last.file == "default" ? settings.entries().at(first).origin : of_last,
                  fmt::format("'{}' is {}, before '{}', which is {}: it would never run", last,
                              format_date(settings.date(last)), first, format_date(settings.date(first))));
    }
  };
  for_each_settings(scenario, look);
}

class SafetyModel final : public Model {
 public:
  std::string name() const override { return "safety"; }
  std::string summary() const override {
    return "community safety in an English borough: offending, harm, justice and services";
  }

  void declare(Declarations& declarations, const Folders& catalogue) const override {
    kith::declare<PlaceSettings>(declarations);
    Catalogue::get(catalogue).declare(declarations);
    for (const Setting& parameter : Evidence::get().parameters()) declarations.add(parameter);
  }

  std::vector<Problem> problems(const Scenario& scenario) const override {
    const auto& entries = scenario.settings.entries();
    std::vector<Problem> problems = place_problems(read_place_settings(scenario.settings), entries);
    const Timeline timeline = read<RunSettings>(scenario.settings).timeline();
    if (std::max(timeline.last_day(), timeline.burn_in_days) > longest_run_days)
      problems.push_back(
          {entries.at("run.end").origin, fmt::format("the run is longer than the {} days (about {:.0f} years) that "
                                                     "records can hold, before or after its start",
                                                     longest_run_days, longest_run_days / days_per_year)});
    const auto price_year = static_cast<int>(scenario.settings.real("parameters.costs.price_year"));
    if (price_year != scenario.settings.real("parameters.costs.price_year"))
      add_problem(problems, entries.at("parameters.costs.price_year").origin,
                  "parameters.costs.price_year must be a whole year");
    add_group_problems(problems, scenario);
    add_window_problems(problems, scenario);
    return problems;
  }

  std::vector<std::filesystem::path> input_files(const Scenario& scenario) const override {
    std::vector<std::filesystem::path> files = Catalogue::files_of(scenario.catalogue);
    const PlaceSettings place = read_place_settings(scenario.settings);
    if (place.folder.empty()) return files;
    const auto of_place = population::place_files(place.folder);
    files.insert(files.end(), of_place.begin(), of_place.end());
    return files;
  }

  std::unique_ptr<World> build(const Scenario& scenario) const override {
    return std::make_unique<SafetyWorld>(scenario);
  }

  std::unique_ptr<World> build_like(const World& other, const Scenario& scenario) const override {
    return std::make_unique<SafetyWorld>(dynamic_cast<const SafetyWorld&>(other), scenario);
  }
  std::vector<std::string> settings_of_people() const override { return {"place", "parameters.population"}; }
  std::string population_seed() const override { return "place.population_seed"; }
  const FittedSample* fitted_sample() const override {
    static const FittedSample sample =
        read_fitted_sample(embedded_text(kith_safety_files(), "posterior.csv"), "posterior.csv");
    return &sample;
  }

  MeasureSet measures() const override {
    return declare_measures(RunSettings{}.timeline(), {"(small areas of the place)"}, Catalogue::get());
  }

  MeasureSet measures_of(const Scenario& scenario) const override {
    const PlaceSettings settings = read_place_settings(scenario.settings);
    const std::shared_ptr<const PlaceData> data = place_read_before(settings);
    const Timeline timeline = read<RunSettings>(scenario.settings).timeline();
    return with_reactions(
        declare_measures(timeline, area_codes(data->place, settings.wards), Catalogue::get(scenario.catalogue)),
        scenario, timeline);
  }

  /// Money is worked out as a run ends.
  std::vector<std::string> measures_to_react_to() const override {
    std::vector<std::string> names = measures_over_time(measures());
    std::erase_if(names, [](const std::string& name) {
      return name == "cost" || name == "service_cost" || name == "provider_cost";
    });
    return names;
  }

  MeasureSet twin_measures() const override {
    return declare_twin_measures(RunSettings{}.timeline(), Catalogue::get());
  }

  /// What was observed in one place is held only against a run of the whole of that place, then; the rest says so.
  std::vector<Fact> facts(const Scenario& scenario) const override {
    const PlaceSettings place = read_place_settings(scenario.settings);
    const bool whole = place.folder.empty() && place.wards.empty();
    const auto run = read<RunSettings>(scenario.settings);
    constexpr int calendar_slack_days = 3;  // years of the calendar and of 365.25 days may part by this much
    return card_facts(whole ? place.name : "", run.start,
                      (run.timeline().last_day() + 1 + calendar_slack_days) / days_per_year);
  }

  TrialOffer trial_offer(const Scenario& scenario) const override { return trial_offer_of(scenario); }
  std::unique_ptr<TrialWorld> build_trial(const Scenario& scenario, const TrialPlan& plan) const override {
    if (!scenario.reactions.empty())
      throw InputError(scenario.reactions.front().where_when,
                       "a trial holds policy still, as what is tried is told apart from all else by the dates; leave "
                       "out changes with 'when'");
    return make_trial_world(scenario, plan);
  }

  std::vector<Caution> cautions(const Scenario& scenario) const override { return cautions_of(scenario); }

  std::vector<Explanation> explanations(const Folders& folders) const override {
    std::vector<Explanation> list;
    const Catalogue& catalogue = Catalogue::get(folders);
    for (std::size_t i = 0; i < catalogue.definitions().size(); ++i) {
      const Service& service = catalogue.definitions()[i];
      list.push_back(
          {service.name, "service", one_line(service, catalogue.settings_of(i)), describe(service, catalogue, i)});
    }
    for (const StaffPool& pool : catalogue.pools())
      list.push_back({pool.name, "staff", pool.title, describe(pool, catalogue)});
    for (const EffectKindDeclaration& kind : effect_kinds)
      list.push_back({kind.name, "effect", kind.meaning, describe(kind)});
    for (const Attribute& attribute : area_attributes())
      list.push_back({attribute.name, "area attribute", attribute.meaning,
                      fmt::format("{} ({})\nMay be used in eligibility and priority of services for areas.",
                                  attribute.meaning, attribute.unit),
                      attribute.unit});
    for (const Attribute& attribute : attributes())
      list.push_back({attribute.name, "attribute", attribute.meaning,
                      fmt::format("{} ({})\nMay be used in eligibility and priority of services.", attribute.meaning,
                                  attribute.unit),
                      attribute.unit});
    for (Explanation& cost : explain_costs(catalogue)) list.push_back(std::move(cost));
    for (const OffenceType& type : Evidence::get().offence_types())
      list.push_back({type.name, "offence type", type.title,
                      fmt::format("{}\nfamily: {}\n{}", type.title, family_names[type.family],
                                  type.crime ? "a crime" : "an incident, not counted as crime")});
    for (const RouteDeclaration& route : routes)
      list.push_back(
          {route.name, "route", route.title,
           std::string(route.meaning) + ".\nA route of the twin record of a comparison; see docs/twins.md."});
    for (const auto& [fact, scope] : published_facts()) list.push_back(explain_fact(fact, scope));
    for (const std::string& phase : phase_names())
      list.push_back(
          {phase, "phase", std::string(odd().phase(phase)),
           fmt::format("{}\nOne of the phases of a step, in the order of `kith run --profile`.", odd().phase(phase))});
    for (Explanation& word : words()) list.push_back(std::move(word));
    return list;
  }

  std::vector<std::string> headlines() const override {
    return {"recorded_crime",
            "all_crime",
            "harm_per_year",
            "proven_reoffending_rate",
            "reoffences_per_reoffender",
            "first_time_entrants_rate",
            "accused",
            "mean_custody_population",
            "services_cost_per_year",
            "fiscal_cost_per_year",
            "total_cost_per_year"};
  }

  std::vector<std::string> phases() const override { return phase_names(); }
  const Odd& odd() const override {
    constexpr const char* file = "odd.toml";
    static const Odd said = read_odd(embedded_text(kith_safety_files(), file), file);
    return said;
  }
  std::string starter() const override { return std::string(embedded_text(kith_safety_files(), "starter.toml")); }
  const Presentation& presentation() const override {
    constexpr const char* file = "presentation.toml";
    static const Presentation told = read_presentation(embedded_text(kith_safety_files(), file), file);
    return told;
  }
};

}  // namespace

std::unique_ptr<Model> make_safety_model() { return std::make_unique<SafetyModel>(); }

}  // namespace kith::safety
