// kith calibrate as users run it, on a small contagion; and what its files may say.
#include "tools/studies/calibration/calibrate.hpp"
#include "engine/random/draws.hpp"
#include "engine/run/fitted_sample.hpp"
#include "engine/run/simple_model.hpp"
#include "results/calibration_file.hpp"
#include "tests/tools/browser.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <regex>

namespace kith::calibration {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* parameters =
    "[[parameter]]\npath = \"contagion.transmission\"\nfrom = 0.005\nto = 0.3\nlog = true\n"
    "[[parameter]]\npath = \"contagion.recovery\"\nfrom = 0.02\nto = 0.1\n";
constexpr const char* facts =
    "[[fact]]\nname = \"Active\"\nexpression = \"mean_active_share\"\ntarget = 0.4\ntolerance = 0.05\n"
    "[[fact]]\nname = \"Lasts\"\nexpression = \"mean_active_share / activations_per_person_year\"\ntarget = 0.35\n"
    "tolerance = 0.05\n";

/// A straight line through chance, with one fact to be fitted to and one held back.
struct LineSettings {
  double level = 1;
};
void fields(FieldVisitor& visitor, LineSettings& settings) {
  visitor.field({"line.level", "m", "How high it stands.", 0, 10}, settings.level);
}

class Line {
 public:
  using Settings = LineSettings;
  struct Shared {
    Shared(const Settings&, const Draws&) {}
  };
  static std::vector<Measure> measures() {
    return {{"height", "m", "how high it stood", "headlines", {}, Number::real},
            {"depth", "m", "how deep it stood", "headlines", {}, Number::real}};
  }
  Line(const Shared&, const Settings& settings, const Draws& draws)
      : height_(settings.level + 0.1 * draws.at(purpose("test.line"), 0).normal()) {}
  void step(const Step&, const Settings&, StepRecord) {}
  void finish(ReplicateResult& result) const {
    result.reals(0)[0] = height_;
    result.reals(1)[0] = -height_;
  }
  std::int64_t people() const { return 1; }
  std::int64_t bytes() const { return 8; }

 private:
  double height_;
};

class LineModel final : public SimpleModel<Line> {
 public:
  explicit LineModel(double held_back) : held_back_(held_back) {}
  std::string name() const override { return "line"; }
  std::string summary() const override { return "A line."; }
  std::vector<Fact> facts(const Scenario&) const override {
    return {{"Height", "", "height", 4, 3, 5, "m", "calibrate", ""},
            {"Depth", "", "depth / height", held_back_, held_back_ - 1, held_back_ + 1, "m", "predict", ""}};
  }

 private:
  double held_back_;
};

class Calibrate : public tools::WithBrowser<tools::Program> {
 protected:
  Calibrate() {
    write("contagion.toml", scenario());
    write("c.toml", text());
  }
  /// Long enough to settle: then how many are active, over how many become so, is how long it lasts.
  static std::string scenario(const std::string& more = "") {
    return "model = \"contagion\"\n[run]\nstart = 2020-01-06\nend = 2023-12-31\nseed = 7\n[contagion]\npeople = "
           "1000\n" +
           more;
  }
  static std::string text(const std::string& budget = "points = 8\nrounds = 2\nreplicates = 2\nsample = 200\n") {
    return "scenario = \"contagion.toml\"\n[calibration]\n" + budget + parameters + facts;
  }
  nlohmann::json calibrated(std::vector<std::string> more) {
    more.insert(more.begin(), {"calibrate", "c.toml", "--json", "--quiet"});
    const auto done = kith(more);
    EXPECT_EQ(done.code, 0) << done.err;
    return done.code == 0 ? nlohmann::json::parse(done.out) : nlohmann::json::object();
  }
  /// All that is wrong with a calibration file.
  std::vector<std::string> faults(const std::string& file_text) {
    write("faulty.toml", file_text);
    std::vector<std::string> said;
    try {
      read_calibration_file({.scenario = {.models = &tools::models(), .file = folder() / "faulty.toml"}});
    } catch (const InputError& error) {
      for (const Problem& problem : error.problems())
        said.push_back(std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column) + " " +
                       problem.message);
    }
    return said;
  }
};

