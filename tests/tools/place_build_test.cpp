// kith place build: what it makes of published tables, checked against figures worked out by hand; every kind of fault
// of a table or a build file, each told with file and row; and that nothing is written until all is sound.
#include "engine/tables/csv_table.hpp"
#include "tests/tools/place_fixture.hpp"
#include "tools/places/outlines.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A table of the made place, read whole.
class Made {
 public:
  Made(const std::string& text, const std::string& key) : table_(CsvTable::parse(text, "made", problems_)) {
    for (std::size_t row = 0; row < table_.rows(); ++row) rows_[table_.text(row, table_.column(key))] = row;
  }
  std::string text(const std::string& row, const std::string& column) const {
    return table_.text(rows_.at(row), table_.column(column));
  }
  double number(const std::string& row, const std::string& column) const {
    return table_.number(rows_.at(row), table_.column(column));
  }
  double sum(const std::string& row, const std::vector<std::string>& columns) const {
    double sum = 0;
    for (const std::string& column : columns) sum += number(row, column);
    return sum;
  }
  std::size_t rows() const { return rows_.size(); }

 private:
  std::vector<Problem> problems_;
  CsvTable table_;
  std::map<std::string, std::size_t> rows_;
};

class PlaceBuild : public PlaceWorld {
 protected:
  Made areas() const { return {text_of("alpha/areas.csv"), "code"}; }
};

TEST_F(PlaceBuild, AreasPeopleAndWardsAreTheDistricts) {
  const Finished built = build();
  ASSERT_EQ(built.code, 0) << built.err;
  const Made made = areas();
  EXPECT_EQ(made.rows(), 4U);
  EXPECT_EQ(made.text("A4", "name"), "Alpha 4, the last");
  EXPECT_EQ(made.text("A1", "ward"), "North");
  EXPECT_EQ(made.text("A4", "ward"), "W2");  // a ward without a name goes by its code
  EXPECT_EQ(made.number("A1", "age_15_17"), 30);
  EXPECT_EQ(made.number("A4", "age_85_plus"), 36);
  EXPECT_EQ(made.text("A1", "deprivation_score"), "50.125");
  EXPECT_EQ(made.number("A3", "crime_score"), -1.25);
  EXPECT_EQ(made.number("A1", "longitude"), -2.25);
  EXPECT_EQ(text_of("alpha/neighbours.csv"), "area_a,area_b\nA1,A2\nA1,A4\nA2,A3\nA3,A4\n");
}

TEST_F(PlaceBuild, FiguresOf2021AreAddedUpOrDividedByPeople) {
  ASSERT_EQ(build().code, 0);
  const Made made = areas();
  EXPECT_EQ(made.number("A1", "residents_2021"), 100);
  EXPECT_EQ(made.number("A2", "residents_2021"), 100);  // 50 and 50
  EXPECT_EQ(made.number("A3", "residents_2021"), 20);   // 80, divided 2 : 6
  EXPECT_EQ(made.number("A4", "residents_2021"), 60);
  EXPECT_EQ(made.number("A2", "female_share"), 0.5);
  EXPECT_EQ(made.number("A2", "households_3"), 7);
  EXPECT_EQ(made.number("A3", "households_4"), 4);
  EXPECT_EQ(made.number("A4", "households_8"), 3);
  EXPECT_EQ(made.number("A2", "asian"), 15);
  EXPECT_EQ(made.number("A2", "one_person"), 16);
  EXPECT_EQ(made.number("A1", "couple_alone"), 2);  // married and cohabiting
}

TEST_F(PlaceBuild, ActivityFitsPeopleOverSixteenAndTheDistrictsShares) {
  ASSERT_EQ(build().code, 0);
  const Made made = areas();
  const std::vector<std::string> kinds{"student", "employed", "unemployed", "inactive", "retired"};
  const std::map<std::string, double> adults{{"A1", 750}, {"A2", 750}, {"A3", 150}, {"A4", 450}};
  for (const auto& [code, people] : adults) EXPECT_NEAR(made.sum(code, kinds), people, 3) << code;
  const std::vector<double> wanted{30, 100, 20, 20, 30};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    double sum = 0;
    for (const auto& [code, people] : adults) sum += made.number(code, kinds[i]);
    EXPECT_NEAR(sum / 2100, wanted[i] / 200, 0.002) << kinds[i];
  }
}

