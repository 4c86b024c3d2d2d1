// The readers behind read(), read_sweep() and verify(), on an open file. Private to this folder; needs a live
// hdf5::Session.
#pragma once

#include "results/calibration_file.hpp"
#include "results/contents.hpp"
#include "results/results.hpp"
#include "results/source.hpp"
#include "results/sweep_file.hpp"

namespace kith::results {

/// As read(); what the table of digests told goes to `contents`, which stays as it is for a file without one.
Run read_run(const Source& source, ContentsCheck& contents);

/// As read_sweep(file), likewise.
SweepTable read_sweep(const Source& source, ContentsCheck& contents);

/// As read_posterior(file), likewise.
Posterior read_posterior(const Source& source, ContentsCheck& contents);

}  // namespace kith::results
