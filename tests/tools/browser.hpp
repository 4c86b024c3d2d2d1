// A page as a browser draws it: opened at a phone's and a desk's width and looked at.
#pragma once

#include "tests/tools/program.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace kith::tools {

/// Adds a browser to a fixture that can run the program.
template <class Fixture>
class WithBrowser : public Fixture {
 protected:
  /// What a browser sees at 400 and 1400 pixels; fails the test if the browser does.
  nlohmann::json seen(const std::string& page) const {
    const Finished finished =
        this->shell("/usr/bin/python3 -B '" KITH_SOURCE_DIR "/tests/tools/look_at_page.py' \"$PWD/" + page + "\"");
    EXPECT_EQ(finished.code, 0) << finished.err;
    return finished.code == 0 ? nlohmann::json::parse(finished.out) : nlohmann::json::array();
  }
  bool has_browser() const {
    return this->shell(
                   "/usr/bin/python3 -c 'import selenium' && test -x /usr/bin/chromedriver && test -x "
                   "/usr/bin/chromium")
               .code == 0;
  }

  void expect_sound(const std::string& page, std::size_t fewest_charts) const {
    const nlohmann::json looks = seen(page);
    EXPECT_EQ(looks.size(), 2U);
    for (const nlohmann::json& look : looks) {
      const std::string at = "at " + look.at("width").dump() + ": ";
      EXPECT_EQ(look.at("errors"), nlohmann::json::array()) << at;
      EXPECT_EQ(look.at("fetched"), nlohmann::json::array()) << at;
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
        EXPECT_EQ(chart.at("cut"), nlohmann::json::array()) << at << chart;
        EXPECT_GT(chart.at("label").get<std::string>().size(), 10U) << at << chart;
      }
    }
  }
};

}  // namespace kith::tools