TEST_F(PlaceBuild, OffencesStandInAndAgesHaveTheirSexes) {
  ASSERT_EQ(build().code, 0);
  EXPECT_EQ(areas().number("A1", "shoplifting"), 7);
  EXPECT_EQ(areas().number("A1", "street_crime"), 3);
  EXPECT_EQ(areas().number("A3", "street_crime"), 4);
  EXPECT_EQ(areas().number("A2", "shoplifting"), 0);
  const Made ages{text_of("alpha/ages.csv"), "age"};
  EXPECT_EQ(ages.rows(), 91U);
  EXPECT_EQ(ages.number("3", "people"), 28);
  EXPECT_EQ(ages.number("3", "female_share"), 0.5);
  EXPECT_EQ(ages.number("90", "female_share"), 0.6);
}

TEST_F(PlaceBuild, TwoTablesOfPeopleGiveAStraightLine) {
  write("earlier.csv", ages({{"A1", "D01", 2}, {"A2", "D01", 10}, {"A3", "D01", 2}, {"A4", "D01", 6}}));
  change("alpha.toml", "at = 2016.5", "at = 2013.5");
  change("alpha.toml", "\n[[people]]",
         "\n[[people]]\nfile = \"earlier.csv\"\nyear = 2012.5\nsource = \"S\"\npublisher = \"P\"\npublished = "
         "\"2012\"\n\n[[people]]");
  const Finished built = build();
  ASSERT_EQ(built.code, 0) << built.err;
  EXPECT_EQ(areas().number("A1", "age_5_9"), 20);  // a quarter of the way from 10 to 50
  EXPECT_EQ(areas().number("A2", "age_5_9"), 50);
  change("alpha.toml", "at = 2013.5", "at = 2020");
  EXPECT_THAT(build({"--force"}).err, HasSubstr("alpha.toml:5:1: error: 'at' must lie between"));
}

TEST_F(PlaceBuild, RanksBecomeScoresByAScale) {
  write("scale.csv", "imd_score,imd_rank,crime_score,crime_rank\n60,1,2,1\n40,201,0,401\n0,3001,-2,4001\n");
  write("alpha.toml",
        text_of("alpha.toml") +
            "\n[deprivation_scale]\nfile = \"scale.csv\"\nsource = \"S\"\npublisher = \"P\"\npublished = \"2015\"\n"
            "score = \"imd_score\"\nrank = \"imd_rank\"\n");
  const Finished built = build();
  ASSERT_EQ(built.code, 0) << built.err;
  EXPECT_NEAR(areas().number("A1", "deprivation_score"), 60 - 20 * 99 / 200.0, 0.001);
  EXPECT_NEAR(areas().number("A1", "crime_score"), 2 - 2 * 199 / 400.0, 0.001);
}

TEST_F(PlaceBuild, AnotherDistrictsPatternStandsIn) {
  change("alpha.toml", "district = \"Alpha\"", "district = \"D02\"");
  change("alpha.toml", "name = \"alpha\"", "name = \"beta\"");
  const Finished lacking = build();
  EXPECT_EQ(lacking.code, 3);
  EXPECT_THAT(lacking.err,
              AllOf(HasSubstr("sexes.csv:1: error: the district D02 (Beta) has no row"), HasSubstr("stand_in")));
  change("alpha.toml", "file = \"sexes.csv\"", "file = \"sexes.csv\"\nstand_in = [\"Alpha\"]");
  change("alpha.toml", "file = \"activity.csv\"", "file = \"activity.csv\"\nstand_in = [\"D01\"]");
  const Finished built = build();
  ASSERT_EQ(built.code, 0) << built.err;
  const Made made{text_of("beta/areas.csv"), "code"};
  EXPECT_EQ(made.rows(), 1U);
  EXPECT_NEAR(made.sum("B1", {"student", "employed", "unemployed", "inactive", "retired"}), 750, 3);
  // Beta has as many women as men, so the odds by age are shifted until they sum to that.
  const Made ages{text_of("beta/ages.csv"), "age"};
  double female = 0;
  for (int age = 0; age <= 90; ++age) female += ages.number(std::to_string(age), "female_share") / 91;
  EXPECT_NEAR(female, 0.5, 0.0005);
  EXPECT_GT(ages.number("70", "female_share"), ages.number("20", "female_share"));
}

