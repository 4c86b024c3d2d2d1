// A small run that uses every part of the format, and a folder that goes away with the test.
#pragma once

#include "results/comparison.hpp"
#include "results/results.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace kith::results::sample {

inline MeasureSet measures() {
  MeasureSet set;
  set.dimensions = {{"time", "days since 2013-04-01", "first day of the step", {}, {0, 7, 14}},
                    {"area", "", "ward of residence", {"Ancoats & Beswick", "Chorlton", "Hulme Ç"}, {}},
                    {"sex", "", "sex", {"F", "M"}, {}},
                    {"age", "years", "age on the first day", {}, {10, 18}},
                    {"scheme", "", "schemes in this scenario", {}, {}}};
  set.measures = {
      {"offences", "offences", "offences committed", "", {"time", "area"}, Number::count, Closure::emergent},
      {"offending_rate",
       "offences per 1000 people and year",
       "rate of offending",
       "headlines",
       {},
       Number::real,
       Closure::calibrated},
      {"people", "people", "residents", "", {"sex", "age"}, Number::count, Closure::imposed},
      {"entrants", "people", "first-time entrants", "headlines", {}, Number::count, Closure::emergent},
      {"staff_hours",
       "hours",
       "staff hours by scheme",
       "services",
       {"time", "scheme"},
       Number::real,
       Closure::emergent},
      {"reoffending_rate", "", "one-year proven reoffending", "cohorts", {"area"}, Number::real, Closure::emergent},
      {"time_in_custody", "days", "mean time in custody", "headlines", {}, Number::real, Closure::emergent}};
  set.event_columns = {{"day", "days since 2013-04-01", "day of the event", {}},
                       {"kind", "", "kind of offence", {"theft from shop", "robbery"}}};
  set.tables = {{"lives",
                 "life",
                 "people told of",
                 {{"person", "", "number of the life", {}, CellKind::whole, "", true},
                  {"came", "days since 2013-04-01", "day of coming", {}, CellKind::whole},
                  {"in_work", "", "whether in work", {"no", "yes"}, CellKind::small},
                  {"home", "", "ward of residence", {}, CellKind::whole, "area"},
                  {"dose", "share", "share of a service had", {}, CellKind::real}},
                 {"{home}[, came on {came}][, in work{?in_work}]"},
                 ""}};
  return set;
}

/// As many as the replicate's number and one; with another seed the last is another and the first has another dose.
inline TableRows lives(std::int64_t number, int seed) {
  TableRows rows{{Counts(), Counts(), SmallCounts(), Counts(), Reals()}};
  for (int i = 0; i <= number; ++i) {
    append_cell(rows.columns[0], i < number ? 10 * i : 10 * i + seed);
    append_cell(rows.columns[1], i % 2 == 0 ? no_cell<double> : i);
    append_cell(rows.columns[2], i % 2);
    append_cell(rows.columns[3], i % 3);
    append_cell(rows.columns[4], i == 0 ? seed / 2.0 : no_cell<double>);
  }
  return rows;
}

/// Values that differ in every cell; `seed` shifts them.
inline ReplicateResult replicate(const MeasureSet& set, std::int64_t number, int seed = 0, bool events = true) {
  ReplicateResult result(set, number);
  std::int32_t next = static_cast<std::int32_t>(number) * 1000 + seed;
  for (auto& array : result.arrays)
    std::visit(
        [&](auto& values) {
          for (auto& value : values) value = static_cast<std::decay_t<decltype(value)>>(next++);
        },
        array);
  result.tables = {lives(number, seed)};
  const std::size_t rate = set.index("reoffending_rate");
  if (!result.reals(rate).empty()) result.reals(rate)[0] = std::numeric_limits<double>::quiet_NaN();
  if (!events) return result;
  const auto rows = static_cast<std::size_t>(number % 3) * 2;
  result.event_columns.assign(set.event_columns.size(), std::vector<std::int32_t>(rows, 1));
  for (std::size_t i = 0; i < rows; ++i) result.event_columns[0][i] = static_cast<std::int32_t>(i);
  return result;
}

