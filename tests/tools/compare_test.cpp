// kith compare: paired worlds run or read, what is refused, and that nothing changed means no difference at all.
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/report/panels.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string more_transmission =
    "[[change]]\nat = 2020-06-01\nset.\"contagion.transmission\" = 0.1\n"
    "[[target]]\nmeasure = \"mean_active_share\"\ncompared_with = \"base.toml\"\nchange = \"+1%\"\n";

class CompareCommand : public Program {
 protected:
  CompareCommand() {
    write("base.toml", small_scenario("background = 0.01\n"));
    write("more.toml", "extends = \"base.toml\"\n[scenario]\nname = \"More contact\"\n" + more_transmission);
    write("null.toml", "extends = \"base.toml\"\n[[change]]\nat = 2020-06-01\nset.\"contagion.transmission\" = 0.02\n");
  }
  json json_of(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "compare");
    arguments.insert(arguments.end(), {"--json", "--quiet", "--force"});
    const Finished finished = kith(arguments);
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? json::parse(finished.out) : json();
  }
  std::string digest_of_run(const std::string& file) const {
    const Finished finished = kith({"run", file, "--json", "--quiet", "--force", "-o", "single.h5"});
    return json::parse(finished.out).at("digest");
  }
};

TEST_F(CompareCommand, WritesTheFileAndAScreenful) {
  const Finished finished = kith({"compare", "base.toml", "more.toml", "--detail"});
  EXPECT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(files(), ElementsAre("base.toml", "more-against-base.h5", "more.toml", "null.toml"));
  EXPECT_THAT(finished.out, AllOf(HasSubstr("More contact  against  A small town"), HasSubstr("mean_active_share"),
                                  HasSubstr("higher"), HasSubstr("met in 4 of 4 pairs"), HasSubstr("4 pairs, seed 7")));
  EXPECT_LE(std::count(finished.out.begin(), finished.out.end(), '\n'), 45) << "more than a screen";
}

std::int64_t lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST_F(CompareCommand, SaysInTwentyLinesWhatDecides) {
  std::string many;
  for (int i = 0; i < 9; ++i)
    many += "[[target]]\nmeasure = \"mean_active_share\"\ncompared_with = \"base.toml\"\nchange = \"-" +
            std::to_string(40 + i) + "%\"\n";
  write("many.toml", text_of("more.toml") + many);
  const Finished one = kith({"compare", "base.toml", "many.toml", "-o", "one.h5", "--precision", "50%"});
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_LE(lines_of(one.out), 25) << "no screen: nothing is cut\n" << one.out;
  EXPECT_THAT(one.out, testing::Not(HasSubstr(" ...\n")));
  EXPECT_THAT(
      one.out,
      AllOf(HasSubstr("More contact  against  A small town, 4 pairs"),
            HasSubstr("Cannot tell (met in 4 of 4 pairs; so few pairs cannot settle it): Mean active share +1%"),
            HasSubstr("No (met in 0 of 4 pairs): Mean active share -40%"), HasSubstr("and 7 more targets"),
            HasSubstr("cover chance alone"), HasSubstr("Trust: No published figure"),
            HasSubstr("Page: kith report one.h5"), HasSubstr("--detail")));
  std::vector<std::string> arguments{"compare", "base.toml"};
  for (int i = 0; i < 12; ++i) {
    const std::string name = "more" + std::to_string(i) + ".toml";
    write(name, text_of("more.toml"));
    arguments.push_back(name);
  }
  arguments.insert(arguments.end(), {"-o", "all.h5", "--report", "all.html"});
  const Finished all = kith(arguments);
  EXPECT_EQ(all.code, 0) << all.err;
  EXPECT_LE(lines_of(all.out), 25) << all.out;
  EXPECT_THAT(all.out, AllOf(HasSubstr("and 3 more"), HasSubstr("Wrote all.html")));
}

TEST_F(CompareCommand, SaysWhatDiffersThatNobodyChanged) {
  write("alone.toml", text_of("base.toml") + "[output]\nevents = false\n");
  const Finished same = kith({"compare", "base.toml", "alone.toml", "-o", "same.h5"});
  EXPECT_THAT(same.err, testing::Not(HasSubstr("[[change]]"))) << "other files, but nothing differs";
  write("alone.toml", small_scenario("background = 0.02\n"));
  const Finished unlike = kith({"compare", "base.toml", "alone.toml", "-o", "unlike.h5"});
  EXPECT_EQ(unlike.code, 0);
  EXPECT_THAT(unlike.err, AllOf(HasSubstr("alone.toml differs from base.toml in 1 setting from the first day that no"),
                                HasSubstr("contagion.background. They")));
  write("laid.toml", "extends = \"base.toml\"\n[contagion]\nbackground = 0.02\n");
  const Finished laid = kith({"compare", "base.toml", "laid.toml", "-o", "laid.h5"});
  EXPECT_THAT(laid.err, testing::Not(HasSubstr("differs from"))) << "it stands on the base";
}

