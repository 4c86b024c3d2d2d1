// N people, each linked to a few random others (ties both ways), with a risk r of their own, uniform in (0, 1).
// Each step, from the states the step before left: an inactive person becomes active with probability
//   p = background * r + transmission * (share of active neighbours);
// an active one becomes inactive with probability `recovery`. Without neighbours the share is 0.
//
// Work follows what happens, not N, and the law is exact. Points fall on an inactive person in a step as a Poisson
// process of mean c * p: c * background * r of themselves, and c * transmission / degree from each active neighbour,
// drawn ahead for its whole active time when it becomes active. A person with any point, which has probability 1 -
// exp(-c p), becomes active with probability p / (1 - exp(-c p)), decided by a draw of its own: together, p. The
// constant c makes that fraction 1 at the greatest possible p, and so at most 1 everywhere. Since the fraction is never
// below 1 / c, most cases are decided without looking at the neighbours. When rates change, all that is drawn ahead is
// drawn afresh: points and active times have no memory.
#include "models/contagion/contagion.hpp"

#include "engine/embedded.hpp"
#include "engine/events/calendar_queue.hpp"
#include "engine/network/generators.hpp"
#include "engine/random/choices.hpp"
#include "engine/run/reactions.hpp"
#include "engine/run/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

std::span<const kith::EmbeddedFile> kith_contagion_files();  // built in

namespace kith {
namespace {

constexpr double greatest_probability = 0.95;
constexpr std::int64_t most_links = 2147483647;

struct Rates {
  double background = 0.0005;
  double transmission = 0.02;
  double recovery = 0.05;
  bool operator==(const Rates&) const = default;
};

struct ContagionSettings {
  std::int64_t people = 10000;
  std::int64_t links = 5;
  double initial_share = 0.01;
  Rates rates;
};

void fields(FieldVisitor& visitor, ContagionSettings& settings) {
  visitor.field({"contagion.people", "people", "How many people there are.", 1, 100e6}, settings.people);
  visitor.field({"contagion.links", "links per person", "To how many random others each is linked.", 0, 1000},
                settings.links);
  visitor.field({"contagion.initial_share", "share of people", "Share active before the first step.", 0, 1},
                settings.initial_share);
  const auto rate = [&](const char* path, const char* help, double highest, double& member) {
    visitor.field({.path = path,
                   .unit = "probability per step",
                   .help = help,
                   .lowest = 0,
                   .highest = highest,
                   .when = When::any_time},
                  member);
  };
  rate("contagion.background", "Becoming active of oneself, times the person's own risk between 0 and 1.",
       greatest_probability, settings.rates.background);
  rate("contagion.transmission", "Becoming active through others, times the share of neighbours who are active.",
       greatest_probability, settings.rates.transmission);
  rate("contagion.recovery", "Becoming inactive again.", 1, settings.rates.recovery);
}

enum : std::size_t { active, activations, mean_active_share, activations_per_person_year };

MeasureSet declare_measures(Dimension time) {
  MeasureSet set;
  set.dimensions = {std::move(time)};
  set.measures = {
      {"active", "people", "active at the end of the step", "", {"time"}},
      {"activations", "people", "became active in the step", "", {"time"}},
      {"mean_active_share", "share of people", "mean over the second half", "headlines", {}, Number::real},
      {"activations_per_person_year", "1/year", "mean over the second half", "headlines", {}, Number::real}};
  return set;
}

/// What all replicates share.
struct Shared {
  ContagionSettings settings;
  Timeline timeline;
  Draws draws;
  std::vector<std::pair<Day, Rates>> changes;  ///< in order; from the first step that begins on or after the day
  Scenario asked;
  Reactions reactions;
  std::shared_ptr<const Layer> owned_ties;  ///< also by worlds made like this one
  const Layer& ties;
  std::uint32_t least_degree = nobody;  ///< of those with any neighbour

