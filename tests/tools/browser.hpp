// A page as a browser draws it: opened at a phone's and a desk's width and looked at, walked by keyboard and laid out
// for print.
#pragma once

#include "tests/tools/program.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace kith::tools {

/// Adds a browser to a fixture that can run the program.
template <class Fixture>
class WithBrowser : public Fixture {
 protected:
  enum class Look { quick, thorough };  ///< thorough: by keyboard and in print, too

  /// What a browser sees at 400 and 1400 pixels; fails the test if the browser does.
  nlohmann::json seen(const std::string& page, Look how) const {
    const Finished finished =
        this->shell("/usr/bin/python3 -B '" KITH_SOURCE_DIR "/tests/tools/look_at_page.py' \"$PWD/" + page + "\"" +
                    (how == Look::thorough ? " --thorough" : ""));
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? nlohmann::json::parse(finished.out) : nlohmann::json::object();
  }
  bool has_browser() const {
    return this->shell(
                   "/usr/bin/python3 -c 'import selenium' && test -x /usr/bin/chromedriver && test -x "
                   "/usr/bin/chromium")
               .code == 0;
  }

  /// Returns what was seen.
  nlohmann::json expect_sound(const std::string& page, std::size_t fewest_charts, Look how = Look::quick) const {
    nlohmann::json all = seen(page, how);
    if (all.empty()) return all;
    EXPECT_EQ(all.at("looks").size(), 2U);
    for (const nlohmann::json& look : all.at("looks")) expect_sound_look(look, fewest_charts);
    if (how == Look::quick) return all;
    expect_usable_by_keyboard(all.at("keyboard"));
    expect_printable(all.at("printed"));
    return all;
  }

 private:
  static void expect_sound_look(const nlohmann::json& look, std::size_t fewest_charts) {
    const nlohmann::json none = nlohmann::json::array();
    const std::string at = "at " + look.at("width").dump() + ": ";
    EXPECT_EQ(look.at("errors"), none) << at;
    EXPECT_EQ(look.at("fetched"), none) << at;
    EXPECT_LE(look.at("overflow"), 0) << at;
    EXPECT_GE(look.at("smallest_font"), 12) << at << look.at("smallest_text");
    EXPECT_EQ(look.at("figures"), look.at("figures_with_table")) << at;
    EXPECT_EQ(look.at("text"), false) << at << "says undefined";
    EXPECT_GE(look.at("charts").size(), fewest_charts) << at;
    for (const nlohmann::json& chart : look.at("charts")) {
      EXPECT_GT(chart.at("marks"), 0) << at << chart;
      EXPECT_GT(chart.at("width"), 100) << at << chart;
      EXPECT_GT(chart.at("height"), 40) << at << chart;
      EXPECT_EQ(chart.at("broken"), false) << at << chart;
      for (const char* fault : {"cut", "overlapping", "struck"})
        EXPECT_EQ(chart.at(fault), none) << at << fault << chart;
      EXPECT_GT(chart.at("label").get<std::string>().size(), 10U) << at << chart;
    }
  }

  static void expect_usable_by_keyboard(const nlohmann::json& walk) {
    const nlohmann::json none = nlohmann::json::array();
    EXPECT_EQ(walk.at("first"), "Skip to the results");
    EXPECT_FALSE(walk.at("skipped_to").is_null()) << "the skip link leads to no section";
    EXPECT_EQ(walk.at("missed"), 0) << "stops that tabbing does not come to";
    EXPECT_EQ(walk.at("in_order"), true) << "focus must go as the page reads";
    EXPECT_EQ(walk.at("unseen"), none) << "focus must be seen";
    EXPECT_EQ(walk.at("tables_not_reached"), none) << "of these figures";
  }

  static void expect_printable(const nlohmann::json& printed) {
    const nlohmann::json none = nlohmann::json::array();
    EXPECT_LE(printed.at("overflow"), 0);
    EXPECT_EQ(printed.at("taller_than_a_page"), 0);
    for (const char* fault : {"left_in", "cut", "breakable", "parted_from_what_follows"})
      EXPECT_EQ(printed.at(fault), none) << fault;
  }
};

}  // namespace kith::tools
