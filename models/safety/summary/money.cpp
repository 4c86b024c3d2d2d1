// What the replicate cost, by payer, kind, driver and offence type.
#include "models/safety/scene.hpp"
#include "models/safety/summary/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kith::safety {

namespace {

using Rows = CostDriver::Rows;
using Counted = CostDriver::Counted;

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
std::array<Reals, cost_kind_names.size()> Summary::count_costs(const Years& years) {
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
Reals Summary::present_values(const Years& years, const Reals& costs) const {
  Reals values;
  for (std::size_t period = 0; period < costs.size(); ++period) {
    const auto number = static_cast<std::int32_t>(period);
    const double middle = (number * scene_.timeline.report_days + years.days_in(number) / 2) / days_per_year;
    values.push_back(costs[period] / std::pow(1 + scene_.costs.discount_rate, middle));
  }
  return values;
}

/// Services are counted at the prices their unit costs are in; all measures of money are in those of one year.
void Summary::bring_service_costs_to_price_year() {
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

void Summary::summarise_costs() {
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

}  // namespace kith::safety
