#include "tools/studies/sweep/ranks.hpp"

#include "tools/console/errors.hpp"

#include <fmt/format.h>

#include <filesystem>

#include <dlfcn.h>

namespace kith::sweep {

Ranks& open_ranks() {
  std::error_code none;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  const auto library = folder / "libkith_mpi.so";
  if (!std::filesystem::exists(library, none))
    throw tools::CommandLineError(
        fmt::format("--mpi: there is no {}: this program was built without MPI; install libopenmpi-dev and "
                    "openmpi-bin, and build it again",
                    library.string()));
  void* loaded = ::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL);
  using Open = Ranks* (*)();
  const auto open = loaded == nullptr ? nullptr : reinterpret_cast<Open>(::dlsym(loaded, "kith_open_ranks"));
  if (open == nullptr)
    throw tools::CommandLineError(fmt::format("--mpi: {} cannot be loaded: {}", library.string(), ::dlerror()));
  return *open();
}

}  // namespace kith::sweep
