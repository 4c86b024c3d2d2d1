// kith life: one life of a results file in plain words, in every world the file holds; or, nobody being named, whose
// lives there are to be told.
#include "results/comparison.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/row_words.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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
};

/// One thing to be told, with the worlds in which it is so.
struct Told {
  std::string day;  ///< ISO 8601; "" of what has no day
  std::string words;
  std::set<std::size_t> worlds;
};

std::optional<std::size_t> place_of(const kith::Table& table, std::string_view column) {
  const auto found = std::ranges::find(table.columns, column, &TableColumn::name);
  if (found == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.columns.begin());
}

/// The first column of days.
std::optional<std::size_t> day_column(const kith::Table& table) {
  const auto found =
      std::ranges::find_if(table.columns, [](const auto& column) { return column.unit.starts_with("days since "); });
  if (table.told_by.empty() || found == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.columns.begin());
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

  /// Who has most to tell; in a comparison, most that is not the same in all worlds.
  std::string list() const {
    std::map<std::int64_t, std::pair<std::size_t, std::size_t>> counts;
    for (const std::size_t i : tables_) count(i, counts);
    std::vector<std::pair<std::int64_t, std::pair<std::size_t, std::size_t>>> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, std::greater<>{}, [](const auto& one) { return one.second; });
    Table table({{"Person"}, {run_.scenarios.empty() ? "rows" : "rows that differ"}, {"rows"}});
    for (std::size_t i = 0; i < std::min(most_listed, sorted.size()); ++i)
      table.add({std::to_string(sorted[i].first), format_count(static_cast<std::int64_t>(sorted[i].second.first)),
                 format_count(static_cast<std::int64_t>(sorted[i].second.second))});
    return fmt::format(
        "{} lives are told in replicate {} of {}; these have most to tell:\n{}kith life {} --person ID "
        "tells one.\n",
        format_count(static_cast<std::int64_t>(counts.size())), replicate_.replicate, terminal_safe(file_),
        table.text(), terminal_safe(file_));
  }

 private:
  const TableRows& rows(std::size_t table) const { return replicate_.tables.at(table); }

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
  command->callback([options] { tell_life(*options); });
}

}  // namespace kith::tools
