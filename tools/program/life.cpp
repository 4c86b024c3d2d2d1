// kith life: one life of a results file in plain words or as JSON, in every world the file holds; or, nobody being
// named, whose lives there are to be told.
#include "engine/time/calendar.hpp"
#include "results/comparison.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/row_words.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace kith::tools {
namespace {

constexpr const char* subject = "person";  ///< the column that says whom a row is about
constexpr std::size_t most_listed = 10;

struct LifeOptions {
  std::string file;
  std::optional<std::int64_t> person;
  std::optional<std::int64_t> replicate;
  bool json = false;
};

/// One thing to be told, with the worlds in which it is so.
struct Told {
  std::string day;  ///< ISO 8601; "" of what has no day
  std::string words;
  std::set<std::size_t> worlds;
};

constexpr std::string_view days_since = "days since ";

std::optional<std::size_t> place_of(const kith::Table& table, std::string_view column) {
  const auto found = std::ranges::find(table.columns, column, &TableColumn::name);
  if (found == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.columns.begin());
}

/// The first column of days.
std::optional<std::size_t> day_column(const kith::Table& table) {
  const auto found =
      std::ranges::find_if(table.columns, [](const auto& column) { return column.unit.starts_with(days_since); });
  if (table.told_by.empty() || found == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.columns.begin());
}

/// A code's label, as the file has it; the code itself if it has none.
nlohmann::ordered_json label_json(const std::vector<std::string>& labels, double code) {
  if (code >= 0 && code < static_cast<double>(labels.size())) return labels[static_cast<std::size_t>(code)];
  return static_cast<std::int64_t>(code);
}

/// A cell as a label, a date (ISO 8601) or a number; null if it has no value.
nlohmann::ordered_json cell_json(const results::Run& run, const TableColumn& column, double value) {
  if (std::isnan(value)) return nullptr;
  if (!column.labels.empty()) return label_json(column.labels, value);
  if (!column.axis.empty()) return label_json(run.measures.dimension(column.axis).labels, value);
  if (column.unit.starts_with(days_since))
    return format_date(parse_date(column.unit.substr(days_since.size())) + std::chrono::days(static_cast<int>(value)));
  if (column.kind == CellKind::real) return value;
  return static_cast<std::int64_t>(value);
}

class Lives {
 public:
  Lives(const results::Run& run, const ReplicateResult& replicate, std::string file)
      : run_(run), replicate_(replicate), file_(std::move(file)) {
    for (std::size_t i = 0; i < run_.measures.tables.size(); ++i)
      if (place_of(run_.measures.tables[i], subject)) tables_.push_back(i);
    if (tables_.empty())
      throw CommandLineError(
          file_ + ": holds no single lives; set output.people and output.episodes and run the scenario again");
  }

  std::string text(std::int64_t person) const {
    std::vector<Told> descriptions, events;
    for (const std::size_t i : tables_) tell(i, person, day_column(run_.measures.tables[i]) ? events : descriptions);
    if (descriptions.empty() && events.empty()) throw CommandLineError(unknown(person));
    std::ranges::stable_sort(events, {}, &Told::day);
    std::string text =
        fmt::format("Person {}, replicate {} of {}\n\n", person, replicate_.replicate, terminal_safe(file_));
    for (const Told& told : descriptions)
      text += wrapped(fmt::format("{}{}.", heading(told), terminal_safe(told.words)), 110, 2) + "\n";
    return text + "\n" + timeline(events);
  }

  /// Each world with the rows of each table, whose cells stand under the names of their columns.
  nlohmann::ordered_json json(std::int64_t person) const {
    auto worlds = nlohmann::ordered_json::array();
    std::size_t told = 0;
    for (std::size_t world = 0; world < std::max<std::size_t>(1, run_.scenarios.size()); ++world) {
      nlohmann::ordered_json one = nlohmann::ordered_json::object();
      if (!run_.scenarios.empty()) one["scenario"] = run_.scenarios[world].label;
      for (const std::size_t i : tables_) {
        one[run_.measures.tables[i].name] = rows_json(i, person, world);
        told += one[run_.measures.tables[i].name].size();
      }
      worlds.push_back(std::move(one));
    }
    if (told == 0) throw CommandLineError(unknown(person));
    return {{"file", file_}, {"replicate", replicate_.replicate}, {"person", person}, {"worlds", std::move(worlds)}};
  }