TEST_F(Calibrate, SaysWhatIsLeftAndKeepsEveryPoint) {
  const auto json = calibrated({"-o", "c.h5"});
  EXPECT_EQ(json.at("points"), 16);
  EXPECT_EQ(json.at("runs_made"), 32);
  EXPECT_EQ(json.at("facts").size(), 2U);
  EXPECT_EQ(json.at("parameters").at(0).at("path"), "contagion.transmission");
  EXPECT_EQ(json.at("parameters").at(1).at("verdict"), "identified") << "how long an activity lasts says it";
  const double recovery = json.at("parameters").at(1).at("best");
  EXPECT_NEAR(recovery, 7 / 365.25 / 0.35, 0.01) << "a step is a week, and the mean time active is 0.35 years";
  EXPECT_EQ(files(), (std::vector<std::string>{"c.h5", "c.runs", "c.toml", "contagion.toml"}));
  const auto verified = kith({"inspect", "c.h5", "--verify"});
  EXPECT_EQ(verified.code, 0) << verified.err;
  EXPECT_THAT(verified.out, AllOf(HasSubstr("/posterior/value"), HasSubstr("Verified")));
  const results::Posterior posterior = results::read_posterior(folder() / "c.h5");
  EXPECT_THAT(posterior.paths, ElementsAre("contagion.transmission", "contagion.recovery"));
  EXPECT_THAT(posterior.sample, SizeIs(200));
  EXPECT_EQ(posterior.best[1], recovery);
}

/// Names in back quotes below a heading of FORMAT.md.
std::vector<std::string> names_promised(const std::string& heading) {
  const std::string page = tools::read_text(std::string(KITH_SOURCE_DIR) + "/results/FORMAT.md");
  const std::size_t begin = page.find("\n## " + heading + "\n");
  const std::string section = page.substr(begin, page.find("\n## ", begin + 4) - begin);
  const std::regex quoted("`([^`]+)`");
  std::vector<std::string> names;
  for (std::sregex_iterator match(section.begin(), section.end(), quoted), end; match != end; ++match)
    names.push_back((*match)[1]);
  return names;
}

TEST_F(Calibrate, FormatDocumentNamesEveryVariable) {
  calibrated({"-o", "c.h5"});
  const std::vector<std::string> promised = names_promised("Calibrations");
  for (const auto& variable : results::inspect(folder() / "c.h5").variables) {
    const std::string last = variable.path.substr(variable.path.rfind('/') + 1);
    const bool own_axis = variable.dimensions.size() == 1 && variable.dimensions[0].first == last;
    const bool setting = last.find('.') != std::string::npos;
    const bool digests = variable.path.starts_with("/integrity/");
    EXPECT_TRUE(own_axis || setting || digests || std::ranges::count(promised, variable.path) ||
                std::ranges::count(promised, last))
        << variable.path;
  }
  for (const auto& [name, value] : results::inspect(folder() / "c.h5").attributes) {
    const auto of_a_run = names_promised("Attributes of the root");
    EXPECT_TRUE(std::ranges::count(promised, name) || std::ranges::count(of_a_run, name)) << name;
  }
}

TEST_F(Calibrate, DamageIsTold) {
  calibrated({"-o", "c.h5"});
  const std::string whole = text_of("c.h5");
  int told = 0;
  for (std::size_t at = 0; at < whole.size(); at += whole.size() / 23) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    write("damaged.h5", bytes);
    const auto run = kith({"inspect", "damaged.h5", "--verify"});
    EXPECT_TRUE(run.code == 4 || run.code == 0) << run.code << run.err;
    told += run.code == 4;
    write("damaged.h5", whole.substr(0, at));
    EXPECT_EQ(kith({"run", "contagion.toml", "--posterior", "damaged.h5"}).code, 4) << at;
  }
  EXPECT_GE(told, 8) << "the rest fell on bytes that hold nothing";
}

