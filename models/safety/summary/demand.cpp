// Demand on each organisation, justice agencies and providers of services side by side: what was recorded by service,
// court and supervisor, added up by who had to deal with it.
#include "models/safety/scene.hpp"
#include "models/safety/summary/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace kith::safety {

namespace {

/// The organisation each agency of agency_names is part of; "services" are told by provider.
constexpr std::array<const char*, agency_names.size()> organisation_of_agency{
    "police", "courts", "prison", "probation", "probation", "youth justice", ""};
constexpr std::size_t of_none = nobody;

}  // namespace

TextList organisation_names(const Catalogue& catalogue) {
  TextList names = catalogue.agencies();
  for (const char* name : organisation_of_agency)
    if (*name != '\0') names.emplace_back(name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<DemandSum> demand_sums(const Catalogue& catalogue) {
  const TextList names = organisation_names(catalogue);
  const auto number = [&](const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? of_none : static_cast<std::size_t>(found - names.begin());
  };
  std::vector<std::size_t> by_service, by_agency, by_supervisor;
  for (const Service& service : catalogue.definitions()) by_service.push_back(number(service.agency));
  for (const char* name : organisation_of_agency) by_agency.push_back(number(name));
  for (std::size_t i = 0; i < supervisor_names.size(); ++i)
    by_supervisor.push_back(by_agency[static_cast<std::size_t>(Agency::probation_high_risk) + i]);
  std::vector<DemandSum> sums;
  const auto add_up = [&](Tally from, Tally to, const std::vector<std::size_t>& organisation) {
    sums.push_back({from, to, organisation});
  };
  add_up(Tally::agency_contacts, Tally::organisation_contacts, by_agency);
  for (const Tally tally : {Tally::referrals, Tally::service_starts, Tally::service_refusals,
                            Tally::service_completions, Tally::service_dropouts})
    add_up(tally, Tally::organisation_contacts, by_service);
  add_up(Tally::service_enrolled, Tally::organisation_open_cases, by_service);
  add_up(Tally::supervision_caseload, Tally::organisation_open_cases, by_supervisor);
  add_up(Tally::custody_population, Tally::organisation_open_cases, {number("prison")});
  add_up(Tally::open_cases, Tally::organisation_open_cases, {number("courts")});
  add_up(Tally::referrals, Tally::organisation_referrals, by_service);
  add_up(Tally::service_starts, Tally::organisation_starts, by_service);
  add_up(Tally::service_waiting, Tally::organisation_waiting, by_service);
  add_up(Tally::court_waiting, Tally::organisation_waiting,
         std::vector<std::size_t>(court_names.size(), number("courts")));
  add_up(Tally::service_wait_days, Tally::organisation_wait_days, by_service);
  add_up(Tally::service_waits_ended, Tally::organisation_unmet, by_service);
  return sums;
}

void Summary::add_up(const DemandSum& sum) {
  const Counts values = recorder_.counts(sum.from);
  const std::size_t width = sum.organisation.size();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] != 0 && sum.organisation[i % width] != of_none)
      recorder_.count_at(sum.to, {i / width, sum.organisation[i % width]}, values[i]);
}

void Summary::summarise_demand() {
  for (const DemandSum& sum : demand_sums(*scene_.catalogue)) add_up(sum);
  const auto total = [&](Tally tally) { return static_cast<double>(recorder_.total(tally)); };
  const auto whole_years = [&](Tally tally) {
    const Reals& values = recorder_.reals(tally);
    return std::accumulate(values.begin(), values.end(), 0.0,
                           [](double sum, double value) { return std::isnan(value) ? sum : sum + value; });
  };
  recorder_.set(Tally::unmet_need_share, share(total(Tally::service_waits_ended), total(Tally::referrals)));
  recorder_.set(Tally::needs_known_share, share(whole_years(Tally::needs_known), whole_years(Tally::needs_held)));
  recorder_.set(Tally::mean_days_to_help, share(total(Tally::days_to_help), total(Tally::concerned_households)));
  recorder_.set(Tally::mean_wait_days, share(total(Tally::service_wait_days), total(Tally::service_starts)));
}

}  // namespace kith::safety