TEST_F(CompareCommand, ANullChangeIsExactlyNoDifference) {
  const json summary = json_of({"base.toml", "null.toml", "-o", "null.h5"});
  for (const json& row : summary.at("alternatives").at(0).at("headlines")) {
    EXPECT_EQ(row.at("verdict"), "no difference at all") << row;
    EXPECT_EQ(row.at("difference").at("low"), 0) << row;
  }
  EXPECT_EQ(summary.at("alternatives").at(0).at("digest"), summary.at("base").at("digest"));
  const results::Run run = results::read(folder() / "null.h5");
  for (const Measure& measure : run.measures.measures)
    for (const auto& cell : results::paired_differences(results::values_of(run, measure.name, 0),
                                                        results::values_of(run, measure.name, 1)))
      EXPECT_TRUE(cell.exactly_none()) << measure.name;
}

TEST_F(CompareCommand, ItsWorldsAreThoseOfRun) {
  const json summary = json_of({"base.toml", "more.toml"});
  EXPECT_EQ(summary.at("base").at("digest"), digest_of_run("base.toml"));
  EXPECT_EQ(summary.at("alternatives").at(0).at("digest"), digest_of_run("more.toml"));
}

TEST_F(CompareCommand, ResultsFilesGiveTheSameComparison) {
  ASSERT_EQ(kith({"run", "base.toml", "--quiet"}).code, 0);
  ASSERT_EQ(kith({"run", "more.toml", "--quiet"}).code, 0);
  const json read = json_of({"base.h5", "more.h5", "-o", "read.h5"});
  const json made = json_of({"base.toml", "more.toml", "-o", "made.h5"});
  EXPECT_EQ(read.at("digest"), made.at("digest"));
  EXPECT_EQ(read.at("targets"), made.at("targets"));
}

TEST_F(CompareCommand, NeitherThreadsNorOptionsChangeTheResult) {
  const json one = json_of({"base.toml", "more.toml", "null.toml", "--threads", "1"});
  EXPECT_EQ(one.at("digest"),
            json_of({"base.toml", "more.toml", "null.toml", "--threads", "3", "--report", "page.html"}).at("digest"));
  EXPECT_EQ(one.at("alternatives").size(), 2U);
}

TEST_F(CompareCommand, OptionsApplyToAll) {
  const json summary =
      json_of({"base.toml", "more.toml", "--seed", "9", "--replicates", "2", "--set", "contagion.people=200"});
  EXPECT_EQ(summary.at("seed"), 9);
  EXPECT_EQ(summary.at("pairs"), 2);
}

TEST_F(CompareCommand, AddsPairsUntilItIsPreciseEnough) {
  const json rough =
      json_of({"base.toml", "more.toml", "--replicates", "4", "--precision", "50%", "--measure", "mean_active_share"});
  EXPECT_EQ(rough.at("pairs"), 4);
  const double wanted = rough.at("precision").at("reached").get<double>() / 2;
  const json finer = json_of(
      {"base.toml", "more.toml", "--replicates", "4", "--precision", std::to_string(wanted), "--most-pairs", "400"});
  EXPECT_GT(finer.at("pairs"), 4);
  EXPECT_EQ(finer.at("precision").at("measure"), "mean_active_share") << "that of the first target";
  EXPECT_LE(finer.at("precision").at("reached").get<double>(), wanted);
  const auto& row = finer.at("alternatives").at(0).at("headlines").at(0);
  EXPECT_NEAR((row.at("difference").at("high").get<double>() - row.at("difference").at("low").get<double>()) / 2 /
                  row.at("base").get<double>(),
              finer.at("precision").at("reached").get<double>(), 1e-9);
  const json limited = json_of({"base.toml", "more.toml", "--precision", "0.000001", "--most-pairs", "7"});
  EXPECT_EQ(limited.at("pairs"), 7);
  EXPECT_GT(limited.at("precision").at("reached"), limited.at("precision").at("wanted"));
}

TEST_F(CompareCommand, RefusesWorldsThatAreNoPairAndWritesNothing) {
  write("other.toml", small_scenario("background = 0.01\nlinks = 3\n"));
  const Finished finished = kith({"compare", "base.toml", "other.toml", "more.toml", "-o", "c.h5"});
  EXPECT_EQ(finished.code, 3);
  EXPECT_THAT(finished.err,
              AllOf(HasSubstr("other.toml:13"), HasSubstr("'contagion.links' is 3 here, but 5 in base.toml")));
  write("seed.toml", "extends = \"base.toml\"\n[run]\nseed = 8\nstep_days = 1\n");
  const Finished both = kith({"compare", "base.toml", "seed.toml", "-o", "c.h5"});
  EXPECT_THAT(both.err, AllOf(HasSubstr("seed.toml:3:"), HasSubstr("seed.toml:4:"))) << "all at once";
  EXPECT_THAT(files(), testing::Not(testing::Contains("c.h5")));
}

