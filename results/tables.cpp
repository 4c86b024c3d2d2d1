#include "results/tables.hpp"

#include "results/comparison.hpp"
#include "results/layout.hpp"
#include "results/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <type_traits>

namespace kith::results {

using hdf5::Handle;
using netcdf::Axis;

namespace {

const std::vector<std::string> change_labels = {"same", "differs", "in this world only"};

/// Nothing if a replicate has none of this table.
const TableRows& rows_in(const ReplicateResult& replicate, std::size_t table) {
  static const TableRows nothing;
  return table < replicate.tables.size() ? replicate.tables[table] : nothing;
}

}  // namespace

bool keeps_table(const Run& run, std::size_t table) {
  return std::ranges::any_of(run.replicates,
                             [&](const auto& replicate) { return !rows_in(replicate, table).columns.empty(); });
}

void check_tables(const Run& run) {
  for (const ReplicateResult& replicate : run.replicates)
    for (std::size_t table = 0; table < replicate.tables.size(); ++table) {
      const TableRows& rows = replicate.tables[table];
      if (rows.columns.empty()) continue;
      const auto fits = [&](const Cells& cells) { return cell_count(cells) == rows.count(); };
      bool right = table < run.measures.tables.size() &&
                   rows.columns.size() == run.measures.tables[table].columns.size() &&
                   std::ranges::all_of(rows.columns, fits);
      for (std::size_t i = 0; right && i < rows.columns.size(); ++i)
        right = rows.columns[i].index() == static_cast<std::size_t>(run.measures.tables[table].columns[i].kind);
      if (!right)
        throw ResultsError(fmt::format("replicate {}: a table does not fit its declaration", replicate.replicate));
    }
}

// ---- writing ----

namespace {

/// Programs make reals of whole numbers that may have no value, so only a column with a gap says what stands for it.
template <class T>
void describe_column(hid_t dataset, const TableColumn& column, std::int32_t position, bool has_gaps) {
  netcdf::describe(dataset, column.unit, column.meaning);
  if constexpr (!std::is_same_v<T, double>)
    if (has_gaps) hdf5::write_values_attribute<T>(dataset, "_FillValue", std::array{no_cell<T>});
  if (column.unit.find(" since ") != std::string::npos) hdf5::write_text_attribute(dataset, "calendar", "standard");
  hdf5::write_scalar_attribute(dataset, layout::column_attribute, position);
  if (column.identity) hdf5::write_scalar_attribute(dataset, layout::identity_attribute, std::int32_t{1});
  if (!column.axis.empty()) hdf5::write_text_attribute(dataset, layout::labels_of_attribute, column.axis);
  if constexpr (!std::is_same_v<T, double>)
    if (!column.labels.empty()) netcdf::describe_codes<T>(dataset, column.labels);
}

void add_values(Sha256& hash, const SmallCounts& values) {
  hash.bytes({reinterpret_cast<const char*>(values.data()), values.size()});
}
template <class T>
void add_values(Sha256& hash, const std::vector<T>& values) {
  hash.values(values);
}

class TableWriter {
 public:
  TableWriter(netcdf::VariableMaker& maker, hid_t file, const Table& table, std::size_t place,
              const std::vector<const ReplicateResult*>& replicates, KnownValues& known)
      : maker_(maker),
        group_(netcdf::create_group(file, table.name)),
        table_(table),
        place_(place),
        replicates_(replicates),
        known_(known) {}

  void write() {
    hdf5::write_text_attribute(group_, layout::table_attribute, table_.row);
    hdf5::write_text_attribute(group_, "long_name", table_.meaning);
    if (!table_.sentences.empty()) hdf5::write_texts_attribute(group_, layout::sentences_attribute, table_.sentences);
    if (!table_.told_by.empty()) hdf5::write_text_attribute(group_, layout::told_by_attribute, table_.told_by);
    hsize_t count = 0;
    for (const ReplicateResult* replicate : replicates_) count += rows_in(*replicate, place_).count();
    const Axis axis = maker_.bare_axis(group_, table_.row, count);
    write_owners(axis);
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (table_.columns[i].kind == CellKind::small) write_column<std::int8_t>(axis, i);
      if (table_.columns[i].kind == CellKind::whole) write_column<std::int32_t>(axis, i);
      if (table_.columns[i].kind == CellKind::real) write_column<double>(axis, i);
    }
  }

