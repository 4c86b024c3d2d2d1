#include "engine/people/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace kith {
namespace {

template <class Cells>
const Cells& cells_of(const std::vector<PeopleColumn>& columns, std::string_view name) {
  for (const PeopleColumn& column : columns)
    if (const auto* cells = std::get_if<Cells>(&column.cells); cells != nullptr && column.name == name) return *cells;
  throw std::logic_error(fmt::format("people have no column '{}' of this kind", name));
}

template <class Cell>
std::size_t count_of(const std::vector<Cell>& cells) {
  return cells.size();
}
std::size_t count_of(const WordColumn& column) { return column.codes.size(); }

template <class Cell>
std::size_t bytes_of(const std::vector<Cell>& cells) {
  return cells.capacity() * sizeof(Cell);
}
std::size_t bytes_of(const WordColumn& column) { return bytes_of(column.codes); }

}  // namespace

const std::vector<std::int64_t>& People::wholes(std::string_view name) const {
  return cells_of<std::vector<std::int64_t>>(columns_, name);
}

const std::vector<double>& People::numbers(std::string_view name) const {
  return cells_of<std::vector<double>>(columns_, name);
}

const WordColumn& People::words(std::string_view name) const { return cells_of<WordColumn>(columns_, name); }

const std::vector<EntityId>& People::persons(std::string_view name) const {
  return cells_of<std::vector<EntityId>>(columns_, name);
}

const Layer& People::ties(std::string_view relation) const {
  const auto found = std::ranges::find(relations_, relation, &PeopleRelation::name);
  if (found == relations_.end()) throw std::logic_error(fmt::format("people have no ties '{}'", relation));
  return found->ties;
}

void People::add(PeopleColumn column) {
  const std::size_t count = std::visit([](const auto& cells) { return count_of(cells); }, column.cells);
  if (count != ids_.size()) throw std::logic_error(fmt::format("column '{}' has another length", column.name));
  columns_.push_back(std::move(column));
}

void People::add(PeopleRelation relation) {
  if (relation.ties.entity_count() != size())
    throw std::logic_error(fmt::format("ties '{}' are of others", relation.name));
  relations_.push_back(std::move(relation));
}

std::size_t People::bytes() const {
  std::size_t total = bytes_of(ids_);
  for (const PeopleColumn& column : columns_)
    total += std::visit([](const auto& cells) { return bytes_of(cells); }, column.cells);
  for (const PeopleRelation& relation : relations_) total += relation.ties.bytes();
  return total;
}

}  // namespace kith
