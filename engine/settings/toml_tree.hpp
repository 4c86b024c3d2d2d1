// TOML as a plain tree of values with their places in the file, in the order they were written.
// The one door to the TOML library: the rest of the engine sees only this. Text must be UTF-8 (a byte-order mark is
// allowed) and nested no deeper than any sensible file is, so that reading can never exhaust the stack.
#pragma once

#include "engine/settings/settings.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kith {

struct TomlNode {
  struct Member;
  using Array = std::vector<TomlNode>;
  using Table = std::vector<Member>;
  /// A time of day or a date with a time: valid TOML that nothing here takes.
  struct Moment {};

  std::variant<bool, std::int64_t, double, std::string, Date, Moment, Array, Table> data;
  SourceLocation where;

  const Table* table() const { return std::get_if<Table>(&data); }
  const Array* array() const { return std::get_if<Array>(&data); }
  /// The member of a table called `key`, or null.
  const Member* find(std::string_view key) const;
};

struct TomlNode::Member {
  std::string key;
  SourceLocation key_where;
  TomlNode node;
};

/// Reads TOML; `file` is only a name for messages. On a fault adds a problem and returns nothing.
std::optional<TomlNode> parse_toml(std::string_view text, const std::string& file, std::vector<Problem>& problems);

/// What a node is and its value, for messages: "the text 'abc'", "the number 3.5", "a table".
std::string describe(const TomlNode& node);

/// The node as a value; a list of whole numbers and reals becomes a NumberList, an empty list a TextList.
/// Nothing for a table, a time, or a list of mixed or other things.
std::optional<Value> value_of(const TomlNode& node);

/// The whole text of an ordinary file of at most `most_bytes`; otherwise adds a problem at `asked_from` (or at the
/// file itself, where that is empty) and returns nothing.
std::optional<std::string> read_text_file(const std::filesystem::path& file, std::size_t most_bytes,
                                          const SourceLocation& asked_from, std::vector<Problem>& problems);

/// The position (from 0) of the first byte that is not part of well-formed UTF-8, if there is one.
std::optional<std::size_t> first_byte_not_utf8(std::string_view text);

}  // namespace kith
