#include "tools/report/first_screen.hpp"

#include "engine/settings/resolved_values.hpp"
#include "tools/console/format.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/brief.hpp"
#include "tools/report/doubt_summary.hpp"
#include "tools/report/reactions_text.hpp"
#include "tools/report/report_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

using results::Run;
using Cells = std::vector<std::string>;

std::string part(const std::string& title, const std::string& html) {
  return html.empty() ? "" : fmt::format("<h3>{}</h3>\n{}", html_safe(title), html);
}

std::string paragraph_of_kind(const std::string& text, const char* kind) {
  return text.empty() ? "" : fmt::format("<p class=\"{}\">{}</p>\n", kind, html_safe(text));
}

/// On a phone the cells of a row stand below each other, each after its title.
std::string screen_row_html(const Cells& titles, const Cells& cells) {
  std::string html = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i)
    html += fmt::format("<td data-title=\"{}\">{}</td>", html_safe(titles[i]), cells[i]);
  return html + "</tr>\n";
}

std::string screen_table_html(const Cells& titles, const std::vector<Cells>& rows) {
  std::string html = "<table class=\"stacked answers\"><thead><tr>";
  for (const std::string& title : titles) html += fmt::format("<th scope=\"col\">{}</th>", html_safe(title));
  html += "</tr></thead><tbody>\n";
  for (const Cells& cells : rows) html += screen_row_html(titles, cells);
  return html + "</tbody></table>\n";
}

std::string list_html(const std::vector<std::string>& items) {
  std::string html;
  for (const std::string& item : items) html += fmt::format("<li>{}</li>\n", item);
  return html.empty() ? "" : "<ul>\n" + html + "</ul>\n";
}

std::string quiet(const std::string& text) {
  return text.empty() ? "" : fmt::format(" <span class=\"quiet\">{}</span>", html_safe(text));
}

std::string badge(const std::string& answer) {
  std::string kind = answer;
  std::ranges::replace(kind, ' ', '-');
  return fmt::format("<strong class=\"verdict {}\">{}</strong>", html_safe(kind), html_safe(answer));
}

/// Under the target: whose it is, if there are several alternatives, and how it was judged.
std::string target_note(const Brief& brief, const Brief::Target& target, bool several) {
  std::string note = several ? brief.name + "; " : "";
  if (!target.met.empty()) note += target.met + ", ";
  note += target.judged_on;
  return target.missed.empty() ? note : note + "; " + target.missed;
}

std::string targets_table(const std::vector<Brief>& briefs) {
  const Cells titles{"Is it met?", "Target", "From", "To", "Change", "Asked"};
  std::vector<Cells> rows;
  for (const Brief& brief : briefs)
    for (const Brief::Target& target : brief.targets)
      rows.push_back({badge(target.answer),
                      html_safe(target.title) + quiet(target_note(brief, target, briefs.size() > 1)),
                      html_safe(target.from), html_safe(target.to), html_safe(target.change), html_safe(target.asked)});
  return rows.empty() ? paragraph_of_kind("No target was set.", "quiet") : screen_table_html(titles, rows);
}

std::string split_of(const Brief::Number& number) { return number.split.empty() ? "" : "doubt: " + number.split; }

std::string numbers_table(const Brief& brief) {
  const Cells titles{"", "From", "To", "Change", "95% interval", "Chance of being worse"};
  std::vector<Cells> rows;
  for (const Brief::Number& number : brief.numbers) {
    const std::string drawn =
        number.drawn.empty() ? "" : fmt::format("drawing {}: {}", number.drawn, number.with_drawn);
    rows.push_back({html_safe(number.title) + quiet(number.unit), html_safe(number.from), html_safe(number.to),
                    "<strong>" + html_safe(number.change) + "</strong>",
                    html_safe(number.interval) + quiet(drawn) + quiet(split_of(number)), html_safe(number.worse)});
  }
  return rows.empty() ? "" : screen_table_html(titles, rows);
}

/// Options side by side, a row each.
std::string options_table(const std::vector<Brief>& briefs) {
  Cells titles{"Option"};
  for (const Brief::Number& number : briefs.front().numbers) titles.push_back(number.title);
  std::vector<Cells> rows;
  for (const Brief& brief : briefs) {
    Cells& row = rows.emplace_back(Cells{html_safe(brief.name)});
    for (const Brief::Number& number : brief.numbers)
      row.push_back("<strong>" + html_safe(number.change) + "</strong>" + quiet(number.interval) +
                    quiet(split_of(number)) +
                    quiet(number.worse.empty() ? "" : "chance of being worse: " + number.worse));
  }
  return titles.size() == 1 ? "" : screen_table_html(titles, rows);
}

/// Of several alternatives the levels and doubt about unit costs are a click away.
std::string numbers_html(const std::vector<Brief>& briefs) {
  if (briefs.size() == 1) return numbers_table(briefs.front());
  std::string levels;
  for (const Brief& brief : briefs) levels += part(brief.name, numbers_table(brief));
  return options_table(briefs) +
         fmt::format("<details><summary>Levels, option by option</summary>\n{}</details>\n", levels);
}