  nlohmann::ordered_json list_json() const {
    auto lives = nlohmann::ordered_json::array();
    for (const auto& [person, rows] : by_number_of_rows()) {
      nlohmann::ordered_json life{{"person", person}, {"rows", rows.second}};
      if (!run_.scenarios.empty()) life["rows_that_differ"] = rows.first;
      lives.push_back(std::move(life));
    }
    return {{"file", file_}, {"replicate", replicate_.replicate}, {"lives", std::move(lives)}};
  }

  /// Who has most to tell; in a comparison, most that is not the same in all worlds.
  std::string list() const {
    const std::vector<CountOfRows> sorted = by_number_of_rows();
    Table table({{"Person"}, {run_.scenarios.empty() ? "rows" : "rows that differ"}, {"rows"}});
    for (std::size_t i = 0; i < std::min(most_listed, sorted.size()); ++i)
      table.add({std::to_string(sorted[i].first), format_count(static_cast<std::int64_t>(sorted[i].second.first)),
                 format_count(static_cast<std::int64_t>(sorted[i].second.second))});
    return fmt::format(
        "{} lives are told in replicate {} of {}; these have most to tell:\n{}kith life {} --person ID "
        "tells one.\n",
        format_count(static_cast<std::int64_t>(sorted.size())), replicate_.replicate, terminal_safe(file_),
        table.text(), terminal_safe(file_));
  }

 private:
  /// A life, with its rows that differ and all of its rows.
  using CountOfRows = std::pair<std::int64_t, std::pair<std::size_t, std::size_t>>;

  std::vector<CountOfRows> by_number_of_rows() const {
    std::map<std::int64_t, std::pair<std::size_t, std::size_t>> counts;
    for (const std::size_t i : tables_) count(i, counts);
    std::vector<CountOfRows> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, std::greater<>{}, &CountOfRows::second);
    return sorted;
  }

  const TableRows& rows(std::size_t table) const { return replicate_.tables.at(table); }

  /// Rows of one life in one world, by day where they have one.
  nlohmann::ordered_json rows_json(std::size_t index, std::int64_t person, std::size_t world) const {
    const kith::Table& table = run_.measures.tables[index];
    const RowWords words(run_, table);
    const std::size_t who = words.column(subject);
    const auto scenario = place_of(table, results::scenario_axis), day = day_column(table);
    std::vector<std::size_t> found;
    for (std::size_t row = 0; row < rows(index).count(); ++row)
      if (cell_value(rows(index).columns[who], row) == static_cast<double>(person) &&
          (!scenario || cell_value(rows(index).columns[*scenario], row) == static_cast<double>(world)))
        found.push_back(row);
    if (day)
      std::ranges::stable_sort(found, {}, [&](std::size_t row) { return cell_value(rows(index).columns[*day], row); });
    auto list = nlohmann::ordered_json::array();
    for (const std::size_t row : found) {
      nlohmann::ordered_json cells = nlohmann::ordered_json::object();
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (i != who && i != scenario)
          cells[table.columns[i].name] = cell_json(run_, table.columns[i], cell_value(rows(index).columns[i], row));
      cells["words"] = words.sentence(rows(index), row);
      list.push_back(std::move(cells));
    }
    return list;
  }

  void tell(std::size_t index, std::int64_t person, std::vector<Told>& list) const {
    const kith::Table& table = run_.measures.tables[index];
    const RowWords words(run_, table);
    const std::size_t who = words.column(subject);
    const auto scenario = place_of(table, results::scenario_axis), day = day_column(table);
    for (std::size_t row = 0; row < rows(index).count(); ++row) {
      if (cell_value(rows(index).columns[who], row) != static_cast<double>(person)) continue;
      const auto world = scenario ? static_cast<std::size_t>(cell_value(rows(index).columns[*scenario], row)) : 0;
      add(list, {day ? words.cell(rows(index), row, *day) : "", words.sentence(rows(index), row), {world}});
    }
  }

  /// The same thing in two worlds is told once; twice in one world, twice.
  static void add(std::vector<Told>& list, Told told) {
    const auto same = std::ranges::find_if(list, [&](const Told& one) {
      return one.day == told.day && one.words == told.words && !one.worlds.contains(*told.worlds.begin());
    });
    if (same == list.end())
      list.push_back(std::move(told));
    else
      same->worlds.insert(told.worlds.begin(), told.worlds.end());
  }

