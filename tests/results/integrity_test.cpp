// Whatever is changed in a file, reading it finds it and says what: every variable and every attribute, one at a time.
#include "engine/work/stop.hpp"
#include "tests/results/sweep_sample.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <set>
#include <sstream>

namespace kith::results {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Kept by HDF5, netCDF and programs that copy files for themselves; FORMAT.md says so.
const std::set<std::string> left_out = {"CLASS",          "NAME",          "REFERENCE_LIST",
                                        "DIMENSION_LIST", "_Netcdf4Dimid", "_Netcdf4Coordinates"};

// Changes the thing numbered i of run.h5 into i.h5 and prints what it was; goes on to the end.
const char* const change_everything = R"(import h5py, numpy, shutil, sys
def other(value):
    value = numpy.array(value)
    flat = value.reshape(-1)
    if value.dtype.kind == 'S':
        text = flat[0].decode().ljust(1)
        flat[0] = (('y' if text[0] == 'x' else 'x') + text[1:]).encode()[:max(1, value.dtype.itemsize)]
    elif value.dtype.kind == 'O':
        text = flat[0].decode()
        flat[0] = ('y' if text[:1] == 'x' else 'x') + text[1:]
    elif value.dtype.kind == 'f':
        flat[0] = 1.5 if numpy.isnan(flat[0]) else flat[0] + 1
    else:
        flat[0] += 1
    return flat.reshape(value.shape)
def things(file):
    for key in file.attrs: yield '/', key
    found = []
    file.visititems(lambda name, item: found.append((name, list(item.attrs), isinstance(item, h5py.Dataset))))
    for name, keys, is_dataset in found:
        if is_dataset: yield name, None
        for key in keys: yield name, key
with h5py.File('run.h5') as file: every = list(things(file))
for i, (name, key) in enumerate(every):
    changed = 'changed'
    shutil.copy('run.h5', '%d.h5' % i)
    with h5py.File('%d.h5' % i, 'r+') as file:
        if key in ('REFERENCE_LIST', 'DIMENSION_LIST'): changed = 'left'
        elif key:
            low = h5py.h5a.open(file[name].id, key.encode())
            value = numpy.empty(low.shape, low.dtype)
            low.read(value, mtype=low.get_type())
            low.write(other(value), mtype=low.get_type())
        elif file[name].size == 0 or 'This is a netCDF dimension' in str(file[name].attrs.get('NAME')): changed = 'empty'
        else: file[name][...] = other(file[name][()])
    print(name if name.startswith('/') else '/' + name, key or '-', changed)
)";

struct Changed {
  std::string object, attribute, state;
};

class Integrity : public sample::Folder {
 protected:
  /// Of run.h5.
  std::vector<Changed> all_changes() {
    sample::write_bytes(path("change.py"), change_everything);
    EXPECT_EQ(std::system(("cd " + path("").string() + " && /usr/bin/python3 change.py > list").c_str()), 0);
    std::istringstream list(sample::bytes_of(path("list")));
    std::vector<Changed> changes;
    for (Changed change; list >> change.object >> change.attribute >> change.state;) changes.push_back(change);
    return changes;
  }

  /// Fails unless each is found, or is on the list of what is left out. The number of those found.
  int expect_all_found() {
    int found = 0;
    const std::vector<Changed> changes = all_changes();
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const std::filesystem::path file = path(std::to_string(i) + ".h5");
      const Changed& change = changes[i];
      const std::string error = sample::error_of([&] { verify(file); });
      if (change.state == "changed" && !left_out.contains(change.attribute)) {
        EXPECT_THAT(error, HasSubstr(file.string())) << change.object << " " << change.attribute;
        ++found;
      }
      std::filesystem::remove(file);
    }
    return found;
  }
};

bool has_h5py() { return std::system("/usr/bin/python3 -c 'import h5py' 2>/dev/null") == 0; }

TEST_F(Integrity, FindsEveryChangeOfARun) {
  if (!has_h5py()) GTEST_SKIP() << "h5py is not installed";
  write(path("run.h5"), sample::run(), false);
  EXPECT_GT(expect_all_found(), 250);
}

TEST_F(Integrity, FindsEveryChangeOfAComparison) {
  if (!has_h5py()) GTEST_SKIP() << "h5py is not installed";
  write(path("run.h5"), sample::comparison(), false);
  EXPECT_GT(expect_all_found(), 400);
}

TEST_F(Integrity, FindsEveryChangeOfASweep) {
  if (!has_h5py()) GTEST_SKIP() << "h5py is not installed";
  write_sweep(path("run.h5"), sample::sweep_head(), sample::runs_of, false);
  EXPECT_EQ(sample::error_of([&] { verify(path("run.h5")); }), "") << "as it was written";
  EXPECT_GT(expect_all_found(), 120);
}

class NamedChange : public Integrity {
 protected:
  std::string error_after(const Run& run, const std::string& change) {
    write(path("run.h5"), run, true);
    make(change);
    return sample::error_of([&] { read(path("run.h5")); });
  }

  std::string error_of_sweep_after(const std::string& change) {
    write_sweep(path("run.h5"), sample::sweep_head(), sample::runs_of, true);
    make(change);
    return sample::error_of([&] { read_sweep(path("run.h5")); });
  }