constexpr const char* squares =
    R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"lsoa11_code":"A1"},"geometry":{"type":"Polygon","coordinates":[[[0,50],[0.1,50],[0.1,50.05],[0.1,50.1],[0,50.1],[0,50]]]}},
{"type":"Feature","properties":{"lsoa11_code":"A2"},"geometry":{"type":"Polygon","coordinates":[[[0.1,50],[0.2,50],[0.2,50.1],[0.1,50.1],[0.1,50.05],[0.1,50]]]}},
{"type":"Feature","properties":{"lsoa11_code":"A3"},"geometry":{"type":"MultiPolygon","coordinates":[[[[0.1,50.1],[0.2,50.1],[0.2,50.2],[0.1,50.2],[0.1,50.1]]]]}},
{"type":"Feature","properties":{"lsoa11_code":"A4"},"geometry":{"type":"Polygon","coordinates":[[[0.3,50],[0.4,50],[0.4,50.1],[0.3,50.1],[0.3,50]]]}},
{"type":"Feature","properties":{"lsoa11_code":"B1"},"geometry":{"type":"Polygon","coordinates":[[[9,50],[9.1,50],[9.1,50.1],[9,50]]]}}
]})";

class PlaceOutlines : public PlaceBuild {
 protected:
  PlaceOutlines() {
    write("outlines.geojson", squares);
    change("alpha.toml", table("centroids"), "");
    change("alpha.toml", table("adjacency"), "");
    write("alpha.toml",
          text_of("alpha.toml") +
              "\n[outlines]\nfile = \"outlines.geojson\"\nsource = \"S\"\npublisher = \"P\"\npublished = \"2011\"\n");
  }
};

TEST_F(PlaceOutlines, GiveCentresBordersAndAMap) {
  const Finished built = build();
  ASSERT_EQ(built.code, 0) << built.err;
  EXPECT_THAT(built.out, HasSubstr("1 areas have no neighbour"));
  EXPECT_EQ(text_of("alpha/neighbours.csv"), "area_a,area_b\nA1,A2\nA2,A3\n");  // A1 and A3 meet in one point only
  EXPECT_NEAR(areas().number("A1", "longitude"), 0.05, 1e-5);
  EXPECT_NEAR(areas().number("A1", "latitude"), 50.05, 1e-5);
  const double km_a_degree = 6371.0088 * M_PI / 180;
  EXPECT_NEAR(areas().number("A1", "area_km2"), 0.01 * km_a_degree * km_a_degree * std::cos(50.05 * M_PI / 180), 0.1);
  const json map = json::parse(text_of("alpha/outlines.geojson"));
  ASSERT_EQ(map["features"].size(), 4U);
  EXPECT_EQ(map["features"][0]["properties"]["code"], "A1");
  // The point halfway along the straight border is gone on both sides of it.
  EXPECT_EQ(map["features"][0]["geometry"]["coordinates"][0][0].size(), 5U);
  EXPECT_EQ(map["features"][1]["geometry"]["coordinates"][0][0].size(), 5U);
}

TEST_F(PlaceOutlines, FaultsNameTheFeature) {
  change("outlines.geojson", "\"A4\"", "\"A2\"");
  EXPECT_THAT(build().err, AllOf(HasSubstr("outlines.geojson: error: feature 4: the area 'A2' was there before"),
                                 HasSubstr("the area A4 (Alpha 4, the last) has no feature")));
  write("outlines.geojson", squares);
  change("outlines.geojson", "[0.3,50],[0.4", "[380000,50],[0.4");
  EXPECT_THAT(build().err, HasSubstr("feature 4: the area 'A4' has a point that is not in degrees"));
  write("outlines.geojson", squares);
  change("outlines.geojson", "[0.3,50.1],[0.3,50]", "[0.3,50.1],[0.3,51]");
  EXPECT_THAT(build().err, HasSubstr("feature 4: the area 'A4' has a ring that is not closed"));
  write("outlines.geojson", "{\"features\": 3}");
  EXPECT_THAT(build().err, HasSubstr("no GeoJSON FeatureCollection"));
  write("outlines.geojson", std::string(100000, '['));
  EXPECT_THAT(build().err, HasSubstr("no GeoJSON FeatureCollection"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "alpha"));
}

