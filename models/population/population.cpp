// Making a population: margins fitted for the whole place, then each area by itself (households, traits, turnover),
// then all areas laid end to end and the ties between people.
#include "models/population/population.hpp"

#include "engine/settings/named_file.hpp"
#include "engine/work/blocks.hpp"
#include "models/population/couples.hpp"
#include "models/population/ties.hpp"
#include "models/population/turnover.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

namespace kith::population {
namespace {

/// Indices of the areas of the chosen wards, ascending; all if none are chosen.
std::vector<std::size_t> chosen_areas(const Place& place, const TextList& wards) {
  std::vector<Problem> problems;
  std::vector<bool> chosen(place.wards.size(), wards.empty());
  for (const std::string& ward : wards) {
    const auto found = std::find(place.wards.begin(), place.wards.end(), ward);
    if (found != place.wards.end()) {
      chosen[static_cast<std::size_t>(found - place.wards.begin())] = true;
      continue;
    }
    const std::string near = nearest_name(ward, place.wards);
    problems.push_back({SourceLocation{"place.wards"}, "'" + ward + "' is not a ward of " + place.name +
                                                           (near.empty() ? "; its wards: " + format_value(place.wards)
                                                                         : "; did you mean '" + near + "'?")});
  }
  if (!problems.empty()) throw InputError(problems);
  std::vector<std::size_t> areas;
  for (std::size_t i = 0; i < place.areas.size(); ++i) {
    if (chosen[place.areas[i].ward]) areas.push_back(i);
  }
  return areas;
}

/// The place cut down to the chosen areas, with shares of shops and night life that sum to 1.
Place cut_place(const PlaceData& data, const std::vector<std::size_t>& areas, double count_floor) {
  Place place;
  place.name = data.place.name;
  std::vector<std::uint32_t> new_area(data.place.areas.size(), nobody);
  std::vector<std::uint32_t> new_ward(data.place.wards.size(), nobody);
  double retail = 0, night = 0;
  for (const std::size_t old : areas) {
    Area area = data.place.areas[old];
    if (new_ward[area.ward] == nobody) new_ward[area.ward] = 1;
    new_area[old] = static_cast<std::uint32_t>(place.areas.size());
    area.retail_weight = static_cast<float>(data.margins[old].shops + count_floor);
    area.night_weight = static_cast<float>(data.margins[old].night_life + count_floor);
    retail += area.retail_weight;
    night += area.night_weight;
    place.areas.push_back(std::move(area));
  }
  for (std::size_t ward = 0; ward < new_ward.size(); ++ward) {
    if (new_ward[ward] == nobody) continue;
    new_ward[ward] = static_cast<std::uint32_t>(place.wards.size());
    place.wards.push_back(data.place.wards[ward]);
  }
  for (Area& area : place.areas) {
    area.ward = static_cast<std::uint16_t>(new_ward[area.ward]);
    area.retail_weight =
        retail > 0 ? static_cast<float>(area.retail_weight / retail) : 1.0F / static_cast<float>(areas.size());
    area.night_weight =
        night > 0 ? static_cast<float>(area.night_weight / night) : 1.0F / static_cast<float>(areas.size());
  }
  std::vector<Tie> ties;
  for (const std::size_t old : areas) {
    for (const EntityId other : data.place.neighbours.of(static_cast<EntityId>(old))) {
      if (other > old && new_area[other] != nobody) ties.emplace_back(new_area[old], new_area[other]);
    }
  }
  place.neighbours = Layer(static_cast<std::uint32_t>(areas.size()), std::move(ties));
  return place;
}

std::uint8_t pack(const Person& person) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(person.sex) | static_cast<unsigned>(person.ethnicity) << 1U |
                                   static_cast<unsigned>(person.activity) << 4U | (person.leaves ? 1U << 7U : 0U));
}

