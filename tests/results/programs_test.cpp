// The programs analysts use open a results file as it is, with units and labels. Skipped where they are not installed.
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace kith::results {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Programs : public sample::Folder {
 protected:
  void SetUp() override {
    Folder::SetUp();
    write(path("run.h5"), sample::run(), false);
  }

  /// What `command` prints, errors included; fails the test if it fails. It runs beside run.h5.
  std::string output(const std::string& command) {
    const std::string log = path("log").string();
    const int status = std::system(("cd " + path("").string() + " && { " + command + "; } > " + log + " 2>&1").c_str());
    const std::string text = sample::bytes_of(log);
    EXPECT_EQ(status, 0) << text;
    return text;
  }

  std::string python(const std::string& program) {
    sample::write_bytes(path("program.py"), program);
    return output("/usr/bin/python3 program.py");
  }

  static bool works(const std::string& command) { return std::system((command + " > /dev/null 2>&1").c_str()) == 0; }
  static bool has_python(const std::string& module) { return works("/usr/bin/python3 -c 'import " + module + "'"); }
  static bool has_hdf5r() { return works("Rscript -e 'find.package(\"hdf5r\")'"); }
  static std::string tool(const std::string& file) { return std::string(KITH_SOURCE_DIR) + "/tools/" + file; }
  /// Our package as a program, from the checkout.
  static std::string our_python() { return "PYTHONPATH=" + tool("python") + " /usr/bin/python3 -B -m kith "; }
};

TEST_F(Programs, Ncdump) {
  if (!works("which ncdump")) GTEST_SKIP() << "ncdump is not installed";
  EXPECT_THAT(output("ncdump -h run.h5"),
              AllOf(HasSubstr("int offences(replicate, time, area) ;"), HasSubstr("offences:units = \"offences\" ;"),
                    HasSubstr("time:units = \"days since 2013-04-01\" ;"), HasSubstr("string area(area) ;"),
                    HasSubstr("group: headlines {"), HasSubstr("double offending_rate(replicate) ;"),
                    HasSubstr(":format = \"kith results\" ;"), HasSubstr("event = UNLIMITED ; // (6 currently)")));
  EXPECT_THAT(output("ncdump run.h5"), HasSubstr("area = \"Ancoats & Beswick\", \"Chorlton\", \"Hulme Ç\" ;"));
}

TEST_F(Programs, Xarray) {
  if (!has_python("xarray, netCDF4")) GTEST_SKIP() << "xarray is not installed";
  EXPECT_THAT(python(R"(import xarray
main = xarray.open_dataset("run.h5").load()
print(main.time.values[1].astype("datetime64[D]"), list(main.area.values), main.seed)
print(int(main.offences.sel(replicate=2, time="2013-04-15", area="Hulme Ç")), main.offences.units, main.sizes["scheme"])
for group in ("headlines", "cohorts", "services", "evidence", "validation", "provenance", "events"):
    print(group, len(xarray.open_dataset("run.h5", group=group).load().variables))
)"),
              "2013-04-08 ['Ancoats & Beswick', 'Chorlton', 'Hulme Ç'] -42\n2008 offences 0\n"
              "headlines 3\ncohorts 1\nservices 1\nevidence 6\nvalidation 20\nprovenance 7\nevents 3\n");
}

TEST_F(Programs, XarrayOpensAComparison) {
  if (!has_python("xarray, netCDF4")) GTEST_SKIP() << "xarray is not installed";
  write(path("comparison.h5"), sample::comparison(), false);
  EXPECT_THAT(python(R"(import xarray
main = xarray.open_dataset("comparison.h5", decode_timedelta=False).load()
print(list(main.scenario.values), dict(main.offences.sizes))
means = xarray.open_dataset("comparison.h5", group="mean_differences", decode_timedelta=False).load()
print(float(means.entrants.sel(alternative="changed", statistic="difference")), float(means.entrants.sel(alternative="changed", statistic="pairs")))
cells = xarray.open_dataset("comparison.h5", group="differences", decode_timedelta=False).load()
print(float(cells.offences.sel(alternative="changed", statistic="difference")[0, 0]), len(cells.statistic))
print(list(xarray.open_dataset("comparison.h5", group="targets").load().judged_on.values))
)"),
              "['base', 'changed'] {'replicate': 3, 'scenario': 2, 'time': 3, 'area': 3}\n4.0 3.0\n4.0 5\n"
              "['not judged: needs a.toml as the base', 'not judged: needs a.toml as the base']\n");
}

TEST_F(Programs, NetCDF4) {
  if (!has_python("netCDF4")) GTEST_SKIP() << "netCDF4 is not installed";
  EXPECT_THAT(python(R"(import netCDF4
file = netCDF4.Dataset("run.h5")
print(file["cohorts/reoffending_rate"].dimensions, file["cohorts/reoffending_rate"][1, :])
print(file["events/kind"].flag_meanings, file["provenance/resolved"][...].split()[0], file.question)
)"),
              "('replicate', 'area') [-- 1016.0 1017.0]\ntheft_from_shop robbery model What would a larger cohort "
              "change? “Ja”\n");
}

TEST_F(Programs, H5py) {
  if (!has_python("h5py")) GTEST_SKIP() << "h5py is not installed";
  EXPECT_THAT(python(R"(import h5py
file = h5py.File("run.h5")
print([scale[0].name for scale in file["offences"].dims], file["offences"].attrs["units"].decode())
print(file["headlines/entrants"][:], file["area"].asstr()[2], file.attrs["format_version"])
)"),
              "['/replicate', '/time', '/area'] offences\n[  14 1014 2014] Hulme Ç 2\n");
}

TEST_F(Programs, OurPythonReader) {
  if (!has_python("netCDF4, scipy, xarray")) GTEST_SKIP() << "xarray or scipy is not installed";
  EXPECT_THAT(output(our_python() + "run.h5"), HasSubstr("1014  -1470 to 3498  people\n"));
  EXPECT_THAT(output(our_python() + "run.h5 reoffending_rate"), HasSubstr("1,Chorlton,1016.0\n"));
  EXPECT_THAT(python("import sys\nsys.dont_write_bytecode = True\nsys.path.insert(0, '" + tool("python") +
                     "')\n"
                     "import kith\nprint(kith.open('run.h5').table('validation').target.tolist())"),
              "[100.0, 5.0, 5.0]\n");
  write(path("comparison.h5"), sample::comparison(), false);
  EXPECT_THAT(output(our_python() + "comparison.h5 reoffending_rate"), HasSubstr("0,changed,Chorlton,"));
  EXPECT_THAT(output(our_python() + "comparison.h5"), AllOf(HasSubstr("entrants, base "), HasSubstr("1018  -")));
}

TEST_F(Programs, Hdf5r) {
  if (!has_hdf5r()) GTEST_SKIP() << "hdf5r is not installed";
  sample::write_bytes(path("program.R"), "source(\"" + tool("r/read_results.R") + R"(")
file <- H5File$new("run.h5", mode = "r")
cat(dim(file[["offences"]]$read()), h5attr(file[["offences"]], "units"), file[["area"]][3], h5attr(file, "model"), "\n")
file$close_all()
print(tail(read_measure("run.h5", "offences"), 1))
)");
  EXPECT_THAT(output("Rscript program.R"),
              AllOf(HasSubstr("3 3 3 offences Hulme Ç safety"), HasSubstr("2 2013-04-15 Hulme Ç     2008")));
}

TEST_F(Programs, OurRReader) {
  if (!has_hdf5r()) GTEST_SKIP() << "hdf5r is not installed";
  EXPECT_THAT(output("Rscript " + tool("r/read_results.R") + " run.h5"), HasSubstr("entrants 1014 -1470.138 3498.138"));
  write(path("comparison.h5"), sample::comparison(), false);
  EXPECT_THAT(output("Rscript " + tool("r/read_results.R") + " comparison.h5"), HasSubstr("entrants  changed 1018"));
  // A file that is no HDF5, and one cut short.
  sample::write_bytes(path("text.h5"), "some text");
  sample::write_bytes(path("short.h5"), sample::bytes_of(path("run.h5")).substr(0, 5000));
  for (const std::string file : {"text.h5", "short.h5"})
    EXPECT_THAT(output("! Rscript " + tool("r/read_results.R") + " " + file),
                AllOf(HasSubstr(file + ": is no results file, or is not whole"), testing::Not(HasSubstr("H5Fopen"))));
}

}  // namespace
}  // namespace kith::results
