// Tables of people and ties through the program: checked, exported, kept in results and laid out again.
#include "tests/tools/program.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Made up: forty couples with two children each.
class PeopleTables : public Program {
 protected:
  PeopleTables() {
    std::string people = "id,sex,birth_year,death_year,partner,married_year,note\n";
    std::string ties = "person,relation,other\n";
    for (int i = 0; i < 160; i += 4) {
      const auto id = [&](int member) { return "p" + std::to_string(i + member); };
      const auto row = [&](int member, const std::string& sex, int born, const std::string& partner) {
        people += id(member) + "," + sex + "," + std::to_string(born) + "," + std::to_string(born + 80) + "," +
                  partner + "," + (partner == "-1" ? "-1" : "200") + ",x\n";
      };
      row(0, "f", 60 + i / 4, id(1));
      row(1, "m", 60 + i / 4, id(0));
      row(2, "f", 80 + i / 4, "-1");
      row(3, "m", 82 + i / 4, "-1");
      ties += id(0) + ",child," + id(3) + "\n" + id(3) + ",parent," + id(0) + "\n";
      ties += id(2) + ",sibling," + id(3) + "\n" + id(3) + ",sibling," + id(2) + "\n";
    }
    write("town.csv", people);
    write("town-ties.csv", ties);
    std::filesystem::create_directory(folder() / "questions");
    write("questions/base.toml", scenario("base", ""));
  }

  static std::string scenario(const std::string& name, const std::string& more) {
    return "model = \"incarceration\"\n[scenario]\nname = \"" + name +
           "\"\nquestion = \"?\"\n[people]\nfile = \"../town.csv\"\n[ties]\nfile = \"../town-ties.csv\"\n"
           "[run]\nstart = 2000-01-01\nend = 2004-12-04\nstep_days = 30\nreplicates = 3\n"
           "[incarceration]\nspontaneous = 0.01\n" +
           more;
  }
  json json_of(std::vector<std::string> arguments) const {
    const Finished finished = kith(std::move(arguments));
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? json::parse(finished.out) : json();
  }
};

TEST_F(PeopleTables, AreCheckedByThemselvesAndForAModel) {
  const Finished check = kith({"people", "check", "town.csv", "town-ties.csv"});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_THAT(check.out, AllOf(HasSubstr("160"), HasSubstr("whole numbers from 60 to 121"), HasSubstr("words f, m"),
                               HasSubstr("80 ties, one way; 80 of them are there from the other end, too"),
                               HasSubstr("40 ties, one way; 0 of them")));
  const json seen = json_of({"people", "check", "town.csv", "town-ties.csv", "--model", "incarceration", "--json"});
  EXPECT_EQ(seen.at("people"), 160);
  EXPECT_EQ(seen.at("columns_not_used"), json({"note"}));
  EXPECT_EQ(seen.at("relations").at(0).at("ties"), 80);
  EXPECT_EQ(kith({"people", "check", "town.csv"}).code, 0) << "without ties";
}

TEST_F(PeopleTables, FaultsAreToldAtOnce) {
  write("bad.csv", "id,sex,birth_yaer\na,f,ten\na,f,12\n");
  write("bad-ties.csv", "person,relation,other\na,friend,z\n");
  const Finished bad = kith({"people", "check", "bad.csv", "bad-ties.csv", "--model", "incarceration"});
  EXPECT_EQ(bad.code, 3);
  EXPECT_THAT(bad.err, AllOf(HasSubstr("bad.csv:3"), HasSubstr("write each id once"),
                             HasSubstr("no column 'birth_year'; did you mean 'birth_yaer'?"),
                             HasSubstr("no column 'death_year'"), HasSubstr("bad-ties.csv:2"), HasSubstr("'z'")));
  EXPECT_THAT(kith({"people", "check", "bad.csv", "bad-ties.csv"}).err,
              AllOf(HasSubstr("write each id once"), HasSubstr("'z'")));
  EXPECT_THAT(kith({"people", "check", "none.csv", "neither.csv"}).err,
              AllOf(HasSubstr("none.csv"), HasSubstr("neither.csv")));
  EXPECT_THAT(kith({"people", "check", "town.csv", "--model", "incarceratoin"}).err,
              HasSubstr("did you mean 'incarceration'?"));
  EXPECT_THAT(kith({"people", "check", "town.csv", "--model", "contagion"}).err, HasSubstr("takes no people"));
  EXPECT_EQ(kith({"people", "check", "town.csv", "--model", "incarceration"}).code, 2) << "it needs ties, too";
}

