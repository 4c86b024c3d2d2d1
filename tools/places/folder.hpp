// The folder of a place: its files as text, and a folder that appears whole or not at all.
#pragma once

#include "tools/places/figures.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace kith::tools {

/// Text by name of file: place.toml, areas.csv, ages.csv, neighbours.csv and, where there are outlines,
/// outlines.geojson.
std::map<std::string, std::string> place_files(const BuildPlan& plan, const PlaceFigures& figures);

/// Throws OutputError unless a place can be written to `folder`: it must not exist, or, with `force`, be a folder that
/// holds a place and nothing else.
void check_place_writable(const std::filesystem::path& folder, bool force);

/// Writes the files to a folder beside `folder` and renames it; says where it stands now: under another name (town-2)
/// if somebody else made `folder` since check_place_writable, unless `force`. Throws OutputError, Interrupted.
std::filesystem::path write_place(const std::filesystem::path& folder, const std::map<std::string, std::string>& files,
                                  bool force);

}  // namespace kith::tools
