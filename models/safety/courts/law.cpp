#include "models/safety/courts/law.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

namespace {

constexpr double listing_shape = 2;
constexpr int most_that_count = 10;  // further earlier convictions add nothing

double dropped(const Parameters& p, std::size_t court, double days) {
  return 1 - (1 - p.dropped_share[court]) * std::exp(-p.attrition_rate * days / days_per_year);
}

}  // namespace

double at_odds(double probability, double ratio) {
  const double raised = probability * ratio;
  return raised > 0 ? raised / (raised + (1 - probability)) : 0;
}

double odds_by_record(const Parameters& p, std::size_t court, int earlier_convictions) {
  return 1 + p.custody_per_conviction[court] * std::min(earlier_convictions, most_that_count);
}

CourseOfCharge course_of_charge(const Parameters& p, const Charged& charged, Stream stream) {
  const double court_draw = stream.uniform(), plea_draw = stream.uniform(), remand_draw = stream.uniform();
  const bool crown = !charged.youth && court_draw < p.crown_share[charged.type];
  const std::size_t court = crown ? 1 : 0;
  CourseOfCharge course;
  course.court = static_cast<Court>(court);
  course.denied = plea_draw >= p.guilty_plea[court];
  course.remanded = remand_draw < at_odds(p.remand_share[court], odds_by_record(p, court, charged.earlier));
  const double to_first = stream.gamma(listing_shape, p.first_hearing_days / listing_shape);
  const double to_last = stream.gamma(listing_shape, 1 / listing_shape) *
                         (course.denied ? p.trial_listing_days : p.plea_listing_days)[court];
  course.ready_after = 1 + static_cast<Day>(to_first + to_last);
  return course;
}

Verdict verdict_of(const Parameters& p, const CourseOfCharge& course, Day days, Stream stream) {
  const double drop_draw = stream.uniform(), verdict_draw = stream.uniform();
  const auto court = static_cast<std::size_t>(course.court);
  if (!course.denied) return Verdict::pleaded_guilty;
  if (drop_draw < dropped(p, court, days)) return Verdict::dropped;
  return verdict_draw < p.contested_conviction[court] ? Verdict::found_guilty : Verdict::acquitted;
}

double hours_of(const Parameters& p, Court court, Verdict verdict) {
  const bool trial = verdict == Verdict::found_guilty || verdict == Verdict::acquitted;
  return (trial ? p.trial_hours : p.plea_hours)[static_cast<std::size_t>(court)];
}

double expected_hours(const Parameters& p, const CourseOfCharge& course) {
  const auto court = static_cast<std::size_t>(course.court);
  if (!course.denied) return p.plea_hours[court];
  const double gone = dropped(p, court, course.ready_after);
  return gone * p.plea_hours[court] + (1 - gone) * p.trial_hours[court];
}

}  // namespace kith::safety
