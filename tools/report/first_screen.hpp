// What a reader of the page sees first, and what a councillor gets as one printed sheet: the brief as HTML, all of it
// in the page itself, so that it is read without scripts.
#pragma once

#include "engine/run/model.hpp"
#include "results/results.hpp"

#include <string>

namespace kith::tools {

/// `model`: the run's, or null if this program does not carry it. Of a run of one scenario: that it alone says nothing
/// of a change, and how far it may be trusted.
std::string first_screen_html(const results::Run& run, const Model* model);

}  // namespace kith::tools
