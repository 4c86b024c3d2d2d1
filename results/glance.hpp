// A glance at a file before anything else is said about it: is it what a command reads at all?
#pragma once

#include <filesystem>

namespace kith::results {

/// Throws ResultsError, which says what is the matter, unless `file` is a results file of a version known here. Reads
/// its head only, so the rest may still be damaged.
void glance(const std::filesystem::path& file);

/// The same of the results of a sweep.
void glance_at_sweep(const std::filesystem::path& file);

}  // namespace kith::results
