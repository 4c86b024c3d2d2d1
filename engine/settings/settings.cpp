// Declared settings and their resolved values.
#include "engine/settings/settings.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace kith {

namespace {

std::string toml_text(std::string_view text) {
  std::string shown = "\"";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\')
      shown += {'\\', letter};
    else if (letter == '\n')
      shown += "\\n";
    else if (byte < 0x20 || byte == 0x7f)
      shown += fmt::format("\\u{:04x}", byte);
    else
      shown += letter;
  }
  return shown + '"';
}

std::string toml_number(double number) {
  std::string shown = fmt::format("{}", number);
  const bool looks_whole = shown.find_first_not_of("-0123456789") == std::string::npos;
  return looks_whole ? shown + ".0" : shown;
}

template <class List, class Format>
std::string toml_list(const List& list, Format format) {
  std::string shown = "[";
  for (const auto& item : list) {
    if (shown.size() > 1) shown += ", ";
    shown += format(item);
  }
  return shown + "]";
}

struct Formatter {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return toml_number(value); }
  std::string operator()(const std::string& value) const { return toml_text(value); }
  std::string operator()(Date value) const { return format_date(value); }
  std::string operator()(const TextList& value) const { return toml_list(value, toml_text); }
  std::string operator()(const NumberList& value) const { return toml_list(value, toml_number); }
};

[[noreturn]] void mistake(std::string_view path, const char* what) {
  throw std::logic_error(fmt::format("setting '{}' {}", path, what));
}

template <class T>
const T& value_as(std::string_view path, const Value& value) {
  const T* held = std::get_if<T>(&value);
  if (!held) mistake(path, "is read as another type than it was declared with");
  return *held;
}

template <class T>
void declare_field(Declarations& declarations, const FieldInfo& info, const T& member) {
  Setting setting;
  setting.path = info.path;
  setting.default_value = member;
  setting.unit = info.unit;
  setting.help = info.help;
  setting.lowest = info.lowest;
  setting.highest = info.highest;
  setting.lowest_excluded = info.lowest_excluded;
  setting.highest_excluded = info.highest_excluded;
  setting.choices = info.choices;
  setting.when = info.when;
  setting.source = info.source;
  setting.duration = info.duration;
  declarations.add(std::move(setting));
}

}  // namespace

std::string format_value(const Value& value) { return std::visit(Formatter{}, value); }

void Declarations::add(Setting setting) {
  const std::string& path = setting.path;
  if (path.empty()) mistake(path, "has no name");
  if (index_.contains(path)) mistake(path, "is declared twice");
  const auto below = index_.lower_bound(path + '.');
  if (below != index_.end() && below->first.starts_with(path + '.')) mistake(path, "is declared, and is also a table");
  for (auto dot = path.find('.'); dot != std::string::npos; dot = path.find('.', dot + 1))
    if (index_.contains(path.substr(0, dot))) mistake(path, "is declared under a setting that is not a table");
  index_.emplace(path, settings_.size());
  settings_.push_back(std::move(setting));
}

const Setting* Declarations::find(std::string_view path) const {
  const auto found = index_.find(path);
  return found == index_.end() ? nullptr : &settings_[found->second];
}

std::vector<std::string> Declarations::paths() const {
  std::vector<std::string> paths;
  paths.reserve(settings_.size());
  for (const Setting& setting : settings_) paths.push_back(setting.path);
  return paths;
}

Settings::Settings(const Declarations& declarations) {
  for (const Setting& setting : declarations.all())
    entries_.emplace(setting.path, Entry{setting.default_value, SourceLocation{"default"}});
}

const Settings::Entry& Settings::entry(std::string_view path) const {
  const auto found = entries_.find(path);
  if (found == entries_.end()) mistake(path, "is not declared");
  return found->second;
}

bool Settings::boolean(std::string_view path) const { return value_as<bool>(path, entry(path).value); }
std::int64_t Settings::integer(std::string_view path) const { return value_as<std::int64_t>(path, entry(path).value); }
double Settings::real(std::string_view path) const { return value_as<double>(path, entry(path).value); }
const std::string& Settings::text(std::string_view path) const {
  return value_as<std::string>(path, entry(path).value);
}
Date Settings::date(std::string_view path) const { return value_as<Date>(path, entry(path).value); }
const TextList& Settings::texts(std::string_view path) const { return value_as<TextList>(path, entry(path).value); }
const NumberList& Settings::numbers(std::string_view path) const {
  return value_as<NumberList>(path, entry(path).value);
}

void Settings::set(std::string_view path, Value value, SourceLocation origin) {
  const auto found = entries_.find(path);
  if (found == entries_.end()) mistake(path, "is not declared");
  Entry& entry = found->second;
  const auto* whole = std::get_if<std::int64_t>(&value);
  if (whole && std::holds_alternative<double>(entry.value)) value = static_cast<double>(*whole);
  if (value.index() != entry.value.index()) mistake(path, "is set to another type than it was declared with");
  entry = {std::move(value), std::move(origin)};
}

void DeclareFields::field(const FieldInfo& info, bool& member) { declare_field(declarations_, info, member); }
void DeclareFields::field(const FieldInfo& info, std::int64_t& member) { declare_field(declarations_, info, member); }
void DeclareFields::field(const FieldInfo& info, double& member) { declare_field(declarations_, info, member); }
void DeclareFields::field(const FieldInfo& info, std::string& member) { declare_field(declarations_, info, member); }
void DeclareFields::field(const FieldInfo& info, Date& member) { declare_field(declarations_, info, member); }
void DeclareFields::field(const FieldInfo& info, TextList& member) { declare_field(declarations_, info, member); }
void DeclareFields::field(const FieldInfo& info, NumberList& member) { declare_field(declarations_, info, member); }

void ReadFields::field(const FieldInfo& info, bool& member) { member = settings_.boolean(info.path); }
void ReadFields::field(const FieldInfo& info, std::int64_t& member) { member = settings_.integer(info.path); }
void ReadFields::field(const FieldInfo& info, double& member) { member = settings_.real(info.path); }
void ReadFields::field(const FieldInfo& info, std::string& member) { member = settings_.text(info.path); }
void ReadFields::field(const FieldInfo& info, Date& member) { member = settings_.date(info.path); }
void ReadFields::field(const FieldInfo& info, TextList& member) { member = settings_.texts(info.path); }
void ReadFields::field(const FieldInfo& info, NumberList& member) { member = settings_.numbers(info.path); }

}  // namespace kith
