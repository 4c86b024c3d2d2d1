#include "results/axes.hpp"

#include "results/layout.hpp"

#include <fmt/format.h>

namespace kith::results {

using hdf5::Handle;
using hdf5::Shape;

// netCDF's own number would not do: some copying programs give one to every variable.
bool is_axis(hid_t dataset) {
  return hdf5::has_attribute(dataset, "CLASS") && hdf5::read_text_attribute(dataset, "CLASS") == "DIMENSION_SCALE";
}

bool is_bare_axis(hid_t dataset) { return is_axis(dataset) && !hdf5::has_attribute(dataset, "long_name"); }

void note_axis(KnownAxes& axes, hid_t dataset, const std::string& name) {
  const Shape shape = hdf5::shape_of(dataset);
  if (shape.size() != 1) hdf5::fail(fmt::format("is damaged: the dimension {} is no list", name));
  const auto id = hdf5::read_scalar_attribute<std::int32_t>(dataset, layout::dimension_id_attribute);
  if (!axes.emplace(id, KnownAxis{name, shape[0], is_bare_axis(dataset)}).second)
    hdf5::fail(fmt::format("is damaged: the dimension {} has the number of another", name));
}

void note_axes(KnownAxes& axes, hid_t group) {
  for (const std::string& name : hdf5::member_names(group))
    if (hdf5::is_dataset(group, name))
      if (const Handle dataset = hdf5::open_dataset(group, name); is_axis(dataset)) note_axis(axes, dataset, name);
}

std::vector<KnownAxis> axes_of(const KnownAxes& axes, hid_t dataset, const std::string& name) {
  const Shape shape = hdf5::shape_of(dataset);
  if (shape.empty()) return {};
  if (is_axis(dataset)) return {{name, shape[0], false}};
  const auto ids = hdf5::read_values_attribute<std::int32_t>(dataset, layout::dimension_ids_attribute);
  std::vector<KnownAxis> found;
  for (std::size_t i = 0; i < ids.size() && i < shape.size(); ++i)
    if (const auto axis = axes.find(ids[i]);
        axis != axes.end() && (axis->second.size == shape[i] || axis->second.is_bare))
      found.push_back({axis->second.name, shape[i], axis->second.is_bare});
  if (found.size() != shape.size() || ids.size() != shape.size())
    hdf5::fail(fmt::format("is damaged: the shape of {} does not fit its dimensions", name));
  return found;
}

}  // namespace kith::results
