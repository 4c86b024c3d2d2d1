// A file that appears whole or not at all: written under another name beside its place, then renamed. Private to this
// folder.
#pragma once

#include <filesystem>

namespace kith::results {

/// Owns `<file>.partial-<process number>` until it is moved into place; takes it away if it never is.
class NewFile {
 public:
  /// Throws ResultsError as check_writable does. Creates nothing yet.
  NewFile(std::filesystem::path file, bool force);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();
  const std::filesystem::path& partial() const { return partial_; }
  /// Brings the bytes to the disk and renames. Throws ResultsError.
  void appear();

 private:
  std::filesystem::path file_;
  std::filesystem::path partial_;
  bool force_;
};

}  // namespace kith::results