 private:
  void write_owners(const Axis& axis) {
    const TableColumn declared{layout::replicate_axis, "1", "number of the replicate", {}};
    const Handle dataset = maker_.create_numbers<std::int32_t>(group_, declared.name, {&axis});
    netcdf::describe(dataset, declared.unit, declared.meaning);
    write_rows<std::int32_t>(dataset, declared.name, [&](const ReplicateResult& replicate) {
      return Counts(rows_in(replicate, place_).count(), static_cast<std::int32_t>(replicate.replicate));
    });
  }

  template <class T>
  void write_column(const Axis& axis, std::size_t index) {
    const TableColumn& column = table_.columns[index];
    const Handle dataset = maker_.create_numbers<T>(group_, column.name, {&axis});
    describe_column<T>(dataset, column, static_cast<std::int32_t>(index), has_gaps<T>(index));
    write_rows<T>(dataset, column.name, [&](const ReplicateResult& replicate) -> const std::vector<T>& {
      static const std::vector<T> nothing;
      const TableRows& rows = rows_in(replicate, place_);
      return rows.columns.empty() ? nothing : std::get<std::vector<T>>(rows.columns[index]);
    });
  }

  template <class T>
  bool has_gaps(std::size_t index) const {
    return std::ranges::any_of(replicates_, [&](const ReplicateResult* replicate) {
      const TableRows& rows = rows_in(*replicate, place_);
      return !rows.columns.empty() && std::ranges::find(std::get<std::vector<T>>(rows.columns[index]), no_cell<T>) !=
                                          std::get<std::vector<T>>(rows.columns[index]).end();
    });
  }

  template <class T, class ValuesOf>
  void write_rows(hid_t dataset, const std::string& name, ValuesOf values_of) {
    hsize_t first = 0;
    Sha256 hash;
    for (const ReplicateResult* replicate : replicates_) {
      const std::vector<T>& values = values_of(*replicate);
      if (!values.empty()) hdf5::write_rows(dataset, first, values.size(), values.data());
      first += values.size();
      add_values(hash, values);
    }
    known_.emplace(fmt::format("/{}/{}", table_.name, name), hash.hex());
  }

  netcdf::VariableMaker& maker_;
  Handle group_;
  const Table& table_;
  std::size_t place_;
  const std::vector<const ReplicateResult*>& replicates_;
  KnownValues& known_;
};

}  // namespace

void write_tables(netcdf::VariableMaker& maker, hid_t file, const MeasureSet& measures,
                  const std::vector<const ReplicateResult*>& replicates, KnownValues& known) {
  for (std::size_t place = 0; place < measures.tables.size(); ++place)
    if (std::ranges::any_of(replicates, [&](const auto* one) { return !rows_in(*one, place).columns.empty(); }))
      TableWriter(maker, file, measures.tables[place], place, replicates, known).write();
}

// ---- reading ----

bool is_table(hid_t group) { return hdf5::has_attribute(group, layout::table_attribute); }

namespace {

std::vector<std::string> texts_or_none(hid_t object, const char* attribute) {
  return hdf5::has_attribute(object, attribute) ? hdf5::read_texts_attribute(object, attribute)
                                                : std::vector<std::string>{};
}

CellKind kind_of(hid_t dataset, const std::string& name) {
  const std::string type = hdf5::type_name(dataset);
  if (type == "int8") return CellKind::small;
  if (type == "int32") return CellKind::whole;
  if (type != "float64") hdf5::fail(fmt::format("is damaged: the column {} has the type {}", name, type));
  return CellKind::real;
}

class TableReader {
 public:
  TableReader(hid_t file, const hdf5::RawFile& raw, const std::string& name, Run& run)
      : group_(hdf5::open_group(file, name)), raw_(raw), run_(run) {
    table_.name = name;
  }

