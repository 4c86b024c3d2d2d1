// Results files: HDF5 laid out so that it is also valid netCDF-4. FORMAT.md is the promise. This header is all the
// rest of the program sees of it: what to write, what is read back, the digest.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/run/model.hpp"
#include "results/break_even.hpp"
#include "results/doubt.hpp"
#include "results/evidence_draws.hpp"

#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace kith::results {

inline constexpr int format_version = 2;

/// A results file that cannot be written or read; what() names the file, what is wrong and what to do about it.
class ResultsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where a run came from: attributes of the file's root. Not part of the digest.
struct Provenance {
  std::string program_version;
  std::string git_hash;  ///< with "-dirty" if the tree was
  std::string compiler;
  std::string host;     ///< operating system, processor, threads
  std::string started;  ///< ISO 8601, UTC
  std::string finished;
  std::string command_line;
};

/// A goal a scenario is judged by, as a [[target]] of it states it; never used to steer a run.
struct Goal {
  std::string name;           ///< the goal in words
  std::string scenario;       ///< whose it is, by label; "" in a run of one scenario
  std::string measure;        ///< a measure without dimensions
  std::string compared_with;  ///< scenario file a change is measured from, or ""
  std::string by;             ///< "2016-03-31", or ""
  std::string source;
  double change = std::numeric_limits<double>::quiet_NaN();  ///< -0.1 for a fall by a tenth, or NaN
  double value = std::numeric_limits<double>::quiet_NaN();   ///< to be reached, or NaN
};

/// The smallest change of a measure that matters to whoever asks, as [matters] of a scenario states it.
struct SmallestChange {
  std::string measure;                                       ///< "any": every measure that has no line of its own
  double share = std::numeric_limits<double>::quiet_NaN();   ///< of the base's level, or NaN
  double amount = std::numeric_limits<double>::quiet_NaN();  ///< in the measure's unit, or NaN

  double size() const { return std::isnan(share) ? amount : share; }
};

/// A file the model read beside the scenario: a table of the place, an entry of the catalogue.
struct InputText {
  std::string file;    ///< as the resolved scenario finds it, with / between folders
  std::string role;    ///< what it is to the run
  std::string sha256;  ///< of its bytes
  std::string text;    ///< "" if it is too large to keep
};

/// Unit costs drawn from what is known of them, as multiples of those used: how far a sum of money is in doubt can be
/// told from the file alone, whatever a later program knows of unit costs.
struct UnitCostDraws {
  std::vector<std::string> items;  ///< labels of the axis of costs; empty if nothing was drawn
  std::size_t draws = 0;
  Reals factors;  ///< by draw, item
};
bool is_consistent(const UnitCostDraws& draws);

/// One of the scenarios of a comparison.
struct ComparedScenario {
  std::string label;  ///< on the axis "scenario"
  std::string name;
  std::string question;
  std::string file;      ///< its scenario file
  std::string resolved;  ///< as TOML
  std::string digest;    ///< of its own results, as `kith run` would have written it
};

/// Everything a results file holds.
struct Run {
  std::string model;
  std::string name;
  std::string question;
  std::string start;  ///< "2013-04-01": the origin of time axes
  std::string end;
  std::int64_t seed = 0;
  MeasureSet measures;
  std::vector<ReplicateResult> replicates;  ///< ascending by replicate number
  Provenance provenance;
  std::vector<std::pair<std::string, std::string>> scenario_texts;  ///< (file, text)
  std::string resolved;                                             ///< the resolved scenario as TOML
  std::vector<InputText> inputs;  ///< what else is needed to repeat it; of all scenarios of a comparison
  UnitCostDraws unit_cost_draws;
  /// Evidence values used: path -> value, unit, grade, source, origin, one row each.
  struct Evidence {
    std::string path, value, unit, grade, source, origin;
  };
  std::vector<Evidence> evidence;
  std::vector<Fact> facts;        ///< validation facts with target and range; observed means are computed on writing
  std::vector<Caution> cautions;  ///< what a reader has to know of the scenario, or of any of those compared
  std::vector<Goal> goals;        ///< verdicts are computed on writing
  std::vector<SmallestChange> matters;  ///< of all scenarios compared, one a measure
  /// The base first; empty for a run of one scenario. If not, every measure has the axis "scenario" before its own, and
  /// the file holds paired differences, computed on writing. See comparison.hpp.
  std::vector<ComparedScenario> scenarios;
  Presentation presentation;     ///< how its model wants it told; in no file: given by who has the model at hand
  Doubt doubt;                   ///< of a comparison: what its pairs differ in
  EvidenceDraws evidence_draws;  ///< of a comparison, if it was asked for
  BreakEven break_even;          ///< likewise
};

