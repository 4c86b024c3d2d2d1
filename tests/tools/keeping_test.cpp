// What a stopped run keeps, and that a run taken up again is the run that was never disturbed.
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <random>

namespace kith::tools {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Keeping : public Program {
 protected:
  Keeping() {
    write("base.toml", small_scenario("background = 0.5\n"));
    write("more.toml", small_scenario("background = 0.4\n"));
    write("big.toml", small_scenario("background = 0.5\n") + "links = 10\n");
  }

  std::string digest_of(const std::vector<std::string>& arguments) const {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--json", "--quiet"});
    const Finished run = kith(all);
    EXPECT_EQ(run.code, 0) << run.err;
    return run.code == 0 ? nlohmann::json::parse(run.out).at("digest").get<std::string>() : "";
  }

  /// Starts the command, waits until some replicates are kept, and sends the signal.
  Finished stopped(const std::vector<std::string>& arguments, int signal, const std::string& part) const {
    const Child child = start(arguments);
    for (int tries = 0; tries < 2000 && size_of(part) < 2000; ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    child.send(signal);
    return child.finish();
  }
  std::uintmax_t size_of(const std::string& name) const {
    std::error_code none;
    const auto size = std::filesystem::file_size(folder() / name, none);
    return none ? 0 : size;
  }
  std::vector<std::string> with(std::vector<std::string> arguments, const std::vector<std::string>& more) const {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

const std::vector<std::string> long_run = {"run", "base.toml", "--replicates", "1200", "-o", "out.h5"};
const std::vector<std::string> long_comparison = {"compare", "base.toml", "more.toml", "--replicates",
                                                  "600",     "-o",        "out.h5"};

TEST_F(Keeping, StoppedRunIsGoneOnWithToTheDigestOfAnUndisturbedOne) {
  const std::string undisturbed = digest_of({"run", "base.toml", "--replicates", "1200", "-o", "whole.h5"});
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU}) {
    const Finished run = stopped(with(long_run, {"--threads", "2"}), signal, "out.h5.part");
    ASSERT_EQ(run.code, 130) << signal << run.err;
    EXPECT_THAT(run.err, AllOf(HasSubstr("finished replicates are kept in out.h5.part"), HasSubstr("--resume")));
    EXPECT_EQ(digest_of(with(long_run, {"--resume", "--threads", signal % 2 == 0 ? "1" : "3"})), undisturbed);
    EXPECT_FALSE(std::filesystem::exists(folder() / "out.h5.part"));
    std::filesystem::remove(folder() / "out.h5");
  }
}

TEST_F(Keeping, TheCommandToGoOnWithWorksForNamesThatBeginWithAHyphen) {
  std::filesystem::copy_file(folder() / "base.toml", folder() / "-x.toml");
  const Finished run = stopped({"run", "--replicates", "1200", "-o", "out.h5", "--threads", "1", "--", "-x.toml"},
                               SIGTERM, "out.h5.part");
  ASSERT_EQ(run.code, 130) << run.err;
  const std::size_t at = run.err.find("go on with: ") + 12;
  const std::string command = run.err.substr(at, run.err.find('\n', at) - at);
  EXPECT_THAT(command, testing::EndsWith("--resume -- -x.toml"));
  const Finished again = shell(command + " --quiet");
  EXPECT_EQ(again.code, 2) << "behind -- all are names";
  const Finished resumed = shell(command);
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(kith({"compare", "base.toml", "--replicates", "2", "-o", "pair.h5", "--", "-x.toml"}).code, 0);
}

TEST_F(Keeping, KilledRunKeepsWhatWasFinished) {
  const std::string undisturbed = digest_of({"run", "base.toml", "--replicates", "1200", "-o", "whole.h5"});
  std::mt19937 random(1);
  for (int kill = 0; kill < 12; ++kill) {
    const Child child = start(with(long_run, {"--resume", "--quiet"}));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 150));
    child.send(SIGKILL);
    if (child.finish().code == 0) break;
    for (const std::string& name : files()) EXPECT_NE(name, "out.h5") << "kill " << kill;
  }
  std::filesystem::remove(folder() / "out.h5");
  EXPECT_EQ(digest_of(with(long_run, {"--resume"})), undisturbed);
}