TEST_F(PeopleTables, AScenarioThatNamesUnsoundTablesIsUnsound) {
  write("town.csv", "id,sex,birth_year,death_year,partner,married_year\na,w,60,90,-1,-1\n");
  write("town-ties.csv", "person,relation,other\n");
  const Finished check = kith({"check", "questions/base.toml"});
  EXPECT_EQ(check.code, 3);
  EXPECT_THAT(check.err, HasSubstr("town.csv:2: error: 'w' in column 'sex' is not allowed; write f, m"));
  std::filesystem::remove(folder() / "town.csv");
  const Finished missing = kith({"check", "questions/base.toml"});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("questions/base.toml:6"), HasSubstr("there is no such file")));
}

TEST_F(PeopleTables, ExportedAndTakenAgainGiveTheSameWorld) {
  ASSERT_EQ(kith({"people", "export", "questions/base.toml", "-o", "out.csv", "--ties", "out-ties.csv"}).code, 0);
  EXPECT_THAT(text_of("out.csv"), testing::StartsWith("id,sex,birth_year,death_year,partner,married_year\np0,f,60,"));
  ASSERT_EQ(kith({"people", "export", "questions/base.toml", "-o", "again.csv", "--ties", "again-ties.csv", "--set",
                  "people.file=out.csv", "--set", "ties.file=out-ties.csv"})
                .code,
            0);
  EXPECT_EQ(text_of("again.csv"), text_of("out.csv"));
  EXPECT_EQ(text_of("again-ties.csv"), text_of("out-ties.csv"));
  const json base = json_of({"run", "questions/base.toml", "-o", "base.h5", "--json", "--quiet"});
  const json taken = json_of({"run", "questions/base.toml", "-o", "taken.h5", "--json", "--quiet", "--set",
                              "people.file=out.csv", "--set", "ties.file=out-ties.csv"});
  EXPECT_EQ(base.at("digest"), taken.at("digest"));
}

TEST_F(PeopleTables, ExportReplacesNothingAndSaysWhatThereIsNot) {
  EXPECT_EQ(kith({"people", "export", "questions/base.toml", "-o", "new.csv", "--ties", "town-ties.csv"}).code, 4);
  EXPECT_FALSE(std::filesystem::exists(folder() / "new.csv")) << "nothing is written until all can be";
  EXPECT_EQ(kith({"people", "export", "questions/base.toml", "-o", "new.csv", "--ties", "./new.csv"}).code, 2);
  write("rumour.toml", kith({"new", "rumour"}).out);
  const Finished rumour = kith({"people", "export", "rumour.toml", "-o", "new.csv"});
  EXPECT_EQ(rumour.code, 3);
  EXPECT_THAT(rumour.err, HasSubstr("does not offer its people"));
  write("small.toml", small_scenario());
  EXPECT_EQ(kith({"people", "export", "small.toml", "-o", "new.csv", "--ties", "new-ties.csv"}).code, 0);
  EXPECT_THAT(kith({"people", "check", "new.csv", "new-ties.csv"}).out, HasSubstr("300"));
}

TEST_F(PeopleTables, AreNotWrittenOverWhatTheScenarioReads) {
  const std::string before = text_of("town.csv");
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"people", "export", "questions/base.toml", "-o", "town.csv", "--force"},
           {"people", "export", "questions/base.toml", "-o", "questions/base.toml", "--force"},
           {"people", "export", "questions/base.toml", "-o", "new.csv", "--ties", "town-ties.csv", "--force"},
           {"run", "questions/base.toml", "-o", "town.csv", "--force"}}) {
    const Finished refused = kith(command);
    EXPECT_EQ(refused.code, 2) << command[1];
    EXPECT_THAT(refused.err, HasSubstr("name another file"));
  }
  EXPECT_EQ(text_of("town.csv"), before);
}

TEST_F(PeopleTables, OfAPlaceAreThosePresentOnTheFirstDay) {
  const std::string wards = KITH_SOURCE_DIR "/scenarios/two-wards.toml";
  ASSERT_EQ(kith({"people", "export", wards, "-o", "wards.csv", "--ties", "wards-ties.csv"}).code, 0);
  const json seen = json_of({"people", "check", "wards.csv", "wards-ties.csv", "--json"});
  // What `kith check` says is of the end of the first week.
  const double later = json_of({"check", wards, "--json"}).at("people");
  EXPECT_NEAR(seen.at("people"), later, 0.002 * later);
  EXPECT_EQ(seen.at("relations").at(0).at("name"), "friend");
  EXPECT_GT(seen.at("relations").at(0).at("ties"), 1000);
}

