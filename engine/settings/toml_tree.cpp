// The only source that includes the TOML library.
#include "engine/settings/toml_tree.hpp"

#include "engine/settings/file_kind.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <tuple>

namespace kith {

namespace {

constexpr int deepest_nesting = 64;     ///< brackets and braces within each other
constexpr int longest_dotted_key = 32;  ///< parts of a key

SourceLocation place(const toml::source_region& region, const std::string& file) {
  return {file, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

TomlNode converted(const toml::node& node, const std::string& file);

TomlNode::Table converted_table(const toml::table& table, const std::string& file) {
  TomlNode::Table members;
  members.reserve(table.size());
  for (const auto& [key, node] : table)
    members.push_back({std::string(key.str()), place(key.source(), file), converted(node, file)});
  const auto position = [](const TomlNode::Member& member) {
    return std::tuple(member.key_where.line, member.key_where.column);
  };
  std::stable_sort(members.begin(), members.end(),
                   [&](const auto& a, const auto& b) { return position(a) < position(b); });
  return members;
}

Date converted_date(const toml::date& date) {
  using namespace std::chrono;
  return sys_days{year{date.year} / month{date.month} / day{date.day}};
}

TomlNode converted(const toml::node& node, const std::string& file) {
  TomlNode result;
  result.where = place(node.source(), file);
  if (const auto* table = node.as_table()) {
    result.data = converted_table(*table, file);
  } else if (const auto* array = node.as_array()) {
    TomlNode::Array items;
    items.reserve(array->size());
    for (const toml::node& item : *array) items.push_back(converted(item, file));
    result.data = std::move(items);
  } else if (const auto* text = node.as_string()) {
    result.data = text->get();
  } else if (const auto* whole = node.as_integer()) {
    result.data = std::int64_t{whole->get()};
  } else if (const auto* real = node.as_floating_point()) {
    result.data = real->get();
  } else if (const auto* truth = node.as_boolean()) {
    result.data = truth->get();
  } else if (const auto* date = node.as_date()) {
    result.data = converted_date(date->get());
  } else {
    result.data = TomlNode::Moment{};
  }
  return result;
}

bool is_key_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '_' || letter == '-';
}

/// Walks over the text outside strings and comments and finds nesting or dotted keys deeper than allowed.
class DepthScan {
 public:
  explicit DepthScan(std::string_view text) : text_(text) {}

  /// The line on which the text is too deep, or 0.
  int too_deep_on_line() {
    while (at_ < text_.size())
      if (!step()) return line_;
    return 0;
  }

 private:
  bool step() {
    const char letter = text_[at_];
    if (letter == '"' || letter == '\'') {
      skip_string(letter);
      return true;
    }
    if (letter == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return true;
    }
    ++at_;
    return count(letter);
  }

  bool count(char letter) {
    if (letter == '\n') ++line_;
    if (letter == '[' || letter == '{') ++depth_;
    if (letter == ']' || letter == '}') --depth_;
    if (letter == '.')
      ++dots_;
    else if (!is_key_letter(letter) && letter != ' ' && letter != '\t')
      dots_ = 0;
    return depth_ <= deepest_nesting && dots_ < longest_dotted_key;
  }

  /// A string never nests; one that is not closed ends at its line, where the parser will stop too.
  void skip_string(char quote) {
    const bool many_lines = text_.substr(at_, 3) == std::string(3, quote);
    at_ += many_lines ? 3 : 1;
    while (at_ < text_.size() && !closes_string(quote, many_lines)) {
      if (text_[at_] == '\\' && quote == '"') ++at_;
      if (at_ < text_.size() && text_[at_] == '\n') {
        if (!many_lines) return;
        ++line_;
      }
      ++at_;
    }
  }

  /// Passes the closing quotes, if they are here; a closing triple may follow up to two quotes of the text.
  bool closes_string(char quote, bool many_lines) {
    const std::size_t quotes = std::min(text_.find_first_not_of(quote, at_), text_.size()) - at_;
    if (quotes < (many_lines ? 3 : 1)) return false;
    at_ += many_lines ? std::min<std::size_t>(quotes, 5) : 1;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int depth_ = 0;
  int dots_ = 0;
};

/// How many bytes the well-formed UTF-8 character at the start of `text` has; 0 if there is none.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  unsigned code = first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
    code = (code << 6U) | (byte(i) & 0x3fU);
  }
  constexpr unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  return first < 0xc2 || code < least[length] || code > 0x10ffff || surrogate ? 0 : length;
}

SourceLocation place_of_byte(std::string_view text, std::size_t byte, const std::string& file) {
  const std::string_view before = text.substr(0, byte);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {file, static_cast<int>(lines) + 1, static_cast<int>(byte - line_start) + 1};
}

bool text_is_fit(std::string_view text, const std::string& file, std::vector<Problem>& problems) {
  if (const FileKind kind = kind_of_file(text); !kind.is.empty()) {
    add_problem(problems, {file}, fmt::format("is {}, not a file of settings", kind.is));
    return false;
  }
  if (const auto bad = first_byte_not_utf8(text)) {
    add_problem(problems, place_of_byte(text, *bad, file),
                fmt::format("byte {} (0x{:02x}) is not UTF-8; save the file as UTF-8 text", *bad + 1,
                            static_cast<unsigned char>(text[*bad])));
    return false;
  }
  if (const int line = DepthScan(text).too_deep_on_line()) {
    add_problem(problems, {file, line},
                fmt::format("nested too deeply: at most {} brackets within each other and {} parts in a key",
                            deepest_nesting, longest_dotted_key));
    return false;
  }
  return true;
}

/// Names what is no text at all: its size is not the reason then.
std::string too_large(std::ifstream& file, std::size_t bytes, std::size_t most_bytes) {
  std::string begin(32, '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  if (const FileKind kind = kind_of_file(begin); !kind.is.empty()) return fmt::format("it is {}, not text", kind.is);
  return fmt::format("it has {} bytes; at most {} are allowed", bytes, most_bytes);
}

struct Describer {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("the number {}", value); }
  std::string operator()(double value) const { return fmt::format("the number {}", format_value(value)); }
  std::string operator()(const std::string& value) const { return "the text " + in_quotes(value); }
  std::string operator()(Date value) const { return "the date " + format_date(value); }
  std::string operator()(TomlNode::Moment) const { return "a time"; }
  std::string operator()(const TomlNode::Array&) const { return "a list"; }
  std::string operator()(const TomlNode::Table&) const { return "a table"; }
};

std::optional<Value> list_value(const TomlNode::Array& items) {
  TextList texts;
  NumberList numbers;
  for (const TomlNode& item : items) {
    if (const auto* text = std::get_if<std::string>(&item.data)) texts.push_back(*text);
    if (const auto* whole = std::get_if<std::int64_t>(&item.data)) numbers.push_back(static_cast<double>(*whole));
    if (const auto* real = std::get_if<double>(&item.data)) numbers.push_back(*real);
  }
  if (texts.size() == items.size()) return texts;
  if (numbers.size() == items.size()) return numbers;
  return std::nullopt;
}

}  // namespace

const TomlNode::Member* TomlNode::find(std::string_view key) const {
  const Table* members = table();
  if (!members) return nullptr;
  const auto found = std::find_if(members->begin(), members->end(), [&](const Member& m) { return m.key == key; });
  return found == members->end() ? nullptr : &*found;
}

std::optional<TomlNode> parse_toml(std::string_view text, const std::string& file, std::vector<Problem>& problems) {
  if (!text_is_fit(text, file, problems)) return std::nullopt;
  try {
    return converted(toml::parse(text), file);
  } catch (const toml::parse_error& error) {
    add_problem(problems, place(error.source(), file), fmt::format("not valid TOML: {}", error.description()));
    return std::nullopt;
  }
}

std::string describe(const TomlNode& node) { return std::visit(Describer{}, node.data); }

std::optional<Value> value_of(const TomlNode& node) {
  if (const auto* truth = std::get_if<bool>(&node.data)) return *truth;
  if (const auto* whole = std::get_if<std::int64_t>(&node.data)) return *whole;
  if (const auto* real = std::get_if<double>(&node.data)) return *real;
  if (const auto* text = std::get_if<std::string>(&node.data)) return *text;
  if (const auto* date = std::get_if<Date>(&node.data)) return *date;
  if (const auto* items = node.array()) return list_value(*items);
  return std::nullopt;
}

std::optional<std::string> read_text_file(const std::filesystem::path& file, std::size_t most_bytes,
                                          const SourceLocation& asked_from, std::vector<Problem>& problems) {
  const SourceLocation where = asked_from.file.empty() ? SourceLocation{file.string()} : asked_from;
  const auto refuse = [&](const std::string& reason) {
    add_problem(problems, where, fmt::format("cannot read {}: {}", in_quotes(file.string()), reason));
    return std::nullopt;
  };
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found) return refuse("there is no such file");
  if (std::filesystem::is_directory(status)) return refuse("it is a folder, not a file");
  if (!std::filesystem::is_regular_file(status)) return refuse(error ? error.message() : "it is not an ordinary file");
  const auto size = std::filesystem::file_size(file, error);
  if (error) return refuse(error.message());
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return refuse("it may not be opened; check its permissions");
  if (size > most_bytes) return refuse(too_large(stream, size, most_bytes));
  std::string text(size, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (stream.bad()) return refuse("reading failed");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

std::optional<std::size_t> first_byte_not_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_length(text.substr(at, 4));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

}  // namespace kith