TEST_F(Keeping, EventLogComesBackWithTheRest) {
  write("events.toml", small_scenario("background = 0.5\n") + "\n[output]\nevents = true\n");
  const std::vector<std::string> run = {"run", "events.toml", "--replicates", "2000", "-o", "out.h5"};
  ASSERT_EQ(kith(with({"run", "events.toml", "--replicates", "2000", "-o", "whole.h5"}, {"--quiet"})).code, 0);
  ASSERT_EQ(stopped(run, SIGTERM, "out.h5.part").code, 130);
  ASSERT_EQ(kith(with(run, {"--resume", "--quiet"})).code, 0);
  EXPECT_EQ(shell("\"$1\" inspect whole.h5 --json | grep -c digest; exit 0").out,
            shell("\"$1\" inspect out.h5 --json | grep -c digest; exit 0").out);
}

TEST_F(Keeping, StoppedComparisonIsGoneOnWith) {
  std::vector<std::string> whole = long_comparison;
  whole.back() = "whole.h5";
  const std::string undisturbed = digest_of(whole);
  const Finished run = stopped(long_comparison, SIGTERM, "out.h5.part");
  ASSERT_EQ(run.code, 130) << run.err;
  EXPECT_THAT(run.err, HasSubstr("out.h5.part"));
  EXPECT_EQ(digest_of(with(long_comparison, {"--resume"})), undisturbed);
  EXPECT_FALSE(std::filesystem::exists(folder() / "out.h5.part"));
}

TEST_F(Keeping, ComparisonToAPrecisionIsGoneOnWith) {
  const std::vector<std::string> precise = {"--precision", "0.02%", "--most-pairs", "1500"};
  const std::string undisturbed = digest_of(with({"compare", "base.toml", "more.toml", "-o", "whole.h5"}, precise));
  const std::vector<std::string> again = with({"compare", "base.toml", "more.toml", "-o", "out.h5"}, precise);
  const Finished run = stopped(again, SIGTERM, "out.h5.part");
  if (run.code == 0) GTEST_SKIP() << "was precise before it could be stopped";
  EXPECT_EQ(digest_of(with(again, {"--resume"})), undisturbed);
}

TEST_F(Keeping, NothingKeptIsThrownAwayUnasked) {
  ASSERT_EQ(stopped(long_run, SIGTERM, "out.h5.part").code, 130);
  const auto size = size_of("out.h5.part");
  const Finished run = kith(long_run);
  EXPECT_EQ(run.code, 4);
  EXPECT_THAT(run.err, AllOf(HasSubstr("out.h5.part"), HasSubstr("--resume"), HasSubstr("--force")));
  EXPECT_EQ(size_of("out.h5.part"), size);
  EXPECT_EQ(kith({"run", "base.toml", "--replicates", "3", "-o", "out.h5", "--force", "--quiet"}).code, 0);
  EXPECT_FALSE(std::filesystem::exists(folder() / "out.h5.part"));
}

TEST_F(Keeping, ReplicatesOfAnotherRunAreRefused) {
  ASSERT_EQ(stopped(long_run, SIGTERM, "out.h5.part").code, 130);
  for (const std::vector<std::string>& change :
       {std::vector<std::string>{"--seed", "8"}, {"--set", "contagion.people=301"}, {"--events"}}) {
    const Finished run = kith(with(with(long_run, {"--resume"}), change));
    EXPECT_EQ(run.code, 3) << change[0] << run.err;
    EXPECT_THAT(run.err, AllOf(HasSubstr("another run"), HasSubstr("the settings of scenario 1"))) << change[0];
  }
  const Finished other = kith({"compare", "base.toml", "more.toml", "-o", "out.h5", "--resume"});
  EXPECT_EQ(other.code, 3) << other.err;
  EXPECT_GT(size_of("out.h5.part"), 0u);
}

TEST_F(Keeping, MoreReplicatesMayBeAskedForWhenGoingOn) {
  const std::string undisturbed = digest_of({"run", "base.toml", "--replicates", "1300", "-o", "whole.h5"});
  ASSERT_EQ(stopped(long_run, SIGTERM, "out.h5.part").code, 130);
  EXPECT_EQ(digest_of({"run", "base.toml", "--replicates", "1300", "-o", "out.h5", "--resume"}), undisturbed);
}