TEST_F(Calibrate, ScreenSaysFirstWhetherTheFactsCanBeMet) {
  const auto screen = kith({"calibrate", "c.toml"});
  EXPECT_EQ(screen.code, 0) << screen.err;
  EXPECT_THAT(screen.out, AllOf(HasSubstr("met together"), HasSubstr("identified"), HasSubstr("digest")));
  EXPECT_LE(std::ranges::count(screen.out, '\n'), 25);
}

TEST_F(Calibrate, PageIsDrawn) {
  calibrated({"-o", "c.h5", "--report", "c.html"});
  EXPECT_EQ(kith({"calibrate", "c.toml", "-o", "d.h5", "--report", "c.html"}).code, 4) << "nothing is replaced unasked";
  if (!has_browser()) GTEST_SKIP() << "no Chromium with its driver and python3-selenium";
  expect_sound("c.html", 4, Look::thorough);
}

TEST_F(Calibrate, SampleIsWrittenForAModelToCarry) {
  calibrated({"-o", "c.h5", "--sample", "sample.csv"});
  const results::Posterior posterior = results::read_posterior(folder() / "c.h5");
  const FittedSample sample = read_fitted_sample(tools::read_text(folder() / "sample.csv"), "sample.csv");
  EXPECT_THAT(sample.source, HasSubstr("kith calibrate, digest " + posterior.digest));
  EXPECT_EQ(sample.paths, posterior.paths);
  ASSERT_EQ(sample.points.size(), posterior.sample.size());
  for (std::size_t point = 0; point < sample.points.size(); ++point)
    for (std::size_t k = 0; k < sample.paths.size(); ++k)
      EXPECT_NEAR(sample.points[point][k] / posterior.sample[point][k], 1, 0.0006) << sample.paths[k];
  EXPECT_EQ(kith({"calibrate", "c.toml", "-o", "d.h5", "--sample", "sample.csv"}).code, 4)
      << "nothing is replaced unasked";
  EXPECT_EQ(kith({"calibrate", "c.toml", "-o", "d.h5", "--sample", "d.h5"}).code, 2);
}

TEST_F(Calibrate, ThreadsAndStopsDoNotChangeTheDigest) {
  const std::string serial = calibrated({"-o", "serial.h5", "--threads", "1"}).at("digest");
  EXPECT_EQ(calibrated({"-o", "threads.h5", "--threads", "2"}).at("digest"), serial);
  const auto at_odds = kith({"calibrate", "c.toml", "-o", "threads.h5", "--resume", "--force"});
  EXPECT_EQ(at_odds.code, 2);
}

TEST_F(Calibrate, RoundsMayBeAdded) {
  const std::string whole = calibrated({"-o", "whole.h5"}).at("digest");
  write("c.toml", text("points = 8\nrounds = 1\nreplicates = 2\nsample = 200\n"));
  calibrated({"-o", "first.h5", "--folder", "grown"});
  write("c.toml", text());
  const auto grown = calibrated({"-o", "grown.h5", "--folder", "grown", "--resume"});
  EXPECT_EQ(grown.at("digest"), whole);
  EXPECT_EQ(grown.at("runs_made"), 16) << "those of the second round";
}

