// Reading TOML data files key by key.
#include "engine/settings/toml_table.hpp"

#include "engine/settings/toml_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace kith {

/// One parsed file, shared by all its tables.
struct TomlTable::File {
  std::vector<Problem>* problems;
  TomlNode root{TomlNode::Table{}, {}};
  TomlNode empty{TomlNode::Table{}, {}};  ///< what stands in for a missing table
  /// Keys asked for, by table; looked up only, never iterated over.
  std::map<const TomlNode*, std::set<std::string, std::less<>>> asked;
  bool broken = false;  ///< the text could not be parsed: nothing more is worth saying
};

/// One table of a file: its node, and what to call it in messages.
struct TomlTable::Place {
  std::shared_ptr<File> file;
  const TomlNode* node;
  std::string name;  ///< dotted path from the root; "" for the root
  SourceLocation where;

  const TomlNode::Member* find(std::string_view key) const {
    file->asked[node].emplace(key);
    return node->find(key);
  }
  void add(SourceLocation at, std::string message) const {
    if (!file->broken) add_problem(*file->problems, std::move(at), std::move(message));
  }
  std::string full_name(std::string_view key) const {
    return name.empty() ? std::string(key) : fmt::format("{}.{}", name, key);
  }
  const TomlNode* required(std::string_view key) const {
    if (const auto* member = find(key)) return &member->node;
    add(where, fmt::format("{} is missing", in_quotes(full_name(key))));
    return nullptr;
  }
  void wrong(std::string_view key, const TomlNode& node_read, std::string_view wanted) const {
    add(node_read.where, fmt::format("{} must be {}, not {}", in_quotes(full_name(key)), wanted, describe(node_read)));
  }
};

namespace {

bool take(const TomlNode& node, std::string& into) {
  const auto* text = std::get_if<std::string>(&node.data);
  if (text) into = *text;
  return text != nullptr;
}
bool take(const TomlNode& node, bool& into) {
  const auto* truth = std::get_if<bool>(&node.data);
  if (truth) into = *truth;
  return truth != nullptr;
}
bool take(const TomlNode& node, std::int64_t& into) {
  const auto* whole = std::get_if<std::int64_t>(&node.data);
  if (whole) into = *whole;
  return whole != nullptr;
}
bool take(const TomlNode& node, double& into) {
  std::int64_t whole = 0;
  if (take(node, whole)) {
    into = static_cast<double>(whole);
    return true;
  }
  const auto* real = std::get_if<double>(&node.data);
  if (!real || !std::isfinite(*real)) return false;
  into = *real;
  return true;
}
bool take(const TomlNode& node, Date& into) {
  const auto* date = std::get_if<Date>(&node.data);
  if (date) into = *date;
  return date != nullptr;
}
constexpr std::string_view wanted(const std::string*) { return "a text"; }
constexpr std::string_view wanted(const bool*) { return "true or false"; }
constexpr std::string_view wanted(const std::int64_t*) { return "a whole number"; }
constexpr std::string_view wanted(const double*) { return "a finite number"; }
constexpr std::string_view wanted(const Date*) { return "a date such as 2014-04-01"; }
constexpr std::string_view wanted(const TextList*) { return "a list of texts"; }
constexpr std::string_view wanted(const NumberList*) { return "a list of finite numbers"; }

template <class T, class Place>
T taken(const Place& place, std::string_view key, const TomlNode* node, T fallback) {
  if (node && !take(*node, fallback)) place.wrong(key, *node, wanted(&fallback));
  return fallback;
}

/// A list names its first wrong item, at the item's own place.
template <class Item, class Place>
std::vector<Item> taken(const Place& place, std::string_view key, const TomlNode* node, std::vector<Item> fallback) {
  if (!node) return fallback;
  const auto* items = node->array();
  if (!items) {
    place.wrong(key, *node, wanted(&fallback));
    return fallback;
  }
  std::vector<Item> list(items->size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (take((*items)[i], list[i])) continue;
    place.wrong(fmt::format("{}[{}]", key, i + 1), (*items)[i], wanted(&list[i]));
    return fallback;
  }
  return list;
}

template <class T, class Place>
T needed(const Place& place, std::string_view key) {
  return taken(place, key, place.required(key), T{});
}

template <class T, class Place>
T optional(const Place& place, std::string_view key, T fallback) {
  const auto* member = place.find(key);
  return taken(place, key, member ? &member->node : nullptr, std::move(fallback));
}

}  // namespace

