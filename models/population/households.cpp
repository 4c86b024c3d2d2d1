// Households are planned first (size, kind, number of children), then filled from the area's people, who are alike but
// for age and sex: families with children first, because they are the most particular, shared homes last. A wanted age
// that is used up is replaced by the nearest one left, so every plan can be filled and every person is housed.
// Kinds by size start from a table of plausible weights and are fitted to the area's households by kind and by size.
#include "models/population/households.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::population {
namespace {

constexpr int oldest_age = age_count - 1;
constexpr int pension_age = 66;
constexpr std::uint8_t communal_size = 6;
constexpr double least_communal_share = 0.03;  ///< below it the gap between tables is disclosure control, not people
constexpr std::size_t shared_kinds = household_kind_count - 2;  ///< kinds of more than one person

/// How plausible a kind (row, from couple_66 on) is at sizes 2 .. 8; only ratios matter.
constexpr double kind_by_size[shared_kinds][largest_household - 1] = {
    {1, 0, 0, 0, 0, 0, 0},                // couple_66
    {1, 0, 0, 0, 0, 0, 0},                // couple_alone
    {0, 1, 1.2, 0.8, 0.5, 0.4, 0.3},      // couple_children
    {0, 1, 0.6, 0.3, 0.1, 0.1, 0.05},     // couple_adult_children
    {1, 0.8, 0.4, 0.2, 0.1, 0.05, 0.05},  // lone_children
    {1, 0.5, 0.15, 0.05, 0.02, 0, 0},     // lone_adult_children
    {0, 0.3, 0.6, 1, 1, 1, 1},            // other_children
    {0.8, 1, 1, 0.8, 0.6, 0.4, 0.3},      // other_adults
};

template <class Items>
void shuffle(Items& items, Stream& stream) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[stream.below(i)]);
}

/// The people not yet housed.
class Pool {
 public:
  explicit Pool(const AgeSexCounts& people) : counts_(people) {}

  std::uint32_t between(int low, int high) const {
    std::uint32_t sum = 0;
    for (int age = low; age <= high; ++age) sum += at(age, Sex::female) + at(age, Sex::male);
    return sum;
  }
  /// The person of this sex nearest in age to `target` within [low, high].
  bool take_nearest(Sex sex, int target, int low, int high, Member& out) {
    target = std::clamp(target, low, high);
    for (int away = 0; target - away >= low || target + away <= high; ++away) {
      for (const int age : {target - away, target + away}) {
        if (age >= low && age <= high && at(age, sex) > 0) return take(age, sex, out);
      }
    }
    return false;
  }
  /// The same of either sex, `first` preferred at equal distance.
  bool take_nearest_any(Sex first, int target, int low, int high, Member& out) {
    target = std::clamp(target, low, high);
    const Sex second = first == Sex::female ? Sex::male : Sex::female;
    for (int away = 0; target - away >= low || target + away <= high; ++away) {
      for (const int age : {target - away, target + away}) {
        if (age < low || age > high) continue;
        if (at(age, first) > 0) return take(age, first, out);
        if (at(age, second) > 0) return take(age, second, out);
      }
    }
    return false;
  }
  /// Anyone within [low, high], all alike.
  bool take_random(Stream& stream, int low, int high, Member& out) {
    const std::uint32_t people = between(low, high);
    if (people == 0) return false;
    auto chosen = static_cast<std::uint32_t>(stream.below(people));
    for (int age = low;; ++age) {
      for (const Sex sex : {Sex::female, Sex::male}) {
        if (chosen < at(age, sex)) return take(age, sex, out);
        chosen -= at(age, sex);
      }
    }
  }

 private:
  std::uint32_t at(int age, Sex sex) const {
    return counts_.of[static_cast<std::size_t>(age)][static_cast<std::size_t>(sex)];
  }
  bool take(int age, Sex sex, Member& out) {
    --counts_.of[static_cast<std::size_t>(age)][static_cast<std::size_t>(sex)];
    out = Member{static_cast<std::uint8_t>(age), sex, no_partner};
    return true;
  }
  AgeSexCounts counts_;
};

