// A small sweep that uses every part of the format, with a run that failed and one that is missing; and the same file
// as earlier programs wrote it. The text of a value need not be how its number is written: "0.250".
#pragma once

#include "results/statistics.hpp"
#include "results/sweep_file.hpp"
#include "tests/results/sample.hpp"

namespace kith::results::sample {

inline SweepHead sweep_head() {
  SweepHead head{.model = "contagion",
                 .name = "Trial",
                 .question = "?",
                 .start = "2020-01-01",
                 .end = "2020-12-31",
                 .seed = 5,
                 .design = "list",
                 .design_seed = 1,
                 .replicates = 2,
                 .plan_hash = "abc"};
  head.parameters = {{.path = "a.rate",
                      .unit = "per year",
                      .kind = "range",
                      .lowest = 0,
                      .highest = 1,
                      .categories = {},
                      .distribution = "",
                      .at = "2020-06-01"},
                     {.path = "a.kind",
                      .unit = "",
                      .kind = "categories",
                      .lowest = none,
                      .highest = none,
                      .numeric = false,
                      .categories = {"\"x\"", "\"y\""},
                      .distribution = "",
                      .at = ""}};
  head.points = {{.unit_cube = {0.25, 0.75}, .numbers = {0.25, 1}, .texts = {"0.250", "\"y\""}, .seed = 5},
                 {.unit_cube = {none, none}, .numbers = {0.5, 0}, .texts = {"0.5", "\"x\""}, .seed = 5}};
  head.measures.dimensions = {{"area", "", "ward", {"Hulme", "Chorlton"}, {}}};
  head.measures.measures = {{"share", "1", "mean share", "headlines", {}, Number::real},
                            {"people", "people", "people by ward", "", {"area"}, Number::count},
                            {"offences", "offences", "all of them", "headlines", {}, Number::count}};
  head.texts = {{"plan.toml", "format = 1\n"}};
  return head;
}

inline ReplicateResult sweep_result(std::int64_t replicate, double share) {
  ReplicateResult made(sweep_head().measures, replicate);
  made.reals(0)[0] = share;
  made.counts(1) = {3, 4};
  made.counts(2) = {static_cast<std::int32_t>(100 * share)};
  return made;
}

inline PointRuns runs_of(std::size_t point) {
  if (point == 0) return {{RunStatus::done, RunStatus::done}, {sweep_result(0, 0.5), sweep_result(1, 0.75)}, ""};
  return {{RunStatus::failed, RunStatus::missing}, {{}, {}}, "no such thing"};
}

/// Makes of a sweep file what sweep format version 1 was: the same without the table of digests. False without h5py.
inline bool make_version_1(const std::filesystem::path& file) {
  const std::string change = "import h5py, numpy; f = h5py.File('" + file.string() +
                             "', 'r+'); del f['integrity']; del f.attrs['contents_digest']; "
                             "f.attrs.modify('format_version', numpy.int32(1)); f.close()";
  return std::system(("/usr/bin/python3 -c \"" + change + "\" 2>/dev/null").c_str()) == 0;
}

}  // namespace kith::results::sample
