// The digest of result data, in steps: of the declaration, of each replicate, of the whole. Private to this folder.
#pragma once

#include "results/results.hpp"

#include <string>
#include <utility>
#include <vector>

namespace kith::results {

/// SHA-256 (hex) of what stands beside the measures and has no checksum of its own in HDF5: scenario texts, evidence,
/// facts, event log. It tells damage; it says nothing about results.
std::string attachments_digest(const Run& run);

/// Replicates by ascending number. Throws ResultsError if a number comes twice.
std::vector<const ReplicateResult*> ordered(const std::vector<ReplicateResult>& replicates);

/// Throws ResultsError unless the arrays have the kinds and sizes the measures declare.
void check_fits(const MeasureSet& measures, const ReplicateResult& replicate);

/// Of names, dimensions and kinds of measures.
std::string declaration_digest(const MeasureSet& set);

/// The whole digest from the digests of the replicates, given by ascending replicate number.
std::string combine_digests(const MeasureSet& measures,
                            const std::vector<std::pair<std::int64_t, std::string>>& replicate_digests);

}  // namespace kith::results
