// What a contact writes down: a pure function of what somebody has.
#pragma once

#include "engine/random/draws.hpp"
#include "models/safety/parameters.hpp"

namespace kith::safety {

struct Written {
  NeedSet seen = 0;      ///< needs somebody has
  NeedSet mistaken = 0;  ///< false alarms: needs they have not
  NeedSet all() const { return seen | mistaken; }
};

/// One draw a need, always in this order, so that a change of one chance leaves what is seen of other needs as it is.
inline Written written(const ContactNumbers& contact, NeedSet needs, Stream& stream) {
  Written notes;
  for (std::size_t need = 0; need < contact.sees.size(); ++need) {
    const double draw = stream.uniform();
    const auto this_need = static_cast<NeedSet>(1U << need);
    if (contact.sees[need] <= 0) continue;
    if ((needs & this_need) != 0 && draw < contact.sees[need]) notes.seen |= this_need;
    if ((needs & this_need) == 0 && draw < contact.false_alarm) notes.mistaken |= this_need;
  }
  return notes;
}

}  // namespace kith::safety