TEST_F(Calibrate, KilledItGoesOnWithTheSameDigest) {
  write("c.toml", text("points = 24\nrounds = 3\nreplicates = 8\nsample = 200\n"));
  const std::string undisturbed = calibrated({"-o", "undisturbed.h5"}).at("digest");
  int cut_short = 0;
  for (const char* moment : {"round 1 of 3", "round 2 of 3", "round 3 of 3"}) {
    const std::string name = "killed" + std::to_string(cut_short);
    const auto child = start({"calibrate", "c.toml", "-o", name + ".h5"});
    EXPECT_TRUE(child.says(moment));
    child.send(SIGKILL);
    cut_short += child.finish().signal == SIGKILL;
    EXPECT_FALSE(std::filesystem::exists(folder() / (name + ".h5"))) << "whole or not at all";
    EXPECT_EQ(calibrated({"-o", name + ".h5", "--resume"}).at("digest"), undisturbed) << moment;
  }
  EXPECT_EQ(cut_short, 3);
}

TEST_F(Calibrate, RefusesToOverwrite) {
  calibrated({"-o", "c.h5"});
  const auto again = kith({"calibrate", "c.toml", "-o", "c.h5"});
  EXPECT_EQ(again.code, 4);
  EXPECT_THAT(again.err, HasSubstr("c.h5"));
  const auto runs = kith({"calibrate", "c.toml", "-o", "other.h5", "--folder", "c.runs"});
  EXPECT_EQ(runs.code, 4);
  EXPECT_THAT(runs.err, AllOf(HasSubstr("--resume"), HasSubstr("--force"), HasSubstr("--folder")));
  write("contagion.toml", scenario("links = 3\n"));
  const auto other = kith({"calibrate", "c.toml", "-o", "other.h5", "--folder", "c.runs", "--resume"});
  EXPECT_EQ(other.code, 3);
  EXPECT_THAT(other.err, HasSubstr("other settings"));
  calibrated({"-o", "c.h5", "--force"});
}

TEST_F(Calibrate, RunsTakeTheBestPointAndDrawsTheSample) {
  calibrated({"-o", "c.h5"});
  const results::Posterior posterior = results::read_posterior(folder() / "c.h5");
  const auto run = kith({"run", "contagion.toml", "--posterior", "c.h5", "-o", "run.h5"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, AllOf(HasSubstr("best point"), HasSubstr("contagion.recovery = ")));
  const std::string resolved = results::read(folder() / "run.h5").resolved;
  EXPECT_THAT(resolved, AllOf(HasSubstr("recovery = " + format_value(Value(posterior.best[1]))),
                              HasSubstr("posterior c.h5 (best point, digest ")));
  write("more.toml", "extends = \"contagion.toml\"\n[contagion]\ninitial_share = 0.2\n");
  const auto compared = kith({"compare", "contagion.toml", "more.toml", "--posterior", "c.h5", "--evidence-draws", "12",
                              "--draw-replicates", "2", "-o", "compared.h5"});
  EXPECT_EQ(compared.code, 0) << compared.err;
  const results::EvidenceDraws draws = results::read(folder() / "compared.h5").evidence_draws;
  ASSERT_EQ(draws.numbers.size(), 2U);
  EXPECT_THAT(draws.numbers[0].distribution, HasSubstr("posterior c.h5"));
  for (std::size_t draw = 0; draw < 12; ++draw) {
    const std::vector<double> drawn{draws.drawn[2 * draw], draws.drawn[2 * draw + 1]};
    EXPECT_TRUE(std::ranges::count(posterior.sample, drawn)) << "the values of a draw are one point of the sample";
  }
}

TEST_F(Calibrate, APosteriorWithoutEffectIsRefused) {
  calibrated({"-o", "c.h5"});
  write("says.toml", "extends = \"contagion.toml\"\n[contagion]\nrecovery = 0.05\n");
  const auto said = kith({"run", "says.toml", "--posterior", "c.h5"});
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.err, AllOf(HasSubstr("says.toml:3:"), HasSubstr("contagion.recovery"), HasSubstr("no effect")));
  EXPECT_EQ(kith({"run", "contagion.toml", "--posterior", "none.h5"}).code, 4);
  kith({"run", "contagion.toml", "-o", "run.h5", "--quiet"});
  EXPECT_THAT(kith({"run", "contagion.toml", "--posterior", "run.h5"}).err, HasSubstr("kith calibrate"));
  EXPECT_THAT(kith({"compare", "c.h5", "run.h5"}).err, HasSubstr("holds a calibration"));
}

