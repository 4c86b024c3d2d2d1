// What a file of this house holds, and what the digests in it cover: for all kinds of files alike.
#include "results/axes.hpp"
#include "results/reading.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace kith::results {

using hdf5::Handle;

namespace {

namespace fs = std::filesystem;

const std::vector<layout::Format> formats_read = {layout::results_file, layout::sweep_file, layout::calibration_file};

bool is_sweep(const Source& source) { return source.format.name == std::string_view(layout::sweep_file.name); }

void list_variables(Summary& summary, KnownAxes axes, hid_t group, const std::string& prefix) {
  note_axes(axes, group);
  for (const std::string& name : hdf5::member_names(group)) {
    if (!hdf5::is_dataset(group, name)) {
      if (prefix == "/") list_variables(summary, axes, hdf5::open_group(group, name), prefix + name + "/");
      continue;
    }
    const Handle dataset = hdf5::open_dataset(group, name);
    if (is_bare_axis(dataset)) continue;
    Summary::Variable variable{prefix + name,
                               hdf5::text_attribute_or_none(dataset, "units"),
                               hdf5::text_attribute_or_none(dataset, "long_name"),
                               hdf5::type_name(dataset),
                               {},
                               hdf5::attribute_names(dataset)};
    for (const KnownAxis& axis : axes_of(axes, dataset, name)) variable.dimensions.emplace_back(axis.name, axis.size);
    summary.variables.push_back(std::move(variable));
  }
}

std::string everything(const ContentsCheck& contents) {
  return fmt::format(
      "values, types, dimensions, units and meanings of all variables, all groups, all attributes of the "
      "file, such as dates, seed and provenance: {} things, each under a digest of its own "
      "(contents_digest)",
      contents.objects);
}

std::vector<std::string> covered_in(const ContentsCheck& contents) {
  return {"the results: every value of every measure, the axes and the numbers of the replicates (digest)",
          "everything else: " + everything(contents)};
}

const std::vector<std::string> covered_in_version_1 = {
    "the results: every value of every measure, the labels of the axes and the numbers of the replicates (digest)",
    "scenario texts, evidence, facts, targets as set, scenarios compared, draws of evidence, values tried, event log "
    "(attachments_digest)"};
const std::string not_covered_in_version_1 =
    "as the file is of format version 1: paired differences, verdicts on targets and facts, spreads and regrets; "
    "model, name, question, dates, seed and provenance; units and meanings";

const std::string not_covered_in_version_1_of_sweeps =
    "as the file is of sweep format version 1, which has no table of digests: anything at all; merge the sweep again "
    "to have one";

const std::string kept_by_others =
    fmt::format("what HDF5, netCDF and programs that copy files keep for themselves: the attributes {}",
                fmt::join(layout::attributes_left_out, ", "));

bool is_calibration(const Source& source) {
  return source.format.name == std::string_view(layout::calibration_file.name);
}

Verification of_calibration(const Source& source, ContentsCheck& contents) {
  read_posterior(source, contents);
  return {{"everything, points, runs and the sample included: " + everything(contents)}, {}};
}

Verification of_run(const Source& source, ContentsCheck& contents) {
  read_run(source, contents);
  if (!has_contents(source)) return {covered_in_version_1, {not_covered_in_version_1}};
  return {covered_in(contents), {}};
}

Verification of_sweep(const Source& source, ContentsCheck& contents) {
  read_sweep(source, contents);
  if (!has_contents(source)) return {{}, {not_covered_in_version_1_of_sweeps}};
  return {{"everything, points, runs and reasons of failures included: " + everything(contents)}, {}};
}

}  // namespace

Verification verify(const fs::path& file) {
  return about(file, [&] {
    return hdf5::on_any_layout([&] {
      const Source source(file, formats_read);
      ContentsCheck contents;
      Verification told = is_sweep(source)         ? of_sweep(source, contents)
                          : is_calibration(source) ? of_calibration(source, contents)
                                                   : of_run(source, contents);
      told.not_covered.push_back(kept_by_others);
      if (!contents.added.empty())
        told.not_covered.push_back(
            fmt::format("what was added since the file was written: {}", fmt::join(contents.added, ", ")));
      return told;
    });
  });
}

Summary inspect(const fs::path& file) {
  return about(file, [&] {
    return hdf5::on_any_layout([&] {
      const Source source(file, formats_read);
      Summary summary;
      for (const std::string& name : hdf5::attribute_names(source.handle))
        if (const std::string text = hdf5::attribute_as_text(source.handle, name.c_str()); !text.empty())
          summary.attributes.emplace(name, text);
      list_variables(summary, {}, source.handle, "/");
      const Handle replicates = hdf5::open_dataset(source.handle, layout::replicate_axis);
      summary.replicates = static_cast<std::int64_t>(hdf5::element_count(hdf5::shape_of(replicates)));
      return summary;
    });
  });
}

}  // namespace kith::results
