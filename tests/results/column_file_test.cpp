// Tables as HDF5 files: what is written is read as it was, what other programs write is read, and damage of any kind is
// an error in plain words or does not matter, never a crash.
#include "results/column_file.hpp"

#include "engine/settings/problem.hpp"
#include "results/results.hpp"
#include "tests/results/sample.hpp"

#include <gmock/gmock.h>

#include <random>

namespace kith::results {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ColumnFile : public sample::Folder {
 protected:
  static std::vector<TypedColumn> columns() {
    return {{"id", "whom", std::vector<std::string>{"7", "07", "Ω, \"x\""}},
            {"row", "taken by a column", std::vector<std::int64_t>{-1, 0, 9007199254740992}},
            {"height", "metres", std::vector<double>{1.7, 0.1 + 0.2, 2}}};
  }
};

TEST_F(ColumnFile, IsReadAsItWasWritten) {
  write_columns(path("t.h5"), columns(), "A table", false);
  const TableSource read = read_columns(path("t.h5"));
  ASSERT_EQ(read.columns.size(), 3U);
  EXPECT_EQ(read.columns[0].name, "id");
  EXPECT_THAT(read.columns[0].cells, ElementsAre("7", "07", "Ω, \"x\""));
  EXPECT_THAT(read.columns[1].cells, ElementsAre("-1", "0", "9007199254740992"));
  EXPECT_THAT(read.columns[2].cells, ElementsAre("1.7", "0.30000000000000004", "2"));
  EXPECT_THROW(write_columns(path("t.h5"), columns(), "A table", false), ResultsError);
  write_columns(path("t.h5"), {{"id", "", std::vector<std::string>{}}}, "Nobody", true);
  EXPECT_THAT(read_columns(path("t.h5")).columns.at(0).cells, testing::IsEmpty());
}

TEST_F(ColumnFile, DamageIsNeverACrash) {
  write_columns(path("t.h5"), columns(), "A table", false);
  const std::string sound = sample::bytes_of(path("t.h5"));
  std::mt19937 random(3);
  for (int damage = 0; damage < 60; ++damage) {
    std::string bytes = sound;
    if (damage % 4 == 0) bytes.resize(random() % bytes.size());
    for (int i = 0; i < 3 && !bytes.empty(); ++i)
      bytes[random() % bytes.size()] ^= static_cast<char>(1 + random() % 255);
    sample::write_bytes(path("damaged.h5"), bytes);
    try {
      read_columns(path("damaged.h5"));
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("damaged.h5"));
    }
  }
}

TEST_F(ColumnFile, WhatIsNoTableIsRefused) {
  EXPECT_THROW(read_columns(path("none.h5")), InputError);
  EXPECT_THROW(read_columns(path("")), InputError);
  sample::write_bytes(path("text.h5"), "id,sex\n");
  EXPECT_THROW(read_columns(path("text.h5")), InputError);
}

}  // namespace
}  // namespace kith::results
