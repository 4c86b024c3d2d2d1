// A file of another kind where settings are wanted is named as what it is, whatever its size.
#include "engine/settings/file_kind.hpp"
#include "engine/settings/toml_tree.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace kith {
namespace {

constexpr std::string_view hdf5 = "\x89HDF\r\n\x1A\n";

TEST(FileKind, IsToldByTheFirstBytes) {
  EXPECT_EQ(kind_of_file(std::string(hdf5) + "rest").is, "an HDF5 file, as results are written in");
  EXPECT_EQ(kind_of_file("PK\x03\x04").is, "a workbook or an archive (zip)");
  EXPECT_EQ(kind_of_file("PK\x03\x04").instead, "save it as CSV (UTF-8)");
  EXPECT_EQ(kind_of_file("%PDF-1.7").is, "a PDF");
  EXPECT_EQ(kind_of_file("<html>").is, "a web page");
  for (const std::string_view text : {"", "model = \"a\"\n", "\x89HDF", "<xml>", "PK"})
    EXPECT_EQ(kind_of_file(text).is, "") << text;
}

TEST(FileKind, IsToldInsteadOfAByteThatIsNoText) {
  std::vector<Problem> problems;
  EXPECT_FALSE(parse_toml(std::string(hdf5) + "\xFF", "run.h5", problems));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message, "is an HDF5 file, as results are written in, not a file of settings");
}

TEST(FileKind, IsToldInsteadOfASizeThatIsTooLarge) {
  const auto file = std::filesystem::temp_directory_path() / ("kith-kind-" + std::to_string(getpid()));
  const auto told = [&](std::string text) {
    std::ofstream(file) << text.append(1000, ' ');
    std::vector<Problem> problems;
    EXPECT_FALSE(read_text_file(file, 100, {}, problems));
    return problems.empty() ? "" : problems.front().message;
  };
  EXPECT_THAT(told(std::string(hdf5)), testing::EndsWith("it is an HDF5 file, as results are written in, not text"));
  EXPECT_THAT(told("model"), testing::EndsWith("it has 1005 bytes; at most 100 are allowed"));
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace kith
