// The main numbers of a page as plain HTML: what is changed, the headlines, targets, routes and money of every
// alternative. They stand in the page for readers whose browser runs no scripts, who print it from mail or read it
// aloud; the script replaces them by charts with tables of their own.
#pragma once

#include "results/results.hpp"

#include <string>

namespace kith::tools {

std::string settings_html(const results::Run& run);
std::string headlines_html(const results::Run& run);  ///< of a run of one scenario: levels
std::string targets_html(const results::Run& run);
std::string routes_html(const results::Run& run);
std::string money_html(const results::Run& run);
std::string doubt_html(const results::Run& run);  ///< draws of evidence, as on the screen
std::string takes_html(const results::Run& run);  ///< values that break even, as on the screen
std::string facts_html(const results::Run& run);

}  // namespace kith::tools