TomlTable TomlTable::parse(std::string_view text, std::string file, std::vector<Problem>& problems) {
  auto parsed = std::make_shared<File>();
  parsed->problems = &problems;
  if (auto root = parse_toml(text, file, problems))
    parsed->root = std::move(*root);
  else
    parsed->broken = true;
  const TomlNode* root = &parsed->root;
  return TomlTable(std::make_shared<Place>(Place{std::move(parsed), root, "", {std::move(file)}}));
}

TomlTable TomlTable::over(const TomlNode& table, std::string name, std::vector<Problem>& problems) {
  auto file = std::make_shared<File>();
  file->problems = &problems;
  return TomlTable(std::make_shared<Place>(Place{std::move(file), &table, std::move(name), table.where}));
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::string> keys;
  for (const auto& member : *place_->node->table()) keys.push_back(member.key);
  return keys;
}

bool TomlTable::has(std::string_view key) const { return place_->find(key) != nullptr; }

SourceLocation TomlTable::location(std::string_view key) const {
  const auto* member = place_->node->find(key);
  return member && !key.empty() ? member->key_where : place_->where;
}

std::string TomlTable::text(std::string_view key) const { return needed<std::string>(*place_, key); }
std::string TomlTable::text(std::string_view key, std::string fallback) const {
  return optional(*place_, key, std::move(fallback));
}
double TomlTable::real(std::string_view key) const { return needed<double>(*place_, key); }
double TomlTable::real(std::string_view key, double fallback) const { return optional(*place_, key, fallback); }
std::int64_t TomlTable::integer(std::string_view key) const { return needed<std::int64_t>(*place_, key); }
std::int64_t TomlTable::integer(std::string_view key, std::int64_t fallback) const {
  return optional(*place_, key, fallback);
}
bool TomlTable::boolean(std::string_view key) const { return needed<bool>(*place_, key); }
bool TomlTable::boolean(std::string_view key, bool fallback) const { return optional(*place_, key, fallback); }
Date TomlTable::date(std::string_view key) const { return needed<Date>(*place_, key); }
Date TomlTable::date(std::string_view key, Date fallback) const { return optional(*place_, key, fallback); }
TextList TomlTable::texts(std::string_view key) const { return needed<TextList>(*place_, key); }
TextList TomlTable::texts(std::string_view key, TextList fallback) const {
  return optional(*place_, key, std::move(fallback));
}
NumberList TomlTable::numbers(std::string_view key) const { return needed<NumberList>(*place_, key); }
NumberList TomlTable::numbers(std::string_view key, NumberList fallback) const {
  return optional(*place_, key, std::move(fallback));
}

Value TomlTable::value(std::string_view key) const {
  const TomlNode* node = place_->required(key);
  if (!node) return {};
  if (auto value = value_of(*node)) return *value;
  place_->wrong(key, *node, "a single value, a list of texts or a list of numbers");
  return {};
}

TomlTable TomlTable::table(std::string_view key) const {
  const auto* member = place_->find(key);
  Place below{place_->file, &place_->file->empty, place_->full_name(key), place_->where};
  if (member && member->node.table()) {
    below.node = &member->node;
    below.where = member->key_where;
  } else if (member) {
    place_->wrong(key, member->node, "a table");
  }
  return TomlTable(std::make_shared<Place>(std::move(below)));
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) const {
  std::vector<TomlTable> tables;
  const auto* member = place_->find(key);
  if (!member) return tables;
  const auto* items = member->node.array();
  if (!items) {
    place_->wrong(key, member->node, "a list of tables, each written under [[" + place_->full_name(key) + "]]");
    return tables;
  }
  for (const TomlNode& item : *items) {
    if (item.table())
      tables.push_back(TomlTable(std::make_shared<Place>(
          Place{place_->file, &item, fmt::format("{}[{}]", place_->full_name(key), tables.size() + 1), item.where})));
    else
      place_->wrong(key, item, "a list of tables");
  }
  return tables;
}

void TomlTable::problem(std::string_view key, std::string message) const {
  place_->add(location(key), std::move(message));
}

void TomlTable::finish() const {
  struct Walk {
    const Place& place;
    void visit(const TomlNode& node) const {
      const auto found = place.file->asked.find(&node);
      if (found == place.file->asked.end() || !node.table()) return;
      const std::vector<std::string> known(found->second.begin(), found->second.end());
      for (const auto& member : *node.table()) {
        if (!found->second.contains(member.key))
          place.add(member.key_where,
                    fmt::format("unknown key {}{}", in_quotes(member.key), did_you_mean(member.key, known)));
        visit(member.node);
        if (const auto* items = member.node.array())
          for (const TomlNode& item : *items) visit(item);
      }
    }
  };
  Walk{*place_}.visit(*place_->node);
}

}  // namespace kith
