// What a reader of a sound scenario's results has to know: the place, the prices or the rates are of another time than
// the run, its steps are longer than some measures bear, or it ends before a target can be judged. The years are those
// that place and evidence state.
#pragma once

#include "engine/run/model.hpp"

#include <optional>
#include <string_view>

namespace kith::safety {

struct YearSpan {
  int first;
  int last;
};

/// From the earliest to the latest calendar year a text names: of "mid-2013 and 2015/16", 2013 to 2016. None if it
/// names none.
std::optional<YearSpan> years_named(std::string_view text);

/// Of a sound scenario.
std::vector<Caution> cautions_of(const Scenario& scenario);

}  // namespace kith::safety
