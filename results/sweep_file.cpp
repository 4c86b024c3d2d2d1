// Sweep files written point by point, and read back as far as numbers of whole runs go. FORMAT.md is the promise.
#include "results/sweep_file.hpp"

#include "results/digest.hpp"
#include "results/netcdf.hpp"
#include "results/new_file.hpp"
#include "results/reading.hpp"
#include "results/sha256.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace kith::results {

using hdf5::check;
using hdf5::Handle;
using netcdf::Axes;
using netcdf::Axis;

namespace {

/// About as much of the runs as is held at a time.
constexpr std::size_t block_bytes = 16u << 20;
constexpr std::int32_t no_count = std::numeric_limits<std::int32_t>::min();
constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

std::size_t cells(const MeasureSet& set, const Measure& measure) {
  std::size_t product = 1;
  for (const std::size_t size : set.shape(measure)) product *= size;
  return product;
}

class SweepWriter : netcdf::VariableMaker {
 public:
  SweepWriter(hid_t file, const std::filesystem::path& path, const SweepHead& head,
              const std::function<PointRuns(std::size_t)>& runs_of)
      : file_(file), path_(path), head_(head), runs_of_(runs_of) {}

  std::string write() {
    write_axes();
    write_points();
    create_measures();
    write_runs();
    write_text_variable(file_, layout::failure_variable,
                        "why the first run of the point that failed did so; empty if none did", {&point_}, failures_);
    write_parameters();
    write_texts();
    const std::string digest = digest_.hex();
    write_root_attributes(digest);
    write_contents(*this, file_, path_, layout::sweep_file, digests_of_values());
    return digest;
  }

 private:
  void write_axes() {
    std::vector<std::int64_t> points, replicates;
    for (std::size_t i = 0; i < head_.points.size(); ++i) points.push_back(static_cast<std::int64_t>(i));
    for (std::int64_t i = 0; i < head_.replicates; ++i) replicates.push_back(head_.first_replicate + i);
    std::vector<std::string> paths;
    for (const SweepParameter& parameter : head_.parameters) paths.push_back(parameter.path);
    point_ = number_axis(file_, layout::point_axis, "1", "number of the point", points);
    replicate_ = number_axis(file_, layout::replicate_axis, "1", "number of the replicate", replicates);
    parameter_ = text_axis(file_, layout::parameter_axis, "setting that varies", paths);
    for (const Dimension& dimension : head_.measures.dimensions)
      axes_.push_back(dimension.values.empty()
                          ? text_axis(file_, dimension.name, dimension.meaning, dimension.labels)
                          : number_axis(file_, dimension.name, dimension.unit, dimension.meaning, dimension.values));
  }

  void write_points() {
    for (std::size_t i = 0; i < head_.parameters.size(); ++i) write_values(i);
    const Handle unit = create_numbers<double>(file_, layout::unit_cube_variable, {&point_, &parameter_});
    netcdf::describe(unit, "1", "coordinates of the point in the unit cube of the design");
    std::vector<double> coordinates;
    std::vector<std::int64_t> seeds;
    for (const SweepPoint& point : head_.points) {
      coordinates.insert(coordinates.end(), point.unit_cube.begin(), point.unit_cube.end());
      seeds.push_back(point.seed);
    }
    if (!coordinates.empty()) hdf5::write_rows(unit, 0, head_.points.size(), coordinates.data());
    const Handle seed = create_numbers<std::int64_t>(file_, layout::point_seed_variable, {&point_});
    netcdf::describe(seed, "1", "seed of the runs of the point");
    if (!seeds.empty()) hdf5::write_rows(seed, 0, seeds.size(), seeds.data());
  }

  void write_values(std::size_t index) {
    const SweepParameter& parameter = head_.parameters[index];
    const std::string meaning = fmt::format("value of the setting {} at the point", parameter.path);
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (const SweepPoint& point : head_.points) {
      numbers.push_back(point.numbers[index]);
      texts.push_back(point.texts[index]);
    }
    if (!parameter.numeric) {
      write_text_variable(file_, parameter.path, meaning, {&point_}, texts);
      return;
    }
    const Handle dataset = create_numbers<double>(file_, parameter.path, {&point_});
    netcdf::describe(dataset, parameter.unit, meaning);
    if (!numbers.empty()) hdf5::write_rows(dataset, 0, numbers.size(), numbers.data());
  }

