// What a table of routes by the things that settings are about leaves to be asked: how one that is to avert can cause,
// and why one that was changed is not in it or one that was not is. The model has the words (ChangedThings).
#pragma once

#include "tools/report/panels.hpp"

#include <string>

namespace kith::tools {

/// Some sentences on a panel of routes by ChangedThings::axis, of one alternative; "" for other panels.
std::string remark_on_routes(const Panel& panel, const results::Run& run, std::size_t alternative);

}  // namespace kith::tools
