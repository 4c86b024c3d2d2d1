#include "models/safety/trials/trial_offer.hpp"

#include "models/safety/published_facts.hpp"
#include "models/safety/services/service.hpp"

#include <algorithm>
#include <array>

namespace kith::safety {
namespace {

constexpr const char* by_trial = "the trial";  ///< where the settings of a trial come from

/// In the order of TrialCount.
const std::array<TrialOffer::Outcome, trial_count_count> trial_outcomes{{
    {"offences", "offences and incidents begun or joined in, known to police or not"},
    {"offences_begun", "offences and incidents begun by the person, known to police or not"},
    {"offences_aimed_at", "offences begun, of the types the service acts on"},
    {"crimes", "crimes begun or joined in, known to police or not"},
    {"accusations", "accusations: charges, cautions, warnings and resolutions"},
    {"convictions", "convictions, by the day of the sentence"},
}};

/// In the order of TrialTrait.
constexpr std::array<const char*, trial_trait_count> trial_traits{
    "age", "male", "deprivation_decile", "accusations_before", "accusations_in_91_days", "convictions_before"};

std::string reason_against(const Service& service) {
  if (service.unit == Unit::area) return "it covers areas, and nobody is referred to it";
  if (service.unit == Unit::workforce) return "it trains staff, and nobody is referred to it";
  if (service.sources == 0 && service.onward.empty()) return "nobody is referred to it";
  if (!service.acts_on(EffectKind::offending))
    return "its file states no effect on offending that could come out again";
  return "";
}

std::vector<PublishedChange> published_of(const std::string& service) {
  std::vector<PublishedChange> published;
  for (const PublishedFact& fact : published_facts())
    if (fact.scope.trial.service == service)
      for (std::size_t i = 0; i < fact.scope.trial.changes.size(); ++i)
        published.push_back({fact.scope.trial.changes[i], fact.scope.trial.of[i], fact.fact.source});
  return published;
}

/// Sets it on the first day and whatever else holds later.
void set_throughout(Scenario& scenario, const std::string& path, const Value& value) {
  scenario.settings.set(path, value, {by_trial});
  for (Change& change : scenario.changes) change.settings.set(path, value, {by_trial});
}

/// From a day on. What held up to then does not change, so that both worlds of a trial share their past.
void set_from(Scenario& scenario, Date day, const std::vector<std::pair<std::string, Value>>& set) {
  auto next = std::ranges::find_if(scenario.changes, [&](const Change& change) { return change.at >= day; });
  if (next == scenario.changes.end() || next->at != day) {
    const Settings before = next == scenario.changes.begin() ? scenario.settings : std::prev(next)->settings;
    next = scenario.changes.insert(next, Change{day, {}, before, {by_trial}});
  }
  for (; next != scenario.changes.end(); ++next)
    for (const auto& [path, value] : set) next->settings.set(path, value, {by_trial});
}

/// Nobody offends because of others' offending or is drawn into theirs.
void stop_spread(Scenario& scenario) {
  set_throughout(scenario, "parameters.peer_limit", 1.0);
  for (const std::string& type : offence_type_names()) set_throughout(scenario, "parameters.co_offending." + type, 0.0);
}

}  // namespace

TrialOffer trial_offer_of(const Scenario& scenario) {
  TrialOffer offer;
  for (const Service& service : Catalogue::get(scenario.catalogue).definitions())
    offer.treatments.push_back({service.name, service.title, service.unit == Unit::family ? "families" : "people",
                                reason_against(service), published_of(service.name)});
  offer.outcomes.assign(trial_outcomes.begin(), trial_outcomes.end());
  offer.traits.assign(trial_traits.begin(), trial_traits.end());
  return offer;
}

TrialDays trial_days(const Scenario& scenario, const TrialPlan& plan) {
  const Timeline timeline = read<RunSettings>(scenario.settings).timeline();
  return {plan.before_days, timeline.last_day() - plan.follow_up_days};
}

Scenario trial_scenario(const Scenario& scenario, const TrialPlan& plan, bool does_nothing) {
  Scenario tried = scenario;
  const Date opens = read<RunSettings>(scenario.settings).timeline().date_of(trial_days(scenario, plan).first);
  const std::string service = "services." + plan.treatment + ".";
  set_throughout(tried, service + "active", true);
  set_throughout(tried, service + "first_day", opens);
  set_throughout(tried, service + "last_day", parse_date("2199-12-31"));
  if (!plan.spread) stop_spread(tried);
  if (!does_nothing) return tried;
  std::vector<std::pair<std::string, Value>> none;
  for (const Service& one : Catalogue::get(scenario.catalogue).definitions())
    if (one.name == plan.treatment)
      for (const Effect& effect : one.effects) none.emplace_back(service + effect.name, declaration(effect.kind).none);
  set_from(tried, opens, none);
  return tried;
}

}  // namespace kith::safety