  std::string worlds_text(const Told& told) const {
    if (told.worlds.size() == run_.scenarios.size()) return told.worlds.size() == 2 ? "both" : "all";
    std::vector<std::string> labels;
    for (const std::size_t world : told.worlds) labels.push_back(run_.scenarios[world].label);
    return fmt::format("{}", fmt::join(labels, ", "));
  }
  std::string heading(const Told& told) const {
    if (run_.scenarios.empty()) return "";
    const std::string worlds = worlds_text(told);
    return fmt::format("In {}{}: ", worlds, worlds == "both" || worlds == "all" ? " worlds" : "");
  }

  std::string timeline(const std::vector<Told>& events) const {
    if (events.empty()) return "Nothing is told of what happened.\n";
    const bool several = !run_.scenarios.empty();
    Table table(several ? std::vector<Table::Column>{{"Day"}, {"world"}, {"what happened"}}
                        : std::vector<Table::Column>{{"Day"}, {"what happened"}});
    for (const Told& told : events) {
      std::vector<std::string> cells{told.day};
      if (several) cells.push_back(terminal_safe(worlds_text(told)));
      cells.push_back(terminal_safe(told.words));
      table.add(std::move(cells));
    }
    return table.text();
  }

  void count(std::size_t index, std::map<std::int64_t, std::pair<std::size_t, std::size_t>>& counts) const {
    const kith::Table& table = run_.measures.tables[index];
    const auto who = place_of(table, subject), change = place_of(table, results::change_column);
    for (std::size_t row = 0; row < rows(index).count(); ++row) {
      auto& [differing, all] = counts[static_cast<std::int64_t>(cell_value(rows(index).columns[*who], row))];
      differing += !change || cell_value(rows(index).columns[*change], row) != 0;
      ++all;
    }
  }

  std::string unknown(std::int64_t person) const {
    std::map<std::int64_t, std::pair<std::size_t, std::size_t>> counts;
    for (const std::size_t i : tables_) count(i, counts);
    std::vector<std::int64_t> near;
    for (auto found = counts.lower_bound(person); found != counts.end() && near.size() < 3; ++found)
      near.push_back(found->first);
    for (auto found = counts.lower_bound(person); found != counts.begin() && near.size() < 5;)
      near.push_back((--found)->first);
    return fmt::format(
        "--person {}: {} tells nothing of that life in replicate {}; it tells of {}{}", person, file_,
        replicate_.replicate,
        by_number(static_cast<std::int64_t>(counts.size()), "one life", fmt::format("{} lives", counts.size())),
        near.empty() ? "" : fmt::format(", among them {}", fmt::join(near, ", ")));
  }

  const results::Run& run_;
  const ReplicateResult& replicate_;
  std::string file_;
  std::vector<std::size_t> tables_;
};

const ReplicateResult& replicate_of(const results::Run& run, const LifeOptions& options) {
  if (run.replicates.empty()) throw CommandLineError(options.file + ": holds no replicates");
  if (!options.replicate) return run.replicates.front();
  const auto found = std::ranges::find(run.replicates, *options.replicate, &ReplicateResult::replicate);
  if (found == run.replicates.end())
    throw CommandLineError(fmt::format("--replicate {}: {} holds replicates {} to {}", *options.replicate, options.file,
                                       run.replicates.front().replicate, run.replicates.back().replicate));
  return *found;
}

void tell_life(const LifeOptions& options) {
  const results::Run run = results::read(options.file);
  const Lives lives(run, replicate_of(run, options), options.file);
  if (options.json)
    print(json_text(options.person ? lives.json(*options.person) : lives.list_json()));
  else
    print(options.person ? lives.text(*options.person) : lives.list());
}

}  // namespace

void add_life(CLI::App& program) {
  CLI::App* command = program.add_subcommand("life", "Tell one life of a results file in plain words");
  const auto options = std::make_shared<LifeOptions>();
  add_text(*command, "FILE", options->file, "Results file with the tables output.people and output.episodes ask for")
      ->required();
  add_whole_number(*command, "--person", options->person, 0, 4'000'000'000,
                   "Whose life, by number (if not given: who has most to tell)");
  add_whole_number(*command, "--replicate", options->replicate, 0, 1'000'000,
                   "In which replicate (if not given: the first)");
  command->add_flag("--json", options->json, "Print the life, or the list, as one JSON object");
  command->callback([options] { tell_life(*options); });
}

}  // namespace kith::tools
