// The table a setting stands in, and the switch of that table.
#include "engine/settings/setting_paths.hpp"

#include <gtest/gtest.h>

namespace kith {
namespace {

TEST(SettingPaths, ASettingStandsInATable) {
  EXPECT_EQ(table_of("clinics.north.beds"), "clinics.north");
  EXPECT_EQ(table_of("seed"), "");
}

TEST(SettingPaths, TheSwitchOfATableIsTheSameForAllItsSettings) {
  EXPECT_EQ(switch_of("clinics.north.beds"), "clinics.north.active");
  EXPECT_EQ(switch_of("clinics.north.active"), "clinics.north.active");
  EXPECT_EQ(switch_of("seed"), "active");
}

}  // namespace
}  // namespace kith
