// kith people: tables of people and ties of one's own, checked before a scenario names them, and written from the world
// of a scenario.
#include "engine/people/people_tables.hpp"
#include "engine/settings/toml_tree.hpp"
#include "results/column_file.hpp"
#include "results/results.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/models.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/simulate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace kith::tools {
namespace {

struct CheckPeopleOptions {
  std::string people, ties, model;
  bool json = false;
};

struct ExportPeopleOptions {
  ScenarioOptions scenario;
  std::string people, ties;
  bool force = false;
};

bool is_hdf5(const std::filesystem::path& file) { return file.extension() == ".h5"; }

TableSource source_of(const std::string& file, std::vector<Problem>& problems) {
  if (is_hdf5(file)) try {
      return results::read_columns(file);
    } catch (const InputError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
      return {file};
    }
  return {file, read_text_file(file, largest_people_table, {}, problems).value_or("")};
}

const Model& model_taking_people(const std::string& name, const Models& models) {
  std::vector<std::string> taking;
  for (const std::string& known : models.names())
    if (models.named(known).people_needs().any()) taking.push_back(known);
  if (std::ranges::find(taking, name) != taking.end()) return models.named(name);
  const std::string why = models.find(name) == nullptr ? "unknown model {}{}" : "the model {} takes no people{}";
  throw CommandLineError(fmt::format(
      "{}; of those of this program, {}", fmt::format(fmt::runtime(why), in_quotes(name), did_you_mean(name, taking)),
      taking.empty() ? "none takes people" : fmt::format("these take people: {}", fmt::join(taking, ", "))));
}

struct Contents {
  std::string operator()(const std::vector<std::int64_t>& cells) const {
    return fmt::format("whole numbers {}", range(cells));
  }
  std::string operator()(const std::vector<double>& cells) const { return fmt::format("numbers {}", range(cells)); }
  std::string operator()(const WordColumn& cells) const {
    constexpr std::size_t most_words = 8;
    if (cells.words.size() > most_words) return fmt::format("{} different words", cells.words.size());
    return fmt::format("words {}", fmt::join(cells.words, ", "));
  }
  std::string operator()(const std::vector<EntityId>& cells) const {
    return fmt::format("{} people, {} times nobody", std::ssize(cells) - std::ranges::count(cells, nobody),
                       std::ranges::count(cells, nobody));
  }

 private:
  template <class Cell>
  static std::string range(const std::vector<Cell>& cells) {
    const auto [least, most] = std::ranges::minmax(cells);
    return fmt::format("from {} to {}", least, most);
  }
};

/// How many of the ties of a relation are listed from the other end, too.
std::size_t returned(const Layer& ties) {
  std::size_t count = 0;
  for (EntityId person = 0; person < ties.entity_count(); ++person)
    for (const EntityId other : ties.of(person)) count += std::ranges::binary_search(ties.of(other), person) ? 1 : 0;
  return count;
}

std::string ties_text(const Layer& ties) {
  if (!ties.is_one_way()) return fmt::format("{} ties", format_count(static_cast<std::int64_t>(ties.tie_count())));
  return fmt::format("{} ties, one way; {} of them are there from the other end, too",
                     format_count(static_cast<std::int64_t>(ties.tie_count())),
                     format_count(static_cast<std::int64_t>(returned(ties))));
}

std::string sound_people_text(const People& people, const std::string& file) {
  Table table({{file}, {coloured("sound", Colour::green, stdout)}});
  table.add({"people", format_count(people.size())});
  for (const PeopleColumn& column : people.columns())
    table.add({terminal_safe("column " + column.name), terminal_safe(std::visit(Contents{}, column.cells))});
  for (const PeopleRelation& relation : people.relations())
    table.add({terminal_safe("relation " + relation.name), ties_text(relation.ties)});
  if (!people.unread_columns().empty())
    table.add({"columns not used", terminal_safe(fmt::format("{}", fmt::join(people.unread_columns(), ", ")))});
  return table.text();
}

nlohmann::ordered_json sound_people_json(const People& people, const std::string& file) {
  auto columns = nlohmann::ordered_json::array(), relations = nlohmann::ordered_json::array();
  for (const PeopleColumn& column : people.columns())
    columns.push_back({{"name", column.name}, {"holds", std::visit(Contents{}, column.cells)}});
  for (const PeopleRelation& relation : people.relations())
    relations.push_back({{"name", relation.name},
                         {"ties", relation.ties.tie_count()},
                         {"one_way", relation.ties.is_one_way()},
                         {"returned", returned(relation.ties)}});
  return {{"file", file},       {"sound", true},          {"people", people.size()},
          {"columns", columns}, {"relations", relations}, {"columns_not_used", people.unread_columns()}};
}

void check_people(const CheckPeopleOptions& options, const Models& models) {
  const Model* model = options.model.empty() ? nullptr : &model_taking_people(options.model, models);
  std::vector<Problem> problems;
  const TableSource people = source_of(options.people, problems);
  std::optional<TableSource> ties;
  if (!options.ties.empty()) ties = source_of(options.ties, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  const PeopleNeeds needs = model != nullptr ? model->people_needs() : needs_of_tables(people, ties);
  if (model != nullptr && !needs.relations.empty() && !ties)
    throw CommandLineError(fmt::format("the model {} needs ties, too: name their table after that of the people",
                                       in_quotes(options.model)));
  const People read = read_people(people, ties, needs);
  print(options.json ? json_text(sound_people_json(read, options.people)) : sound_people_text(read, options.people));
}

// ---- writing ----

using TypedCells = decltype(results::TypedColumn::cells);

/// Numbers as they are; words and people as they would be written.
TypedCells typed_cells(const PeopleColumn& column, NamedCells& written) {
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.cells)) return *whole;
  if (const auto* numbers = std::get_if<std::vector<double>>(&column.cells)) return *numbers;
  return std::move(written.cells);
}

