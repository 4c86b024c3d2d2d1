// kith compare where scenarios name unlike catalogues: a new scheme against things as they are.
#include "results/comparison.hpp"
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A service whose name sorts before all others; switched on unless a scenario says otherwise, if `active`.
std::string mentors(const std::string& name, bool active = false) {
  return "name = \"" + name +
         "\"\ntitle = \"Mentors\"\nsummary = \"A mentor for young people accused of violence.\"\n" +
         "agency = \"a new agency\"\nseeds = [\"oldham-2024\"]\nactive = " + (active ? "true" : "false") +
         "\nprice_year = 2015\nclaims = \"offences\"\nunit = \"person\"\nreferral_sources = [\"youth_accusation\"]\n"
         "eligibility = \"age < 18\"\npriority = \"violent_accusations_24m\"\n"
         "[places]\nvalue = 40\nsource = \"Two mentors\"\ngrade = \"assumed\"\n"
         "[cost_per_week]\nvalue = 50\nsource = \"An offer\"\ngrade = \"assumed\"\n"
         "[dose_weeks]\nvalue = 26\nsource = \"assumed\"\ngrade = \"assumed\"\n"
         "[[effect]]\nname = \"effect\"\nacts_on = \"offending\"\ntypes = [\"violence_with_injury\", \"robbery\"]\n"
         "value = 0.5\nsource = \"A trial\"\ngrade = \"observational\"\ndistribution = \"lognormal(0.5, 0.1)\"\n";
}

class CompareCatalogues : public Program {
 protected:
  CompareCatalogues() {
    write("base.toml",
          "model = \"safety\"\n[scenario]\nname = \"As now\"\n[run]\nstart = 2013-04-01\nend = 2014-03-31\n"
          "replicates = 2\nseed = 2014\n[place]\nname = \"manchester\"\nwards = [\"Moss Side\"]\n");
    add_scheme("a", "aaaa_mentors");
    add_scheme("z", "zzzz_mentors");
  }

  /// The folder NAME with one service, and NAME.toml that switches it on.
  void add_scheme(const std::string& name, const std::string& service, bool active = false) const {
    std::filesystem::create_directories(folder() / name);
    write(name + "/" + service + ".toml", mentors(service, active));
    write(name + ".toml", "extends = \"base.toml\"\ncatalogue = [\"" + name + "\"]\n[scenario]\nname = \"" + name +
                              "\"\n[services." + service + "]\nactive = true\n");
  }

  /// As runs of one population, so that each scenario is what it is alone.
  results::Run compared(std::vector<std::string> arguments) const {
    if (arguments[0].ends_with(".toml")) arguments.push_back("--chance-only");
    arguments.insert(arguments.begin(), "compare");
    arguments.insert(arguments.end(), {"--quiet", "--force", "-o", "c.h5"});
    const Finished finished = kith(arguments);
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? results::read(folder() / "c.h5") : results::Run{};
  }

  results::Run run_of(const std::string& scenario, const std::string& output) const {
    const Finished finished = kith({"run", scenario, "--quiet", "--force", "-o", output});
    EXPECT_EQ(finished.code, 0) << finished.err;
    return results::read(folder() / output);
  }
};

/// A scenario of a comparison without the labels of axes that `like` does not have, as a run of one scenario.
results::Run cut_to(const results::Run& comparison, std::size_t scenario, const results::Run& like) {
  results::Run run = like;
  run.replicates.clear();
  for (std::size_t r = 0; r < comparison.replicates.size(); ++r)
    run.replicates.emplace_back(run.measures, comparison.replicates[r].replicate);
  for (std::size_t m = 0; m < run.measures.measures.size(); ++m) {
    const results::Values values = results::values_of(comparison, run.measures.measures[m].name, scenario);
    std::vector<std::size_t> kept{0};
    for (std::size_t axis = 0; axis < values.dimensions.size(); ++axis) {
      const Dimension& whole = comparison.measures.dimension(values.dimensions[axis]);
      const auto& own = run.measures.dimension(values.dimensions[axis]).labels;
      std::vector<std::size_t> finer;
      for (const std::size_t cell : kept)
        for (std::size_t i = 0; i < whole.size(); ++i)
          if (whole.labels.empty() || std::ranges::find(own, whole.labels[i]) != own.end())
            finer.push_back(cell * whole.size() + i);
      kept = std::move(finer);
    }
    for (std::size_t r = 0; r < run.replicates.size(); ++r)
      for (std::size_t i = 0; i < kept.size(); ++i)
        std::visit(
            [&](auto& array) {
              array.at(i) = static_cast<typename std::decay_t<decltype(array)>::value_type>(values.rows[r][kept[i]]);
            },
            run.replicates[r].arrays[m]);
  }
  return run;
}

std::string digest_of(const results::Run& run) { return results::digest(run.measures, run.replicates); }

TEST_F(CompareCatalogues, ANewSchemeIsComparedWithAsNowInEitherOrder) {
  const results::Run alone = run_of("base.toml", "base.h5"), with = run_of("a.toml", "a.h5");
  const results::Run forth = compared({"base.toml", "a.toml"});
  EXPECT_EQ(digest_of(cut_to(forth, 0, alone)), digest_of(alone)) << "a scheme that is off changes nothing";
  EXPECT_EQ(digest_of(cut_to(forth, 1, with)), digest_of(with));
  const results::Run back = compared({"a.toml", "base.toml"});
  EXPECT_EQ(digest_of(cut_to(back, 1, alone)), digest_of(alone));
  const auto reached = results::values_of(forth, "service_reached", 1),
             none = results::values_of(forth, "service_reached", 0);
  EXPECT_NE(reached.rows, none.rows);
}

