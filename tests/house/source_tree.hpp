// The checkout as the house tests see it: every text file that belongs to the project, read once.
// A rule is a function from a file to the places that break it, so that each rule can also be shown a file that does.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace kith::house {

struct SourceFile {
  std::string path;  ///< relative to the project's root, with '/'
  std::string text;

  std::string extension() const { return std::filesystem::path(path).extension().string(); }
  bool is_cpp() const { return extension() == ".cpp" || extension() == ".hpp"; }
  bool is_in(std::string_view folder) const { return path.starts_with(std::string(folder) + "/"); }
};

/// "path:line: message", one a place.
using Complaints = std::vector<std::string>;
using Rule = std::function<Complaints(const SourceFile&)>;

inline std::filesystem::path project_root() { return KITH_SOURCE_DIR; }

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Calls `visit(number, line)` for every line, counting from 1.
template <class Visit>
void each_line(const std::string& text, Visit visit) {
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) visit(number, line);
}

/// Complains of every line in which the expression is found.
inline Complaints lines_matching(const SourceFile& file, const std::regex& expression, const std::string& message) {
  Complaints complaints;
  each_line(file.text, [&](int number, const std::string& line) {
    std::smatch match;
    if (std::regex_search(line, match, expression)) {
      complaints.push_back(file.path + ":" + std::to_string(number) + ": " + message + ": " + match.str());
    }
  });
  return complaints;
}

/// What a checkout holds beside the project's own files: builds, results, caches, version control.
inline bool is_foreign(const std::filesystem::path& path) {
  static const std::set<std::string> names{"build", "runs", "__pycache__",
                                           ".git"};  // .git is a file in a further worktree
  const std::string name = path.filename().string();
  return names.contains(name) || (name.starts_with(".") && name != ".ci" && std::filesystem::is_directory(path));
}

inline bool is_text(const std::filesystem::path& path) {
  static const std::set<std::string> binary{".png", ".h5", ".nc", ".gz", ".partial"};
  return !binary.contains(path.extension().string());
}

/// All text files of the project, sorted by path.
inline const std::vector<SourceFile>& source_tree() {
  static const std::vector<SourceFile> files = [] {
    namespace fs = std::filesystem;
    std::vector<SourceFile> found;
    for (auto entry = fs::recursive_directory_iterator(project_root()); entry != fs::end(entry); ++entry) {
      if (is_foreign(entry->path())) {
        entry.disable_recursion_pending();
      } else if (entry->is_regular_file() && is_text(entry->path())) {
        found.push_back({fs::relative(entry->path(), project_root()).generic_string(), read_text(entry->path())});
      }
    }
    std::ranges::sort(found, {}, &SourceFile::path);
    return found;
  }();
  return files;
}

/// A top-level folder, or one folder of models/ or tools/.
inline std::string room_of(const std::string& path) {
  const std::size_t first = path.find('/');
  const std::string top = path.substr(0, first);
  return top == "models" || top == "tools" ? path.substr(0, path.find('/', first + 1)) : top;
}

/// What the rule says of the whole checkout.
inline Complaints complaints(const Rule& rule) {
  Complaints all;
  for (const SourceFile& file : source_tree()) std::ranges::copy(rule(file), std::back_inserter(all));
  return all;
}

}  // namespace kith::house
