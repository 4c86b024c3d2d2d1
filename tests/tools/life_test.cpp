// kith life, and the tables of people and episodes as run, compare, check and merge have them.
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <map>
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
          "set.\"services.early_help.effect\" = 0.5\nset.\"services.early_help.adult_effect\" = 0.5\n");
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

TEST_F(LifeCommand, TellsTheSameLifeAsJson) {
  using nlohmann::json;
  ASSERT_EQ(compared().code, 0);
  const Finished listed = kith({"life", "c.h5", "--json"});
  ASSERT_EQ(listed.code, 0) << listed.err;
  const json lives = json::parse(listed.out).at("lives");
  ASSERT_GT(lives.size(), 50U);
  EXPECT_GE(lives[0].at("rows_that_differ"), lives[1].at("rows_that_differ"));
  const std::string person = std::to_string(lives[0].at("person").get<int>());
  const Finished told = kith({"life", "c.h5", "--person", person, "--json"});
  ASSERT_EQ(told.code, 0) << told.err;
  const json life = json::parse(told.out);
  EXPECT_EQ(life.at("person"), lives[0].at("person"));
  EXPECT_EQ(life.at("replicate"), 0);
  ASSERT_EQ(life.at("worlds").size(), 2U);
  EXPECT_EQ(life["worlds"][0].at("scenario"), "base");
  EXPECT_EQ(life["worlds"][1].at("scenario"), "change");
  const std::string text = kith({"life", "c.h5", "--person", person}).out;
  std::size_t rows = 0, differing = 0;
  for (const json& world : life["worlds"]) {
    ASSERT_EQ(world.at("people").size(), 1U);
    EXPECT_TRUE(world["people"][0].at("age").is_number_integer());
    EXPECT_THAT((std::set<std::string>{"female", "male"}), testing::Contains(world["people"][0].at("sex")));
    std::string day;
    for (const json& episode : world.at("episodes")) {
      EXPECT_TRUE(std::regex_match(episode.at("day").get<std::string>(), std::regex(R"(\d{4}-\d\d-\d\d)")));
      EXPECT_GE(episode["day"], day) << "in order of day";
      day = episode["day"];
      EXPECT_TRUE(episode.at("until").is_null() || episode["until"] >= episode["day"]);
      EXPECT_TRUE(episode.at("kind").is_string());
      EXPECT_THAT(text, HasSubstr(day));
      differing += episode.at("change") != "same";
    }
    for (const auto* table : {"people", "episodes"}) rows += world[table].size();
  }
  EXPECT_EQ(rows, lives[0].at("rows"));
  EXPECT_GT(differing, 0U);
  EXPECT_EQ(kith({"life", "c.h5", "--person", "4000000000", "--json"}).code, 2);
}

TEST_F(LifeCommand, WhatIsKeptOfLivesChangesNoDigest) {
  const auto digest = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"compare", "base.toml", "change.toml", "-o",
                                       "d.h5",    "--force",   "--json",      "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished run = kith(arguments);
    EXPECT_EQ(run.code, 0) << run.err;
    return nlohmann::json::parse(run.out).at("digest").get<std::string>();
  };
  const std::string without = digest({"--set", "output.people=[]", "--set", "output.episodes=[]"});
  EXPECT_EQ(digest({}), without);
  EXPECT_EQ(digest({"--set", "output.people=[]", "--set", "output.episodes=[\"had_need\",\"noted\"]"}), without);
}

TEST_F(LifeCommand, TellsOfNeedsAndNotesInBothWorlds) {
  ASSERT_EQ(compared().code, 0);
  const results::Run run = results::read(folder() / "c.h5");
  const kith::Table& episodes = run.measures.tables[1];
  const auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::ranges::find(episodes.columns, name, &TableColumn::name) -
                                    episodes.columns.begin());
  };
  const std::vector<std::string>& kinds = episodes.columns[column("kind")].labels;
  std::map<std::string, std::map<double, int>> by_change;
  for (const ReplicateResult& replicate : run.replicates) {
    const auto& cells = replicate.tables[1].columns;
    for (std::size_t row = 0; row < replicate.tables[1].count(); ++row) {
      const std::string& kind = kinds.at(static_cast<std::size_t>(cell_value(cells[column("kind")], row)));
      ++by_change[kind][cell_value(cells[column("change")], row)];
      const bool about = !std::isnan(cell_value(cells[column("about")], row));
      EXPECT_EQ(about, kind == "need" || kind == "note");
      EXPECT_EQ(!std::isnan(cell_value(cells[column("agency")], row)), kind == "note");
    }
  }
  for (const char* kind : {"need", "note"}) {
    EXPECT_GT(by_change[kind][0], 100) << kind;
    EXPECT_GT(by_change[kind][0], by_change[kind][1] + by_change[kind][2]) << kind;
  }
  EXPECT_GT(by_change["note"][2], 0) << "an arrest in one world only, and what police see at it";
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