  void read() {
    table_.row = hdf5::read_text_attribute(group_, layout::table_attribute);
    table_.meaning = hdf5::text_attribute_or_none(group_, "long_name");
    table_.sentences = texts_or_none(group_, layout::sentences_attribute);
    table_.told_by = hdf5::text_attribute_or_none(group_, layout::told_by_attribute);
    find_ends();
    for (ReplicateResult& replicate : run_.replicates) replicate.tables.emplace_back();
    std::map<std::int32_t, std::string> columns;
    for (const std::string& name : hdf5::member_names(group_)) {
      const Handle dataset = hdf5::open_dataset(group_, name);
      if (hdf5::has_attribute(dataset, layout::column_attribute))
        columns.emplace(hdf5::read_scalar_attribute<std::int32_t>(dataset, layout::column_attribute), name);
    }
    for (const auto& [position, name] : columns) read_column(hdf5::open_dataset(group_, name), name);
    if (table_.columns.empty()) hdf5::fail(fmt::format("is damaged: the table {} has no columns", table_.name));
    run_.measures.tables.push_back(std::move(table_));
  }

 private:
  /// Where each replicate's rows end; rows are sorted by replicate.
  void find_ends() {
    const auto owners = hdf5::read_values<std::int32_t>(hdf5::open_dataset(group_, layout::replicate_axis), raw_);
    std::size_t row = 0;
    for (const ReplicateResult& replicate : run_.replicates) {
      while (row < owners.size() && owners[row] == replicate.replicate) ++row;
      ends_.push_back(row);
    }
    if (row != owners.size())
      hdf5::fail(fmt::format("is damaged: the table {} is not in the order of the replicates", table_.name));
  }

  void read_column(hid_t dataset, const std::string& name) {
    TableColumn column{name, hdf5::read_text_attribute(dataset, "units"),
                       hdf5::read_text_attribute(dataset, "long_name"),
                       texts_or_none(dataset, layout::labels_attribute), kind_of(dataset, name)};
    column.axis = hdf5::text_attribute_or_none(dataset, layout::labels_of_attribute);
    column.identity = hdf5::has_attribute(dataset, layout::identity_attribute);
    if (column.kind == CellKind::small) share_out(hdf5::read_values<std::int8_t>(dataset, raw_));
    if (column.kind == CellKind::whole) share_out(hdf5::read_values<std::int32_t>(dataset, raw_));
    if (column.kind == CellKind::real) share_out(hdf5::read_values<double>(dataset, raw_));
    table_.columns.push_back(std::move(column));
  }

  template <class T>
  void share_out(const std::vector<T>& values) {
    if (values.size() != (ends_.empty() ? 0 : ends_.back()))
      hdf5::fail(fmt::format("is damaged: the columns of {} differ in length", table_.name));
    std::size_t first = 0;
    for (std::size_t i = 0; i < ends_.size(); first = ends_[i++])
      run_.replicates[i].tables.back().columns.emplace_back(std::vector<T>(
          values.begin() + static_cast<std::ptrdiff_t>(first), values.begin() + static_cast<std::ptrdiff_t>(ends_[i])));
  }

  Handle group_;
  const hdf5::RawFile& raw_;
  Run& run_;
  Table table_;
  std::vector<std::size_t> ends_;
};

}  // namespace

void read_tables(hid_t file, const hdf5::RawFile& raw, const std::vector<std::string>& names, Run& run) {
  for (const std::string& name : names) TableReader(file, raw, name, run).read();
}

// ---- joining ----

namespace {

using Row = std::vector<double>;

/// NaN is less than any number.
bool less(double a, double b) { return std::isnan(a) ? !std::isnan(b) : a < b; }
bool before(const Row& a, const Row& b) { return std::ranges::lexicographical_compare(a, b, less); }

/// Rows of one table in one world, for comparison: what identifies a row first.
class WorldRows {
 public:
  WorldRows(const Table& table, const TableRows& rows) : rows_(rows) {
    for (const bool identity : {true, false})
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].identity == identity) order_.push_back(i);
    identities_ = static_cast<std::size_t>(std::ranges::count(table.columns, true, &TableColumn::identity));
  }

  std::size_t count() const { return rows_.count(); }
  double subject(std::size_t row) const { return cell_value(rows_.columns[0], row); }
  /// One past the last row that tells of the same subject as `first`.
  std::size_t end_of_subject(std::size_t first) const {
    std::size_t last = first;
    while (last < count() && subject(last) == subject(first)) ++last;
    return last;
  }
  /// All cells, or those that identify the row.
  Row row(std::size_t number, bool identity_only) const {
    Row cells;
    const std::size_t size = identity_only ? identities_ : order_.size();
    cells.reserve(size);
    for (std::size_t i = 0; i < size; ++i) cells.push_back(cell_value(rows_.columns[order_[i]], number));
    return cells;
  }

 private:
  const TableRows& rows_;
  std::vector<std::size_t> order_;
  std::size_t identities_ = 0;
};

