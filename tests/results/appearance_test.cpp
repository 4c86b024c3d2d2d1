// A file appears whole or not at all, and nothing is overwritten unasked.
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>

namespace kith::results {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Appearance : public sample::Folder {
 protected:
  std::string error_for(const std::filesystem::path& file, bool force = false) {
    return sample::error_of([&] { check_writable(file, force); });
  }
};

TEST_F(Appearance, CheckingCreatesNothing) {
  check_writable(path("run.h5"), false);
  EXPECT_EQ(files_in_folder(), 0u);
}

TEST_F(Appearance, NothingIsOverwrittenUnasked) {
  sample::write_bytes(path("run.h5"), "mine");
  EXPECT_THAT(error_for(path("run.h5")), AllOf(HasSubstr("run.h5"), HasSubstr("exists already"), HasSubstr("--force")));
  EXPECT_THAT(sample::error_of([&] { write(path("run.h5"), sample::run(), false); }), HasSubstr("exists already"));
  EXPECT_EQ(sample::bytes_of(path("run.h5")), "mine");
  write(path("run.h5"), sample::run(), true);
  EXPECT_EQ(read(path("run.h5")).replicates.size(), 3u);
}

TEST_F(Appearance, WrongPlacesAreNamed) {
  EXPECT_THAT(error_for(path(""), true), HasSubstr("is a folder"));
  EXPECT_THAT(error_for(path("missing/run.h5")), HasSubstr("does not exist"));
  EXPECT_THAT(error_for(""), HasSubstr("empty"));
  EXPECT_THAT(error_for("/dev/null", true), HasSubstr("no ordinary file"));
  sample::write_bytes(path("file"), "");
  EXPECT_THAT(error_for(path("file/run.h5")), HasSubstr("does not exist"));
  EXPECT_THAT(sample::error_of([&] { write(path("missing/run.h5"), sample::run(), true); }),
              HasSubstr("does not exist"));
}

TEST_F(Appearance, AFolderThatTakesNoFilesIsNamedEvenToTheSuperuser) {
  if (!std::filesystem::exists("/proc/self")) GTEST_SKIP() << "no folder known to refuse files";
  EXPECT_THAT(error_for("/proc/run.h5"), AllOf(HasSubstr("/proc"), HasSubstr("not writable")));
}

TEST_F(Appearance, AReadOnlyFolderIsNamed) {
  std::filesystem::create_directory(path("locked"));
  ::chmod(path("").c_str(), 0755);
  ::chmod(path("locked").c_str(), 0555);
  const int code = sample::in_child([&] {
    constexpr uid_t nobody = 65534;  // the administrator may write anywhere
    if (::geteuid() == 0 && ::seteuid(nobody) != 0) return 2;
    const std::string error = error_for(path("locked/run.h5"));
    return error.find("is not writable") != std::string::npos && error.find("locked") != std::string::npos ? 0 : 1;
  });
  if (code == 2) GTEST_SKIP() << "the administrator cannot become somebody else here";
  EXPECT_EQ(code, 0);
}

TEST_F(Appearance, AFullDiskLeavesNothing) {
  // A limit on the size of files fails writes as a full disk does, at the first write, in the middle or at the end.
  write(path("whole.h5"), sample::run(), false);
  const auto size = std::filesystem::file_size(path("whole.h5"));
  for (const std::uintmax_t limit :
       {std::uintmax_t{0}, std::uintmax_t{100}, size / 4, size / 2, size - 100, size - 1}) {
    const int code = sample::in_child([&] {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit few{limit, limit};
      ::setrlimit(RLIMIT_FSIZE, &few);
      const std::string error = sample::error_of([&] { write(path("run.h5"), sample::run(), false); });
      // The library must be fit for the next file, too.
      const bool reads_on = read(path("whole.h5")).replicates.size() == 3;
      if (!reads_on) return 3;
      if (error.empty()) return 2;
      return error.find("File too large") == std::string::npos ? 1 : 0;
    });
    EXPECT_EQ(code, 0) << "limit " << limit << " of " << size;
    EXPECT_EQ(files_in_folder(), 1u) << "limit " << limit;
  }
}

TEST_F(Appearance, AKilledRunLeavesNoFileAndBlocksNobody) {
  const int code = sample::in_child([&] {
    const rlimit few{20'000, 20'000};  // without ignoring the signal, the first write beyond it kills
    ::setrlimit(RLIMIT_FSIZE, &few);
    write(path("run.h5"), sample::run(40), false);
    return 0;
  });
  EXPECT_EQ(code, 128 + SIGXFSZ);
  EXPECT_FALSE(std::filesystem::exists(path("run.h5")));
  ASSERT_EQ(files_in_folder(), 1u);
  const auto left = std::filesystem::directory_iterator(path(""))->path();
  EXPECT_THAT(left.string(), HasSubstr("run.h5.partial-"));
  // The next run may even have the same process number.
  std::filesystem::rename(left, path("run.h5.partial-" + std::to_string(::getpid())));
  write(path("run.h5"), sample::run(), false);
  EXPECT_EQ(files_in_folder(), 1u);
  EXPECT_EQ(read(path("run.h5")).replicates.size(), 3u);
}

TEST_F(Appearance, WhatIsFinishedGetsAnotherNameIfItsOwnWasTakenMeanwhile) {
  check_writable(path("run.h5"), false);
  sample::write_bytes(path("run.h5"), "mine");
  std::filesystem::create_directory(path("run-2.h5"));
  EXPECT_EQ(write_finished(path("run.h5"), sample::run(), false), path("run-3.h5"));
  EXPECT_EQ(sample::bytes_of(path("run.h5")), "mine");
  EXPECT_EQ(read(path("run-3.h5")).replicates.size(), 3u);
  EXPECT_EQ(write_finished(path("run.h5"), sample::run(), true), path("run.h5"));
  EXPECT_EQ(read(path("run.h5")).replicates.size(), 3u);
  EXPECT_EQ(write_finished(path("other.h5"), sample::run(), false), path("other.h5"));
}

TEST_F(Appearance, ALinkIsKept) {
  write(path("old.h5"), sample::run(1), false);
  std::filesystem::create_symlink(path("old.h5"), path("link.h5"));
  EXPECT_THAT(error_for(path("link.h5")), HasSubstr("exists already"));
  write(path("link.h5"), sample::run(2), true);
  EXPECT_TRUE(std::filesystem::is_symlink(path("link.h5")));
  EXPECT_EQ(read(path("old.h5")).replicates.size(), 2u);
}

// Replaced through a link, a device would be gone for the whole machine.
TEST_F(Appearance, ALinkToNoOrdinaryFileIsRefused) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink(path("pipe"), path("link.h5"));
  EXPECT_THROW(check_writable(path("link.h5"), true), ResultsError);
  EXPECT_THROW(write(path("link.h5"), sample::run(1), true), ResultsError);
  EXPECT_TRUE(std::filesystem::is_fifo(path("pipe")));
}

}  // namespace
}  // namespace kith::results
