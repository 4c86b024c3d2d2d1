#include "results/evidence_draws.hpp"
#include "results/judged.hpp"

#include "results/products.hpp"
#include "results/statistics.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace kith::results {
namespace {

constexpr std::size_t fewest_draws_for_influence = 10;

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Changes of a measure in a scenario by draw and replicate.
std::vector<Reals> changes_by_draw(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure) {
  std::vector<Reals> rows;
  for (std::size_t draw = 0; draw < draws.draws; ++draw) {
    const auto base = draws.cell(draw, 0, measure);
    const auto alternative = draws.cell(draw, scenario, measure);
    Reals& row = rows.emplace_back();
    for (std::size_t i = 0; i < base.size(); ++i) row.push_back(alternative[i] - base[i]);
  }
  return rows;
}

Reals row_means(const std::vector<Reals>& rows) {
  Reals means;
  for (const Reals& row : rows) means.push_back(mean_of(row));
  return means;
}

Reals column_means(const std::vector<Reals>& rows) {
  Reals means(rows.front().size());
  for (const Reals& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) means[i] += row[i] / static_cast<double>(rows.size());
  return means;
}

double squares_around(std::span<const double> values, double centre) {
  double sum = 0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return sum;
}

struct Variances {
  double evidence = none;
  double chance = none;
};

/// Two-way analysis of variance without interaction: change = mean + draw + replicate + rest.
Variances variances(const std::vector<Reals>& rows) {
  const auto draws = static_cast<double>(rows.size());
  const auto replicates = static_cast<double>(rows.front().size());
  if (draws < 2 || replicates < 2) return {};
  const Reals by_draw = row_means(rows);
  const Reals by_replicate = column_means(rows);
  const double mean = mean_of(by_draw);
  double rest = 0;
  for (std::size_t d = 0; d < rows.size(); ++d)
    for (std::size_t r = 0; r < by_replicate.size(); ++r)
      rest += std::pow(rows[d][r] - by_draw[d] - by_replicate[r] + mean, 2);
  rest /= (draws - 1) * (replicates - 1);
  const double of_draws = replicates * squares_around(by_draw, mean) / (draws - 1);
  const double of_replicates = draws * squares_around(by_replicate, mean) / (replicates - 1);
  return {std::max(0.0, (of_draws - rest) / replicates), std::max(0.0, (of_replicates - rest) / draws) + rest};
}

/// Ranks from 0; equal values share the mean of theirs.
Reals ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  Reals found(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    for (std::size_t i = first; i <= last; ++i) found[order[i]] = static_cast<double>(first + last) / 2;
    first = last + 1;
  }
  return found;
}

/// The least rank correlation that is beyond chance, when the strongest of `numbers` is looked at (Bonferroni;
/// Student's t).
double least_correlation(std::size_t draws, std::size_t numbers) {
  const auto degrees = static_cast<double>(draws - 2);
  const double t = boost::math::quantile(boost::math::students_t(degrees), 1 - 0.025 / static_cast<double>(numbers));
  return t / std::sqrt(degrees + t * t);
}

/// NaN if either does not vary.
double correlation(const Reals& a, const Reals& b) {
  const double mean_a = mean_of(a), mean_b = mean_of(b);
  double products = 0;
  for (std::size_t i = 0; i < a.size(); ++i) products += (a[i] - mean_a) * (b[i] - mean_b);
  return products / std::sqrt(squares_around(a, mean_a) * squares_around(b, mean_b));
}

}  // namespace

std::size_t EvidenceDraws::measure_index(std::string_view name) const {
  const auto found = std::ranges::find(measures, name, &DrawnMeasure::name);
  if (found == measures.end()) throw std::out_of_range("no draw kept the measure " + std::string(name));
  return static_cast<std::size_t>(found - measures.begin());
}

std::span<const double> EvidenceDraws::cell(std::size_t draw, std::size_t scenario, std::size_t measure) const {
  return std::span(values).subspan(((draw * scenarios + scenario) * measures.size() + measure) * replicates,
                                   replicates);
}