struct Plan {
  std::uint8_t size;
  HouseholdKind kind;
  std::uint8_t children = 0;
};

bool is_couple(HouseholdKind kind) {
  return kind == HouseholdKind::couple_66 || kind == HouseholdKind::couple_alone ||
         kind == HouseholdKind::couple_children || kind == HouseholdKind::couple_adult_children;
}

/// Sizes of private households, whose people add up to `people`.
std::vector<std::uint8_t> plan_sizes(const AreaMargins& margins, std::uint32_t people, Stream& stream) {
  double households = 0, residents = 0;
  for (std::size_t i = 0; i < largest_household; ++i) {
    households += margins.households[i];
    residents +=
        margins.households[i] * (i + 1 == largest_household ? mean_size_of_largest : static_cast<double>(i + 1));
  }
  const auto count = static_cast<std::uint32_t>(std::llround(people * households / std::max(residents, 1.0)));
  const auto by_size = round_to_total(margins.households, count);
  std::vector<std::uint8_t> sizes;
  std::int64_t left = people;
  for (std::size_t i = 0; i < largest_household; ++i) {
    for (std::uint32_t n = 0; n < by_size[i]; ++n) {
      const bool large = i + 1 == largest_household && n % 2 == 1;  // eight and nine by turns: 8.5 on average
      sizes.push_back(static_cast<std::uint8_t>(i + 1 + (large ? 1 : 0)));
      left -= sizes.back();
    }
  }
  if (sizes.empty() && left > 0) {
    sizes.push_back(1);
    --left;
  }
  // What rounding leaves over is taken from or given to households of middling size.
  while (left != 0) {
    std::uint8_t& size = sizes[stream.below(sizes.size())];
    if (left > 0 && (size < largest_household || sizes.size() < 4) && size != 1) {
      ++size;
      --left;
    } else if (left < 0 && size > 2) {
      --size;
      ++left;
    } else if ((left > 0 || size > 1) &&
               std::none_of(sizes.begin(), sizes.end(), [&](int s) { return left > 0 ? s > 1 && s < 8 : s > 2; })) {
      size = static_cast<std::uint8_t>(size + (left > 0 ? 1 : -1));
      left += left > 0 ? -1 : 1;
    }
  }
  return sizes;
}

using KindTable = std::array<std::array<double, largest_household - 1>, shared_kinds>;

/// Kinds by size for households of two and more, fitted to both margins; the sizes stand.
KindTable fit_kinds(const AreaMargins& margins, const std::array<double, largest_household - 1>& by_size) {
  KindTable table{};
  std::array<double, shared_kinds> by_kind{};
  double kinds = 0, households = 0;
  for (std::size_t k = 0; k < shared_kinds; ++k) kinds += by_kind[k] = margins.kinds[k + 2] + 0.01;
  for (const double count : by_size) households += count;
  for (std::size_t k = 0; k < shared_kinds; ++k) {
    by_kind[k] *= households / kinds;
    for (std::size_t s = 0; s < by_size.size(); ++s) table[k][s] = kind_by_size[k][s] * by_kind[k];
  }
  for (int round = 0; round < 20; ++round) {
    for (std::size_t k = 0; k < shared_kinds; ++k) {
      const double sum = std::accumulate(table[k].begin(), table[k].end(), 0.0);
      for (double& cell : table[k]) cell *= sum > 0 ? by_kind[k] / sum : 0;
    }
    for (std::size_t s = 0; s < by_size.size(); ++s) {
      double sum = 0;
      for (const auto& row : table) sum += row[s];
      for (auto& row : table) row[s] *= sum > 0 ? by_size[s] / sum : 0;
    }
  }
  return table;
}

std::size_t size_class(std::uint8_t size) { return std::min<std::size_t>(size, largest_household) - 2; }