/// Rows of one subject in one world that have found no match yet.
struct Open {
  std::vector<std::size_t> numbers;
  std::vector<Row> rows;
  Open(const WorldRows& world, const std::vector<std::size_t>& of, bool identity_only) : numbers(of) {
    std::vector<std::pair<Row, std::size_t>> sorted;
    sorted.reserve(of.size());
    for (const std::size_t number : of) sorted.emplace_back(world.row(number, identity_only), number);
    std::ranges::stable_sort(sorted, before, &std::pair<Row, std::size_t>::first);
    for (std::size_t i = 0; i < sorted.size(); ++i) numbers[i] = sorted[i].second;
    rows.reserve(sorted.size());
    for (auto& [row, number] : sorted) rows.push_back(std::move(row));
  }
};

class Relation {
 public:
  Relation(const WorldRows& base, const WorldRows& other)
      : base_(base), other_(other), of_base_(base.count(), 2), of_other_(other.count(), 2) {
    for (std::size_t i = 0, j = 0; i < base.count() && j < other.count();) {
      const std::size_t i_end = base.end_of_subject(i), j_end = other.end_of_subject(j);
      if (base.subject(i) == other.subject(j)) relate(i, i_end, j, j_end);
      const bool take_base = base.subject(i) <= other.subject(j), take_other = other.subject(j) <= base.subject(i);
      if (take_base) i = i_end;
      if (take_other) j = j_end;
    }
  }
  const SmallCounts& of_base() const { return of_base_; }
  const SmallCounts& of_other() const { return of_other_; }

 private:
  /// Equal rows belong together; of the rest, those that tell of the same thing do, in order.
  void relate(std::size_t i, std::size_t i_end, std::size_t j, std::size_t j_end) {
    std::vector<std::size_t> left(i_end - i), right(j_end - j);
    std::iota(left.begin(), left.end(), i);
    std::iota(right.begin(), right.end(), j);
    match(left, right, false, 0);
    if (!left.empty() && !right.empty()) match(left, right, true, 1);
  }

  void match(std::vector<std::size_t>& left, std::vector<std::size_t>& right, bool identity_only, std::int8_t change) {
    const Open a(base_, left, identity_only), b(other_, right, identity_only);
    left.clear();
    right.clear();
    std::size_t i = 0, j = 0;
    while (i < a.numbers.size() || j < b.numbers.size()) {
      const bool take_a = j == b.numbers.size() || (i < a.numbers.size() && !before(b.rows[j], a.rows[i]));
      const bool take_b = i == a.numbers.size() || (j < b.numbers.size() && !before(a.rows[i], b.rows[j]));
      if (take_a && take_b) of_base_[a.numbers[i]] = of_other_[b.numbers[j]] = change;
      if (take_a && !take_b) left.push_back(a.numbers[i]);
      if (take_b && !take_a) right.push_back(b.numbers[j]);
      i += take_a;
      j += take_b;
    }
    std::ranges::sort(left);
    std::ranges::sort(right);
  }

  const WorldRows& base_;
  const WorldRows& other_;
  SmallCounts of_base_, of_other_;
};

/// Codes of `cells` as they stand among labels that others brought.
Cells recoded(const Cells& cells, const std::vector<std::string>& own, const std::vector<std::string>& united,
              CellKind kind) {
  Cells result = cells_of(kind);
  for (std::size_t row = 0; row < cell_count(cells); ++row) {
    const double code = cell_value(cells, row);
    const bool labelled = code >= 0 && code < static_cast<double>(own.size());
    append_cell(result, labelled ? static_cast<double>(std::ranges::find(united, own[static_cast<std::size_t>(code)]) -
                                                       united.begin())
                                 : code);
  }
  return result;
}

