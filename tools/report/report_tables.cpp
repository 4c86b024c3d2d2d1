#include "tools/report/report_tables.hpp"

#include "engine/settings/resolved_values.hpp"
#include "results/full_years.hpp"
#include "tools/console/format.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/card.hpp"
#include "tools/report/comparison_summary.hpp"
#include "tools/report/evidence_draws_summary.hpp"
#include "tools/report/report_files.hpp"
#include "tools/report/route_remarks.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/break_even.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace kith::tools {
namespace {

using results::Estimate;
using results::Run;
using Cells = std::vector<std::string>;

std::string row_html(const char* cell, const Cells& cells) {
  std::string html = "<tr>";
  for (const std::string& text : cells) html += fmt::format("<{0}>{1}</{0}>", cell, html_safe(text));
  return html + "</tr>\n";
}

/// A table that is wider than a phone scrolls in itself, and by keyboard.
std::string table_html(const std::string& caption, const Cells& titles, const std::vector<Cells>& rows) {
  std::string html = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"{0}\"><table><caption>{0}</caption>\n<thead>{1}</thead>"
      "<tbody>\n",
      html_safe(caption), row_html("th", titles));
  for (const Cells& cells : rows) html += row_html("td", cells);
  return html + "</tbody></table></div>\n";
}

std::string paragraph(const std::string& text) { return fmt::format("<p>{}</p>\n", html_safe(text)); }

/// Marked so that the script can take it away; "" stays "".
std::string plain(const std::string& html) {
  return html.empty() ? "" : fmt::format("<div class=\"plain\">\n{}</div>", html);
}

/// What is told of each alternative, under its name if there are several.
std::string for_each_alternative(const Run& run, const std::function<std::string(std::size_t)>& html_of) {
  std::string html;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) {
    const std::string part = html_of(i);
    const std::string name = run.scenarios[i].name.empty() ? run.scenarios[i].label : run.scenarios[i].name;
    if (!part.empty() && run.scenarios.size() > 2) html += fmt::format("<h3>{}</h3>\n", html_safe(name));
    html += part;
  }
  return plain(html);
}

std::string settings_of(const Run& run, std::size_t alternative) {
  std::vector<Cells> rows;
  const auto told = [](const std::string& value) { return value.empty() ? "nothing" : value; };
  for (const SettingDifference& change :
       setting_differences(run.scenarios[0].resolved, run.scenarios[alternative].resolved))
    rows.push_back({change.path, told(change.base), told(change.alternative),
                    change.at.empty() ? "the first day" : change.at, change.because});
  if (rows.empty()) return paragraph("No setting differs: this is a comparison of a world with itself.");
  return table_html("What is changed", {"Setting", "Base", "With the change", "From", "Because"}, rows);
}

std::string changes_of(const Run& run, const Model* model, std::size_t alternative) {
  std::vector<Cells> rows;
  for (const auto& [measure, yearly, telling] : yearly_headlines(headline_names(run, model), run, alternative)) {
    const results::PairedDifference& difference = yearly.difference;
    const std::string period = yearly.of_full_years || results::full_years(run).whole_run() ? "" : " (whole run)";
    const int decimals = decimals_for(difference.base, half_width(difference.difference));
    rows.push_back({in_words(measure.name) + period, format_fixed(difference.base, decimals),
                    format_fixed(difference.alternative, decimals), format_fixed(difference.difference.mean, decimals),
                    interval_text(difference.difference, decimals), format_signed_percent(difference.relative.mean),
                    verdict_in_words(run, measure.name, telling, alternative), measure.unit});
  }
  return table_html("Headlines, " + results::full_years(run).words,
                    {"Headline", "Base", "With the change", "Change", "95% interval", "Relative", "Verdict", "Unit"},
                    rows);
}

std::string levels_of(const Run& run, const Model* model) {
  std::vector<Cells> rows;
  for (const Headline& headline : headlines_of(headline_names(run, model), run)) {
    const int decimals = decimals_for(headline.estimate.mean, half_width(headline.estimate));
    rows.push_back({in_words(headline.measure.name), format_fixed(headline.estimate.mean, decimals),
                    interval_text(headline.estimate, decimals), headline.measure.unit});
  }
  return table_html("Headlines, over the whole run", {"Headline", "Mean", "95% interval", "Unit"}, rows);
}

std::string targets_of(const Run& run, std::size_t alternative) {
  std::string html;
  for (const results::Goal& goal : run.goals)
    if (goal.scenario == run.scenarios[alternative].label) html += paragraph(in_words(goal_text(run, goal)));
  return html;
}

