// Draws of evidence: which numbers are drawn, what a file says holds against a draw, and the whole way through kith
// compare.
#include "tools/studies/evidence_draws.hpp"
#include "results/results.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/console/errors.hpp"
#include "tools/studies/posterior.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <map>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const std::string iom = "services.iom_spotlight.";

class EvidenceDrawing : public Program {
 protected:
  EvidenceDrawing() {
    // One ward of a small place: a draw makes people, ties and past anew, which is most of the time.
    write("base.toml", "extends = \"" KITH_SOURCE_DIR
                       "/scenarios/two-wards.toml\"\n[run]\nend = 2013-09-29\nburn_in = \"4w\"\nreplicates = 2\n"
                       "[place]\nname = \"oxford\"\nwards = [\"E05006545\"]\n");
    write("null.toml",
          "extends = \"base.toml\"\n[[change]]\nat = 2013-07-01\nset.\"services.early_help.active\" = true\n");
    write("watch.toml",
          "extends = \"base.toml\"\n[services.iom_spotlight]\neffect = 0.8\n[[change]]\nat = 2013-07-01\n"
          "set.\"services.pubwatch.active\" = true\nset.\"services.iom_spotlight.places\" = 500\n");
  }
  Scenario scenario(const std::string& name) const { return load(folder() / name); }
  std::vector<std::string> paths(const std::vector<Scenario>& scenarios) const {
    std::vector<std::string> found;
    for (const DrawableNumber& number : numbers_in_doubt(scenarios, {}).drawn) found.push_back(number.setting.path);
    return found;
  }
  json json_of(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "compare");
    arguments.insert(arguments.end(), {"--json", "--quiet", "--force", "--evidence-draws", "2"});
    const Finished finished = kith(arguments);
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? json::parse(finished.out) : json();
  }
};

TEST_F(EvidenceDrawing, TakesTheNumbersOfServicesThatRunSomewhere) {
  EXPECT_THAT(paths({scenario("base.toml")}), Contains(iom + "effect"));
  EXPECT_THAT(paths({scenario("base.toml")}), Not(Contains("services.pubwatch.effect")));
  EXPECT_THAT(paths({scenario("base.toml"), scenario("watch.toml")}), Contains("services.pubwatch.effect"));
}

TEST_F(EvidenceDrawing, LeavesOutWhatEveryScenarioSays) {
  EXPECT_THAT(paths({scenario("watch.toml")}), Not(Contains(iom + "effect")));
  EXPECT_THAT(paths({scenario("base.toml"), scenario("watch.toml")}), Contains(iom + "effect"));
}

TEST_F(EvidenceDrawing, WhatAFileSaysHolds) {
  const std::vector<Scenario> scenarios{scenario("base.toml"), scenario("watch.toml")};
  const auto numbers = numbers_in_doubt(scenarios, {}).drawn;
  const Scenario base = with_draw(scenarios[0], numbers, 3);
  const Scenario watch = with_draw(scenarios[1], numbers, 3);
  EXPECT_NE(base.settings.real(iom + "effect"), 0.9);
  EXPECT_EQ(watch.settings.real(iom + "effect"), 0.8);
  EXPECT_NE(watch.settings.real(iom + "places"), 430) << "drawn until the change";
  EXPECT_EQ(watch.settings.real(iom + "places"), base.settings.real(iom + "places"));
  EXPECT_EQ(watch.changes.back().settings.real(iom + "places"), 500);
  EXPECT_EQ(watch.changes.back().settings.real(iom + "detection_effect"), base.settings.real(iom + "detection_effect"));
  EXPECT_THAT(resolved_text(base), HasSubstr("evidence draw 3"));
}

