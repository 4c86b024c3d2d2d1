// The place's tables: whole, consistent with each other and with what is known of the city; unknown names refused.
#include "models/population/place_data.hpp"
#include "tests/population/fixture.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <numeric>

namespace kith::population {
namespace {

using ::testing::HasSubstr;

template <class Numbers>
double sum(const Numbers& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}

double city_total(const PlaceData& data, double AreaMargins::*figure) {
  double total = 0;
  for (const AreaMargins& area : data.margins) total += area.*figure;
  return total;
}

TEST(Place, ManchesterHasItsAreasWardsAndPeople) {
  const PlaceData data = safety::shipped_places().read("manchester");
  EXPECT_EQ(data.place.areas.size(), 282U);
  EXPECT_EQ(data.place.wards.size(), 32U);
  EXPECT_EQ(data.margins.size(), 282U);
  double people = 0, households = 0, square_km = 0;
  for (const AreaMargins& area : data.margins) {
    people += sum(area.people);
    households += sum(area.households);
  }
  for (const Area& area : data.place.areas) square_km += area.area_km2;
  EXPECT_NEAR(people, 523000, 2000);     // between the census of 2011 (503,127) and mid-2016 (541,263)
  EXPECT_NEAR(households, 214729, 200);  // Census 2021 TS017
  EXPECT_NEAR(city_total(data, &AreaMargins::residents_2021), 551950, 300);
  EXPECT_NEAR(square_km, 115.4, 0.5);
  EXPECT_EQ(city_total(data, &AreaMargins::shops), 348);
  EXPECT_EQ(city_total(data, &AreaMargins::night_life), 120 + 308 + 407);
}

/// What must hold of every place that ships.
class ShippedPlace : public ::testing::TestWithParam<std::string> {};

TEST_P(ShippedPlace, IsCalledByItsNameAndHasSoundAges) {
  const PlaceData data = safety::shipped_places().read(GetParam());
  EXPECT_EQ(data.place.name, GetParam());
  double people = 0;
  for (const AreaMargins& area : data.margins) people += sum(area.people);
  EXPECT_NEAR(sum(data.people), people, 0.0002 * people);
  EXPECT_NEAR(people, data.description.population_total, 0.02 * people);
  double female = 0, residents = 0;
  for (const AreaMargins& area : data.margins) {
    female += area.female_share * area.residents_2021;
    residents += area.residents_2021;
  }
  double female_by_age = 0;
  for (std::size_t age = 0; age < age_count; ++age) female_by_age += data.people[age] * data.female_share[age];
  EXPECT_NEAR(female_by_age / sum(data.people), female / residents, 0.005);
}

TEST_P(ShippedPlace, OutlinesAreOfItsAreas) {
  const std::string_view outlines = safety::shipped_places().outlines(GetParam());
  EXPECT_EQ(outlines.empty(), GetParam() == "oxford");
  if (outlines.empty()) return;
  for (const Area& area : safety::shipped_places().read(GetParam()).place.areas)
    EXPECT_NE(outlines.find("{\"code\":\"" + area.code + "\"}"), std::string_view::npos) << area.code;
}

INSTANTIATE_TEST_SUITE_P(All, ShippedPlace, ::testing::ValuesIn(safety::shipped_places().names()),
                         [](const auto& place) { return place.param; });

TEST(Place, OthersHaveTheirAreasAndPeople) {
  struct Known {
    const char* name;
    std::size_t areas, wards;
    double figures, total, square_km;
  };
  // Mid-2016 estimates of Oldham and Trafford, mid-2017 of Oxford (Office for National Statistics).
  for (const Known& known :
       {Known{"oldham", 141, 20, 232724, 232300, 142.1}, Known{"trafford", 138, 21, 234673, 232900, 105.8},
        Known{"oxford", 83, 24, 154582, 151900, 45.6}}) {
    SCOPED_TRACE(known.name);
    const PlaceData data = safety::shipped_places().read(known.name);
    EXPECT_EQ(data.place.areas.size(), known.areas);
    EXPECT_EQ(data.place.wards.size(), known.wards);
    EXPECT_EQ(data.description.population_total, known.total);
    double people = 0, square_km = 0;
    for (const AreaMargins& area : data.margins) people += sum(area.people);
    for (const Area& area : data.place.areas) square_km += area.area_km2;
    EXPECT_EQ(people, known.figures);
    EXPECT_NEAR(square_km, known.square_km, 0.3);
  }
}

TEST_P(ShippedPlace, TablesOfAnAreaAgree) {
  const PlaceData data = safety::shipped_places().read(GetParam());
  for (std::size_t i = 0; i < data.margins.size(); ++i) {
    const AreaMargins& area = data.margins[i];
    SCOPED_TRACE(data.place.areas[i].code);
    EXPECT_NEAR(sum(area.ethnic), area.residents_2021, 0.01 * area.residents_2021);
    EXPECT_NEAR(sum(area.kinds) - area.kinds[1], sum(area.households), 0.03 * sum(area.households) + 8);
    EXPECT_NEAR(area.kinds[0], area.households[0], 0.02 * area.households[0] + 5);
    EXPECT_LE(area.kinds[1], area.kinds[0]);
    const double over_15 = sum(area.people) - area.people[0] - area.people[1] - area.people[2];
    EXPECT_LT(sum(area.activity), over_15 + 10);
    EXPECT_GT(sum(area.activity), over_15 - area.people[3] - 10);
    EXPECT_GT(area.female_share, 0.3);
    EXPECT_LT(area.female_share, 0.6);
    EXPECT_GT(data.place.neighbours.of(static_cast<EntityId>(i)).size(), 0U);
  }
}

TEST(Place, SharesOfShopsAndNightLifeSumToOne) {
  const Place& place = test::two_wards().place;
  double retail = 0, night = 0;
  for (const Area& area : place.areas) {
    EXPECT_GT(area.retail_weight, 0);
    EXPECT_GT(area.night_weight, 0);
    retail += area.retail_weight;
    night += area.night_weight;
  }
  EXPECT_NEAR(retail, 1, 1e-5);
  EXPECT_NEAR(night, 1, 1e-5);
}

TEST(Place, WardsAloneAreCutOut) {
  const Place& place = test::two_wards().place;
  EXPECT_EQ(place.wards, (std::vector<std::string>{"Moston", "Rusholme"}));
  EXPECT_EQ(place.areas.size(), 9U + 8U);
  EXPECT_EQ(place.neighbours.entity_count(), place.areas.size());
  EXPECT_GT(place.neighbours.tie_count(), 10U);
  for (const Area& area : place.areas) EXPECT_LT(area.ward, 2);
}

TEST(Place, NamesAreListed) {
  EXPECT_THAT(safety::shipped_places().names(), ::testing::Contains("manchester"));
  EXPECT_THAT(safety::shipped_places().names(), ::testing::IsSupersetOf({"oldham", "oxford", "trafford"}));
}

std::string refusal(const safety::PlaceSettings& settings) {
  try {
    make_population(safety::shipped_places().read(settings), settings, test::evidence_parameters(), 0, 0, test::start);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Place, UnknownNamesAreRefusedWithANearOne) {
  safety::PlaceSettings settings;
  settings.name = "manchestre";
  EXPECT_THAT(refusal(settings), HasSubstr("did you mean 'manchester'"));
  settings.name = "atlantis";
  EXPECT_THAT(refusal(settings), HasSubstr("atlantis"));
  settings.name = "manchester";
  settings.wards = {"Hulme", "Mos Side", "Narnia and the Far North"};
  const std::string both = refusal(settings);
  EXPECT_THAT(both, HasSubstr("did you mean 'Moss Side'"));
  EXPECT_THAT(both, HasSubstr("Narnia"));
}

TEST(Place, TablesAreSmall) {
  std::uintmax_t bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(KITH_SOURCE_DIR "/models/safety/places")) {
    if (file.is_regular_file()) bytes += file.file_size();
  }
  EXPECT_LT(bytes, 600000U);
}

}  // namespace
}  // namespace kith::population
