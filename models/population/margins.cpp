#include "models/population/margins.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::population {
namespace {

constexpr int fitting_rounds = 60;
using BandCounts = std::array<std::uint32_t, age_band_count>;
using BandShares = std::array<double, age_band_count>;  ///< female share by age band

std::vector<BandCounts> people_by_band(const PlaceData& data, double total) {
  std::vector<double> weights;
  for (const AreaMargins& area : data.margins)
    weights.push_back(std::accumulate(area.people.begin(), area.people.end(), 0.0));
  const auto totals = round_to_total(weights, static_cast<std::uint32_t>(std::llround(total)));
  std::vector<BandCounts> counts(data.margins.size());
  for (std::size_t area = 0; area < counts.size(); ++area) {
    const auto rounded = round_to_total(data.margins[area].people, totals[area]);
    std::copy(rounded.begin(), rounded.end(), counts[area].begin());
  }
  return counts;
}

/// Female share of each age band of the place, by its single years.
BandShares female_by_band(const PlaceData& data) {
  BandShares people{}, females{};
  for (std::size_t age = 0; age < age_count; ++age) {
    people[age_band(static_cast<int>(age))] += data.people[age];
    females[age_band(static_cast<int>(age))] += data.people[age] * data.female_share[age];
  }
  for (std::size_t band = 0; band < age_band_count; ++band) females[band] /= std::max(people[band], 1.0);
  return females;
}

/// Iterative proportional fitting of area x age band x sex to: area x band (given), band x sex and area x sex. Females
/// of the two latter margins differ a little in sum; those of the bands stand.
std::vector<BandShares> fit_female_shares(const PlaceData& data, const std::vector<BandCounts>& counts) {
  const BandShares wanted = female_by_band(data);
  std::vector<BandShares> share(counts.size());
  BandShares band_factor{};
  std::vector<double> area_factor(counts.size(), 1.0);
  band_factor.fill(1.0);
  // With two sexes the fit is a table of odds: a factor a band times a factor an area.
  const auto females = [&](std::size_t area, std::size_t band) {
    const double factor = band_factor[band] * area_factor[area];
    return counts[area][band] * factor / (1 + factor);
  };
  for (int round = 0; round < fitting_rounds; ++round) {
    for (std::size_t area = 0; area < counts.size(); ++area) {
      double sum = 0, people = 0;
      for (std::size_t band = 0; band < age_band_count; ++band) {
        sum += females(area, band);
        people += counts[area][band];
      }
      const double target = std::clamp(data.margins[area].female_share, 0.01, 0.99);
      if (sum > 0 && sum < people) area_factor[area] *= target * (people - sum) / ((1 - target) * sum);
    }
    for (std::size_t band = 0; band < age_band_count; ++band) {
      double sum = 0, people = 0;
      for (std::size_t area = 0; area < counts.size(); ++area) {
        sum += females(area, band);
        people += counts[area][band];
      }
      const double target = std::clamp(wanted[band], 0.01, 0.99);
      if (sum > 0 && sum < people) band_factor[band] *= target * (people - sum) / ((1 - target) * sum);
    }
  }
  for (std::size_t area = 0; area < counts.size(); ++area) {
    for (std::size_t band = 0; band < age_band_count; ++band)
      share[area][band] = counts[area][band] == 0 ? 0.5 : females(area, band) / counts[area][band];
  }
  return share;
}

/// Spreads `people` of one band and sex over its single years as the place's people are spread: systematic sampling.
void spread_over_years(AgeSexCounts& counts, const PlaceData& data, std::size_t band, Sex sex, std::uint32_t people,
                       double offset) {
  const int low = age_bands[band];
  const int high = band + 1 == age_band_count ? age_count : age_bands[band + 1];
  const auto weight = [&](int age) {
    const double share = data.female_share[static_cast<std::size_t>(age)];
    return data.people[static_cast<std::size_t>(age)] * (sex == Sex::female ? share : 1 - share);
  };
  double sum = 0;
  for (int age = low; age < high; ++age) sum += weight(age);
  double upto = 0;
  std::uint32_t given = 0;
  for (int age = low; age < high; ++age) {
    upto += weight(age);
    const double exact = sum > 0 ? people * upto / sum : 0;
    const auto now = age + 1 == high ? people : std::min(people, static_cast<std::uint32_t>(exact + offset));
    counts.of[static_cast<std::size_t>(age)][static_cast<std::size_t>(sex)] += now - given;
    given = now;
  }
}

}  // namespace

std::vector<std::uint32_t> round_to_total(std::span<const double> values, std::uint32_t total) {
  std::vector<std::uint32_t> rounded(values.size(), 0);
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  if (values.empty()) return rounded;
  if (!(sum > 0)) {
    rounded.front() = total;
    return rounded;
  }
  std::vector<std::pair<double, std::size_t>> remainders;
  std::uint32_t given = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double exact = values[i] / sum * total;
    rounded[i] = static_cast<std::uint32_t>(exact);
    given += rounded[i];
    remainders.emplace_back(rounded[i] - exact, i);
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; given < total; ++i, ++given) ++rounded[remainders[i % remainders.size()].second];
  return rounded;
}

std::uint32_t AgeSexCounts::total() const {
  std::uint32_t sum = 0;
  for (const auto& age : of) sum += age[0] + age[1];
  return sum;
}

std::vector<AgeSexCounts> fit_people(const PlaceData& data, double total, const Draws& draws) {
  const auto counts = people_by_band(data, total);
  const auto shares = fit_female_shares(data, counts);
  std::vector<AgeSexCounts> people(counts.size());
  for (std::size_t band = 0; band < age_band_count; ++band) {
    double carried = 0.5;  // fractions are carried from area to area, so that the place's total is kept
    for (std::size_t area = 0; area < counts.size(); ++area) {
      carried += shares[area][band] * counts[area][band];
      const auto females = std::min(static_cast<std::uint32_t>(carried), counts[area][band]);
      carried -= females;
      Stream stream = draws.at(purpose("population.single_years"), area, band);
      spread_over_years(people[area], data, band, Sex::female, females, stream.uniform());
      spread_over_years(people[area], data, band, Sex::male, counts[area][band] - females, stream.uniform());
    }
  }
  return people;
}

}  // namespace kith::population