std::string changed_list(const Brief& brief) {
  std::vector<std::string> items;
  for (const Brief::Changed& changed : brief.changed) {
    std::string item = fmt::format("<strong>{}</strong>: {}.", html_safe(changed.title), html_safe(changed.what));
    if (!changed.money.empty()) item += fmt::format(" Its own cost: {}.", html_safe(changed.money));
    if (!changed.evidence.empty()) item += quiet(fmt::format("Evidence: {}.", changed.evidence));
    items.push_back(std::move(item));
  }
  return items.empty() ? paragraph_of_kind("No setting differs: this is a comparison of a world with itself.", "quiet")
                       : list_html(items);
}

std::string changes_html(const std::vector<Brief>& briefs) {
  std::string html;
  for (const Brief& brief : briefs)
    html += part(briefs.size() > 1 ? "What was changed: " + brief.name : "What was changed", changed_list(brief));
  return html;
}

/// On a wide screen; below each other elsewhere.
std::string beside_each_other(const std::string& left, const std::string& right) {
  return fmt::format("<div class=\"beside\">\n<div>\n{}</div>\n<div>\n{}</div>\n</div>\n", left, right);
}

/// In how many pairs each scenario is the best, and which numbers that goes with.
std::string best_html(const Run& run, const Model* model) {
  std::string html;
  for (const std::string& sentence : best_sentences(run, headline_names(run, model)))
    html += paragraph_of_kind(sentence, "quiet");
  return html;
}

/// Where the numbers' intervals lie, unless what they cover says so already.
std::string where_intervals_lie(const Run& run) {
  return run.doubt.chance_alone() ? paragraph_of_kind(interval_in_words(run) + ".", "quiet") : "";
}

std::vector<Brief> briefs_of(const Run& run, const Model* model) {
  std::vector<Brief> briefs;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) briefs.push_back(brief_of(run, model, i));
  return briefs;
}

std::string comparison_html(const Run& run, const Model* model, const std::vector<Brief>& briefs) {
  std::string notes, answers;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) {
    const Brief& brief = briefs[i - 1];
    const std::string whose = run.scenarios.size() > 2 ? brief.name + ": " : "";
    if (!brief.answer.empty()) answers += paragraph_of_kind(whose + brief.answer, "lead");
    if (const std::string& nothing = brief.nothing_differs; !nothing.empty())
      notes += paragraph_of_kind(whose + nothing, "lead");
    if (const std::string note = on_recording(run, i); !note.empty()) notes += paragraph_of_kind(whose + note, "note");
  }
  return answers + part("The targets", targets_table(briefs)) + paragraph_of_kind(covered_by_intervals(run), "covers") +
         part(briefs.front().numbers_title, numbers_html(briefs)) + where_intervals_lie(run) + best_html(run, model) +
         notes;
}

/// The place, as far as settings of people name it.
std::string where_and_when(const Run& run) {
  const ResolvedValues values = read_resolved(results::is_comparison(run) ? run.scenarios[0].resolved : run.resolved);
  std::string where = values.value_on("", "place.name");
  std::string wards = values.value_on("", "place.wards");
  for (std::string* text : {&where, &wards})
    std::erase_if(*text, [](char c) { return c == '"' || c == '[' || c == ']'; });
  if (!where.empty()) where = capitalised(in_words(where)) + (wards.empty() ? "" : ": " + wards) + ", ";
  return fmt::format("{}{} to {}. {}", where, date_in_words(run.start), date_in_words(run.end),
                     results::is_comparison(run) ? years_told(run) : "");
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// A minus is longer than a hyphen; signs stay with their pounds, and numbers with their millions.
std::string typeset(std::string html) {
  const std::string joiner = "\u2060";  // not seen
  for (const std::string before : {" ", ">", "("}) {
    for (const std::string after : {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"})
      replace_all(html, before + "-" + after, before + "−" + after);
    replace_all(html, before + "-£", before + "−" + joiner + "£");
    replace_all(html, before + "+£", before + "+" + joiner + "£");
  }
  replace_all(html, " million", "&nbsp;million");
  return html;
}

std::string trust_list(const Run& run) {
  std::vector<std::string> items;
  for (const std::string& line : trust_in(run)) items.push_back(html_safe(line));
  return list_html(items);
}

/// When changes that react did so, of each scenario that has any.
std::string reactions_html(const Run& run) {
  std::vector<std::string> items;
  const std::size_t scenarios = std::max<std::size_t>(1, run.scenarios.size());
  for (std::size_t i = 0; i < scenarios; ++i)
    for (const std::string& sentence : reactions_in_words(run, i))
      items.push_back((scenarios > 1 ? html_safe(run.scenarios[i].name) + ": " : "") + html_safe(sentence));
  return items.empty() ? "" : part("When changes that react came into force", list_html(items));
}

}  // namespace

std::string first_screen_html(const Run& run, const Model* model) {
  std::string html;
  const std::string trust = part("How far to trust it here", trust_list(run));
  if (results::is_comparison(run)) {
    const std::vector<Brief> briefs = briefs_of(run, model);
    html = comparison_html(run, model, briefs) + reactions_html(run) + beside_each_other(changes_html(briefs), trust);
  } else {
    html = fmt::format("<div class=\"answer\">{}</div>\n{}{}", paragraph_of_kind(answer_to(run, model).front(), "lead"),
                       reactions_html(run), trust);
  }
  return typeset(html + paragraph_of_kind(where_and_when(run), "quiet"));
}

}  // namespace kith::tools