void write_people(const People& people, const std::string& file, bool force) {
  if (!is_hdf5(file)) return write_text_file(file, people_table_text(people), force);
  std::vector<NamedCells> written = people_columns(people);
  std::vector<results::TypedColumn> columns{{"id", "whom the row is of", std::move(written.front().cells)}};
  for (std::size_t i = 0; i < people.columns().size(); ++i) {
    const PeopleColumn& column = people.columns()[i];
    columns.push_back({column.name, column.meaning, typed_cells(column, written[i + 1])});
  }
  results::write_columns(file, columns, "People, a row each", force);
}

void write_ties(const People& people, const std::string& file, bool force) {
  if (!is_hdf5(file)) return write_text_file(file, ties_table_text(people), force);
  std::vector<results::TypedColumn> columns;
  for (NamedCells& column : ties_columns(people))
    columns.push_back(
        {column.name, column.name == "relation" ? "kind of tie" : "id of a person", std::move(column.cells)});
  results::write_columns(file, columns, "Ties of people, a row each", force);
}

/// A file that is there already, before anything is built.
void refuse_existing(const ExportPeopleOptions& options) {
  std::vector<std::string> taken;
  for (const std::string& file : {options.people, options.ties})
    if (!file.empty() && std::filesystem::exists(file)) taken.push_back(file);
  if (!taken.empty() && !options.force)
    throw OutputError(
        fmt::format("{}: exists already; add --force to replace it, or name another", fmt::join(taken, ", ")));
  for (const std::string& file : {options.people, options.ties})
    if (!file.empty()) check_text_writable(file, options.force);
  refuse_clashes({{"-o", options.people}, {"--ties", options.ties}}, {});
}

void export_people(const ExportPeopleOptions& options) {
  const Scenario scenario = load(options.scenario);
  refuse_existing(options);
  refuse_own_file("-o", options.people, scenario);
  if (!options.ties.empty()) refuse_own_file("--ties", options.ties, scenario);
  const std::unique_ptr<World> world = model_of(scenario).build(scenario);
  stop_if_requested();
  const std::optional<People> people = world->people_table();
  if (!people)
    throw InputError({scenario.file.string()},
                     fmt::format("the model {} does not offer its people as a table", in_quotes(scenario.model)));
  if (!options.ties.empty() && people->relations().empty())
    throw InputError({scenario.file.string()}, "its people have no ties; leave out --ties");
  write_people(*people, options.people, options.force);
  print(fmt::format("Wrote {}: {}\n", terminal_safe(options.people),
                    fmt::format("{} {}", format_count(people->size()), by_number(people->size(), "person", "people"))));
  if (options.ties.empty()) return;
  write_ties(*people, options.ties, options.force);
  std::size_t count = 0;
  for (const PeopleRelation& relation : people->relations()) count += relation.ties.tie_count();
  print(fmt::format("Wrote {}: {}\n", terminal_safe(options.ties), plural(static_cast<std::int64_t>(count), "tie")));
}

void add_check_people(CLI::App& people, const Invocation& invocation) {
  CLI::App* command =
      people.add_subcommand("check", "Say what is wrong with tables of people and ties, or what they hold");
  const auto options = std::make_shared<CheckPeopleOptions>();
  add_text(*command, "PEOPLE", options->people,
           "Table of people, CSV or HDF5 (.h5): a column id, each once, and any others")
      ->required();
  add_text(*command, "TIES", options->ties, "Table of ties, likewise: columns person, relation, other");
  add_text(*command, "--model", options->model, "Check that they have what this model needs")->type_name("MODEL");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options, &invocation] { check_people(*options, invocation.models); });
}

void add_export_people(CLI::App& people, const Invocation& invocation) {
  CLI::App* command = people.add_subcommand("export", "Write the people and ties of a scenario's world as tables");
  const auto options = std::make_shared<ExportPeopleOptions>();
  add_text(*command, "FILE", options->scenario.file, "Scenario file")->required();
  add_scenario_options(*command, options->scenario, invocation.models);
  add_text(*command, "-o,--output", options->people, "Table of people to write: HDF5 if its name ends in .h5, else CSV")
      ->type_name("FILE")
      ->required();
  add_text(*command, "--ties", options->ties, "Table of ties to write, likewise")->type_name("FILE");
  command->add_flag("--force", options->force, "Replace files that exist");
  command->callback([options] { export_people(*options); });
}

}  // namespace

void add_people(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand("people", "Check tables of people and ties of your own, or write them");
  command->require_subcommand(1);
  add_check_people(*command, invocation);
  add_export_people(*command, invocation);
}

}  // namespace kith::tools
