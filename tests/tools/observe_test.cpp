// kith observe: small made-up police files added up by hand, and that every row is accounted for.
#include "tests/tools/place_fixture.hpp"
#include "tools/places/observed.hpp"
#include "tools/places/police_kinds.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNull;
using testing::Not;
using testing::NotNull;

const std::string heading =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome "
    "category,Context\n";

std::string row(const std::string& id, const std::string& month, const std::string& area, const std::string& kind) {
  return id + "," + month + ",Police,Police,-2.2,53.5,On or near Road," + area + ",Name," + kind + ",,\n";
}

class Observe : public PlaceWorld {
 protected:
  ObservedAreas areas() const {
    ObservedAreas areas{{"A1", "A2", "A3", "A4"}, {}};
    std::vector<Problem> problems;
    add_vintages(text_of("vintages.csv"), "vintages.csv", areas, problems);
    EXPECT_TRUE(problems.empty());
    return areas;
  }
  Observed observed(const std::vector<std::string>& names) const {
    std::vector<fs::path> paths;
    for (const std::string& name : names) paths.push_back(folder() / name);
    return observe(paths, areas());
  }
  std::string faults(const std::vector<std::string>& names) const {
    try {
      observed(names);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_F(Observe, EveryRowIsAccountedFor) {
  write("june.csv", heading + row("1", "2016-06", "A1", "Burglary") +
                        row("", "2016-06", "A1", "Anti-social behaviour") +
                        row("", "2016-06", "A1", "Anti-social behaviour") + row("2", "2016-06", "B1", "Burglary") +
                        row("3", "2016-06", "", "Robbery") + row("1", "2016-06", "A1", "Burglary") +
                        row("4", "2016-06", "A2", "Witchcraft") + row("5", "2016-06", "Z9", "Drugs") +
                        row("6", "2016-06", "A2", "  bicycle THEFT "));
  const Observed seen = observed({"june.csv"});
  EXPECT_EQ(seen.read, 9U);
  EXPECT_EQ(seen.counted, 4U);
  EXPECT_EQ(seen.outside, 2U);
  EXPECT_EQ(seen.no_area, 1U);
  EXPECT_EQ(seen.repeated, 1U);
  EXPECT_EQ(seen.unknown_kind, 1U);
  EXPECT_EQ(observed_csv(seen),
            "month,area,kind,model_types,offences\n"
            "2016-06,A1,Anti-social behaviour,antisocial_behaviour,2\n"
            "2016-06,A1,Burglary,domestic_burglary,1\n"
            "2016-06,A2,Bicycle theft,,1\n");
  EXPECT_THAT(observed_text(seen),
              AllOf(HasSubstr("9 read = 4 counted + 2 outside the place + 1 without an area + 1 with "
                              "a crime number that was there before + 1 of an unknown kind."),
                    HasSubstr("Unknown kinds, not counted: 'Witchcraft' 1.")));
}

TEST_F(Observe, MonthsMayLackAndComeTwice) {
  write("a.csv", heading + row("1", "2015-11", "A1", "Drugs"));
  write("b.csv", heading + row("1", "2016-02", "A1", "Drugs") + row("2", "2016-02", "A1", "Drugs"));
  write("c.csv", text_of("b.csv"));
  const Observed seen = observed({"a.csv", "b.csv", "c.csv"});
  EXPECT_EQ(seen.files, 2U);
  EXPECT_EQ(seen.copies, 1U);
  EXPECT_EQ(seen.repeated, 1U) << "a crime number counts once over all files";
  EXPECT_THAT(seen.gaps(), ElementsAre("2015-12", "2016-01"));
  EXPECT_THAT(observed_text(seen), HasSubstr("No row of these months: 2015-12 to 2016-01."));
}

TEST_F(Observe, AreasOfTheOtherVintageAreDividedEvenly) {
  write("later.csv", heading + row("1", "2023-01", "A34", "Robbery") + row("2", "2023-01", "A2x", "Robbery"));
  const Observed seen = observed({"later.csv"});
  EXPECT_EQ(seen.counted, 2U);
  EXPECT_EQ(seen.other_vintage, 2U);
  EXPECT_EQ(seen.rows.at({"2023-01", "A3", "Robbery"}), 0.5);
  EXPECT_EQ(seen.rows.at({"2023-01", "A4", "Robbery"}), 0.5);
  EXPECT_EQ(seen.rows.at({"2023-01", "A2", "Robbery"}), 1);
  EXPECT_EQ(seen.left_out, 0);
}

TEST_F(Observe, PackedFilesAreRead) {
  write("june.csv", heading + row("1", "2016-06", "A1", "Burglary"));
  ASSERT_EQ(shell("gzip -k june.csv").code, 0);
  EXPECT_EQ(observed_csv(observed({"june.csv.gz"})), observed_csv(observed({"june.csv"})));
  EXPECT_EQ(observed({"june.csv.gz", "june.csv"}).copies, 1U) << "the same once unpacked";
  const std::string packed = text_of("june.csv.gz");
  write("cut.csv.gz", packed.substr(0, packed.size() / 2));
  EXPECT_THAT(faults({"cut.csv.gz"}), HasSubstr("cut.csv.gz: is packed by gzip, but damaged or cut short"));
}

TEST_F(Observe, FaultsAreToldAllAtOnce) {
  write("wrong.csv", heading + row("1", "2016-6", "A1", "Drugs") + row("2", "2016-13", "A1", "Drugs"));
  write("short.csv", "Crime ID,Month,Crime typ\n1,2016-06,Drugs\n");
  const std::string told = faults({"wrong.csv", "short.csv", "nowhere.csv"});
  EXPECT_THAT(told,
              AllOf(HasSubstr("wrong.csv:2: Month is '2016-6'; it is a year from 2000 on and a month, such as 2016-06"),
                    HasSubstr("wrong.csv:3: Month is '2016-13'"), HasSubstr("'LSOA code'"), HasSubstr("Crime type"),
                    HasSubstr("nowhere.csv: does not exist")));
}

// A slip in one cell would make thousands of gaps.
TEST_F(Observe, MonthsOfOtherCenturiesAreFaults) {
  write("slip.csv", heading + row("1", "2016-06", "A1", "Drugs") + row("2", "9999-12", "A1", "Drugs") +
                        row("3", "0216-06", "A1", "Drugs"));
  EXPECT_THAT(faults({"slip.csv"}), AllOf(HasSubstr("slip.csv:3: Month is '9999-12'"), HasSubstr("slip.csv:4:")));
}

TEST_F(Observe, ALookupOfAnotherPlaceIsAFault) {
  write("june.csv", heading + row("1", "2016-06", "E01005100", "Burglary"));
  write("lookup.csv", "lsoa11_code,lsoa21_code\nE01000001,E01000001\n");
  const Finished done =
      kith({"observe", "june.csv", "--place", "manchester", "--vintages", "lookup.csv", "-o", "out.csv"});
  EXPECT_EQ(done.code, 3);
  EXPECT_THAT(done.err, HasSubstr("lookup.csv: error: none of its areas (lsoa11_code) lies in the place"));
}

TEST_F(Observe, KindsAreThoseOfTheirTime) {
  ASSERT_THAT(police_kind("Violent crime", "2011-01"), NotNull());
  EXPECT_THAT(police_kind("Violent crime", "2016-06"), IsNull());
  EXPECT_THAT(police_kind("Other theft", "2012-06")->types, ElementsAre("other_theft", "theft_from_person"));
  EXPECT_THAT(police_kind("Other theft", "2016-06")->types, ElementsAre("other_theft"));
  EXPECT_THAT(police_kind("Public disorder and weapons", "2013-04")->types,
              ElementsAre("weapons", "public_order", "hate_crime"));
  EXPECT_THAT(police_kind("Drugs", "2011-01"), IsNull()) << "it was within other crime";
}

TEST_F(Observe, TheCommandWritesATableAndNeverOverOne) {
  write("june.csv", heading + row("1", "2016-06", "E01005100", "Burglary") + row("2", "2016-06", "E00000000", "Drugs"));
  const std::vector<std::string> call{"observe", "june.csv", "--place", "manchester", "-o", "out.csv", "--json"};
  Finished done = kith(call);
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(json::parse(done.out).at("read"), 2);
  EXPECT_EQ(json::parse(done.out).at("counted"), 1);
  EXPECT_THAT(text_of("out.csv"), HasSubstr("2016-06,E01005100,Burglary,domestic_burglary,1\n"));
  write("out.csv", "mine");
  done = kith(call);
  EXPECT_EQ(done.code, 4);
  EXPECT_THAT(done.err, HasSubstr("out.csv: exists already; add --force"));
  EXPECT_EQ(text_of("out.csv"), "mine");
  const Finished nowhere = kith({"observe", "june.csv", "--place", "manchestre", "-o", "other.csv"});
  EXPECT_EQ(nowhere.code, 3);
  EXPECT_THAT(nowhere.err, HasSubstr("manchester"));
}

/// Real months, if they are at hand.
TEST_F(Observe, RealMonths) {
  const char* data = std::getenv("KITH_PUBLISHED_DATA");
  if (data == nullptr) GTEST_SKIP() << "KITH_PUBLISHED_DATA names no folder of published files";
  const fs::path month = fs::path(data) / "crime/raw/2016-06-greater-manchester-street.csv.gz";
  if (!fs::exists(month)) GTEST_SKIP() << "no month";
  const Finished done = kith({"observe", month.string(), "--place", "oldham", "-o", "out.csv", "--json"});
  ASSERT_EQ(done.code, 0) << done.err;
  const json account = json::parse(done.out);
  EXPECT_EQ(account.at("read"), 30671);
  const auto number = [&](const char* name) { return account.at(name).get<int>(); };
  EXPECT_EQ(number("read"),
            number("counted") + number("outside") + number("no_area") + number("repeated") + number("unknown_kind"));
  EXPECT_GT(number("counted"), 2000);
  EXPECT_EQ(number("unknown_kind"), 0);
}

}  // namespace
}  // namespace kith::tools
