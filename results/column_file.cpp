#include "results/column_file.hpp"

#include "engine/settings/problem.hpp"
#include "results/hdf5.hpp"
#include "results/netcdf.hpp"
#include "results/new_file.hpp"
#include "results/results.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace kith::results {
namespace {

using hdf5::Handle;

constexpr const char* allowed = "a column holds whole numbers, reals or text, one cell a row";
constexpr std::size_t largest_packing = 1100;  // deflate makes a text of one letter so much smaller, and no more

// ---- reading ----

/// A file of whichever program, while a Session lives.
class ForeignFile {
 public:
  explicit ForeignFile(const std::filesystem::path& path)
      : raw_(path), file_(opened(path)), size_(static_cast<std::size_t>(raw_.size())) {}

  /// Adds a problem for each variable that is no column.
  std::vector<NamedCells> columns(const std::filesystem::path& path, std::vector<Problem>& problems) const {
    std::vector<NamedCells> columns;
    for (const std::string& name : hdf5::member_names(file_)) {
      if (!hdf5::is_dataset(file_, name)) continue;
      const Handle dataset = hdf5::open_dataset(file_, name);
      if (is_bare_dimension(dataset)) continue;
      std::string fault;
      auto cells = cells_of(dataset, fault);
      if (cells)
        columns.push_back({name, std::move(*cells)});
      else
        add_problem(problems, {path.string()}, fmt::format("the variable {} {}; {}", in_quotes(name), fault, allowed));
    }
    if (columns.empty() && problems.empty())
      add_problem(problems, {path.string()}, fmt::format("has no variable at its root; {}", allowed));
    return columns;
  }

 private:
  static Handle opened(const std::filesystem::path& path) {
    const Handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "cannot be read"};
    hdf5::leave_unlocked(access);
    return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "is no HDF5 file, or is damaged"};
  }

  static bool is_bare_dimension(hid_t dataset) {
    if (!hdf5::has_attribute(dataset, "CLASS") || !hdf5::has_attribute(dataset, "NAME")) return false;
    return hdf5::attribute_as_text(dataset, "NAME").starts_with("This is a netCDF dimension but not");
  }

  /// Nothing, and why not.
  std::optional<std::vector<std::string>> cells_of(hid_t dataset, std::string& fault) const {
    const hdf5::Shape shape = hdf5::shape_of(dataset);
    const Handle type{H5Dget_type(dataset), H5Tclose, "has a variable without a type"};
    if (shape.size() != 1) {
      fault = fmt::format("has {} dimensions", shape.size());
      return std::nullopt;
    }
    const auto rows = static_cast<std::size_t>(shape.front());
    if (rows > most_rows_of_columns || rows / largest_packing > size_) {
      fault = fmt::format("claims {} rows", rows);
      return std::nullopt;
    }
    switch (H5Tget_class(type)) {
      case H5T_INTEGER:
        if (H5Tget_sign(type) == H5T_SGN_NONE) return numbers<std::uint64_t>(dataset, H5T_NATIVE_UINT64, rows);
        return numbers<std::int64_t>(dataset, H5T_NATIVE_INT64, rows);
      case H5T_FLOAT:
        return numbers<double>(dataset, H5T_NATIVE_DOUBLE, rows);
      case H5T_STRING:
        return H5Tis_variable_str(type) > 0 ? texts(dataset, type, rows) : padded_texts(dataset, type, rows);
      default:
        fault = "holds neither numbers nor text";
        return std::nullopt;
    }
  }

  template <class Number>
  static std::vector<std::string> numbers(hid_t dataset, hid_t memory, std::size_t rows) {
    std::vector<Number> values(rows);
    read(dataset, memory, values.data(), rows);
    std::vector<std::string> cells;
    cells.reserve(rows);
    for (const Number value : values) cells.push_back(fmt::format("{}", value));
    return cells;
  }

  static std::vector<std::string> texts(hid_t dataset, hid_t stored, std::size_t rows) {
    const Handle memory{H5Tcopy(H5T_C_S1), H5Tclose, "cannot be read"};
    hdf5::check(H5Tset_size(memory, H5T_VARIABLE), "cannot be read");
    hdf5::check(H5Tset_cset(memory, H5Tget_cset(stored)), "cannot be read");
    std::vector<char*> pointers(rows);
    read(dataset, memory, pointers.data(), rows);
    std::vector<std::string> cells;
    cells.reserve(rows);
    for (char* pointer : pointers) {
      cells.emplace_back(pointer == nullptr ? "" : pointer);
      H5free_memory(pointer);
    }
    return cells;
  }

  /// Of fixed width, ended by zeros or blanks.
  std::vector<std::string> padded_texts(hid_t dataset, hid_t stored, std::size_t rows) const {
    const std::size_t width = H5Tget_size(stored);
    if (width == 0 || rows > largest_packing * size_ / width) hdf5::fail("has a variable that claims too much text");
    std::string bytes(rows * width, '\0');
    read(dataset, stored, bytes.data(), rows);
    std::vector<std::string> cells;
    cells.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string cell = bytes.substr(row * width, width);
      cells.push_back(cell.substr(0, cell.find('\0')));
    }
    return cells;
  }

  static void read(hid_t dataset, hid_t memory, void* into, std::size_t rows) {
    if (rows == 0) return;
    hdf5::check(H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, into), "has a variable that cannot be read");
  }

  hdf5::RawFile raw_;
  Handle file_;
  std::size_t size_;
};