/// Columns whose labels differ, as where runs have services of their own, have those of all.
void unite_labels(std::vector<Run>& runs, std::size_t table, std::size_t column) {
  constexpr std::size_t most_small = 127;
  const auto declared = [&](Run& run) -> TableColumn& { return run.measures.tables[table].columns[column]; };
  std::vector<std::string> united = declared(runs[0]).labels;
  for (Run& run : runs)
    for (const std::string& label : declared(run).labels)
      if (std::ranges::find(united, label) == united.end()) united.push_back(label);
  const CellKind kind = united.size() > most_small ? CellKind::whole : declared(runs[0]).kind;
  for (Run& run : runs) {
    TableColumn& own = declared(run);
    if (own.labels == united && own.kind == kind) continue;
    for (ReplicateResult& replicate : run.replicates) {
      Cells& cells = replicate.tables[table].columns[column];
      cells = recoded(cells, own.labels, united, kind);
    }
    own.labels = united;
    own.kind = kind;
  }
}

bool alike(const Table& a, const Table& b) {
  return a.name == b.name && std::ranges::equal(a.columns, b.columns, [](const auto& x, const auto& y) {
           return x.name == y.name && x.unit == y.unit && x.labels.empty() == y.labels.empty();
         });
}

/// Tables that all runs keep, in all replicates, alike.
bool joinable(const std::vector<Run>& runs, std::size_t table) {
  return std::ranges::all_of(runs, [&](const Run& run) {
    return table < run.measures.tables.size() && alike(run.measures.tables[table], runs[0].measures.tables[table]) &&
           std::ranges::all_of(run.replicates,
                               [&](const auto& replicate) { return !rows_in(replicate, table).columns.empty(); });
  });
}

Table joined_declaration(Table table, const std::vector<std::string>& labels) {
  table.columns.insert(table.columns.begin(),
                       {{scenario_axis, "", "World it is of, the base first", labels, CellKind::whole},
                        {change_column, "",
                         "How it stands to the base, of a row of the base to the alternatives: the same, of the same "
                         "thing but otherwise, or in this world only",
                         change_labels, CellKind::small}});
  return table;
}

TableRows joined_rows(const Table& table, std::vector<TableRows> worlds) {
  const WorldRows base(table, worlds[0]);
  std::vector<SmallCounts> found(worlds.size());
  found[0].assign(base.count(), 0);
  for (std::size_t i = 1; i < worlds.size(); ++i) {
    const WorldRows other(table, worlds[i]);
    const Relation relation(base, other);
    found[i] = relation.of_other();
    for (std::size_t row = 0; row < base.count(); ++row)
      found[0][row] = std::max(found[0][row], relation.of_base()[row]);
  }
  TableRows joined;
  joined.columns = {Counts(), SmallCounts()};
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    auto& scenario = std::get<Counts>(joined.columns[0]);
    scenario.resize(scenario.size() + worlds[i].count(), static_cast<std::int32_t>(i));
    auto& change = std::get<SmallCounts>(joined.columns[1]);
    change.insert(change.end(), found[i].begin(), found[i].end());
  }
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    Cells all = std::move(worlds[0].columns[column]);
    for (std::size_t i = 1; i < worlds.size(); ++i)
      std::visit(
          [&](auto& values) {
            const auto& more = std::get<std::decay_t<decltype(values)>>(worlds[i].columns[column]);
            values.insert(values.end(), more.begin(), more.end());
          },
          all);
    joined.columns.push_back(std::move(all));
  }
  return joined;
}

}  // namespace

void join_tables(Run& joined, std::vector<Run>& runs, const std::vector<std::string>& labels) {
  joined.measures.tables.clear();
  for (std::size_t table = 0; table < runs[0].measures.tables.size(); ++table) {
    if (!joinable(runs, table)) continue;
    for (std::size_t column = 0; column < runs[0].measures.tables[table].columns.size(); ++column)
      unite_labels(runs, table, column);
    joined.measures.tables.push_back(joined_declaration(runs[0].measures.tables[table], labels));
    for (std::size_t row = 0; row < joined.replicates.size(); ++row) {
      std::vector<TableRows> worlds;
      for (Run& run : runs) worlds.push_back(std::move(run.replicates[row].tables[table]));
      joined.replicates[row].tables.push_back(joined_rows(runs[0].measures.tables[table], std::move(worlds)));
    }
  }
}

}  // namespace kith::results
