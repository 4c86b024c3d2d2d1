// Couples over the run, ward by ward. Those of the first day, and of households that come later, part at a rate that
// falls with age; whoever leaves the shared home lives alone until the household moves away, when another of the same
// make-up takes its rows. As many couples form as keep the shares of women of each age who have a partner, and who live
// with one, as on the first day: deaths, partings and growing up make room for them. Nothing happens before the first
// day.
#include "models/population/couples.hpp"

#include "models/population/demography.hpp"
#include "models/population/sorting.hpp"
#include "models/population/ties.hpp"

#include "engine/work/blocks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kith::population {
namespace {

constexpr std::array<int, 7> couple_ages{18, 25, 35, 45, 55, 65, 76};  ///< lowest age of each; the last one ends them
constexpr std::size_t bands = couple_ages.size() - 1;
using CountByBand = std::array<double, bands>;

/// Somebody without a partner on the days [from, until).
struct Single {
  EntityId person;
  Day from, until;
  bool has_home = true;  ///< lives with the household they are listed in
  bool on(Day day) const { return from <= day && day < until; }
};

Day day_of_birthday(const Population& population, EntityId person, int age) {
  return population.birth_day(person) + static_cast<Day>(std::ceil(age * days_per_year));
}

std::size_t band_of(int age) {
  age = std::clamp(age, couple_ages.front(), couple_ages.back() - 1);
  return static_cast<std::size_t>(std::upper_bound(couple_ages.begin(), couple_ages.end(), age) - couple_ages.begin()) -
         1;
}

/// Days on which households move away, by household.
class Moves {
 public:
  explicit Moves(const Population& population) {
    for (const auto& [day, household] : population.moves) moves_.emplace_back(household, day);
    std::sort(moves_.begin(), moves_.end());
  }
  /// The first after `day`; `never` if none.
  Day next(std::uint32_t household, Day day) const {
    const auto found = std::upper_bound(moves_.begin(), moves_.end(), std::pair{household, day});
    return found != moves_.end() && found->first == household ? found->second : never;
  }

 private:
  std::vector<std::pair<std::uint32_t, Day>> moves_;
};

class WardCouples {
 public:
  WardCouples(const Population& population, const TieContext& context, const Moves& moves)
      : population_(population), context_(context), moves_(moves) {}

  void add_area(std::uint16_t area) {
    const auto begin = population_.household_first[population_.area_household_first[area]];
    const auto end = population_.household_first[population_.area_household_first[area + 1U]];
    for (EntityId person = begin; person < end; ++person) add(person);
  }

  void form(std::uint64_t ward) {
    std::ranges::sort(men_, {}, [&](const Single& man) { return std::pair{birth(man.person), man.person}; });
    const FirstDay first{count_women(0), count(women_, 0), count(apart_, 0)};
    for (int year = 0;; ++year) {
      const auto begin = static_cast<Day>(year * days_per_year);
      const Day end = std::min(static_cast<Day>((year + 1) * days_per_year), context_.last);
      if (begin >= end) return;
      form_in({begin, end}, {ward, static_cast<std::uint64_t>(year)}, first);
    }
  }

  /// By person and day. Whoever lost the partner at home and found another has the first in the list, too.
  std::vector<Couple> take() {
    std::sort(couples_.begin(), couples_.end());
    std::vector<Couple> at_home;
    for (std::size_t i = 0; i < couples_.size(); ++i) {
      const Couple& first = couples_[i];
      const EntityId partner = population_.partner_at_home(first.person);
      const bool begins = i == 0 || couples_[i - 1].person != first.person;
      if (!begins || partner == nobody || first.partner == partner) continue;
      at_home.push_back({first.person, partner, -never, end_of_both(first.person, partner), false});
      at_home.push_back({partner, first.person, -never, end_of_both(first.person, partner), false});
    }
    couples_.insert(couples_.end(), at_home.begin(), at_home.end());
    std::sort(couples_.begin(), couples_.end());
    return std::move(couples_);
  }

 private:
  Day birth(EntityId person) const { return population_.birth_day(person); }
  Day end_of_both(EntityId a, EntityId b) const { return std::min(population_.death_day(a), population_.death_day(b)); }

  void add(EntityId person) {
    all_.push_back(person);
    const EntityId at_home = population_.partner_at_home(person), apart = population_.partner(person, 0);
    if (at_home == nobody && apart == nobody)
      add_single(person,
                 std::max<Day>(population_.residents[person].from, day_of_birthday(population_, person, adult_age)),
                 never);
    else if (at_home == nobody && person < apart)
      add_apart(person, apart);
    else if (at_home != nobody && person < at_home)
      add_at_home(person, at_home);
  }

  void add_single(EntityId person, Day from, Day until, bool has_home = true) {
    until = std::min(until, population_.death_day(person));
    if (from < until && from <= context_.last && until > 0)
      (population_.sex(person) == Sex::female ? women_ : men_).push_back({person, from, until, has_home});
  }

  void add_couple(EntityId a, EntityId b, Day from, Day until, EntityId moves_out = nobody) {
    couples_.push_back({a, b, from, until, a == moves_out});
    couples_.push_back({b, a, from, until, b == moves_out});
  }