std::vector<Plan> plan_kinds(const AreaMargins& margins, std::vector<std::uint8_t> sizes, Stream& stream) {
  shuffle(sizes, stream);
  std::array<double, largest_household - 1> by_size{};
  std::uint32_t singles = 0;
  for (const std::uint8_t size : sizes)
    size == 1 ? static_cast<void>(++singles) : static_cast<void>(++by_size[size_class(size)]);
  const KindTable table = fit_kinds(margins, by_size);
  std::vector<std::vector<HouseholdKind>> waiting(by_size.size());
  for (std::size_t s = 0; s < by_size.size(); ++s) {
    std::array<double, shared_kinds> column{};
    for (std::size_t k = 0; k < shared_kinds; ++k) column[k] = table[k][s];
    const auto counts = round_to_total(column, static_cast<std::uint32_t>(by_size[s]));
    for (std::size_t k = 0; k < shared_kinds; ++k)
      waiting[s].insert(waiting[s].end(), counts[k], static_cast<HouseholdKind>(k + 2));
    shuffle(waiting[s], stream);
  }
  const double old = margins.kinds[0] > 0 ? margins.kinds[1] / margins.kinds[0] : 0;
  auto old_singles = static_cast<std::uint32_t>(std::llround(singles * std::min(old, 1.0)));
  std::vector<Plan> plans;
  for (const std::uint8_t size : sizes) {
    HouseholdKind kind = HouseholdKind::one_person;
    if (size == 1 && old_singles > 0) {
      kind = HouseholdKind::one_person_66;
      --old_singles;
    } else if (size > 1) {
      kind = waiting[size_class(size)].back();
      waiting[size_class(size)].pop_back();
    }
    plans.push_back(Plan{size, kind});
  }
  return plans;
}

int usual_children(const Plan& plan) {
  switch (plan.kind) {
    case HouseholdKind::couple_children:
      return plan.size - 2;
    case HouseholdKind::lone_children:
      return plan.size - 1;
    case HouseholdKind::other_children:
      return std::max(1, plan.size / 2);
    default:
      return 0;
  }
}

/// One more child in the household, if the effort (0: least change of kind, 3: most) allows it.
bool add_child(Plan& plan, int effort) {
  using enum HouseholdKind;
  if (plan.children + 1 >= plan.size) return false;
  const bool room = plan.children + (is_couple(plan.kind) ? 2 : 1) < plan.size;
  if (plan.children > 0) {
    if (!room && effort < 3) return false;
    if (!room) plan.kind = lone_children;
  } else if (plan.kind == couple_adult_children && effort >= 1) {
    plan.kind = couple_children;
  } else if (plan.kind == lone_adult_children && effort >= 1) {
    plan.kind = lone_children;
  } else if (plan.kind == other_adults && effort >= 2) {
    plan.kind = other_children;
  } else if (plan.kind == couple_alone && effort >= 3) {
    plan.kind = lone_children;
  } else {
    return false;
  }
  ++plan.children;
  return true;
}

/// One child less; the last one only with effort 1.
bool remove_child(Plan& plan, int effort) {
  using enum HouseholdKind;
  if (plan.children == 0 || (plan.children == 1 && effort == 0)) return false;
  if (--plan.children == 0) {
    plan.kind = plan.kind == couple_children ? couple_adult_children
                : plan.kind == lone_children ? lone_adult_children
                                             : other_adults;
  }
  return true;
}

/// Gives households their children so that all `children` have a place.
void plan_children(std::vector<Plan>& plans, std::uint32_t children, Stream& stream) {
  std::int64_t left = children;
  for (Plan& plan : plans) {
    plan.children = static_cast<std::uint8_t>(usual_children(plan));
    left -= plan.children;
  }
  std::vector<std::uint32_t> order(plans.size());
  std::iota(order.begin(), order.end(), 0U);
  shuffle(order, stream);
  for (int effort = 0; effort < 4 && left != 0; ++effort) {
    for (bool changed = true; changed && left != 0;) {
      changed = false;
      for (const std::uint32_t index : order) {
        if (left == 0) break;
        const bool done = left > 0 ? add_child(plans[index], effort) : remove_child(plans[index], effort);
        changed |= done;
        if (done) left += left > 0 ? -1 : 1;
      }
    }
  }
}

class Filler {
 public:
  Filler(Pool& pool, const PopulationParameters& parameters, Stream& stream)
      : pool_(pool), parameters_(parameters), stream_(stream) {}

