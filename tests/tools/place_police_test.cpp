// Police files as they are published: areas of another vintage or none, kinds of other years, rows and files given
// twice. Every row is accounted for in one line.
#include "tests/tools/place_fixture.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <sstream>
#include <tuple>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class PolicePlace : public PlaceWorld {
 protected:
  static constexpr const char* header = "Crime ID,Month,LSOA code,LSOA name,Crime type,Context\n";

  /// The two stand-ins of an area: shoplifting, street crime.
  std::pair<std::string, std::string> made(const std::string& code) const {
    const std::string text = text_of("alpha/areas.csv");
    std::size_t at = text.find("\n" + code + ",");
    std::string row = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    if (const auto quote = row.find('"'); quote != std::string::npos)
      row.erase(quote, row.find('"', quote + 1) - quote);
    std::vector<std::string> cells;
    std::stringstream stream(row);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    return {cells.at(9), cells.at(10)};
  }
  std::string built(const std::string& police) const {
    write("crime.csv", police);
    return built();
  }
  std::string built() const {
    const Finished done = build({"--force"});
    EXPECT_EQ(done.code, 0) << done.err;
    return done.out;
  }
  using Pair = std::pair<std::string, std::string>;
};

TEST_F(PolicePlace, ColumnsMayHaveThePolicesNamesAndKindsAnyLetters) {
  const std::string out =
      built(std::string(header) +
            "a,2018-12,A1,,shoplifting,\nb,2018-12,A1,,PUBLIC ORDER ,\nc,2012-01,A1,,Public disorder "
            "and weapons,\nd,2018-12,A1,,Shopliftin,\n,2018-12,A1,,Anti-social behaviour,\n");
  EXPECT_EQ(made("A1"), Pair("1", "2"));
  EXPECT_THAT(out, AllOf(HasSubstr("5 rows of 2012-01, 2018-12 read from 1 file; 5 placed"),
                         HasSubstr("Public disorder and weapons 1, Public order 1, Shoplifting 1"),
                         HasSubstr("1 rows of kinds that are not used"), HasSubstr("unknown kinds: 'Shopliftin' 1")));
}

TEST_F(PolicePlace, EveryRowIsPlacedOrSaidWhyNot) {
  const std::string out =
      built(std::string(header) +
            "a,2023-01,A2x,,Shoplifting,\nb,2023-01,A34,,Shoplifting,\nc,2023-01,A34,,Shoplifting,\nd,2023-01,A34,,"
            "Shoplifting,\ne,2023-01,A34,,Shoplifting,\nf,2023-01,,,Shoplifting,\ng,2023-01,B1,,Shoplifting,\n"
            "h,2023-01,Z9,,Shoplifting,\ni,2023-01,Z9,,Shoplifting,\n");
  EXPECT_EQ(made("A2"), Pair("1", "0"));
  EXPECT_EQ(made("A3"), Pair("1", "0"));  // four in an area of 2021, divided 2 : 6 by people
  EXPECT_EQ(made("A4"), Pair("3", "0"));
  EXPECT_THAT(out, AllOf(HasSubstr("9 rows of 2023-01 read from 1 file; 5 placed (5 in areas of the other vintage"),
                         HasSubstr("1 without an area, 1 in other districts, 2 in areas the lookup does not have"),
                         HasSubstr("No Robbery, ")));
}

TEST_F(PolicePlace, ACrimeNumberCountsOnce) {
  std::string rows = header;
  for (int i = 0; i < 13; ++i) rows += "a,2018-12,A1,,Shoplifting,\n";
  rows += "a,2018-12,A2,,Shoplifting,\nb,2018-12,A1,,Robbery,\n,2018-12,A3,,Robbery,\n,2018-12,A3,,Robbery,\n";
  const std::string out = built(rows);
  EXPECT_EQ(made("A1"), Pair("1", "1"));
  EXPECT_EQ(made("A3"), Pair("0", "2"));
  EXPECT_THAT(out, AllOf(HasSubstr("13 with a crime number that was there before, not counted again (1 of them with "
                                   "another kind or area)"),
                         HasSubstr("1 without a number and alike to the last letter")));
}

