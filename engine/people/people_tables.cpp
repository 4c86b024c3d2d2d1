#include "engine/people/people_tables.hpp"

#include "engine/tables/csv_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace kith {
namespace {

constexpr std::size_t most_told = 100;
constexpr double largest_whole = 9007199254740992;  // 2^53: beyond, a number written is not the one read
constexpr std::size_t most_listed = 12;

using Numbers = std::map<std::string_view, EntityId>;

/// One table with what is wrong with it. Of a table full of faults the first are enough.
class FaultyTable {
 public:
  explicit FaultyTable(const TableSource& source) : table(CsvTable::read(source, problems)) {}

  /// Calls read(row) for each row until there is no sense in telling more.
  template <class Read>
  void each_row(Read&& read) {
    const std::size_t most = problems.size() + most_told;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      read(row);
      if (problems.size() < most || row + 1 == table.rows()) continue;
      table.problem(row, "reading stopped here; there may be more that is wrong");
      return;
    }
  }

  /// Adds to the problems: what a cell holds and why that will not do.
  void fault(std::size_t row, std::size_t column, const std::string& why) const {
    const std::string& name = table.columns()[column];
    const std::string cell{without_blanks(table.text(row, column))};
    table.problem(row, cell.empty() ? fmt::format("the cell in column {} is empty; {}", in_quotes(name), why)
                                    : fmt::format("{} in column {} {}", in_quotes(cell), in_quotes(name), why));
  }

  std::vector<Problem> problems;
  CsvTable table;

  FaultyTable(const FaultyTable&) = delete;
  FaultyTable& operator=(const FaultyTable&) = delete;
};

std::string words_in_a_row(const std::vector<std::string>& words) {
  if (words.size() <= most_listed) return fmt::format("{}", fmt::join(words, ", "));
  const std::vector<std::string> first(words.begin(), words.begin() + most_listed);
  return fmt::format("{} and {} more", fmt::join(first, ", "), words.size() - most_listed);
}

/// "is no id of the people", with a near one where ids are words.
std::string unknown_id(const std::string& id, const std::vector<std::string>& ids) {
  const bool is_word = std::ranges::any_of(id, [](char letter) { return letter > '9'; });
  return fmt::format("is no id of the table of people{}", is_word ? did_you_mean(id, ids) : "");
}

class PeopleReader {
 public:
  PeopleReader(const TableSource& source, const PeopleNeeds& needs) : source_(source), needs_(needs) {}

  People read() {
    const std::size_t id_column = source_.table.column("id");
    if (id_column == CsvTable::none) return {};
    read_ids(id_column);
    People people(ids_);
    for (const ColumnNeed& need : needs_.columns) {
      const std::size_t column = source_.table.column(need.name);
      if (column != CsvTable::none) people.add(read_column(need, column));
    }
    people.set_unread(unread_columns());
    return people;
  }

  const std::vector<Problem>& problems() const { return source_.problems; }

 private:
  void read_ids(std::size_t column) {
    if (source_.table.rows() == 0 && source_.problems.empty()) source_.table.problem("the table has no people");
    for (std::size_t row = 0; row < source_.table.rows(); ++row) ids_.emplace_back(source_.table.text(row, column));
    std::size_t row = 0;
    source_.each_row([&](std::size_t) {
      const auto [first, is_new] = numbers_.emplace(ids_[row], static_cast<EntityId>(row));
      if (ids_[row].empty())
        source_.fault(row, column, "write the person's id");
      else if (!is_new)
        source_.fault(row, column,
                      fmt::format("is the id of {}, too; write each id once", source_.table.place(first->second)));
      ++row;
    });
  }

