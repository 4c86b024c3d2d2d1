#include "models/population/traits.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::population {
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

std::size_t activity_age(int age) {
  constexpr std::array<int, activity_ages.size()> low{16, 18, 22, 25, 30, 50, 60, 66, 75};
  return static_cast<std::size_t>(std::upper_bound(low.begin(), low.end(), age) - low.begin()) - 1;
}

/// Gives `count` of those still `employed` the activity, without replacement in proportion to weight: the smallest of
/// exponential draws divided by weight (Efraimidis and Spirakis 2006).
template <class Weight>
void choose(std::vector<Activity>& activities, Activity activity, std::uint32_t count, const Weight& weight,
            Stream& stream) {
  std::vector<std::pair<double, std::uint32_t>> keys;
  for (std::uint32_t i = 0; i < activities.size(); ++i) {
    if (activities[i] != Activity::employed) continue;
    const double w = weight(i);
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

std::vector<Activity> draw_activities(const ComposedArea& area, const AreaMargins& margins,
                                      const PopulationParameters& parameters, Stream stream) {
  std::vector<Activity> activities;
  std::uint32_t adults = 0;
  for (const Member& member : area.members) {
    activities.push_back(member.age < working_age ? Activity::child : Activity::employed);
    adults += member.age >= working_age;
  }
  const auto counts = round_to_total(margins.activity, adults);
  const std::uint32_t first_communal = area.first[area.first_communal];
  const auto give = [&](Activity activity, const ActivityWeights& by_age, auto&& ratio) {
    const auto weight = [&](std::uint32_t i) { return by_age[activity_age(area.members[i].age)] * ratio(i); };
    choose(activities, activity, counts[static_cast<std::size_t>(activity)], weight, stream);
  };
  const auto all_alike = [](std::uint32_t) { return 1.0; };
  give(Activity::student, parameters.student_weight, [&](std::uint32_t i) {
    return i >= first_communal && area.members[i].age < 25 ? parameters.communal_student_ratio : 1.0;
  });
  give(Activity::retired, parameters.retired_weight, all_alike);
  give(Activity::unemployed, parameters.unemployed_weight, all_alike);
  give(Activity::inactive, parameters.inactive_weight, [&](std::uint32_t i) {
    return area.members[i].sex == Sex::female && area.members[i].age < 50 ? parameters.inactive_female_ratio : 1.0;
  });
  return activities;
}

}  // namespace kith::population
