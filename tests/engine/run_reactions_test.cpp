// Changes that react, step by step: when one comes into force and when it ends, by what is recorded alone; what is told
// of it; and what a model must refuse.
#include "engine/run/reactions.hpp"

#include "engine/run/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Day week = 7;

MeasureSet measures_of_weeks(std::size_t weeks) {
  MeasureSet set;
  Dimension time{"time", "days since 2013-04-01", "", {}, {}};
  for (std::size_t i = 0; i < weeks; ++i) time.values.push_back(static_cast<std::int32_t>(i) * week);
  set.dimensions = {time, {"place", "", "", {"north", "south"}, {}}, {"kind", "", "", {"small", "large"}, {}}};
  set.measures = {{"visits", "visits", "", "", {"time"}},
                  {"waiting", "people", "", "", {"time", "place", "kind"}},
                  {"share", "share of people", "", "", {"time", "place"}, Number::real},
                  {"late", "GBP", "", "", {"time"}, Number::real},
                  {"total", "visits", "", "headlines", {}, Number::real}};
  return set;
}

Condition condition(const std::string& text) {
  std::string fault;
  Condition parsed = parse_condition(text, fault);
  EXPECT_EQ(fault, "");
  return parsed;
}

class Watched {
 public:
  Watched(std::vector<Reaction> reactions, std::size_t weeks)
      : measures_(measures_of_weeks(weeks)), result_(measures_, 0) {
    scenario_.reactions = std::move(reactions);
    for (std::size_t i = 0; i < scenario_.reactions.size(); ++i)
      scenario_.reactions[i].set.emplace_back("a" + std::to_string(i), true);
    timeline_.start = parse_date("2013-04-01");
    timeline_.end = timeline_.start + std::chrono::days(static_cast<int>(weeks) * week - 1);
    reactions_ = Reactions(scenario_, timeline_,
                           [this](const Condition& of) { return watched_sum(measures_, of.measure, of.label); });
    state_ = reactions_.start();
  }

  /// Weeks (from 0) in which a reaction was in force, by visits a week.
  std::vector<std::size_t> weeks_in_force(const std::vector<int>& visits, InForce which = 1) {
    std::vector<std::size_t> weeks;
    for (std::size_t i = 0; i < visits.size(); ++i) {
      if ((state_.in_force() & which) != 0) weeks.push_back(i);
      result_.counts(0)[i] = visits[i];
      const Day begin = static_cast<Day>(i) * week;
      reactions_.look(state_, result_, i, begin, begin + week);
    }
    return weeks;
  }

  std::vector<double> told(const char* measure) {
    ReplicateResult result(measures_, 0);
    reactions_.tell(state_, result);
    return result.reals(with_reactions(measures_, scenario_, timeline_).index(measure));
  }

  MeasureSet measures_;
  Scenario scenario_;
  Timeline timeline_;
  ReplicateResult result_;
  Reactions reactions_;
  ReactionsState state_;
};

std::vector<std::size_t> in_force(const Reaction& reaction, const std::vector<int>& visits) {
  return Watched({reaction}, visits.size()).weeks_in_force(visits);
}

TEST(Reactions, HoldFromTheStepAfterTheConditionWasMetAndStay) {
  EXPECT_THAT(in_force({.when = condition("visits > 5")}, {5, 6, 0, 0, 0}), ElementsAre(2, 3, 4));
  EXPECT_THAT(in_force({.when = condition("visits > 5")}, {5, 5, 5}), IsEmpty());
}

TEST(Reactions, WaitUntilTheConditionHasHeldForSoLongWithoutABreak) {
  const Reaction three_weeks{.when = condition("visits > 5"), .for_days = 3 * week};
  EXPECT_THAT(in_force(three_weeks, {6, 6, 0, 6, 6, 6, 0, 0}), ElementsAre(6, 7));
  const Reaction part_of_a_week{.when = condition("visits > 5"), .for_days = week + 1};
  EXPECT_THAT(in_force(part_of_a_week, {6, 6, 0, 0}), ElementsAre(2, 3)) << "whole periods, rounded up";
}