  /// `like`: where the ties can be taken from, if it has just these; or null.
  explicit Shared(const Scenario& scenario, const Shared* like = nullptr)
      : settings(read<ContagionSettings>(scenario.settings)),
        asked(scenario),
        owned_ties(ties_of(scenario, like)),
        ties(*owned_ties) {
    const auto run = read<RunSettings>(scenario.settings);
    timeline = run.timeline();
    draws.seed = static_cast<std::uint64_t>(run.seed);
    for (const Change& change : scenario.changes) {
      changes.emplace_back(timeline.day_of(change.at), read<ContagionSettings>(change.settings).rates);
    }
    const MeasureSet recorded = declare_measures(time_axis(timeline));
    reactions =
        Reactions(scenario, timeline, [&](const Condition& of) { return watched_sum(recorded, of.measure, of.label); });
    if (like != nullptr && like->owned_ties == owned_ties) {
      least_degree = like->least_degree;
      return;
    }
    for (EntityId i = 0; i < ties.entity_count(); ++i) {
      stop_point(i);
      if (ties.degree(i) > 0) least_degree = std::min(least_degree, ties.degree(i));
    }
  }

  static std::shared_ptr<const Layer> ties_of(const Scenario& scenario, const Shared* like) {
    const auto settings = read<ContagionSettings>(scenario.settings);
    const Draws draws{static_cast<std::uint64_t>(read<RunSettings>(scenario.settings).seed)};
    const bool alike = like != nullptr && like->settings.people == settings.people &&
                       like->settings.links == settings.links && like->draws.seed == draws.seed;
    if (alike) return like->owned_ties;
    const auto people = static_cast<std::uint32_t>(settings.people);
    const auto links = static_cast<std::uint32_t>(settings.links);
    return std::make_shared<const Layer>(people, uniform_ties(draws, purpose("contagion.ties"), people, links));
  }

  /// After so many changes, with those reactions in force.
  Rates rates_under(std::size_t changed, InForce in_force) const {
    if (in_force == 0) return changed == 0 ? settings.rates : changes[changed - 1].second;
    const Settings& dated = changed == 0 ? asked.settings : asked.changes[changed - 1].settings;
    return read<ContagionSettings>(settings_under(dated, asked.reactions, in_force)).rates;
  }

  /// Uniform in (0, 1). A draw costs no more than looking it up would.
  double risk(EntityId person) const { return draws.at(purpose("contagion.risk"), person).uniform(); }
};

/// One replicate: who is active, and what lies ahead of those who are. Its public functions are the phases of a step.
class Replicate {
 public:
  Replicate(const Shared& shared, std::int64_t number)
      : shared_(shared),
        draws_{shared.draws.seed, static_cast<std::uint64_t>(number)},
        is_active_(shared.ties.entity_count()),
        reactions_(shared.reactions.start()) {
    set_rates(shared.settings.rates, 0);
    Stream stream = draws_.at(purpose("contagion.initial"), 0);
    const double count = shared.settings.initial_share * static_cast<double>(is_active_.size());
    const auto first =
        sample_without_replacement(stream, is_active_.size(), static_cast<std::uint64_t>(std::llround(count)));
    activate({first.begin(), first.end()}, 0);
  }

  void change_rates(const Step& step) {
    while (next_change_ < shared_.changes.size() && shared_.changes[next_change_].first <= step.begin) ++next_change_;
    const Rates rates = shared_.rates_under(next_change_, reactions_.in_force());
    if (rates != rates_) set_rates(rates, step.index);
  }

  /// What was measured in a step, which changes may react to.
  void react(const ReplicateResult& recorded, std::size_t row, const Step& step) {
    shared_.reactions.look(reactions_, recorded, row, step.begin, step.end);
  }
  const ReactionsState& reactions() const { return reactions_; }