TEST_F(Keeping, DamagedRecordsAreMadeAgain) {
  const std::string undisturbed = digest_of({"run", "base.toml", "--replicates", "1200", "-o", "whole.h5"});
  ASSERT_EQ(stopped(long_run, SIGTERM, "out.h5.part").code, 130);
  const std::string sound = text_of("out.h5.part");
  std::mt19937 random(2);
  for (int damage = 0; damage < 15; ++damage) {
    std::string bytes = sound;
    if (damage % 3 == 0) bytes.resize(random() % bytes.size());
    if (!bytes.empty()) bytes[random() % bytes.size()] ^= static_cast<char>(1 + random() % 255);
    write("out.h5.part", bytes);
    const Finished run = kith(with(long_run, {"--resume", "--json", "--quiet"}));
    EXPECT_THAT(run.code, testing::AnyOf(0, 3, 4)) << damage << run.err;
    if (run.code == 0) {
      EXPECT_EQ(nlohmann::json::parse(run.out).at("digest"), undisturbed) << damage;
    }
    EXPECT_THAT(run.err, Not(HasSubstr("internal error")));
    std::filesystem::remove(folder() / "out.h5");
    std::filesystem::remove(folder() / "out.h5.part");
  }
}

TEST_F(Keeping, FullDiskForWhatIsKeptIsNoReasonToFail) {
  const Finished run = shell("ulimit -f 240; \"$1\" run base.toml --replicates 400 -o out.h5");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("the run goes on"));
  EXPECT_THAT(files(), testing::Contains("out.h5"));
}

TEST_F(Keeping, SettingUpStopsWithinTwoSeconds) {
  for (const int milliseconds : {300, 1500}) {
    const Child child = start({"run", "big.toml", "--set", "contagion.people=4000000", "-o", "big.h5"});
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    const auto asked = std::chrono::steady_clock::now();
    child.send(SIGTERM);
    const Finished run = child.finish();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - asked;
    EXPECT_EQ(run.code, 130) << run.err;
    EXPECT_LT(taken.count(), 2.0) << "after " << milliseconds << " ms";
    EXPECT_THAT(run.err, HasSubstr("nothing was written"));
  }
}

// ---- a finished result is never thrown away ----

TEST_F(Keeping, ResultWhoseNameWasTakenMeanwhileGetsAnother) {
  for (const std::vector<std::string>& command : {long_run, long_comparison}) {
    const Child child = start(command);
    ASSERT_TRUE(child.says("at once"));
    write("out.h5", "mine");
    const Finished run = child.finish();
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, AllOf(HasSubstr("out.h5 was made by somebody else"), HasSubstr("out-2.h5")));
    EXPECT_EQ(text_of("out.h5"), "mine");
    EXPECT_EQ(kith({"inspect", "out-2.h5", "--verify"}).code, 0);
    EXPECT_THAT(run.out, HasSubstr("Wrote out-2.h5"));
    std::filesystem::remove(folder() / "out.h5");
    std::filesystem::remove(folder() / "out-2.h5");
  }
}

TEST_F(Keeping, MergedFileWhoseNameWasTakenMeanwhileGetsAnother) {
  const std::vector<std::string> run = {"run", "base.toml", "--replicates", "1200", "--quiet"};
  ASSERT_EQ(kith(with(run, {"-o", "a.h5"})).code, 0);
  ASSERT_EQ(kith(with(run, {"-o", "b.h5", "--set", "run.first_replicate=1200"})).code, 0);
  const Child child = start({"merge", "a.h5", "b.h5", "-o", "out.h5"});
  ASSERT_TRUE(child.opens("a.h5")) << "the output was looked at before";
  child.send(SIGSTOP);
  write("out.h5", "mine");
  child.send(SIGCONT);
  const Finished merged = child.finish();
  EXPECT_EQ(merged.code, 0) << merged.err;
  EXPECT_THAT(merged.err, AllOf(HasSubstr("out.h5 was made by somebody else"), HasSubstr("out-2.h5")));
  EXPECT_THAT(merged.out, HasSubstr("Wrote out-2.h5"));
  EXPECT_EQ(text_of("out.h5"), "mine");
  EXPECT_EQ(kith({"inspect", "out-2.h5", "--verify"}).code, 0);
}

TEST_F(Keeping, PageWhoseNameWasTakenMeanwhileGetsAnother) {
  const Child child = start(with(long_run, {"--report", "page.html"}));
  ASSERT_TRUE(child.says("at once"));
  write("page.html", "mine");
  write("page-2.html", "mine, too");
  const Finished run = child.finish();
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("page-3.html"));
  EXPECT_EQ(text_of("page.html"), "mine");
  EXPECT_EQ(text_of("page-2.html"), "mine, too");
  EXPECT_THAT(text_of("page-3.html"), HasSubstr("<html"));
}