TEST_F(PlaceOutlines, OfAnAreaFarFromTheOthersAreRefused) {
  change("outlines.geojson", "[[[0.3,50],[0.4,50],[0.4,50.1],[0.3,50.1],[0.3,50]]]",
         "[[[1.3,50],[1.4,50],[1.4,50.1],[1.3,50.1],[1.3,50]]]");
  const Finished built = build();
  EXPECT_EQ(built.code, 3);
  EXPECT_THAT(built.err,
              HasSubstr("the outline of A4 (Alpha 4, the last), at longitude 1.3 to 1.4, latitude 50 to 50.1, "
                        "lies far from the other areas of the district, at longitude 0 to 0.2, latitude 50 to "
                        "50.2"));
}

TEST_F(PlaceOutlines, SayWhereThePlaceLies) {
  const Finished built = build();
  EXPECT_THAT(built.out, HasSubstr("at longitude 0.05 to 0.35, latitude 50.05 to 50.15"));
}

/// Squares of a tenth of a degree, one an area.
std::vector<AreaOutline> squares_at(const std::vector<Point>& corners) {
  std::vector<AreaOutline> outlines;
  for (const Point& c : corners)
    outlines.push_back({{{c,
                          {c.longitude + 0.1, c.latitude},
                          {c.longitude + 0.1, c.latitude + 0.1},
                          {c.longitude, c.latitude + 0.1},
                          c}}});
  return outlines;
}

TEST_F(PlaceOutlines, TurnedOverAtGreenwichAreRefused) {
  change("outlines.geojson", "[0.3,50],[0.4", "[2.3,53],[0.4");
  EXPECT_THAT(build().err,
              HasSubstr("has a point (2.3, 53) outside longitude -9 to 1.85, latitude 49.5 to 61.5; west of "
                        "Greenwich longitudes are below 0"));
}

TEST(OutlinesOfEngland, AreRefusedOutsideIt) {
  PlanTable table;
  table.file = "out.geojson";
  District district;
  district.areas = {{"E01000001", "One", "W"}, {"E01000002", "Two", "W"}};
  const auto told = [&](const std::vector<Point>& corners) {
    std::vector<Problem> problems;
    hold_together(squares_at(corners), table, district, problems);
    return problems.empty() ? "" : problems.front().message;
  };
  EXPECT_EQ(told({{-2.3, 53.4}, {-2.2, 53.4}}), "");
  EXPECT_THAT(told({{2.2, 53.4}, {2.3, 53.4}}),
              AllOf(HasSubstr("the outline of E01000001 (One), at longitude 2.2 to 2.3"),
                    HasSubstr("lies outside England; west of Greenwich longitudes are below 0"),
                    HasSubstr("(and 1 more likewise)")));
  EXPECT_THAT(told({{-2.3, 56.4}, {-2.2, 56.4}}), testing::EndsWith("lies outside England (and 1 more likewise)"));
  district.areas = {{"S01000001", "One", "W"}, {"S01000002", "Two", "W"}};
  EXPECT_EQ(told({{-2.3, 56.4}, {-2.2, 56.4}}), "");
}

TEST_F(PlaceBuild, SaysWhatItMadeAndWhatDisagreed) {
  const Finished built = build({"--json"});
  ASSERT_EQ(built.code, 0) << built.err;
  const json made = json::parse(built.out);
  EXPECT_EQ(made.at("areas"), 4);
  EXPECT_EQ(made.at("wards"), 2);
  EXPECT_EQ(made.at("people"), 2500);
  EXPECT_EQ(made.at("people_in_figures"), 91 * 28);
  EXPECT_EQ(made.at("outlines"), false);
  EXPECT_NEAR(made.at("deprived_share"), 16.0 / 28, 1e-9);  // A1 and A4 are of the most deprived tenth
  const json& first = made.at("disagreements").at(0);
  EXPECT_EQ(first.at("against"), "population_total");
  EXPECT_EQ(first.at("total"), 91 * 28);
  EXPECT_EQ(first.at("against_total"), 2500);
  const json& ethnic = made.at("disagreements").at(2);  // people by ethnic group are as many as by sex: not told
  EXPECT_NE(ethnic.at("what"), "people by ethnic group");
  const Finished shown = kith({"place", "show", "alpha", "--json"});
  ASSERT_EQ(shown.code, 0) << shown.err;
  EXPECT_EQ(json::parse(shown.out).at("people"), 2500);
}

