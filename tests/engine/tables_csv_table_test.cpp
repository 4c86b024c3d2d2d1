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
              ElementsAre("t.csv:2: 1 cell where there are 2 columns",
                          "t.csv:4: 3 cells where there are 2 columns; a cell that holds a comma must be in quotes"));
}

TEST_F(Csv, OneColumnIsToldAsOne) {
  read("a\n1\n1,2\n1\n");
  EXPECT_THAT(told(),
              ElementsAre("t.csv:3: 2 cells where there is 1 column; a cell that holds a comma must be in quotes"));
}

TEST_F(Csv, ALineOfNamesTooShortIsHeldAgainstTheLongest) {
  read("a\n1,2\n");
  EXPECT_THAT(told(), ElementsAre(testing::HasSubstr("line 1 has 1 cell, line 2 has 2")));
}

TEST_F(Csv, ManyRaggedRowsAreToldAtOnce) {
  std::string text = "a,b,c\n";
  for (int row = 0; row < 30; ++row) text += row % 3 == 2 ? "1,2\n" : "1,2,3\n";
  EXPECT_EQ(read(text).rows(), 20U);
  ASSERT_EQ(problems.size(), 4U);
  EXPECT_EQ(told()[2], "t.csv:10: 2 cells where there are 3 columns");
  EXPECT_EQ(told()[3], "t.csv:1: 7 more rows have another number of cells than there are columns (3)");
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
  const std::vector<std::string> cells{"plain", "a, b", "say \"x\"", "two\nlines", "", " blank ", "a; b", "a|b\t"};
  std::string text = "a,b,c,d,e,f,g,h\n";
  for (std::size_t i = 0; i < cells.size(); ++i) text += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  const CsvTable table = read(text + "\n");
  for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(table.text(0, i), cells[i]);
  EXPECT_THAT(problems, IsEmpty());
}

// ----- as Excel and Nomis save them -----

/// A table of two areas, each with people and households, however it is written.
class CsvKinds : public Csv {
 protected:
  void expect_read(const std::string& text, int line_of_b) {
    const CsvTable table = read(text);
    EXPECT_THAT(told(), IsEmpty()) << text;
    ASSERT_EQ(table.rows(), 2U) << text;
    EXPECT_EQ(table.columns().size(), 3U) << text;
    EXPECT_EQ(table.text(1, table.column("code")), "E2") << text;
    EXPECT_EQ(table.count(0, table.column("people")), 1500) << text;
    EXPECT_EQ(table.count(1, table.column("households")), 650) << text;
    EXPECT_EQ(table.line(1), line_of_b) << text;
  }
  static std::string utf16(const std::string& text, bool little, bool mark) {
    std::string bytes = !mark ? "" : little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char letter : text) bytes += little ? std::string{letter, '\0'} : std::string{'\0', letter};
    return bytes;
  }
  static constexpr const char* plain = "code,people,households\nE1,1500,600\nE2,1600,650\n";
  static constexpr const char* tabs = "code\tpeople\thouseholds\nE1\t1500\t600\nE2\t1600\t650\n";
};

TEST_F(CsvKinds, SeparatorsOfEveryKind) {
  expect_read(plain, 3);
  expect_read(tabs, 3);
  expect_read("code;people;households\r\nE1;1500;600\r\nE2;1600;650\r\n", 3);
  expect_read("code|people|households\nE1|1500|600\nE2|1600|650\n", 3);
  expect_read("sep=;\r\ncode;people;households\r\nE1;1500;600\r\nE2;1600;650\r\n", 4);
  expect_read("code,people,households\rE1,1500,600\rE2,1600,650\r", 3);
  expect_read("code, people, households\nE1 , 1500, 600\nE2\xC2\xA0, \"1,600\", 650\n", 3);
}

TEST_F(CsvKinds, Utf16) {
  for (const bool little : {true, false})
    for (const bool mark : {true, false}) expect_read(utf16(tabs, little, mark), 3);
  const CsvTable table =
      read(std::string("\xFF\xFE"
                       "a\0\n\0\xAC\x20",
                       8));
  EXPECT_EQ(table.text(0, 0), "\xE2\x82\xAC");  // a euro sign
}

TEST_F(CsvKinds, TitlesAboveTheNamesAndNotesBelowTheRows) {
  expect_read(
      "\"TS017 - Household size\"\n\"ONS Crown Copyright Reserved [from Nomis on 1 March 2023]\"\n\n"
      "\"Population\",\"All households\"\n\"date\",\"2021\"\n\n"
      "\"code\",\"people\",\"households\"\n\"E1\",\"1500\",\"600\"\n\"E2\",\"1600\",\"650\"\n\n\n"
      "\"In order to protect against disclosure, records have been swapped.\"\nSource: Census 2021, Nomis\n",
      9);
  expect_read("Household size,,\n,,\ncode,people,households\nE1,1500,600\nE2,1600,650\n,,\nSource: the census,,\n", 5);
}

