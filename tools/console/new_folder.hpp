// A folder that appears whole or not at all: written under another name beside its place, then renamed. It replaces an
// older one only if asked, and only one that holds what such a folder holds and nothing else.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace kith::tools {

/// What a folder is, in messages and by what may be in it.
struct FolderKind {
  std::string what;    ///< "a place"
  std::string option;  ///< it is named by: "-o"
  std::function<bool(const std::filesystem::directory_entry&)> may_hold;
};

/// Throws OutputError unless the folder can be made: it must not exist, or, with `force`, hold nothing but what `kind`
/// may hold. Call before anything runs.
void check_folder_writable(const std::filesystem::path& folder, const FolderKind& kind, bool force);

/// Taken away again unless it was put in place.
class NewFolder {
 public:
  /// Makes the folder that is written to. Throws OutputError.
  NewFolder(const std::filesystem::path& folder, FolderKind kind, bool force);
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  ~NewFolder();

  const std::filesystem::path& partial() const { return partial_; }
  /// Says where it stands now: under another name (town-2) if somebody else made the folder since, unless `force`.
  /// Throws OutputError.
  std::filesystem::path appear();

 private:
  std::filesystem::path folder_;
  FolderKind kind_;
  bool force_;
  std::filesystem::path partial_;
};

}  // namespace kith::tools
