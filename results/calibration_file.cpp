// Calibrations written in one go, and read back as far as those who run with them need. FORMAT.md is the promise.
#include "results/calibration_file.hpp"

#include "results/contents.hpp"
#include "results/netcdf.hpp"
#include "results/new_file.hpp"
#include "results/reading.hpp"
#include "results/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace kith::results {

using hdf5::check;
using hdf5::Handle;
using layout::Field;
using netcdf::Axes;
using netcdf::Axis;

namespace {

constexpr const char* fact_axis = "fact";
constexpr const char* round_axis = "round";
constexpr const char* sample_axis = "sample";
constexpr const char* place_axis = "place";
constexpr const char* posterior_group = "posterior";
constexpr const char* facts_group = "facts";
constexpr const char* rounds_group = "rounds";
constexpr const char* profiles_group = "profiles";

constexpr std::array head_texts = {Field<Calibration, std::string>{"model", &Calibration::model},
                                   Field<Calibration, std::string>{"name", &Calibration::name},
                                   Field<Calibration, std::string>{"question", &Calibration::question},
                                   Field<Calibration, std::string>{"start", &Calibration::start},
                                   Field<Calibration, std::string>{"end", &Calibration::end}};
constexpr std::array head_numbers = {
    Field<Calibration, std::int64_t>{"seed", &Calibration::seed},
    Field<Calibration, std::int64_t>{"calibration_seed", &Calibration::calibration_seed},
    Field<Calibration, std::int64_t>{"first_replicate", &Calibration::first_replicate},
    Field<Calibration, std::int64_t>{"replicates", &Calibration::replicates},
    Field<Calibration, std::int64_t>{"best_point", &Calibration::best_point},
    Field<Calibration, std::int64_t>{"effective_size", &Calibration::effective_size}};

using Parameter = CalibratedParameter;
constexpr std::array parameter_texts = {
    Field<Parameter, std::string>{"unit", &Parameter::unit, "unit of the values"},
    Field<Parameter, std::string>{"kind", &Parameter::kind, "range or distribution"},
    Field<Parameter, std::string>{"distribution", &Parameter::distribution, "what was believed beforehand"},
    Field<Parameter, std::string>{"learnt", &Parameter::learnt,
                                  "identified, bounded above, bounded below or superfluous"},
    Field<Parameter, std::string>{"pressed", &Parameter::pressed,
                                  "end of what was believed that the best fit presses against"}};
constexpr std::array parameter_numbers = {
    Field<Parameter, double>{"lowest", &Parameter::lowest, "lowest value, of a distribution its 2.5%"},
    Field<Parameter, double>{"highest", &Parameter::highest, "highest value, of a distribution its 97.5%"},
    Field<Parameter, double>{"prior_low", &Parameter::prior_low, "5% of what was believed beforehand"},
    Field<Parameter, double>{"prior_high", &Parameter::prior_high, "95% of what was believed beforehand"},
    Field<Parameter, double>{"low", &Parameter::low, "5% of the posterior"},
    Field<Parameter, double>{"middle", &Parameter::middle, "50% of the posterior"},
    Field<Parameter, double>{"high", &Parameter::high, "95% of the posterior"},
    Field<Parameter, double>{"best", &Parameter::best, "value at the best point simulated"},
    Field<Parameter, double>{"narrowed", &Parameter::narrowed, "spread of the posterior in that of the prior"}};
constexpr std::array parameter_flags = {
    Field<Parameter, bool>{"integer", &Parameter::integer, "whether it takes whole numbers only"},
    Field<Parameter, bool>{"log", &Parameter::log, "whether the range is even in the logarithm"}};

using Fitted = CalibratedFact;
constexpr std::array calibrated_fact_texts = {
    Field<Fitted, std::string>{"expression", &Fitted::expression, "measure or expression held against the fact"},
    Field<Fitted, std::string>{"unit", &Fitted::unit, "unit of target, tolerance and values"},
    Field<Fitted, std::string>{"source", &Fitted::source, "source of the fact"},
    Field<Fitted, std::string>{"met", &Fitted::met, "met, not with the others or impossible"}};
constexpr std::array calibrated_fact_numbers = {
    Field<Fitted, double>{"target", &Fitted::target, "value to be met"},
    Field<Fitted, double>{"tolerance", &Fitted::tolerance, "95% of the gap between model and world lies within it"},
    Field<Fitted, double>{"chance", &Fitted::chance, "standard deviation of one replicate near the best points"},
    Field<Fitted, double>{"best", &Fitted::best, "value at the best point simulated"},
    Field<Fitted, double>{"miss", &Fitted::miss, "miss at the best point in what is allowed"},
    Field<Fitted, double>{"least_miss", &Fitted::least_miss, "least miss at any point in what is allowed"},
    Field<Fitted, double>{"posterior_low", &Fitted::posterior_low, "5% over the posterior, by the emulator"},
    Field<Fitted, double>{"posterior_mean", &Fitted::posterior_mean, "mean over the posterior, by the emulator"},
    Field<Fitted, double>{"posterior_high", &Fitted::posterior_high, "95% over the posterior, by the emulator"},
    Field<Fitted, double>{"emulator_deviation", &Fitted::emulator_deviation,
                          "standard deviation of what the emulator does not know"},
    Field<Fitted, double>{"emulator_widened", &Fitted::emulator_widened,
                          "what variances of the emulator were multiplied by"}};

std::vector<double> flat(const std::vector<std::vector<double>>& rows) {
  std::vector<double> values;
  for (const auto& row : rows) values.insert(values.end(), row.begin(), row.end());
  return values;
}

template <class Row, class Of>
std::vector<double> flat(const std::vector<Row>& rows, Of of) {
  std::vector<double> values;
  for (const Row& row : rows) {
    const std::vector<double>& part = row.*of;
    values.insert(values.end(), part.begin(), part.end());
  }
  return values;
}

class CalibrationWriter : netcdf::VariableMaker {
 public:
  CalibrationWriter(hid_t file, const std::filesystem::path& path, const Calibration& all)
      : file_(file), path_(path), all_(all) {}

