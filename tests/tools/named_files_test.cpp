// Which file a name in a file means: the one the file system finds from the folder the file lies in, also where that
// folder is reached through a symbolic link, and from the present folder where the name stands on the command line.
#include "tests/tools/place_fixture.hpp"

#include <gmock/gmock.h>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// real/deep holds the files, real what they name; x/link leads to real/deep, so x/link/.. is real and not x.
class NamedFiles : public PlaceWorld {
 protected:
  NamedFiles() {
    fs::create_directories(folder() / "real/deep");
    fs::create_directory(folder() / "x");
    fs::create_directory_symlink("../real/deep", folder() / "x/link");
    write("real/base.toml", small_scenario());
    write("real/deep/sc.toml", "extends = \"../base.toml\"\n");
  }
};

TEST_F(NamedFiles, ExtendsLeadsToTheRealParent) {
  const Finished check = kith({"check", "x/link/sc.toml"});
  EXPECT_EQ(check.code, 0) << check.err;
  // Another file where the letters of the name would lead is not taken.
  write("x/base.toml", "model = \"nonsense\"\n");
  EXPECT_EQ(kith({"check", "x/link/sc.toml"}).code, 0);
  EXPECT_EQ(kith({"check", (folder() / "x/link/sc.toml").string()}).code, 0);
  EXPECT_EQ(kith({"run", "x/link/sc.toml", "--replicates", "1", "-o", "out.h5"}).code, 0);
  EXPECT_EQ(shell("cd x/link && \"$1\" check sc.toml >/dev/null && \"$1\" check ../deep/sc.toml").code, 0);
}

TEST_F(NamedFiles, AMissingBaseIsNamedAsTheFileSystemSeesIt) {
  fs::rename(folder() / "real/base.toml", folder() / "x/base.toml");
  const Finished check = kith({"check", "x/link/sc.toml"});
  EXPECT_EQ(check.code, 3);
  EXPECT_THAT(check.err, HasSubstr("x/link/sc.toml:1:1: error: cannot read 'x/link/../base.toml'"));
}

TEST_F(NamedFiles, ALinkedFileNamesFromWhereTheLinkLies) {
  fs::create_directory(folder() / "x/own");
  fs::create_symlink("../../real/deep/sc.toml", folder() / "x/own/sc.toml");
  write("x/base.toml", small_scenario());
  fs::remove(folder() / "real/base.toml");
  EXPECT_EQ(kith({"check", "x/own/sc.toml"}).code, 0);
}

TEST_F(NamedFiles, CirclesThroughLinksAreFound) {
  write("real/base.toml", "extends = \"../x/link/sc.toml\"\n");
  const Finished check = kith({"check", "x/link/sc.toml"});
  EXPECT_EQ(check.code, 3);
  EXPECT_THAT(check.err, HasSubstr("circular 'extends'"));
  fs::create_symlink("loop.toml", folder() / "loop.toml");
  EXPECT_EQ(kith({"check", "loop.toml"}).code, 3);
}

TEST_F(NamedFiles, CataloguesAreFoundThroughLinks) {
  fs::create_directory(folder() / "real/services");
  fs::create_directory(folder() / "x/services");
  write("x/services/bad.toml", "nonsense = 1\n");
  write("real/services/found.toml", "nonsense = 1\n");
  write("real/deep/services.toml", "model = \"safety\"\ncatalogue = [\"../services\"]\n");
  const Finished check = kith({"check", "x/link/services.toml"});
  EXPECT_EQ(check.code, 3);
  EXPECT_THAT(check.err, AllOf(HasSubstr("found.toml"), Not(HasSubstr("bad.toml"))));
}

TEST_F(NamedFiles, SweepsFindTheirScenarioAndList) {
  write("real/list.csv", "contagion.people\n300\n400\n");
  write("x/list.csv", "nonsense\n1\n");
  write("real/deep/sweep.toml", "scenario = \"../base.toml\"\n[sweep]\ndesign = \"list\"\nlist = \"../list.csv\"\n");
  const Finished run = kith({"sweep", "run", "x/link/sweep.toml", "-o", "s", "--replicates", "1"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 of 2 runs done"));
  EXPECT_EQ(kith({"sweep", "merge", "s"}).code, 0);
}

TEST_F(NamedFiles, ListsOfPointsMayComeFromExcel) {
  write("list.csv", "sep=;\r\ncontagion.people;contagion.links;\r\n300;4;\r\n;;\r\n400.5;4;\r\n");
  write("sweep.toml", "scenario = \"real/base.toml\"\n[sweep]\ndesign = \"list\"\nlist = \"list.csv\"\n");
  const Finished wrong = kith({"sweep", "run", "sweep.toml", "-o", "s", "--replicates", "1"});
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("list.csv:5: error: "));  // the line of the file, not the number of the row
}

TEST_F(NamedFiles, PlacesAndTheirTablesAreFoundThroughLinks) {
  fs::create_directory(folder() / "tables");
  for (const auto& entry : fs::directory_iterator(folder()))
    if (entry.path().extension() == ".csv") fs::rename(entry.path(), folder() / "real" / entry.path().filename());
  std::string plan = text_of("alpha.toml");
  for (std::size_t at = 0; (at = plan.find("file = \"", at)) != std::string::npos; at += 11) plan.insert(at + 8, "../");
  write("real/deep/alpha.toml", plan);
  const Finished built = kith({"place", "build", "x/link/alpha.toml", "-o", "real/alpha"});
  ASSERT_EQ(built.code, 0) << built.err;
  write("real/deep/town.toml", "model = \"safety\"\n[place]\nfolder = \"../alpha\"\n");
  const Finished check = kith({"check", "x/link/town.toml"});
  EXPECT_EQ(check.code, 0) << check.err;
  write("real/deep/town.toml", "model = \"safety\"\n");
  const Finished set = kith({"check", "x/link/town.toml", "--set", "place.folder=real/alpha"});
  EXPECT_EQ(set.code, 0) << set.err;
  EXPECT_EQ(kith({"check", "x/link/town.toml", "--set", "place.folder=./x/../real/alpha"}).code, 0);
}

}  // namespace
}  // namespace kith::tools
