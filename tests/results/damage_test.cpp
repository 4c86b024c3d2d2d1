// Whatever is in a file, reading it ends in a ResultsError or in the truth: cut short, damaged byte by byte, or made to
// do harm. Batches run in processes of their own, so that a crash inside HDF5 is a failure here.
#include "tests/results/sweep_sample.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <random>

#include <sys/resource.h>

namespace kith::results {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr rlim_t memory_of_a_batch = rlim_t{2} << 30;

bool limits_memory() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;  // sanitizers reserve terabytes of addresses
#else
  return true;
#endif
}

class Damage : public sample::Folder {
 protected:
  virtual void write_sound() const { write(path("sound.h5"), sample::run(), false); }
  virtual std::string digest_in(const std::filesystem::path& file) const {
    const Run run = read(file);
    return digest(run.measures, run.replicates);
  }
  void SetUp() override {
    Folder::SetUp();
    write_sound();
    sound_ = sample::bytes_of(path("sound.h5"));
    digest_ = inspect(path("sound.h5")).attributes.at("digest");
  }

  /// Empty if the file is refused or read as it was written; else what went wrong.
  std::string fault_of(const std::filesystem::path& file) const {
    try {
      inspect(file);
      return digest_in(file) == digest_ ? "" : "other results were read";
    } catch (const ResultsError& error) {
      return std::string_view(error.what()).starts_with(file.string()) ? "" : "the error does not name the file";
    } catch (const std::exception& error) {
      return error.what();
    }
  }

  /// Damages the sound file in one way for each number in [0, count) and reads what comes of it.
  void expect_harmless(int count, const std::function<std::string(int)>& damaged) {
    constexpr int batch = 100;
    for (int first = 0; first < count; first += batch) {
      const int code = sample::in_child([&] {
        const rlimit memory{memory_of_a_batch, memory_of_a_batch};
        if (limits_memory()) ::setrlimit(RLIMIT_AS, &memory);
        for (int i = first; i < std::min(count, first + batch); ++i) {
          sample::write_bytes(path("damaged.h5"), damaged(i));
          if (const std::string fault = fault_of(path("damaged.h5")); !fault.empty()) {
            std::fprintf(stderr, "damage %d: %s\n", i, fault.c_str());
            return 1;
          }
        }
        return 0;
      });
      ASSERT_EQ(code, 0) << "in the batch of damages from " << first;
    }
  }

  void expect_bits_and_cuts_noticed() {
    expect_bits_noticed();
    const std::size_t step = sound_.size() / 50 + 1;
    expect_harmless(50, [&](int i) { return sound_.substr(0, static_cast<std::size_t>(i) * step); });
  }

  void expect_bits_noticed() {
    constexpr std::size_t stride = 251;  // prime, so that every kind of field is met
    expect_harmless(static_cast<int>(sound_.size() / stride), [&](int i) {
      std::string bytes = sound_;
      bytes[static_cast<std::size_t>(i) * stride] ^= static_cast<char>(1 << (i % 8));
      return bytes;
    });
  }

  std::string sound_;
  std::string digest_;
};

TEST_F(Damage, FilesCutShortAreRefused) {
  const std::size_t step = sound_.size() / 150 + 1;
  expect_harmless(150, [&](int i) { return sound_.substr(0, static_cast<std::size_t>(i) * step); });
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{1}, std::size_t{100}, sound_.size() / 2, sound_.size() - 1}) {
    sample::write_bytes(path("cut.h5"), sound_.substr(0, length));
    EXPECT_THAT(sample::error_of([&] { read(path("cut.h5")); }), HasSubstr("cut.h5: is ")) << length;
    EXPECT_NE(sample::error_of([&] { inspect(path("cut.h5")); }), "") << length;
  }
}

TEST_F(Damage, SingleBitsAreNoticed) { expect_bits_noticed(); }

class DamageOfAComparison : public Damage {
 protected:
  void write_sound() const override { write(path("sound.h5"), sample::comparison(), false); }
};

TEST_F(DamageOfAComparison, SingleBitsAndCutsAreNoticed) { expect_bits_and_cuts_noticed(); }

class DamageOfASweep : public Damage {
 protected:
  void write_sound() const override { write_sweep(path("sound.h5"), sample::sweep_head(), sample::runs_of, false); }
  std::string digest_in(const std::filesystem::path& file) const override {
    const SweepTable table = read_sweep(file);
    if (table.outcomes.size() != 2 || table.outcomes[0].values[0] != std::vector<double>{0.5, 0.75}) return "others";
    return table.digest;
  }
};

TEST_F(DamageOfASweep, SingleBitsAndCutsAreNoticed) { expect_bits_and_cuts_noticed(); }