TEST_F(Calibrate, CheckingRunsNothing) {
  const auto check = kith({"calibrate", "c.toml", "--check"});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_THAT(check.out, HasSubstr("2 parameters fitted to 2 facts, 2 rounds of 8 points x 2 replicates: 32 runs"));
  EXPECT_EQ(files(), (std::vector<std::string>{"c.toml", "contagion.toml"}));
}

/// A fact about another place says nothing of this one, but its measure may have a target of one's own.
TEST_F(Calibrate, FactsFromElsewhereAreNotFittedTo) {
  const std::string head = "scenario = \"" + std::string(KITH_SOURCE_DIR) +
                           "/scenarios/oxford.toml\"\n[calibration]\n[[parameter]]\npath = "
                           "\"parameters.propensity_sigma\"\n";
  EXPECT_THAT(faults(head + "[[fact]]\nname = \"Proven reoffending\"\n"),
              ElementsAre(AllOf(HasSubstr("6:1 "), HasSubstr("another place or time"))));
  EXPECT_THAT(faults(head + "[[fact]]\nname = \"Mine\"\nexpression = \"proven_reoffending_rate\"\ntarget = "
                            "0.3\ntolerance = 0.02\n"),
              IsEmpty());
}

TEST_F(Calibrate, IsNoScenario) {
  EXPECT_THAT(kith({"run", "c.toml"}).err, HasSubstr("'kith calibrate' takes it"));
  EXPECT_THAT(kith({"calibrate", "contagion.toml"}).err, HasSubstr("has no table [calibration]"));
}

TEST_F(Calibrate, EverythingWrongIsSaidAtOnceWithItsPlace) {
  const std::string wrong =
      "scenario = \"contagion.toml\"\n"          // 1
      "[calibration]\n"                          // 2
      "points = 0\n"                             // 3
      "color = 1\n"                              // 4
      "[[parameter]]\n"                          // 5
      "path = \"contagion.recovary\"\n"          // 6
      "from = 0.1\n"                             // 7
      "to = 0.2\n"                               // 8
      "[[parameter]]\n"                          // 9
      "path = \"contagion.transmission\"\n"      // 10
      "[[parameter]]\n"                          // 11
      "path = \"contagion.recovery\"\n"          // 12
      "from = 0.2\n"                             // 13
      "to = 7\n"                                 // 14
      "[[parameter]]\n"                          // 15
      "path = \"contagion.background\"\n"        // 16
      "distribution = \"lognorml(0.1, 0.2)\"\n"  // 17
      "[[parameter]]\n"                          // 18
      "path = \"run.seed\"\n"                    // 19
      "from = 1\n"                               // 20
      "to = 2\n"                                 // 21
      "[[fact]]\n"                               // 22
      "name = \"Nobody knows it\"\n"             // 23
      "[[fact]]\n"                               // 24
      "name = \"Mine\"\n"                        // 25
      "expression = \"mean_activ_share * 2\"\n"  // 26
      "target = 1\n"                             // 27
      "tolerance = 0\n"                          // 28
      "[[fact]]\n"                               // 29
      "name = \"Odd\"\n"                         // 30
      "expression = \"mean_active_share *\"\n"   // 31
      "target = 1\n"                             // 32
      "tolerance = 1\n";                         // 33
  const std::vector<std::string> said = faults(wrong);
  const auto has = [&](const std::string& place, const std::string& words) {
    EXPECT_TRUE(std::ranges::any_of(
        said,
        [&](const std::string& line) { return line.starts_with(place) && line.find(words) != std::string::npos; }))
        << place << " " << words << "\n"
        << testing::PrintToString(said);
  };
  has("3:", "'points' is 0");
  has("4:", "color");
  has("6:", "did you mean 'recovery'");
  has("10:", "states a distribution");
  has("14:", "contagion.recovery");
  has("17:", "lognormal");
  has("19:", "'run.seed' is the same for the whole calibration");
  has("23:", "unknown fact");
  has("26:", "did you mean 'mean_active_share'");
  has("31:", "mean_active_share *");
  EXPECT_THAT(faults("scenario = \"none.toml\"\n[calibration]\n"), Not(IsEmpty()));
  EXPECT_THAT(faults("x ="), Not(IsEmpty()));
}

