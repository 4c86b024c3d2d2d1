#include "engine/settings/named_file.hpp"

namespace kith {

std::filesystem::path file_named_in(const std::filesystem::path& file, const std::filesystem::path& named) {
  const std::filesystem::path plain = file.parent_path() / named;
  std::filesystem::path shorter = plain.lexically_normal();
  std::error_code error;
  const bool same =
      std::filesystem::weakly_canonical(shorter, error) == std::filesystem::weakly_canonical(plain, error);
  return same || error ? shorter : plain;
}

std::filesystem::path file_named_at(const SourceLocation& where, const std::filesystem::path& named) {
  return file_named_in(where.line > 0 ? where.file : "", named);
}

}  // namespace kith
