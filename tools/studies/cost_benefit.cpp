#include "tools/studies/cost_benefit.hpp"

#include "engine/time/calendar.hpp"
#include "results/full_years.hpp"
#include "results/statistics.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/evidence_draws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace kith::tools {
namespace {

using results::Estimate;
using results::Run;

constexpr std::size_t unit_cost_draws = 1000;

bool has_measure(const Run& run, std::string_view name) {
  return std::ranges::any_of(run.measures.measures, [&](const Measure& measure) { return measure.name == name; });
}

/// What "kind.payer.item" says of itself.
struct Item {
  std::string name, kind, payer;
  bool service = false;
};

Item item_named(const std::string& name, const Ledger& ledger) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    if (c == '.')
      words.emplace_back();
    else
      words.back() += c == '_' ? ' ' : c;
  }
  words.resize(std::max<std::size_t>(words.size(), 3));
  return {name, words[0], words[1], words[2] == ledger.spender};
}

/// The years money is told of, and how many they are.
struct YearsOfMoney {
  explicit YearsOfMoney(const Run& run) : full(results::full_years(run)) {
    const double days = static_cast<double>((parse_date(run.end) - parse_date(run.start)).count() + 1);
    number = full.whole_run() ? days / days_per_year : static_cast<double>(full.count);
  }
  results::FullYears full;
  double number;
};

/// Days of the run whose reporting periods begin in each of `years` twelve-month years; empty if the run tells no time.
std::vector<double> days_counted(const Run& run, std::size_t years) {
  const auto time = std::ranges::find(run.measures.dimensions, "time", &Dimension::name);
  if (time == run.measures.dimensions.end() || time->values.empty() || years == 0) return {};
  const auto end = static_cast<double>((parse_date(run.end) - parse_date(run.start)).count() + 1);
  std::vector<double> days(years);
  for (std::size_t i = 0; i < time->values.size(); ++i) {
    const double next = i + 1 < time->values.size() ? static_cast<double>(time->values[i + 1]) : end;
    days[std::min(years - 1, results::year_of_day(time->values[i]))] += next - time->values[i];
  }
  return days;
}

/// How many years the counts of each year stand for: weeks do not make up a year. The whole run is one time.
void to_rates(results::Values& drivers, std::size_t axis, const Run& run, const YearsOfMoney& years) {
  const std::vector<double> days = days_counted(run, drivers.shape[axis]);
  if (years.full.whole_run() || days.empty()) return;
  std::size_t inner = 1;
  for (std::size_t i = axis + 1; i < drivers.shape.size(); ++i) inner *= drivers.shape[i];
  for (Reals& row : drivers.rows)
    for (std::size_t cell = 0; cell < row.size(); ++cell)
      if (const double counted = days[cell / inner % days.size()]; counted > 0) row[cell] *= days_per_year / counted;
}

/// What each item costs a year, by replicate, item: the mean of full years, as headlines are told.
std::vector<Reals> costs_of_items(const Run& run, std::size_t scenario) {
  const YearsOfMoney years(run);
  results::Values drivers = results::values_of(run, run.presentation.ledger.drivers, scenario);
  const std::size_t axis = drivers.axis("year").value();
  to_rates(drivers, axis, run, years);
  if (!years.full.whole_run()) drivers = results::cut(drivers, axis, years.full.first, years.full.count);
  drivers = results::summed(drivers, axis);
  const results::Values prices = results::values_of(run, run.presentation.ledger.prices, scenario);
  std::vector<Reals> rows;
  for (std::size_t pair = 0; pair < drivers.rows.size(); ++pair) {
    Reals& row = rows.emplace_back();
    for (std::size_t i = 0; i < prices.rows[pair].size(); ++i)
      row.push_back(drivers.rows[pair][i] * prices.rows[pair][i] / years.number);
  }
  return rows;
}

