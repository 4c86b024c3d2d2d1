// A resolved scenario as TOML that reads back to the same values; and one of defaults, to start from.
#include "engine/settings/reactions.hpp"
#include "engine/settings/scenario.hpp"
#include "engine/settings/setting_paths.hpp"

#include <fmt/format.h>

namespace kith {

namespace {

bool is_bare_key(std::string_view key) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return !key.empty() && key.find_first_not_of(letters) == std::string_view::npos;
}

std::string toml_key(std::string_view key) {
  return is_bare_key(key) ? std::string(key) : format_value(std::string(key));
}

std::string toml_path(std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string first = toml_key(path.substr(0, dot));
  return dot == std::string_view::npos ? first : first + "." + toml_path(path.substr(dot + 1));
}

std::string on_one_line(std::string text) {
  for (char& letter : text)
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) letter = ' ';
  return text;
}

std::string comment(const SourceLocation& origin) {
  return on_one_line(origin.file == "default" ? "default" : "from " + format_location(origin));
}

/// Tables in order of their names, each line with what `comment_on(path, entry)` says.
template <class CommentOn>
std::string settings_text(const Settings& settings, CommentOn comment_on) {
  std::map<std::string_view, std::string> tables;
  for (const auto& [path, entry] : settings.entries()) {
    const std::string_view table = table_of(path);
    const std::string_view name = std::string_view(path).substr(table.empty() ? 0 : table.size() + 1);
    tables[table] += fmt::format("{} = {}  # {}\n", toml_key(name), format_value(entry.value), comment_on(path, entry));
  }
  std::string text = tables[""];
  for (const auto& [table, lines] : tables)
    if (!table.empty()) text += fmt::format("\n[{}]\n{}", toml_path(table), lines);
  return text;
}

std::string change_text(const Change& change) {
  std::string text = fmt::format("\n[[change]]  # {}\nat = {}\n", comment(change.where), format_date(change.at));
  if (!change.because.empty()) text += fmt::format("because = {}\n", format_value(change.because));
  for (const auto& [path, value] : change.set)
    text += fmt::format("set.{} = {}\n", format_value(path), format_value(value));
  return text;
}

std::string reacting_text(const Reaction& reaction) {
  std::string text = fmt::format("\n[[change]]  # {}\n", comment(reaction.where));
  if (!reaction.because.empty()) text += fmt::format("because = {}\n", format_value(reaction.because));
  return text + reaction_text(reaction);
}

std::string target_text(const Target& target) {
  std::string text =
      fmt::format("\n[[target]]  # {}\nmeasure = {}\n", comment(target.where), format_value(target.measure));
  const auto line = [&](const char* key, const Value& value) {
    text += fmt::format("{} = {}\n", key, format_value(value));
  };
  if (!target.compared_with.empty()) line("compared_with", target.compared_with);
  if (target.change) line("change", *target.change);
  if (target.value) line("value", *target.value);
  if (target.by) line("by", *target.by);
  if (!target.source.empty()) line("source", target.source);
  return text;
}

std::string matters_text(const std::vector<SmallestChange>& matters) {
  std::string text = matters.empty() ? "" : "\n[matters]\n";
  for (const SmallestChange& smallest : matters)
    text +=
        fmt::format("{} = {}  # {}\n", smallest.measure,
                    smallest.share ? fmt::format("\"{:g}%\"", 100 * *smallest.share) : format_value(*smallest.amount),
                    comment(smallest.where));
  return text;
}

}  // namespace

std::string starter_text(const std::string& model, const std::string& summary, const Declarations& declarations) {
  const auto meaning = [&](const std::string& path, const Settings::Entry&) {
    const Setting& setting = *declarations.find(path);
    return on_one_line(setting.unit.empty() ? setting.help : fmt::format("{}: {}", setting.unit, setting.help));
  };
  return fmt::format(
      "# {}\n# Whatever is left out has the value it has here.\nmodel = {}\n{}\n[scenario]\nname = {}\nquestion = "
      "\"\"\n",
      on_one_line(summary), format_value(model), settings_text(Settings(declarations), meaning), format_value(model));
}

std::string resolved_text(const Scenario& scenario) {
  std::string text = fmt::format("# Every setting of {}, and where it comes from.\nmodel = {}\n",
                                 format_value(scenario.file.filename().string()), format_value(scenario.model));
  if (!scenario.catalogue.empty()) {
    TextList folders;
    for (const std::filesystem::path& folder : scenario.catalogue)
      folders.push_back(std::filesystem::absolute(folder).string());
    text += fmt::format("catalogue = {}\n", format_value(folders));
  }
  text +=
      settings_text(scenario.settings, [](const auto&, const Settings::Entry& entry) { return comment(entry.origin); });
  text += fmt::format("\n[scenario]\nname = {}\nquestion = {}\n", format_value(scenario.name),
                      format_value(scenario.question));
  for (const Change& change : scenario.changes) text += change_text(change);
  for (const Reaction& reaction : scenario.reactions) text += reacting_text(reaction);
  for (const Target& target : scenario.targets) text += target_text(target);
  return text + matters_text(scenario.matters);
}

}  // namespace kith