TEST_F(Calibrate, WhatIsHeldBackIsNeverRead) {
  const std::string head = "scenario = \"" + std::string(KITH_SOURCE_DIR) +
                           "/scenarios/manchester.toml\"\n[calibration]\n[[parameter]]\npath = "
                           "\"parameters.propensity_sigma\"\n";
  EXPECT_THAT(faults(head + "[[fact]]\nname = \"Accused before\"\n"), IsEmpty());
  EXPECT_THAT(
      faults(head + "[[fact]]\nname = \"Earlier accusations\"\n"),
      ElementsAre(AllOf(HasSubstr("6:1 "), HasSubstr("held back"), HasSubstr("predict"), Not(HasSubstr("10.35")))));
  EXPECT_THAT(faults(head + "[[fact]]\nname = \"Mine\"\nexpression = \"earlier_accusations / 2\"\ntarget = "
                            "5\ntolerance = 1\n"),
              ElementsAre(AllOf(HasSubstr("7:1 "), HasSubstr("held back"), HasSubstr("Earlier accusations"))));
}

TEST_F(Calibrate, APartOfWhatIsHeldBackIsHeldBack) {
  write("line.toml", "model = \"line\"\n[run]\nstart = 2020-01-01\nend = 2020-03-01\n");
  const auto fitted_to = [&](const std::string& expression) -> std::string {
    write("l.toml",
          "scenario = \"line.toml\"\n[calibration]\n[[parameter]]\npath = \"line.level\"\nfrom = 0\nto = "
          "10\n[[fact]]\nname = \"Mine\"\ntarget = 1\ntolerance = 1\nexpression = \"" +
              expression + "\"\n");
    const tools::Models models({std::make_shared<const LineModel>(-1.0)});
    try {
      read_calibration_file({.scenario = {.models = &models, .file = folder() / "l.toml"}});
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(fitted_to("height * 2"), "") << "a fact that may be fitted to is about it, too";
  EXPECT_THAT(fitted_to("depth * 2"), AllOf(HasSubstr("the fact 'Depth'"), HasSubstr("held back")));
}

TEST_F(Calibrate, AFactHeldBackChangesNothing) {
  write("line.toml", "model = \"line\"\n[run]\nstart = 2020-01-01\nend = 2020-03-01\n");
  write("l.toml",
        "scenario = \"line.toml\"\n[calibration]\npoints = 6\nrounds = 2\nreplicates = 3\nsample = 200\n"
        "[[parameter]]\npath = \"line.level\"\nfrom = 0\nto = 10\n[[fact]]\nname = \"Height\"\n");
  std::vector<std::string> digests;
  for (const double held_back : {-4.0, 1e9, std::nan("")}) {
    const tools::Models models({std::make_shared<const LineModel>(held_back)});
    const CalibrationFile file = read_calibration_file({.scenario = {.models = &models, .file = folder() / "l.toml"}});
    const Calibrated done =
        calibrate(file, {.folder = folder() / std::to_string(digests.size()), .quiet = true, .command_line = "test"});
    EXPECT_EQ(done.calibration.facts.size(), 1U);
    EXPECT_NEAR(done.calibration.parameters[0].middle, 4, 0.3);
    digests.push_back(results::digest(done.calibration));
  }
  EXPECT_THAT(digests, testing::Each(digests.front()));
}

}  // namespace
}  // namespace kith::calibration
