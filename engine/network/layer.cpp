// Building compressed rows of neighbours from lists of ties. Rows are filled in any order and then sorted, so the
// outcome depends on the ties alone.
#include "engine/network/layer.hpp"

#include "engine/run/blocks.hpp"

#include <boost/iterator/iterator_facade.hpp>

#include <algorithm>
#include <atomic>
#include <stdexcept>

namespace kith {
namespace {

struct Rows {
  std::vector<std::uint32_t> first;  ///< of each entity's row in `column`; one more at the end
  std::vector<EntityId> column;

  auto row(std::size_t entity) { return std::pair{column.begin() + first[entity], column.begin() + first[entity + 1]}; }
};

/// The edges of rows in order, as Boost.Graph takes them.
class SortedEdges : public boost::iterator_facade<SortedEdges, Tie, boost::forward_traversal_tag, Tie> {
 public:
  SortedEdges() = default;
  SortedEdges(const Rows& rows, std::uint32_t edge) : rows_(&rows), edge_(edge) {}

 private:
  friend class boost::iterator_core_access;
  Tie dereference() const {
    while (rows_->first[source_ + 1] <= edge_) ++source_;
    return {source_, rows_->column[edge_]};
  }
  bool equal(const SortedEdges& other) const { return edge_ == other.edge_; }
  void increment() { ++edge_; }

  const Rows* rows_ = nullptr;
  std::uint32_t edge_ = 0;
  mutable std::uint32_t source_ = 0;  ///< row of the edge; found when looked at
};

std::uint32_t take_one(std::uint32_t& counter) {
  return std::atomic_ref(counter).fetch_add(1, std::memory_order_relaxed);
}

Rows rows_of(std::uint32_t entity_count, const std::vector<Tie>& ties) {
  if (ties.size() > 0x7FFFFFFFU) throw std::length_error("a layer holds at most 2^31 - 1 ties");
  Rows rows;
  rows.first.assign(std::size_t{entity_count} + 1, 0);
  const auto each_end = [&](auto&& use) {
    for_blocks(ties.size(), [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        use(ties[i].first, ties[i].second);
        use(ties[i].second, ties[i].first);
      }
    });
  };
  for (const auto& [a, b] : ties) {
    if (a >= entity_count || b >= entity_count) throw std::out_of_range("a tie names an entity that does not exist");
  }
  each_end([&](EntityId from, EntityId) { take_one(rows.first[from + 1]); });
  for (std::size_t i = 0; i < entity_count; ++i) rows.first[i + 1] += rows.first[i];
  rows.column.resize(2 * ties.size());
  std::vector<std::uint32_t> next(rows.first.begin(), rows.first.end() - 1);
  each_end([&](EntityId from, EntityId to) { rows.column[take_one(next[from])] = to; });
  for_blocks(entity_count, [&](std::size_t begin, std::size_t end) {
    for (std::size_t entity = begin; entity < end; ++entity) {
      const auto [from, to] = rows.row(entity);
      std::sort(from, to);
    }
  });
  return rows;
}

void drop_self_ties_and_repeats(Rows& rows) {
  auto place = rows.column.begin();
  std::uint32_t row_begin = 0;
  for (std::size_t entity = 0; entity + 1 < rows.first.size(); ++entity) {
    const std::uint32_t row_end = rows.first[entity + 1];
    EntityId last = static_cast<EntityId>(entity);
    for (std::uint32_t edge = row_begin; edge < row_end; ++edge) {
      const EntityId other = rows.column[edge];
      if (other != last && other != entity) *place++ = other;
      last = other;
    }
    row_begin = row_end;
    rows.first[entity + 1] = static_cast<std::uint32_t>(place - rows.column.begin());
  }
  rows.column.erase(place, rows.column.end());
}

LayerGraph graph_of(const Rows& rows) {
  const auto edges = static_cast<std::uint32_t>(rows.column.size());
  return LayerGraph(boost::edges_are_sorted, SortedEdges(rows, 0), SortedEdges(rows, edges),
                    static_cast<std::uint32_t>(rows.first.size() - 1), edges);
}

}  // namespace

Layer::Layer(std::uint32_t entity_count, std::vector<Tie> ties) {
  Rows rows = rows_of(entity_count, ties);
  std::vector<Tie>().swap(ties);
  drop_self_ties_and_repeats(rows);
  graph_ = graph_of(rows);
}

Layer Layer::keep_repeats(std::uint32_t entity_count, const std::vector<Tie>& ties) {
  Layer layer;
  layer.graph_ = graph_of(rows_of(entity_count, ties));
  return layer;
}

std::size_t Layer::bytes() const {
  return graph_.m_forward.m_rowstart.capacity() * sizeof(std::uint32_t) +
         graph_.m_forward.m_column.capacity() * sizeof(EntityId);
}

Groups::Groups(std::uint32_t group_count, std::span<const std::uint32_t> group_of) : first_(group_count + 1, 0) {
  for (const std::uint32_t group : group_of) {
    if (group == nobody) continue;
    if (group >= group_count) throw std::out_of_range("an entity is in a group that does not exist");
    ++first_[group + 1];
  }
  for (std::size_t i = 0; i < group_count; ++i) first_[i + 1] += first_[i];
  members_.resize(first_[group_count]);
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (EntityId entity = 0; entity < group_of.size(); ++entity) {
    if (group_of[entity] != nobody) members_[next[group_of[entity]]++] = entity;
  }
}

std::size_t Groups::bytes() const {
  return first_.capacity() * sizeof(std::uint32_t) + members_.capacity() * sizeof(EntityId);
}

}  // namespace kith