  /// The people on whom a point falls in this step, some more than once.
  void find_candidates(const Step& step) {
    candidates_.clear();
    Stream stream = draws_.at(purpose("contagion.background"), 0, static_cast<std::uint64_t>(step.index));
    // People laid end to end; a person's share r of their stretch counts.
    const double stretch = points_per_event_ * rates_.background;
    const double line = stretch * static_cast<double>(is_active_.size());
    for (double at = stream.exponential(1); at < line; at += stream.exponential(1)) {
      const double place = at / stretch;
      const auto person = static_cast<EntityId>(place);
      if (person < is_active_.size() && place - person < shared_.risk(person)) candidates_.push_back(person);
    }
    contacts_.take_until(step.index + 1, [&](Day, EntityId person) { candidates_.push_back(person); });
  }

  void decide(const Step& step) {
    std::erase_if(candidates_, [&](EntityId person) { return is_active_[person] || !becomes_active(person, step); });
  }

  /// Writes the new states; until here all phases read the old ones.
  void change_states(const Step& step) {
    recoveries_.take_until(step.index + 1, [&](Day, EntityId person) {
      is_active_[person] = false;
      --active_;
    });
    activate(candidates_, step.index + 1);
  }

  std::int32_t active_count() const { return active_; }
  std::int32_t activated_count() const { return static_cast<std::int32_t>(activated_.size()); }
  std::size_t bytes() const { return is_active_.capacity() / 8 + contacts_.bytes() + recoveries_.bytes(); }

 private:
  bool becomes_active(EntityId person, const Step& step) const {
    const double draw =
        draws_.at(purpose("contagion.activation"), person, static_cast<std::uint64_t>(step.index)).uniform();
    if (draw * points_per_event_ < 1) return true;
    double share = 0;
    for (const EntityId i : shared_.ties.of(person)) share += is_active_[i] ? 1.0 / shared_.ties.degree(person) : 0.0;
    const double probability = rates_.background * shared_.risk(person) + rates_.transmission * share;
    return draw * -std::expm1(-points_per_event_ * probability) < probability;
  }

  /// Makes people active, as seen from `first_step` on; one who is named twice counts once.
  void activate(const std::vector<EntityId>& people, std::int32_t first_step) {
    activated_.clear();
    for (const EntityId person : people) {
      if (!is_active_[person]) activated_.push_back(person);
      is_active_[person] = true;
    }
    active_ += activated_count();
    look_ahead(activated_, first_step);
  }

  /// Draws when active people recover and where points fall on their neighbours until then.
  void look_ahead(const std::vector<EntityId>& people, std::int32_t first_step) {
    for (const EntityId person : people) shared_.ties.prefetch_row(person);
    for (const EntityId person : people) shared_.ties.prefetch_neighbours(person);
    for (std::size_t i = 0; i < people.size(); ++i) {
      stop_point(i);
      draw_ahead(people[i], first_step);
    }
    for (const Point& point : points_) {
      const bool counts = point.place * shared_.ties.degree(point.person) < shared_.least_degree;
      if (counts) contacts_.push(point.step, point.person);
    }
    points_.clear();
  }

  void draw_ahead(EntityId person, std::int32_t first_step) {
    Stream stream = draws_.at(purpose("contagion.active_time"), person, static_cast<std::uint64_t>(first_step));
    const double steps_left = shared_.timeline.step_count() - first_step;
    const double last = std::floor(stream.exponential(1) / -std::log1p(-rates_.recovery));  // steps after the first
    if (last < steps_left) recoveries_.push(first_step + static_cast<std::int32_t>(last), person);
    const double steps = std::fmin(last + 1, steps_left);
    const auto neighbours = shared_.ties.of(person);
    // Neighbours laid end to end, once for each step; of a neighbour's stretch the part least_degree / degree counts.
    const double stretch = points_per_event_ * rates_.transmission / shared_.least_degree;
    const double line = stretch * steps * shared_.ties.degree(person);
    for (double at = stream.exponential(1); at < line; at += stream.exponential(1)) {
      const double place = at / stretch;
      const auto whole = static_cast<std::uint64_t>(place);
      const EntityId neighbour = neighbours[whole % neighbours.size()];
      points_.push_back({neighbour, first_step + static_cast<std::int32_t>(whole / neighbours.size()),
                         place - static_cast<double>(whole)});
      shared_.ties.prefetch_row(neighbour);
    }
  }

