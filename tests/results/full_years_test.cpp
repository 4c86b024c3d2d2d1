// Which years of a comparison are told: full ones, once the scenarios differ.
#include "results/full_years.hpp"

#include <gtest/gtest.h>

namespace kith::results {
namespace {

std::string with_change(const std::string& day) {
  const std::string start = "[services.band]\nactive = false\n";
  return day.empty() ? start : start + "[[change]]\nat = " + day + "\nset.\"services.band.active\" = true\n";
}

Run comparison(const std::string& start, const std::string& end, const std::vector<std::string>& days) {
  Run run;
  run.start = start;
  run.end = end;
  run.scenarios.push_back(
      {.label = "base", .name = "", .question = "", .file = "", .resolved = with_change(""), .digest = ""});
  for (const std::string& day : days) run.scenarios.push_back({"x" + day, "", "", "", with_change(day), ""});
  return run;
}

void expect_years(const Run& run, std::size_t first, std::size_t count, const std::string& words) {
  const FullYears years = full_years(run);
  EXPECT_EQ(years.first, first);
  EXPECT_EQ(years.count, count);
  EXPECT_EQ(years.words, words);
}

TEST(FullYears, BeginOnceTheScenariosDiffer) {
  expect_years(comparison("2013-04-01", "2018-03-31", {"2014-04-01"}), 1, 4, "full years from April 2014");
  expect_years(comparison("2013-04-01", "2018-03-31", {"2014-04-02"}), 1, 4, "full years from April 2014");
  expect_years(comparison("2013-04-01", "2018-03-31", {"2014-10-01"}), 2, 3, "full years from April 2015");
  expect_years(comparison("2013-04-01", "2018-03-31", {"2013-04-01"}), 0, 5, "full years from April 2013");
  expect_years(comparison("2013-04-01", "2018-03-31", {""}), 0, 5, "full years from April 2013");
  expect_years(comparison("2013-04-15", "2015-04-14", {"2014-04-15"}), 1, 1, "full years from 15 April 2014");
}

TEST(FullYears, LeaveOutAPartOfAYear) {
  expect_years(comparison("2013-04-01", "2015-09-30", {"2014-04-01"}), 1, 1, "full years from April 2014");
  expect_years(comparison("2013-04-01", "2015-09-30", {"2014-10-01"}), 0, 0, "the whole run");
  expect_years(comparison("2013-04-01", "2013-12-31", {"2013-04-01"}), 0, 0, "the whole run");
}

TEST(FullYears, AreTheSameForAllAlternatives) {
  expect_years(comparison("2013-04-01", "2018-03-31", {"2014-04-01", "2016-04-01"}), 3, 2,
               "full years from April 2016");
  expect_years(comparison("2013-04-01", "2018-03-31", {"2014-04-01", "2017-12-01"}), 1, 4,
               "full years from April 2014");
}

TEST(FullYears, OfLeapYearsAndRunsThatStartOnALeapDay) {
  expect_years(comparison("2016-02-29", "2018-02-27", {"2016-02-29"}), 0, 2, "full years from 29 February 2016");
  EXPECT_EQ(format_date(first_day_of_year(comparison("2016-02-29", "2018-02-27", {""}), 1)), "2017-02-28");
}

TEST(FullYears, OfOneScenarioAreTheWholeRun) {
  results::Run run;
  run.start = "2013-04-01";
  run.end = "2018-03-31";
  expect_years(run, 0, 0, "the whole run");
}

}  // namespace
}  // namespace kith::results
