// Contacts: what is written down at them, when it is known, and when it is forgotten.
#include "models/safety/contacts/contacts.hpp"
#include "models/safety/police/police.hpp"
#include "tests/laws/made_up_place.hpp"

namespace kith::safety::laws {
namespace {

std::vector<std::string> need_labels() { return need_names(); }

/// No contact sees, mistakes or delays anything.
Set blind() {
  Set set{parameter("note_memory_years", 20)};
  for (const std::string& need : need_labels()) set = set + by_label("contact_sees." + need, contact_names(), 0);
  return set + by_label("contact_false_alarm", contact_names(), 0) +
         by_label("contact_delay_days", contact_names(), 0) + by_label("contact_rate", contact_names(), 0);
}

std::size_t contact_named(const std::string& name) {
  const TextList names = contact_names();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

constexpr auto every_keeper = static_cast<Keepers>(~0U);
constexpr NeedSet drugs = bit(Risk::substance_misuse), drink = bit(Risk::alcohol_misuse);

ContactNumbers seeing(double drugs_seen, double false_alarm) {
  ContactNumbers numbers{0, 0, false_alarm, 0, 1000, std::vector<double>(need_count(), 0)};
  numbers.sees[static_cast<std::size_t>(Risk::substance_misuse)] = drugs_seen;
  numbers.sees[static_cast<std::size_t>(Risk::alcohol_misuse)] = drugs_seen;
  return numbers;
}

// Each contact is a chance of its own: after n of them, 1 - (1 - p)^n of those who have a need are known.
TEST(Contacts, WriteDownWhatIsThereWithAChanceEach) {
  constexpr double p = 0.3;
  constexpr int people = 40000, contacts = 4;
  const ContactNumbers numbers = seeing(p, 0);
  std::array<double, contacts> known{};
  for (std::uint64_t person = 0; person < people; ++person) {
    NeedSet noted = 0;
    for (std::uint64_t n = 0; n < contacts; ++n) {
      Stream stream = Draws{1, 0}.at(purpose("test.contact"), person, n);
      noted |= written(numbers, drugs, stream).seen;
      known[n] += (noted & drugs) != 0;
    }
    EXPECT_EQ(noted & ~drugs, 0);
  }
  for (int n = 0; n < contacts; ++n)
    expect_share(known[static_cast<std::size_t>(n)], people, 1 - std::pow(1 - p, n + 1),
                 fmt::format("after {} contacts", n + 1));
}

TEST(Contacts, MistakeWhatIsNotThereWithAChanceOfItsOwn) {
  constexpr double mistaken = 0.04;
  constexpr int people = 40000;
  const ContactNumbers numbers = seeing(0.5, mistaken);
  double alarms = 0;
  for (std::uint64_t person = 0; person < people; ++person) {
    Stream stream = Draws{2, 0}.at(purpose("test.contact"), person, 0);
    const Written notes = written(numbers, drugs, stream);
    EXPECT_EQ(notes.mistaken & drugs, 0) << "what is there is no mistake";
    EXPECT_EQ(notes.mistaken & ~drink, 0) << "what is not looked for is not mistaken either";
    alarms += notes.mistaken == drink;
  }
  expect_share(alarms, people, mistaken, "false alarms");
}

TEST(Contacts, AGreaterChanceSeesAllThatASmallerOneDoes) {
  for (std::uint64_t person = 0; person < 1000; ++person) {
    Stream one = Draws{3, 0}.at(purpose("test.contact"), person, 0), two = one;
    const NeedSet less = written(seeing(0.2, 0.01), drugs, one).all();
    EXPECT_EQ(less & ~written(seeing(0.6, 0.01), drugs, two).all(), 0);
  }
}

/// The made-up place, where everybody of some ages has a need from the first day on, lived week by week.
class KnownPeople {
 public:
  explicit KnownPeople(const Set& set)
      : scene_(make_scene(test::small_scenario(merged(nothing_happens() + needy() + blind() + set)))),
        simulation_(test::simulation_of(*scene_)) {
    simulation_.begin();
  }
  /// Of people with the need on the day `weeks` weeks later, the share known to `hears`.
  std::pair<double, double> known_after(int weeks, Risk need, Keepers hears = every_keeper) {
    for (; week_ < weeks; ++week_) {
      const Step step = scene_->timeline.step(scene_->first_step + week_);
      simulation_.decide(step, nullptr);
      simulation_.carry_out(step, nullptr);
    }
    return known_on(weeks * 7, need, hears);
  }
  std::pair<double, double> known_on(Day day, Risk need, Keepers hears = every_keeper, int from_age = 0) const {
    double have = 0, known = 0;
    each([&](EntityId person) {
      if (!scene_->population.alive(person, 0) || (simulation_.state().risks[person] & bit(need)) == 0) return;
      if (scene_->population.age(person, 0) < from_age) return;
      ++have;
      known += (simulation_.parts().contacts.known(person, hears, day) & bit(need)) != 0;
    });
    return {known, have};
  }
  /// Everybody is arrested; `time` names the occasion.
  void arrest_all(std::uint64_t time, Day day = 0) const {
    Case about;
    about.key = time;
    each([&](EntityId person) { simulation_.parts().contacts.happen(Referral::arrest, person, day, &about); });
  }
  void share_all(Keepers members) const {
    each([&](EntityId person) { simulation_.parts().contacts.share(person, members); });
  }

 private:
  static Set needy() {
    return Set{parameter("risk_prevalence.substance_misuse", 0.5), parameter("risk_deprivation.substance_misuse", 0)};
  }
  static Set merged(const Set& set) {
    std::map<std::string, std::string> values;
    for (const auto& [path, value] : set) values[path] = value;
    return {values.begin(), values.end()};
  }
  template <class Visit>
  void each(Visit&& visit) const {
    for (EntityId person = 0; person < scene_->population.size(); ++person) visit(person);
  }
  std::unique_ptr<Scene> scene_;
  Simulation simulation_;
  int week_ = 0;
};

// Regular contacts come at a rate, each sees with a chance: 1 - exp(-rate x chance x time) are known, forgetting apart.
TEST(Contacts, RegularOnesComeAtTheirRate) {
  constexpr double rate = 2, sees = 0.25;
  KnownPeople people(Set{parameter("note_memory_years", 0.1), parameter("contact_rate.general_practice", rate),
                         parameter("contact_sees.substance_misuse.general_practice", sees)});
  const double of_memory = 1 - std::exp(-rate * sees * 0.1);
  const auto [known_at_first, had_at_first] = people.known_on(0, Risk::substance_misuse);
  ASSERT_GT(had_at_first, 1000);
  expect_share(known_at_first, had_at_first, of_memory, "on the first day, from the years before");
  const auto [known, have] = people.known_after(40, Risk::substance_misuse);
  expect_share(known, have, of_memory, "remembered for a tenth of a year");
}

// Of those arrested, each seen for certain: known after t days are 1 - exp(-t / mean), days being whole.
TEST(Contacts, ADelayKeepsWhatWasSeenFromTheFiles) {
  constexpr double mean_days = 20;
  KnownPeople people(Set{parameter("contact_sees.substance_misuse.custody_suite", 1),
                         parameter("contact_delay_days.custody_suite", mean_days)});
  people.arrest_all(1);
  for (const Day after : {0, 10, 40}) {
    const auto [known, have] = people.known_on(after, Risk::substance_misuse, bit(Keeper::police));
    ASSERT_GT(have, 1000);
    expect_share(known, have, 1 - std::exp(-(after + 1) / mean_days), fmt::format("after {} days", after));
  }
}

TEST(Contacts, ArrestsAddUp) {
  constexpr double p = 0.3;
  KnownPeople people(Set{parameter("contact_sees.substance_misuse.custody_suite", p)});
  for (int arrests = 1; arrests <= 3; ++arrests) {
    people.arrest_all(static_cast<std::uint64_t>(arrests));
    const auto [known, have] = people.known_on(0, Risk::substance_misuse, bit(Keeper::police));
    expect_share(known, have, 1 - std::pow(1 - p, arrests), fmt::format("after {} arrests", arrests));
  }
}

TEST(Contacts, AHubOpensNotesToItsMembersAndToNobodyElse) {
  KnownPeople people(Set{parameter("contact_sees.substance_misuse.custody_suite", 1)});
  people.arrest_all(1);
  const Keepers members = bit(Keeper::police) | bit(Keeper::council);
  EXPECT_EQ(people.known_on(0, Risk::substance_misuse, bit(Keeper::council)).first, 0);
  people.share_all(members);
  const auto [known, have] = people.known_on(0, Risk::substance_misuse, bit(Keeper::council));
  EXPECT_EQ(known, have);
  EXPECT_EQ(people.known_on(0, Risk::substance_misuse, bit(Keeper::health)).first, 0);
}

TEST(Contacts, NotesAreForgottenUnlessRenewed) {
  KnownPeople people(
      Set{parameter("contact_sees.substance_misuse.custody_suite", 1), parameter("note_memory_years", 1)});
  people.arrest_all(1);
  const auto share_on = [&](Day day) {
    const auto [known, have] = people.known_on(day, Risk::substance_misuse, bit(Keeper::police));
    return known / have;
  };
  EXPECT_EQ(share_on(364), 1);
  EXPECT_EQ(share_on(365), 0);
  people.arrest_all(2, 100);
  EXPECT_EQ(share_on(464), 1);
  EXPECT_EQ(share_on(465), 0);
}

// Seen for certain, at once, without mistakes: the known are those who were met, and what is known of them is true.
TEST(Contacts, ThatSeeEverythingLeaveNothingUnknown) {
  KnownPeople people(Set{parameter("contact_rate.general_practice", 52), parameter("note_memory_years", 1),
                         parameter("contact_sees.substance_misuse.general_practice", 1)});
  const auto [known, have] = people.known_after(30, Risk::substance_misuse, bit(Keeper::health));
  EXPECT_GT(have, 1000);
  EXPECT_NEAR(known / have, 1, 0.002) << "but those whose need came within days";
  EXPECT_EQ(people.known_after(30, Risk::substance_misuse, bit(Keeper::police)).first, 0) << "nobody told police";
}

TEST(Contacts, TellNobodyWhereNobodySees) {
  KnownPeople people({});
  EXPECT_EQ(people.known_after(20, Risk::substance_misuse).first, 0);
}

TEST(Contacts, WithAPersonComeOnlyAtTheirAges) {
  const auto scene = test::small_scene();
  const Parameters& p = scene->regimes[0].parameters;
  EXPECT_EQ(p.contacts[contact_named("school")].lowest_age, 5);
  EXPECT_EQ(p.contacts[contact_named("school")].highest_age, 15);
  KnownPeople people(Set{parameter("contact_rate.school", 52), parameter("note_memory_years", 0.1),
                         parameter("contact_sees.substance_misuse.school", 1)});
  people.known_after(4, Risk::substance_misuse);
  EXPECT_EQ(people.known_on(28, Risk::substance_misuse, every_keeper, 17).first, 0) << "nobody of sixteen is in school";
}

}  // namespace
}  // namespace kith::safety::laws
