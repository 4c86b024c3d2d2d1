// kith life, and the tables of people and episodes as run, compare, check and merge have them.
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <regex>
#include <set>

namespace kith::tools {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class LifeCommand : public Program {
 protected:
  LifeCommand() {
    write("base.toml", "extends = \"" KITH_SOURCE_DIR
                       "/scenarios/two-wards.toml\"\n[run]\nend = 2013-12-29\nburn_in = \"13w\"\nreplicates = 2\n"
                       "[output]\npeople = [\"in_service\"]\nepisodes = [\"in_service\"]\n");
    write("change.toml",
          "extends = \"base.toml\"\n[[change]]\nat = 2013-07-01\nset.\"services.iom_spotlight.places\" = 3\n"
          "set.\"services.early_help.effect\" = 0.5\n");
  }
  Finished compared() const { return kith({"compare", "base.toml", "change.toml", "-o", "c.h5", "--quiet"}); }
};

TEST_F(LifeCommand, TellsWhoThereIsAndThenOneLifeInBothWorlds) {
  ASSERT_EQ(compared().code, 0);
  const Finished list = kith({"life", "c.h5"});
  ASSERT_EQ(list.code, 0) << list.err;
  EXPECT_THAT(list.out, HasSubstr("rows that differ"));
  std::smatch first;
  ASSERT_TRUE(std::regex_search(list.out, first, std::regex(R"(\n(\d+) )"))) << list.out;
  const Finished life = kith({"life", "c.h5", "--person", first[1]});
  ASSERT_EQ(life.code, 0) << life.err;
  EXPECT_THAT(life.out, AllOf(HasSubstr("Person " + first[1].str() + ", replicate 0 of c.h5"), HasSubstr("aged "),
                              HasSubstr("2013-"), HasSubstr("referred on "), Not(HasSubstr("{")), Not(HasSubstr("["))))
      << life.out;
  EXPECT_TRUE(std::regex_search(life.out, std::regex(R"(\n2013-\S+ +(base|change) )"))) << life.out;
}

TEST_F(LifeCommand, BothWorldsTellOfTheSamePeople) {
  ASSERT_EQ(compared().code, 0);
  const results::Run run = results::read(folder() / "c.h5");
  ASSERT_EQ(run.measures.tables.size(), 2U);
  const kith::Table& people = run.measures.tables[0];
  ASSERT_EQ(people.columns[0].name, "scenario");
  ASSERT_EQ(people.columns[2].name, "person");
  for (const ReplicateResult& replicate : run.replicates) {
    const TableRows& rows = replicate.tables[0];
    std::array<std::set<double>, 2> told;
    for (std::size_t row = 0; row < rows.count(); ++row)
      told.at(static_cast<std::size_t>(cell_value(rows.columns[0], row))).insert(cell_value(rows.columns[2], row));
    const Cells& change = replicate.tables[1].columns[1];
    std::size_t differing = 0;
    for (std::size_t row = 0; row < cell_count(change); ++row) differing += cell_value(change, row) != 0;
    EXPECT_GT(told[0].size(), 50U);
    EXPECT_GT(differing, 20U);
    EXPECT_LT(differing, cell_count(change) / 2);
    std::size_t in_both = 0;
    for (const double person : told[0]) in_both += told[1].contains(person);
    EXPECT_GT(in_both, told[0].size() * 9 / 10) << "but for lives that a move brings in one world only";
  }
  EXPECT_EQ(kith({"inspect", "c.h5", "--verify"}).code, 0);
}

TEST_F(LifeCommand, RowsAreTheSameAtAnyNumberOfThreads) {
  ASSERT_EQ(compared().code, 0);
  ASSERT_EQ(kith({"compare", "base.toml", "change.toml", "-o", "one.h5", "--quiet", "--threads", "1"}).code, 0);
  const results::Run a = results::read(folder() / "c.h5"), b = results::read(folder() / "one.h5");
  for (std::size_t i = 0; i < a.replicates.size(); ++i)
    for (std::size_t table = 0; table < 2; ++table)
      for (std::size_t column = 0; column < a.measures.tables[table].columns.size(); ++column) {
        const Cells& x = a.replicates[i].tables[table].columns[column];
        const Cells& y = b.replicates[i].tables[table].columns[column];
        ASSERT_EQ(cell_count(x), cell_count(y));
        for (std::size_t row = 0; row < cell_count(x); ++row) {
          const double u = cell_value(x, row), v = cell_value(y, row);
          ASSERT_TRUE(u == v || (std::isnan(u) && std::isnan(v))) << a.measures.tables[table].columns[column].name;
        }
      }
}

TEST_F(LifeCommand, SaysWhoIsThereWhereSomebodyIsNot) {
  ASSERT_EQ(kith({"run", "base.toml", "-o", "r.h5", "--quiet"}).code, 0);
  const Finished unknown = kith({"life", "r.h5", "--person", "4000000000"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("tells nothing of that life in replicate 0"), HasSubstr("among them")));
  EXPECT_THAT(kith({"life", "r.h5", "--replicate", "9"}).err, HasSubstr("holds replicates 0 to 1"));
  ASSERT_EQ(kith({"run", "base.toml", "-o", "without.h5", "--quiet", "--set", "output.people=[]", "--set",
                  "output.episodes=[]"})
                .code,
            0);
  EXPECT_THAT(kith({"life", "without.h5"}).err, HasSubstr("set output.people and output.episodes"));
}

TEST_F(LifeCommand, AnUnknownGroupIsToldAtItsLine) {
  write("wrong.toml", "extends = \"base.toml\"\n[output]\npeople = [\"acused\"]\n");
  const Finished wrong = kith({"check", "wrong.toml"});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("wrong.toml:3:"), HasSubstr("unknown group 'acused'; did you mean 'accused'?"),
                               HasSubstr("allowed: all, offended")));
  write("town.toml", small_scenario("[output]\npeople = [\"all\"]\n"));
  EXPECT_THAT(kith({"check", "town.toml"}).err, HasSubstr("model contagion keeps nothing of single people"));
}

TEST_F(LifeCommand, CheckSaysHowManyRowsToExpect) {
  const Finished checked = kith({"check", "base.toml", "--json"});
  ASSERT_EQ(checked.code, 0) << checked.err;
  ASSERT_EQ(kith({"run", "base.toml", "-o", "r.h5", "--quiet"}).code, 0);
  const results::Run run = results::read(folder() / "r.h5");
  for (std::size_t table = 0; table < 2; ++table) {
    double rows = 0;
    for (const ReplicateResult& replicate : run.replicates)
      rows += static_cast<double>(replicate.tables[table].count());
    const auto foreseen =
        nlohmann::json::parse(checked.out).at("table_rows").at(run.measures.tables[table].name).get<double>();
    EXPECT_GT(foreseen, rows / 2);
    EXPECT_LT(foreseen, rows * 2);
  }
}

}  // namespace
}  // namespace kith::tools