TEST_F(PeopleTables, AsHdf5AreTheSameWorldToTheLastBit) {
  const std::string digest = json_of({"run", "questions/base.toml", "-o", "csv.h5", "--json", "--quiet"}).at("digest");
  ASSERT_EQ(kith({"people", "export", "questions/base.toml", "-o", "town.h5", "--ties", "town-ties.h5"}).code, 0);
  EXPECT_EQ(kith({"people", "export", "questions/base.toml", "-o", "town.h5"}).code, 4) << "it is there already";
  write("questions/hdf5.toml", scenario("hdf5", ""));
  const std::vector<std::string> tables{"--set", "people.file=town.h5", "--set", "ties.file=town-ties.h5"};
  std::vector<std::string> run{"run", "questions/base.toml", "-o", "hdf5.h5", "--json", "--quiet"};
  run.insert(run.end(), tables.begin(), tables.end());
  EXPECT_EQ(json_of(run).at("digest"), digest);
  std::vector<std::string> back{"people", "export", "questions/base.toml", "-o", "back.csv", "--ties", "back-ties.csv"};
  ASSERT_EQ(kith(back).code, 0);
  back = {"people", "export", "questions/base.toml", "-o", "there.csv", "--ties", "there-ties.csv"};
  back.insert(back.end(), tables.begin(), tables.end());
  ASSERT_EQ(kith(back).code, 0);
  EXPECT_EQ(text_of("back.csv"), text_of("there.csv"));
  EXPECT_EQ(text_of("back-ties.csv"), text_of("there-ties.csv"));
  EXPECT_THAT(kith({"people", "check", "town.h5", "town-ties.h5", "--model", "incarceration"}).out, HasSubstr("160"));
  EXPECT_THAT(kith({"inspect", "hdf5.h5", "--extract", "again"}).out,
              AllOf(HasSubstr("not kept in the file"), HasSubstr("people/town.h5 (SHA-256")));
}

TEST_F(PeopleTables, AsHdf5HaveTheirFaultsToldByRow) {
  write("bad.csv", "id,sex,birth_year,death_year,partner,married_year\na,f,60,90,-1,-1\na,w,61,91,z,-1\n");
  ASSERT_EQ(kith({"people", "check", "bad.csv"}).code, 3);
  if (shell("/usr/bin/python3 -c 'import h5py'").code != 0) GTEST_SKIP() << "h5py is not installed";
  write("make.py", R"(import h5py
import numpy
with h5py.File("bad.h5", "w") as file:
    file["id"] = numpy.array([b"a", b"a"])
    file["sex"] = ["f", "w"]
    file["birth_year"] = numpy.array([60, 61], dtype="int16")
    file["death_year"] = numpy.array([90.0, 91.5], dtype="float32")
    file["partner"] = ["-1", "z"]
    file["married_year"] = [-1, -1]
with h5py.File("odd.h5", "w") as file:
    file["id"] = ["a", "b"]
    file["map"] = numpy.zeros((2, 2))
    file["sure"] = numpy.array([True, False])
with h5py.File("uneven.h5", "w") as file:
    file["id"] = ["a", "b"]
    file["sex"] = ["f"]
with h5py.File("hashed.h5", "w") as file:
    file["id"] = numpy.array([2**64 - 1, 2**63], dtype="uint64")
    file["sex"] = ["f", "w"]
    file["birth_year"] = [60, 61]
    file["death_year"] = [90, 91]
    file["partner"] = ["-1", "-1"]
    file["married_year"] = [-1, -1]
)");
  ASSERT_EQ(shell("/usr/bin/python3 make.py").code, 0);
  write("no-ties.csv", "person,relation,other\n");
  const Finished bad = kith({"people", "check", "bad.h5", "no-ties.csv", "--model", "incarceration"});
  EXPECT_EQ(bad.code, 3);
  EXPECT_THAT(bad.err, AllOf(HasSubstr("bad.h5: error: row 2: 'a' in column 'id' is the id of row 1, too"),
                             HasSubstr("row 2: 'w' in column 'sex' is not allowed; write f, m"),
                             HasSubstr("row 2: '91.5' in column 'death_year' is not a whole number"),
                             HasSubstr("row 2: 'z' in column 'partner'")));
  EXPECT_THAT(kith({"people", "check", "odd.h5"}).err, AllOf(HasSubstr("the variable 'map' has 2 dimensions"),
                                                             HasSubstr("'sure' holds neither numbers nor text")));
  EXPECT_THAT(kith({"people", "check", "uneven.h5"}).err, HasSubstr("'id' has 2 cells and 'sex' has 1"));
  const Finished hashed = kith({"people", "check", "hashed.h5", "no-ties.csv", "--model", "incarceration"});
  EXPECT_THAT(hashed.err, AllOf(HasSubstr("'w' in column 'sex'"), testing::Not(HasSubstr("the id of row"))))
      << "ids of 64 bits are apart";
}

