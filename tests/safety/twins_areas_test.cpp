// A change confined to one small area, where officers stop offences: other areas stay exactly as they were unless
// something that follows from it travels there, and then the twin record says along what.
#include "tests/safety/twins.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>

namespace kith::safety {
namespace {

using test::Trial;
using test::Twins;

/// An offence as either log has it: day, type, offender, whom or which dwelling it harms.
using Offence = std::tuple<std::int32_t, std::int32_t, std::int32_t, std::int32_t>;

class OneAreaProtected : public Twins {
 protected:
  OneAreaProtected() : Twins("hot_spot_patrol", {{"output.events", "true"}}), area(most_night_life_of_a_kind()) {
    for (Trial* trial : {&base, &alternative}) {
      service_of(*trial).eligibility = "households == " + std::to_string(households(area));
      service_of(*trial).places = trial == &alternative ? 1 : 0;
      service_of(*trial).hours_per_week = service_of(*trial).hours_at_start = 0;
      for (Effect& effect : service_of(*trial).effects)
        if (effect.kind == EffectKind::opportunity) effect.value = 0.3;
      // Whoever helps is not remembered, so that only one person's memory hangs on an offence.
      auto& companions = parameters_of(*trial).co_offending;
      std::fill(companions.begin(), companions.end(), 0);
    }
    divergence.services[test::service_number("hot_spot_patrol")] = 0;
  }

  std::size_t areas() const { return base.scene().population.place.areas.size(); }
  std::uint32_t households(std::size_t of) const {
    const auto& first = base.scene().population.area_household_first;
    return first[of + 1] - first[of];
  }
  /// Of areas no other has as many households as: rules of eligibility can name it.
  std::size_t most_night_life_of_a_kind() const {
    std::map<std::uint32_t, int> alike;
    for (std::size_t i = 0; i < areas(); ++i) ++alike[households(i)];
    std::size_t best = areas();
    for (std::size_t i = 0; i < areas(); ++i) {
      const auto night = [&](std::size_t of) { return base.scene().population.place.areas[of].night_weight; };
      if (alike[households(i)] == 1 && (best == areas() || night(i) > night(best))) best = i;
    }
    return best;
  }

  static Offence offence(const ReplicateResult& of, const std::array<std::size_t, 4>& columns, std::size_t row) {
    const auto at = [&](std::size_t i) { return of.event_columns[columns[i]][row]; };
    return {at(0), at(1), at(2), at(3)};
  }
  static std::vector<std::pair<Offence, std::size_t>> offences_of(const ReplicateResult& world) {
    std::vector<std::pair<Offence, std::size_t>> found;
    for (std::size_t row = 0; row < world.event_columns[0].size(); ++row)
      found.emplace_back(offence(world, {0, 1, 2, 4}, row), static_cast<std::size_t>(world.event_columns[5][row]));
    return found;
  }
  /// Offences one world's log has and the other's has not, with their areas; alike ones in order of time.
  using Unlike = std::map<Offence, std::deque<std::size_t>>;
  static Unlike unlike(const ReplicateResult& world, const ReplicateResult& other) {
    const auto others = offences_of(other);
    std::multiset<std::pair<Offence, std::size_t>> left(others.begin(), others.end());
    Unlike found;
    for (const auto& one : offences_of(world))
      if (const auto same = left.find(one); same != left.end())
        left.erase(same);
      else
        found[one.first].push_back(one.second);
    return found;
  }
  struct Traced {
    Offence offence;
    bool averted;
    std::size_t area;
    Route route;
    int share_percent;
  };
  /// The rows of the twin record's log, which are in order of time, too, with the area each takes from what is unlike
  /// in the world in which it happens. What no row takes is left in `base_only` and `alternative_only`.
  std::vector<Traced> traced() {
    base_only = unlike(in_base, in_alternative);
    alternative_only = unlike(in_alternative, in_base);
    std::vector<Traced> rows;
    for (std::size_t row = 0; row < twin.event_columns[0].size(); ++row) {
      const bool averted = twin.event_columns[1][row] == 0;
      const Offence what = offence(twin, {0, 2, 3, 4}, row);
      std::deque<std::size_t>& where = (averted ? base_only : alternative_only)[what];
      EXPECT_FALSE(where.empty()) << "the worlds are not unlike in row " << row;
      if (where.empty()) continue;
      rows.push_back(
          {what, averted, where.front(), static_cast<Route>(twin.event_columns[6][row]), twin.event_columns[8][row]});
      where.pop_front();
    }
    return rows;
  }
  std::vector<double> by_area(const std::vector<Traced>& rows) const {
    std::vector<double> sums(areas());
    for (const Traced& row : rows) sums[row.area] += row.averted ? -1 : 1;
    return sums;
  }
  /// Day, type, offender and area, whoever is harmed.
  static std::multiset<std::tuple<std::int32_t, std::int32_t, std::int32_t, std::size_t>> whoever_is_harmed(
      const Unlike& offences) {
    std::multiset<std::tuple<std::int32_t, std::int32_t, std::int32_t, std::size_t>> found;
    for (const auto& [what, where] : offences)
      for (const std::size_t one : where) found.emplace(std::get<0>(what), std::get<1>(what), std::get<2>(what), one);
    return found;
  }

