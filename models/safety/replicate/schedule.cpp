#include "models/safety/replicate/schedule.hpp"

#include "models/safety/scene.hpp"

namespace kith::safety {

void Schedule::begin() {
  state_.queue = CalendarQueue<Happening>(-scene_.timeline.burn_in_days, scene_.timeline.last_day());
}

void Schedule::plan(Day day, const Happening& happening) {
  if (day >= -scene_.timeline.burn_in_days) state_.queue.push(day, happening);
}

}  // namespace kith::safety