  void create_measures() {
    std::vector<std::string> coordinates;
    for (const SweepParameter& parameter : head_.parameters) coordinates.push_back(parameter.path);
    status_ = create_numbers<std::int8_t>(file_, layout::status_variable, {&point_, &replicate_});
    netcdf::describe(status_, "1", "whether the run was made");
    const std::array<std::int8_t, 3> flags = {0, 1, 2};
    hdf5::write_values_attribute<std::int8_t>(status_, "flag_values", flags);
    hdf5::write_text_attribute(status_, "flag_meanings", "missing done failed");
    for (std::size_t i = 0; i < head_.measures.measures.size(); ++i) {
      const Measure& measure = head_.measures.measures[i];
      Axes axes = {&point_, &replicate_};
      for (const std::string& dimension : measure.dimensions) axes.push_back(&axis(dimension));
      const bool counts = measure.number == Number::count;
      Handle dataset = counts ? create_numbers<std::int32_t>(file_, measure.name, axes)
                              : create_numbers<double>(file_, measure.name, axes);
      if (counts) hdf5::write_values_attribute<std::int32_t>(dataset, "_FillValue", std::span(&no_count, 1));
      netcdf::describe(dataset, measure.unit, measure.meaning);
      hdf5::write_text_attribute(dataset, "group", measure.group);
      hdf5::write_text_attribute(dataset, layout::closure_attribute,
                                 layout::closure_names[static_cast<std::size_t>(measure.closure)]);
      hdf5::write_scalar_attribute(dataset, layout::position_attribute, static_cast<std::int32_t>(i));
      if (!coordinates.empty())
        hdf5::write_text_attribute(dataset, "coordinates", fmt::format("{}", fmt::join(coordinates, " ")));
      datasets_.push_back(std::move(dataset));
      values_.emplace_back();
    }
  }

  KnownValues digests_of_values() {
    KnownValues known;
    for (std::size_t i = 0; i < values_.size(); ++i)
      known.emplace("/" + head_.measures.measures[i].name, values_[i].hex());
    return known;
  }

  const Axis& axis(const std::string& name) const {
    return *std::ranges::find_if(axes_, [&](const Axis& candidate) { return candidate.name == name; });
  }

  std::size_t points_a_block() const {
    std::size_t bytes = 1;
    for (const Measure& measure : head_.measures.measures)
      bytes += cells(head_.measures, measure) * sizeof(double) * static_cast<std::size_t>(head_.replicates);
    return std::clamp<std::size_t>(block_bytes / bytes, 1, std::max<std::size_t>(1, head_.points.size()));
  }

  void write_runs() {
    begin_digest();
    const std::size_t block = points_a_block();
    for (std::size_t first = 0; first < head_.points.size(); first += block) {
      std::vector<PointRuns> runs;
      for (std::size_t point = first; point < std::min(head_.points.size(), first + block); ++point) {
        runs.push_back(runs_of_(point));
        take_into_digest(point, runs.back());
        failures_.push_back(runs.back().failure);
      }
      write_block(first, runs);
    }
  }

  void begin_digest() {
    digest_.text("kith sweep 1");
    digest_.text(declaration_digest(head_.measures));
    digest_.number(head_.parameters.size());
    for (const SweepParameter& parameter : head_.parameters) digest_.text(parameter.path);
    digest_.number(head_.points.size());
    digest_.number(static_cast<std::uint64_t>(head_.replicates));
  }

  void take_into_digest(std::size_t point, const PointRuns& runs) {
    for (const std::string& value : head_.points[point].texts) digest_.text(value);
    digest_.number(static_cast<std::uint64_t>(head_.points[point].seed));
    for (std::size_t r = 0; r < runs.status.size(); ++r) {
      const bool done = runs.status[r] == RunStatus::done;
      digest_.number(static_cast<std::uint64_t>(head_.first_replicate) + r);
      digest_.text(done ? replicate_digest(head_.measures, runs.results[r]) : "");
    }
  }

  void write_block(std::size_t first, const std::vector<PointRuns>& runs) {
    std::vector<std::int8_t> status;
    for (const PointRuns& point : runs)
      for (const RunStatus one : point.status) status.push_back(static_cast<std::int8_t>(one));
    hdf5::write_rows(status_, first, runs.size(), status.data());
    for (std::size_t i = 0; i < datasets_.size(); ++i) {
      if (head_.measures.measures[i].number == Number::count)
        write_measure<Counts>(i, first, runs, no_count);
      else
        write_measure<Reals>(i, first, runs, no_value);
    }
  }