  PeopleColumn read_column(const ColumnNeed& need, std::size_t column) {
    PeopleColumn read{need.name, need.meaning, {}, need.nobody};
    switch (need.kind) {
      case ColumnKind::whole:
        read.cells = each<std::int64_t>(
            [&](std::size_t row) { return static_cast<std::int64_t>(number(need, row, column, true)); });
        break;
      case ColumnKind::number:
        read.cells = each<double>([&](std::size_t row) { return number(need, row, column, false); });
        break;
      case ColumnKind::word:
        read.cells = words(need, column);
        break;
      case ColumnKind::person:
        read.cells = each<EntityId>([&](std::size_t row) { return person(need, row, column); });
        break;
    }
    return read;
  }

  template <class Cell, class Read>
  std::vector<Cell> each(Read&& read) {
    std::vector<Cell> cells(ids_.size());
    source_.each_row([&](std::size_t row) { cells[row] = read(row); });
    return cells;
  }

  double number(const ColumnNeed& need, std::size_t row, std::size_t column, bool whole) {
    const auto allowed = [&] {
      return fmt::format("write a {}number from {} to {}", whole ? "whole " : "", need.lowest, need.highest);
    };
    if (source_.table.text(row, column).empty()) {
      source_.fault(row, column, allowed());
      return 0;
    }
    const std::size_t before = source_.problems.size();
    const double value = source_.table.number(row, column);
    if (source_.problems.size() > before) {
      source_.problems.back().message += "; " + allowed();
      return 0;
    }
    if (std::abs(value) > largest_whole || value > need.highest)
      source_.fault(row, column, "is too large; " + allowed());
    else if (value < need.lowest)
      source_.fault(row, column, "is too small; " + allowed());
    else if (whole && value != std::floor(value))
      source_.fault(row, column, "is not a whole number; " + allowed());
    return source_.problems.size() > before ? 0 : value;
  }

  WordColumn words(const ColumnNeed& need, std::size_t column) {
    WordColumn read{{}, need.choices};
    if (need.choices.empty()) {
      std::set<std::string> different;
      for (std::size_t row = 0; row < ids_.size(); ++row) different.insert(source_.table.text(row, column));
      read.words.assign(different.begin(), different.end());
    }
    std::map<std::string_view, std::uint32_t> codes;
    for (std::uint32_t i = 0; i < read.words.size(); ++i) codes[read.words[i]] = i;
    read.codes = each<std::uint32_t>([&](std::size_t row) { return word(need, codes, row, column); });
    return read;
  }

  std::uint32_t word(const ColumnNeed& need, const std::map<std::string_view, std::uint32_t>& codes, std::size_t row,
                     std::size_t column) {
    const std::string& text = source_.table.text(row, column);
    const std::string allowed = need.choices.empty() ? "a word" : words_in_a_row(need.choices);
    const auto found = codes.find(text);
    if (text.empty())
      source_.fault(row, column, "write " + allowed);
    else if (found == codes.end())
      source_.fault(row, column, fmt::format("is not allowed{}; write {}", did_you_mean(text, need.choices), allowed));
    return found == codes.end() ? 0 : found->second;
  }

  EntityId person(const ColumnNeed& need, std::size_t row, std::size_t column) {
    const std::string& text = source_.table.text(row, column);
    if (!need.nobody.empty() && text == need.nobody) return nobody;
    const auto found = numbers_.find(text);
    const std::string or_nobody = need.nobody.empty() ? "" : fmt::format(", or {} for nobody", need.nobody);
    if (text.empty())
      source_.fault(row, column, fmt::format("write an id{}", or_nobody));
    else if (found == numbers_.end())
      source_.fault(row, column, fmt::format("{}; write an id{}", unknown_id(text, ids_), or_nobody));
    return found == numbers_.end() ? nobody : found->second;
  }

  std::vector<std::string> unread_columns() const {
    std::vector<std::string> unread;
    for (const std::string& column : source_.table.columns())
      if (column != "id" && std::ranges::find(needs_.columns, column, &ColumnNeed::name) == needs_.columns.end())
        unread.push_back(column);
    return unread;
  }

  FaultyTable source_;
  const PeopleNeeds& needs_;
  std::vector<std::string> ids_;
  Numbers numbers_;
};

