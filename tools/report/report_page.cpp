#include "tools/report/report_page.hpp"

#include "engine/settings/resolved_values.hpp"
#include "engine/settings/setting_paths.hpp"
#include "results/comparison.hpp"
#include "results/full_years.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/brief.hpp"
#include "tools/report/card.hpp"
#include "tools/report/comparison_summary.hpp"
#include "tools/report/evidence_draws_summary.hpp"
#include "tools/report/first_screen.hpp"
#include "tools/report/report_files.hpp"
#include "tools/report/report_tables.hpp"
#include "tools/report/route_remarks.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/break_even.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace kith::tools {
namespace {

using Json = nlohmann::ordered_json;
using results::Run;

std::size_t scenario_count(const Run& run) { return std::max<std::size_t>(1, run.scenarios.size()); }

/// Six significant digits are what a chart can show, in a fraction of the room; nine tell ends of an interval apart.
Json number_json(double value, int digits = 6) {
  if (!std::isfinite(value)) return nullptr;
  constexpr double rounding = 1e-12;  // what is left where parts of a sum cancel out
  if (std::abs(value) < rounding) return 0;
  const double scale = std::pow(10, digits - 1 - std::floor(std::log10(std::abs(value))));
  const double rounded = std::isfinite(scale) && scale != 0 ? std::round(value * scale) / scale : value;
  if (rounded == std::floor(rounded) && std::abs(rounded) < 1e15) return static_cast<std::int64_t>(rounded);
  return rounded;
}

Json estimate_array(const results::Estimate& estimate) {
  return {number_json(estimate.mean, 9), number_json(estimate.low, 9), number_json(estimate.high, 9)};
}

Json pair_json(const results::PairedDifference& difference, results::Telling telling) {
  return {{"change", estimate_array(difference.difference)},
          {"relative", estimate_array(difference.relative)},
          {"verdict", results::in_words(telling)},
          {"saving", format_times(difference.variance_ratio)}};
}

/// Means and interval ends as three lists, as charts take them.
Json course_json(const std::vector<results::Estimate>& estimates) {
  Json json{{"mean", Json::array()}, {"low", Json::array()}, {"high", Json::array()}};
  for (const results::Estimate& estimate : estimates) {
    json["mean"].push_back(number_json(estimate.mean));
    json["low"].push_back(number_json(estimate.low));
    json["high"].push_back(number_json(estimate.high));
  }
  return json;
}

// ---- scenarios and headlines ----

/// What a changed setting is, for a reader who does not know its name.
Json change_json(const SettingDifference& change, const Declarations& declarations, const ResolvedValues& base,
                 const ResolvedValues& alternative) {
  const Setting* setting = declarations.find(change.path);
  return {{"at", change.at},
          {"path", change.path},
          {"base", change.base},
          {"alternative", change.alternative},
          {"is_switch", change.path == switch_of(change.path)},
          {"off_in_base", is_off(base, change.path, change.at)},
          {"off_in_alternative", is_off(alternative, change.path, change.at)},
          {"unit", setting == nullptr ? "" : setting->unit},
          {"help", setting == nullptr ? "" : setting->help},
          {"because", change.because}};
}

Json scenarios_json(const Run& run, const Model* model) {
  Json rows = Json::array();
  const Declarations declarations = model == nullptr ? Declarations() : declarations_of(*model);
  for (const results::ComparedScenario& scenario : run.scenarios) {
    Json changes = Json::array();
    const ResolvedValues base = read_resolved(run.scenarios[0].resolved),
                         alternative = read_resolved(scenario.resolved);
    for (const SettingDifference& change : setting_differences(run.scenarios[0].resolved, scenario.resolved))
      changes.push_back(change_json(change, declarations, base, alternative));
    rows.push_back({{"label", scenario.label},
                    {"name", scenario.name},
                    {"question", scenario.question},
                    {"file", scenario.file},
                    {"digest", scenario.digest},
                    {"changes", changes}});
  }
  if (rows.empty())
    rows.push_back({{"label", run.name}, {"name", run.name}, {"question", run.question}, {"changes", Json::array()}});
  return rows;
}

/// A difference and the levels it is of, in the years told of.
void add_difference(Json& row, const Run& run, const YearlyHeadline& headline, std::size_t alternative) {
  const results::PairedDifference& difference = headline.yearly.difference;
  if (row["levels"].empty()) row["levels"].push_back({number_json(difference.base), nullptr, nullptr});
  row["levels"].push_back({number_json(difference.alternative), nullptr, nullptr});
  row["differences"].push_back(pair_json(difference, headline.telling));
  row["differences"].back()["verdict"] = verdict_in_words(run, headline.measure.name, headline.telling, alternative);
  row["of_full_years"] = headline.yearly.of_full_years;
}

Json headlines_json(const Run& run, const Model* model) {
  Json rows = Json::array();
  const std::vector<std::string> names = headline_names(run, model);
  std::vector<std::vector<YearlyHeadline>> told;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) told.push_back(yearly_headlines(names, run, i));
  for (std::size_t headline = 0; headline < names.size(); ++headline) {
    const std::string& name = names[headline];
    const Measure& measure = run.measures.measures[run.measures.index(name)];
    Json row{{"name", name},
             {"title", in_words(name)},
             {"unit", measure.unit},
             {"meaning", measure.meaning},
             {"levels", Json::array()},
             {"differences", Json::array()}};
    if (!results::is_comparison(run)) row["levels"].push_back(estimate_array(results::mean_level(run, name)));
    for (std::size_t i = 0; i < told.size(); ++i) add_difference(row, run, told[i][headline], i + 1);
    rows.push_back(std::move(row));
  }
  return rows;
}