  template <class Array>
  void write_measure(std::size_t index, std::size_t first, const std::vector<PointRuns>& runs,
                     typename Array::value_type nothing) {
    const std::size_t size = cells(head_.measures, head_.measures.measures[index]);
    Array values;
    values.reserve(runs.size() * static_cast<std::size_t>(head_.replicates) * size);
    for (const PointRuns& point : runs)
      for (std::size_t r = 0; r < point.status.size(); ++r) {
        if (point.status[r] != RunStatus::done) {
          values.insert(values.end(), size, nothing);
          continue;
        }
        const Array& array = std::get<Array>(point.results[r].arrays[index]);
        values.insert(values.end(), array.begin(), array.end());
      }
    values_[index].values(values);
    if (!values.empty()) hdf5::write_rows(datasets_[index], first, runs.size(), values.data());
  }

  void write_parameters() {
    const Handle group = netcdf::create_group(file_, layout::parameters_group);
    const auto& rows = head_.parameters;
    for (const auto& field : layout::parameter_texts)
      write_text_variable(group, field.name, field.meaning, {&parameter_}, layout::column(rows, field));
    std::vector<std::string> categories;
    for (const SweepParameter& row : rows) categories.push_back(fmt::format("{}", fmt::join(row.categories, "\n")));
    write_text_variable(group, "categories", "values to choose from as TOML, one a line", {&parameter_}, categories);
    for (const auto& field : layout::parameter_numbers) {
      const Handle dataset = create_numbers<double>(group, field.name, {&parameter_});
      netcdf::describe(dataset, "1", field.meaning);
      std::vector<double> values;
      for (const SweepParameter& row : rows) values.push_back(row.*field.member);
      if (!values.empty()) hdf5::write_rows(dataset, 0, values.size(), values.data());
    }
    for (const auto& field : layout::parameter_flags) {
      const Handle dataset = create_numbers<std::int8_t>(group, field.name, {&parameter_});
      netcdf::describe(dataset, "1", field.meaning);
      std::vector<std::int8_t> values;
      for (const SweepParameter& row : rows) values.push_back(row.*field.member ? 1 : 0);
      if (!values.empty()) hdf5::write_rows(dataset, 0, values.size(), values.data());
    }
  }

  void write_texts() {
    const Handle group = netcdf::create_group(file_, layout::provenance_group);
    std::vector<std::string> files, texts;
    for (const auto& [file, text] : head_.texts) {
      files.push_back(file);
      texts.push_back(text);
    }
    const Axis axis = text_axis(group, "file", "file the sweep was made of, the plan first", files);
    write_text_variable(group, "text", "text of the file", {&axis}, texts);
  }

  void write_root_attributes(const std::string& digest) {
    hdf5::write_text_attribute(file_, "format", layout::sweep_file.name);
    hdf5::write_scalar_attribute(file_, "format_version", static_cast<std::int32_t>(layout::sweep_file.version));
    hdf5::write_text_attribute(file_, "Conventions", layout::conventions);
    for (const auto& field : layout::sweep_texts) hdf5::write_text_attribute(file_, field.name, head_.*field.member);
    for (const auto& field : layout::sweep_numbers)
      hdf5::write_scalar_attribute(file_, field.name, head_.*field.member);
    hdf5::write_scalar_attribute(file_, "second_order", static_cast<std::int64_t>(head_.second_order));
    hdf5::write_scalar_attribute(file_, "points", static_cast<std::int64_t>(head_.points.size()));
    hdf5::write_text_attribute(file_, "digest", digest);
    for (const auto& field : layout::provenance_texts)
      hdf5::write_text_attribute(file_, field.name, head_.provenance.*field.member);
  }

  hid_t file_;
  const std::filesystem::path& path_;
  const SweepHead& head_;
  const std::function<PointRuns(std::size_t)>& runs_of_;
  Axis point_, replicate_, parameter_;
  std::vector<Axis> axes_;
  std::vector<Handle> datasets_;
  std::vector<Sha256> values_;  ///< of each measure, as it is written
  Handle status_;
  std::vector<std::string> failures_;
  Sha256 digest_;
};

/// Names in the root must differ; those of settings have a dot, which names of measures have not.
void check_names(const SweepHead& head) {
  std::set<std::string> names = {layout::point_axis,         layout::replicate_axis,      layout::parameter_axis,
                                 layout::unit_cube_variable, layout::point_seed_variable, layout::status_variable,
                                 layout::failure_variable,   layout::parameters_group,    layout::provenance_group,
                                 layout::integrity_group};
  const auto add = [&](const std::string& name) {
    if (!names.insert(name).second) throw ResultsError(fmt::format("the name \"{}\" is taken already", name));
  };
  for (const SweepParameter& parameter : head.parameters) add(parameter.path);
  for (const Dimension& dimension : head.measures.dimensions) add(dimension.name);
  for (const Measure& measure : head.measures.measures) add(measure.name);
}

class SweepReader {
 public:
  explicit SweepReader(const Source& source) : source_(source), file_(source.handle), raw_(source.raw) {}