/// What each item costs less than in the base, a year: by pair, item.
class Savings {
 public:
  Savings(const Run& run, std::size_t alternative) : intervals_(results::interval_of(run.doubt)) {
    const Ledger& ledger = run.presentation.ledger;
    for (const std::string& name : run.measures.dimension(ledger.axis).labels)
      items_.push_back(item_named(name, ledger));
    const std::vector<Reals> base = costs_of_items(run, 0), changed = costs_of_items(run, alternative);
    for (std::size_t pair = 0; pair < base.size(); ++pair) {
      Reals& row = rows_.emplace_back();
      for (std::size_t i = 0; i < items_.size(); ++i) row.push_back(base[pair][i] - changed[pair][i]);
    }
  }

  const std::vector<Item>& items() const { return items_; }
  results::IntervalOf intervals() const { return intervals_; }

  /// Sums over the items `counts` accepts, by pair.
  template <class Counts>
  std::vector<double> sums(Counts&& counts) const {
    std::vector<double> totals;
    for (const Reals& row : rows_) {
      double& total = totals.emplace_back(0.0);
      for (std::size_t i = 0; i < row.size(); ++i)
        if (counts(items_[i])) total += row[i];
    }
    return totals;
  }

  /// Mean over pairs, by item.
  Reals means() const {
    Reals means(items_.size());
    for (const Reals& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) means[i] += row[i] / static_cast<double>(rows_.size());
    return means;
  }

 private:
  results::IntervalOf intervals_;
  std::vector<Item> items_;
  std::vector<Reals> rows_;
};

template <class Counts>
MoneyLine line_of(const Savings& savings, const std::string& name, Counts&& counts) {
  std::vector<double> services = savings.sums([&](const Item& item) { return counts(item) && item.service; });
  for (double& value : services) value = value == 0 ? 0 : -value;
  const results::IntervalOf of = savings.intervals();
  return {name, results::estimate(services, of),
          results::estimate(savings.sums([&](const Item& item) { return counts(item) && !item.service; }), of),
          results::estimate(savings.sums(counts), of)};
}

bool says_something(const MoneyLine& line) { return line.services.mean != 0 || line.saved.mean != 0; }

template <class Of>
std::vector<MoneyLine> lines_by(const Savings& savings, Of of) {
  std::vector<std::string> names;
  for (const Item& item : savings.items())
    if (std::ranges::find(names, of(item)) == names.end()) names.push_back(of(item));
  std::vector<MoneyLine> lines;
  for (const std::string& name : names) {
    MoneyLine line = line_of(savings, name, [&](const Item& item) { return of(item) == name; });
    if (says_something(line)) lines.push_back(std::move(line));
  }
  return lines;
}

/// By draw, by item: what the unit cost drawn is as a multiple of the one used. Items the run drew nothing for stay as
/// they are. Empty if it drew none.
std::vector<Reals> price_factors(const Run& run, const std::vector<Item>& items) {
  const results::UnitCostDraws& drawn = run.unit_cost_draws;
  std::vector<Reals> factors(drawn.draws, Reals(items.size(), 1.0));
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto found = std::ranges::find(drawn.items, items[i].name);
    if (found == drawn.items.end()) continue;
    const auto column = static_cast<std::size_t>(found - drawn.items.begin());
    for (std::size_t draw = 0; draw < drawn.draws; ++draw)
      factors[draw][i] = drawn.factors[draw * drawn.items.size() + column];
  }
  return factors;
}

template <class Counts>
NetBenefit net_benefit(const Savings& savings, const std::vector<Reals>& factors, const Ledger::Sum& sum,
                       Counts&& counts) {
  NetBenefit benefit{sum.id,        sum.cost,     line_of(savings, sum.name, counts), {}, results::none, results::none,
                     results::none, results::none};
  const std::vector<double> net = savings.sums(counts);
  benefit.worth = results::share_of(std::ranges::count_if(net, [](double value) { return value > 0; }),
                                    static_cast<std::int64_t>(net.size()));
  if (benefit.line.services.mean > 0) benefit.ratio = benefit.line.saved.mean / benefit.line.services.mean;
  if (factors.empty()) return benefit;
  const Reals means = savings.means();
  std::vector<double> drawn;
  for (const Reals& factor : factors) {
    double& total = drawn.emplace_back(0.0);
    for (std::size_t i = 0; i < means.size(); ++i)
      if (counts(savings.items()[i])) total += means[i] * factor[i];
  }
  benefit.low = results::quantile(drawn, 0.025);
  benefit.high = results::quantile(drawn, 0.975);
  benefit.share_of_draws = static_cast<double>(std::ranges::count_if(drawn, [](double value) { return value > 0; })) /
                           static_cast<double>(drawn.size());
  return benefit;
}