class TiesReader {
 public:
  TiesReader(const TableSource& source, const PeopleNeeds& needs, const std::vector<std::string>& ids)
      : source_(source), needs_(needs), ids_(ids), ties_(needs.relations.size()) {
    for (EntityId i = 0; i < ids.size(); ++i) numbers_.emplace(ids[i], i);
    for (const RelationNeed& relation : needs.relations) relations_.push_back(relation.name);
  }

  void read_into(People& people) {
    const std::array columns{source_.table.column("person"), source_.table.column("relation"),
                             source_.table.column("other")};
    if (std::ranges::find(columns, CsvTable::none) != columns.end()) return;
    source_.each_row([&](std::size_t row) { read_tie(row, columns[0], columns[1], columns[2]); });
    tell_repeats();
    for (std::size_t i = 0; i < needs_.relations.size(); ++i) {
      const RelationNeed& need = needs_.relations[i];
      people.add(PeopleRelation{
          need.name, need.meaning,
          need.directed ? Layer::one_way(people.size(), ties_[i]) : Layer(people.size(), std::move(ties_[i]))});
    }
  }

  const std::vector<Problem>& problems() const { return source_.problems; }

 private:
  struct Given {
    std::size_t relation;
    Tie tie;
    std::size_t row;
    auto key() const { return std::tie(relation, tie, row); }
    bool is_repeat_of(const Given& other) const { return relation == other.relation && tie == other.tie; }
  };

  void read_tie(std::size_t row, std::size_t person_column, std::size_t relation_column, std::size_t other_column) {
    const EntityId person = read_id(row, person_column);
    const std::size_t relation = read_relation(row, relation_column);
    const EntityId other = read_id(row, other_column);
    if (person == nobody || other == nobody || relation == relations_.size()) return;
    if (person == other) return source_.fault(row, other_column, "is the person, too; nobody is tied to oneself");
    ties_[relation].emplace_back(person, other);
    given_.push_back({relation, {person, other}, row});
  }

  EntityId read_id(std::size_t row, std::size_t column) {
    const std::string& id = source_.table.text(row, column);
    const auto found = numbers_.find(id);
    if (!id.empty() && found != numbers_.end()) return found->second;
    source_.fault(row, column, id.empty() ? "write a person's id" : unknown_id(id, ids_));
    return nobody;
  }

  /// The number of relations if it is none of them.
  std::size_t read_relation(std::size_t row, std::size_t column) {
    const std::string& name = source_.table.text(row, column);
    const auto found = std::ranges::find(relations_, name);
    if (name.empty())
      source_.fault(row, column, "write " + words_in_a_row(relations_));
    else if (found == relations_.end())
      source_.fault(
          row, column,
          fmt::format("is not asked for{}; write {}", did_you_mean(name, relations_), words_in_a_row(relations_)));
    return static_cast<std::size_t>(found - relations_.begin());
  }

  void tell_repeats() {
    std::ranges::sort(given_, {}, &Given::key);
    std::size_t told = 0;
    for (std::size_t i = 1; i < given_.size() && told < most_told; ++i) {
      if (!given_[i].is_repeat_of(given_[i - 1])) continue;
      source_.table.problem(given_[i].row, fmt::format("the tie of {} is given again; write each tie once",
                                                       source_.table.place(given_[i - 1].row)));
      ++told;
    }
  }

  FaultyTable source_;
  const PeopleNeeds& needs_;
  const std::vector<std::string>& ids_;
  Numbers numbers_;
  std::vector<std::string> relations_;
  std::vector<std::vector<Tie>> ties_;  ///< by relation
  std::vector<Given> given_;
};

ColumnKind kind_of(const CsvTable& table, std::size_t column, const TableSource& source) {
  const char separator = source.columns.empty() ? separation_of(source.text).separator : ',';
  bool all_whole = true;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.text(row, column).empty()) continue;
    const auto written = read_number(table.text(row, column), separator);
    if (!written.value) return ColumnKind::word;
    all_whole = all_whole && *written.value == std::floor(*written.value);
  }
  return all_whole ? ColumnKind::whole : ColumnKind::number;
}