  /// Lets new rates hold from a step on, drawing afresh what the old ones had settled for later.
  void set_rates(const Rates& rates, std::int32_t first_step) {
    rates_ = rates;
    const double most = rates.background + rates.transmission;
    points_per_event_ = most > 0 ? -std::log1p(-most) / most : 1;
    contacts_ = CalendarQueue<EntityId>(first_step, shared_.timeline.step_count() - 1);
    recoveries_ = contacts_;
    std::vector<EntityId> people;
    for (EntityId person = 0; person < is_active_.size(); ++person) {
      stop_point(person);
      if (is_active_[person]) people.push_back(person);
    }
    look_ahead(people, first_step);
  }

  struct Point {
    EntityId person;
    std::int32_t step;
    double place;  ///< within the person's stretch, 0 to 1
  };

  const Shared& shared_;
  Draws draws_;
  Rates rates_;
  double points_per_event_ = 1;  ///< c at the head of this file
  std::vector<bool> is_active_;
  std::int32_t active_ = 0;
  std::size_t next_change_ = 0;
  ReactionsState reactions_;
  CalendarQueue<EntityId> contacts_;    ///< points on people; its days count steps
  CalendarQueue<EntityId> recoveries_;  ///< likewise
  std::vector<EntityId> candidates_;
  std::vector<EntityId> activated_;
  std::vector<Point> points_;
};

constexpr std::array step_phases = {Phase<Replicate>{"change rates", &Replicate::change_rates},
                                    Phase<Replicate>{"find candidates", &Replicate::find_candidates},
                                    Phase<Replicate>{"decide", &Replicate::decide},
                                    Phase<Replicate>{"change states", &Replicate::change_states}};

std::vector<std::string> phase_names() {
  std::vector<std::string> names;
  for (const auto& phase : step_phases) names.emplace_back(phase.name);
  return names;
}

class ContagionWorld final : public World {
 public:
  explicit ContagionWorld(const Scenario& scenario, const ContagionWorld* like = nullptr)
      : shared_(scenario, like == nullptr ? nullptr : &like->shared_) {
    recorded_ = declare_measures(time_axis(shared_.timeline));
    measures_ = with_reactions(recorded_, scenario, shared_.timeline);
  }

  const MeasureSet& measures() const override { return measures_; }
  std::int64_t steps() const override { return shared_.timeline.step_count(); }
  std::int64_t people() const override { return shared_.settings.people; }
  std::int64_t bytes_of_state() const override {
    return static_cast<std::int64_t>(shared_.ties.bytes() + Replicate(shared_, 0).bytes());
  }

  std::optional<People> people_table() const override {
    std::vector<std::string> ids;
    for (EntityId person = 0; person < shared_.ties.entity_count(); ++person) ids.push_back(std::to_string(person));
    People people(std::move(ids));
    people.add({"linked", "linked at random", shared_.ties});
    return people;
  }

  ReplicateResult run(std::int64_t number, const RunControl& control) const override {
    Replicate replicate(shared_, number);
    ReplicateResult result(recorded_, number);
    std::size_t row = 0;
    run_steps(replicate, step_phases, shared_.timeline, control, [&](const Step& step) {
      if (step.begin < 0) return;  // burn-in
      result.counts(active)[row] = replicate.active_count();
      result.counts(activations)[row] = replicate.activated_count();
      replicate.react(result, row++, step);
    });
    summarise(result);
    shared_.reactions.tell(replicate.reactions(), result);
    return result;
  }