/// SHA-256 (hex) over names, shapes and bytes of all measures, replicate by replicate; never over the event log or
/// provenance. Equal for one file of N replicates and the merge of N files of one. FORMAT.md defines every byte.
/// Throws ResultsError if a replicate's arrays do not fit the measures or a replicate number comes twice.
std::string digest(const MeasureSet& measures, const std::vector<ReplicateResult>& replicates);
/// The digest of one replicate alone, also stored in the file as /replicate_digest.
std::string replicate_digest(const MeasureSet& measures, const ReplicateResult& replicate);

/// Throws ResultsError if `file` exists and `force` is false, or its folder is missing or not writable. Call before
/// running.
void check_writable(const std::filesystem::path& file, bool force);

/// Writes beside `file` and renames: the file appears whole or not at all. Throws ResultsError (folder not writable,
/// disk full, a name a results file cannot hold, ...).
void write(const std::filesystem::path& file, const Run& run, bool force);

/// The same for what took long to make, after check_writable: without `force`, a file that somebody else made meanwhile
/// is left alone and this one gets another name (run.h5, run-2.h5, ...). Says under which name it stands now.
std::filesystem::path write_finished(const std::filesystem::path& file, const Run& run, bool force);

/// What `kith inspect` shows. Reads attributes and shapes, not the data; read() also checks the digest.
struct Summary {
  std::map<std::string, std::string> attributes;  ///< of the root: format, format_version, model, seed, digest, ...
  struct Variable {
    std::string path, unit, meaning, type;
    std::vector<std::pair<std::string, std::size_t>> dimensions;
    std::vector<std::string> attributes;  ///< their names, those of HDF5 and netCDF included
  };
  std::vector<Variable> variables;
  std::int64_t replicates = 0;
};
Summary inspect(const std::filesystem::path& file);

/// Reads a whole file back and checks everything in it against the digests it holds. Throws ResultsError for what is no
/// results file, has an unknown version, is truncated or corrupted, or fails a digest. Whole copies by programs that
/// copy HDF5 or netCDF files are read too. A measure written without a unit comes back with unit "1"; event columns
/// come back only if the log was on.
Run read(const std::filesystem::path& file);
/// Whether a file begins as HDF5 files do; what else it may be is for read() to say. False if it cannot be read.
bool is_hdf5(const std::filesystem::path& file);

/// What the digests of a file cover and what not, in words.
struct Verification {
  std::vector<std::string> covered;  ///< empty if the file has no digests that can be computed anew
  std::vector<std::string> not_covered;
};
/// Of a file of runs or of a sweep. Throws ResultsError as read() does, naming what is wrong.
Verification verify(const std::filesystem::path& file);

/// Mean over replicates with a 95% interval (Student's t), of the mean or of one more value, ignoring NaN. All NaN
/// without values; low, high and standard_deviation are NaN with only one. What cannot be is no part of the interval:
/// it ends where `bounds` do, which no more often leaves out the truth.
struct Estimate {
  double mean, low, high, standard_deviation;
  std::int64_t count;
};
Estimate estimate(const std::vector<double>& values, IntervalOf of = IntervalOf::mean, const Bounds& bounds = {});
/// Of a measure without dimensions in a run of one scenario, within the bounds of its unit. Throws as scalar_values.
Estimate mean_level(const Run& run, std::string_view measure);
/// The values of a measure without dimensions, one a replicate. Throws std::out_of_range if there is no such measure,
/// std::invalid_argument if it has dimensions.
std::vector<double> scalar_values(const MeasureSet& measures, const std::vector<ReplicateResult>& replicates,
                                  std::string_view measure);
/// The same in one scenario of a comparison, or in the one there is.
std::vector<double> scalar_values(const Run& run, std::string_view measure, std::size_t scenario = 0);

}  // namespace kith::results
