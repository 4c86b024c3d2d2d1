// The main numbers of a page as plain HTML: what is changed, the headlines, targets, routes and money of every
// alternative. They stand in the page for readers whose browser runs no scripts, who print it from mail or read it
// aloud; the script replaces them by charts with tables of their own.
#pragma once

#include "engine/run/model.hpp"
#include "results/results.hpp"

#include <string>

namespace kith::tools {

std::string settings_html(const results::Run& run);
/// Of a run of one scenario: levels. `model`: as in headline_names.
std::string headlines_html(const results::Run& run, const Model* model);
std::string targets_html(const results::Run& run);
std::string routes_html(const results::Run& run);
std::string money_html(const results::Run& run);
std::string doubt_html(const results::Run& run, const Model* model);  ///< draws of evidence, as on the screen
std::string takes_html(const results::Run& run);                      ///< values that break even, as on the screen
std::string facts_html(const results::Run& run);

}  // namespace kith::tools
