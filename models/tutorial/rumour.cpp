#include "models/tutorial/rumour.hpp"

#include "engine/network/generators.hpp"
#include "engine/run/simple_model.hpp"

#include <algorithm>
#include <cmath>

namespace kith::tutorial {
namespace {

// What a scenario may set. `warned` is the intervention: nobody, unless a scenario says otherwise.
struct Rumour {
  std::int64_t people = 2000;
  double passing_on = 0.15, tiring = 0.3, warned = 0;
};

void fields(FieldVisitor& visitor, Rumour& rumour) {
  visitor.field({"rumour.people", "people", "How many people there are.", 100, 1e6}, rumour.people);
  visitor.field({"rumour.passing_on", "probability per step", "Telling one contact.", 0, 1}, rumour.passing_on);
  visitor.field({"rumour.tiring", "probability per step", "No longer telling it.", 0, 1}, rumour.tiring);
  visitor.field({.path = "rumour.warned",
                 .unit = "share of people",
                 .help = "Those who have been warned do not believe it.",
                 .lowest = 0,
                 .highest = 1,
                 .when = When::any_time},
                rumour.warned);
}

// One town in one replicate. A draw is keyed by what it is for, by whom and by step, never by what was drawn before.
class Town {
 public:
  using Settings = Rumour;
  struct Shared {
    Layer ties;  // each knows six people, some of them at the other end of town
    Shared(const Settings& rumour, const Draws& draws)
        : ties(rumour.people, small_world_ties(draws, purpose("rumour.ties"), rumour.people, 6, 0.1)) {}
  };
  static std::vector<Measure> measures() {
    return {{"telling", "people", "tell it at the end of the step", "", {"time"}},
            {"ever_told", "share of people", "have ever told it", "headlines", {}, Number::real}};
  }

  Town(const Shared& shared, const Settings&, const Draws& draws)
      : ties_(shared.ties), draws_(draws), states_(ties_.entity_count(), unaware) {
    std::fill_n(states_.begin(), 10, telling);
  }

  void step(const Step& step, const Settings& now, StepRecord record) {
    const std::vector<State> before = states_;
    for (EntityId person = 0; person < before.size(); ++person) {
      if (before[person] == unaware && believes(person, before, step, now)) states_[person] = telling;
      if (before[person] == telling && happens(purpose("rumour.tiring"), person, step, now.tiring))
        states_[person] = tired;
    }
    record.count(0, std::ranges::count(states_, telling));
  }

  void finish(ReplicateResult& result) const {
    const auto told = states_.size() - std::ranges::count(states_, unaware);
    result.reals(1)[0] = told / static_cast<double>(states_.size());
  }

  std::int64_t people() const { return ties_.entity_count(); }
  std::int64_t bytes() const { return ties_.bytes() + states_.capacity() * sizeof(State); }

 private:
  enum State : char { unaware, telling, tired };

  bool believes(EntityId person, const std::vector<State>& before, const Step& step, const Settings& now) const {
    if (draws_.at(purpose("rumour.warned"), person).bernoulli(now.warned)) return false;
    int tellers = 0;
    for (const EntityId contact : ties_.of(person)) tellers += before[contact] == telling;
    return happens(purpose("rumour.hearing"), person, step, 1 - std::pow(1 - now.passing_on, tellers));
  }
  bool happens(Purpose what, EntityId person, const Step& step, double probability) const {
    return draws_.at(what, person, step.index).bernoulli(probability);
  }

  const Layer& ties_;
  Draws draws_;
  std::vector<State> states_;
};

class RumourModel final : public SimpleModel<Town> {
 public:
  std::string name() const override { return "rumour"; }
  std::string summary() const override { return "a rumour that people of a small town tell each other"; }
  std::vector<std::string> settings_of_people() const override { return {"rumour.people"}; }
};

}  // namespace

std::unique_ptr<Model> make_rumour_model() { return std::make_unique<RumourModel>(); }

}  // namespace kith::tutorial
