// Nouns of a model that are one file each, FOLDER/<name>.toml. A file says what its noun is and gives its numbers; what
// each number means, its unit, range and evidence stand once, in the model's evidence. Adding a noun is adding a file.
#pragma once

#include "engine/embedded.hpp"
#include "engine/settings/toml_table.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// One file: its name, and its table. `listed` is its place in results; files without one come last, by name.
struct Noun {
  std::string name;
  TomlTable table;
};

/// Those of `files` that lie in `folder`, in the order results list them. Faults are added to `problems`, which must
/// outlive the tables.
std::vector<Noun> read_nouns(std::span<const EmbeddedFile> files, std::string_view folder,
                             std::vector<Problem>& problems);

}  // namespace kith