TEST_F(PolicePlace, SeveralFilesFoldersAndCopies) {
  fs::create_directories(folder() / "police/2018-11");
  write("police/2018-11/a-street.csv", std::string(header) + "a,2018-11,A1,,Shoplifting,\n");
  write("police/2018-11/a-outcomes.csv", "Crime ID,Month\na,2018-11\n");
  write("police/b-street.csv", std::string(header) + "a,2018-11,A1,,Shoplifting,\nb,2018-12,A1,,Shoplifting,\n");
  change("alpha.toml", "file = \"crime.csv\"", "file = [\"police\", \"copy.csv\"]");
  fs::copy_file(folder() / "police/b-street.csv", folder() / "copy.csv");
  const std::string out = built();
  EXPECT_EQ(made("A1"), Pair("2", "0"));
  EXPECT_THAT(out, AllOf(HasSubstr("3 rows of 2018-11, 2018-12 read from 2 files (1 more, the same byte for byte"),
                         HasSubstr("1 with a crime number that was there before")));
  const auto json = nlohmann::json::parse(build({"--force", "--json"}).out);
  EXPECT_EQ(json.at("street_level_crime").at("rows"), 3);
  EXPECT_EQ(json.at("street_level_crime").at("repeated"), 1);
}

TEST_F(PolicePlace, NothingFoundIsAnError) {
  for (const std::string& rows : {std::string(), std::string("a,2018-12,Z9,,Shoplifting,\nb,2018-12,,,Robbery,\n"),
                                  std::string("a,2018-12,A1,,Shopliftin,\n")}) {
    write("crime.csv", header + rows);
    const Finished done = build();
    EXPECT_EQ(done.code, 3);
    EXPECT_THAT(done.err,
                HasSubstr("crime.csv: error: no offence of the kinds a place needs was found in the district"));
  }
  EXPECT_FALSE(fs::exists(folder() / "alpha"));
}

TEST_F(PolicePlace, ACountGivenTwiceIsAFaultToldOnce) {
  write("crime.csv", "lsoa_code,crime_type,count\nA1,Shoplifting,7\nA1,Shoplifting,7\nA1,Shoplifting,7\n");
  const Finished done = build();
  EXPECT_EQ(done.code, 3);
  EXPECT_THAT(done.err, HasSubstr("crime.csv:3: error: the same as a row before to the last letter (and 1 more)"));
}

TEST_F(PolicePlace, FilesThatAreNotThereAreNamed) {
  change("alpha.toml", "file = \"crime.csv\"", "file = [\"crime.csv\", \"none.csv\"]");
  EXPECT_THAT(build().err, HasSubstr("there is no file 'none.csv'"));
  fs::create_directory(folder() / "empty");
  change("alpha.toml", "[\"crime.csv\", \"none.csv\"]", "\"empty\"");
  EXPECT_THAT(build().err, HasSubstr("the folder 'empty' has no table (.csv)\n"));
  write("empty/2018-11-street.csv.gz", "\x1F\x8B");
  EXPECT_THAT(build().err, HasSubstr("the folder 'empty' has no table (.csv), but 1 packed file; unpack first"));
}

TEST_F(PolicePlace, APackedTableIsRefused) {
  write("crime.csv", "\x1F\x8B\x08");
  const Finished done = build();
  EXPECT_EQ(done.code, 3);
  EXPECT_THAT(done.err, HasSubstr("crime.csv:1: error: is compressed (gzip), not a table of text; unpack it first"));
}

TEST_F(PolicePlace, WhatCannotBeReadInAFolderIsTold) {
  fs::create_directories(folder() / "police/2018-11");
  write("police/a-street.csv", std::string(header) + "a,2018-11,A1,,Shoplifting,\n");
  fs::create_symlink("loop.csv", folder() / "police/2018-11/loop.csv");  // leads to itself
  change("alpha.toml", "file = \"crime.csv\"", "file = \"police\"");
  const Finished looped = build();
  EXPECT_EQ(looped.code, 3);
  EXPECT_THAT(looped.err, AllOf(HasSubstr("alpha.toml:"), HasSubstr("there is no file 'police/2018-11/loop.csv'")));
  fs::remove(folder() / "police/2018-11/loop.csv");
  fs::permissions(folder() / "police/2018-11", fs::perms::none);
  std::error_code error;
  fs::directory_iterator(folder() / "police/2018-11", error);
  const Finished closed = build();
  fs::permissions(folder() / "police/2018-11", fs::perms::owner_all);
  if (!error) GTEST_SKIP() << "the superuser may read everything";
  EXPECT_EQ(closed.code, 3);
  EXPECT_THAT(closed.err, AllOf(HasSubstr("alpha.toml:"), HasSubstr("the folder 'police/2018-11' cannot be read")));
}

