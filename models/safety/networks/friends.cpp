// Friends come in circles, which is what clusters them: two circles each, of people near in a sorted order of place,
// sex and age. With circles of sizes m - 2 .. m + 2 and a tie probability p within a circle, a person's mean degree is
// 2 p E[s (s - 1)] / E[s], and the clustering a little under p / 2.
#include "models/safety/networks/sorting.hpp"
#include "models/safety/networks/ties.hpp"

#include "engine/run/blocks.hpp"

#include <algorithm>
#include <span>

namespace kith::safety {
namespace {

constexpr std::uint32_t size_spread = 2;  ///< sizes m - 2 .. m + 2
constexpr int circles_each = 2;
constexpr double wanted_closure = 0.7;  ///< tie probability within a circle that the circles' size aims at
constexpr std::uint64_t class_domain = std::uint64_t{1} << 24;  ///< above every area's and ward's number
constexpr int age_bits = 16;
constexpr int random_bits = 16;

struct Circles {
  std::uint32_t middle_size;
  double tie_probability;
};

/// Mean number of others in the circle of a person, with sizes middle - 2 .. middle + 2.
double others_in_circle(std::uint32_t middle) {
  double sum = 0, squares = 0;
  for (std::uint32_t size = middle - size_spread; size <= middle + size_spread; ++size) {
    sum += size;
    squares += static_cast<double>(size) * size;
  }
  return squares / sum - 1;
}

Circles plan_circles(double mean_degree) {
  std::uint32_t middle = size_spread + 1;
  while (circles_each * wanted_closure * others_in_circle(middle) < mean_degree) ++middle;
  return {middle, mean_degree / (circles_each * others_in_circle(middle))};
}

bool has_friends(const Population& population, const TieContext& context, EntityId person) {
  return population.age(person, context.last) >= context.parameters.friends_lowest_age &&
         population.death_day(person) > 0;
}

/// Where a circle is sought: the area; or the class, the own ward, or any ward.
std::uint64_t domain_of(const Population& population, const TieContext& context, EntityId person, int circle,
                        Stream& stream) {
  const std::uint16_t area = population.area(person);
  if (circle == 0) return area;
  const std::uint32_t group = population.meeting_group[person];
  const bool pupil = group < population.school_group_count;
  const bool own_ward = stream.bernoulli(context.parameters.friends_own_ward_share);
  const std::uint64_t any_ward = stream.below(population.place.wards.size());
  if (pupil) return class_domain + group;
  return own_ward ? population.place.areas[area].ward : any_ward;
}

/// Domain, sex (sometimes the other one's), age with a little noise, and chance.
std::uint64_t friend_key(const Population& population, const TieContext& context, EntityId person, int circle) {
  Stream stream = context.draws.at(purpose("population.friends"), person, static_cast<std::uint64_t>(circle));
  const std::uint64_t domain = domain_of(population, context, person, circle, stream);
  const bool own_sex = stream.bernoulli(context.parameters.friends_same_sex_share);
  const std::uint64_t side = (population.sex(person) == Sex::female) == own_sex ? 0 : 1;
  const double noise = 1 + stream.normal() * context.parameters.friends_age_spread;
  const double weeks = (context.last - population.birth_day(person)) / 7.0 * noise;
  const auto age = static_cast<std::uint64_t>(std::clamp(weeks, 0.0, 65535.0));
  return (domain << (1 + age_bits + random_bits)) | (side << (age_bits + random_bits)) | (age << random_bits) |
         (stream() >> (64 - random_bits));
}

/// People of one household are tied by it already.
void tie_circle(const Population& population, std::span<const Keyed> circle, double probability, Stream& stream,
                std::vector<Tie>& ties) {
  for (std::size_t i = 0; i < circle.size(); ++i) {
    for (std::size_t j = i + 1; j < circle.size(); ++j) {
      const EntityId one = circle[i].person, other = circle[j].person;
      if (stream.bernoulli(probability) && population.household(one) != population.household(other))
        ties.emplace_back(one, other);
    }
  }
}

/// Cuts each block of the order into circles. A circle does not reach over the border of a domain and sex.
std::vector<Tie> tie_in_order(const Population& population, const std::vector<Keyed>& order, const Circles& circles,
                              const TieContext& context, int circle) {
  return gather_blocks<Tie>(block_count(order.size()), [&](std::size_t block, std::vector<Tie>& ties) {
    const std::size_t end = std::min(order.size(), (block + 1) * entities_per_block);
    Stream stream = context.draws.at(purpose("population.circles"), block, static_cast<std::uint64_t>(circle));
    for (std::size_t begin = block * entities_per_block; begin < end;) {
      const std::size_t size = circles.middle_size - size_spread + stream.below(2 * size_spread + 1);
      std::size_t upto = begin;
      const auto border = [&](std::size_t i) { return order[i].key >> (age_bits + random_bits); };
      while (upto < end && upto - begin < size && border(upto) == border(begin)) ++upto;
      tie_circle(population, std::span(order).subspan(begin, upto - begin), circles.tie_probability, stream, ties);
      begin = upto;
    }
  });
}

/// Share of those with friends who are there on the first day; the others' ties are there for later and for the past.
double present_share(const Population& population, const TieContext& context) {
  std::size_t all = 0, present = 0;
  for (EntityId person = 0; person < population.size(); ++person) {
    if (!has_friends(population, context, person)) continue;
    ++all;
    present += population.alive(person, 0) ? 1 : 0;
  }
  return present == 0 ? 1 : static_cast<double>(present) / static_cast<double>(all);
}

}  // namespace

Layer tie_friends(const Population& population, const TieContext& context) {
  const Circles circles = plan_circles(context.parameters.friends_mean_degree / present_share(population, context));
  std::vector<Tie> ties;
  for (int circle = 0; circle < circles_each; ++circle) {
    auto order = gather_blocks<Keyed>(block_count(population.size()), [&](std::size_t block, std::vector<Keyed>& out) {
      const std::size_t end = std::min<std::size_t>(population.size(), (block + 1) * entities_per_block);
      for (auto person = static_cast<EntityId>(block * entities_per_block); person < end; ++person) {
        if (has_friends(population, context, person))
          out.push_back({friend_key(population, context, person, circle), person});
      }
    });
    sort_keyed(order);
    const auto more = tie_in_order(population, order, circles, context, circle);
    ties.insert(ties.end(), more.begin(), more.end());
  }
  return Layer(population.size(), std::move(ties));
}

}  // namespace kith::safety