  void write() {
    write_axes();
    write_points();
    write_parameters();
    write_facts();
    write_posterior();
    write_profiles();
    write_rounds();
    write_texts();
    write_root_attributes();
    write_contents(*this, file_, path_, layout::calibration_file, {});
  }

 private:
  static std::vector<std::int64_t> numbers(std::size_t count, std::int64_t first = 0) {
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(first + static_cast<std::int64_t>(i));
    return all;
  }

  void write_axes() {
    std::vector<std::string> paths, names;
    for (const Parameter& parameter : all_.parameters) paths.push_back(parameter.path);
    for (const Fitted& fact : all_.facts) names.push_back(fact.name);
    point_ = number_axis(file_, layout::point_axis, "1", "number of the point", numbers(all_.points.size()));
    replicate_ = number_axis(file_, layout::replicate_axis, "1", "number of the replicate",
                             numbers(static_cast<std::size_t>(all_.replicates), all_.first_replicate));
    parameter_ = text_axis(file_, layout::parameter_axis, "setting that was fitted", paths);
    fact_ = text_axis(file_, fact_axis, "fact it was fitted to", names);
  }

  template <class T>
  void write_numbers(hid_t group, const std::string& name, std::string_view unit, std::string_view meaning,
                     const Axes& axes, const std::vector<T>& values) {
    const Handle dataset = create_numbers<T>(group, name, axes);
    netcdf::describe(dataset, unit, meaning);
    if (!values.empty()) hdf5::write_rows(dataset, 0, axes.front()->size, values.data());
  }

  void write_points() {
    std::vector<std::int64_t> rounds;
    std::vector<double> misfits, values;
    for (const CalibratedPoint& point : all_.points) {
      rounds.push_back(point.round);
      misfits.push_back(point.misfit);
      for (const auto& row : point.values) values.insert(values.end(), row.begin(), row.end());
    }
    for (std::size_t k = 0; k < all_.parameters.size(); ++k) {
      std::vector<double> column;
      for (const CalibratedPoint& point : all_.points) column.push_back(point.numbers[k]);
      const Parameter& parameter = all_.parameters[k];
      write_numbers(file_, parameter.path, parameter.unit,
                    fmt::format("value of the setting {} at the point", parameter.path), {&point_}, column);
    }
    write_numbers(file_, layout::unit_cube_variable, "1", "coordinates of the point in the unit cube",
                  {&point_, &parameter_}, flat(all_.points, &CalibratedPoint::unit_cube));
    write_numbers(file_, "point_round", "1", "round the point was simulated in", {&point_}, rounds);
    write_numbers(file_, "misfit", "1", "sum over facts of squared misses in standard deviations", {&point_}, misfits);
    write_numbers(file_, "value", "1", "value of the fact in the run, in the unit of the fact",
                  {&point_, &fact_, &replicate_}, values);
  }

