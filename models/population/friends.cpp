// Friends come in circles, which is what clusters them: two circles each, of people near in a sorted order of place,
// sex and age. With circles of sizes m - 2 .. m + 2 and a tie probability p within a circle, a person's mean degree is
// 2 p E[s (s - 1)] / E[s], and the clustering a little under p / 2. What is tied are places in a dwelling, not people:
// whoever leaves for good is followed, among friends, by whoever takes their place, so that friends stay as many.
#include "models/population/sorting.hpp"
#include "models/population/ties.hpp"

#include "engine/work/blocks.hpp"

#include <algorithm>
#include <span>

namespace kith::population {
namespace {

constexpr std::uint32_t size_spread = 2;  ///< sizes m - 2 .. m + 2
constexpr int circles_each = 2;
constexpr double wanted_closure = 0.7;  ///< tie probability within a circle that the circles' size aims at
constexpr std::uint64_t class_domain = std::uint64_t{1} << 24;  ///< above every area's and ward's number
constexpr int age_bits = 16;
constexpr int random_bits = 16;
constexpr int domain_bits = 25;

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

bool old_enough(const Population& population, const TieContext& context, EntityId person) {
  return population.age(person, context.last) >= context.parameters.friends_lowest_age;
}

/// Who stands for all that hold a place one after another: who is there on the first day, else who comes first after
/// it. `nobody` if all are gone by then, or too young for friends.
EntityId stands_for(const Population& population, const TieContext& context, std::span<const EntityId> holders) {
  for (const EntityId person : holders)
    if (population.death_day(person) > 0 && old_enough(population, context, person)) return person;
  return nobody;
}

/// A place in a circle: its number, and who stands for its holders.
struct Seat {
  std::uint32_t place;
  EntityId person;
};

std::vector<Seat> seats_of(const Population& population, const TieContext& context, const Holders& holders) {
  std::vector<Seat> seats;
  for (std::uint32_t place = 0; place < holders.count(); ++place)
    if (const EntityId person = stands_for(population, context, holders.of(place)); person != nobody)
      seats.push_back({place, person});
  return seats;
}

/// 0 for places held on the first day; those that are added later seek friends among those added in the same year, so
/// that nobody's friends become more as the place grows.
std::uint64_t year_added(const Population& population, EntityId person) {
  constexpr double most_years = 63;
  const Day from = population.residents[person].from;
  return from <= 0 ? 0 : static_cast<std::uint64_t>(std::min(most_years, std::ceil(from / days_per_year)));
}

/// Where a circle is sought: the area; or the class, the own ward, or any ward.
std::uint64_t domain_of(const Population& population, const TieContext& context, EntityId person, int circle,
                        Stream& stream) {
  const std::uint16_t area = population.area(person);
  // Few are added to an area in a year.
  if (circle == 0) return year_added(population, person) == 0 ? area : population.place.areas[area].ward;
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
  const std::uint64_t sought = (year_added(population, person) << domain_bits) + domain;
  return (sought << (1 + age_bits + random_bits)) | (side << (age_bits + random_bits)) | (age << random_bits) |
         (stream() >> (64 - random_bits));
}

/// Everybody who holds the one place is a friend of everybody who holds the other while they do. People of one
/// household are tied by it already.
void tie_seats(const Population& population, const TieContext& context, std::span<const EntityId> one,
               std::span<const EntityId> other, std::vector<Tie>& ties) {
  for (const EntityId a : one)
    for (const EntityId b : other) {
      const Resident &first = population.residents[a], &second = population.residents[b];
      const bool meet = std::max(first.from, second.from) < std::min<Day>(first.until, second.until);
      if (meet && first.household != second.household && old_enough(population, context, a) &&
          old_enough(population, context, b))
        ties.emplace_back(a, b);
    }
}

void tie_circle(std::span<const Keyed> circle, double probability, Stream& stream, std::vector<Tie>& ties) {
  for (std::size_t i = 0; i < circle.size(); ++i)
    for (std::size_t j = i + 1; j < circle.size(); ++j)
      if (stream.bernoulli(probability)) ties.emplace_back(circle[i].person, circle[j].person);
}

/// Cuts each block of the order into circles, of which it ties places. A circle does not reach over the border of a
/// domain and sex.
std::vector<Tie> tie_in_order(const std::vector<Keyed>& order, const Circles& circles, const TieContext& context,
                              int circle) {
  return gather_blocks<Tie>(block_count(order.size()), [&](std::size_t block, std::vector<Tie>& ties) {
    const std::size_t end = std::min(order.size(), (block + 1) * entities_per_block);
    Stream stream = context.draws.at(purpose("population.circles"), block, static_cast<std::uint64_t>(circle));
    for (std::size_t begin = block * entities_per_block; begin < end;) {
      const std::size_t size = circles.middle_size - size_spread + stream.below(2 * size_spread + 1);
      std::size_t upto = begin;
      const auto border = [&](std::size_t i) { return order[i].key >> (age_bits + random_bits); };
      while (upto < end && upto - begin < size && border(upto) == border(begin)) ++upto;
      tie_circle(std::span(order).subspan(begin, upto - begin), circles.tie_probability, stream, ties);
      begin = upto;
    }
  });
}

/// Ties between people, of ties between places.
std::vector<Tie> of_people(const Population& population, const TieContext& context, const Holders& holders,
                           const std::vector<Tie>& of_places) {
  return gather_blocks<Tie>(block_count(of_places.size()), [&](std::size_t block, std::vector<Tie>& ties) {
    const std::size_t end = std::min(of_places.size(), (block + 1) * entities_per_block);
    for (std::size_t i = block * entities_per_block; i < end; ++i)
      tie_seats(population, context, holders.of(of_places[i].first), holders.of(of_places[i].second), ties);
  });
}

}  // namespace

Layer tie_friends(const Population& population, const TieContext& context, const Holders& holders) {
  const Circles circles = plan_circles(context.parameters.friends_mean_degree);
  const std::vector<Seat> seats = seats_of(population, context, holders);
  std::vector<Tie> of_places;
  for (int circle = 0; circle < circles_each; ++circle) {
    auto order = gather_blocks<Keyed>(block_count(seats.size()), [&](std::size_t block, std::vector<Keyed>& out) {
      const std::size_t end = std::min(seats.size(), (block + 1) * entities_per_block);
      for (std::size_t i = block * entities_per_block; i < end; ++i)
        out.push_back({friend_key(population, context, seats[i].person, circle), seats[i].place});
    });
    sort_keyed(order);
    const auto more = tie_in_order(order, circles, context, circle);
    of_places.insert(of_places.end(), more.begin(), more.end());
  }
  return Layer(population.size(), of_people(population, context, holders, of_places));
}

}  // namespace kith::population