/// Lays the areas' people end to end.
class Assembly {
 public:
  Assembly(Population& population, const std::vector<AreaPeople>& areas) : population_(population), areas_(areas) {
    for (const AreaPeople& area : areas) {
      first_person_.push_back(first_person_.back() + static_cast<std::uint32_t>(area.people.size()));
      population.area_household_first.push_back(population.area_household_first.back() +
                                                static_cast<std::uint32_t>(area.from.size()));
    }
    const std::uint32_t people = first_person_.back(), households = population.area_household_first.back();
    population.residents.resize(people);
    population.household_first.assign(households + 1, people);
  }

  void lay_area(std::size_t number) {
    const AreaPeople& area = areas_[number];
    const std::uint32_t first_person = first_person_[number];
    const std::uint32_t first_household = population_.area_household_first[number];
    for (std::uint32_t h = 0; h < area.from.size(); ++h) {
      population_.household_first[first_household + h] = first_person + area.first[h];
      for (std::uint32_t i = area.first[h]; i < area.first[h + 1]; ++i) {
        const Person& person = area.people[i];
        population_.residents[first_person + i] = Resident{person.birth,
                                                           first_household + h,
                                                           std::max(person.birth, area.from[h]),
                                                           person.death,
                                                           static_cast<std::uint16_t>(number),
                                                           pack(person),
                                                           partner_offset(i, person.partner)};
      }
    }
  }

  void lay_moves() {
    std::size_t count = 0;
    for (const AreaPeople& area : areas_) count += area.moves.size();
    population_.moves.reserve(count);
    for (std::size_t number = 0; number < areas_.size(); ++number) {
      for (const auto& [day, household] : areas_[number].moves)
        population_.moves.emplace_back(day, population_.area_household_first[number] + household);
    }
    std::sort(population_.moves.begin(), population_.moves.end());
  }

  /// Streets of about `size` dwellings; the households that follow each other in a dwelling share it.
  void lay_streets(double size) {
    population_.street_first.assign(1, 0);
    for (std::size_t number = 0; number < areas_.size(); ++number) {
      const auto& dwelling = areas_[number].original;
      if (dwelling.empty()) continue;
      const double dwellings = dwelling.back() + 1.0;
      const double streets = std::max(1.0, std::round(dwellings / std::max(size, 1.0)));
      const std::uint32_t first = population_.area_household_first[number];
      double last_street = 0;
      for (std::uint32_t h = 0; h < dwelling.size(); ++h) {
        const double street = std::floor(dwelling[h] * streets / dwellings);
        if (street != last_street) population_.street_first.push_back(first + h);
        last_street = street;
      }
      population_.street_first.push_back(first + static_cast<std::uint32_t>(dwelling.size()));
    }
    population_.street_first.shrink_to_fit();
  }

  /// Households that follow each other in a dwelling stand side by side.
  Holders holders() const {
    std::vector<Tie> held;  // place, person
    std::uint32_t places = 0;
    for (std::size_t number = 0; number < areas_.size(); ++number) {
      const AreaPeople& area = areas_[number];
      for (std::uint32_t h = 0, next = 0; h < area.from.size(); h = next) {
        std::uint32_t most = 0;
        for (next = h; next < area.from.size() && area.original[next] == area.original[h]; ++next) {
          const std::uint32_t size = area.first[next + 1] - area.first[next];
          for (std::uint32_t i = 0; i < size; ++i)
            held.emplace_back(places + i, first_person_[number] + area.first[next] + i);
          most = std::max(most, size);
        }
        places += most;
      }
    }
    return by_place(held, places);
  }

 private:
  static Holders by_place(std::vector<Tie>& held, std::uint32_t places) {
    std::sort(held.begin(), held.end());  // a dwelling's rows are in order of time
    Holders holders;
    holders.first.assign(places + 1, 0);
    for (const auto& [place, person] : held) {
      ++holders.first[place + 1];
      holders.people.push_back(person);
    }
    std::partial_sum(holders.first.begin(), holders.first.end(), holders.first.begin());
    return holders;
  }

