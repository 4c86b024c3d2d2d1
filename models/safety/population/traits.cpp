#include "models/safety/population/traits.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::safety {
namespace {

constexpr std::size_t groups = ethnicity_names.size();
constexpr int working_age = 16;

/// People still to be given each group.
class Remaining {
 public:
  explicit Remaining(const std::vector<std::uint32_t>& counts) : counts_(counts) {}

  std::size_t draw(Stream& stream) const {
    auto chosen = static_cast<std::uint32_t>(stream.below(std::accumulate(counts_.begin(), counts_.end(), 0U)));
    std::size_t group = 0;
    while (chosen >= counts_[group]) chosen -= counts_[group++];
    return group;
  }
  /// The wanted group if any is left, else one that is.
  std::size_t take(std::size_t wanted, Stream& stream) {
    const std::size_t group = counts_[wanted] > 0 ? wanted : draw(stream);
    --counts_[group];
    return group;
  }

 private:
  std::vector<std::uint32_t> counts_;
};

/// Large households first, so that what is left over in the end falls on people who live alone.
std::vector<std::uint32_t> by_size(const ComposedArea& area, Stream& stream) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
  for (std::uint32_t h = 0; h < area.kinds.size(); ++h) {
    const std::uint64_t size = area.first[h + 1] - area.first[h];
    keys.emplace_back(((255 - std::min<std::uint64_t>(size, 255)) << 48) | (stream() >> 16), h);
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::uint32_t> order;
  for (const auto& [key, household] : keys) order.push_back(household);
  return order;
}

/// How likely a person of 16 and over is to be a student, retired, unemployed or otherwise inactive, relative to others
/// of the area; the area's published counts decide how many are.
double student_weight(const Member& m, bool communal) {
  const double by_age = m.age < 18 ? 9 : m.age < 22 ? 3 : m.age < 25 ? 1 : m.age < 30 ? 0.25 : m.age < 66 ? 0.04 : 0.002;
  return communal && m.age < 25 ? 5 * by_age : by_age;
}
double retired_weight(const Member& m, bool) {
  return m.age >= 75 ? 50 : m.age >= 66 ? 20 : m.age >= 60 ? 2 : m.age >= 50 ? 0.15 : 0;
}
double unemployed_weight(const Member& m, bool) {
  return m.age < 25 ? 2 : m.age < 50 ? 1 : m.age < 66 ? 0.7 : 0.02;
}
double inactive_weight(const Member& m, bool) {
  const double by_age = m.age < 25 ? 0.7 : m.age < 50 ? 1 : m.age < 66 ? 1.7 : 1;
  return m.sex == Sex::female && m.age < 50 ? 2 * by_age : by_age;
}

/// Gives `count` of those still `employed` the activity, without replacement in proportion to weight: the smallest of
/// exponential draws divided by weight (Efraimidis and Spirakis 2006).
void choose(std::vector<Activity>& activities, const ComposedArea& area, Activity activity, std::uint32_t count,
            double (*weight)(const Member&, bool), Stream& stream) {
  std::vector<std::pair<double, std::uint32_t>> keys;
  const std::uint32_t communal = area.first[area.first_communal];
  for (std::uint32_t i = 0; i < activities.size(); ++i) {
    if (activities[i] != Activity::employed) continue;
    const double w = weight(area.members[i], i >= communal);
    const double draw = stream.exponential(1.0);
    if (w > 0) keys.emplace_back(draw / w, i);
  }
  const std::size_t chosen = std::min<std::size_t>(count, keys.size());
  std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(chosen), keys.end());
  for (std::size_t i = 0; i < chosen; ++i) activities[keys[i].second] = activity;
}

}  // namespace

std::vector<Ethnicity> draw_ethnicities(const ComposedArea& area, const AreaMargins& margins,
                                        const PopulationParameters& parameters, Stream stream) {
  const auto people = static_cast<std::uint32_t>(area.members.size());
  Remaining remaining(round_to_total(margins.ethnic, people));
  std::vector<Ethnicity> result(people);
  for (const std::uint32_t household : by_size(area, stream)) {
    const std::size_t group = remaining.draw(stream);
    const bool mixed = household >= area.first_communal || stream.bernoulli(parameters.mixed_household_share);
    for (std::uint32_t i = area.first[household]; i < area.first[household + 1]; ++i) {
      const bool own = !mixed || i == area.first[household];
      result[i] = static_cast<Ethnicity>(remaining.take(own ? group : remaining.draw(stream), stream));
    }
  }
  return result;
}

std::vector<Activity> draw_activities(const ComposedArea& area, const AreaMargins& margins, Stream stream) {
  std::vector<Activity> activities;
  std::uint32_t adults = 0;
  for (const Member& member : area.members) {
    activities.push_back(member.age < working_age ? Activity::child : Activity::employed);
    adults += member.age >= working_age;
  }
  const auto counts = round_to_total(margins.activity, adults);
  const auto count = [&](Activity activity) { return counts[static_cast<std::size_t>(activity)]; };
  choose(activities, area, Activity::student, count(Activity::student), student_weight, stream);
  choose(activities, area, Activity::retired, count(Activity::retired), retired_weight, stream);
  choose(activities, area, Activity::unemployed, count(Activity::unemployed), unemployed_weight, stream);
  choose(activities, area, Activity::inactive, count(Activity::inactive), inactive_weight, stream);
  return activities;
}

}  // namespace kith::safety
