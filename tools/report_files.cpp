#include "tools/report_files.hpp"

#include "engine/embedded.hpp"

#include <stdexcept>

std::span<const kith::EmbeddedFile> kith_report_files();
std::span<const kith::EmbeddedFile> kith_report_library();

namespace kith::tools {

std::string_view report_file(std::string_view name) {
  for (const auto files : {kith_report_files(), kith_report_library()})
    for (const EmbeddedFile& file : files)
      if (file.name == name) return file.text;
  throw std::logic_error("no report file is called " + std::string(name));
}

}  // namespace kith::tools