void add_row(Table& table, const MoneyLine& line) {
  const std::string interval = line.net.count < 2 ? "-" : format_interval(line.net.low, line.net.high, 0);
  table.add({terminal_safe(line.name), format_fixed(line.services.mean, 0), format_fixed(line.saved.mean, 0),
             format_fixed(line.net.mean, 0), interval});
}

std::string on_benefit(const NetBenefit& benefit, const CostBenefit& found) {
  const std::int64_t draws = found.draws;
  std::string text = fmt::format("Saves more than it costs in {} of {} (probability {:.2f}, 95% {})", benefit.worth.met,
                                 plural(benefit.worth.count, "pair"), benefit.worth.share,
                                 format_interval(benefit.worth.low, benefit.worth.high, 2));
  if (draws > 0)
    text += fmt::format("; under {} of {} of unit costs (net gain 95% {})", format_percent(benefit.share_of_draws, 0),
                        plural(draws, "draw"), format_interval(benefit.low, benefit.high, 0));
  else if (found.drawn_with_pairs)
    text += ", unit costs drawn with each pair";
  else
    text += "; how far unit costs are in doubt is not told, as the file holds no draws of them";
  if (!std::isnan(benefit.ratio))
    text += benefit.ratio > 0 ? fmt::format("; breaks even at {:.2f} times the cost of the services", benefit.ratio)
                              : "; breaks even at no price of the services, as nothing is saved";
  return wrapped(fmt::format("{}: {}.", benefit.line.name, text), screen_columns, 2) + "\n";
}

nlohmann::ordered_json estimate_json(const Estimate& estimate) {
  return {{"mean", estimate.mean}, {"low", estimate.low}, {"high", estimate.high}};
}

nlohmann::ordered_json line_json(const MoneyLine& line) {
  return {{"name", line.name},
          {"services", estimate_json(line.services)},
          {"saved", estimate_json(line.saved)},
          {"net", estimate_json(line.net)}};
}

nlohmann::ordered_json benefit_json(const NetBenefit& benefit) {
  nlohmann::ordered_json json = line_json(benefit.line);
  json.update({{"worth", benefit.worth.met},
               {"pairs", benefit.worth.count},
               {"probability", benefit.worth.share},
               {"probability_low", benefit.worth.low},
               {"probability_high", benefit.worth.high},
               {"unit_costs_low", benefit.low},
               {"unit_costs_high", benefit.high},
               {"share_of_unit_costs", benefit.share_of_draws},
               {"ratio", benefit.ratio}});
  return json;
}

}  // namespace

std::vector<Ledger::Sum> net_benefits(const Run& run) {
  std::vector<Ledger::Sum> sums = run.presentation.ledger.sums;
  std::erase_if(sums, [&](const Ledger::Sum& sum) { return !has_measure(run, sum.cost); });
  std::ranges::reverse(sums);
  return sums;
}

std::vector<double> net_gains(const Run& run, std::size_t alternative, const Ledger::Sum& sum) {
  return Savings(run, alternative).sums([&](const Item& item) { return sum.kind.empty() || item.kind == sum.kind; });
}

std::vector<double> spent_on_services(const Run& run, std::size_t scenario) {
  const Ledger& ledger = run.presentation.ledger;
  std::vector<double> spent;
  if (!has_measure(run, ledger.drivers) || !has_measure(run, ledger.prices)) return spent;
  const std::vector<std::string>& items = run.measures.dimension(ledger.axis).labels;
  for (const Reals& row : costs_of_items(run, scenario)) {
    double& total = spent.emplace_back(0.0);
    for (std::size_t i = 0; i < items.size(); ++i)
      if (item_named(items[i], ledger).service) total += row[i];
  }
  return spent;
}