/// While a Session lives.
TableSource read_here(const std::filesystem::path& file) {
  std::vector<Problem> problems;
  TableSource source{file.string()};
  try {
    source.columns = ForeignFile(file).columns(file, problems);
  } catch (const ResultsError& error) {
    add_problem(problems, {file.string()}, error.what());
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return source;
}

// ---- writing ----

/// A name no column has.
std::string name_of_rows(const std::vector<TypedColumn>& columns) {
  std::string name = "row";
  while (std::ranges::find(columns, name, &TypedColumn::name) != columns.end()) name += "_";
  return name;
}

void write_column(hid_t parent, netcdf::VariableMaker& maker, const netcdf::Axis& rows, const TypedColumn& column) {
  const auto numbers = [&]<class Number>(const std::vector<Number>& values) {
    const Handle dataset = maker.create_numbers<Number>(parent, column.name, {&rows});
    hdf5::write_text_attribute(dataset, "long_name", column.meaning);
    if (!values.empty()) hdf5::write_rows(dataset, 0, values.size(), values.data());
  };
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.cells)) return numbers(*whole);
  if (const auto* real = std::get_if<std::vector<double>>(&column.cells)) return numbers(*real);
  maker.write_text_variable(parent, column.name, column.meaning, {&rows},
                            std::get<std::vector<std::string>>(column.cells));
}

}  // namespace

TableSource read_columns(const std::filesystem::path& file) {
  std::error_code none;
  if (!std::filesystem::is_regular_file(file, none))
    throw InputError({file.string()}, std::filesystem::exists(file, none) ? "is no ordinary file" : "does not exist");
  // HDF5 follows some damage blindly, in what other programs write. Nobody else is inside HDF5 when the process splits.
  const hdf5::Session session(hdf5::Layout::of_copies);
  if (!hdf5::in_trial_process([&] { read_here(file); })) throw InputError({file.string()}, "is damaged");
  return read_here(file);
}

void write_columns(const std::filesystem::path& file, const std::vector<TypedColumn>& columns,
                   const std::string& meaning, bool replace) try {
  NewFile made(file, replace ? IfTaken::replace : IfTaken::refuse);
  {
    const hdf5::Session session;
    const Handle root = netcdf::create_file(made.partial());
    hdf5::write_text_attribute(root, "title", meaning);
    netcdf::VariableMaker maker;
    const std::size_t count =
        columns.empty() ? 0 : std::visit([](const auto& cells) { return cells.size(); }, columns.front().cells);
    const netcdf::Axis rows = maker.bare_axis(root, name_of_rows(columns), count, netcdf::AxisKind::fixed);
    for (const TypedColumn& column : columns) write_column(root, maker, rows, column);
  }
  made.appear();
} catch (const ResultsError& error) {
  const std::string what = error.what();
  if (what.starts_with(file.string())) throw;
  throw ResultsError(fmt::format("{}: {}; nothing was written", file.string(), what));
}

}  // namespace kith::results
