// Runs that do not come to their end: nothing half-written stays, and the next run works. What is kept of them is in
// keeping_test.cpp.
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>

namespace kith::tools {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Stopping : public Program {
 protected:
  Stopping() { write("long.toml", small_scenario("background = 0.5\n")); }

  /// A run that would take minutes, in the midst of its steps.
  Child long_run() const {
    const Child child = start({"run", "long.toml", "--replicates", "500000"});
    EXPECT_TRUE(child.says("replicates"));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return child;
  }
  void expect_next_run_works() const {
    EXPECT_EQ(kith({"run", "long.toml", "--quiet", "--force"}).code, 0);
    EXPECT_THAT(files(), ElementsAre("long.h5", "long.toml"));
  }
};

TEST_F(Stopping, InterruptedRunLeavesNothingButWhatIsKept) {
  const Child child = long_run();
  child.send(SIGINT);
  const Finished run = child.finish();
  EXPECT_EQ(run.code, 130);
  EXPECT_THAT(run.err, HasSubstr("stopping"));
  EXPECT_THAT(run.err, HasSubstr("kept in long.h5.part"));
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(files(), ElementsAre("long.h5.part", "long.toml"));
  expect_next_run_works();
}

TEST_F(Stopping, KilledRunLeavesNothingThatLooksWhole) {
  const Child child = long_run();
  ASSERT_TRUE(appears("long.h5.part"));
  child.send(SIGKILL);
  EXPECT_EQ(child.finish().signal, SIGKILL);
  EXPECT_THAT(files(), ElementsAre("long.h5.part", "long.toml"));
  expect_next_run_works();
}

TEST_F(Stopping, OutputThatCannotBeWrittenIsSaidBeforeRunning) {
  write("file", "no folder");
  for (const char* output : {"file/out.h5", "missing/out.h5", "."}) {
    const Finished run = kith({"run", "long.toml", "--replicates", "500000", "-o", output});
    EXPECT_EQ(run.code, 4) << output << ": " << run.err;
    EXPECT_THAT(run.err, HasSubstr("-o")) << output;
  }
  EXPECT_THAT(files(), ElementsAre("file", "long.toml"));
}

TEST_F(Stopping, FolderThatTakesNoFilesIsSaid) {
  const Finished run = kith({"run", "long.toml", "-o", "/proc/out.h5"});
  EXPECT_EQ(run.code, 4) << run.err;
  EXPECT_THAT(run.err, HasSubstr("/proc/out.h5"));
}

/// Mounts a file system of `options` on "small"; skips the test where that is not allowed.
class SmallDisk : public Stopping {
 protected:
  bool mount(const std::string& options) {
    mounted_ = shell("mkdir small && mount -t tmpfs -o " + options + " tmpfs small").code == 0;
    return mounted_;
  }
  void TearDown() override {
    if (mounted_) shell("umount small");
  }

 private:
  bool mounted_ = false;
};

TEST_F(SmallDisk, FullFolderIsSaidAndLeftClean) {
  if (!mount("size=4k")) GTEST_SKIP() << "mounting a small disk is not allowed here";
  const Finished run = kith({"run", "long.toml", "-o", "small/out.h5"});
  EXPECT_EQ(run.code, 4) << run.err;
  EXPECT_THAT(run.err, HasSubstr("small/out.h5"));
  for (const auto& entry : std::filesystem::directory_iterator(folder() / "small"))
    EXPECT_EQ(entry.path().filename(), "out.h5.part");
  EXPECT_THAT(run.err, testing::AnyOf(HasSubstr("kept in small/out.h5.part"), HasSubstr("nothing was written")));
}

TEST_F(SmallDisk, ReadOnlyFolderIsSaid) {
  if (!mount("size=1m,ro")) GTEST_SKIP() << "mounting a read-only disk is not allowed here";
  const Finished run = kith({"run", "long.toml", "-o", "small/out.h5"});
  EXPECT_EQ(run.code, 4) << run.err;
  EXPECT_THAT(run.err, HasSubstr("not writable"));
}

TEST_F(Stopping, FileSizeLimitIsSaidAndLeftClean) {
  const Finished run = shell("ulimit -f 8; \"$1\" run long.toml --quiet");
  EXPECT_EQ(run.code, 4) << run.err;
  EXPECT_THAT(run.err, HasSubstr("long.h5"));
  for (const std::string& name : files()) EXPECT_THAT(name, testing::AnyOf("long.toml", "long.h5.part"));
}

TEST_F(Stopping, TooLittleMemoryIsSaid) {
  const Finished run = shell("ulimit -v 600000; \"$1\" run long.toml --set contagion.people=100000000");
  EXPECT_EQ(run.code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("memory"));
  EXPECT_THAT(files(), ElementsAre("long.toml"));
}

}  // namespace
}  // namespace kith::tools
