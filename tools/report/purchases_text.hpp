// What kith optimise has found, in plain words and as JSON: the next pound, the plan in the order of buying with what
// each purse reaches, what is as good, and how the whole did in pairs that had no part in choosing it.
#pragma once

#include "tools/studies/optimise/search.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace kith::optimise {

/// `detail`: every step measured at every purchase, too.
std::string purchases_text(const OptimiseFile& file, const Found& found, const Check& check, bool detail);

nlohmann::ordered_json purchases_json(const OptimiseFile& file, const Found& found, const Check& check);

}  // namespace kith::optimise