// ---- file systems without locks ----

class WithoutLocks : public Keeping {
 protected:
  /// Makes a library that lets flock fail, and fcntl's locks if asked; false without a compiler.
  bool make_library() const {
    write("nolock.c",
          "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <errno.h>\n#include <fcntl.h>\n#include <stdarg.h>\n"
          "#include <stdlib.h>\n"
          "int flock(int fd, int op) { (void)fd; (void)op; errno = ENOLCK; return -1; }\n"
          "static int locks(int c) { return c == F_OFD_SETLK || c == F_OFD_SETLKW || c == F_OFD_GETLK ||\n"
          "                                c == F_SETLK || c == F_SETLKW; }\n"
          "static int call(const char* name, int fd, int c, void* a) {\n"
          "  if (getenv(\"NO_FCNTL\") && locks(c)) { errno = ENOLCK; return -1; }\n"
          "  int (*real)(int, int, ...) = dlsym(RTLD_NEXT, name);\n  return real(fd, c, a);\n}\n"
          "int fcntl(int fd, int c, ...) { va_list v; va_start(v, c); void* a = va_arg(v, void*); va_end(v);\n"
          "  return call(\"fcntl\", fd, c, a); }\n"
          "int fcntl64(int fd, int c, ...) { va_list v; va_start(v, c); void* a = va_arg(v, void*); va_end(v);\n"
          "  return call(\"fcntl64\", fd, c, a); }\n");
    return shell("cc -shared -fPIC -o nolock.so nolock.c -ldl").code == 0;
  }
};

TEST_F(WithoutLocks, RunsAndComparisonsNeedNone) {
  if (!make_library()) GTEST_SKIP() << "no C compiler for the library that takes locks away";
  for (const char* setting : {"", "NO_FCNTL=1 "}) {
    const std::string before = std::string(setting) + "LD_PRELOAD=./nolock.so \"$1\" ";
    const Finished run = shell(before + "run base.toml -o out.h5 --report out.html --force");
    EXPECT_EQ(run.code, 0) << run.err;
    const Finished comparison = shell(before + "compare base.toml more.toml -o both.h5 --force");
    EXPECT_EQ(comparison.code, 0) << comparison.err;
    EXPECT_EQ(shell(before + "inspect out.h5 --verify").code, 0);
  }
}

TEST_F(WithoutLocks, LocksThatAreInsistedOnAreMissedBeforeTheFirstReplicate) {
  if (!make_library()) GTEST_SKIP() << "no C compiler for the library that takes locks away";
  for (const char* command : {"run base.toml -o out.h5", "compare base.toml more.toml -o out.h5"}) {
    const Finished run = shell(std::string("HDF5_USE_FILE_LOCKING=TRUE LD_PRELOAD=./nolock.so \"$1\" ") + command);
    EXPECT_EQ(run.code, 4) << run.err;
    EXPECT_THAT(run.err, AllOf(HasSubstr("HDF5_USE_FILE_LOCKING=FALSE"), Not(HasSubstr("replicates of"))));
    EXPECT_FALSE(std::filesystem::exists(folder() / "out.h5"));
  }
  ASSERT_EQ(kith({"run", "base.toml", "-o", "out.h5", "--quiet"}).code, 0);
  const Finished inspect = shell("HDF5_USE_FILE_LOCKING=TRUE LD_PRELOAD=./nolock.so \"$1\" inspect out.h5");
  EXPECT_EQ(inspect.code, 4);
  EXPECT_THAT(inspect.err, AllOf(HasSubstr("cannot be locked"), Not(HasSubstr("damaged"))));
}

TEST_F(WithoutLocks, SweepSaysSoBeforeItsPlan) {
  if (!make_library()) GTEST_SKIP() << "no C compiler for the library that takes locks away";
  write("sweep.toml",
        "scenario = \"base.toml\"\n[sweep]\ndesign = \"sobol\"\npoints = 4\nreplicates = 1\n[sweep.vary]\n"
        "\"contagion.recovery\" = { from = 0.1, to = 0.5 }\n");
  const Finished run = shell("NO_FCNTL=1 LD_PRELOAD=./nolock.so \"$1\" sweep run sweep.toml -o sweep");
  EXPECT_EQ(run.code, 4) << run.err;
  EXPECT_THAT(run.err, HasSubstr("file system with locks"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "sweep" / "plan.toml"));
}

}  // namespace
}  // namespace kith::tools
