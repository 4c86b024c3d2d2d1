// The results of a calibration in one file: every point simulated, what the facts leave possible (a sample of the
// posterior), and what can be said of each parameter and each fact. HDF5 that is also valid netCDF-4; FORMAT.md is the
// promise. Of fitting itself nothing is known here.
#pragma once

#include "results/results.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace kith::results {

inline constexpr int calibration_format_version = 1;

/// A setting that was fitted. Values are in its unit, NaN where nothing can be said.
struct CalibratedParameter {
  std::string path, unit, kind;    ///< kind: "range" or "distribution"
  std::string distribution;        ///< what it was believed to be; "" of a range
  std::string learnt;              ///< "identified", "bounded above", "bounded below", "superfluous"
  std::string pressed;             ///< "lowest" or "highest" if the best fit presses against that end; else ""
  double lowest = 0, highest = 0;  ///< of the range, else 2.5% and 97.5% of the distribution
  bool integer = false, log = false;
  double prior_low = 0, prior_high = 0;  ///< 5% and 95% of what was believed
  double low = 0, middle = 0, high = 0;  ///< 5%, 50% and 95% of the posterior
  double best = 0;                       ///< at the best point simulated
  double narrowed = 0;                   ///< spread of the posterior in that of the prior
  std::vector<double> taught{};          ///< by fact: spread in that of the posterior without the fact
  std::vector<double> profile_values{};  ///< by place: the value it is fixed at
  std::vector<double> profile{};         ///< by place: fall of the logarithm of the likelihood
};

struct CalibratedFact {
  std::string name, expression, unit, source;
  std::string met;  ///< "met", "not with the others" or "impossible"
  double target = 0, tolerance = 0;
  double chance = 0;                                                 ///< standard deviation of one replicate
  double best = 0;                                                   ///< value at the best point simulated
  double miss = 0;                                                   ///< there, in what is allowed: within 1 it is met
  double least_miss = 0;                                             ///< the least at any point simulated
  double posterior_low = 0, posterior_mean = 0, posterior_high = 0;  ///< 5%, mean and 95% over the posterior
  double emulator_deviation = 0;                                     ///< what the emulator does not know
  double emulator_widened = 1;                                       ///< what its variances were multiplied by
};

struct CalibratedPoint {
  std::vector<double> unit_cube, numbers;  ///< one a parameter
  std::int64_t round = 0;
  double misfit = 0;
  std::vector<std::vector<double>> values{};  ///< [fact][replicate], NaN where there is none
};

struct CalibrationRound {
  std::int64_t points = 0, plausible = 0;
  double left = 0;
};

struct Calibration {
  std::string model, name, question, start, end;
  std::int64_t seed = 0;              ///< of the runs
  std::int64_t calibration_seed = 0;  ///< of points and sample
  std::int64_t first_replicate = 0, replicates = 1;
  std::int64_t best_point = 0;
  std::int64_t effective_size = 0;  ///< of the sample: points that stand at one place count as one
  bool together = false;            ///< whether the best point meets all facts
  std::vector<CalibratedParameter> parameters{};
  std::vector<CalibratedFact> facts{};
  std::vector<CalibratedPoint> points{};
  std::vector<CalibrationRound> rounds{};
  std::vector<std::vector<double>> sample{};            ///< values, one a parameter; of equal weight
  std::vector<std::vector<double>> sample_unit_cube{};  ///< likewise
  std::vector<std::vector<double>> predicted{};         ///< by point of the sample and fact
  Provenance provenance{};
  std::vector<std::pair<std::string, std::string>> texts{};  ///< (file, text): calibration and scenario files
};

/// SHA-256 of points, their runs and the sample; says nothing of how they came about.
std::string digest(const Calibration& calibration);

/// Writes beside `file` and renames, after check_writable; as write_finished, it gets another name if this one was
/// taken meanwhile. Says where it came to stand. Throws ResultsError.
std::filesystem::path write_finished_calibration(const std::filesystem::path& file, const Calibration& calibration,
                                                 bool force);

/// What a calibration knows of its parameters, for those who run with it.
struct Posterior {
  std::string model, name, digest;
  std::vector<std::string> paths;
  std::vector<std::string> units{};
  std::vector<double> best{};                 ///< values at the best point simulated
  std::vector<std::vector<double>> sample{};  ///< values, one a parameter; of equal weight, at least one
};

/// Throws ResultsError for what is no calibration, is damaged or was changed since it was written, naming what.
Posterior read_posterior(const std::filesystem::path& file);

}  // namespace kith::results
