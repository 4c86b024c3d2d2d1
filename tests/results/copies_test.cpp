// Copies by the programs people copy such files with are read as what they are copies of, or refused in plain words
// that say what they lost. Skipped where a program is not installed.
#include "tests/results/sweep_sample.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <random>

namespace kith::results {
namespace {

using testing::AllOf;
using testing::HasSubstr;

bool works(const std::string& command) { return std::system((command + " > /dev/null 2>&1").c_str()) == 0; }

class Copies : public sample::Folder {
 protected:
  /// Copies of a run, of a comparison and of a sweep are the same as they are.
  void expect_same(const std::string& copy_with) {
    if (!works("which " + copy_with.substr(0, copy_with.find(' ')))) GTEST_SKIP() << "not installed: " << copy_with;
    for (const Run& run : {sample::run(), sample::comparison()}) {
      write(path("run.h5"), run, true);
      ASSERT_TRUE(works("cd " + path("").string() + " && " + copy_with)) << copy_with;
      EXPECT_EQ(sample::error_of([&] { verify(path("copy.h5")); }), "");
      write(path("again.h5"), read(path("copy.h5")), true);
      write(path("first.h5"), read(path("run.h5")), true);
      EXPECT_EQ(sample::bytes_of(path("again.h5")), sample::bytes_of(path("first.h5")));
      EXPECT_EQ(inspect(path("copy.h5")).replicates, 3);
    }
    expect_same_sweep(copy_with);
  }

 private:
  void expect_same_sweep(const std::string& copy_with) {
    write_sweep(path("run.h5"), sample::sweep_head(), sample::runs_of, true);
    ASSERT_TRUE(works("cd " + path("").string() + " && " + copy_with)) << copy_with;
    EXPECT_EQ(sample::error_of([&] { verify(path("copy.h5")); }), "");
    const SweepTable table = read_sweep(path("copy.h5"));
    EXPECT_TRUE(table.checked);
    EXPECT_EQ(table.outcomes.size(), 2U);
  }
};

TEST_F(Copies, ByH5repack) { expect_same("h5repack run.h5 copy.h5"); }
TEST_F(Copies, ByH5repackCompressed) { expect_same("h5repack -m 1024 -f GZIP=5 run.h5 copy.h5"); }
TEST_F(Copies, ByH5repackInAnotherLayout) { expect_same("h5repack -L -f FLET -l CHUNK=1 run.h5 copy.h5"); }
TEST_F(Copies, ByH5repackUnpacked) { expect_same("h5repack -f NONE -l CONTI run.h5 copy.h5"); }
TEST_F(Copies, ByNccopy) { expect_same("nccopy run.h5 copy.h5"); }
TEST_F(Copies, ByNccopyOfACopy) {
  expect_same("nccopy run.h5 between.h5 && h5repack -m 1024 -f GZIP=9 between.h5 copy.h5");
}
TEST_F(Copies, ByNcks) { expect_same("ncks -O run.h5 copy.h5"); }
TEST_F(Copies, ByNcksCompressed) { expect_same("ncks -O -L 5 run.h5 copy.h5"); }

TEST_F(Copies, OfTheRootAlone) {
  if (!works("/usr/bin/python3 -c 'import xarray, netCDF4'")) GTEST_SKIP() << "xarray is not installed";
  write(path("run.h5"), sample::run(), false);
  sample::write_bytes(path("make_copies.py"), R"(import xarray
xarray.open_dataset("run.h5", decode_timedelta=False).drop_dims("scheme").to_netcdf("root.h5")
xarray.open_dataset("run.h5", group="headlines", decode_timedelta=False).to_netcdf("group.h5")
)");
  ASSERT_EQ(std::system(("cd " + path("").string() + " && /usr/bin/python3 make_copies.py").c_str()), 0);
  EXPECT_THAT(sample::error_of([&] { read(path("root.h5")); }),
              AllOf(HasSubstr("the groups provenance and integrity are missing"), HasSubstr("xarray")));
  EXPECT_THAT(sample::error_of([&] { read(path("group.h5")); }), HasSubstr("or a whole copy of one"));
}

TEST_F(Copies, OfSomeVariables) {
  if (!works("which ncks")) GTEST_SKIP() << "ncks is not installed";
  write(path("run.h5"), sample::run(), false);
  ASSERT_TRUE(works("cd " + path("").string() +
                    " && ncks -O -x -v facts,people run.h5 copy.h5 || ncks -O -x -v people run.h5 copy.h5"));
  EXPECT_THAT(sample::error_of([&] { read(path("copy.h5")); }), HasSubstr("copy.h5: "));
}

// HDF5 1.10 can crash on damage in what only copies have.
TEST_F(Copies, ThatAreDamagedAreRefused) {
  if (!works("which nccopy")) GTEST_SKIP() << "nccopy is not installed";
  write(path("run.h5"), sample::run(), false);
  ASSERT_TRUE(works("cd " + path("").string() + " && nccopy run.h5 copy.h5"));
  const std::string sound = sample::bytes_of(path("copy.h5"));
  const std::string truth = digest(sample::run().measures, sample::run().replicates);
  const int code = sample::in_child([&] {
    for (unsigned i = 0; i < 400; ++i) {
      std::mt19937 random(i);
      std::string bytes = sound;
      for (unsigned k = 0; k < 1 + i % 4; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
      sample::write_bytes(path("damaged.h5"), bytes);
      try {
        const Run run = read(path("damaged.h5"));
        if (digest(run.measures, run.replicates) != truth) return 1;
      } catch (const ResultsError&) {
      }
    }
    return 0;
  });
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace kith::results
