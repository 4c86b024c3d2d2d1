// Synthesis hits its margins. What is exact by construction is tested as exact, the rest within stated tolerances.
#include "models/population/traits.hpp"
#include "tests/population/fixture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace kith::population {
namespace {

template <class Numbers>
double sum(const Numbers& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}

TEST(RoundToTotal, KeepsTheTotalAndStaysWithinOne) {
  const std::vector<double> values{0.2, 3.7, 0, 9.31, 1.25};
  for (std::uint32_t total = 0; total < 50; ++total) {
    const auto rounded = round_to_total(values, total);
    EXPECT_EQ(std::accumulate(rounded.begin(), rounded.end(), 0U), total);
    for (std::size_t i = 0; i < values.size(); ++i)
      EXPECT_LT(std::abs(rounded[i] - values[i] / sum(values) * total), 1.0);
  }
}

TEST(RoundToTotal, CopesWithNothing) {
  EXPECT_TRUE(round_to_total(std::vector<double>{}, 5).empty());
  EXPECT_EQ(round_to_total(std::vector<double>{0, 0}, 3), (std::vector<std::uint32_t>{3, 0}));
}

class FittedPeople : public ::testing::Test {
 protected:
  static constexpr double total = 515000;
  PlaceData data = safety::shipped_places().read("manchester");
  std::vector<AgeSexCounts> people = fit_people(data, total, Draws{1, 0});

  double people_of_band(std::size_t area, std::size_t band, int sex) const {
    double found = 0;
    for (std::size_t age = 0; age < age_count; ++age) {
      if (age_band(static_cast<int>(age)) == band) found += people[area].of[age][static_cast<std::size_t>(sex)];
    }
    return found;
  }
};

TEST_F(FittedPeople, AreasAndAgeBandsAreExactButForRounding) {
  double everyone = 0, published = 0;
  for (const AreaMargins& area : data.margins) published += sum(area.people);
  for (std::size_t area = 0; area < people.size(); ++area) {
    EXPECT_NEAR(people[area].total(), sum(data.margins[area].people) / published * total, 1.0);
    for (std::size_t band = 0; band < age_band_count; ++band) {
      EXPECT_NEAR(people_of_band(area, band, 0) + people_of_band(area, band, 1),
                  data.margins[area].people[band] / published * total, 2.0);
    }
    everyone += people[area].total();
  }
  EXPECT_EQ(everyone, total);
}

TEST_F(FittedPeople, SexesHitTheCityByAgeAndTheAreas) {
  for (std::size_t band = 0; band < age_band_count; ++band) {
    double females = 0, both = 0, wanted = 0, weights = 0;
    for (std::size_t area = 0; area < people.size(); ++area) {
      females += people_of_band(area, band, 0);
      both += people_of_band(area, band, 0) + people_of_band(area, band, 1);
    }
    for (std::size_t age = 0; age < age_count; ++age) {
      if (age_band(static_cast<int>(age)) != band) continue;
      wanted += data.people[age] * data.female_share[age];
      weights += data.people[age];
    }
    EXPECT_NEAR(females, both * wanted / weights, 1.5) << "band " << age_bands[band];
  }
  for (std::size_t area = 0; area < people.size(); ++area) {
    double females = 0;
    for (const auto& age : people[area].of) females += age[0];
    EXPECT_NEAR(females / people[area].total(), data.margins[area].female_share, 0.015) << data.place.areas[area].code;
  }
}

TEST_F(FittedPeople, SingleYearsFollowTheCity) {
  double published = sum(data.people);
  for (std::size_t age = 0; age < 90; ++age) {
    double found = 0;
    for (const AgeSexCounts& area : people) found += area.of[age][0] + area.of[age][1];
    EXPECT_NEAR(found / total, data.people[age] / published, 0.03 * data.people[age] / published) << age;
  }
}

/// What one area of the city comes out as, put beside its margins.
class ComposedAreas : public FittedPeople {
 protected:
  PopulationParameters parameters = test::evidence_parameters();
  Draws draws{1, 0};

