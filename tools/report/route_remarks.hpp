// What a table of routes by service leaves to be asked: how a service can cause an offence, and why a service that was
// changed is not in it or one that was not is.
#pragma once

#include "tools/report/panels.hpp"

#include <string>

namespace kith::tools {

/// Some sentences on a panel of routes whose axis is "service", of one alternative; "" for other panels.
std::string remark_on_routes(const Panel& panel, const results::Run& run, std::size_t alternative);

}  // namespace kith::tools
