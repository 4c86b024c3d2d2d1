// The tables of lives and of episodes: columns declared once, each with how it is read off a row.
#pragma once

#include "models/safety/lives/episode.hpp"

#include <string>
#include <vector>

namespace kith::safety {

class Catalogue;

/// Places of the tables among MeasureSet::tables.
enum class LifeTable : std::size_t { people, episodes };
inline constexpr std::size_t life_table_count = 2;

/// People and episodes, in that order. `start` is the first day of the run, ISO 8601.
std::vector<Table> declare_life_tables(const std::string& start, const Catalogue& catalogue);

/// Appends to what declare_life_tables declared.
void append_life(TableRows& rows, const Life& life, const Population& population);
void append_episode(TableRows& rows, const Episode& episode);

}  // namespace kith::safety