TEST_F(Damage, SmearsAreNoticed) {
  expect_harmless(300, [&](int i) {
    std::mt19937 random(static_cast<unsigned>(i));
    std::string bytes = sound_;
    for (int k = 0; k < 1 + i % 8; ++k) {
      const std::size_t at = random() % bytes.size();
      const std::size_t length = std::min<std::size_t>(1 + random() % 16, bytes.size() - at);
      bytes.replace(at, length, length, i % 3 == 0 ? '\xff' : static_cast<char>(random()));
    }
    return bytes;
  });
}

TEST_F(Damage, ChangedWordsAreNoticed) {
  const std::string replicate = replicate_digest(sample::measures(), sample::replicate(sample::measures(), 0));
  for (const std::string& word :
       {std::string("police.detection"), std::string("größer"), std::string("offences a year"), replicate}) {
    std::string bytes = sound_;
    const auto at = bytes.find(word);
    ASSERT_NE(at, std::string::npos) << word;
    bytes[at + 1] ^= 1;
    sample::write_bytes(path("changed.h5"), bytes);
    EXPECT_THAT(sample::error_of([&] { read(path("changed.h5")); }), HasSubstr("match")) << word;
  }
}

TEST_F(Damage, OtherFilesAreToldApart) {
  const auto error = [&] { return sample::error_of([&] { read(path("file")); }); };
  EXPECT_THAT(error(), HasSubstr("does not exist"));
  sample::write_bytes(path("file"), "");
  EXPECT_THAT(error(), HasSubstr("is empty"));
  sample::write_bytes(path("file"), "name = \"Manchester\"\n");
  EXPECT_THAT(error(), HasSubstr("is no HDF5 file"));
  EXPECT_THAT(sample::error_of([&] { read(path("")); }), HasSubstr("no ordinary file"));
  EXPECT_THAT(sample::error_of([&] { inspect("/dev/zero"); }), HasSubstr("no ordinary file"));
}

struct Attack {
  std::string change;   ///< Python, on the open file f
  std::string message;  ///< part of what read() must say
};

const std::vector<Attack> attacks = {
    {"for name in list(f.attrs): del f.attrs[name]", "no kith results file"},
    {"f.attrs['format'] = numpy.bytes_('something else')", "no kith results file"},
    {"f.attrs['format_version'] = numpy.int32(99)", "format version 99, but this program reads versions 1 to 2 only"},
    {"f.attrs['format_version'] = numpy.int32(0)", "format version 0, but this program reads versions 1 to 2 only"},
    {"f.attrs['format_version'] = 'one'", "format_version"},
    {"f.attrs['format_version'] = numpy.zeros(3, 'i4')", "format_version"},
    {"f.attrs['seed'] = 1.5", "seed"},
    {"del f.attrs['seed']", "seed is missing"},
    {"f.attrs['model'] = 'a text of variable length'", "model"},
    {"f.attrs['digest'] = numpy.bytes_('0' * 64)", "do not match its digest"},
    {"f['offences'][0, 0, 0] = 77", "the measures of replicate 0"},
    {"f['events/day'][0] = 77", "does not match: /events/day"},
    {"del f['replicate']", "replicate"},
    {"del f['offences']", "measure is missing"},
    {"del f['provenance']", "provenance is missing"},
    {"del f['validation/target']", "target is missing"},
    {"f['offences'].attrs['position'] = numpy.int32(1)", "position of another"},
    {"f['offences'].attrs['position'] = numpy.int32(-5)", "measure is missing"},
    {"f['offences'].attrs['_Netcdf4Coordinates'] = numpy.array([0, 1, 999], 'i4')", "does not fit its dimensions"},
    {"f['offences'].attrs['_Netcdf4Coordinates'] = numpy.array([1, 1, 2], 'i4')", "lacks the dimension replicate"},
    {"f['offences'].attrs['_Netcdf4Coordinates'] = numpy.array([0], 'i4')", "does not fit its dimensions"},
    {"f['area'].attrs['_Netcdf4Dimid'] = numpy.int32(0)", "number of another"},
    {"f['offences'].attrs['closure'] = numpy.bytes_('open')", "no closure"},
    {"replace('offences', numpy.zeros((3, 3, 3), 'f4'))", "has the type"},
    {"replace('offences', shape=(3, 3, 3), dtype='i4', chunks=(1, 3, 3), **packed)",
     "chunks of a variable are missing"},
    {"replace('offences', shape=(3, 2**40, 2**40), dtype='i4', chunks=(1, 1, 1))", "does not fit its dimensions"},
    {"replace('area', shape=(2**50,), dtype=h5py.string_dtype(), chunks=(1,))", ""},
    {"replace('time', shape=(2**50,), dtype='i4', chunks=(1,))", "more data than the file holds"},
    {"replace('time', shape=(2**60,), dtype='i4')", "more data than the file holds"},
    {"replace('replicate', shape=(2**50,), dtype='i8', chunks=(1,))", "more data than the file holds"},
    {"replace('replicate', numpy.array([2, 1, 0], 'i8'))", "not in order"},
    {"replace('events/replicate', numpy.array([2, 2, 1, 1, 0, 0], 'i4'))", "not in the order"},
    {"replace('events/day', numpy.zeros(3, 'i4'))", "differ in length"},
    {"replace('time', numpy.zeros((3, 1), 'i4'))", "no list"},
    {"replace('area', numpy.zeros(3, 'S9'))", ""},
    {"replace('offences', numpy.zeros((3, 3, 3), 'i4'), chunks=(1, 3, 3), fletcher32=True)",
     "the measures of replicate 0"},
    {"replace('offences', shape=(3, 3, 3), dtype='i4', external=[('/etc/passwd', 0, 108)])", "laid out in a way"},
    {"chunk('offences', zlib.compress(b'short'))", "cannot be unpacked"},
    {"chunk('offences', zlib.compress(bytes(10**7)))", "cannot be unpacked"},
    {"chunk('offences', b'no deflate')", "cannot be unpacked"},
    {"replace('offences', shape=(3, 3, 3), dtype='i4', chunks=(3, 2**14, 2**14), maxshape=(3, None, None), **packed); "
     "f['offences'].id.write_direct_chunk((0, 0, 0), bytes(100))",
     "absurd chunks"},
    {"replace('offences', numpy.zeros((3, 3, 3), 'i4'), chunks=(1, 3, 3), compression='lzf')", "packed in a way"},
    {"f['loop'] = f['/']", ""},
    {"f['headlines/loop'] = f['headlines']", "loop"},
    {"move('offences', h5py.SoftLink('/offences'))", "measure is missing"},
    {"move('offences', h5py.ExternalLink('sound.h5', '/offences'))", "measure is missing"},
    {"move('headlines', h5py.ExternalLink('sound.h5', '/headlines'))", "measure is missing"},
    {"[f.create_group('g%d' % i) for i in range(200)]; f.attrs['digest'] = numpy.bytes_('none')",
     "do not match its digest"},
    {"v = h5py.VirtualLayout((3, 3, 3), 'i4'); v[:] = h5py.VirtualSource('sound.h5', 'offences', (3, 3, 3)); "
     "a = dict(f['offences'].attrs); del f['offences']; f.create_virtual_dataset('offences', v); restore('offences', "
     "a)",
     "laid out in a way"},
};