  std::vector<Member> fill(const Plan& plan) {
    std::vector<Member> home;
    if (plan.children > 0) {
      add_children(home, plan.children);
      add_parents(home, is_couple(plan.kind));
    } else {
      add_first_adults(home, plan.kind);
    }
    while (home.size() < plan.size && add_other(home, plan)) {
    }
    return home;
  }

 private:
  int normal(double mean, double sd) { return static_cast<int>(std::lround(mean + sd * stream_.normal())); }

  void add_children(std::vector<Member>& home, int count) {
    Member child;
    if (!pool_.take_random(stream_, 0, adult_age - 1, child)) return;
    home.push_back(child);
    int youngest = child.age, eldest = child.age;
    while (static_cast<int>(home.size()) < count) {
      const int gap = 1 + static_cast<int>(stream_.poisson(std::max(parameters_.sibling_gap - 1, 0.0)));
      const bool younger = youngest - gap >= 0 && (eldest + gap >= adult_age || stream_.bernoulli(0.5));
      if (!pool_.take_nearest_any(stream_.bernoulli(0.5) ? Sex::female : Sex::male,
                                  younger ? youngest - gap : eldest + gap, 0, adult_age - 1, child))
        return;
      home.push_back(child);
      youngest = std::min<int>(youngest, child.age);
      eldest = std::max<int>(eldest, child.age);
    }
  }

  void add_parents(std::vector<Member>& home, bool couple) {
    int youngest = oldest_age, eldest = 0;
    for (const Member& child : home) {
      youngest = std::min<int>(youngest, child.age);
      eldest = std::max<int>(eldest, child.age);
    }
    const int low = std::max(adult_age, eldest + static_cast<int>(parameters_.parent_age_lowest));
    const int high = std::max(low, youngest + static_cast<int>(parameters_.parent_age_highest));
    const int target = youngest + normal(parameters_.parent_age_at_birth, parameters_.parent_age_at_birth_sd);
    const Sex sex = couple || stream_.bernoulli(parameters_.lone_mother_share) ? Sex::female : Sex::male;
    Member parent;
    if (!pool_.take_nearest(sex, target, low, high, parent) &&
        !pool_.take_nearest_any(sex, target, low, high, parent) &&
        !pool_.take_nearest_any(sex, target, adult_age, oldest_age, parent))
      return;
    home.push_back(parent);
    if (couple) add_partner(home, home.size() - 1);
  }

  void add_partner(std::vector<Member>& home, std::size_t first) {
    const Member& one = home[first];
    const bool same = stream_.bernoulli(parameters_.same_sex_couple_share);
    const bool female = (one.sex == Sex::female) == same;
    const double gap = same ? 0 : female ? -parameters_.partner_age_gap : parameters_.partner_age_gap;
    const int target = one.age + normal(gap, parameters_.partner_age_gap_sd);
    const int low = std::max(adult_age, one.age - 15), high = std::min(oldest_age, one.age + 20);
    Member other;
    if (!pool_.take_nearest(female ? Sex::female : Sex::male, target, low, high, other)) return;
    other.partner = static_cast<std::uint8_t>(first);
    home[first].partner = static_cast<std::uint8_t>(home.size());
    home.push_back(other);
  }

  void add_first_adults(std::vector<Member>& home, HouseholdKind kind) {
    using enum HouseholdKind;
    const bool old = kind == one_person_66 || kind == couple_66;
    const bool parents = kind == couple_adult_children || kind == lone_adult_children;
    const int low = old ? pension_age : parents ? 40 : is_couple(kind) || kind == one_person ? 22 : adult_age;
    const int high = old ? oldest_age : parents ? 80 : kind == other_adults ? oldest_age : pension_age - 1;
    Member first;
    if (!pool_.take_random(stream_, low, high, first) && !pool_.take_random(stream_, adult_age, oldest_age, first))
      return;
    home.push_back(first);
    if (is_couple(kind)) add_partner(home, 0);
  }