  /// The day somebody and their partner of `from` on part; `never` if not in the run.
  Day parting(EntityId a, EntityId b, Day from, double rate) const {
    const std::uint64_t occasion = std::uint64_t{std::max(a, b)} << 32U | static_cast<std::uint32_t>(from);
    Stream stream = context_.draws.at(purpose("population.parting"), std::min(a, b), occasion);
    return parting_day(context_.parameters, rate, birth(a) / 2 + birth(b) / 2, from, context_.last, stream);
  }

  void add_apart(EntityId a, EntityId b) {
    const Day until = std::min(parting(a, b, 0, context_.parameters.parting_rate_apart), end_of_both(a, b));
    add_couple(a, b, -never, until);
    apart_.push_back({population_.sex(a) == Sex::female ? a : b, -never, until});
    add_single(a, until, never);
    add_single(b, until, never);
  }

  /// A household that moves away is followed by another of the same make-up: its couple is together again.
  void add_at_home(EntityId a, EntityId b) {
    const Day end = end_of_both(a, b);
    Day from = std::max<Day>({0, population_.residents[a].from, population_.residents[b].from});
    bool parted = false;
    while (from < end) {
      const Day until = parting(a, b, from, context_.parameters.parting_rate);
      if (until >= end) break;
      const EntityId out = who_moves_out(a, b, until);
      add_couple(a, b, parted ? from : -never, until, out);
      parted = true;
      from = moves_.next(population_.household(a), until);
      add_single(a, until, from, a != out);
      add_single(b, until, from, b != out);
    }
    if (parted && from >= end) return;
    if (parted) add_couple(a, b, from, end);
    add_single(a, end, never);
    add_single(b, end, never);
  }

  /// Children mostly stay with their mother.
  EntityId who_moves_out(EntityId a, EntityId b, Day day) const {
    Stream stream = context_.draws.at(purpose("population.moving_out"), a, static_cast<std::uint64_t>(day));
    const bool children = has_children(a, day);
    const bool mixed = population_.sex(a) != population_.sex(b);
    const EntityId stays = mixed && population_.sex(b) == Sex::female ? b : a;
    return stream.bernoulli(children && mixed ? context_.parameters.lone_mother_share : 0.5) ? a + b - stays : stays;
  }

  bool has_children(EntityId person, Day day) const {
    const auto [first, last] = population_.members(population_.household(person));
    for (EntityId member = first; member < last; ++member)
      if (population_.alive(member, day) && population_.age(member, day) < adult_age) return true;
    return false;
  }

  /// Of a new couple that is to live together: one who leaves no children behind, if there is such a one and the other
  /// has a home.
  EntityId who_moves_in(const Single& woman, const Single& man, Day day) const {
    const auto free = [&](const Single& one) { return !one.has_home || !has_children(one.person, day); };
    Stream stream = context_.draws.at(purpose("population.moving_in"), woman.person, static_cast<std::uint64_t>(day));
    const bool man_first = stream.bernoulli(0.5);
    const bool man_can = woman.has_home && free(man), woman_can = man.has_home && free(woman);
    if (man_can && (man_first || !woman_can)) return man.person;
    return woman_can ? woman.person : nobody;
  }

  CountByBand count_women(Day day) const {
    CountByBand count{};
    for (const EntityId person : all_) {
      const int age = population_.age(person, day);
      if (population_.sex(person) == Sex::female && population_.alive(person, day) && age >= couple_ages.front() &&
          age < couple_ages.back())
        ++count[band_of(age)];
    }
    return count;
  }
  CountByBand count(const std::vector<Single>& women, Day day) const {
    CountByBand found{};
    for (const Single& woman : women)
      if (seeks(woman, day)) ++found[band_of(population_.age(woman.person, day))];
    return found;
  }

  bool seeks(const Single& one, Day day) const {
    return one.on(day) && population_.age(one.person, day) < couple_ages.back();
  }

  struct Days {
    Day begin, end;
  };
  struct FirstDay {
    CountByBand women, single, apart;
    double share(const CountByBand& of, std::size_t band) const { return women[band] > 0 ? of[band] / women[band] : 0; }
  };
  struct Occasion {
    std::uint64_t ward, year;
  };

  /// So many couples form in a year that at its end as large a share of the women is single as at first, of each age
  /// unless too few are of another. As many of them as it takes for as large a share to live apart do not move in
  /// together.
  void form_in(const Days& days, const Occasion& occasion, const FirstDay& first) {
    const CountByBand women = count_women(days.end), single = count(women_, days.end), apart = count(apart_, days.end);
    auto lots = draw_lots(days.end, occasion.year);
    Stream rounding = context_.draws.at(purpose("population.couples_formed"), occasion.ward, occasion.year);
    CountByBand too_many{};
    for (std::size_t band = 0; band < bands; ++band)
      too_many[band] = single[band] - first.share(first.single, band) * women[band];
    const double kept = share_made_up(too_many);
    for (std::size_t band = 0; band < bands; ++band) {
      const double wanted = kept * too_many[band] + rounding.uniform();
      const double wanted_apart = first.share(first.apart, band) * women[band] - apart[band] + rounding.uniform();
      std::sort(lots[band].begin(), lots[band].end());
      for (std::size_t i = 0; i < lots[band].size() && static_cast<double>(i + 1) <= wanted; ++i)
        pair_up(women_[lots[band][i].second], days, static_cast<double>(i + 1) > wanted_apart);
    }
  }

