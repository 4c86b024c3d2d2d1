#include "engine/run/presentation.hpp"

#include "engine/settings/toml_table.hpp"

#include <algorithm>
#include <array>

namespace kith {
namespace {

/// Fills members of a struct with texts of the table, by their keys; those that lack stay empty.
template <class Into>
struct TextMember {
  const char* key;
  std::string Into::*member;
};
template <class Into, std::size_t N>
Into texts_of(const TomlTable& table, const std::array<TextMember<Into>, N>& members) {
  Into into;
  for (const auto& [key, member] : members) into.*member = table.text(key, "");
  return into;
}

constexpr std::array<TextMember<Panel>, 9> panel_texts{{{"id", &Panel::id},
                                                        {"section", &Panel::section},
                                                        {"title", &Panel::title},
                                                        {"note", &Panel::note},
                                                        {"measure", &Panel::measure},
                                                        {"axis", &Panel::axis},
                                                        {"minus", &Panel::minus},
                                                        {"kind", &Panel::kind},
                                                        {"per", &Panel::per}}};
constexpr std::array<TextMember<Deciding>, 2> deciding_texts{
    {{"measure", &Deciding::measure}, {"title", &Deciding::title}}};
constexpr std::array<TextMember<Chapter>, 3> chapter_texts{
    {{"id", &Chapter::id}, {"before", &Chapter::before}, {"title", &Chapter::title}}};
constexpr std::array<TextMember<ChangedThings>, 9> changed_texts{{{"table", &ChangedThings::table},
                                                                  {"axis", &ChangedThings::axis},
                                                                  {"cost", &ChangedThings::cost},
                                                                  {"size", &ChangedThings::size},
                                                                  {"effect", &ChangedThings::effect},
                                                                  {"caused", &ChangedThings::caused},
                                                                  {"below_zero", &ChangedThings::below_zero},
                                                                  {"silent", &ChangedThings::silent},
                                                                  {"others", &ChangedThings::others}}};
constexpr std::array<TextMember<Recording>, 5> recording_texts{{{"recorded", &Recording::recorded},
                                                                {"recorded_in_words", &Recording::recorded_in_words},
                                                                {"all", &Recording::all},
                                                                {"all_in_words", &Recording::all_in_words},
                                                                {"meaning", &Recording::meaning}}};
constexpr std::array<TextMember<Ledger>, 9> ledger_texts{{{"title", &Ledger::title},
                                                          {"unit", &Ledger::unit},
                                                          {"coin", &Ledger::coin},
                                                          {"drivers", &Ledger::drivers},
                                                          {"prices", &Ledger::prices},
                                                          {"axis", &Ledger::axis},
                                                          {"price_settings", &Ledger::price_settings},
                                                          {"spender", &Ledger::spender},
                                                          {"note", &Ledger::note}}};
constexpr std::array<TextMember<Ledger::Sum>, 5> sum_texts{{{"id", &Ledger::Sum::id},
                                                            {"name", &Ledger::Sum::name},
                                                            {"kind", &Ledger::Sum::kind},
                                                            {"cost", &Ledger::Sum::cost},
                                                            {"benefit", &Ledger::Sum::benefit}}};

/// Adds a problem unless the key's text is one of these.
void expect_word(const TomlTable& table, const char* key, std::initializer_list<const char*> words) {
  const std::string text = table.text(key, "");
  if (std::ranges::find(words, text) != words.end()) return;
  std::string allowed;
  for (const char* word : words) allowed += std::string(allowed.empty() ? "" : ", ") + word;
  table.problem(key, "'" + text + "' is no " + key + " of a panel; allowed: " + allowed);
}

Panel read_panel(const TomlTable& table) {
  Panel panel = texts_of(table, panel_texts);
  for (const char* key : {"id", "section", "title", "measure"})
    if (table.text(key).empty()) table.problem(key, "a panel has to say its " + std::string(key));
  expect_word(table, "kind", {"difference", "levels", "course", "map", "routes"});
  expect_word(table, "per", {"year", "week", "level"});
  panel.sort = table.boolean("sort", false);
  panel.summary = table.boolean("summary", false);
  panel.first = table.boolean("first", false);
  panel.fewest = table.real("fewest", 0);
  return panel;
}

}  // namespace

Presentation read_presentation(std::string_view text, const std::string& file) {
  std::vector<Problem> problems;
  const TomlTable root = TomlTable::parse(text, file, problems);
  Presentation told;
  told.events = root.text("events", "");
  told.smallest_change = root.real("smallest_change", 0);
  if (!(told.smallest_change >= 0 && told.smallest_change < 1))
    root.problem("smallest_change", "the smallest change that matters is a share of the base, from 0 to below 1");
  told.titled_axes = root.texts("titled_axes", {});
  const TomlTable deciding = root.table("deciding"), ledger = root.table("ledger");
  told.deciding_title = deciding.text("title", "");
  for (const TomlTable& row : deciding.tables("headline")) {
    told.deciding.push_back(texts_of(row, deciding_texts));
    told.deciding.back().rise_is_worse = true;
  }
  told.changed = texts_of(root.table("changed"), changed_texts);
  told.recording = texts_of(root.table("recording"), recording_texts);
  told.ledger = texts_of(ledger, ledger_texts);
  for (const TomlTable& row : ledger.tables("sum")) told.ledger.sums.push_back(texts_of(row, sum_texts));
  for (const TomlTable& row : root.tables("chapter")) told.chapters.push_back(texts_of(row, chapter_texts));
  for (const TomlTable& row : root.tables("panel")) told.panels.push_back(read_panel(row));
  root.finish();
  if (!problems.empty()) throw InputError(std::move(problems));
  return told;
}

}  // namespace kith