// ---- panels ----

/// One label of a panel, its values still to come.
Json row_json(const std::string& label, const Titles& titles) {
  const auto found = titles.find(label);
  return {{"label", label},
          {"title", found == titles.end() ? in_words(label) : found->second},
          {"levels", Json::array()},
          {"differences", Json::array()}};
}

Json panel_json(const Panel& panel, const Run& run) {
  return {{"id", panel.id},        {"section", panel.section}, {"title", panel.title},        {"note", panel.note},
          {"kind", panel.kind},    {"sort", panel.sort},       {"unit", unit_of(panel, run)}, {"first", panel.first},
          {"fewest", panel.fewest}};
}

/// A row a label of values of each scenario and what differs; labels that are 0 everywhere are dropped. Where fewer
/// are than may be told, not even the data holds how many.
Json rows_json(const Panel& panel, const Run& run, const std::vector<results::Values>& values,
               const std::vector<std::string>& labels, const Titles& titles) {
  const double fewest = panel.fewest;
  std::vector<std::vector<results::Estimate>> levels;
  for (const results::Values& one : values) levels.push_back(results::estimates(one));
  std::vector<std::vector<results::PairedDifference>> differences;
  std::vector<std::vector<results::Telling>> tellings;
  const auto too_few = [&](std::size_t label) {
    return std::ranges::any_of(levels, [&](const auto& level) { return level[label].mean < fewest; });
  };
  for (std::size_t i = 1; i < values.size(); ++i) {
    std::vector<results::PairedDifference> rows_told = results::paired_differences(values[0], values[i]);
    differences.push_back(rows_told);
    for (std::size_t label = 0; label < labels.size(); ++label)
      if (too_few(label)) rows_told[label] = {};  // nor do rows that are not told count among those that are
    tellings.push_back(tellings_in(panel, run, rows_told));
  }
  Json rows = Json::array();
  for (std::size_t label = 0; label < labels.size(); ++label) {
    if (std::ranges::all_of(levels, [&](const auto& level) { return level[label].mean == 0; })) continue;
    Json& row = rows.emplace_back(row_json(labels[label], titles));
    if (too_few(label)) {
      row["few"] = fewest;
      continue;
    }
    for (const auto& level : levels) row["levels"].push_back(estimate_array(level[label]));
    for (std::size_t i = 0; i < differences.size(); ++i)
      row["differences"].push_back(pair_json(differences[i][label], tellings[i][label]));
  }
  return rows;
}

std::vector<results::Values> values_of_panel(const Panel& panel, const Run& run) {
  std::vector<results::Values> values;
  for (std::size_t i = 0; i < scenario_count(run); ++i) values.push_back(values_by_label(panel, run, i));
  return values;
}

/// Values by label in each scenario and what differs.
Json label_panel(const Panel& panel, const Run& run, const Titles& titles) {
  Json json = panel_json(panel, run);
  const std::vector<std::string> labels = labels_of(panel, run);
  json["rows"] = rows_json(panel, run, values_of_panel(panel, run), labels, titles);
  json["left_out"] = labels.size() - json["rows"].size();
  return json;
}