TEST_F(CompareCommand, ScenariosOfTwoModelsAreNoPair) {
  write("safe.toml", "model = \"safety\"\n[run]\nstart = 2020-01-06\nend = 2020-12-27\nreplicates = 4\nseed = 7\n");
  for (const auto& [base, other] : {std::pair{"base.toml", "safe.toml"}, std::pair{"safe.toml", "base.toml"}}) {
    const Finished finished = kith({"compare", base, other, "-o", "c.h5"});
    EXPECT_EQ(finished.code, 3) << "signal " << finished.signal;
    EXPECT_THAT(finished.err, AllOf(HasSubstr(std::string(other) + ": error: is for model"), HasSubstr(base)));
  }
  EXPECT_THAT(files(), testing::Not(testing::Contains("c.h5")));
}

TEST_F(CompareCommand, RefusesResultsThatAreNoPair) {
  ASSERT_EQ(kith({"run", "base.toml", "--quiet"}).code, 0);
  ASSERT_EQ(kith({"run", "more.toml", "--quiet", "--seed", "8", "--replicates", "3"}).code, 0);
  const Finished finished = kith({"compare", "base.h5", "more.h5", "-o", "c.h5"});
  EXPECT_EQ(finished.code, 4);
  EXPECT_THAT(finished.err,
              AllOf(HasSubstr("seed: 7 in base, 8 in more"), HasSubstr("replicates: 0 1 2 3 in base, 0 1 2 in more")));
}

TEST_F(CompareCommand, SaysWhatItCannotDo) {
  const auto says = [&](std::vector<std::string> arguments, int code, const std::string& text) {
    arguments.insert(arguments.begin(), "compare");
    const Finished finished = kith(arguments);
    EXPECT_EQ(finished.code, code) << text;
    EXPECT_THAT(finished.err, HasSubstr(text));
  };
  says({"base.toml"}, 2, "at least one alternative");
  says({"base.toml", "x.h5"}, 2, "not both");
  ASSERT_EQ(kith({"run", "base.toml", "--quiet", "-o", "a.h5"}).code, 0);
  ASSERT_EQ(kith({"run", "more.toml", "--quiet", "-o", "b.h5"}).code, 0);
  says({"a.h5", "b.h5", "--seed", "3"}, 2, "as they are");
  says({"base.toml", "more.toml", "--precision", "five"}, 2, "such as 5%");
  says({"base.toml", "more.toml", "--precision", "5%", "--measure", "mean_active_shaer"}, 2,
       "did you mean 'mean_active_share'");
  says({"base.toml", "more.toml", "--measure", "mean_active_share"}, 2, "--precision");
  says({"base.toml", "absent.toml"}, 3, "absent.toml");
  says({"base.toml", "more.toml", "-o", "more.toml"}, 2, "the scenario itself");
  says({"base.toml", "more.toml", "-o", "more.toml", "--force"}, 2, "the scenario itself");
  write("page.html", "mine");
  says({"base.toml", "more.toml", "--report", "page.html"}, 4, "exists already");
  EXPECT_EQ(text_of("page.html"), "mine");
}

TEST_F(CompareCommand, InspectAndVerifyReadTheFile) {
  ASSERT_EQ(kith({"compare", "base.toml", "more.toml", "-o", "c.h5", "--quiet"}).code, 0);
  const Finished finished = kith({"inspect", "c.h5", "--verify"});
  EXPECT_EQ(finished.code, 0) << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("/mean_differences/active"));
}

TEST(Panels, NameWhatSomeModelMeasures) {
  EXPECT_GT(models().named("safety").presentation().panels.size(), 10U);
  for (const std::string& name : models().names()) {
    const Model& model = models().named(name);
    for (const Panel& panel : model.presentation().panels) {
      bool known = false;
      for (const MeasureSet& set : {model.measures(), model.twin_measures()})
        for (const Measure& measure : set.measures)
          known = known || (measure.name == panel.measure &&
                            (panel.axis.empty() || std::ranges::count(measure.dimensions, panel.axis) == 1));
      EXPECT_TRUE(known) << name << ": " << panel.id;
    }
  }
}

TEST(Presentation, NamesMeasuresAndAxesOfItsModel) {
  const Model& model = models().named("safety");
  const Presentation& told = model.presentation();
  const MeasureSet set = model.measures();
  for (const std::string& name : {told.events, told.changed.cost, told.recording.recorded, told.recording.all,
                                  told.ledger.drivers, told.ledger.prices})
    EXPECT_NO_THROW(set.index(name)) << name;
  for (const Deciding& row : told.deciding) EXPECT_NO_THROW(set.index(row.measure)) << row.measure;
  for (const Ledger::Sum& sum : told.ledger.sums) EXPECT_NO_THROW(set.index(sum.cost)) << sum.cost;
  EXPECT_NO_THROW(set.dimension(told.changed.axis));
  EXPECT_NO_THROW(set.dimension(told.ledger.axis));
}

}  // namespace
}  // namespace kith::tools
