// How often people offend: by type, family, age and sex, propensity, area, season, needs, custody.
#include "tests/laws/made_up_place.hpp"

namespace kith::safety::laws {
namespace {

/// Whether there is somebody at home, or a partner elsewhere, whom domestic abuse can fall on.
bool has_partner(const Population& people, EntityId person, Day day) {
  const auto grown_up = [&](EntityId other) { return people.alive(other, day) && people.age(other, day) >= 16; };
  const EntityId partner = people.partner(person, day);
  if (partner != nobody && grown_up(partner)) return true;
  const auto [first, last] = people.members(people.household(person));
  for (EntityId other = first; other < last; ++other)
    if (other != person && grown_up(other)) return true;
  return false;
}

/// Rate and curve differ by type and family, so that none can stand for another.
double rate_of(std::size_t type) {
  const auto of_family = std::count_if(types().begin(), types().end(),
                                       [&](const OffenceType& other) { return other.family == types()[type].family; });
  return (5 + 0.3 * static_cast<double>(type)) / static_cast<double>(of_family);
}
double peak_of(std::size_t family) { return 16 + 3 * static_cast<double>(family); }
double decay_of(std::size_t family) { return 10 + 2 * static_cast<double>(family); }
double floor_of(std::size_t family) { return 0.1 + 0.02 * static_cast<double>(family); }
double ratio_of(std::size_t type) { return 0.9 - 0.04 * static_cast<double>(type); }

class OffendingLaw : public testing::Test {
 protected:
  static const Life& life() {
    static const Life once(
        by_type("base_rate", rate_of) + by_label("age_peak", family_names, peak_of) +
        by_label("age_decay", family_names, decay_of) + by_label("age_floor", family_names, floor_of) +
        by_type("female_ratio", ratio_of) + by_type("away_share", 1) +
        by_type("severity_days", [](std::size_t type) { return 1.0 + 10 * static_cast<double>(type); }) +
        Set{{"run.end", "2015-03-31"}});
    return once;
  }
  static double rate_by_sex(std::size_t type, Sex sex) {
    return rate_of(type) * (sex == Sex::female ? ratio_of(type) : 1);
  }
  static double family_rate(std::size_t family, Sex sex) {
    double sum = 0;
    for (std::size_t k = 0; k < type_count(); ++k) sum += types()[k].family == family ? rate_by_sex(k, sex) : 0;
    return sum;
  }
  /// Domestic abuse needs somebody to fall on.
  static bool can_offend(std::size_t family, EntityId person) {
    return std::string_view(family_names[family]) != "domestic" ||
           has_partner(life().people(), person, life().days() / 2);
  }
  static double expected(std::size_t family, Sex sex, int low, int high) {
    const auto days = life().days_at_age(
        [&](EntityId person) { return life().people().sex(person) == sex && can_offend(family, person); });
    double sum = 0;
    for (int age = low; age < high; ++age)
      sum += days[static_cast<std::size_t>(age)] / days_per_year * family_rate(family, sex) *
             age_shape(age, peak_of(family), decay_of(family), floor_of(family));
    return sum;
  }
  static double observed(std::size_t family, Sex sex, int low, int high) {
    return life().count([&](const Event& e) {
      const int age = life().people().age(e.offender, e.day);
      return types()[e.type].family == family && life().people().sex(e.offender) == sex && age >= low && age < high &&
             can_offend(family, e.offender);
    });
  }
};

/// base_rate, age_peak, age_decay, age_floor, female_ratio: of each family, a woman's curve being the sum of her types.
TEST_F(OffendingLaw, FollowsTheAgeCurveOfItsFamilyAndSex) {
  constexpr std::array<int, 10> ages{10, 13, 16, 19, 23, 28, 35, 45, 60, 111};
  for (std::size_t family = 0; family < family_count; ++family)
    for (const Sex sex : {Sex::female, Sex::male})
      for (std::size_t band = 0; band + 1 < ages.size(); ++band)
        expect_count(observed(family, sex, ages[band], ages[band + 1]),
                     expected(family, sex, ages[band], ages[band + 1]),
                     fmt::format("{} {} {}", family_names[family], sex == Sex::male, ages[band]));
}

/// base_rate, female_ratio: of a family's offences each type has its share, men's another than women's.
TEST_F(OffendingLaw, SharesAFamilyAmongItsTypesBySex) {
  for (std::size_t k = 0; k < type_count(); ++k)
    for (const Sex sex : {Sex::female, Sex::male}) {
      const std::size_t family = types()[k].family;
      const auto by_sex = [&](const Event& e) { return life().people().sex(e.offender) == sex; };
      const double of_family =
          life().count([&](const Event& e) { return by_sex(e) && types()[e.type].family == family; });
      const double of_type = life().count([&](const Event& e) { return by_sex(e) && e.type == k; });
      const double share = rate_by_sex(k, sex) / family_rate(family, sex);
      if (share < 1) expect_share(of_type, of_family, share, types()[k].name);
      expect_count(of_type, expected(family, sex, 10, 111) * share, types()[k].name);
    }
}

/// Without needs, ties and spells, people do what they are inclined to, whoever comes and goes.
TEST(InclinationLaw, IsWhatHappensWhereNothingElseActs) {
  const Life life(
      by_type("base_rate", 6.0 / static_cast<double>(type_count())) + by_type("away_share", 1) +
      by_label("age_peak", family_names, 18) + by_label("age_decay", family_names, 8) +
      Set{parameter("population.young_departure_rate", 0.13), {"run.end", "2018-03-31"}, {"output.events", "false"}});
  const Counts& offences = life.counts(Tally::offences);
  std::array<double, 5> crimes{}, domestic{};
  for (std::size_t i = 0; i < offences.size(); ++i) {
    const auto year =
        std::min<std::size_t>(4, static_cast<std::size_t>(static_cast<double>(i / type_count()) * 7 / days_per_year));
    if (types()[i % type_count()].crime) crimes[year] += offences[i];
    if (types()[i % type_count()].is(Family::domestic)) domestic[year] += offences[i];
  }
  const Reals& ratio = life.reals(Tally::crime_against_inclination_by_year);
  ASSERT_EQ(ratio.size(), crimes.size());
  for (std::size_t year = 0; year < crimes.size(); ++year) {
    // Some have nobody at home whom domestic abuse could fall on.
    const double none_at_home = crimes[year] / static_cast<double>(type_count() - 1) - domestic[year];
    EXPECT_NEAR(ratio[year], 1 - none_at_home / (crimes[year] + none_at_home),
                kith::test::standard_errors_limit() / std::sqrt(crimes[year]) + 0.005);
  }
}

/// What police find by looking is left out.
TEST_F(OffendingLaw, HarmIsTheSeverityOfWhatHappened) {
  double harm = 0;
  for (std::size_t k = 0; k < type_count(); ++k)
    if (Evidence::get().offence_types()[k].in_harm_index)
      harm += life().of_type(Tally::offences, k) * (1 + 10 * static_cast<double>(k));
  EXPECT_NEAR(life().total_real(Tally::harm), harm, 1e-6 * harm);
}

}  // namespace
}  // namespace kith::safety::laws
