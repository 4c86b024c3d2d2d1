#include "results/glance.hpp"

#include "results/source.hpp"

namespace kith::results {

namespace {

void glance_at(const std::filesystem::path& file, const layout::Format& format) {
  about(file, [&] { return hdf5::on_any_layout([&] { return Source(file, {format}).version; }); });
}

}  // namespace

void glance(const std::filesystem::path& file) { glance_at(file, layout::results_file); }

void glance_at_sweep(const std::filesystem::path& file) { glance_at(file, layout::sweep_file); }

}  // namespace kith::results