  template <class Row, class Texts, class Numbers>
  void write_columns(hid_t group, const Axis& axis, const std::vector<Row>& rows, const Texts& texts,
                     const Numbers& reals) {
    for (const auto& field : texts)
      write_text_variable(group, field.name, field.meaning, {&axis}, layout::column(rows, field));
    for (const auto& field : reals) {
      std::vector<double> values;
      for (const Row& row : rows) values.push_back(row.*field.member);
      write_numbers(group, field.name, "1", field.meaning, {&axis}, values);
    }
  }

  void write_parameters() {
    const Handle group = netcdf::create_group(file_, layout::parameters_group);
    write_columns(group, parameter_, all_.parameters, parameter_texts, parameter_numbers);
    for (const auto& field : parameter_flags) {
      std::vector<std::int8_t> values;
      for (const Parameter& row : all_.parameters) values.push_back(row.*field.member ? 1 : 0);
      write_numbers(group, field.name, "1", field.meaning, {&parameter_}, values);
    }
    write_numbers(group, "taught", "1", "spread of the posterior in that of the posterior without the fact",
                  {&parameter_, &fact_}, flat(all_.parameters, &Parameter::taught));
  }

  void write_facts() {
    const Handle group = netcdf::create_group(file_, facts_group);
    write_columns(group, fact_, all_.facts, calibrated_fact_texts, calibrated_fact_numbers);
  }

  void write_posterior() {
    const Handle group = netcdf::create_group(file_, posterior_group);
    const Axis sample =
        number_axis(group, sample_axis, "1", "number of the point of the sample", numbers(all_.sample.size()));
    const std::vector<double> weights(all_.sample.size(), 1 / static_cast<double>(all_.sample.size()));
    write_numbers(group, "weight", "1", "weight of the point; they sum to 1", {&sample}, weights);
    write_numbers(group, "value", "1", "values of the settings, each in its unit", {&sample, &parameter_},
                  flat(all_.sample));
    write_numbers(group, layout::unit_cube_variable, "1", "coordinates of the point in the unit cube",
                  {&sample, &parameter_}, flat(all_.sample_unit_cube));
    write_numbers(group, "predicted", "1", "mean of the model there, by the emulator, in the unit of the fact",
                  {&sample, &fact_}, flat(all_.predicted));
  }

  void write_profiles() {
    const Handle group = netcdf::create_group(file_, profiles_group);
    const std::size_t places = all_.parameters.empty() ? 0 : all_.parameters.front().profile.size();
    const Axis place = number_axis(group, place_axis, "1", "place along the parameter", numbers(places));
    write_numbers(group, "fixed_at", "1", "value the setting is fixed at, in its unit", {&parameter_, &place},
                  flat(all_.parameters, &Parameter::profile_values));
    write_numbers(group, "fall", "1", "fall of the log likelihood if all other parameters are fitted anew",
                  {&parameter_, &place}, flat(all_.parameters, &Parameter::profile));
  }

  void write_rounds() {
    const Handle group = netcdf::create_group(file_, rounds_group);
    std::vector<std::int64_t> points, plausible;
    std::vector<double> left;
    for (const CalibrationRound& round : all_.rounds) {
      points.push_back(round.points);
      plausible.push_back(round.plausible);
      left.push_back(round.left);
    }
    const Axis round = number_axis(group, round_axis, "1", "number of the round", numbers(all_.rounds.size()));
    write_numbers(group, "points", "1", "points simulated", {&round}, points);
    write_numbers(group, "plausible", "1", "points no fact rules out by three spreads", {&round}, plausible);
    write_numbers(group, "left", "1", "share of the prior that was not ruled out after the round", {&round}, left);
  }

  void write_texts() {
    const Handle group = netcdf::create_group(file_, layout::provenance_group);
    std::vector<std::string> files, texts;
    for (const auto& [file, text] : all_.texts) {
      files.push_back(file);
      texts.push_back(text);
    }
    const Axis axis = text_axis(group, "file", "file the calibration was made of, its own first", files);
    write_text_variable(group, "text", "text of the file", {&axis}, texts);
  }

