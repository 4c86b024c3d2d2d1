// Kin in other households. Parental households are indexed by ward, ethnic group and age; a grown-up child whose family
// is in the place draws one whose head is about a generation older, in the own ward or any. Families are small enough
// for all their pairs to be tied; pairs of one household are not, since the household ties them already.
#include "models/population/sorting.hpp"
#include "models/population/ties.hpp"

#include "engine/work/blocks.hpp"

#include <algorithm>
#include <cmath>

namespace kith::population {
namespace {

constexpr int youngest_head = 38;
constexpr int oldest_head = 100;
constexpr int youngest_child = 18;
constexpr int oldest_child = 64;
constexpr std::size_t ages = 128;
constexpr int ages_searched = 6;  ///< years either side of the drawn age of the parent
constexpr std::size_t largest_family = 12;

/// Heads of households by ward, ethnic group and age.
class Heads {
 public:
  explicit Heads(const Population& population) : first_(cell(population.place.wards.size(), 0, 0) + 1, 0) {
    std::vector<Keyed> heads;
    for (std::uint32_t household = 0; household < population.household_count(); ++household) {
      const EntityId head = head_of(population, household);
      if (head == nobody) continue;
      const std::size_t place =
          cell(population.place.areas[population.area(head)].ward, static_cast<std::size_t>(population.ethnicity(head)),
               static_cast<std::size_t>(population.age(head, 0)));
      heads.push_back({place, head});
      ++first_[place + 1];
    }
    std::sort(heads.begin(), heads.end());
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
    for (const Keyed& head : heads) heads_.push_back(head.person);
  }

  /// A head of this ward and group, of the nearest age to `age` that has one; `nobody` if none is near.
  EntityId draw(std::size_t ward, std::size_t ethnicity, int age, Stream& stream) const {
    for (int away = 0; away <= ages_searched; ++away) {
      for (const int tried : {age + away, age - away}) {
        if (tried < youngest_head || tried > oldest_head) continue;
        const std::size_t place = cell(ward, ethnicity, static_cast<std::size_t>(tried));
        const std::uint32_t count = first_[place + 1] - first_[place];
        if (count > 0) return heads_[first_[place] + stream.below(count)];
      }
    }
    return nobody;
  }

 private:
  static std::size_t cell(std::size_t ward, std::size_t ethnicity, std::size_t age) {
    return (ward * ethnicity_names.size() + ethnicity) * ages + age;
  }
  /// The eldest present on the first day, if old enough to have grown-up children.
  static EntityId head_of(const Population& population, std::uint32_t household) {
    EntityId head = nobody;
    const auto [begin, end] = population.members(household);
    for (EntityId person = begin; person < end; ++person) {
      const int age = population.age(person, 0);
      if (!population.alive(person, 0) || age < youngest_head || age > oldest_head) continue;
      if (head == nobody || population.birth_day(person) < population.birth_day(head)) head = person;
    }
    return head;
  }
  std::vector<std::uint32_t> first_;
  std::vector<EntityId> heads_;
};

/// The head of the parental household of a grown-up child, or `nobody`.
EntityId parental_head(const Population& population, const TieContext& context, const Heads& heads, EntityId child) {
  const int age = population.age(child, 0);
  if (!population.alive(child, 0) || age < youngest_child || age > oldest_child) return nobody;
  const PopulationParameters& p = context.parameters;
  Stream stream = context.draws.at(purpose("population.kin"), child);
  const bool student = population.activity(child) == Activity::student;
  if (!stream.bernoulli(student ? p.kin_student_share : p.kin_in_city_share)) return nobody;
  const double generation = p.parent_age_at_birth + p.parent_age_at_birth_sd * stream.normal();
  const auto older = static_cast<int>(std::clamp(generation, p.parent_age_lowest + 1, p.parent_age_highest));
  const bool near = stream.bernoulli(p.kin_same_ward_share);
  const std::size_t any_ward = stream.below(population.place.wards.size());
  const std::size_t ward = near ? population.place.areas[population.area(child)].ward : any_ward;
  const EntityId head = heads.draw(ward, static_cast<std::size_t>(population.ethnicity(child)), age + older, stream);
  return head != nobody && population.household(head) != population.household(child) ? head : nobody;
}

void tie_family(const Population& population, const std::vector<EntityId>& family, std::vector<Tie>& ties) {
  for (std::size_t i = 0; i < family.size(); ++i) {
    for (std::size_t j = i + 1; j < family.size(); ++j) {
      if (population.household(family[i]) != population.household(family[j])) ties.emplace_back(family[i], family[j]);
    }
  }
}

}  // namespace

Layer tie_kin(const Population& population, const TieContext& context) {
  const Heads heads(population);
  auto children = gather_blocks<Keyed>(block_count(population.size()), [&](std::size_t block, std::vector<Keyed>& out) {
    const std::size_t end = std::min<std::size_t>(population.size(), (block + 1) * entities_per_block);
    for (auto child = static_cast<EntityId>(block * entities_per_block); child < end; ++child) {
      const EntityId head = parental_head(population, context, heads, child);
      if (head != nobody) out.push_back({head, child});
    }
  });
  sort_keyed(children);
  std::vector<Tie> ties;
  std::vector<EntityId> family;
  for (std::size_t begin = 0; begin < children.size();) {
    const auto head = static_cast<EntityId>(children[begin].key);
    const EntityId partner = population.partner_at_home(head);
    family.assign(1, head);
    if (partner != nobody) family.push_back(partner);
    std::size_t end = begin;
    for (; end < children.size() && children[end].key == children[begin].key; ++end) {
      if (family.size() < largest_family) family.push_back(children[end].person);
    }
    tie_family(population, family, ties);
    begin = end;
  }
  return Layer(population.size(), std::move(ties));
}

}  // namespace kith::population