  SweepTable table(ContentsCheck& contents) {
    check_groups(source_);
    table_.checked = has_contents(source_);
    if (table_.checked) contents = check_contents(source_);
    read_head();
    read_parameters();
    read_points();
    for (const std::string& name : hdf5::member_names(file_))
      if (std::ranges::find(contents.added, "/" + name) == contents.added.end()) read_outcome(name);
    table_.failures = texts(file_, layout::failure_variable, points_);
    read_files();
    return std::move(table_);
  }

 private:
  void read_head() {
    SweepHead& head = table_.head;
    for (const auto& field : layout::sweep_texts) head.*field.member = hdf5::read_text_attribute(file_, field.name);
    for (const auto& field : layout::sweep_numbers)
      head.*field.member = hdf5::read_scalar_attribute<std::int64_t>(file_, field.name);
    head.second_order = hdf5::read_scalar_attribute<std::int64_t>(file_, "second_order") != 0;
    for (const auto& field : layout::provenance_texts)
      head.provenance.*field.member = hdf5::read_text_attribute(file_, field.name);
    table_.digest = hdf5::read_text_attribute(file_, "digest");
    table_.replicates = hdf5::read_values<std::int64_t>(hdf5::open_dataset(file_, layout::replicate_axis), raw_);
    points_ = hdf5::read_values<std::int64_t>(hdf5::open_dataset(file_, layout::point_axis), raw_).size();
  }

  std::vector<std::string> texts(hid_t group, const std::string& name, std::size_t size) const {
    auto found = hdf5::read_texts(hdf5::open_dataset(group, name), raw_);
    if (found.size() != size)
      hdf5::fail(fmt::format("is damaged: {} has {} values instead of {}", name, found.size(), size));
    return found;
  }

  void read_files() {
    const Handle group = hdf5::open_group(file_, layout::provenance_group);
    const std::vector<std::string> files = hdf5::read_texts(hdf5::open_dataset(group, "file"), raw_);
    const std::vector<std::string> all = texts(group, "text", files.size());
    for (std::size_t i = 0; i < files.size(); ++i) table_.head.texts.emplace_back(files[i], all[i]);
  }

  std::vector<double> numbers(hid_t group, const std::string& name, std::size_t size) const {
    auto found = hdf5::read_values<double>(hdf5::open_dataset(group, name), raw_);
    if (found.size() != size)
      hdf5::fail(fmt::format("is damaged: {} has {} values instead of {}", name, found.size(), size));
    return found;
  }