  /// Of what is too many in some bands, the share left when what is too few in others is taken from it.
  static double share_made_up(const CountByBand& too_many) {
    double above = 0, all = 0;
    for (const double women : too_many) {
      above += std::max(women, 0.0);
      all += women;
    }
    return above > 0 ? std::max(all, 0.0) / above : 0;
  }

  /// Single women by band, each with her lot and her place in `women_`.
  std::array<std::vector<std::pair<double, std::size_t>>, bands> draw_lots(Day day, std::uint64_t year) const {
    std::array<std::vector<std::pair<double, std::size_t>>, bands> lots;
    for (std::size_t i = 0; i < women_.size(); ++i)
      if (seeks(women_[i], day))
        lots[band_of(population_.age(women_[i].person, day))].emplace_back(
            context_.draws.at(purpose("population.finds_partner"), women_[i].person, year).uniform(), i);
    return lots;
  }

  void pair_up(Single& woman, const Days& days, bool together) {
    Stream stream =
        context_.draws.at(purpose("population.pairs_up"), woman.person, static_cast<std::uint64_t>(days.begin));
    const Day first = std::max(days.begin + 1, woman.from);
    const Day day = first + static_cast<Day>(stream.below(static_cast<std::uint64_t>(days.end - first + 1)));
    const PopulationParameters& p = context_.parameters;
    const double gap = p.partner_age_gap + p.partner_age_gap_sd * stream.normal();
    Single* const man = find_man(woman.person, birth(woman.person) - gap * days_per_year, day);
    if (man == nullptr) return;
    const EntityId moves = together ? who_moves_in(woman, *man, day) : nobody;
    const double rate = moves != nobody ? p.parting_rate : p.parting_rate_apart;
    const Day until = std::min({parting(woman.person, man->person, day, rate), woman.until, man->until});
    add_couple(woman.person, man->person, day, until, moves);
    if (moves == nobody) apart_.push_back({woman.person, day, until});
    woman.from = man->from = until;
  }

  /// The single man born nearest to a day, of another household and no kin; null if there is none near in age.
  Single* find_man(EntityId woman, double born, Day day) {
    constexpr double widest_gap_days = 20 * days_per_year;
    const auto kin = population_.kin.of(woman);
    const auto fits = [&](const Single& man) {
      return seeks(man, day) && population_.household(man.person) != population_.household(woman) &&
             std::find(kin.begin(), kin.end(), man.person) == kin.end();
    };
    const auto away = [&](auto man) { return std::abs(birth(man->person) - born); };
    auto after = std::ranges::lower_bound(men_, born, {}, [&](const Single& man) { return birth(man.person); });
    auto before = after;
    while (before != men_.begin() || after != men_.end()) {
      const bool back = after == men_.end() || (before != men_.begin() && away(before - 1) < away(after));
      const auto man = back ? --before : after++;
      if (away(man) > widest_gap_days) return nullptr;
      if (fits(*man)) return &*man;
    }
    return nullptr;
  }

  const Population& population_;
  const TieContext& context_;
  const Moves& moves_;
  std::vector<EntityId> all_;
  std::vector<Single> women_, men_;
  std::vector<Single> apart_;  ///< women with a partner elsewhere
  std::vector<Couple> couples_;
};

}  // namespace

std::uint32_t home(const Population& population, EntityId person, Day day) {
  const std::uint32_t listed = population.household(person);
  bool left = false;
  for (const Couple& couple : population.couples_of(person)) {
    if (couple.from > day) break;
    const std::uint32_t of_partner = population.household(couple.partner);
    if (of_partner == listed) left = couple.moves_out && day >= couple.until;
    if (of_partner != listed && couple.moves_out && day < couple.until) return of_partner;
  }
  return left ? nobody : listed;
}

void each_at_home(const Population& population, std::uint32_t household, Day day,
                  const std::function<void(EntityId)>& visit) {
  const auto [first, last] = population.members(household);
  for (EntityId member = first; member < last; ++member) {
    if (!population.alive(member, day) || home(population, member, day) != household) continue;
    visit(member);
    const EntityId partner = population.partner(member, day);
    if (partner != nobody && population.household(partner) != household && home(population, partner, day) == household)
      visit(partner);
  }
}

void live_as_couples(Population& population, const TieContext& context) {
  const Moves moves(population);
  const Place& place = population.place;
  population.couples = gather_blocks<Couple>(place.wards.size(), [&](std::size_t ward, std::vector<Couple>& out) {
    WardCouples couples(population, context, moves);
    for (std::uint16_t area = 0; area < place.areas.size(); ++area)
      if (place.areas[area].ward == ward) couples.add_area(area);
    couples.form(ward);
    out = couples.take();
  });
  std::sort(population.couples.begin(), population.couples.end());
}

}  // namespace kith::population