struct CellText {
  const People& people;
  const PeopleColumn& column;
  std::size_t person;
  std::string operator()(const std::vector<std::int64_t>& cells) const { return fmt::format("{}", cells[person]); }
  std::string operator()(const std::vector<double>& cells) const { return fmt::format("{}", cells[person]); }
  std::string operator()(const WordColumn& cells) const { return cells.words[cells.codes[person]]; }
  std::string operator()(const std::vector<EntityId>& cells) const {
    return cells[person] == nobody ? column.nobody_word : people.ids()[cells[person]];
  }
};

std::string text_of(const std::vector<NamedCells>& columns) {
  std::vector<std::string> cells(columns.size());
  const auto line = [&](const auto& cell_of) {
    std::ranges::transform(columns, cells.begin(), [&](const NamedCells& column) { return csv_cell(cell_of(column)); });
    return fmt::format("{}\n", fmt::join(cells, ","));
  };
  std::string text = line([](const NamedCells& column) -> const std::string& { return column.name; });
  for (std::size_t row = 0; row < columns.front().cells.size(); ++row)
    text += line([row](const NamedCells& column) -> const std::string& { return column.cells[row]; });
  return text;
}

}  // namespace

People read_people(const TableSource& people, const std::optional<TableSource>& ties, const PeopleNeeds& needs) {
  PeopleReader reader(people, needs);
  People read = reader.read();
  std::vector<Problem> problems = reader.problems();
  if (ties) {
    TiesReader of_ties(*ties, needs, read.ids());
    // Where nobody could be read, each tie would be to somebody unknown.
    if (read.size() > 0) of_ties.read_into(read);
    problems.insert(problems.end(), of_ties.problems().begin(), of_ties.problems().end());
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return read;
}

PeopleNeeds needs_of_tables(const TableSource& people, const std::optional<TableSource>& ties) {
  std::vector<Problem> ignored;
  PeopleNeeds needs;
  const CsvTable table = CsvTable::read(people, ignored);
  for (std::size_t i = 0; i < table.columns().size(); ++i)
    if (table.columns()[i] != "id") needs.columns.push_back({table.columns()[i], "", kind_of(table, i, people)});
  if (!ties) return needs;
  const CsvTable rows = CsvTable::read(*ties, ignored);
  const auto column = rows.find_column("relation");
  std::set<std::string> relations;
  for (std::size_t row = 0; column && row < rows.rows(); ++row) relations.insert(rows.text(row, *column));
  for (const std::string& name : relations)
    if (!name.empty()) needs.relations.push_back({name, "", true});
  return needs;
}

std::vector<NamedCells> people_columns(const People& people) {
  std::vector<NamedCells> columns{{"id", people.ids()}};
  for (const PeopleColumn& column : people.columns()) {
    NamedCells& named = columns.emplace_back(NamedCells{column.name, {}});
    named.cells.reserve(people.size());
    for (std::size_t person = 0; person < people.size(); ++person)
      named.cells.push_back(std::visit(CellText{people, column, person}, column.cells));
  }
  return columns;
}

std::vector<NamedCells> ties_columns(const People& people) {
  std::vector<NamedCells> columns{{"person", {}}, {"relation", {}}, {"other", {}}};
  for (const PeopleRelation& relation : people.relations())
    for (EntityId person = 0; person < people.size(); ++person)
      for (const EntityId other : relation.ties.of(person))
        if (relation.ties.is_one_way() || person < other) {
          columns[0].cells.push_back(people.ids()[person]);
          columns[1].cells.push_back(relation.name);
          columns[2].cells.push_back(people.ids()[other]);
        }
  return columns;
}

std::string people_table_text(const People& people) { return text_of(people_columns(people)); }

std::string ties_table_text(const People& people) { return text_of(ties_columns(people)); }

}  // namespace kith
