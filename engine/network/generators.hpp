// Made and read ties: uniformly random links, small worlds, Erdos-Renyi graphs, edge lists from CSV text. Each returns
// ties given once, for a Layer to store both ways. The same draws and purpose give the same ties at any thread count.
#pragma once

#include "engine/network/layer.hpp"
#include "engine/random/draws.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// Each entity linked to `links_each` different others, uniformly at random (to all others if there are no more), so
/// that the mean degree is close to 2 * links_each. A pair that picked each other comes twice, once from each side.
/// Work: links_each^2 an entity, side by side.
std::vector<Tie> uniform_ties(const Draws& draws, Purpose purpose, std::uint32_t entity_count,
                              std::uint32_t links_each);

/// Watts-Strogatz small world: a ring in which each entity is tied to its `neighbours` nearest (an even number below
/// entity_count - 1), one end of each tie then moved at random with probability `rewired_share`. By Boost.Graph.
/// Throws std::invalid_argument for other numbers.
std::vector<Tie> small_world_ties(const Draws& draws, Purpose purpose, std::uint32_t entity_count,
                                  std::uint32_t neighbours, double rewired_share);

/// Erdos-Renyi: every pair tied with the same `probability` in [0, 1], independently. By Boost.Graph; work follows
/// ties. Throws std::invalid_argument for another probability.
std::vector<Tie> erdos_renyi_ties(const Draws& draws, Purpose purpose, std::uint32_t entity_count, double probability);

/// Ties from CSV text: a header line "from,to", then one tie a line as two entity numbers below `entity_count`. Blank
/// lines are passed over. `file` is the name problems are reported under. Throws InputError naming the line and column
/// of every row that is not a tie (the first hundred, and how many more there are).
std::vector<Tie> read_edge_list(std::string_view text, const std::string& file, std::uint32_t entity_count);

}  // namespace kith