/// What was caused and averted by label and in all, a place for each alternative; null where nothing was.
Json routes_panel(const Panel& panel, const Run& run, const Titles& titles) {
  Json json = panel_json(panel, run);
  Json rows = Json::array();
  json["total"] = json["remarks"] = Json::array();
  const auto parts = [](const RouteRow& row) {
    return Json{{"caused", number_json(row.caused.mean)},
                {"averted", number_json(row.averted.mean)},
                {"change", estimate_array(row.change)},
                {"told", row.told}};
  };
  for (const std::string& label : labels_of(panel, run)) {
    rows.push_back(row_json(label, titles));
    rows.back()["routes"] = Json(run.scenarios.size() - 1, nullptr);
  }
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) {
    json["total"].push_back(parts(route_total(panel, run, i)));
    json["remarks"].push_back(remark_on_routes(panel, run, i));
    for (const RouteRow& row : route_rows(panel, run, i))
      std::ranges::find(rows, row.label, [](const Json& one) {
        return one["label"].get<std::string>();
      })->at("routes")[i - 1] = parts(row);
  }
  std::erase_if(rows.get_ref<Json::array_t&>(), [](const Json& row) {
    return std::ranges::all_of(row["routes"], [](const Json& one) { return one.is_null(); });
  });
  json["rows"] = std::move(rows);
  return json;
}

/// One label's values over time, out of values by time and label.
results::Values one_label(const results::Values& values, std::size_t label, std::size_t labels) {
  results::Values one{{values.dimensions[0]}, {values.shape[0]}, {}, values.intervals, values.bounds};
  for (const Reals& row : values.rows) {
    Reals& picked = one.rows.emplace_back();
    for (std::size_t i = label; i < row.size(); i += labels) picked.push_back(row[i]);
  }
  return one;
}

std::vector<results::Estimate> differences_of(const results::Values& base, const results::Values& alternative) {
  std::vector<results::Estimate> changes;
  for (const auto& difference : results::paired_differences(base, alternative))
    changes.push_back(difference.difference);
  return changes;
}

Json course_panel(const Panel& panel, const Run& run, const Titles& titles) {
  Json json = panel_json(panel, run);
  Json rows = Json::array();
  const std::vector<std::string> labels = labels_of(panel, run);
  std::vector<results::Values> courses;
  for (std::size_t i = 0; i < scenario_count(run); ++i) courses.push_back(course_by_label(panel, run, i));
  for (std::size_t label = 0; label < labels.size(); ++label) {
    std::vector<results::Values> lines;
    for (const auto& course : courses) lines.push_back(one_label(course, label, labels.size()));
    const auto silent = [](const results::Values& line) {
      return std::ranges::all_of(
          line.rows, [](const Reals& row) { return std::ranges::all_of(row, [](double v) { return v == 0; }); });
    };
    if (std::ranges::all_of(lines, silent)) continue;
    Json row = row_json(labels[label], titles);
    for (const auto& line : lines) row["levels"].push_back(course_json(results::estimates(line)));
    for (std::size_t i = 1; i < lines.size(); ++i)
      row["differences"].push_back(course_json(differences_of(lines[0], lines[i])));
    rows.push_back(std::move(row));
  }
  json["days"] = course_days(run);
  json["left_out"] = labels.size() - rows.size();
  json["rows"] = std::move(rows);
  return json;
}

Json area_json(const MapArea& area) {
  Json json{{"name", area.name}, {"ward", area.ward}, {"point", area.centre}};
  if (!area.outline.empty()) json["outline"] = area.outline;
  return json;
}

/// Adds where the areas lie to the rows of a map.
void place_areas(Json& json, const Run& run, const AreasOf& areas) {
  if (!areas) return;
  const auto places = areas(run);
  for (Json& row : json["rows"])
    if (const auto found = places.find(row["label"].get<std::string>()); found != places.end())
      row["place"] = area_json(found->second);
}

/// The areas of each ward together.
Json wards_json(const Panel& panel, const Run& run, const AreasOf& areas) {
  const auto places = areas(run);
  const std::vector<std::string> labels = labels_of(panel, run);
  std::vector<std::string> wards;
  std::vector<std::size_t> ward_of;
  for (const std::string& label : labels) {
    const auto found = places.find(label);
    const std::string ward = found == places.end() ? "elsewhere" : found->second.ward;
    const auto at = std::ranges::find(wards, ward);
    ward_of.push_back(static_cast<std::size_t>(at - wards.begin()));
    if (at == wards.end()) wards.push_back(ward);
  }
  std::vector<results::Values> sums;
  for (const results::Values& values : values_of_panel(panel, run)) {
    results::Values& sum = sums.emplace_back(results::Values{{"ward"}, {wards.size()}, {}, values.intervals, {}});
    for (const Reals& row : values.rows) {
      Reals& cells = sum.rows.emplace_back(wards.size());
      for (std::size_t i = 0; i < row.size(); ++i) cells[ward_of[i]] += row[i];
    }
  }
  return rows_json(panel, run, sums, wards, {});
}

