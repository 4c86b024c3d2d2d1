#include "models/safety/costs/costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace kith::safety {

namespace {

using Rows = CostDriver::Rows;
using Counted = CostDriver::Counted;

constexpr std::size_t youths = 0, adults = 1;  // groups of measures by age

constexpr std::array<CostDriver, 10> drivers{{
    {"offences", "offences that happened, known to police or not", Tally::offences, 0, Rows::offence_types,
     Counted::events},
    {"recorded_offences", "offences and incidents recorded", Tally::recorded_offences, 0, Rows::offence_types,
     Counted::events},
    {"arrests", "suspects arrested or interviewed", Tally::arrests, 0, Rows::one, Counted::events},
    {"youth_hearings", "hearings of people under 18", Tally::hearings_by_age_and_type, youths, Rows::offence_types,
     Counted::events},
    {"adult_hearings", "hearings of people of 18 and over", Tally::hearings_by_age_and_type, adults,
     Rows::offence_types, Counted::events},
    {"breaches_and_recalls", "breaches and recalls", Tally::breaches_and_recalls, 0, Rows::one, Counted::events},
    {"youth_custody_days", "days in custody, under 18", Tally::custody_population_by_age, youths, Rows::one,
     Counted::days},
    {"adult_custody_days", "days in custody, 18 and over", Tally::custody_population_by_age, adults, Rows::one,
     Counted::days},
    {"supervised_weeks", "weeks supervised, those apart that a service costed by itself takes the place of",
     Tally::supervision_caseload, 0, Rows::supervisors, Counted::weeks},
    {"homes_lost", "people whose housing becomes unstable", Tally::risk_factor_onsets,
     static_cast<std::size_t>(Risk::unstable_housing), Rows::one, Counted::events},
}};

TextList labels_of(Rows rows) {
  switch (rows) {
    case Rows::offence_types:
      return offence_type_names();
    case Rows::supervisors:
      return {supervisor_names.begin(), supervisor_names.end()};
    case Rows::one:
      return {""};
  }
  return {};
}

const CostDriver& driver_of(const CostEntry& entry) {
  const auto found = std::find_if(drivers.begin(), drivers.end(),
                                  [&](const CostDriver& driver) { return entry.driver == driver.name; });
  if (found == drivers.end()) throw std::logic_error("no driver of costs is called " + entry.driver);
  return *found;
}

/// Among the labels of the driver.
std::size_t label_of(const CostDriver& driver, const std::string& label) {
  const TextList labels = labels_of(driver.rows);
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found == labels.end()) throw std::logic_error(fmt::format("{} are not counted for '{}'", driver.name, label));
  return static_cast<std::size_t>(found - labels.begin());
}

CostKind kind_of(const CostEntry& entry) {
  const auto found = std::find(cost_kind_names.begin(), cost_kind_names.end(), entry.kind);
  if (found == cost_kind_names.end()) throw std::logic_error("no kind of cost is called " + entry.kind);
  return static_cast<CostKind>(found - cost_kind_names.begin());
}

std::string with(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

std::string path_of(const CostEntry& entry, const std::string& label) {
  return fmt::format("{}.{}.{}{}{}", entry.kind, entry.payer, entry.item, label.empty() ? "" : ".", label);
}

std::string name_of(const Service& service) {
  return fmt::format("fiscal.{}.service.{}", with(service.agency, ' ', '_'), service.name);
}

TextList labels_of(const CostEntry& entry) { return entry.labels.empty() ? TextList{""} : entry.labels; }

std::string index_name(std::int64_t year) { return fmt::format("price_index.{}", year); }

}  // namespace

bool has_prices_of(std::int64_t year) {
  const auto& all = Evidence::get().parameters();
  return std::any_of(all.begin(), all.end(),
                     [&](const Setting& setting) { return setting.path == "parameters." + index_name(year); });
}

TextList cost_payers(const Catalogue& catalogue) {
  std::set<std::string> payers;
  for (const std::string& agency : catalogue.agencies()) payers.insert(agency);
  for (const CostEntry& entry : Evidence::get().costs()) payers.insert(with(entry.payer, '_', ' '));
  return {payers.begin(), payers.end()};
}

TextList cost_item_names(const Catalogue& catalogue) {
  TextList names;
  for (const CostEntry& entry : Evidence::get().costs())
    for (const std::string& label : labels_of(entry)) names.push_back(path_of(entry, label));
  for (const Service& service : catalogue.definitions()) names.push_back(name_of(service));
  return names;
}