TEST(Reactions, EndByACrossingOfTheirOwnAndMayComeAgain) {
  const Reaction between{.when = condition("visits > 5"), .until = condition("visits < 3")};
  EXPECT_THAT(in_force(between, {6, 4, 3, 2, 4, 6, 6, 0, 0}), ElementsAre(1, 2, 3, 6, 7));
  const Reaction after_two{.when = condition("visits > 5"), .for_days = 2 * week, .until = condition("visits < 3")};
  EXPECT_THAT(in_force(after_two, {6, 6, 2, 6, 6, 6}), ElementsAre(2, 5)) << "it must hold as long again";
}

TEST(Reactions, EndSoLongAfterTheyBeganWhateverIsMeasured) {
  const Reaction fortnight{.when = condition("visits > 5"), .lasts_days = 2 * week};
  EXPECT_THAT(in_force(fortnight, {6, 6, 6, 6, 0, 0}), ElementsAre(1, 2, 4, 5));
}

TEST(Reactions, DoNotBeginWhileWhatEndsThemHolds) {
  Watched run({{.when = condition("visits > 5"), .until = condition("waiting[north] >= 1")}}, 3);
  run.result_.counts(1) = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_THAT(run.weeks_in_force({6, 6, 6}), ElementsAre(2));
}

TEST(Reactions, AreLookedAtFromTheirDayOn) {
  const Reaction later{.when = condition("visits > 5"), .at = parse_date("2013-04-09")};
  EXPECT_THAT(in_force(later, {6, 6, 6, 0}), ElementsAre(3)) << "the second week began the day before";
}

TEST(Reactions, TellWhenAndForHowLong) {
  Watched run({{.when = condition("visits > 5"), .until = condition("visits < 3")}, {.when = condition("visits > 9")}},
              6);
  run.weeks_in_force({6, 0, 6, 4, 0, 6});
  EXPECT_THAT(run.told(first_day_of_reactions), ElementsAre(week, testing::IsNan()));
  EXPECT_THAT(run.told(times_of_reactions), ElementsAre(2, 0)) << "nothing comes after the last period";
  EXPECT_THAT(run.told(days_of_reactions), ElementsAre(3 * week, 0));
  EXPECT_EQ(run.state_.in_force_on(week - 1), 0U);
  EXPECT_EQ(run.state_.in_force_on(2 * week - 1), 1U);
  EXPECT_EQ(run.state_.in_force_on(2 * week), 0U);
}

TEST(Reactions, SumALabelOverAllElse) {
  Watched run({{.when = condition("visits > 5")}}, 2);
  run.result_.counts(1) = {0, 0, 0, 0, 1, 20, 300, 4000};
  const auto sum = [&](const std::string& label) {
    return watched_sum(run.measures_, "waiting", label).value(run.result_, 1);
  };
  EXPECT_EQ(sum(""), 4321);
  EXPECT_EQ(sum("north"), 21);
  EXPECT_EQ(sum("large"), 4020);
}

TEST(Reactions, TakeOverWhatTheSameOnesDidElsewhere) {
  const Reaction one{.when = condition("visits > 5")}, two{.when = condition("visits > 7")};
  Watched first({one, two}, 4);
  first.weeks_in_force({6, 8});
  Scenario other = first.scenario_;
  std::swap(other.reactions[0], other.reactions[1]);
  other.reactions.push_back({.when = condition("visits > 1")});
  const Reactions reactions(other, first.timeline_,
                            [&](const Condition& of) { return watched_sum(first.measures_, of.measure, of.label); });
  const ReactionsState taken = reactions.taken_over(first.reactions_, first.state_);
  EXPECT_EQ(taken.in_force_on(week), 2U);
  EXPECT_EQ(taken.in_force_on(2 * week), 3U);
  ASSERT_EQ(taken.of.size(), 3U);
  EXPECT_EQ(taken.of[1].first, week);
  EXPECT_FALSE(taken.of[2].first);
}

// ---- what a model refuses ----

