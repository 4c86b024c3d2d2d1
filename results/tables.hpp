// Tables of rows in a results file, whatever a model declares them to be: written, read, and joined for a comparison.
// Private to this folder; writing and reading need a live hdf5::Session.
#pragma once

#include "results/contents.hpp"
#include "results/netcdf.hpp"
#include "results/results.hpp"

#include <string>
#include <vector>

namespace kith::results {

/// Whether any replicate holds rows of the table, by place among the tables declared: it was asked for.
bool keeps_table(const Run& run, std::size_t table);
/// Throws ResultsError unless columns are as declared and of one length.
void check_tables(const Run& run);

/// Every table kept, a group each, rows by replicate. `replicates` in their order in the file.
void write_tables(netcdf::VariableMaker& maker, hid_t file, const MeasureSet& measures,
                  const std::vector<const ReplicateResult*>& replicates, KnownValues& known);

bool is_table(hid_t group);
/// Reads the tables `names` into a run whose replicates are known. Throws ResultsError.
void read_tables(hid_t file, const hdf5::RawFile& raw, const std::vector<std::string>& names, Run& run);

/// Puts into a comparison what all of its runs keep: the rows of every scenario, each with the scenario and how it
/// stands to the base (a row of the base: to the alternatives). Takes the rows out of `runs`.
void join_tables(Run& joined, std::vector<Run>& runs, const std::vector<std::string>& labels);

}  // namespace kith::results
