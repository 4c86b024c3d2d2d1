// kith explain --assumptions: every number a comparison rests on, with what its pairs drew of it.
#include "tests/tools/program.hpp"

#include "engine/tables/csv_table.hpp"
#include "results/results.hpp"

#include <gmock/gmock.h>

#include <map>

namespace kith::tools {
namespace {

using testing::HasSubstr;

class Assumptions : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    const std::string head =
        "model = \"safety\"\n[run]\nstart = 2013-04-01\nend = 2014-03-31\nreplicates = 3\n"
        "[place]\nname = \"manchester\"\nwards = [\"Ancoats and Clayton\"]\npopulation_total = 60000\n";
    write_text(folder() / "base.toml", head);
    write_text(folder() / "more.toml", head + "[services.iom_spotlight]\nplaces = 5\n");
  }
};

TEST_F(Assumptions, OfAComparisonAreLoggedWithWhatWasDrawn) {
  ASSERT_EQ(kith({"compare", "base.toml", "more.toml", "-o", "both.h5", "--quiet"}).code, 0);
  const Finished told = kith({"explain", "--assumptions", "both.h5", "--csv", "log.csv"});
  ASSERT_EQ(told.code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("rank correlation over 3 pairs"));
  const results::Run run = results::read(folder() / "both.h5");
  EXPECT_THAT(told.out, testing::ContainsRegex("rests on [0-9,]+ numbers: "));

  std::vector<Problem> problems;
  const CsvTable log = CsvTable::parse(read_text(folder() / "log.csv"), "log.csv", problems);
  ASSERT_TRUE(problems.empty());
  ASSERT_EQ(log.rows(), run.evidence.size());
  std::map<std::string, std::pair<std::string, std::string>> told_of;
  for (std::size_t row = 0; row < log.rows(); ++row)
    told_of[log.text(row, log.column("assumption"))] = {log.text(row, log.column("uncertainty")),
                                                        log.text(row, log.column("impact"))};
  EXPECT_THAT(told_of.at("services.iom_spotlight.effect").first, HasSubstr("("));
  EXPECT_NE(told_of.at("services.iom_spotlight.effect").second, "");
  EXPECT_THAT(told_of.at("parameters.propensity_sigma").first, HasSubstr("posterior"));
  EXPECT_THAT(told_of, testing::Contains(testing::Pair(testing::_, testing::Pair(HasSubstr("held: "), ""))));
  EXPECT_EQ(told_of.at("parameters.history_years"), std::pair(std::string("stands as it is"), std::string()));
}

TEST_F(Assumptions, OfARunAreListedWithoutImpact) {
  ASSERT_EQ(kith({"run", "base.toml", "-o", "one.h5", "--quiet", "--replicates", "1"}).code, 0);
  const Finished told = kith({"explain", "--assumptions", "one.h5"});
  EXPECT_EQ(told.code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("assumed"));
  EXPECT_THAT(told.out, HasSubstr("Nothing was drawn"));
}

TEST_F(Assumptions, RefuseWhatHasNoEffect) {
  EXPECT_EQ(kith({"explain", "run.seed", "--csv", "log.csv"}).code, 2);
  EXPECT_EQ(kith({"explain", "run.seed", "--assumptions", "one.h5"}).code, 2);
}

}  // namespace
}  // namespace kith::tools