  ComposedArea compose(std::size_t area) const {
    return compose_households(people[area], data.margins[area], parameters, draws.at(purpose("test"), area));
  }
};

TEST_F(ComposedAreas, EverybodyIsHousedOnce) {
  for (std::size_t area = 0; area < people.size(); area += 7) {
    const ComposedArea composed = compose(area);
    AgeSexCounts found;
    for (const Member& member : composed.members) ++found.of[member.age][static_cast<std::size_t>(member.sex)];
    EXPECT_EQ(found.of, people[area].of) << data.place.areas[area].code;
  }
}

TEST_F(ComposedAreas, HouseholdSizesHitTheirMargins) {
  std::array<double, largest_household> found{}, wanted{};
  for (std::size_t area = 0; area < people.size(); area += 3) {
    const ComposedArea composed = compose(area);
    std::array<double, largest_household> sizes{};
    for (std::uint32_t h = 0; h < composed.first_communal; ++h)
      ++sizes[std::min<std::size_t>(composed.first[h + 1] - composed.first[h], largest_household) - 1];
    const double households = sum(sizes), published = sum(data.margins[area].households);
    double away = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      away += std::abs(sizes[i] / households - data.margins[area].households[i] / published) / 2;
      found[i] += sizes[i];
      wanted[i] += households * data.margins[area].households[i] / published;
    }
    EXPECT_LT(away, 0.015) << data.place.areas[area].code;
  }
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i] / sum(found), wanted[i] / sum(wanted), 0.002) << i + 1;
}

TEST_F(ComposedAreas, LoneParentsAndOldPeopleAloneAreNearTheirMargins) {
  double lone = 0, old_alone = 0, wanted_lone = 0, wanted_old = 0;
  for (std::size_t area = 0; area < people.size(); area += 3) {
    const ComposedArea composed = compose(area);
    const AreaMargins& margins = data.margins[area];
    const double scale = composed.first_communal / sum(margins.households);
    wanted_lone += scale * margins.kinds[static_cast<std::size_t>(HouseholdKind::lone_children)];
    wanted_old += scale * margins.kinds[static_cast<std::size_t>(HouseholdKind::one_person_66)];
    for (std::uint32_t h = 0; h < composed.first_communal; ++h) {
      lone += composed.kinds[h] == HouseholdKind::lone_children;
      old_alone += composed.first[h + 1] - composed.first[h] == 1 && composed.members[composed.first[h]].age >= 66;
    }
  }
  EXPECT_NEAR(lone / wanted_lone, 1, 0.15);
  EXPECT_NEAR(old_alone / wanted_old, 1, 0.15);
}

TEST_F(ComposedAreas, EthnicGroupsAndActivitiesAreExactButForRounding) {
  for (std::size_t area = 0; area < people.size(); area += 11) {
    const ComposedArea composed = compose(area);
    const AreaMargins& margins = data.margins[area];
    std::array<double, ethnicity_names.size()> groups{};
    for (const Ethnicity one : draw_ethnicities(composed, margins, parameters, draws.at(purpose("test"), 1)))
      ++groups[static_cast<std::size_t>(one)];
    for (std::size_t i = 0; i < groups.size(); ++i)
      EXPECT_NEAR(groups[i], margins.ethnic[i] / sum(margins.ethnic) * sum(groups), 1.0);
    std::array<double, activity_names.size()> activities{};
    for (const Activity one : draw_activities(composed, margins, parameters, draws.at(purpose("test"), 2)))
      ++activities[static_cast<std::size_t>(one)];
    const double adults = sum(activities) - activities[0];
    for (std::size_t i = 1; i < activities.size(); ++i) {
      EXPECT_NEAR(activities[i], margins.activity[i] / sum(margins.activity) * adults, 1.0) << activity_names[i];
    }
  }
}

TEST(WholeCity, HitsItsTotalsAndItsBudgetOfMemory) {
  const Population& city = test::whole_city();
  std::size_t present = 0;
  for (EntityId person = 0; person < city.size(); ++person) present += city.alive(person, 0);
  EXPECT_EQ(present, 515000U);
  EXPECT_LT(static_cast<double>(city.bytes()) / static_cast<double>(present), 105.0);
}

}  // namespace
}  // namespace kith::population