TEST_F(CompareCatalogues, ASchemeThatIsOnByItselfIsOffInTheBase) {
  add_scheme("on", "aaaa_on", true);
  const results::Run alone = run_of("base.toml", "base.h5");
  const results::Run run = compared({"base.toml", "on.toml"});
  EXPECT_EQ(digest_of(cut_to(run, 0, alone)), digest_of(alone));
  EXPECT_THAT(run.scenarios[0].resolved, HasSubstr("[services.aaaa_on]\nactive = false"));
}

TEST_F(CompareCatalogues, ThreeScenariosWithCataloguesOfTheirOwn) {
  const results::Run alone = run_of("base.toml", "base.h5"), z = run_of("z.toml", "z.h5");
  const results::Run run = compared({"base.toml", "a.toml", "z.toml"});
  EXPECT_EQ(digest_of(cut_to(run, 0, alone)), digest_of(alone));
  EXPECT_EQ(digest_of(cut_to(run, 2, z)), digest_of(z));
}

TEST_F(CompareCatalogues, ResultsFilesMadeApartGiveTheSame) {
  const results::Run base = run_of("base.toml", "base.h5"), with = run_of("a.toml", "a.h5");
  const results::Run made = compared({"base.toml", "a.toml"});
  const results::Run read = compared({"base.h5", "a.h5"});
  EXPECT_EQ(read.scenarios[0].digest, digest_of(base));
  EXPECT_EQ(read.scenarios[1].digest, digest_of(with));
  for (const Measure& measure : base.measures.measures) {
    if (measure.name == "unit_costs") continue;  // what a run does not know has no price in it
    for (std::size_t scenario = 0; scenario < 2; ++scenario) {
      const auto a = results::values_of(read, measure.name, scenario),
                 b = results::values_of(made, measure.name, scenario);
      for (std::size_t r = 0; r < a.rows.size(); ++r)
        EXPECT_THAT(a.rows[r], testing::Pointwise(testing::NanSensitiveDoubleEq(), b.rows[r])) << measure.name;
    }
  }
  EXPECT_EQ(compared({"a.h5", "base.h5"}).scenarios.size(), 2U);
  EXPECT_EQ(kith({"report", "base.h5", "a.h5", "-o", "page.html"}).code, 0);
}

TEST_F(CompareCatalogues, TargetsAndOptionsKnowTheScheme) {
  write("tgt.toml", text_of("a.toml") +
                        "[[target]]\nmeasure = \"service_completions[aaaa_mentors]\"\nvalue = 1\n"
                        "[[target]]\nmeasure = \"recorded_crime\"\ncompared_with = \"base.toml\"\nchange = \"-10%\"\n"
                        "by = 2014-03-31\n");
  EXPECT_EQ(kith({"check", "tgt.toml"}).code, 0);
  EXPECT_EQ(kith({"run", "tgt.toml", "--quiet", "-o", "r.h5"}).code, 0);
  const results::Run run = compared({"base.toml", "tgt.toml", "--set", "services.aaaa_mentors.places=10"});
  ASSERT_EQ(run.goals.size(), 2U);
  for (const results::Goal& goal : run.goals) EXPECT_TRUE(results::judge(run, goal).judged) << goal.name;
  const Finished unknown =
      kith({"compare", "base.toml", "a.toml", "--set", "services.aaaa_mentor.places=10", "-o", "n.h5"});
  EXPECT_EQ(unknown.code, 3);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("did you mean 'aaaa_mentors'"), Not(HasSubstr("internal error"))));
  EXPECT_EQ(compared({"base.toml", "a.toml", "--break-even", "services.aaaa_mentors.places=10..20:2",
                      "--draw-replicates", "1", "--evidence-draws", "1"})
                .break_even.path,
            "services.aaaa_mentors.places");
}

TEST_F(CompareCatalogues, AScenarioMeansTheSameWhateverItIsComparedWith) {
  write("claims.toml", "extends = \"base.toml\"\n[services.aaaa_mentors]\nactive = true\n");
  EXPECT_EQ(kith({"check", "claims.toml"}).code, 3);
  const Finished finished = kith({"compare", "claims.toml", "a.toml", "-o", "n.h5"});
  EXPECT_EQ(finished.code, 3);
  EXPECT_THAT(finished.err, AllOf(HasSubstr("claims.toml:3"), HasSubstr("catalogue = [")));
}

TEST_F(CompareCatalogues, CopiesOfOneEntryAreTakenOnceAndAnotherOneIsNamed) {
  add_scheme("b", "aaaa_mentors");
  const results::Run alone = run_of("a.toml", "a.h5");
  const results::Run run = compared({"a.toml", "b.toml"});
  ASSERT_EQ(run.scenarios.size(), 2U);
  for (std::size_t scenario = 0; scenario < 2; ++scenario)
    EXPECT_EQ(digest_of(cut_to(run, scenario, alone)), digest_of(alone));
  write("b/aaaa_mentors.toml", mentors("aaaa_mentors") + "# dearer\n");
  const Finished other = kith({"compare", "a.toml", "b.toml", "-o", "n.h5"});
  EXPECT_EQ(other.code, 3);
  EXPECT_THAT(other.err, testing::ContainsRegex(
                             "b/aaaa_mentors.toml:1:[0-9]+: error: there is a service called 'aaaa_mentors' already, "
                             "and it is another one: .*a/aaaa_mentors.toml"));
}

}  // namespace
}  // namespace kith::tools
