// Files of format version 1 stay readable: the same as now without what joined since, under one digest of attachments.
#include "results/digest.hpp"
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace kith::results {
namespace {

using testing::Contains;
using testing::HasSubstr;

// What version 2 brought is taken away again: the table of digests, bounds and lengths of periods, places of dimensions
// and of columns of events; and what joined later, the columns of the card.
const char* const make_old = R"(import h5py, numpy, sys
with h5py.File('run.h5', 'r+') as f:
    del f['integrity'], f.attrs['contents_digest'], f.attrs['intervals_cover'], f.attrs['intervals_of']
    for name in ('part_of', 'fitted', 'not_measured', 'verdict', 'remark', 'false_alarm', 'detectable_miss'):
        if 'validation' in f: del f['validation'][name]
    for name in list(f):
        if name == 'bnds' or name.endswith('_bnds') or name.endswith('_days'): del f[name]
    for name, item in f.items():
        for key in ('bounds', 'position'):
            if key in item.attrs and 'closure' not in item.attrs: del item.attrs[key]
    for column in f.get('events', {}).values():
        if 'position' in column.attrs: del column.attrs['position']
    f.attrs.create('attachments_digest', numpy.bytes_(sys.argv[1]))
    f.attrs.modify('format_version', numpy.int32(1))
    if len(sys.argv) > 2: exec(sys.argv[2])
)";

class Version1 : public sample::Folder {
 protected:
  void SetUp() override {
    Folder::SetUp();
    if (std::system("/usr/bin/python3 -c 'import h5py' 2>/dev/null") != 0) GTEST_SKIP() << "h5py is not installed";
  }

  /// Version 1 had neither inputs nor draws of unit costs, nor pairs that drew more than chance.
  static Run as_it_was(Run run) {
    run.inputs.clear();
    run.unit_cost_draws = {};
    run.doubt = {};
    return run;
  }

  void write_old(const Run& run, const std::string& change = "") {
    write(path("run.h5"), run, true);
    sample::write_bytes(path("old.py"), make_old);
    const std::string command = "cd " + path("").string() + " && /usr/bin/python3 old.py " + attachments_digest(run);
    ASSERT_EQ(std::system((command + (change.empty() ? "" : " \"" + change + "\"")).c_str()), 0);
  }
};

TEST_F(Version1, IsRead) {
  for (const Run& run : {as_it_was(sample::run()), as_it_was(sample::comparison())}) {
    write_old(run);
    const Summary summary = inspect(path("run.h5"));
    EXPECT_EQ(summary.attributes.at("format_version"), "1");
    EXPECT_EQ(summary.attributes.count("contents_digest"), 0U);
    const Run old = read(path("run.h5"));
    write(path("new.h5"), run, true);
    write(path("again.h5"), old, true);
    EXPECT_EQ(inspect(path("again.h5")).attributes.at("contents_digest"),
              inspect(path("new.h5")).attributes.at("contents_digest"))
        << "all that is read is as it was";
  }
}

TEST_F(Version1, SaysWhatItsDigestsLeaveOut) {
  write_old(as_it_was(sample::run()));
  const Verification told = verify(path("run.h5"));
  EXPECT_THAT(told.covered, Contains(HasSubstr("(attachments_digest)")));
  EXPECT_THAT(told.not_covered, Contains(HasSubstr("as the file is of format version 1: paired differences")));
}

TEST_F(Version1, IsRefusedIfItWasChanged) {
  write_old(as_it_was(sample::run()), "f['evidence/value'][0] = '0.15'");
  EXPECT_THAT(sample::error_of([&] { read(path("run.h5")); }), HasSubstr("do not match its attachments_digest"));
  write_old(as_it_was(sample::run()), "f['offences'][0, 0, 0] = 77");
  EXPECT_THAT(sample::error_of([&] { read(path("run.h5")); }), HasSubstr("the measures of replicate 0"));
}

}  // namespace
}  // namespace kith::results