  /// Partners are put side by side in their household, so the offset always fits.
  static std::int8_t partner_offset(std::uint32_t row, std::uint32_t partner) {
    if (partner == nobody) return 0;
    const auto offset = static_cast<std::int64_t>(partner) - row;
    assert(std::abs(offset) <= std::numeric_limits<std::int8_t>::max());
    return static_cast<std::int8_t>(offset);
  }

  Population& population_;
  const std::vector<AreaPeople>& areas_;
  std::vector<std::uint32_t> first_person_{0};
};

Holders assemble(Population& population, const std::vector<AreaPeople>& areas, const PopulationParameters& parameters) {
  population.area_household_first.assign(1, 0);
  Assembly assembly(population, areas);
  for_each_block(areas.size(), [&](std::size_t number) { assembly.lay_area(number); });
  assembly.lay_moves();
  assembly.lay_streets(parameters.street_households);
  return assembly.holders();
}

template <class Item>
std::size_t bytes_of(const std::vector<Item>& items) {
  return items.capacity() * sizeof(Item);
}

}  // namespace

void place_fields(FieldVisitor& visitor, PlaceSettings& settings, const TextList& shipped) {
  visitor.field({.path = "place.name", .unit = "", .help = "Place whose people are simulated", .choices = shipped},
                settings.name);
  visitor.field({.path = "place.folder",
                 .unit = "",
                 .help = "Folder of a place made by `kith place build`, used instead of place.name; none: place.name"},
                settings.folder);
  visitor.field({.path = "place.wards", .unit = "", .help = "Only these wards of the place; none named: all of it"},
                settings.wards);
  visitor.field(
      {.path = "place.population_total",
       .unit = "people",
       .help = "People of the whole place on the first day, before wards are chosen; 0: as stated with the place",
       .lowest = 0,
       .highest = 2e7},
      settings.population_total);
  visitor.field({.path = "place.population_seed",
                 .unit = "",
                 .help = "People and ties are drawn from this seed, whatever the seed of the run",
                 .lowest = 0},
                settings.population_seed);
}

void locate_folder(PlaceSettings& place, const Settings& settings) {
  if (place.folder.empty()) return;
  place.folder = file_named_at(settings.entries().at("place.folder").origin, place.folder).string();
}

