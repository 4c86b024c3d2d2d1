// Tables of rows: written, read back, copied into comparisons and merges, and under digests.
#include "results/merge.hpp"
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace kith::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Tables : public sample::Folder {};

/// Cells of a column of all replicates, no value as -1.
std::vector<double> column(const Run& run, const std::string& name) {
  std::vector<double> values;
  const auto& columns = run.measures.tables.at(0).columns;
  for (const ReplicateResult& replicate : run.replicates)
    for (std::size_t i = 0; i < columns.size(); ++i)
      for (std::size_t row = 0; columns[i].name == name && row < replicate.tables.at(0).count(); ++row) {
        const double value = cell_value(replicate.tables[0].columns[i], row);
        values.push_back(std::isnan(value) ? -1 : value);
      }
  return values;
}

TEST_F(Tables, ComeBackAsTheyWere) {
  write(path("run.h5"), sample::run(), false);
  const Run run = read(path("run.h5"));
  const kith::Table& table = run.measures.tables.at(0);
  const kith::Table declared = sample::measures().tables[0];
  EXPECT_EQ(table.name, declared.name);
  EXPECT_EQ(table.row, declared.row);
  EXPECT_EQ(table.meaning, declared.meaning);
  EXPECT_EQ(table.sentences, declared.sentences);
  ASSERT_EQ(table.columns.size(), declared.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    EXPECT_EQ(table.columns[i].name, declared.columns[i].name);
    EXPECT_EQ(table.columns[i].labels, declared.columns[i].labels);
    EXPECT_EQ(table.columns[i].kind, declared.columns[i].kind);
    EXPECT_EQ(table.columns[i].axis, declared.columns[i].axis);
    EXPECT_EQ(table.columns[i].identity, declared.columns[i].identity);
  }
  EXPECT_THAT(column(run, "person"), ElementsAre(0, 0, 10, 0, 10, 20));
  EXPECT_THAT(column(run, "came"), ElementsAre(-1, -1, 1, -1, 1, -1));
  EXPECT_THAT(column(run, "in_work"), ElementsAre(0, 0, 1, 0, 1, 0));
  EXPECT_THAT(column(run, "dose"), ElementsAre(0, 0, -1, 0, -1, -1));
}

TEST_F(Tables, NeverChangeTheDigest) {
  Run without = sample::run();
  for (ReplicateResult& replicate : without.replicates) replicate.tables.clear();
  EXPECT_EQ(digest(without.measures, without.replicates), digest(sample::run().measures, sample::run().replicates));
  write(path("without.h5"), without, false);
  EXPECT_THAT(read(path("without.h5")).measures.tables, IsEmpty());
}

TEST_F(Tables, TheRowsOfTwoWorldsAreHeldAgainstEachOther) {
  // Replicate r has r + 1 rows; the alternative's last is of another person, and its first has another dose.
  write(path("comparison.h5"), sample::comparison(), false);
  const Run run = read(path("comparison.h5"));
  EXPECT_THAT(column(run, "scenario"), ElementsAre(0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1));
  EXPECT_THAT(column(run, "person"), ElementsAre(0, 3, 0, 10, 0, 14, 0, 10, 20, 0, 10, 25));
  EXPECT_THAT(column(run, "change"), ElementsAre(2, 2, 1, 2, 1, 2, 1, 0, 2, 1, 0, 2));
}

TEST_F(Tables, RowsOfOnePersonAreMatchedByWhatTheyTellOf) {
  Run base = sample::run(1), other = sample::run(1);
  const auto rows = [](Run& run, const std::vector<std::pair<int, double>>& cells) {
    TableRows& table = run.replicates[0].tables[0];
    table = {{Counts(), Counts(), SmallCounts(), Counts(), Reals()}};
    for (const auto& [person, dose] : cells)
      for (std::size_t i = 0; i < table.columns.size(); ++i)
        append_cell(table.columns[i], i == 0 ? person : i == 4 ? dose : 0);
  };
  rows(base, {{1, 0.1}, {1, 0.2}, {2, 0.5}});
  rows(other, {{1, 0.2}, {2, 0.5}, {2, 0.5}, {3, 0.0}});
  const Run joined = join({base, other}, {"base", "changed"}, {});
  EXPECT_THAT(column(joined, "change"), ElementsAre(2, 0, 0, /* the other's */ 0, 0, 2, 2))
      << "equal rows belong together before like ones";
}

TEST_F(Tables, OfMergedPartsAreThoseOfTheWhole) {
  const Run whole = sample::run(3);
  Run first = whole, second = whole;
  first.replicates.pop_back();
  second.replicates.erase(second.replicates.begin(), second.replicates.begin() + 2);
  const Run merged = merge({second, first}, {"b", "a"});
  EXPECT_EQ(column(merged, "person"), column(whole, "person"));
  second.replicates[0].tables.clear();
  EXPECT_THAT(sample::error_of([&] { merge({first, second}, {"a", "b"}); }), HasSubstr("the tables they keep"));
}

TEST_F(Tables, ThatDoNotFitTheirDeclarationAreRefused) {
  Run run = sample::run();
  std::get<Counts>(run.replicates[1].tables[0].columns[1]).pop_back();
  EXPECT_THAT(sample::error_of([&] { write(path("run.h5"), run, false); }),
              HasSubstr("replicate 1: a table does not fit its declaration"));
  run = sample::run();
  run.measures.tables[0].columns[1].name = "person";
  EXPECT_THAT(sample::error_of([&] { write(path("run.h5"), run, false); }), HasSubstr("taken already"));
}

TEST_F(Tables, OpenAsPandasAndByAnyNetcdfReader) {
  if (std::system("/usr/bin/python3 -c 'import xarray, netCDF4' 2>/dev/null") != 0) GTEST_SKIP() << "no xarray";
  write(path("run.h5"), sample::run(), false);
  const std::string program =
      "import xarray\n"
      "for engine in ('netcdf4', 'h5netcdf'):\n"
      "    try: __import__(engine.replace('netcdf4', 'netCDF4') if engine == 'netcdf4' else engine)\n"
      "    except ImportError: continue\n"
      "    t = xarray.open_dataset('run.h5', group='lives', engine=engine, decode_timedelta=False).to_dataframe()\n"
      "    assert list(t.person) == [0, 0, 10, 0, 10, 20], t\n"
      "    assert str(t.came[2])[:10] == '2013-04-02' and t.came.isna().sum() == 4, t\n"
      "    assert list(t.in_work) == [0, 0, 1, 0, 1, 0], t\n";
  sample::write_bytes(path("open.py"), program);
  EXPECT_EQ(std::system(("cd " + path("").string() + " && /usr/bin/python3 open.py").c_str()), 0);
}

}  // namespace
}  // namespace kith::results