TEST_F(PolicePlace, ARealMonth) {
  const char* data = std::getenv("KITH_PUBLISHED_DATA");
  if (data == nullptr) GTEST_SKIP() << "KITH_PUBLISHED_DATA names no folder of published files";
  const fs::path raw = fs::path(data) / "crime/raw/2018-12-thames-valley-street.csv.gz";
  if (!fs::exists(raw) || shell("gunzip -c '" + raw.string() + "' > police.csv").code != 0) GTEST_SKIP() << "no month";
  const fs::path project = KITH_SOURCE_DIR;
  write("oxford.toml", read_text(project / "tools/places/oxford.toml"));
  change("oxford.toml", "crime/oxfordshire_lsoa_month_type_outcome_2018-06_2018-10to2019-02.csv",
         (folder() / "police.csv").string());
  const Finished done = kith({"place", "build", "oxford.toml", "--data", data, "-o", "made"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_THAT(done.out, AllOf(HasSubstr("14,345 rows of 2018-12 read from 1 file"), HasSubstr("1,462 without an area"),
                              HasSubstr("; 0 with a crime number that was there before")));
}

class OutlineFaults : public PlaceWorld {
 protected:
  /// Outlines of the four areas, squares around their centroids; each point as `point` writes it.
  void outlines(const std::function<std::string(double, double)>& point, const std::string& more = "") const {
    const std::vector<std::tuple<std::string, double, double>> areas{
        {"A1", -2.25, 53.5}, {"A2", -2.2, 53.5}, {"A3", -2.2, 53.45}, {"A4", -2.25, 53.45}};
    std::string text = "{\"type\":\"FeatureCollection\"," + more + "\"features\":[";
    for (const auto& [code, x, y] : areas) {
      std::string ring;
      for (const auto& [dx, dy] : std::vector<std::pair<double, double>>{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}})
        ring += (ring.empty() ? "" : ",") + point(x + dx * 0.025, y + dy * 0.025);
      text += (code == "A1" ? "" : ",") + ("{\"type\":\"Feature\",\"properties\":{\"lsoa11_code\":\"" + code) +
              "\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}}";
    }
    write("outlines.geojson", text + "]}");
  }
  static std::string pair(double a, double b) { return "[" + std::to_string(a) + "," + std::to_string(b) + "]"; }
  OutlineFaults() {
    write("alpha.toml",
          text_of("alpha.toml") +
              "\n[outlines]\nfile = \"outlines.geojson\"\nsource = \"S\"\npublisher = \"P\"\npublished = \"2011\"\n");
  }
  std::string told() const {
    const Finished done = build();
    EXPECT_EQ(done.code, 3);
    EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;  // the cause, once
    return done.err;
  }
};

TEST_F(OutlineFaults, RightOnesAreTaken) {
  outlines(pair);
  EXPECT_EQ(build().code, 0);
  outlines(pair, "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:OGC:1.3:CRS84\"}},");
  EXPECT_EQ(build({"--force"}).code, 0);
}

TEST_F(OutlineFaults, LatitudeFirstAndMetresAreTold) {
  outlines([](double x, double y) { return pair(y, x); });
  EXPECT_THAT(told(), AllOf(HasSubstr("latitude before longitude"), HasSubstr("(and 3 more areas likewise)")));
  outlines([](double x, double y) { return pair(380000 + 1000 * x, 400000 + 1000 * y); });
  EXPECT_THAT(told(), HasSubstr("not in degrees of longitude and latitude: (37"));
  outlines([](double x, double y) { return pair(x + 40, y); });
  EXPECT_THAT(told(), HasSubstr("outside longitude -9 to 1.85"));
  outlines(pair, "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::27700\"}},");
  EXPECT_THAT(told(), HasSubstr("its 'crs' is 'urn:ogc:def:crs:EPSG::27700'"));
}

TEST_F(OutlineFaults, OutlinesMustLieAroundTheirCentroids) {
  outlines([](double x, double y) { return pair(x + 1, y); });
  EXPECT_THAT(told(), AllOf(HasSubstr("the outline of A1"), HasSubstr("nor do 3 more")));
}

TEST_F(OutlineFaults, CentroidsTheWrongWayRoundAreTold) {
  outlines(pair);
  write("centroids.csv",
        "lsoa11_code,lad_code,centroid_lat,centroid_lon,area_km2\nA1,D01,-2.25,53.5,1.5\nA2,D01,-2.2,53.5,1\n"
        "A3,D01,-2.2,53.45,0.25\nA4,D01,-2.25,53.45,2\nB1,D02,0,50,1\n");
  EXPECT_THAT(told(), HasSubstr("the centroid has latitude before longitude"));
}

TEST_F(OutlineFaults, AnotherPropertyIsNamedOnce) {
  outlines(pair);
  std::string text = text_of("outlines.geojson");
  for (std::size_t at; (at = text.find("lsoa11_code")) != std::string::npos;) text.replace(at, 11, "LSOA11CD");
  write("outlines.geojson", text);
  EXPECT_THAT(told(), AllOf(HasSubstr("no text in a property 'lsoa11_code'"), HasSubstr("it has: LSOA11CD"),
                            HasSubstr("(and 3 more features likewise)")));
}

}  // namespace
}  // namespace kith::tools