TEST_F(PeopleTables, OfNoHdf5AreRefusedInPlainWords) {
  ASSERT_EQ(kith({"people", "export", "questions/base.toml", "-o", "town.h5"}).code, 0);
  const std::string whole = text_of("town.h5");
  write("cut.h5", whole.substr(0, whole.size() / 2));
  write("text.h5", "id,sex\n");
  for (const char* name : {"cut.h5", "text.h5", "none.h5"}) {
    const Finished refused = kith({"people", "check", name});
    EXPECT_EQ(refused.code, 3) << name << refused.err;
    EXPECT_THAT(refused.err, AllOf(HasSubstr(name), testing::Not(HasSubstr("internal")))) << name;
  }
  std::filesystem::remove(folder() / "town.csv");
  const Finished missing = kith({"check", "questions/base.toml", "--set", "people.file=none.h5"});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("none.h5"), HasSubstr("there is no such file")));
}

TEST_F(PeopleTables, AreInputsOfTheRun) {
  const json run = json_of({"run", "questions/base.toml", "-o", "base.h5", "--json", "--quiet", "--threads", "1"});
  ASSERT_EQ(kith({"inspect", "base.h5", "--extract", "again"}).code, 0);
  EXPECT_EQ(text_of("again/people/town.csv"), text_of("town.csv"));
  EXPECT_EQ(text_of("again/ties/town-ties.csv"), text_of("town-ties.csv"));
  const json repeated =
      json_of({"run", "again/scenario.toml", "-o", "again.h5", "--json", "--quiet", "--threads", "2"});
  EXPECT_EQ(repeated.at("digest"), run.at("digest"));
}

TEST_F(PeopleTables, AreLaidOutWhollyOrNotAtAll) {
  ASSERT_EQ(kith({"run", "questions/base.toml", "-o", "base.h5", "--quiet"}).code, 0);
  // A limit on the size of files fails writes as a full disk does.
  const Finished full = shell("ulimit -f 4; exec \"$1\" inspect base.h5 --extract again >/dev/null");
  EXPECT_EQ(full.code, 4) << full.err;
  for (const std::string& name : files()) EXPECT_THAT(name, testing::Not(testing::StartsWith("again"))) << full.err;
  EXPECT_EQ(kith({"inspect", "base.h5", "--extract", "further/again"}).code, 0);
  std::filesystem::create_directory(folder() / "empty");
  EXPECT_EQ(kith({"inspect", "base.h5", "--extract", "empty/"}).code, 0);
  EXPECT_EQ(text_of("empty/people/town.csv"), text_of("further/again/people/town.csv"));
}

TEST_F(PeopleTables, PairsShareThem) {
  write("questions/longer.toml", scenario("longer", "mean_sentence = 30.0\n"));
  const Finished pair = kith({"compare", "questions/base.toml", "questions/longer.toml", "-o", "pair.h5"});
  EXPECT_EQ(pair.code, 0) << pair.err;
  EXPECT_THAT(pair.out, HasSubstr("Share in custody"));
  ASSERT_EQ(kith({"inspect", "pair.h5", "--extract", "again"}).code, 0);
  EXPECT_EQ(kith({"compare", "again/base.toml", "again/longer.toml", "-o", "pair-again.h5"}).code, 0);
  write("others.csv", text_of("town.csv") + "p999,f,60,140,-1,-1,x\n");
  write("questions/others.toml", "extends = \"base.toml\"\n[people]\nfile = \"../others.csv\"\n");
  const Finished unlike = kith({"compare", "questions/base.toml", "questions/others.toml", "-o", "unlike.h5"});
  EXPECT_EQ(unlike.code, 3);
  EXPECT_THAT(unlike.err, HasSubstr("'people.file'"));
}

}  // namespace
}  // namespace kith::tools