TEST_F(CsvKinds, EmptyColumnsAndRows) {
  expect_read("code,,people,households,,\nE1,,1500,600,,\n,,,,,\nE2,,1600,650,,\n,,,,,\n,,,,,\n", 4);
  expect_read("code,people,households\nE1,1500,600,\nE2,1600,650,\n", 3);
  expect_read(",code,,,people,households\n,E1,,,1500,600\n,E2,,,1600,650\n", 3);
}

TEST_F(CsvKinds, ThousandsAndQuotes) {
  expect_read("code,people,households\nE1,\"1,500\",\"600\"\nE2,\"1,600\",\"650\"\n", 3);
  expect_read(
      "code;people;households\nE1;1 500;600\nE2;1\xE2\x80\xAF"
      "600;650,0\n",
      3);
  expect_read("code\tpeople\thouseholds\nE1\t1,500.0\t600\nE2\t1600\t650\n", 3);
}

TEST_F(CsvKinds, FilesPutEndToEnd) {
  expect_read(
      "code,people,households\nE1,1500,600\n\xEF\xBB\xBF"
      "code,people,households\nE2,1600,650\n",
      4);
}

TEST_F(CsvKinds, NamesMayBeNumbersAndOneMayBeMissing) {
  const CsvTable years = read("area,2011,2021\nA,1,2\nB,3,4\n");
  EXPECT_EQ(years.number(1, years.column("2021")), 4);
  const CsvTable numbered = read(",code,people\n0,A,12\n1,B,13\n");
  EXPECT_EQ(numbered.number(1, numbered.column("people")), 13);
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(CsvKinds, WhatMayBeTwoNumbersIsNotRead) {
  const CsvTable semicolons = read("a;b;c;d\n1,234;0,125;1.234,5;12,5\n");
  const std::vector<double> expected{0, 0.125, 1234.5, 12.5};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(semicolons.number(0, i), expected[i]);
  EXPECT_THAT(told(), ElementsAre("t.csv:2: '1,234' in column 'a' may be thousands or decimals; write it without the "
                                  "comma"));
  problems.clear();
  const CsvTable commas = read("a,b,c,d,e\n\"1,5\",\"12,34,567\",\"0,123\",\"1,2345\",\",123\"\n");
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(commas.number(0, i), 0);
  EXPECT_EQ(problems.size(), 5U);
  EXPECT_EQ(told()[0], "t.csv:2: '1,5' in column 'a' is not a number");
}

TEST_F(CsvKinds, TheCauseIsToldOnce) {
  read("code\nE1,1,2\nE2,3,4\n");                                         // names of columns are missing
  read("\"people\",\"households\"\n\"1\",\"E1\",15\n\"2\",\"E2\",16\n");  // as R's write.table does
  read("PK\x03\x04....");
  read("<!DOCTYPE html><html>");
  read("\x1F\x8B\x08");
  EXPECT_THAT(told(),
              ElementsAre(HasSubstr("cannot tell which line names the columns: line 1 has 1 cell, line 2 has 3"),
                          HasSubstr("cannot tell which line names the columns: line 1 has 2 cells, line 2 has 3"),
                          HasSubstr("save it as CSV (UTF-8)"), HasSubstr("a web page"), HasSubstr("gzip")));
}

TEST_F(CsvKinds, ARowCutShortIsNoNote) {
  const CsvTable table = read("code,people\nE1,1500\nE2\n");
  EXPECT_EQ(table.rows(), 1U);
  EXPECT_THAT(told(), ElementsAre("t.csv:3: 1 cell where there are 2 columns"));
}

TEST_F(CsvKinds, ANoteAmongTheRowsIsAFault) {
  read("code,people\nE1,1500\nA note among rows\nE2,1600\n");
  EXPECT_THAT(told(), ElementsAre("t.csv:3: 1 cell where there are 2 columns"));
}

TEST_F(CsvKinds, ATableOfOneColumnIsLeftAsItIs) {
  const CsvTable table = read("x\n1\n2\n\n3\n");
  EXPECT_EQ(table.rows(), 3U);
  const CsvTable texts = read("x\na | b\nc | d\n");
  EXPECT_EQ(texts.text(1, 0), "c | d");
  EXPECT_THAT(problems, IsEmpty());
}

}  // namespace
}  // namespace kith
