// The people of a place: how they are born, die, move and arrive, and whom they know. Nothing else happens here.
#include "tests/laws/made_up_place.hpp"

#include <set>

namespace kith::safety::laws {
namespace {

using kith::test::standard_errors_limit;

class VitalLaw : public testing::Test {
 protected:
  static constexpr double at_60_male = 0.015, at_60_female = 0.009, growth = 0.09, floor_rate = 0.001, infant = 0.02;
  static constexpr double peak = 0.13, peak_age = 28, age_sd = 4.4, partner_ratio = 2, student_ratio = 0.4;
  static const Life& life() {
    static const Life once(Set{{"place.wards", R"(["Rusholme", "Moston"])"},
                               {"place.population_total", "1000000"},
                               {"run.end", "2021-03-31"},
                               {"output.events", "false"},
                               parameter("population.death_rate_at_60_male", at_60_male),
                               parameter("population.death_rate_at_60_female", at_60_female),
                               parameter("population.death_rate_growth", growth),
                               parameter("population.death_rate_floor", floor_rate),
                               parameter("population.infant_death_rate", infant),
                               parameter("population.birth_rate_peak", peak),
                               parameter("population.birth_peak_age", peak_age),
                               parameter("population.birth_age_sd", age_sd),
                               parameter("population.birth_partner_ratio", partner_ratio),
                               parameter("population.birth_student_ratio", student_ratio)});
    return once;
  }
  static double exact_age(EntityId person, double day) {
    return (day - life().people().birth_day(person)) / days_per_year;
  }
  static bool dies(EntityId person) {
    const Day day = life().people().death_day(person);
    return day > 0 && day < life().days() && !life().people().leaves(person);
  }
  static bool born_in_run(EntityId person) {
    return life().people().birth_day(person) > 0 && life().people().birth_day(person) < life().days();
  }
};

/// population.death_rate_at_60_male, population.death_rate_at_60_female, population.death_rate_growth,
/// population.death_rate_floor
TEST_F(VitalLaw, DeathsFollowTheHazardOfAgeAndSex) {
  constexpr std::array<int, 6> ages{5, 40, 62, 72, 82, 95};
  std::array<std::array<double, 5>, 2> observed{}, expected{};
  const auto band_of = [&](double age) { return std::upper_bound(ages.begin(), ages.end(), age) - ages.begin() - 1; };
  const Population& people = life().people();
  for (EntityId person = 0; person < people.size(); ++person) {
    const auto sex = static_cast<std::size_t>(people.sex(person));
    const auto note = [&](std::array<std::array<double, 5>, 2>& sums, double age, double amount) {
      const auto band = band_of(age);
      if (band >= 0 && band < 5) sums[sex][static_cast<std::size_t>(band)] += amount;
    };
    if (dies(person)) note(observed, exact_age(person, people.death_day(person)), 1);
    for (Day day = 15; day < life().days(); day += 30)
      if (people.alive(person, day)) {
        const double age = exact_age(person, day), at_60 = sex == 0 ? at_60_female : at_60_male;
        note(expected, age, 30 / days_per_year * (floor_rate + at_60 * std::exp(growth * (age - 60))));
      }
  }
  for (const std::size_t sex : {std::size_t{0}, std::size_t{1}})
    for (std::size_t band = 0; band < 5; ++band)
      expect_count(observed[sex][band], expected[sex][band], fmt::format("{} {}", sex, ages[band]));
}

/// population.infant_death_rate
TEST_F(VitalLaw, SomeNewbornDie) {
  double born = 0, dead = 0;
  for (EntityId person = 0; person < life().people().size(); ++person) {
    if (!born_in_run(person) || life().people().birth_day(person) > life().days() - 366) continue;
    ++born;
    dead += dies(person) && exact_age(person, life().people().death_day(person)) < 1;
  }
  expect_share(dead, born, infant + floor_rate, "dead within a year");
}

/// population.newborn_male_share
TEST(BirthLaw, BoysAreAShare) {
  const Life life(Set{{"place.population_total", "1600000"},
                      {"run.end", "2021-03-31"},
                      {"output.events", "false"},
                      parameter("population.newborn_male_share", 0.5)});
  double born = 0, boys = 0;
  for (EntityId person = 0; person < life.people().size(); ++person) {
    if (life.people().birth_day(person) <= 0) continue;
    ++born;
    boys += life.people().sex(person) == Sex::male;
  }
  expect_share(boys, born, 0.5, "boys");
}

/// population.birth_rate_peak, population.birth_peak_age, population.birth_age_sd, population.birth_partner_ratio,
/// population.birth_student_ratio: births to households of one woman of childbearing age, three quarters of a year
/// apart.
TEST_F(VitalLaw, BirthsFollowTheMothersAgePartnerAndStudy) {
  constexpr std::array<int, 6> ages{15, 22, 26, 30, 35, 50};
  const Population& people = life().people();
  std::map<std::string, std::pair<double, double>> births;  // observed and expected, by kind of mother and age
  for (std::uint32_t household = 0; household < people.household_count(); ++household) {
    const auto [first, last] = people.members(household);
    EntityId mother = nobody;
    int women = 0;
    for (EntityId person = first; person < last; ++person) {
      const bool may = people.sex(person) == Sex::female && people.birth_day(person) < 0 && people.alive(person, 0) &&
                       exact_age(person, 0) < 50 && exact_age(person, life().days()) >= 15;
      women += may;
      if (may) mother = person;
    }
    if (women != 1) continue;
    const bool partnered = people.residents[mother].partner_offset != 0,
               student = people.activity(mother) == Activity::student;
    const auto kind = [&](double day) -> std::pair<double, double>& {
      const double age = exact_age(mother, day);
      const auto band = std::upper_bound(ages.begin(), ages.end(), age) - ages.begin();
      return births[fmt::format("{}{} band {}", partnered ? "partner" : "alone", student ? " student" : "", band)];
    };
    for (EntityId person = first; person < last; ++person)
      if (born_in_run(person)) kind(people.birth_day(person)).first += 1;
    for (Day day = 15; day < life().days() && people.alive(mother, day); day += 30) {
      const double age = exact_age(mother, day), away = (age - peak_age) / age_sd;
      if (age < 15 || age >= 50) continue;
      const double rate =
          peak * std::exp(-away * away / 2) * (partnered ? partner_ratio : 1) * (student ? student_ratio : 1);
      const double ready = 1 / (1 + rate * 275 / days_per_year);  // chance of being past the least time after a birth
      kind(day).second += 30 / days_per_year * rate * ready;
    }
  }
  for (const auto& [kind, counts] : births)
    if (counts.second > 20) {
      EXPECT_NEAR(counts.first, counts.second,
                  standard_errors_limit() * std::sqrt(counts.second) + 0.06 * counts.second)
          << kind;
    }
  EXPECT_GT(births.size(), 10U);
}

/// population.move_rate: of households that may move in place; young ones leave instead.
TEST(MovesLaw, HouseholdsMoveAtTheirRate) {
  const Life life(Set{parameter("population.move_rate", 0.1), parameter("population.young_age_highest", 25)});
  const Population& people = life.people();
  double may = 0;
  for (std::uint32_t household = 0; household < people.household_count(); ++household) {
    const auto [first, last] = people.members(household);
    bool young = true, coupled = false;
    for (EntityId person = first; person < last; ++person) {
      if (people.birth_day(person) > 0) continue;
      young = young && people.age(person, 0) >= 18 && people.age(person, 0) <= 25;
      coupled = coupled || people.residents[person].partner_offset != 0;
    }
    may += !(young && !coupled);
  }
  expect_count(life.total(Tally::households_moved), may * 0.1 * life.years(), "moves");
}

/// population.young_departure_rate, population.net_arrival_rate: the young leave and are followed; new dwellings fill.
TEST(ArrivalsLaw, FollowDeparturesAndFillNewDwellings) {
  const auto count = [](const Life& life) {
    double arrived = 0, left = 0, young = 0;
    for (EntityId person = 0; person < life.people().size(); ++person) {
      const Resident& one = life.people().residents[person];
      arrived += one.birth_day < 0 && one.from > 0;
      left += life.people().leaves(person) && one.until > 0 && one.until < life.days();
      young += life.people().alive(person, 0) && life.people().age(person, 0) >= 18;
    }
    return std::array<double, 3>{arrived, left, young};
  };
  const Life growing(Set{{"place.population_total", "400000"},
                         {"output.events", "false"},
                         parameter("population.net_arrival_rate", 0.02)});
  const double people = growing.counts(Tally::people_present)[0];
  expect_count(count(growing)[0], people * 0.02 * growing.years(), "arrivals", 3);  // whole households arrive

  const Life changing(Set{{"place.population_total", "400000"},
                          {"output.events", "false"},
                          parameter("population.young_departure_rate", 0.2)});
  const Life staying(Set{{"place.population_total", "400000"}, {"output.events", "false"}});
  double may_leave = 0;  // people of homes of the young without partners
  for (std::uint32_t household = 0; household < staying.people().household_count(); ++household) {
    const auto [first, last] = staying.people().members(household);
    bool young = true;
    double members = 0;
    for (EntityId person = first; person < last; ++person) {
      if (!staying.people().alive(person, 0)) continue;
      ++members;
      young = young && staying.people().age(person, 0) >= 18 && staying.people().age(person, 0) <= 36 &&
              staying.people().residents[person].partner_offset == 0;
    }
    may_leave += young ? members : 0;
  }
  const auto [arrived, left, all] = count(changing);
  expect_count(left, may_leave * 0.2 * changing.years(), "departures", 3);
  expect_count(arrived, left, "who follow", 3);
}

/// population.arrival_age_mean, population.arrival_student_share: of the young who follow others. Whoever would be
/// younger than 18 or older than is young is of that age, which moves the mean a little.
TEST(ArrivalsLaw, AreOfAnAgeAndOftenStudents) {
  const Life life(Set{{"place.population_total", "400000"},
                      {"output.events", "false"},
                      parameter("population.young_departure_rate", 0.3),
                      parameter("population.arrival_age_mean", 21),
                      parameter("population.arrival_student_share", 0.45)});
  const Population& people = life.people();
  double homes = 0, of_students = 0, age = 0;
  for (std::uint32_t household = 0; household < people.household_count(); ++household) {
    const EntityId first = people.members(household).first;
    const Resident& one = people.residents[first];
    if (one.from <= 0 || one.birth_day >= 0) continue;
    ++homes;
    of_students += people.activity(first) == Activity::student;
    age += (one.from - one.birth_day) / days_per_year;
  }
  expect_share(of_students, homes, 0.45, "homes of students");
  EXPECT_NEAR(age / homes, 21, 0.5);
}

class TiesLaw : public testing::Test {
 protected:
  static constexpr double degree = 5, same_sex = 0.75, own_ward = 0.4, in_city = 0.4, student_kin = 0.45,
                          kin_near = 0.45;
  static constexpr int lowest_age = 9;
  static const Life& life() {
    static const Life once(Set{{"place.wards", R"(["Moss Side", "Didsbury West", "Rusholme", "Moston", "Ardwick"])"},
                               {"place.population_total", "300000"},
                               {"output.events", "false"},
                               parameter("population.friends_mean_degree", degree),
                               parameter("population.friends_same_sex_share", same_sex),
                               parameter("population.friends_own_ward_share", own_ward),
                               parameter("population.friends_lowest_age", lowest_age),
                               parameter("population.kin_in_city_share", in_city),
                               parameter("population.kin_student_share", student_kin),
                               parameter("population.kin_same_ward_share", kin_near),
                               parameter("population.class_size", 25),
                               parameter("population.course_size", 40),
                               parameter("population.team_size", 10),
                               parameter("population.workplace_tail", 1.25),
                               parameter("population.workplace_largest", 100),
                               parameter("population.workplace_outside_share", 0.4),
                               parameter("population.partner_outside_share", 0.2),
                               parameter("population.street_households", 15)});
    return once;
  }
  static const Population& people() { return life().people(); }
  static std::uint16_t ward(EntityId person) { return people().place.areas[people().area(person)].ward; }
};

/// population.friends_mean_degree: over those there on the first day.
TEST_F(TiesLaw, FriendsAreSoManyOnTheMean) {
  double persons = 0, friends = 0;
  for (EntityId person = 0; person < people().size(); ++person) {
    if (!people().alive(person, 0) || people().age(person, life().days() - 1) < lowest_age) continue;
    ++persons;
    for (const EntityId other : people().friends.of(person)) friends += people().alive(other, 0);
  }
  EXPECT_NEAR(friends / persons, degree, 0.1 * degree);
}

/// population.friends_lowest_age: nobody younger has friends, nearly everybody of that age has.
TEST_F(TiesLaw, FriendsComeAtAnAge) {
  double just_old_enough = 0, with_friends = 0;
  for (EntityId person = 0; person < people().size(); ++person) {
    const int age = people().age(person, life().days() - 1);
    if (age < lowest_age) {
      EXPECT_TRUE(people().friends.of(person).empty()) << age;
    }
    if (age != lowest_age) continue;
    ++just_old_enough;
    with_friends += !people().friends.of(person).empty();
  }
  EXPECT_GT(with_friends, 0.8 * just_old_enough);
}

/// population.friends_same_sex_share: a circle of one sex is joined by that share of it, and the rest are of the other.
TEST_F(TiesLaw, FriendsAreMostlyOfOneSex) {
  double ties = 0, same = 0;
  for (EntityId person = 0; person < people().size(); ++person)
    for (const EntityId other : people().friends.of(person)) {
      ++ties;
      same += people().sex(person) == people().sex(other);
    }
  EXPECT_NEAR(same / ties, same_sex * same_sex + (1 - same_sex) * (1 - same_sex), 0.03);
}

/// population.friends_own_ward_share: one circle is of the area, the other of the own ward or any.
TEST_F(TiesLaw, FriendsOfTheSecondCircleAreOfTheWardOrAny) {
  const std::size_t wards = people().place.wards.size();
  std::vector<double> adults(wards);
  double ties = 0, same = 0;
  const auto grown_up = [](EntityId person) { return people().age(person, 0) >= 20 && people().alive(person, 0); };
  for (EntityId person = 0; person < people().size(); ++person) {
    if (!grown_up(person)) continue;
    ++adults[ward(person)];
    for (const EntityId other : people().friends.of(person)) {
      if (!grown_up(other)) continue;
      ++ties;
      same += ward(person) == ward(other);
    }
  }
  double pairs = 0, alike = 0;  // in circles sought in each ward
  for (std::size_t sought = 0; sought < wards; ++sought) {
    double members = 0, squares = 0;
    for (std::size_t of = 0; of < wards; ++of) {
      const double come = adults[of] * ((of == sought ? own_ward : 0) + (1 - own_ward) / static_cast<double>(wards));
      members += come;
      squares += come * come;
    }
    pairs += members;
    alike += squares / members;
  }
  EXPECT_NEAR(same / ties, 0.5 + 0.5 * alike / pairs, 0.03);
}

/// population.kin_in_city_share, population.kin_student_share, population.kin_same_ward_share: those too young to have
/// grown-up children have kin elsewhere if they have parents there.
TEST_F(TiesLaw, GrownUpChildrenHaveParentsElsewhere) {
  std::array<double, 2> persons{}, have{};  // others, students
  double parents = 0, near = 0;
  for (EntityId person = 0; person < people().size(); ++person) {
    const int age = people().age(person, 0);
    if (!people().alive(person, 0) || age < 18 || age > 36) continue;
    const bool student = people().activity(person) == Activity::student;
    ++persons[student];
    have[student] += !people().kin.of(person).empty();
    for (const EntityId other : people().kin.of(person))
      if (people().age(other, 0) > age + 15) {
        ++parents;
        near += ward(person) == ward(other);
      }
  }
  const double wards = static_cast<double>(people().place.wards.size());
  EXPECT_NEAR(have[0] / persons[0], in_city, 0.04);
  EXPECT_NEAR(have[1] / persons[1], student_kin, 0.05);
  EXPECT_NEAR(near / parents, kin_near + (1 - kin_near) / wards, 0.04);
}

/// population.class_size, population.course_size, population.team_size: years are cut evenly; one that is less than
/// half as large again is not cut.
TEST_F(TiesLaw, GroupsHaveTheirSizes) {
  const Groups& groups = people().meeting_groups;
  std::array<double, 2> members{}, count{};  // classes, courses
  std::size_t largest_team = 0;
  for (std::uint32_t group = 0; group < groups.group_count(); ++group) {
    const auto those = groups.members(group);
    if (group >= people().school_group_count) {
      largest_team = std::max(largest_team, those.size());
      continue;
    }
    const std::size_t kind = people().age(those[0], 0) < 18 ? 0 : 1;
    if (kind == 1 && people().age(those[0], 0) > 24) continue;  // few study later
    members[kind] += static_cast<double>(those.size());
    ++count[kind];
  }
  EXPECT_NEAR(members[0] / count[0], 25, 2);
  EXPECT_NEAR(members[1] / count[1], 40, 4);
  EXPECT_EQ(largest_team, 14U) << "fifteen would be two teams";
}

/// population.workplace_outside_share, population.workplace_tail, population.workplace_largest: workplaces of Pareto
/// sizes, of which those of one leave somebody alone.
TEST_F(TiesLaw, EmployedPeopleHaveColleagues) {
  double employed = 0, alone = 0;
  for (EntityId person = 0; person < people().size(); ++person) {
    if (people().activity(person) != Activity::employed || people().death_day(person) <= 0) continue;
    ++employed;
    alone += people().meeting_group[person] == nobody;
  }
  double mean_size = 0;
  for (int size = 1; size <= 100; ++size) mean_size += std::pow(size, -1.25);
  const double by_themselves = (1 - std::pow(2, -1.25)) / mean_size;
  EXPECT_NEAR(alone / employed, 0.4 + 0.6 * by_themselves, 0.02);
}

/// population.workplace_largest: with a heavy tail the mean size hangs on the largest.
TEST(WorkplaceLaw, HasALargest) {
  const Life life(Set{{"place.population_total", "800000"},
                      {"output.events", "false"},
                      parameter("population.workplace_tail", 0.8),
                      parameter("population.workplace_largest", 100),
                      parameter("population.workplace_outside_share", 0)});
  double employed = 0, alone = 0, mean_size = 0;
  for (EntityId person = 0; person < life.people().size(); ++person) {
    if (life.people().activity(person) != Activity::employed || life.people().death_day(person) <= 0) continue;
    ++employed;
    alone += life.people().meeting_group[person] == nobody;
  }
  for (int size = 1; size <= 100; ++size) mean_size += std::pow(size, -0.8);
  expect_count(alone, employed * (1 - std::pow(2, -0.8)) / mean_size, "alone at work", 2);
}

/// population.partner_outside_share
TEST_F(TiesLaw, SomeHaveAPartnerElsewhere) {
  double single = 0, elsewhere = 0;
  for (EntityId person = 0; person < people().size(); ++person) {
    const int age = people().age(person, 0);
    if (!people().alive(person, 0) || age < 18 || age > 75 || people().residents[person].partner_offset != 0) continue;
    ++single;
    elsewhere += people().partner(person, 0) != nobody;
  }
  EXPECT_NEAR(elsewhere / single, 0.2, 0.03);
}

/// population.street_households
TEST_F(TiesLaw, StreetsHaveTheirDwellings) {
  const double streets = static_cast<double>(people().street_first.size()) - 1;
  EXPECT_NEAR(people().household_count() / streets, 15, 0.75);
}

}  // namespace
}  // namespace kith::safety::laws
