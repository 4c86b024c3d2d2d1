// See generators.hpp. Boost.Graph's own generators take their numbers from one keyed stream.
#include "engine/network/generators.hpp"

#include "engine/random/choices.hpp"
#include "engine/settings/problem.hpp"
#include "engine/work/blocks.hpp"

#include <fmt/format.h>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/erdos_renyi_generator.hpp>
#include <boost/graph/small_world_generator.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace kith {
namespace {

/// Only tells Boost's generators that ties have no direction.
using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

template <class Edge>
std::vector<Tie> collect(Edge edge, const Edge& end) {
  std::vector<Tie> ties;
  for (; edge != end; ++edge) {
    ties.emplace_back(static_cast<EntityId>((*edge).first), static_cast<EntityId>((*edge).second));
  }
  return ties;
}

std::vector<Tie> complete_ties(std::uint32_t entity_count) {
  std::vector<Tie> ties;
  for (EntityId a = 0; a < entity_count; ++a) {
    for (EntityId b = 0; b < a; ++b) ties.emplace_back(a, b);
  }
  return ties;
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Reads rows, gathering what is wrong with them.
class EdgeListReader {
 public:
  EdgeListReader(const std::string& file, std::uint32_t entity_count) : file_(file), entity_count_(entity_count) {}

  void line(std::string_view text) {
    ++line_;
    if (without_blanks(text).empty()) return;
    const auto comma = std::min(text.find(','), text.size());
    const auto from = text.substr(0, comma);
    const auto to = comma < text.size() ? text.substr(comma + 1) : std::string_view{};
    if (!header_seen_) {
      header_seen_ = true;
      if (without_blanks(from) != "from" || without_blanks(to) != "to")
        problem(0, "the first line must be the header \"from,to\"");
      return;
    }
    if (comma == text.size())
      return problem(0, fmt::format("\"{}\" is not two numbers with a comma between", shown(text)));
    const auto a = entity(from, 0);
    const auto b = entity(to, comma + 1);
    if (a && b) ties_.emplace_back(*a, *b);
  }

  std::vector<Tie> finish() {
    if (!header_seen_) problem(0, "the file is empty; its first line must be the header \"from,to\"");
    SourceLocation whole_file{file_};
    if (untold_ > 0) problems_.push_back({std::move(whole_file), fmt::format("and {} more like these", untold_)});
    if (!problems_.empty()) throw InputError(std::move(problems_));
    return std::move(ties_);
  }

 private:
  static std::string_view shown(std::string_view text) { return without_blanks(text).substr(0, 40); }

  std::optional<EntityId> entity(std::string_view field, std::size_t offset) {
    const auto text = without_blanks(field);
    EntityId value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size() && value < entity_count_) return value;
    problem(offset, fmt::format("\"{}\" is not an entity; write a whole number from 0 to {}", shown(field),
                                std::int64_t{entity_count_} - 1));
    return std::nullopt;
  }

  void problem(std::size_t offset, std::string message) {
    constexpr std::size_t most_told = 100;
    if (problems_.size() < most_told) {
      SourceLocation where{file_, line_, static_cast<int>(offset) + 1};
      problems_.push_back({std::move(where), std::move(message)});
    } else {
      ++untold_;
    }
  }

  const std::string& file_;
  std::uint32_t entity_count_;
  int line_ = 0;
  bool header_seen_ = false;
  std::vector<Tie> ties_;
  std::vector<Problem> problems_;
  std::size_t untold_ = 0;
};

}  // namespace

std::vector<Tie> uniform_ties(const Draws& draws, Purpose purpose, std::uint32_t entity_count,
                              std::uint32_t links_each) {
  if (entity_count < 2) return {};
  const std::size_t links = std::min(links_each, entity_count - 1);
  std::vector<Tie> ties;
  grow(ties, entity_count * links);
  for_blocks(entity_count, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t> others;
    for (std::size_t entity = begin; entity < end; ++entity) {
      Stream stream = draws.at(purpose, entity);
      sample_without_replacement(stream, entity_count - 1, links, others);
      for (std::size_t i = 0; i < links; ++i) {
        const std::uint64_t other = others[i] + (others[i] >= entity ? 1 : 0);
        ties[entity * links + i] = Tie{static_cast<EntityId>(entity), static_cast<EntityId>(other)};
      }
    }
  });
  return ties;
}

std::vector<Tie> small_world_ties(const Draws& draws, Purpose purpose, std::uint32_t entity_count,
                                  std::uint32_t neighbours, double rewired_share) {
  // One more neighbour and a tie to be moved would have nowhere to go, which Boost's generator would look for without
  // end.
  const bool is_ring = neighbours >= 2 && neighbours % 2 == 0 && neighbours + 1 < entity_count;
  if (!is_ring || !(rewired_share >= 0 && rewired_share <= 1)) {
    throw std::invalid_argument(fmt::format("no small world of {} entities with {} neighbours, {} rewired",
                                            entity_count, neighbours, rewired_share));
  }
  Stream stream = draws.at(purpose, 0);
  using Generator = boost::small_world_iterator<Stream, Undirected>;
  return collect(Generator(stream, entity_count, neighbours, rewired_share), Generator());
}

std::vector<Tie> erdos_renyi_ties(const Draws& draws, Purpose purpose, std::uint32_t entity_count, double probability) {
  if (!(probability >= 0 && probability <= 1)) {
    throw std::invalid_argument(fmt::format("{} is not a probability", probability));
  }
  if (probability == 1) return complete_ties(entity_count);
  if (entity_count < 2 || 1 - probability == 1) return {};  // Boost's generator takes neither end of the range
  Stream stream = draws.at(purpose, 0);
  using Generator = boost::sorted_erdos_renyi_iterator<Stream, Undirected>;
  return collect(Generator(stream, entity_count, probability), Generator());
}

std::vector<Tie> read_edge_list(std::string_view text, const std::string& file, std::uint32_t entity_count) {
  EdgeListReader reader(file, entity_count);
  while (!text.empty()) {
    const auto length = std::min(text.find('\n'), text.size());
    reader.line(text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return reader.finish();
}

}  // namespace kith