TEST_F(PlaceBuild, TheMadePlaceCanBeSimulated) {
  ASSERT_EQ(build().code, 0);
  std::filesystem::create_directory(folder() / "sub");
  write("sub/alpha-run.toml",
        "model = \"safety\"\n[run]\nstart = 2016-04-01\nend = 2016-06-30\nburn_in = \"4w\"\n[place]\nfolder = "
        "\"../alpha\"\nwards = [\"North\"]\n");
  const Finished run = kith({"run", "sub/alpha-run.toml", "--replicates", "1", "-o", "alpha.h5", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  for (const json& fact : json::parse(run.out).at("facts"))
    if (fact.at("source").get<std::string>().starts_with("manchester-2014")) {
      EXPECT_EQ(fact.at("verdict"), "not measured") << fact.at("name");
    }
  change("sub/alpha-run.toml", "\"North\"", "\"Nort\"");
  const Finished wrong = kith({"check", "sub/alpha-run.toml"});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'North'?"));
  change("sub/alpha-run.toml", "../alpha", "../nowhere");
  EXPECT_THAT(kith({"check", "sub/alpha-run.toml"}).err, HasSubstr("nowhere/place.toml"));
}

TEST_F(PlaceBuild, TheFolderAppearsWholeOrNotAtAll) {
  ASSERT_EQ(build({"-o", "made/"}).code, 0);
  const std::string before = text_of("made/areas.csv");
  const Finished again = build({"-o", "made"});
  EXPECT_EQ(again.code, 4);
  EXPECT_THAT(again.err, AllOf(HasSubstr("exists already"), HasSubstr("--force")));
  change("people.csv", "A1,D01,910,10", "A1,D01,910,20");
  ASSERT_EQ(build({"-o", "made", "--force"}).code, 0);
  EXPECT_NE(text_of("made/areas.csv"), before);
  write("made/mine.txt", "dear");
  EXPECT_THAT(build({"-o", "made", "--force"}).err, HasSubstr("holds more than a place (mine.txt)"));
  EXPECT_THAT(build({"-o", "alpha.toml", "--force"}).err, HasSubstr("is no folder"));
  EXPECT_THAT(build({"-o", "none/made"}).err, HasSubstr("the folder none does not exist"));
  EXPECT_EQ(text_of("made/mine.txt"), "dear");
  for (const std::string& file : files()) EXPECT_THAT(file, Not(HasSubstr("partial")));
}

TEST_F(PlaceBuild, TablesMayLieElsewhere) {
  std::filesystem::create_directory(folder() / "sub");
  std::filesystem::rename(folder() / "alpha.toml", folder() / "sub" / "alpha.toml");
  EXPECT_EQ(kith({"place", "build", "sub/alpha.toml"}).code, 3);
  EXPECT_EQ(kith({"place", "build", "sub/alpha.toml", "--data", "."}).code, 0);
}

// ----- faults -----

struct Fault {
  std::string name, file, from, to;
  std::vector<std::string> told;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

class PlaceFaults : public PlaceBuild, public testing::WithParamInterface<Fault> {};

TEST_P(PlaceFaults, AreToldAndNothingIsWritten) {
  change(GetParam().file, GetParam().from, GetParam().to);
  const auto before = files();
  const Finished built = build();
  EXPECT_EQ(built.code, 3) << built.err;
  EXPECT_THAT(built.out, IsEmpty());
  for (const std::string& words : GetParam().told) EXPECT_THAT(built.err, HasSubstr(words));
  EXPECT_EQ(files(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, PlaceFaults,
    testing::Values(
        Fault{"UnknownDistrict",
              "alpha.toml",
              "district = \"Alpha\"",
              "district = \"Alpah\"",
              {"alpha.toml:3:1: error: ", "has no district 'Alpah'; did you mean 'Alpha'?"}},
        Fault{"UnknownKey",
              "alpha.toml",
              "population_total",
              "popolation_total",
              {"alpha.toml:6:1: error: unknown key 'popolation_total'", "'population_total' is missing"}},
        Fault{"UnknownColumnKey",
              "alpha.toml",
              "score = \"imd_score\"",
              "skore = \"imd_score\"",
              {"unknown key 'skore'; did you mean 'score'?"}},
        Fault{"TooFewPeople",
              "alpha.toml",
              "= 2500",
              "= 3",
              {"alpha.toml:6:1: error: 'population_total' must be from 100"}},
        Fault{"NoFile", "alpha.toml", "\"size.csv\"", "\"sizes.csv\"", {"alpha.toml:", "there is no file 'sizes.csv'"}},
        Fault{"TableMissing",
              "alpha.toml",
              "[sex]",
              "[sexx]",
              {"the table [sex] is missing: female share", "unknown key 'sexx'"}},
        Fault{"NameOfFolder",
              "alpha.toml",
              "name = \"alpha\"",
              "name = \"../alpha\"",
              {"'../alpha' is no name of a place"}},
        Fault{"BoundariesUnknown",
              "alpha.toml",
              "file = \"sex.csv\"",
              "boundaries = 2001\nfile = \"sex.csv\"",
              {"'boundaries' must be 2011 or 2021, not 2001"}},
        Fault{"MixedVintages",
              "alpha.toml",
              "file = \"sex.csv\"",
              "boundaries = 2011\nfile = \"sex.csv\"",
              {"sex.csv:3: error: 'A2x' is an area of 2021; the build file says this table is of 2011",
               "sex.csv:1: error: the area A2 (Alpha 2) of 2011 has no row"}},
        Fault{"VintageThatCannotBeMoved",
              "alpha.toml",
              "file = \"deprivation.csv\"",
              "boundaries = 2021\nfile = \"deprivation.csv\"",
              {"[deprivation] is of areas of 2021 but the place is built on those of 2011"}},
        Fault{"PeopleOfAnotherVintage",
              "alpha.toml",
              "file = \"people.csv\"",
              "boundaries = 2021\nfile = \"people.csv\"",
              {"[people] is of areas of 2021"}},
        Fault{"GapInTheLookupOfVintages",
              "vintages.csv",
              "A2,A2x\nA2,A2y\n",
              "",
              {"vintages.csv:1: error: the area A2 (Alpha 2) of 2011 has no row"}},
        Fault{"LinkedTwice",
              "vintages.csv",
              "A1,A1\n",
              "A1,A1\nA1,A1\n",
              {"vintages.csv:3: error: A1 and A1 were linked before"}},
        Fault{
            "Gap", "people.csv", "A3,D01", "A9,D02", {"people.csv:1: error: the area A3 (Alpha 3) of 2011 has no row"}},
        Fault{"GapOf2021", "class.csv", "A34,D01", "Z34,D02", {"class.csv:1: error: the area A34 of 2021 has no row"}},
        Fault{"UnknownArea",
              "ethnic.csv",
              "A2y,D01",
              "A2z,D01",
              {"ethnic.csv:4: error: unknown area 'A2z'", "ethnic.csv:1: error: the area A2y of 2021 has no row"}},
        Fault{"Duplicate",
              "sex.csv",
              "A2y,D01",
              "A2x,D01",
              {"sex.csv:4: error: the area 'A2x' was there before", "the area A2y of 2021 has no row"}},
        Fault{"DuplicateInTheLookup",
              "lookup.csv",
              "A3,",
              "A2,",
              {"lookup.csv:5: error: the area 'A2' was there before"}},
        Fault{"DuplicateInDeprivation",
              "deprivation.csv",
              "A4,D01",
              "A3,D01",
              {"deprivation.csv:5: error: the area 'A3' was there before"}},
        Fault{"DuplicateBorder",
              "borders.csv",
              "A2,A3\n",
              "A2,A3\nA2,A3\n",
              {"borders.csv:5: error: A2 and A3 were there before"}},
        Fault{"UnknownBorder", "borders.csv", "A2,A3", "A2,A33", {"borders.csv:4: error: unknown area 'A33'"}},
        Fault{"DuplicateActivity",
              "activity.csv",
              "Economically inactive: Retired",
              "Economically inactive: Student",
              {"activity.csv:6: error: 'Economically inactive: Student' was there before"}},
        Fault{"Negative",
              "size.csv",
              "0,8,4,3",
              "0,8,-4,3",
              {"size.csv:2: error: '-4' in column '2 people in household' is negative"}},
        Fault{"NotANumber",
              "people.csv",
              "A2,D01,910,10",
              "A2,D01,910,ten",
              {"people.csv:3: error: 'ten' in column 'age_0' is not a number"}},
        Fault{"Empty", "class.csv", "80,8,8", "80,,8", {"class.csv:2: error: '' in column 'L14.1 and L14.2"}},
        Fault{"Ragged", "sex.csv", "60,40", "60", {"sex.csv:2: error: 3 cells where there are 4 columns"}},
        Fault{"MissingColumn", "sex.csv", "Female", "Women", {"sex.csv:1: error: there is no column 'Female'"}},
        Fault{"NoDecile",
              "deprivation.csv",
              "50.125,100,1,",
              "50.125,100,11,",
              {"deprivation.csv:2: error: '11' is no decile from 1 to 10"}},
        Fault{"NoAge",
              "sexes.csv",
              "Aged 7 years",
              "Aged seven",
              {"sexes.csv:16: error: 'Aged seven' is no age", "has 181 of the 182 rows"}},
        Fault{"NoDegrees",
              "centroids.csv",
              "-2.2,53.5",
              "380000,53.5",
              {"centroids.csv:3: error: the centroid has a point that is not in degrees"}},
        Fault{"NoWard",
              "lookup.csv",
              "W2,,D01,Alpha\nA1",
              ",,D01,Alpha\nA1",
              {"lookup.csv:2: error: the area has neither a ward's name nor its code"}},
        Fault{"NotUtf8", "crime.csv", "Shoplifting", "\xff", {"crime.csv:2: error: not UTF-8"}}),
    [](const auto& fault) { return fault.param.name; });

TEST_F(PlaceBuild, FaultsOfAllTablesAreToldAtOnce) {
  change("size.csv", "0,8,4,3", "0,8,-4,3");
  change("ethnic.csv", "A2y,D01", "A2z,D01");
  change("deprivation.csv", "50.125", "high");
  const Finished built = build();
  EXPECT_EQ(built.code, 3);
  EXPECT_THAT(built.err, AllOf(HasSubstr("size.csv:2:"), HasSubstr("ethnic.csv:4:"), HasSubstr("deprivation.csv:2:")));
}

TEST_F(PlaceBuild, AFloodOfFaultsIsCounted) {
  std::string people = text_of("people.csv");
  for (std::size_t at; (at = people.find(",10")) != std::string::npos;) people.replace(at, 3, ",x");
  write("people.csv", people);
  const Finished built = build();
  EXPECT_EQ(built.code, 3);
  EXPECT_EQ(std::count(built.err.begin(), built.err.end(), '\n'), 21);
  EXPECT_THAT(built.err, HasSubstr("people.csv: error: and "));
}

TEST_F(PlaceBuild, WithoutTheLookupVintagesCannotBeMoved) {
  change("alpha.toml", table("vintages"), "");
  const Finished built = build();
  EXPECT_EQ(built.code, 3);
  EXPECT_THAT(
      built.err,
      HasSubstr("[sex] is of areas of 2021 but the place is built on those of 2011; name the published lookup"));
}

TEST_F(PlaceBuild, WhatShipsIsShown) {
  const Finished shown = kith({"place", "show", "--json"});
  ASSERT_EQ(shown.code, 0) << shown.err;
  std::vector<std::string> names;
  for (const json& place : json::parse(shown.out)) names.push_back(place.at("name"));
  EXPECT_EQ(names, (std::vector<std::string>{"manchester", "oldham", "oxford", "trafford"}));
  const Finished wrong = kith({"place", "show", "oldam"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'oldham'?"));
}

}  // namespace
}  // namespace kith::tools
