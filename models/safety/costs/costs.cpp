#include "models/safety/costs/costs.hpp"

#include "models/safety/simulation.hpp"
#include "models/safety/years.hpp"

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
    {"youth_hearings", "cases heard of people under 18", Tally::hearings_by_age_and_type, youths, Rows::offence_types,
     Counted::events},
    {"adult_hearings", "cases heard of people of 18 and over", Tally::hearings_by_age_and_type, adults,
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

/// How many units of an item there were in each reporting period.
class Units {
 public:
  Units(const Recorder& recorder, const Scene& scene, const Years& years)
      : recorder_(recorder),
        scene_(scene),
        years_(years),
        periods_(static_cast<std::size_t>(scene.timeline.period_count())) {}

  double count(const CostItem& item, std::size_t period) const {
    if (item.driver == nullptr) {
      const Reals& cost = recorder_.reals(Tally::service_cost);
      return cost[at(cost.size(), period, item.row)];
    }
    const Counts& values = recorder_.counts(item.driver->tally);
    double value = values[at(values.size(), period, item.row)];
    if (item.driver->rows == Rows::supervisors) value = std::max(0.0, value - served_instead(item.row, period));
    const double days = years_.days_in(static_cast<std::int32_t>(period));
    constexpr double days_per_week = 7;
    switch (item.driver->counted) {
      case Counted::days:
        return value * days;
      case Counted::weeks:
        return value * days / days_per_week;
      case Counted::events:
        break;
    }
    return value;
  }

 private:
  std::size_t at(std::size_t size, std::size_t period, std::size_t row) const {
    return period * (size / periods_) + row;
  }

  double served_instead(std::size_t supervisor, std::size_t period) const {
    const Counts& enrolled = recorder_.counts(Tally::service_enrolled);
    const auto& services = scene_.catalogue->definitions();
    double sum = 0;
    for (std::size_t i = 0; i < services.size(); ++i)
      if (services[i].replaces_supervision_by == supervisor) sum += enrolled[at(enrolled.size(), period, i)];
    return sum;
  }

  const Recorder& recorder_;
  const Scene& scene_;
  const Years& years_;
  std::size_t periods_;
};

double total(const Reals& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

}  // namespace

/// Costs of all items in their measures; returned by kind and reporting period.
std::array<Reals, cost_kind_names.size()> Simulation::count_costs(const Years& years) {
  const Units units(recorder_, scene_, years);
  std::array<Reals, cost_kind_names.size()> by_period;
  by_period.fill(Reals(static_cast<std::size_t>(scene_.timeline.period_count())));
  for (std::size_t i = 0; i < scene_.costs.items.size(); ++i) {
    const CostItem& item = scene_.costs.items[i];
    const auto kind = static_cast<std::size_t>(item.kind);
    recorder_.set_at(Tally::unit_costs, i, item.price);
    for (std::size_t period = 0; period < by_period[kind].size(); ++period) {
      const double count = units.count(item, period);
      if (count == 0) continue;
      const std::size_t year = years.year_of(static_cast<std::int32_t>(period));
      const double pounds = count * item.price;
      by_period[kind][period] += pounds;
      recorder_.add_at(Tally::cost, {period, item.payer}, pounds);
      recorder_.add_at(Tally::cost_by_kind, {year, item.payer, kind}, pounds);
      recorder_.add_at(Tally::cost_drivers, {year, i}, count);
      if (item.offence_type) recorder_.add_at(Tally::cost_by_offence_type, {year, *item.offence_type, kind}, pounds);
    }
  }
  return by_period;
}

/// What a cost in the middle of each reporting period is worth on the first day.
Reals Simulation::present_values(const Years& years, const Reals& costs) const {
  Reals values;
  for (std::size_t period = 0; period < costs.size(); ++period) {
    const auto number = static_cast<std::int32_t>(period);
    const double middle = (number * scene_.timeline.report_days + years.days_in(number) / 2) / days_per_year;
    values.push_back(costs[period] / std::pow(1 + scene_.costs.discount_rate, middle));
  }
  return values;
}

/// Services are counted at the prices their unit costs are in; all measures of money are in those of one year.
void Simulation::bring_service_costs_to_price_year() {
  const std::size_t services = scene_.catalogue->definitions().size();
  const std::size_t first_item = scene_.costs.items.size() - services;
  const Reals counted = recorder_.reals(Tally::service_cost);
  for (const Tally tally : {Tally::service_cost, Tally::provider_cost}) recorder_.clear(tally);
  for (std::size_t i = 0; i < counted.size(); ++i) {
    const std::size_t period = i / services, service = i % services;
    const double pounds = counted[i] * scene_.costs.items[first_item + service].price;
    recorder_.add_at(Tally::service_cost, {period, service}, pounds);
    recorder_.add_at(Tally::provider_cost, {period, scene_.provider[service]}, pounds);
  }
}

void Simulation::summarise_costs() {
  const Years years(scene_.timeline, scene_.measures.dimension("year").size());
  const auto [fiscal, economic, social] = count_costs(years);
  bring_service_costs_to_price_year();
  Reals all(fiscal.size());
  for (std::size_t period = 0; period < all.size(); ++period)
    all[period] = fiscal[period] + economic[period] + social[period];
  const double length = (scene_.timeline.last_day() + 1) / days_per_year;
  recorder_.set(Tally::fiscal_cost_per_year, total(fiscal) / length);
  recorder_.set(Tally::economic_cost_per_year, total(economic) / length);
  recorder_.set(Tally::social_cost_per_year, total(social) / length);
  recorder_.set(Tally::total_cost_per_year, total(all) / length);
  recorder_.set(Tally::present_fiscal_cost, total(present_values(years, fiscal)));
  recorder_.set(Tally::present_total_cost, total(present_values(years, all)));
  const auto course = [&](Tally tally, const Reals& values) {
    const std::vector<double> rates = years.rates(values);
    for (std::size_t year = 0; year < rates.size(); ++year) recorder_.set_at(tally, year, rates[year]);
  };
  const Reals& services = recorder_.reals(Tally::service_cost);
  recorder_.set(Tally::services_cost_per_year, total(services) / length);
  const std::vector<double> by_year =
      years.rates(services, std::max<std::size_t>(1, scene_.catalogue->definitions().size()));
  for (std::size_t year = 0; year < by_year.size(); ++year)
    recorder_.set_at(Tally::services_cost_per_year_by_year, year, by_year[year]);
  course(Tally::fiscal_cost_per_year_by_year, fiscal);
  course(Tally::total_cost_per_year_by_year, all);
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