  void read_parameters() {
    const std::vector<std::string> paths = hdf5::read_texts(hdf5::open_dataset(file_, layout::parameter_axis), raw_);
    auto& rows = table_.head.parameters;
    rows.resize(paths.size());
    const Handle group = hdf5::open_group(file_, layout::parameters_group);
    const auto categories = texts(group, "categories", rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].path = paths[i];
      for (std::size_t from = 0, to = 0; from < categories[i].size(); from = to + 1) {
        to = std::min(categories[i].find('\n', from), categories[i].size());
        rows[i].categories.push_back(categories[i].substr(from, to - from));
      }
    }
    for (const auto& field : layout::parameter_texts) {
      const auto column = texts(group, field.name, rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*field.member = column[i];
    }
    for (const auto& field : layout::parameter_numbers) {
      const auto column = numbers(group, field.name, rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*field.member = column[i];
    }
    for (const auto& field : layout::parameter_flags) {
      const auto column = hdf5::read_values<std::int8_t>(hdf5::open_dataset(group, field.name), raw_);
      if (column.size() != rows.size()) hdf5::fail(fmt::format("is damaged: {} has a wrong length", field.name));
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*field.member = column[i] != 0;
    }
  }

  void read_points() {
    SweepHead& head = table_.head;
    const std::size_t width = head.parameters.size();
    head.points.resize(points_);
    const auto unit = numbers(file_, layout::unit_cube_variable, points_ * width);
    const auto seeds = hdf5::read_values<std::int64_t>(hdf5::open_dataset(file_, layout::point_seed_variable), raw_);
    if (seeds.size() != points_) hdf5::fail("is damaged: the seeds have a wrong length");
    for (std::size_t p = 0; p < points_; ++p) {
      const auto row = unit.begin() + static_cast<std::ptrdiff_t>(p * width);
      head.points[p].unit_cube.assign(row, row + static_cast<std::ptrdiff_t>(width));
      head.points[p].seed = seeds[p];
    }
    for (const SweepParameter& parameter : head.parameters) read_values_of(parameter);
  }

  void read_values_of(const SweepParameter& parameter) {
    auto& points = table_.head.points;
    if (parameter.numeric) {
      const auto column = numbers(file_, parameter.path, points_);
      for (std::size_t p = 0; p < points_; ++p) {
        points[p].numbers.push_back(column[p]);
        points[p].texts.push_back(fmt::format("{}", column[p]));
      }
      return;
    }
    const auto column = texts(file_, parameter.path, points_);
    for (std::size_t p = 0; p < points_; ++p) {
      const auto place = std::ranges::find(parameter.categories, column[p]);
      const bool known = place != parameter.categories.end();
      points[p].numbers.push_back(known ? static_cast<double>(place - parameter.categories.begin()) : no_value);
      points[p].texts.push_back(column[p]);
    }
  }

  /// A measure without dimensions of its own; anything else in the root is passed over.
  void read_outcome(const std::string& name) {
    if (!hdf5::is_dataset(file_, name)) return;
    const Handle dataset = hdf5::open_dataset(file_, name);
    if (!hdf5::has_attribute(dataset, layout::closure_attribute)) return;
    const std::size_t width = table_.replicates.size();
    if (hdf5::shape_of(dataset) != hdf5::Shape{points_, width}) return;
    SweepTable::Outcome outcome{
        name, hdf5::read_text_attribute(dataset, "units"), hdf5::read_text_attribute(dataset, "long_name"), {}};
    std::vector<double> values;
    if (hdf5::type_name(dataset) == "int32") {
      for (const std::int32_t count : hdf5::read_values<std::int32_t>(dataset, raw_))
        values.push_back(count == no_count ? no_value : count);
    } else {
      values = hdf5::read_values<double>(dataset, raw_);
    }
    for (std::size_t p = 0; p < points_; ++p) {
      const auto row = values.begin() + static_cast<std::ptrdiff_t>(p * width);
      outcome.values.emplace_back(row, row + static_cast<std::ptrdiff_t>(width));
    }
    table_.outcomes.push_back(std::move(outcome));
  }

  const Source& source_;
  hid_t file_;
  const hdf5::RawFile& raw_;
  SweepTable table_;
  std::size_t points_ = 0;
};

}  // namespace

namespace {

WrittenSweep write_sweep_as(const std::filesystem::path& file, const SweepHead& head,
                            const std::function<PointRuns(std::size_t)>& runs_of, IfTaken if_taken) {
  NewFile target(file, if_taken);
  check_names(head);
  std::string digest;
  {
    const hdf5::Session session;
    Handle handle = netcdf::create_file(target.partial());
    digest = SweepWriter(handle, target.partial(), head, runs_of).write();
    check(H5Fflush(handle, H5F_SCOPE_GLOBAL), "the data cannot be brought to the disk");
    if (!handle.reset()) hdf5::fail("the file cannot be finished");
  }
  return {target.appear(), digest};
}

}  // namespace

std::string write_sweep(const std::filesystem::path& file, const SweepHead& head,
                        const std::function<PointRuns(std::size_t)>& runs_of, bool force) {
  return write_sweep_as(file, head, runs_of, force ? IfTaken::replace : IfTaken::refuse).digest;
}

WrittenSweep write_finished_sweep(const std::filesystem::path& file, const SweepHead& head,
                                  const std::function<PointRuns(std::size_t)>& runs_of, bool force) {
  return write_sweep_as(file, head, runs_of, force ? IfTaken::replace : IfTaken::other_name);
}

SweepTable read_sweep(const Source& source, ContentsCheck& contents) { return SweepReader(source).table(contents); }

SweepTable read_sweep(const std::filesystem::path& file) {
  return about(file, [&] {
    return hdf5::on_any_layout([&] {
      const Source source(file, {layout::sweep_file});
      ContentsCheck contents;
      return read_sweep(source, contents);
    });
  });
}

}  // namespace kith::results
