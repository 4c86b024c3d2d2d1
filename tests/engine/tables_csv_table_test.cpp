// Tables of comma-separated values: what the format allows is read, every fault is told with its line.
#include "engine/tables/csv_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Csv : public testing::Test {
 protected:
  CsvTable read(const std::string& text) { return CsvTable::parse(text, "t.csv", problems); }
  std::vector<std::string> told() const {
    std::vector<std::string> texts;
    for (const Problem& problem : problems) texts.push_back(format_location(problem.where) + ": " + problem.message);
    return texts;
  }
  std::vector<Problem> problems;
};

TEST_F(Csv, CellsAreFoundByColumn) {
  const CsvTable table = read("code,people\nA,12\nB,3.5\n");
  ASSERT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.text(1, table.column("code")), "B");
  EXPECT_EQ(table.count(1, table.column("people")), 3.5);
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(Csv, QuotesCommasAndLineEndsWithinACell) {
  const CsvTable table = read("\"a, b\",c\r\n\"say \"\"x\"\"\",\"two\nlines\"\r\n\r\nlast,\n");
  EXPECT_EQ(table.columns(), (std::vector<std::string>{"a, b", "c"}));
  ASSERT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.text(0, 0), "say \"x\"");
  EXPECT_EQ(table.text(0, 1), "two\nlines");
  EXPECT_EQ(table.text(1, 0), "last");
  EXPECT_EQ(table.text(1, 1), "");
  table.problem(1, "here");
  EXPECT_THAT(told(), ElementsAre("t.csv:5: here"));  // lines within a cell and empty lines are counted
}

TEST_F(Csv, ByteOrderMarkAndMissingLastLineEnd) {
  const CsvTable table = read(
      "\xEF\xBB\xBF"
      "a,b\n1,2");
  EXPECT_EQ(table.number(0, table.column("a")), 1);
  EXPECT_EQ(table.number(0, table.column("b")), 2);
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(Csv, WrongCellsNameTheirRow) {
  const CsvTable table = read("n\n1\nmany\n-2\nnan\n\n1e400\n \n");
  const std::size_t n = table.column("n");
  for (std::size_t row = 0; row < table.rows(); ++row) table.count(row, n);
  EXPECT_THAT(
      told(),
      ElementsAre("t.csv:3: 'many' in column 'n' is not a number", "t.csv:4: '-2' in column 'n' is negative",
                  "t.csv:5: 'nan' in column 'n' is not a number", "t.csv:7: '1e400' in column 'n' is not a number",
                  "t.csv:8: '' in column 'n' is not a number"));
}

TEST_F(Csv, MissingColumnIsToldOnceWithANearName) {
  const CsvTable table = read("people\n1\n");
  const std::size_t column = table.column("poeple");
  EXPECT_EQ(column, CsvTable::none);
  EXPECT_EQ(table.count(0, column), 0);
  EXPECT_EQ(table.text(0, column), "");
  EXPECT_THAT(told(), ElementsAre("t.csv:1: there is no column 'poeple'; did you mean 'people'?"));
}

TEST_F(Csv, RaggedRowsAreToldAndLeftOut) {
  const CsvTable table = read("a,b\n1\n1,2\n1,2,3\n");
  EXPECT_EQ(table.rows(), 1U);
  EXPECT_THAT(told(),
              ElementsAre("t.csv:2: 1 cells where there are 2 columns", "t.csv:4: 3 cells where there are 2 columns"));
}

TEST_F(Csv, OtherFaultsOfTheWhole) {
  read("");
  read("\n\n");
  read("a,a\n");
  read("a,b\n1,\"open\n2,3\n");
  read("a\n\xff\n");
  EXPECT_THAT(told(), ElementsAre(HasSubstr("empty"), HasSubstr("empty"), HasSubstr("two columns are called 'a'"),
                                  "t.csv:2: a quote opened here is never closed", HasSubstr("t.csv:2: not UTF-8")));
}

TEST_F(Csv, AWrittenCellIsReadBack) {
  const std::vector<std::string> cells{"plain", "a, b", "say \"x\"", "two\nlines", ""};
  std::string text = "a,b,c,d,e\n";
  for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  const CsvTable table = read(text + "\n");
  for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(table.text(0, i), cells[i]);
  EXPECT_THAT(problems, IsEmpty());
}

}  // namespace
}  // namespace kith