results::UnitCostDraws draw_unit_costs(const Scenario& scenario, const MeasureSet& measures) {
  results::UnitCostDraws drawn;
  const Ledger& ledger = model_of(scenario).presentation().ledger;
  const auto axis = std::ranges::find(measures.dimensions, ledger.axis, &Dimension::name);
  if (axis == measures.dimensions.end()) return drawn;
  std::vector<DrawableNumber> numbers;
  const std::string& table = ledger.price_settings;
  for (DrawableNumber& number : drawable_numbers(declarations_of(scenario))) {
    const std::string& path = number.setting.path;
    if (!path.starts_with(table) || std::get<double>(number.setting.default_value) == 0) continue;
    const std::string item = path.substr(table.size());
    if (std::ranges::find(axis->labels, item) == axis->labels.end()) continue;
    if (scenario.settings.entries().at(path).origin.file != "default") continue;
    drawn.items.push_back(item);
    numbers.push_back(std::move(number));
  }
  if (numbers.empty()) return drawn;
  drawn.draws = unit_cost_draws;
  const auto seed = static_cast<std::uint64_t>(read<RunSettings>(scenario.settings).seed);
  for (std::size_t draw = 0; draw < drawn.draws; ++draw)
    for (const DrawableNumber& number : numbers)
      drawn.factors.push_back(std::get<double>(drawn_value(number, seed, static_cast<std::int64_t>(draw))) /
                              std::get<double>(number.setting.default_value));
  return drawn;
}

std::optional<CostBenefit> cost_benefit(const Run& run, std::size_t alternative) {
  const Ledger& ledger = run.presentation.ledger;
  if (!has_measure(run, ledger.drivers) || !has_measure(run, ledger.prices)) return std::nullopt;
  const Savings savings(run, alternative);
  const std::vector<Reals> factors = price_factors(run, savings.items());
  CostBenefit found;
  found.payers = lines_by(savings, [](const Item& item) { return item.payer; });
  found.kinds = lines_by(savings, [](const Item& item) { return item.kind; });
  for (const Ledger::Sum& sum : ledger.sums)
    found.sums.push_back(net_benefit(savings, factors, sum,
                                     [&](const Item& item) { return sum.kind.empty() || item.kind == sum.kind; }));
  found.draws = static_cast<std::int64_t>(factors.size());
  found.drawn_with_pairs = std::ranges::any_of(run.doubt.numbers, [&](const results::DrawnNumber& number) {
    return number.path.starts_with(ledger.price_settings);
  });
  return found;
}

std::string cost_benefit_text(const Run& run, std::size_t alternative) {
  const auto found = cost_benefit(run, alternative);
  if (!found) return "";
  const Ledger& ledger = run.presentation.ledger;
  if (std::ranges::none_of(found->sums, says_something, &NetBenefit::line))
    return fmt::format("\n{}: nothing changes.\n", ledger.title);
  using Align = Table::Align;
  Table table({{fmt::format("{} ({}, {})", ledger.title, ledger.unit, results::full_years(run).words)},
               {"services cost", Align::right},
               {"saved elsewhere", Align::right},
               {"net gain", Align::right},
               {"95% interval", Align::right}});
  for (const MoneyLine& line : found->payers) add_row(table, line);
  for (const NetBenefit& sum : found->sums) add_row(table, sum.line);
  std::string text = "\n" + table.text();
  for (const NetBenefit& sum : found->sums) text += on_benefit(sum, *found);
  return text;
}

nlohmann::ordered_json cost_benefit_json(const Run& run, std::size_t alternative) {
  const auto found = cost_benefit(run, alternative);
  if (!found) return nullptr;
  nlohmann::ordered_json json{{"unit", run.presentation.ledger.unit},
                              {"years", results::full_years(run).words},
                              {"unit_cost_draws", found->draws},
                              {"unit_costs_drawn_with_pairs", found->drawn_with_pairs}};
  auto& payers = json["payers"] = nlohmann::ordered_json::array();
  for (const MoneyLine& line : found->payers) payers.push_back(line_json(line));
  auto& kinds = json["kinds"] = nlohmann::ordered_json::array();
  for (const MoneyLine& line : found->kinds) kinds.push_back(line_json(line));
  for (const NetBenefit& sum : found->sums) json[sum.id] = benefit_json(sum);
  return json;
}

}  // namespace kith::tools