const char* const preamble = R"(import h5py, numpy, shutil, zlib
packed = {'shuffle': True, 'compression': 'gzip'}
own = ('REFERENCE_LIST', 'DIMENSION_LIST')
def restore(name, kept):
    for key, value in kept.items():
        if key not in own: f[name].attrs.create(key, value)
def replace(name, data=None, **how):
    kept = dict(f[name].attrs)
    del f[name]
    f.create_dataset(name, data=data, **how)
    restore(name, kept)
def chunk(name, data):
    replace(name, shape=(3, 3, 3), dtype='i4', chunks=(3, 3, 3), **packed)
    f[name].id.write_direct_chunk((0, 0, 0), data)
def move(name, link):
    del f[name]
    f[name] = link
)";

TEST_F(Damage, HostileFilesAreRefused) {
  if (std::system("/usr/bin/python3 -c 'import h5py' 2>/dev/null") != 0) GTEST_SKIP() << "h5py is not installed";
  std::ofstream script(path("attack.py"));
  script << preamble;
  for (std::size_t i = 0; i < attacks.size(); ++i)
    script << "shutil.copy('sound.h5', '" << i << ".h5')\nwith h5py.File('" << i << ".h5', 'r+') as f:\n    "
           << attacks[i].change << "\n";
  script.close();
  ASSERT_EQ(std::system(("cd " + path("").string() + " && /usr/bin/python3 attack.py").c_str()), 0);
  for (std::size_t i = 0; i < attacks.size(); ++i) {
    const auto file = path(std::to_string(i) + ".h5");
    const int code = sample::in_child([&] {
      const rlimit memory{memory_of_a_batch, memory_of_a_batch};
      if (limits_memory()) ::setrlimit(RLIMIT_AS, &memory);
      sample::error_of([&] { inspect(file); });
      const std::string error = sample::error_of([&] { read(file); });
      const bool right = error.starts_with(file.string()) && error.find(attacks[i].message) != std::string::npos;
      if (!right) std::fprintf(stderr, "said: \"%s\"\n", error.c_str());
      return right ? 0 : 1;
    });
    EXPECT_EQ(code, 0) << attacks[i].change;
  }
}

}  // namespace
}  // namespace kith::results