TEST_F(EvidenceDrawing, ADrawHangsOnSeedNumberAndDrawOnly) {
  const std::vector<Scenario> scenarios{scenario("base.toml")};
  const auto numbers = numbers_in_doubt(scenarios, {}).drawn;
  EXPECT_EQ(drawn_value(numbers[0], 1, 5), drawn_value(numbers[0], 1, 5));
  EXPECT_NE(drawn_value(numbers[0], 1, 5), drawn_value(numbers[0], 2, 5));
  EXPECT_NE(drawn_value(numbers[0], 1, 5), drawn_value(numbers[0], 1, 6));
  double sum = 0;
  constexpr int draws = 400;
  DrawableNumber uniform = numbers[0];
  uniform.setting.lowest = 0;
  uniform.setting.highest = 1;
  uniform.setting.distribution = "uniform(0, 1)";
  for (int draw = 0; draw < draws; ++draw) sum += std::get<double>(drawn_value(uniform, 1, draw));
  EXPECT_NEAR(sum / draws, 0.5, 4 * 0.2887 / 20) << "four standard errors";
}

TEST_F(EvidenceDrawing, SaysHowMuchTheRangeCutsOff) {
  const std::vector<Scenario> scenarios{scenario("base.toml")};
  std::vector<DrawableNumber> numbers = numbers_left_to_evidence(scenarios);
  numbers.resize(2);
  for (DrawableNumber& number : numbers) number.setting.distribution = "uniform(0, 1)";
  numbers[0].setting.lowest = numbers[1].setting.lowest = 0;
  numbers[0].setting.highest = 1;
  numbers[1].setting.highest = 0.75;
  const std::vector<std::string> cuts = cuts_of(numbers);
  ASSERT_EQ(cuts.size(), 1U);
  EXPECT_EQ(cuts[0], numbers[1].setting.path +
                         ": 25% of the distribution lies outside 0 to 0.75, the range allowed; draws come from the "
                         "part within");
}

TEST_F(EvidenceDrawing, AServiceOfOnesOwnWhoseDrawsAreCutIsTold) {
  std::string service =
      read_text(std::string(KITH_SOURCE_DIR) + "/models/safety/catalogue/accommodation_employment_support.toml");
  const std::string name = "accommodation_employment_support", stated = "distribution = \"uniform(0.0, 0.5)\"";
  ASSERT_NE(service.find(stated), std::string::npos);
  ASSERT_NE(service.find("\"" + name + "\""), std::string::npos);
  service.replace(service.find("\"" + name + "\"") + 1, name.size(), "settling");
  std::filesystem::create_directory(folder() / "own");
  write("own/settling.toml",
        service.replace(service.find(stated), stated.size(), "distribution = \"normal(0.25, 0.2)\""));
  write("own.toml", "extends = \"base.toml\"\ncatalogue = [\"own\"]\n[services.settling]\nactive = true\n");
  const Finished check = kith({"check", "own.toml"});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_THAT(check.out, HasSubstr("services.settling.effect: 11% of the distribution lies outside 0 to 1, the range"));
  const Finished compared = kith({"compare", "base.toml", "own.toml", "--evidence-draws", "2", "-o", "c.h5"});
  EXPECT_EQ(compared.code, 0) << compared.err;
  EXPECT_THAT(compared.err, HasSubstr("services.settling.effect: 11% of the distribution lies outside"));
  for (const auto& number : results::read(folder() / "c.h5").evidence_draws.numbers)
    if (number.path == "services.settling.effect") {
      EXPECT_THAT(number.distribution, HasSubstr("normal(0.25, 0.2); 11% of the distribution lies outside"));
    }
}

TEST_F(EvidenceDrawing, FiguresOfOneSourceAreDrawnTogether) {
  const std::string table = "parameters.unit_cost.fiscal.police.recorded_offence.";
  std::map<std::string, std::string> keys;
  for (const DrawableNumber& number : numbers_left_to_evidence({scenario("base.toml")}))
    keys[number.setting.path] = number.key;
  EXPECT_EQ(keys.at(table + "robbery"), keys.at(table + "shoplifting"));
  EXPECT_NE(keys.at(table + "robbery"), keys.at("parameters.unit_cost.fiscal.police.arrest"));
  EXPECT_NE(keys.at(iom + "effect"), keys.at(iom + "detection_effect"));
}

