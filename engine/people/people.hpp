// People and the ties between them as a user's own tables hold them: what a model needs of them, and the columns and
// layers it is given. Rows are entities: the first person of the table is entity 0. See docs/own-people.md for the
// files.
#pragma once

#include "engine/network/layer.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kith {

/// What the cells of a column are: whole numbers, numbers, words, or the id of another person.
enum class ColumnKind { whole, number, word, person };

/// A column a model reads.
struct ColumnNeed {
  std::string name;
  std::string meaning;
  ColumnKind kind = ColumnKind::whole;
  double lowest = -1e15;  ///< of numbers, ends included
  double highest = 1e15;
  std::vector<std::string> choices{};  ///< allowed words; empty: any
  std::string nobody{};                ///< in place of an id where there is no such person; "": there must be one
};

/// A kind of tie a model reads.
struct RelationNeed {
  std::string name;
  std::string meaning;
  bool directed = false;  ///< the tie leads from `person` to `other` and not back
};

/// What a model takes from tables of people; nothing of both: it takes none.
struct PeopleNeeds {
  std::vector<ColumnNeed> columns{};
  std::vector<RelationNeed> relations{};
  bool any() const { return !columns.empty() || !relations.empty(); }
};

/// Words by number: `words[codes[person]]`. Numbers follow the choices of the need or, where any word is allowed, the
/// alphabet.
struct WordColumn {
  std::vector<std::uint32_t> codes;
  std::vector<std::string> words;
};

/// A column for every person. Persons are entities, or `nobody` (written as `nobody_word`).
struct PeopleColumn {
  std::string name;
  std::string meaning;
  std::variant<std::vector<std::int64_t>, std::vector<double>, WordColumn, std::vector<EntityId>> cells;
  std::string nobody_word{};
};

/// The ties of one kind.
struct PeopleRelation {
  std::string name;
  std::string meaning;
  Layer ties;
};

/// Immutable once filled; shared by threads.
class People {
 public:
  People() = default;
  /// One person an id; ids differ.
  explicit People(std::vector<std::string> ids) : ids_(std::move(ids)) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(ids_.size()); }
  const std::vector<std::string>& ids() const { return ids_; }
  const std::vector<PeopleColumn>& columns() const { return columns_; }
  const std::vector<PeopleRelation>& relations() const { return relations_; }
  /// Columns of the table that nobody asked for.
  const std::vector<std::string>& unread_columns() const { return unread_; }

  /// The column of that name and kind, a cell a person. Throws std::logic_error if there is none: a mistake of the
  /// program, not of the user.
  const std::vector<std::int64_t>& wholes(std::string_view name) const;
  const std::vector<double>& numbers(std::string_view name) const;
  const WordColumn& words(std::string_view name) const;
  const std::vector<EntityId>& persons(std::string_view name) const;
  /// Likewise the ties of a kind.
  const Layer& ties(std::string_view relation) const;

  /// Throws std::logic_error for another number of cells than people, or of entities than people.
  void add(PeopleColumn column);
  void add(PeopleRelation relation);
  void set_unread(std::vector<std::string> columns) { unread_ = std::move(columns); }
  std::size_t bytes() const;

 private:
  std::vector<std::string> ids_;
  std::vector<PeopleColumn> columns_;
  std::vector<PeopleRelation> relations_;
  std::vector<std::string> unread_;
};

}  // namespace kith