CostTable read_costs(ParameterReader& reader, const Catalogue& catalogue) {
  const TextList payers = cost_payers(catalogue);
  const auto payer = [&](const std::string& name) {
    return static_cast<std::size_t>(std::lower_bound(payers.begin(), payers.end(), name) - payers.begin());
  };
  const double today = reader.number(index_name(static_cast<std::int64_t>(reader.number("costs.price_year"))));
  const auto brought_on = [&](std::int64_t year) { return today / reader.number(index_name(year)); };
  CostTable table;
  for (const CostEntry& entry : Evidence::get().costs()) {
    const CostDriver& driver = driver_of(entry);
    for (const std::string& label : labels_of(entry)) {
      const std::string name = path_of(entry, label);
      const std::size_t number = label_of(driver, label);
      const auto type = driver.rows == Rows::offence_types ? std::optional(number) : std::nullopt;
      table.items.push_back({name, kind_of(entry), payer(with(entry.payer, '_', ' ')), &driver,
                             driver.group * labels_of(driver.rows).size() + number, type,
                             reader.number("unit_cost." + name) * brought_on(entry.price_year)});
    }
  }
  for (std::size_t i = 0; i < catalogue.definitions().size(); ++i) {
    const Service& service = catalogue.definitions()[i];
    table.items.push_back({name_of(service), CostKind::fiscal, payer(service.agency), nullptr, i, std::nullopt,
                           brought_on(service.price_year)});
  }
  table.discount_rate = reader.number("costs.discount_rate");
  return table;
}

namespace {

/// What the parameters of an entry say: value or values, and where they are from.
std::string entry_text(const CostEntry& entry) {
  std::vector<const Setting*> settings;
  for (const std::string& label : labels_of(entry))
    for (const Setting& setting : Evidence::get().parameters())
      if (setting.path == "parameters.unit_cost." + path_of(entry, label)) settings.push_back(&setting);
  const Setting& first = *settings.front();
  std::string text =
      fmt::format("{}.{}: {}\n  counted: {}\n", entry.kind, entry.item, first.help, driver_of(entry).meaning);
  text += fmt::format("  in {}, prices of {}/{:02}:\n", first.unit, entry.price_year, (entry.price_year + 1) % 100);
  for (std::size_t i = 0; i < settings.size(); ++i)
    text += fmt::format("    {:<24} {:g}, {}\n", entry.labels.empty() ? "each" : entry.labels[i],
                        std::get<double>(settings[i]->default_value), settings[i]->distribution);
  return text + fmt::format("  source: {}\n  grade: {}\n", first.source, first.grade);
}

std::string service_text(const Service& service) {
  return fmt::format("fiscal.service.{}: {}; prices of {}/{:02}; kith explain {} has its costs and sources\n",
                     service.name, service.title, service.price_year, (service.price_year + 1) % 100, service.name);
}

Explanation explain_payer(const std::string& payer, const Catalogue& catalogue) {
  Explanation explanation{"cost." + with(payer, ' ', '_'), "cost", "", ""};
  std::size_t items = 0, services = 0;
  for (const CostEntry& entry : Evidence::get().costs())
    if (with(entry.payer, '_', ' ') == payer) {
      explanation.text += entry_text(entry);
      ++items;
    }
  for (const Service& service : catalogue.definitions())
    if (service.agency == payer) {
      explanation.text += service_text(service);
      ++services;
    }
  explanation.summary =
      fmt::format("What is paid or borne by {}: {} kinds of cost from evidence, {} services", payer, items, services);
  explanation.text = fmt::format(
                         "{}. The measures cost and cost_by_kind hold the sums,\ncost_drivers the counts, unit_costs "
                         "the prices, brought to those of the "
                         "year costs.price_year.\n",
                         explanation.summary) +
                     explanation.text;
  return explanation;
}

}  // namespace

std::vector<Explanation> explain_costs(const Catalogue& catalogue) {
  const TextList payers = cost_payers(catalogue);
  std::vector<Explanation> explanations{{"cost", "cost", "What crime, justice and services cost, by who pays", ""}};
  explanations.front().text =
      "What is counted times what one unit costs. What follows from an offence having happened is priced by offence, "
      "whoever knows\n"
      "of it; what agencies do is priced by what they do: offences recorded, arrests, hearings, days in custody, weeks "
      "supervised,\n"
      "services. Nothing is priced twice. Who pays, each explained by its name:\n";
  for (const std::string& payer : payers) {
    explanations.push_back(explain_payer(payer, catalogue));
    explanations.front().text += fmt::format("  {:<24} {}\n", explanations.back().name, explanations.back().summary);
  }
  return explanations;
}

}  // namespace kith::safety