class Clinic : public Model {
 public:
  explicit Clinic(bool reacts) : reacts_(reacts) {}
  std::string name() const override { return "clinic"; }
  std::string summary() const override { return ""; }
  void declare(Declarations&, const std::vector<std::filesystem::path>&) const override {}
  MeasureSet measures() const override { return measures_of_weeks(52); }
  MeasureSet measures_of(const Scenario&) const override { return measures(); }
  std::unique_ptr<World> build(const Scenario&) const override { return nullptr; }
  std::vector<std::string> measures_to_react_to() const override {
    return reacts_ ? std::vector<std::string>{"visits", "waiting", "share"} : std::vector<std::string>{};
  }

 private:
  bool reacts_;
};

std::vector<std::string> problems(const Reaction& reaction, bool reacts = true) {
  Declarations declarations;
  declare<RunSettings>(declarations);
  Scenario scenario;
  scenario.settings = Settings(declarations);
  scenario.settings.set("run.end", parse_date("2014-03-30"), {"test"});
  scenario.reactions = {reaction};
  scenario.reactions[0].where = {"a.toml", 7, 1};
  scenario.reactions[0].where_when = {"a.toml", 8, 8};
  scenario.reactions[0].where_until = {"a.toml", 9, 9};
  std::vector<std::string> texts;
  for (const Problem& problem : condition_problems(scenario, Clinic(reacts)))
    texts.push_back(format_location(problem.where) + ": " + problem.message);
  return texts;
}

TEST(ConditionProblems, NameWhatWasMeant) {
  EXPECT_THAT(problems({.when = condition("waiting[north] > 20"), .until = condition("share[south] < 0.5")}),
              IsEmpty());
  EXPECT_THAT(
      problems({.when = condition("wating > 20"), .until = condition("waiting[nort] < 9")}),
      ElementsAre("a.toml:8:8: unknown measure 'wating'; did you mean 'waiting'?; a change may react to: visits, "
                  "waiting, share",
                  HasSubstr("a.toml:9:9: no axis of the measure 'waiting' has 'nort'; did you mean 'north'?; "
                            "allowed: north, south, small, large")));
  EXPECT_THAT(problems({.when = condition("visits[north] > 2")}), ElementsAre(HasSubstr("leave out [north]")));
  EXPECT_THAT(problems({.when = condition("share > 0.2")}),
              ElementsAre(HasSubstr("is a share, which is not added up")));
  for (const char* text : {"late > 2", "total > 2"})
    EXPECT_THAT(problems({.when = condition(text)}),
                ElementsAre(HasSubstr("is known only as a run or a year of it ends")));
}

TEST(ConditionProblems, RefuseWhatCannotHaveAnEffect) {
  EXPECT_THAT(problems({.when = condition("visits < 0")}), ElementsAre("a.toml:8:8: visits < 0 never holds"));
  EXPECT_THAT(problems({.when = condition("share[north] > 1")}), ElementsAre(HasSubstr("never holds")));
  EXPECT_THAT(problems({.when = condition("visits >= 0")}), ElementsAre(HasSubstr("always holds; say with 'at'")));
  EXPECT_THAT(problems({.when = condition("visits > 5"), .until = condition("waiting < 0")}),
              ElementsAre("a.toml:9:9: waiting < 0 never holds"));
  EXPECT_THAT(problems({.when = condition("visits > 5"), .for_days = 51 * week}), IsEmpty());
  EXPECT_THAT(problems({.when = condition("visits > 5"), .for_days = 51 * week + 1}),
              ElementsAre(HasSubstr("a.toml:7:1: the run ends on 2014-03-30, before the change could be in force")));
  EXPECT_THAT(problems({.when = condition("visits > 5"), .at = parse_date("2014-03-17")}), IsEmpty());
  EXPECT_THAT(problems({.when = condition("visits > 5"), .at = parse_date("2014-03-18")}),
              ElementsAre(HasSubstr("could be in force")));
  EXPECT_THAT(problems({.when = condition("visits > 5")}, false),
              ElementsAre("a.toml:8:8: the model 'clinic' has no changes that react; leave out 'when'"));
}

}  // namespace
}  // namespace kith