TEST_F(EvidenceDrawing, NothingChangedIsNoDifferenceUnderAnyDraw) {
  const json summary = json_of({"base.toml", "null.toml", "-o", "a.h5", "--prefer", "lowest:harm_per_year"});
  const json& draws = summary.at("evidence_draws");
  EXPECT_EQ(draws.at("draws"), 2);
  EXPECT_EQ(draws.at("pairs"), 2);
  for (const json& row : draws.at("alternatives").at(0).at("measures")) {
    if (row.at("mean").is_null()) continue;
    EXPECT_EQ(row.at("low"), 0) << row;
  }
  for (const json& row : draws.at("regret")) EXPECT_EQ(row.at("greatest"), 0);
  EXPECT_EQ(draws.at("regret").at(0).at("best_in"), 2) << "of equals the base is the best";
  const results::EvidenceDraws kept = results::read(folder() / "a.h5").evidence_draws;
  const std::size_t harm = kept.measure_index("harm_per_year");
  EXPECT_NE(kept.cell(0, 0, harm)[0], kept.cell(1, 0, harm)[0]) << "the draws do matter";
}

TEST_F(EvidenceDrawing, NeitherThreadsNorMoreDrawsChangeADraw) {
  const json one = json_of({"base.toml", "watch.toml", "-o", "a.h5", "--threads", "1"});
  ASSERT_EQ(
      kith({"compare", "base.toml", "watch.toml", "-o", "b.h5", "--quiet", "--evidence-draws", "3", "--threads", "2"})
          .code,
      0);
  const results::EvidenceDraws few = results::read(folder() / "a.h5").evidence_draws;
  const results::EvidenceDraws more = results::read(folder() / "b.h5").evidence_draws;
  ASSERT_LT(few.values.size(), more.values.size());
  const std::size_t crime = few.measure_index("all_crime");
  EXPECT_NE(few.cell(0, 0, crime)[0], few.cell(1, 0, crime)[0]) << "draws are unlike";
  EXPECT_NE(few.cell(0, 0, crime)[0], few.cell(0, 1, crime)[0]) << "so are the scenarios";
  EXPECT_NE(few.cell(0, 0, crime)[0], few.cell(0, 0, crime)[1]) << "and replicates";
  EXPECT_TRUE(std::equal(few.drawn.begin(), few.drawn.end(), more.drawn.begin()));
  EXPECT_THAT(few.values, testing::Pointwise(testing::NanSensitiveDoubleEq(),
                                             std::vector<double>(more.values.begin(),
                                                                 more.values.begin() +
                                                                     static_cast<std::ptrdiff_t>(few.values.size()))));
  const json plain = json::parse(kith({"compare", "base.toml", "watch.toml", "--json", "--quiet", "-o", "c.h5"}).out);
  EXPECT_EQ(one.at("digest"), plain.at("digest")) << "the comparison itself is as without draws";
}

TEST_F(EvidenceDrawing, WhatMakesNoSenseIsRefusedBeforeAnythingRuns) {
  const auto refused = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "compare");
    const Finished finished = kith(arguments);
    EXPECT_EQ(finished.code, 2);
    return finished.err;
  };
  EXPECT_THAT(refused({"base.toml", "null.toml", "--prefer", "lowest:harm_per_year"}), HasSubstr("--evidence-draws"));
  EXPECT_THAT(refused({"base.toml", "null.toml", "--evidence-draws", "2", "--prefer", "least:harm"}),
              HasSubstr("such as lowest:"));
  EXPECT_THAT(refused({"base.toml", "null.toml", "--evidence-draws", "2", "--prefer", "lowest:harm_per_yaer"}),
              HasSubstr("did you mean 'harm_per_year'?"));
  EXPECT_THAT(refused({"base.toml", "null.toml", "--evidence-draws", "0"}), HasSubstr("--evidence-draws"));
  write("plain.toml", small_scenario());
  EXPECT_THAT(refused({"plain.toml", "plain.toml", "--evidence-draws", "2"}), HasSubstr("there is nothing to draw"));
}

}  // namespace
}  // namespace kith::tools