 private:
  void summarise(ReplicateResult& result) const {
    const auto& days = measures_.dimension("time").values;
    const std::size_t half = days.size() / 2;
    const auto sum_from_half = [&](std::size_t measure) {
      const Counts& counts = result.counts(measure);
      return static_cast<double>(std::accumulate(counts.begin() + half, counts.end(), std::int64_t{0}));
    };
    const auto count = static_cast<double>(people());
    const double years = (shared_.timeline.last_day() + 1 - days[half]) / days_per_year;
    result.reals(mean_active_share)[0] = sum_from_half(active) / static_cast<double>(days.size() - half) / count;
    result.reals(activations_per_person_year)[0] = sum_from_half(activations) / count / years;
  }

  Shared shared_;
  MeasureSet recorded_;
  MeasureSet measures_;  ///< and what is told of changes that react
};

/// What the ranges of single settings do not catch.
void add_problems(const Settings& settings, std::vector<Problem>& problems) {
  const auto contagion = read<ContagionSettings>(settings);
  const auto add = [&](const char* path, std::string message) {
    problems.push_back({settings.entries().find(path)->second.origin, std::move(message)});
  };
  if (const double most = contagion.rates.background + contagion.rates.transmission; most > greatest_probability) {
    add("contagion.transmission",
        fmt::format("with contagion.background it adds up to {}; at most {} is allowed", most, greatest_probability));
  }
  if (contagion.links >= contagion.people) {
    add("contagion.links",
        fmt::format("{} people cannot be linked to {} others each; at most {} is allowed with this contagion.people",
                    contagion.people, contagion.links, contagion.people - 1));
  }
  if (contagion.people * contagion.links > most_links) {
    add("contagion.links", fmt::format("{} people with {} links each are too many; at most {} links in all are allowed",
                                       contagion.people, contagion.links, most_links));
  }
}

class ContagionModel final : public Model {
 public:
  std::string name() const override { return "contagion"; }
  std::string summary() const override { return "an activity that spreads along random ties and fades again"; }
  void declare(Declarations& declarations, const std::vector<std::filesystem::path>&) const override {
    kith::declare<ContagionSettings>(declarations);
  }
  MeasureSet measures() const override { return declare_measures(time_axis()); }
  MeasureSet measures_of(const Scenario& scenario) const override {
    const Timeline timeline = read<RunSettings>(scenario.settings).timeline();
    return with_reactions(declare_measures(time_axis(timeline)), scenario, timeline);
  }
  std::vector<std::string> measures_to_react_to() const override { return measures_over_time(measures()); }
  std::string starter() const override { return std::string(embedded_text(kith_contagion_files(), "starter.toml")); }
  std::vector<std::string> phases() const override { return phase_names(); }
  const Odd& odd() const override {
    constexpr const char* file = "odd.toml";
    static const Odd said = read_odd(embedded_text(kith_contagion_files(), file), file);
    return said;
  }
  const Presentation& presentation() const override {
    constexpr const char* file = "presentation.toml";
    static const Presentation told = read_presentation(embedded_text(kith_contagion_files(), file), file);
    return told;
  }

  std::vector<Problem> problems(const Scenario& scenario) const override {
    std::vector<Problem> problems;
    for_each_settings(scenario, [&](const Settings& settings) { add_problems(settings, problems); });
    return problems;
  }

  std::unique_ptr<World> build(const Scenario& scenario) const override {
    return std::make_unique<ContagionWorld>(scenario);
  }
  std::unique_ptr<World> build_like(const World& other, const Scenario& scenario) const override {
    return std::make_unique<ContagionWorld>(scenario, dynamic_cast<const ContagionWorld*>(&other));
  }
  std::vector<std::string> settings_of_people() const override { return {"contagion.people", "contagion.links"}; }
};

}  // namespace

std::unique_ptr<Model> make_contagion_model() { return std::make_unique<ContagionModel>(); }

}  // namespace kith
