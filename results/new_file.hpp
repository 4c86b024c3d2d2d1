// A file that appears whole or not at all: written under another name beside its place, then renamed. What is finished
// is never thrown away because the name was taken meanwhile: it gets another.
#pragma once

#include <filesystem>

namespace kith::results {

/// What happens if the name is taken when a file is to appear.
enum class IfTaken { refuse, replace, other_name };

/// Owns `<file>.partial-<process number>` until it is moved into place; takes it away if it never is.
class NewFile {
 public:
  /// Throws ResultsError as check_writable does. Creates nothing yet.
  NewFile(std::filesystem::path file, IfTaken if_taken);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();
  const std::filesystem::path& partial() const { return partial_; }
  /// Brings the bytes to the disk and renames; says under which name the file stands now. Throws ResultsError.
  std::filesystem::path appear();

 private:
  std::filesystem::path file_;
  std::filesystem::path partial_;
  IfTaken if_taken_;
};

/// Renames a file or folder to `wanted` or, as `if_taken` says where that exists, over it or to wanted-2, wanted-3, ...
/// (before the ending). Says under which name it stands now. Throws ResultsError.
std::filesystem::path put_in_place(const std::filesystem::path& partial, const std::filesystem::path& wanted,
                                   IfTaken if_taken);

/// Makes a file beside `file` and takes it away again. Throws ResultsError if that cannot be done.
void try_folder_of(const std::filesystem::path& file);

}  // namespace kith::results