std::string routes_of(const Run& run, const Panel& panel, std::size_t alternative) {
  std::vector<RouteRow> rows = route_rows(panel, run, alternative);
  const std::string remark = remark_on_routes(panel, run, alternative);
  if (rows.empty()) return remark.empty() ? "" : paragraph(panel.title + ": nothing. " + remark);
  std::ranges::stable_sort(rows, std::greater{}, [](const RouteRow& row) { return std::abs(row.change.mean); });
  rows.push_back(route_total(panel, run, alternative));
  std::vector<Cells> cells;
  for (const RouteRow& row : rows) {
    const int decimals = decimals_for(row.change.mean, half_width(row.change));
    cells.push_back({in_words(row.label), format_fixed(row.change.mean, decimals), interval_text(row.change, decimals),
                     format_fixed(row.averted.mean, decimals), format_fixed(row.caused.mean, decimals)});
  }
  return table_html(fmt::format("{} ({}, {})", panel.title, unit_of(panel, run), results::full_years(run).words),
                    {"", "Net change", "95% interval", "Averted", "Caused"}, cells) +
         (remark.empty() ? "" : paragraph(remark));
}

/// What is saved, as a change of cost: a fall is a gain here as everywhere on the page.
Estimate as_cost(Estimate saved) {
  saved.mean = saved.mean == 0 ? 0 : -saved.mean;
  std::swap(saved.low, saved.high);
  saved.low = -saved.low;
  saved.high = -saved.high;
  return saved;
}

std::string money_table(const Run& run, std::size_t alternative) {
  const auto found = cost_benefit(run, alternative);
  if (!found) return "";
  if (found->payers.empty()) return paragraph("Nothing changes for anybody who pays.");
  std::vector<MoneyLine> lines = found->payers;
  for (const NetBenefit& sum : found->sums) lines.push_back(sum.line);
  std::vector<Cells> rows;
  for (const MoneyLine& line : lines) {
    const Estimate net = as_cost(line.net);
    rows.push_back({line.name, format_fixed(net.mean, 0), interval_text(net, 0), format_fixed(line.services.mean, 0),
                    format_fixed(as_cost(line.saved).mean, 0)});
  }
  return table_html(fmt::format("{} ({}, {}); below zero it costs less", run.presentation.ledger.title,
                                run.presentation.ledger.unit, results::full_years(run).words),
                    {"", "Net change of cost", "95% interval", "Services", "Other costs"}, rows);
}

std::string as_on_screen(const std::string& text) {
  return text.empty() ? "" : plain(fmt::format("<pre class=\"scroll\" tabindex=\"0\">{}</pre>\n", html_safe(text)));
}

}  // namespace

std::string settings_html(const Run& run) {
  return for_each_alternative(run, [&](std::size_t i) { return settings_of(run, i); });
}

std::string headlines_html(const Run& run, const Model* model) {
  if (!results::is_comparison(run)) return plain(levels_of(run, model));
  return for_each_alternative(run, [&](std::size_t i) { return changes_of(run, model, i); });
}

std::string targets_html(const Run& run) {
  return for_each_alternative(run, [&](std::size_t i) { return targets_of(run, i); });
}

std::string routes_html(const Run& run) {
  return for_each_alternative(run, [&](std::size_t i) {
    std::string html;
    for (const Panel& panel : panels_of(run))
      if (panel.kind == "routes") html += routes_of(run, panel, i);
    return html;
  });
}

std::string money_html(const Run& run) {
  return for_each_alternative(run, [&](std::size_t i) { return money_table(run, i); });
}

std::string doubt_html(const Run& run, const Model* model) {
  return as_on_screen(draws_text(run, headline_names(run, model)));
}

std::string takes_html(const Run& run) { return as_on_screen(break_even_text(run)); }

std::string facts_html(const Run& run) {
  const std::vector<results::CardRow> card = sorted_card_of(run);
  std::vector<Cells> rows;
  for (const results::CardRow& row : card) {
    const int decimals = std::min(3, decimals_for(row.observed.mean, half_width(row.observed)));
    rows.push_back({row.fact.name, std::isnan(row.fact.target) ? "-" : fmt::format("{:.6g}", row.fact.target),
                    row.known() ? accepted_text(row.fact) : "-", format_fixed(row.observed.mean, decimals),
                    row.fact.unit, use_text(row.fact), row.verdict(), row.why});
  }
  if (rows.empty()) return "";
  return plain(
      "<p>" + count_text(count_of(card)) + "</p>" +
      table_html("Published facts", {"Fact", "Published", "Accepted", "Base", "Unit", "Use", "", "Why"}, rows));
}

}  // namespace kith::tools
