// Reads the sources: no two purposes share a hash, and no purpose is written in two files (two uses of one purpose
// could draw the same numbers without anybody having meant it).
#include "engine/random/draws.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace kith {
namespace {

using FilesByPurpose = std::map<std::string, std::set<std::string>>;

void read_purposes(const std::filesystem::path& file, const std::string& name, FilesByPurpose& found) {
  static const std::regex literal(R"(\bpurpose\(\s*"([^"]*)\"\s*\))");
  std::stringstream text;
  std::string line;
  for (std::ifstream stream(file); std::getline(stream, line);) text << line.substr(0, line.find("//")) << '\n';
  const std::string code = text.str();
  for (std::sregex_iterator match(code.begin(), code.end(), literal), end; match != end; ++match) {
    found[(*match)[1]].insert(name);
  }
}

FilesByPurpose purposes_in_sources() {
  FilesByPurpose found;
  const std::filesystem::path root = KITH_SOURCE_DIR;
  for (const char* room : {"engine", "models", "results", "tools"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / room)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      read_purposes(entry.path(), entry.path().lexically_relative(root).string(), found);
    }
  }
  return found;
}

TEST(Purposes, AreFoundInTheSources) { EXPECT_TRUE(purposes_in_sources().contains("contagion.risk")); }

TEST(Purposes, NoTwoShareAHash) {
  std::map<std::uint64_t, std::string> names;
  for (const auto& [name, files] : purposes_in_sources()) {
    const auto [known, is_new] = names.emplace(purpose_of(name).hash, name);
    EXPECT_TRUE(is_new) << "purposes \"" << name << "\" and \"" << known->second << "\" have the same hash; rename one";
  }
}

TEST(Purposes, EachIsWrittenInOneFile) {
  for (const auto& [name, files] : purposes_in_sources()) {
    std::string list;
    for (const std::string& file : files) list += " " + file;
    EXPECT_EQ(files.size(), 1U) << "purpose \"" << name << "\" is written in" << list
                                << "; name it once in a header if it is one purpose, or tell the two apart";
  }
}

}  // namespace
}  // namespace kith