  /// By area, or by year, area and type: the change.
  std::vector<double> change(Tally tally, std::size_t cells_per_area = 1) const {
    const Counts& before = test::counts(in_base, tally);
    const Counts& after = test::counts(in_alternative, tally);
    std::vector<double> sums(areas());
    for (std::size_t i = 0; i < before.size(); ++i) sums[i / cells_per_area % areas()] += after[i] - before[i];
    return sums;
  }
  /// Cells of other areas that differ at all.
  int cells_elsewhere(Tally tally, std::size_t cells_per_area = 1) const {
    const Counts& before = test::counts(in_base, tally);
    const Counts& after = test::counts(in_alternative, tally);
    int different = 0;
    for (std::size_t i = 0; i < before.size(); ++i)
      different += i / cells_per_area % areas() != area && before[i] != after[i];
    return different;
  }

  /// Police hear of offences and record them, and nothing follows from it.
  void only_recorded() {
    std::array<std::vector<double>, 2> reporting{parameters_of(base).report_probability,
                                                 parameters_of(alternative).report_probability};
    without_consequences();
    for (Trial* trial : {&base, &alternative}) {
      Parameters& p = parameters_of(*trial);
      p.report_probability = reporting[trial == &base ? 0 : 1];
      p.confidence_after_silence = p.repeat_report_effect = 1;
      for (auto* decided : {&p.charge_probability, &p.out_of_court_probability, &p.no_action_probability})
        std::fill(decided->begin(), decided->end(), 0);
    }
  }

  std::size_t area;
  Unlike base_only, alternative_only;
};

TEST_F(OneAreaProtected, LeavesOthersExactlyAsTheyWereWhereNoTieLeadsThere) {
  only_recorded();
  live();
  const std::size_t types = Evidence::get().offence_types().size();
  for (const auto& [tally, cells_per_area] :
       {std::pair{Tally::offences_by_area, std::size_t{1}}, std::pair{Tally::recorded_crime_by_area, std::size_t{1}},
        std::pair{Tally::recorded_offences_by_area_and_type, types}}) {
    EXPECT_LT(change(tally, cells_per_area)[area], -10);
    EXPECT_EQ(cells_elsewhere(tally, cells_per_area), 0);
  }
  EXPECT_EQ(routes_taken(), std::set{Route::protection});
  EXPECT_EQ(change(Tally::offences_by_area)[area], -averted(Route::protection))
      << "all of it is what was stopped there";
}

TEST_F(OneAreaProtected, IsFeltElsewhereOnlyAlongFriendshipsWhereNothingElseCarriesIt) {
  only_recorded();
  for (Trial* trial : {&base, &alternative}) {
    Parameters& p = parameters_of(*trial);
    p.peer_limit = 3;
    p.peer_half_exposure = 0.5;
    p.peer_weight = {1, 0, 0, 0};
  }
  live();
  const std::vector<Traced> rows = traced();
  std::map<std::int32_t, std::int32_t> since;  // offender -> first day of an offence more or less
  int elsewhere = 0;
  for (const Traced& row : rows) {
    const auto& [day, type, offender, victim] = row.offence;
    since.try_emplace(offender, day);
    if (row.area == area) continue;
    ++elsewhere;
    EXPECT_EQ(row.route, Route::friends);
    EXPECT_EQ(row.share_percent, 100);
    const auto friends = base.scene().population.friends.of(static_cast<EntityId>(offender));
    EXPECT_TRUE(std::ranges::any_of(friends,
                                    [&, before = day](EntityId other) {
                                      const auto earlier = since.find(static_cast<std::int32_t>(other));
                                      return earlier != since.end() && earlier->second < before;
                                    }))
        << "a friend of " << offender << " must have offended otherwise before day " << day;
  }
  EXPECT_GT(elsewhere, 10);
  EXPECT_EQ(rows.front().area, area) << "it begins where the change is";
  EXPECT_EQ(routes_taken(), (std::set{Route::protection, Route::friends}));
  EXPECT_EQ(by_area(rows), change(Tally::offences_by_area)) << "area by area the record is the difference";
}

TEST_F(OneAreaProtected, HasNoDirectPartElsewhereInTheModelAsItIs) {
  live();
  const std::vector<Traced> rows = traced();
  std::map<Route, int> there, elsewhere;
  for (const Traced& row : rows) ++(row.area == area ? there : elsewhere)[row.route];
  EXPECT_GT(there[Route::protection], 10);
  EXPECT_GT(elsewhere.size(), 3U) << "it travels in several ways";
  for (const Route route : {Route::protection, Route::direct, Route::settings, Route::unattributed})
    EXPECT_EQ(elsewhere[route], 0) << routes[static_cast<std::size_t>(route)].name;
  EXPECT_EQ(by_area(rows), change(Tally::offences_by_area));
  EXPECT_EQ(whoever_is_harmed(base_only), whoever_is_harmed(alternative_only))
      << "what is in no row happens in both worlds, to somebody else";
}

}  // namespace
}  // namespace kith::safety