  /// Grown-up children with their parents, otherwise somebody of like age.
  bool add_other(std::vector<Member>& home, const Plan& plan) {
    using enum HouseholdKind;
    if (home.empty()) {
      Member any;
      if (!pool_.take_random(stream_, 0, oldest_age, any)) return false;
      home.push_back(any);
      return true;
    }
    const Member& head = home[plan.children > 0 ? std::min<std::size_t>(plan.children, home.size() - 1) : 0];
    const bool family = plan.kind != other_adults && plan.kind != other_children;
    const bool grandparent = plan.kind == other_children && stream_.bernoulli(0.3);
    const int target = grandparent ? head.age + 27
                       : family    ? std::max(adult_age, head.age - 28)
                                   : head.age + normal(0, 2.5);
    const Sex sex = stream_.bernoulli(0.5) ? Sex::female : Sex::male;
    Member other;
    if (!pool_.take_nearest_any(sex, target, adult_age, oldest_age, other) &&
        !pool_.take_nearest_any(sex, target, 0, oldest_age, other))
      return false;
    home.push_back(other);
    return true;
  }

  Pool& pool_;
  const PopulationParameters& parameters_;
  Stream& stream_;
};

/// Order of filling: the more particular first.
int turn(const Plan& plan) {
  using enum HouseholdKind;
  if (plan.children > 0) return 0;
  switch (plan.kind) {
    case one_person_66:
      return 1;
    case couple_66:
      return 2;
    case couple_adult_children:
      return 3;
    case lone_adult_children:
      return 4;
    case couple_alone:
      return 5;
    case one_person:
      return 6;
    default:
      return 7;
  }
}

std::uint32_t communal_people(const AreaMargins& margins, std::uint32_t people, std::uint32_t adults) {
  double residents = 0;
  for (std::size_t i = 0; i < largest_household; ++i)
    residents +=
        margins.households[i] * (i + 1 == largest_household ? mean_size_of_largest : static_cast<double>(i + 1));
  const double share = 1 - residents / std::max(margins.residents_2021, 1.0);
  if (share < least_communal_share) return 0;
  return std::min(static_cast<std::uint32_t>(share * people), adults / 2);
}

/// Halls where the young live, homes and hostels elsewhere.
std::vector<std::vector<Member>> fill_communal(Pool& pool, std::uint32_t people, Stream& stream) {
  std::vector<std::vector<Member>> homes;
  const bool halls = pool.between(adult_age, 24) * 4 > pool.between(adult_age, oldest_age);
  while (people > 0) {
    homes.emplace_back();
    for (int i = 0; i < communal_size && people > 0; ++i, --people) {
      Member member;
      if (!pool.take_random(stream, adult_age, halls ? 22 : oldest_age, member) &&
          !pool.take_random(stream, adult_age, oldest_age, member))
        break;
      homes.back().push_back(member);
    }
  }
  return homes;
}

}  // namespace

ComposedArea compose_households(const AgeSexCounts& people, const AreaMargins& margins,
                                const PopulationParameters& parameters, Stream stream) {
  Pool pool(people);
  const std::uint32_t total = people.total();
  const std::uint32_t communal = communal_people(margins, total, pool.between(adult_age, oldest_age));
  const auto shared_homes = fill_communal(pool, communal, stream);
  std::vector<Plan> plans = plan_kinds(margins, plan_sizes(margins, total - communal, stream), stream);
  plan_children(plans, pool.between(0, adult_age - 1), stream);
  std::vector<std::uint32_t> order(plans.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return turn(plans[a]) < turn(plans[b]); });
  std::vector<std::vector<Member>> homes(plans.size());
  Filler filler(pool, parameters, stream);
  for (const std::uint32_t index : order) homes[index] = filler.fill(plans[index]);

  ComposedArea area;
  area.first.push_back(0);
  const auto add = [&](const std::vector<Member>& home, HouseholdKind kind) {
    if (home.empty()) return;
    area.members.insert(area.members.end(), home.begin(), home.end());
    area.first.push_back(static_cast<std::uint32_t>(area.members.size()));
    area.kinds.push_back(kind);
  };
  for (std::size_t i = 0; i < plans.size(); ++i) add(homes[i], plans[i].kind);
  area.first_communal = static_cast<std::uint32_t>(area.kinds.size());
  for (const auto& home : shared_homes) add(home, HouseholdKind::other_adults);
  return area;
}

}  // namespace kith::population