inline Run run(int replicates = 3, bool events = true) {
  Run run;
  run.model = "safety";
  run.name = "Manchester";
  run.question = "What would a larger cohort change? “Ja”";
  run.start = "2013-04-01";
  run.end = "2013-04-21";
  run.seed = -42;
  run.measures = measures();
  for (int i = 0; i < replicates; ++i) run.replicates.push_back(replicate(run.measures, i, 0, events));
  run.provenance = {"0.1.0",          "abc123-dirty", "GCC 12", "Linux", "2026-01-01T00:00:00Z", "2026-01-01T00:00:02Z",
                    "kith run a.toml"};
  run.scenario_texts = {{"a.toml", "extends = \"b.toml\"\n"}, {"b.toml", "# größer\nmodel = \"safety\"\n"}};
  run.resolved = "model = \"safety\"\nseed = -42\n";
  run.inputs = {{"mytown/place.toml", "place", std::string(64, 'a'), "name = \"mytown\"\n"},
                {"svc/mentors.toml", "catalogue", std::string(64, 'b'), ""}};
  run.unit_cost_draws = {{"fiscal.police.arrest", "social.victims.harm"}, 2, {1.1, 0.9, 0.8, 1.3}};
  run.evidence = {{"police.detection", "0.14", "1", "B", "ONS 2014", "evidence/police.toml"},
                  {"courts.delay", "", "days", "C", "MoJ", "--set"}};
  run.facts = {{"offences a year", "offending", "offending_rate", 100, 0, 5000, "1", "calibrate", "ONS"},
               {"entrants", "justice", "entrants", 5, 4, 6, "people", "predict", "MoJ"},
               {"not measured", "justice", "absent", 5, 4, 6, "people", "predict", "MoJ"}};
  run.goals = {{.name = "fewer entrants",
                .scenario = "",
                .measure = "entrants",
                .compared_with = "a.toml",
                .by = "2013-04-14",
                .source = "strategy",
                .change = -0.1}};
  return run;
}

inline EvidenceDraws evidence_draws() {
  EvidenceDraws draws;
  draws.draws = 3;
  draws.scenarios = 2;
  draws.replicates = 2;
  draws.numbers = {{"services.clinic.effect", "1", "0.9", "lognormal(0.9, 0.1)", "a trial"}};
  draws.drawn = {0.8, 0.9, 1.1};
  draws.measures = {{"recorded", "offences"}, {"cost", "GBP"}};
  for (int i = 0; i < 24; ++i) draws.values.push_back(i * i % 7);
  draws.preference = {"cost", true};
  return draws;
}

inline BreakEven break_even() {
  return {"services.clinic.effect",
          "1",
          "0.9",
          "all scenarios",
          {0.5, 0.75, 1},
          2,
          {{"net benefit", "GBP a year", 0}, {"fewer entrants", "share", -0.1}},
          1,
          {40, 30, 50, 10, 0, 20, -20, -30, -10, -0.3, -0.4, -0.2, -0.2, -0.3, -0.1, 0, 0, 0}};
}

/// What so many pairs of a comparison drew, doubt split.
inline Doubt doubt(int replicates) {
  Doubt doubt{.population = true,
              .numbers = {{"services.clinic.effect", "1", "0.9", "lognormal(0.9, 0.1)", "a trial"}},
              .held = {{"parameters.deprivation", "fitted to facts"}},
              .pairs = {},
              .agains = {Again::chance, Again::people},
              .measures = {{"offending_rate", "1"}, {"time_in_custody", "days"}}};
  for (int i = 0; i < replicates; ++i) doubt.pairs[i] = {1000 + i, {0.8 + 0.1 * i}, {1, 2, 3, 4, 5.5, 6, 7, 8.0 + i}};
  return doubt;
}

/// Two scenarios whose replicates differ.
inline Run comparison(int replicates = 3) {
  Run base = run(replicates, false), other = run(replicates, false);
  other.name = "Manchester, changed";
  for (ReplicateResult& changed : other.replicates)
    changed = replicate(other.measures, changed.replicate, 3 + static_cast<int>(changed.replicate), false);
  Run joined = join({base, other}, {"base", "changed"}, {});
  joined.doubt = doubt(replicates);
  joined.evidence_draws = evidence_draws();
  joined.break_even = break_even();
  return joined;
}

/// A folder of its own for each test.
class Folder : public testing::Test {
 protected:
  using Run = results::Run;  // GoogleTest has a Run of its own
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kith-results-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  std::size_t files_in_folder() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

 private:
  std::filesystem::path folder_;
};

/// Runs `work` in a process of its own, so that a crash there is a failed test and not the end of all tests.
/// Returns its exit code, or 128 plus the signal that ended it.
template <class Work>
int in_child(Work work) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// What the error says; "" if there was none. Any other exception fails the test.
template <class Work>
std::string error_of(Work work) {
  try {
    work();
  } catch (const ResultsError& error) {
    return error.what();
  }
  return "";
}

}  // namespace kith::results::sample
