// Data files in TOML (catalogues, evidence): read key by key, with every fault of a file gathered in one list.
// Asking for a key records it as known; finish() then reports each key nobody asked for. A reader therefore never
// states its grammar twice.
#pragma once

#include "engine/settings/settings.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

struct TomlNode;

/// A table of a TOML file. A light handle: copies share the file. Getters never throw: a missing key (of a getter
/// without a fallback), a wrong type or a number that is not finite becomes a problem in the list given to parse(), and
/// the fallback or an empty value is returned. The list must outlive the table. Not for use by several threads at once.
class TomlTable {
 public:
  /// Reads `text`; `file` names it in messages. A fault of syntax is a problem, and the table is empty.
  static TomlTable parse(std::string_view text, std::string file, std::vector<Problem>& problems);

  /// A view of a table parsed already, which must outlive it; `name` is its dotted path, for messages.
  static TomlTable over(const TomlNode& table, std::string name, std::vector<Problem>& problems);

  /// In the order written. Does not count as asking for them.
  std::vector<std::string> keys() const;
  /// Whether the key is there; counts as asking for it.
  bool has(std::string_view key) const;
  /// Where the key stands; the table itself for "" or a missing key.
  SourceLocation location(std::string_view key = "") const;

  std::string text(std::string_view key) const;
  std::string text(std::string_view key, std::string fallback) const;
  double real(std::string_view key) const;  ///< whole numbers are widened
  double real(std::string_view key, double fallback) const;
  std::int64_t integer(std::string_view key) const;
  std::int64_t integer(std::string_view key, std::int64_t fallback) const;
  bool boolean(std::string_view key) const;
  bool boolean(std::string_view key, bool fallback) const;
  Date date(std::string_view key) const;
  Date date(std::string_view key, Date fallback) const;
  TextList texts(std::string_view key) const;
  TextList texts(std::string_view key, TextList fallback) const;
  NumberList numbers(std::string_view key) const;
  NumberList numbers(std::string_view key, NumberList fallback) const;
  /// Any scalar, or a list of texts or of numbers, as the file has it.
  Value value(std::string_view key) const;
  /// The table under `key`; an empty one, without a problem, if the key is missing: its getters then say what lacks.
  TomlTable table(std::string_view key) const;
  /// The list of tables under `key` ([[key]]); empty, without a problem, if the key is missing.
  std::vector<TomlTable> tables(std::string_view key) const;

  /// Adds a problem at the key's place.
  void problem(std::string_view key, std::string message) const;
  /// Adds a problem for each key nobody asked for, here and in the tables asked for. Call once, on the root.
  void finish() const;

 private:
  struct File;
  struct Place;
  explicit TomlTable(std::shared_ptr<const Place> place) : place_(std::move(place)) {}
  std::shared_ptr<const Place> place_;
};

}  // namespace kith
