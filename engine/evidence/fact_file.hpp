// Published facts as data: one a table of a TOML file. A fact is one number, or a curve of several, each of which
// becomes a row of the card. See docs/validation.md.
#pragma once

#include "engine/run/model.hpp"
#include "engine/settings/toml_table.hpp"

#include <vector>

namespace kith {

/// What a fact can be used for, in the order in which they are told.
const TextList& fact_uses();

/// The rows of one fact. Keys: name, pattern, use, source; unit and measure, or not_measured; target with tolerance,
/// tolerance_share, or lowest and highest; for a curve labels, names, a list of targets, and order. Faults become
/// problems of the table; figures are held against `measures`.
std::vector<Fact> read_fact(const TomlTable& table, const MeasureSet& measures);

/// The facts of a file: of its root or, if it has any, of each [[fact]]. Throws InputError telling all that is wrong.
std::vector<Fact> read_fact_file(std::string_view text, const std::string& file, const MeasureSet& measures);

}  // namespace kith