  void write_root_attributes() {
    hdf5::write_text_attribute(file_, "format", layout::calibration_file.name);
    hdf5::write_scalar_attribute(file_, "format_version", static_cast<std::int32_t>(layout::calibration_file.version));
    hdf5::write_text_attribute(file_, "Conventions", layout::conventions);
    for (const auto& field : head_texts) hdf5::write_text_attribute(file_, field.name, all_.*field.member);
    for (const auto& field : head_numbers) hdf5::write_scalar_attribute(file_, field.name, all_.*field.member);
    hdf5::write_scalar_attribute(file_, "together", static_cast<std::int64_t>(all_.together));
    hdf5::write_text_attribute(file_, "digest", digest(all_));
    for (const auto& field : layout::provenance_texts)
      hdf5::write_text_attribute(file_, field.name, all_.provenance.*field.member);
  }

  hid_t file_;
  const std::filesystem::path& path_;
  const Calibration& all_;
  Axis point_, replicate_, parameter_, fact_;
};

/// Names of the root must differ; those of settings have a dot, which the others have not.
void check_path_names(const Calibration& calibration) {
  std::set<std::string> names;
  for (const Parameter& parameter : calibration.parameters)
    if (!names.insert(parameter.path).second)
      throw ResultsError(fmt::format("the name \"{}\" is taken already", parameter.path));
}

void write_file(const std::filesystem::path& path, const Calibration& calibration) {
  const hdf5::Session session;
  Handle handle = netcdf::create_file(path);
  CalibrationWriter(handle, path, calibration).write();
  check(H5Fflush(handle, H5F_SCOPE_GLOBAL), "the data cannot be brought to the disk");
  if (!handle.reset()) hdf5::fail("the file cannot be finished");
}

}  // namespace

std::string digest(const Calibration& calibration) {
  Sha256 hash;
  hash.text("kith calibration 1");
  hash.number(calibration.parameters.size());
  for (const Parameter& parameter : calibration.parameters) hash.text(parameter.path);
  hash.number(calibration.facts.size());
  for (const Fitted& fact : calibration.facts) hash.text(fact.name);
  hash.number(calibration.points.size());
  for (const CalibratedPoint& point : calibration.points) {
    hash.values(point.numbers);
    for (const auto& row : point.values) hash.values(row);
  }
  hash.number(calibration.sample.size());
  for (const auto& row : calibration.sample) hash.values(row);
  return hash.hex();
}

std::filesystem::path write_finished_calibration(const std::filesystem::path& file, const Calibration& calibration,
                                                 bool force) {
  NewFile target(file, force ? IfTaken::replace : IfTaken::other_name);
  check_path_names(calibration);
  write_file(target.partial(), calibration);
  return target.appear();
}

Posterior read_posterior(const Source& source, ContentsCheck& contents) {
  check_groups(source);
  contents = check_contents(source);
  const hid_t file = source.handle;
  Posterior posterior{.model = hdf5::read_text_attribute(file, "model"),
                      .name = hdf5::read_text_attribute(file, "name"),
                      .digest = hdf5::read_text_attribute(file, "digest"),
                      .paths = hdf5::read_texts(hdf5::open_dataset(file, layout::parameter_axis), source.raw)};
  const Handle parameters = hdf5::open_group(file, layout::parameters_group);
  posterior.units = hdf5::read_texts(hdf5::open_dataset(parameters, "unit"), source.raw);
  posterior.best = hdf5::read_values<double>(hdf5::open_dataset(parameters, "best"), source.raw);
  const Handle group = hdf5::open_group(file, posterior_group);
  const auto values = hdf5::read_values<double>(hdf5::open_dataset(group, "value"), source.raw);
  const std::size_t width = posterior.paths.size();
  if (width == 0 || values.empty() || values.size() % width != 0 || posterior.best.size() != width ||
      posterior.units.size() != width)
    hdf5::fail("is damaged: the sample has a wrong length");
  for (std::size_t i = 0; i < values.size(); i += width)
    posterior.sample.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(i),
                                  values.begin() + static_cast<std::ptrdiff_t>(i + width));
  return posterior;
}

Posterior read_posterior(const std::filesystem::path& file) {
  return about(file, [&] {
    return hdf5::on_any_layout([&] {
      const Source source(file, {layout::calibration_file});
      ContentsCheck contents;
      return read_posterior(source, contents);
    });
  });
}

}  // namespace kith::results
