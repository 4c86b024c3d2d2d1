// A posterior as a model carries it, read and written.
#include "engine/run/fitted_sample.hpp"

#include "engine/settings/problem.hpp"

#include <gmock/gmock.h>

namespace kith {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string told_of(const std::string& text) {
  try {
    read_fitted_sample(text, "posterior.csv");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(FittedSample, IsReadAsItWasWritten) {
  const FittedSample written{
      .source = "2 numbers fitted to 3 facts", .paths = {"a.b", "c"}, .points = {{1.25, -3}, {0.0001, 2e6}}};
  const FittedSample read = read_fitted_sample(fitted_sample_text(written), "posterior.csv");
  EXPECT_EQ(read.source, written.source);
  EXPECT_EQ(read.paths, written.paths);
  EXPECT_EQ(read.points, written.points);
}

TEST(FittedSample, FaultsAreToldWithTheirLine) {
  EXPECT_THAT(told_of("from nowhere"), HasSubstr("posterior.csv"));
  EXPECT_THAT(told_of("from nowhere"), HasSubstr("has no table"));
  EXPECT_THAT(told_of("from nowhere\na,b\n"), HasSubstr("has no point"));
  const std::string told = told_of("from nowhere\na,b\n1,2\n3,four\n");
  EXPECT_THAT(told, HasSubstr("posterior.csv:4"));
  EXPECT_THAT(told, HasSubstr("four"));
  EXPECT_THAT(told_of("from nowhere\na,b\n1,2\n3\n"), HasSubstr("posterior.csv"));
}

}  // namespace
}  // namespace kith