bool is_consistent(const EvidenceDraws& draws) {
  if (draws.draws == 0) return draws.values.empty() && draws.drawn.empty();
  return draws.scenarios >= 2 && is_product(draws.drawn.size(), {draws.draws, draws.numbers.size()}) &&
         is_product(draws.values.size(), {draws.draws, draws.scenarios, draws.measures.size(), draws.replicates}) &&
         std::ranges::find(draws.measures, draws.preference.measure, &DrawnMeasure::name) != draws.measures.end();
}

double mean_of_draws(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure) {
  double sum = 0;
  for (std::size_t draw = 0; draw < draws.draws; ++draw)
    for (const double value : draws.cell(draw, scenario, measure)) sum += value;
  return sum / static_cast<double>(draws.draws * draws.replicates);
}

Spread spread_of(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure) {
  const std::vector<Reals> rows = changes_by_draw(draws, scenario, measure);
  const Reals means = row_means(rows);
  if (std::ranges::any_of(means, [](double mean) { return std::isnan(mean); }))
    return {none, none, none, none, none, none, none};
  const auto below = std::ranges::count_if(means, [](double mean) { return mean < 0; });
  const Variances split = variances(rows);
  const double whole = split.evidence + split.chance;
  return {mean_of(means),
          quantile(means, 0.025),
          quantile(means, 0.975),
          static_cast<double>(below) / static_cast<double>(means.size()),
          std::sqrt(split.evidence),
          std::sqrt(split.chance),
          whole > 0 ? split.evidence / whole : none};
}

namespace {

/// Of each scenario in a draw, the lower the better.
Reals scores_in(const EvidenceDraws& draws, std::size_t draw) {
  const std::size_t measure = draws.measure_index(draws.preference.measure);
  Reals scores;
  for (std::size_t i = 0; i < draws.scenarios; ++i)
    scores.push_back((draws.preference.lowest ? 1 : -1) * mean_of(draws.cell(draw, i, measure)));
  return scores;
}

}  // namespace

SoleBest sole_best(const EvidenceDraws& draws) {
  constexpr double rounding = 1e-12;
  SoleBest found{std::vector<std::size_t>(draws.scenarios), 0};
  for (std::size_t draw = 0; draw < draws.draws; ++draw) {
    const Reals scores = scores_in(draws, draw);
    const auto best = std::ranges::min_element(scores);
    const auto as_good = [&](double score) { return score - *best <= rounding * std::abs(*best); };
    if (std::ranges::count_if(scores, as_good) > 1)
      ++found.shared;
    else
      ++found.alone[static_cast<std::size_t>(best - scores.begin())];
  }
  return found;
}

std::vector<Regret> regrets(const EvidenceDraws& draws) {
  std::vector<Regret> table(draws.scenarios);
  for (std::size_t draw = 0; draw < draws.draws; ++draw) {
    const Reals scores = scores_in(draws, draw);
    const auto best = std::ranges::min_element(scores);
    ++table[static_cast<std::size_t>(best - scores.begin())].best_in;
    for (std::size_t i = 0; i < draws.scenarios; ++i) {
      table[i].expected += (scores[i] - *best) / static_cast<double>(draws.draws);
      table[i].greatest = std::max(table[i].greatest, scores[i] - *best);
    }
  }
  for (Regret& regret : table) regret.share = static_cast<double>(regret.best_in) / static_cast<double>(draws.draws);
  return table;
}

Reals rank_correlations(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure) {
  Reals found;
  const Reals change = ranks(row_means(changes_by_draw(draws, scenario, measure)));
  for (std::size_t number = 0; number < draws.numbers.size(); ++number) {
    Reals values;
    for (std::size_t draw = 0; draw < draws.draws; ++draw)
      values.push_back(draws.drawn[draw * draws.numbers.size() + number]);
    found.push_back(correlation(ranks(values), change));
  }
  return found;
}

std::vector<Influence> influences(const EvidenceDraws& draws, std::size_t scenario, std::size_t measure) {
  std::vector<Influence> found;
  if (draws.draws < fewest_draws_for_influence) return found;
  const double least = least_correlation(draws.draws, draws.numbers.size());
  const Reals with = rank_correlations(draws, scenario, measure);
  for (std::size_t number = 0; number < with.size(); ++number)
    if (std::abs(with[number]) >= least) found.push_back({number, with[number]});
  std::ranges::stable_sort(found, std::greater{}, [](const Influence& i) { return std::abs(i.rank_correlation); });
  return found;
}

}  // namespace kith::results