 private:
  void make(const std::string& change) {
    sample::write_bytes(path("change.py"),
                        "import h5py, numpy\nwith h5py.File('run.h5', 'r+') as f:\n    " + change + "\n");
    EXPECT_EQ(std::system(("cd " + path("").string() + " && /usr/bin/python3 change.py").c_str()), 0);
  }
};

TEST_F(NamedChange, IsToldByName) {
  if (!has_h5py()) GTEST_SKIP() << "h5py is not installed";
  EXPECT_THAT(error_after(sample::run(), "f.attrs.modify('seed', numpy.int64(5))"), HasSubstr("the attribute seed"));
  EXPECT_THAT(error_after(sample::run(), "f['offences'].attrs.modify('units', numpy.bytes_(b'offence!'))"),
              AllOf(HasSubstr("does not match: /offences;"), Not(HasSubstr("entrants"))));
  EXPECT_THAT(error_after(sample::run(), "f['targets/probability'][0] = 1"), HasSubstr("/targets/probability"));
  EXPECT_THAT(error_after(sample::run(), "f['offences'][1, 0, 0] = 5"), HasSubstr("the measures of replicate 1"));
  EXPECT_THAT(error_after(sample::comparison(), "f['differences/offences'][0, 0, 0, 0] = 5"),
              HasSubstr("/differences/offences"));
  EXPECT_THAT(error_after(sample::comparison(), "f['evidence_draws/spread'][0, 0, 0] = 5"),
              HasSubstr("/evidence_draws/spread"));
  EXPECT_THAT(error_after(sample::comparison(), "del f['mean_differences/offences']"),
              HasSubstr("what is missing: /mean_differences/offences"));
}

TEST_F(NamedChange, OfASweepIsToldByName) {
  if (!has_h5py()) GTEST_SKIP() << "h5py is not installed";
  EXPECT_THAT(error_of_sweep_after("f['a.rate'][0] = 0.3"), HasSubstr("does not match: /a.rate; take a fresh copy or"));
  EXPECT_THAT(error_of_sweep_after("f['status'][1, 0] = 0"), HasSubstr("does not match: /status;"));
  EXPECT_THAT(error_of_sweep_after("f['people'][0, 1, 1] = 5"), HasSubstr("does not match: /people;"));
  EXPECT_THAT(error_of_sweep_after("f['parameters/lowest'][0] = -1"), HasSubstr("does not match: /parameters/lowest;"));
  EXPECT_THAT(error_of_sweep_after("f.attrs.modify('format_version', numpy.int32(1))"),
              HasSubstr("the attribute format_version"))
      << "an older version is no way round";
  EXPECT_THAT(error_of_sweep_after("del f['share']"), HasSubstr("what is missing: /share; take a fresh copy or merge"));
  EXPECT_THAT(error_of_sweep_after("del f['integrity']"), HasSubstr("the group integrity is missing"));
}

TEST_F(NamedChange, WhatWasAddedToASweepIsPassedOver) {
  if (!has_h5py()) GTEST_SKIP() << "h5py is not installed";
  EXPECT_EQ(error_of_sweep_after("f.copy('share', 'mine'); f['mine'][...] = 9"), "");
  EXPECT_EQ(read_sweep(path("run.h5")).outcomes.size(), 2U) << "share and offences";
  EXPECT_THAT(verify(path("run.h5")).not_covered, Contains(HasSubstr("added since the file was written: /mine")));
}

TEST_F(NamedChange, OfAnOldSweepCannotBeTold) {
  write_sweep(path("run.h5"), sample::sweep_head(), sample::runs_of, false);
  if (!sample::make_version_1(path("run.h5"))) GTEST_SKIP() << "h5py is not installed";
  EXPECT_TRUE(verify(path("run.h5")).covered.empty());
  EXPECT_THAT(verify(path("run.h5")).not_covered, Contains(HasSubstr("no table of digests")));
  const SweepTable table = read_sweep(path("run.h5"));
  EXPECT_FALSE(table.checked);
  EXPECT_EQ(table.outcomes[0].values[0], (std::vector<double>{0.5, 0.75}));
}

class Stopped : public sample::Folder {};

TEST_F(Stopped, ReadingEndsWhenAStopIsAskedFor) {
  write(path("run.h5"), sample::run(), false);
  write_sweep(path("sweep.h5"), sample::sweep_head(), sample::runs_of, true);
  stop_flag = true;
  EXPECT_THROW(verify(path("run.h5")), Interrupted);
  EXPECT_THROW(read(path("run.h5")), Interrupted);
  EXPECT_THROW(read_sweep(path("sweep.h5")), Interrupted);
  stop_flag = false;
  EXPECT_NO_THROW(verify(path("run.h5")));
}

TEST_F(NamedChange, ToldWhatIsCoveredAndWhatIsNot) {
  if (!has_h5py()) GTEST_SKIP() << "h5py is not installed";
  EXPECT_EQ(error_after(sample::run(), "f['mine'] = 1; f.attrs['history'] = 'copied'; f.attrs['note'] = 'mine'"), "");
  const Verification told = verify(path("run.h5"));
  EXPECT_THAT(told.covered, Contains(HasSubstr("dates, seed and provenance")));
  EXPECT_THAT(told.not_covered, Contains(HasSubstr("DIMENSION_LIST")));
  EXPECT_THAT(told.not_covered, Contains(HasSubstr("/mine, the attribute note")));
}

}  // namespace
}  // namespace kith::results
