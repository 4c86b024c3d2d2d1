// Building compressed rows of neighbours from lists of ties. Rows are sorted, so the outcome depends on the ties alone,
// not on their order.
#include "engine/network/layer.hpp"

#include "engine/work/blocks.hpp"

#include <boost/iterator/iterator_facade.hpp>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace kith {
namespace {

struct Rows {
  std::vector<std::uint32_t> first;  ///< of each entity's row in `column`; one more at the end
  std::vector<EntityId> column;
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
  void increment() { stop_point(++edge_); }

  const Rows* rows_ = nullptr;
  std::uint32_t edge_ = 0;
  mutable std::uint32_t source_ = 0;  ///< row of the edge; found when looked at
};

enum class Ways { one, both };

/// Ties in one direction or both, those from one bucket of consecutive entities together.
struct Buckets {
  std::uint32_t entities_each;
  std::vector<std::size_t> first;  ///< of each bucket in `arcs`; one more at the end
  std::vector<Tie> arcs;

  std::size_t count() const { return first.size() - 1; }
};

/// Buckets keep what comes next within a processor's cache, and need no locks: every chunk of ties writes to places of
/// its own.
Buckets buckets_of(std::uint32_t entity_count, const std::vector<Tie>& ties, Ways ways) {
  constexpr std::size_t ties_per_chunk = 1 << 18;
  Buckets buckets;
  buckets.entities_each = std::max(4096U, entity_count / 1024 + 1);
  const std::size_t bucket_count = block_count(entity_count, buckets.entities_each);
  const std::size_t chunks = block_count(ties.size(), ties_per_chunk);
  std::vector<std::size_t> places(chunks * bucket_count);
  const auto each_arc = [&](auto&& use) {
    for_blocks(
        ties.size(),
        [&](std::size_t begin, std::size_t end) {
          std::size_t* chunk = places.data() + begin / ties_per_chunk * bucket_count;
          for (std::size_t i = begin; i < end; ++i) {
            const auto [a, b] = ties[i];
            if (a >= entity_count || b >= entity_count)
              throw std::out_of_range("a tie names an entity that does not exist");
            use(chunk[a / buckets.entities_each], Tie{a, b});
            if (ways == Ways::both) use(chunk[b / buckets.entities_each], Tie{b, a});
          }
        },
        ties_per_chunk);
  };
  each_arc([](std::size_t& place, const Tie&) { ++place; });
  std::size_t sum = 0;
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
    buckets.first.push_back(sum);
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
      sum += std::exchange(places[chunk * bucket_count + bucket], sum);
    }
  }
  buckets.first.push_back(sum);
  grow(buckets.arcs, sum);
  each_arc([&](std::size_t& place, const Tie& arc) { buckets.arcs[place++] = arc; });
  return buckets;
}

Rows rows_of(std::uint32_t entity_count, const std::vector<Tie>& ties, Ways ways = Ways::both) {
  if (ties.size() > 0x7FFFFFFFU) throw std::length_error("a layer holds at most 2^31 - 1 ties");
  const Buckets buckets = buckets_of(entity_count, ties, ways);
  Rows rows;
  rows.first.resize(std::size_t{entity_count} + 1);
  grow(rows.column, buckets.arcs.size());
  for_each_block(buckets.count(), [&](std::size_t bucket) {
    const auto arcs =
        std::span(buckets.arcs).subspan(buckets.first[bucket], buckets.first[bucket + 1] - buckets.first[bucket]);
    const auto begin = static_cast<EntityId>(bucket * buckets.entities_each);
    const EntityId end = std::min(entity_count, begin + buckets.entities_each);
    std::vector<std::uint32_t> next(end - begin + 1);
    for (const Tie& arc : arcs) ++next[arc.first - begin + 1];
    next[0] = static_cast<std::uint32_t>(buckets.first[bucket]);
    std::partial_sum(next.begin(), next.end(), next.begin());
    std::copy(next.begin() + 1, next.end(), rows.first.begin() + begin + 1);
    for (const Tie& arc : arcs) rows.column[next[arc.first - begin]++] = arc.second;
    auto row = rows.column.begin() + static_cast<std::ptrdiff_t>(buckets.first[bucket]);
    for (EntityId entity = begin; entity < end; ++entity) {
      const auto row_end = rows.column.begin() + rows.first[entity + 1];
      std::sort(row, row_end);
      row = row_end;
    }
  });
  return rows;
}

void drop_self_ties_and_repeats(Rows& rows) {
  auto place = rows.column.begin();
  std::uint32_t row_begin = 0;
  for (std::size_t entity = 0; entity + 1 < rows.first.size(); ++entity) {
    stop_point(entity);
    const std::uint32_t row_end = rows.first[entity + 1];
    auto last = static_cast<EntityId>(entity);
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

Layer Layer::one_way(std::uint32_t entity_count, const std::vector<Tie>& ties) {
  Rows rows = rows_of(entity_count, ties, Ways::one);
  drop_self_ties_and_repeats(rows);
  Layer layer;
  layer.graph_ = graph_of(rows);
  layer.is_one_way_ = true;
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