void each_parameter(PopulationParameters& p, const std::function<void(const char*, double&)>& visit) {
#define KITH_VISIT(name) visit(#name, p.name)
#define KITH_VISIT_AGES(name)                            \
  for (std::size_t i = 0; i < activity_ages.size(); ++i) \
  visit((std::string(#name ".") + activity_ages[i]).c_str(), p.name[i])
  KITH_VISIT(parent_age_at_birth);
  KITH_VISIT(parent_age_at_birth_sd);
  KITH_VISIT(parent_age_lowest);
  KITH_VISIT(parent_age_highest);
  KITH_VISIT(partner_age_gap);
  KITH_VISIT(partner_age_gap_sd);
  KITH_VISIT(sibling_gap);
  KITH_VISIT(lone_mother_share);
  KITH_VISIT(same_sex_couple_share);
  KITH_VISIT(partner_outside_share);
  KITH_VISIT(mixed_household_share);
  KITH_VISIT(street_households);
  KITH_VISIT(parting_rate);
  KITH_VISIT(parting_rate_apart);
  KITH_VISIT(parting_age);
  KITH_VISIT(parting_age_decay);
  KITH_VISIT_AGES(student_weight);
  KITH_VISIT_AGES(retired_weight);
  KITH_VISIT_AGES(unemployed_weight);
  KITH_VISIT_AGES(inactive_weight);
  KITH_VISIT(communal_student_ratio);
  KITH_VISIT(inactive_female_ratio);
  KITH_VISIT(death_rate_at_60_male);
  KITH_VISIT(death_rate_at_60_female);
  KITH_VISIT(death_rate_growth);
  KITH_VISIT(death_rate_floor);
  KITH_VISIT(infant_death_rate);
  KITH_VISIT(newborn_male_share);
  KITH_VISIT(birth_rate_peak);
  KITH_VISIT(birth_peak_age);
  KITH_VISIT(birth_age_sd);
  KITH_VISIT(birth_partner_ratio);
  KITH_VISIT(birth_student_ratio);
  KITH_VISIT(move_rate);
  KITH_VISIT(young_departure_rate);
  KITH_VISIT(young_age_highest);
  KITH_VISIT(arrival_age_mean);
  KITH_VISIT(arrival_student_share);
  KITH_VISIT(net_arrival_rate);
  KITH_VISIT(friends_mean_degree);
  KITH_VISIT(friends_lowest_age);
  KITH_VISIT(friends_age_spread);
  KITH_VISIT(friends_same_sex_share);
  KITH_VISIT(friends_own_ward_share);
  KITH_VISIT(kin_in_city_share);
  KITH_VISIT(kin_student_share);
  KITH_VISIT(kin_same_ward_share);
  KITH_VISIT(class_size);
  KITH_VISIT(course_size);
  KITH_VISIT(team_size);
  KITH_VISIT(workplace_tail);
  KITH_VISIT(workplace_largest);
  KITH_VISIT(workplace_outside_share);
  KITH_VISIT(place_count_floor);
#undef KITH_VISIT_AGES
#undef KITH_VISIT
}

std::span<const Couple> Population::couples_of(EntityId person) const {
  const auto found = std::ranges::equal_range(couples, person, {}, &Couple::person);
  return {found.begin(), found.end()};
}

EntityId Population::partner(EntityId person, Day day) const {
  const auto all = couples_of(person);
  EntityId found = all.empty() ? partner_at_home(person) : nobody;
  for (const Couple& couple : all)
    if (couple.from <= day && day < couple.until) found = couple.partner;
  return found != nobody && alive(found, day) ? found : nobody;
}

EntityId Population::former_partner(EntityId person, Day day) const {
  const EntityId now = partner(person, day);
  EntityId found = nobody;
  for (const Couple& couple : couples_of(person))
    if (couple.until <= day && couple.partner != now && alive(couple.partner, day)) found = couple.partner;
  return found;
}

bool Population::lives_at_home(EntityId person, Day day) const { return home(*this, person, day) == household(person); }

std::size_t Population::bytes() const {
  return bytes_of(residents) + bytes_of(couples) + bytes_of(meeting_group) + bytes_of(household_first) +
         bytes_of(moves) + bytes_of(street_first) + bytes_of(area_household_first) + meeting_groups.bytes() +
         friends.bytes() + kin.bytes();
}

Population make_population(const PlaceData& data, const PlaceSettings& settings, const PopulationParameters& parameters,
                           Day first, Day last, Date start) {
  const std::vector<std::size_t> chosen = chosen_areas(data.place, settings.wards);
  const Draws draws{static_cast<std::uint64_t>(settings.population_seed), 0};
  const double total = settings.population_total > 0 ? settings.population_total : data.description.population_total;
  const std::vector<AgeSexCounts> people = fit_people(data, total, draws);
  std::vector<AreaPeople> areas(chosen.size());
  for_each_block(chosen.size(), [&](std::size_t number) {
    const std::size_t area = chosen[number];
    const AreaMargins& margins = data.margins[area];
    const ComposedArea composed =
        compose_households(people[area], margins, parameters, draws.at(purpose("population.households"), area));
    areas[number] = live_through(
        composed, draw_ethnicities(composed, margins, parameters, draws.at(purpose("population.ethnicity"), area)),
        draw_activities(composed, margins, parameters, draws.at(purpose("population.activity"), area)), parameters,
        {first, last}, draws, area);
  });
  Population population;
  population.place = cut_place(data, chosen, parameters.place_count_floor);
  const Holders holders = assemble(population, areas, parameters);
  const TieContext context{parameters, draws, last, start};
  tie_partners_outside(population, context);
  assign_meeting_groups(population, context);
  population.friends = tie_friends(population, context, holders);
  population.kin = tie_kin(population, context);
  live_as_couples(population, context);
  return population;
}

}  // namespace kith::population