Json panels_json(const Run& run, const Model* model, const AreasOf& areas) {
  Json panels = Json::array();
  for (const Panel& panel : panels_of(run)) {
    const auto draw = panel.kind == "course" ? course_panel : panel.kind == "routes" ? routes_panel : label_panel;
    Json json = draw(panel, run, titles_of(model, panel.axis));
    if (panel.kind == "map") place_areas(json, run, areas);
    if (panel.kind == "map" && areas) json["wards"] = wards_json(panel, run, areas);
    if (!json["rows"].empty()) panels.push_back(std::move(json));
  }
  return panels;
}

// ---- money, and doubt about the evidence ----

/// How the ledger is told: what is common to all alternatives.
Json ledger_json(const Run& run) {
  const Ledger& ledger = run.presentation.ledger;
  Json sums = Json::array();
  for (const Ledger::Sum& sum : ledger.sums) sums.push_back(sum.id);
  return {{"unit", ledger.unit}, {"coin", ledger.coin}, {"note", ledger.note}, {"sums", sums}};
}

/// One an alternative; null where the model measures no costs.
Json money_json(const Run& run) {
  Json rows = Json::array();
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) rows.push_back(cost_benefit_json(run, i));
  return rows;
}

/// The draws as draws_json tells them, with the level of each headline in the base and every draw's change of the
/// preferred measure; null without draws.
Json doubt_json(const Run& run, const Model* model) {
  const results::EvidenceDraws& draws = run.evidence_draws;
  if (draws.draws == 0) return nullptr;
  Json json = draws_json(run);
  const std::size_t preferred = draws.measure_index(draws.preference.measure);
  const auto mean = [&](std::size_t draw, std::size_t scenario, std::size_t measure) {
    double sum = 0;
    for (const double value : draws.cell(draw, scenario, measure)) sum += value / static_cast<double>(draws.replicates);
    return sum;
  };
  Json& base = json["base"] = Json::object();
  for (const std::string& name : headline_names(run, model))
    base[name] = number_json(results::mean_of_draws(draws, 0, draws.measure_index(name)));
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) {
    Json& changes = json["alternatives"][i - 1]["changes"] = Json::array();
    for (std::size_t d = 0; d < draws.draws; ++d)
      changes.push_back(number_json(mean(d, i, preferred) - mean(d, 0, preferred)));
  }
  return json;
}

// ---- what it rests on ----

/// Whether evidence belongs to what the alternatives change: the same table as a changed setting.
bool concerns_change(const std::string& path, const std::vector<std::string>& tables) {
  return std::ranges::any_of(tables, [&](const std::string& table) { return path.starts_with(table); });
}

std::vector<std::string> changed_tables(const Run& run) {
  std::vector<std::string> tables;
  for (const results::ComparedScenario& scenario : run.scenarios)
    for (const SettingDifference& change : setting_differences(run.scenarios[0].resolved, scenario.resolved))
      tables.push_back(change.path.substr(0, change.path.rfind('.') + 1));
  return tables;
}

Json evidence_json(const Run& run) {
  Json rows = Json::array();
  const std::vector<std::string> tables = changed_tables(run);
  for (const Run::Evidence& row : run.evidence)
    rows.push_back({{"path", row.path},
                    {"value", row.value},
                    {"unit", row.unit},
                    {"grade", row.grade},
                    {"source", row.source},
                    {"matters", concerns_change(row.path, tables)}});
  return rows;
}

Json facts_json(const Run& run) {
  Json rows = Json::array();
  for (const results::CardRow& row : sorted_card_of(run))
    rows.push_back({{"name", row.fact.name},
                    {"unit", row.fact.unit},
                    {"use", use_text(row.fact)},
                    {"source", row.fact.source},
                    {"published", number_json(row.fact.target)},
                    {"accepted", {number_json(row.fact.lowest), number_json(row.fact.highest)}},
                    {"observed", estimate_array(row.observed)},
                    {"verdict", row.verdict()},
                    {"why", row.why},
                    {"false_alarm", number_json(row.false_alarm)},
                    {"seen_from", number_json(row.detectable)}});
  return rows;
}

