// Ties between people: layers of edges and membership groups, both immutable and shared by replicates.
// A layer is a Boost.Graph compressed-sparse-row graph with 32-bit indices, each tie stored both ways unless it is
// asked to be stored one way; a group is a list of members (a household, a class, a workplace), never a clique of
// edges.
#pragma once

#include "engine/work/ask_memory.hpp"

#include <boost/graph/compressed_sparse_row_graph.hpp>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace kith {

using EntityId = std::uint32_t;
inline constexpr EntityId nobody = 0xFFFFFFFFU;

using LayerGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                      boost::no_property, std::uint32_t, std::uint32_t>;
using Tie = std::pair<EntityId, EntityId>;

/// Ties among entities 0 .. size-1, undirected unless made by one_way.
class Layer {
 public:
  Layer() = default;
  /// Each tie is given once, either way round. Self ties and repeats are dropped. Neighbours come in ascending order.
  Layer(std::uint32_t entity_count, std::vector<Tie> ties);
  /// Each tie is kept as given, repeats included (a multigraph); for generators that define degree that way.
  static Layer keep_repeats(std::uint32_t entity_count, const std::vector<Tie>& ties);
  /// Each tie leads from its first entity to its second and not back: of(first) has the second. Self ties and repeats
  /// are dropped.
  static Layer one_way(std::uint32_t entity_count, const std::vector<Tie>& ties);

  std::uint32_t entity_count() const { return static_cast<std::uint32_t>(boost::num_vertices(graph_)); }
  std::size_t tie_count() const { return boost::num_edges(graph_) / (is_one_way_ ? 1 : 2); }
  bool is_one_way() const { return is_one_way_; }
  /// Neighbours of an entity, ascending; of a one-way layer those its ties lead to.
  std::span<const EntityId> of(EntityId entity) const {
    const auto& first = graph_.m_forward.m_rowstart;
    return {graph_.m_forward.m_column.data() + first[entity], first[entity + 1] - first[entity]};
  }
  std::uint32_t degree(EntityId entity) const { return static_cast<std::uint32_t>(of(entity).size()); }
  /// Hints before a loop over many entities, so that its waits for memory overlap: that `of(entity)` will be asked for,
  /// and (once that is near) that its neighbours will be read. They change nothing.
  void prefetch_row(EntityId entity) const { ask_memory(&graph_.m_forward.m_rowstart[entity]); }
  void prefetch_neighbours(EntityId entity) const { ask_memory(of(entity).data()); }
  const LayerGraph& graph() const { return graph_; }  ///< for Boost.Graph's algorithms
  std::size_t bytes() const;

 private:
  LayerGraph graph_;
  bool is_one_way_ = false;
};

/// Members by group; an entity may be in several groups or in none.
class Groups {
 public:
  Groups() = default;
  /// `group_of[i]` is entity i's one group or `nobody`. Members come in ascending order.
  Groups(std::uint32_t group_count, std::span<const std::uint32_t> group_of);

  std::uint32_t group_count() const { return first_.empty() ? 0 : static_cast<std::uint32_t>(first_.size() - 1); }
  std::span<const EntityId> members(std::uint32_t group) const {
    return {members_.data() + first_[group], first_[group + 1] - first_[group]};
  }
  std::size_t bytes() const;

 private:
  std::vector<std::uint32_t> first_;
  std::vector<EntityId> members_;
};

}  // namespace kith