Json provenance_json(const Run& run) {
  const results::Provenance& from = run.provenance;
  return {{"Program", fmt::format("kith {} ({}), {}", from.program_version, from.git_hash, from.compiler)},
          {"Run on", from.host},
          {"Started, finished", fmt::format("{}, {}", from.started, from.finished)},
          {"Command", from.command_line},
          {"Seed", std::to_string(run.seed)},
          {"Replicates", fmt::format("{}", run.replicates.size())},
          {"Digest of the results", results::digest(run.measures, run.replicates)}};
}

}  // namespace

nlohmann::ordered_json report_data(const Run& run, const Model* model, const AreasOf& areas) {
  Json targets = Json::array();
  for (const results::Goal& goal : run.goals) targets.push_back(goal_json(run, goal));
  return {{"kind", results::is_comparison(run) ? "comparison" : "run"},
          {"title", run.name.empty() ? run.model : run.name},
          {"question", run.question},
          {"answer", answer_to(run, model)},
          {"model", run.model},
          {"start", run.start},
          {"end", run.end},
          {"years", results::full_years(run).words},
          {"replicates", run.replicates.size()},
          {"seed", run.seed},
          {"scenarios", scenarios_json(run, model)},
          {"headlines", headlines_json(run, model)},
          {"targets", targets},
          {"money", money_json(run)},
          {"ledger", ledger_json(run)},
          {"panels", panels_json(run, model, areas)},
          {"doubt", doubt_json(run, model)},
          {"break_even", run.break_even.path.empty() ? Json() : break_even_json(run)},
          {"facts", facts_json(run)},
          {"evidence", evidence_json(run)},
          {"provenance", provenance_json(run)}};
}

/// Empty chapters for the script to draw charts in.
std::string chapters_html(const Run& run, std::string_view before) {
  std::string html;
  for (const Chapter& chapter : chapters_of(run))
    if (chapter.before == before)
      html += fmt::format(
          "<section id=\"{0}\" data-title=\"{1}\" data-section=\"{0}\" "
          "class=\"charts-only\">\n<h2>{1}</h2>\n</section>\n",
          chapter.id, html_safe(chapter.title));
  return html;
}

namespace {

std::string about_intervals(const Run& run) {
  if (results::interval_of(run.doubt) == results::IntervalOf::one_world)
    return fmt::format(
        "95% intervals (Student's t) cover {}: each pair has its own, and in 95 of 100 more such pairs the change "
        "would "
        "lie within. More pairs make the ends surer, not the interval narrower. They do not cover doubt about the "
        "model, "
        "nor about numbers that have no distribution.",
        results::covered_in_words(run.doubt));
  return "95% intervals (Student's t) cover chance alone, between simulated histories of one population: the mean lies "
         "within. They do not cover who else might live there, nor doubt about the assumptions; what is said of draws "
         "does, as far as the distributions of the evidence go.";
}

}  // namespace

std::string report_page(const Run& run, const Model* model, const AreasOf& areas) {
  std::map<std::string, std::string, std::less<>> texts{{"title", html_safe(run.name.empty() ? run.model : run.name)},
                                                        {"question", html_safe(run.question)},
                                                        {"covers", results::covered_in_words(run.doubt)},
                                                        {"about_intervals", html_safe(about_intervals(run))},
                                                        {"first_screen", first_screen_html(run, model)},
                                                        {"plain_headlines", headlines_html(run, model)},
                                                        {"data", script_safe(report_data(run, model, areas))}};
  const std::pair<const char*, std::string> sections[]{
      {"settings", settings_html(run)}, {"targets", targets_html(run)},    {"routes", routes_html(run)},
      {"money", money_html(run)},       {"doubt", doubt_html(run, model)}, {"takes", takes_html(run)},
      {"facts", facts_html(run)}};
  for (const char* before : {"routes", "money", "doubt"})
    texts[fmt::format("chapters_before_{}", before)] = chapters_html(run, before);
  for (const auto& [name, html] : sections) {
    texts[fmt::format("plain_{}", name)] = html;
    texts[fmt::format("class_{}", name)] = html.empty() ? " class=\"charts-only\"" : "";
  }
  return filled_layout("page.html", texts);
}

std::filesystem::path report_beside(const std::filesystem::path& results_file) {
  return std::filesystem::path(results_file).replace_extension(".html");
}

}  // namespace kith::tools
