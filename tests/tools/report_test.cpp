// The report page: complete in itself, honest in words, and drawn without fault in a real browser (skipped where there
// is none).
#include "results/comparison.hpp"
#include "tests/tools/browser.hpp"
#include "tests/tools/program.hpp"
#include "tests/tools/shipped_models.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/brief.hpp"
#include "tools/report/card.hpp"
#include "tools/report/comparison_summary.hpp"
#include "tools/report/report_page.hpp"
#include "tools/report/short_summary.hpp"
#include "tools/report/summary.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <map>

namespace kith::tools {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A run of no model this program knows, with one headline and one headline that never has a value.
results::Run small_run(const std::string& name, double shift, int replicates = 8) {
  results::Run run;
  run.model = "town";
  run.name = name;
  run.start = "2013-04-01";
  run.end = "2015-03-31";
  run.measures.measures = {{"visits", "visits", "visits a year", "headlines", {}, Number::real},
                           {"nothing", "share", "never measured", "headlines", {}, Number::real}};
  run.scenario_texts = {{name + ".toml", ""}};
  for (int r = 0; r < replicates; ++r) {
    ReplicateResult& result = run.replicates.emplace_back(run.measures, r);
    result.reals(0)[0] = 1000 + 37 * (r % 3) + (shift != 0 ? shift + r : 0);
    result.reals(1)[0] = std::nan("");
  }
  return run;
}

results::Run comparison(double shift, double goal = 0, int replicates = 8) {
  results::Run other = small_run("other", shift, replicates);
  if (goal != 0)
    other.goals = {{.name = "visits",
                    .scenario = "",
                    .measure = "visits",
                    .compared_with = "base.toml",
                    .by = "",
                    .source = "",
                    .change = goal}};
  return results::join({small_run("base", 0, replicates), other}, {"base", "other"}, {});
}

/// Of recorded crime and of what happens, which change by so much.
results::Run of_records(double recorded, double all) {
  const auto run = [](const std::string& name, double more_recorded, double more) {
    results::Run one = small_run(name, 0);
    one.measures.measures[0].name = "recorded_crime";
    one.measures.measures[1].name = "all_crime";
    one.presentation = models().named("safety").presentation();
    for (ReplicateResult& result : one.replicates) {
      const auto r = static_cast<double>(result.replicate);
      result.reals(0)[0] += more_recorded == 0 ? 0 : more_recorded + r;
      result.reals(1)[0] = 4000 + 50 * r + (more == 0 ? 0 : more + r);
    }
    return one;
  };
  return results::join({run("base", 0, 0), run("other", recorded, all)}, {"base", "other"}, {});
}

TEST(Answer, SaysThatRecordsRiseWhereCrimeDoesNot) {
  EXPECT_THAT(answer_to(of_records(50, 0), nullptr)[0],
              HasSubstr("while the crimes that happen stay exactly the same"));
  EXPECT_THAT(answer_to(of_records(50, -200), nullptr)[0], HasSubstr("while the crimes that happen fall by"));
  EXPECT_THAT(on_recording(of_records(50, -3.5), 1),
              HasSubstr("the crimes that happen change by no more than matters"));
  results::Run all_matters = of_records(50, -3.5);
  all_matters.presentation.smallest_change = 0;
  EXPECT_THAT(on_recording(all_matters, 1), HasSubstr("no change of the crimes that happen can be told from chance"));
  EXPECT_THAT(on_recording(of_records(100, 50), 1), HasSubstr("the crimes that happen only by"));
  EXPECT_EQ(on_recording(of_records(50, 400), 1), "") << "crime rises as much";
  EXPECT_EQ(on_recording(of_records(-50, -200), 1), "");
  EXPECT_EQ(on_recording(of_records(0, -200), 1), "");
  EXPECT_EQ(on_recording(comparison(-200), 1), "") << "neither is measured";
}

TEST(Answer, IsNoSurerThanTheNumbers) {
  EXPECT_THAT(answer_to(comparison(-200, -0.1, 20), nullptr)[0],
              AllOf(HasSubstr("Yes, in this model"), HasSubstr("met in 20 of 20"), HasSubstr("falls by")));
  EXPECT_THAT(answer_to(comparison(-200, -0.1), nullptr)[0], HasSubstr("Probably, in this model"))
      << "eight pairs are fewer";
  EXPECT_THAT(answer_to(comparison(-50, -0.1), nullptr)[0],
              AllOf(HasSubstr("No, not in this model"), HasSubstr("met in 0 of 8")))
      << "far from the goal in every pair";
  EXPECT_THAT(answer_to(comparison(-50, -0.051), nullptr)[0],
              AllOf(HasSubstr("Probably not, in this model"), HasSubstr("met in 0 of 8")))
      << "near it: the next pair may meet it";
  EXPECT_THAT(answer_to(comparison(-50, -0.1, 4), nullptr)[0], HasSubstr("No, not in this model"));
  EXPECT_THAT(answer_to(comparison(-50, -0.1, 20), nullptr)[0], HasSubstr("No, not in this model"));
  EXPECT_THAT(answer_to(comparison(-200, -0.1, 3), nullptr)[0], HasSubstr("Cannot tell: the target"))
      << "three pairs are too few";
  EXPECT_THAT(answer_to(comparison(-3.5), nullptr)[0], HasSubstr("no change can be told from chance with 8 pairs"));
  EXPECT_THAT(answer_to(comparison(0), nullptr)[0], HasSubstr("Nothing differs at all"));
  EXPECT_THAT(answer_to(comparison(-200, 0, 1), nullptr)[0], HasSubstr("Cannot tell"));
  EXPECT_THAT(answer_to(small_run("base", 0), nullptr)[0], HasSubstr("one scenario"));
}

/// Not a headline differs; people starting do by `more` in one pair, and by nothing that is not known.
results::Run with_starts(int more) {
  const auto run_with = [](const std::string& name, std::int32_t more_starts) {
    results::Run run = small_run(name, 0);
    run.measures.measures.push_back({"starts", "people", "people who began", "services", {}, Number::count});
    for (ReplicateResult& result : run.replicates)
      result.arrays.emplace_back(Counts{result.replicate == 3 ? 5 + more_starts : 5});
    return run;
  };
  return results::join({run_with("base", 0), run_with("other", more)}, {"base", "other"}, {});
}

TEST(Answer, SaysThatOtherMeasuresDifferWhereNoHeadlineDoes) {
  const std::string told = "No headline differs; 1 other measure does.";
  EXPECT_THAT(answer_to(with_starts(1), nullptr)[0], HasSubstr(told));
  EXPECT_EQ(brief_of(with_starts(1), nullptr, 1).nothing_differs, told);
  EXPECT_THAT(answer_to(with_starts(0), nullptr)[0], HasSubstr("Nothing differs at all"));
  EXPECT_EQ(brief_of(comparison(-200), nullptr, 1).nothing_differs, "");
}

// ---- the first screen ----

std::string first_screen(const results::Run& run) {
  const std::string page = report_page(run, nullptr);
  const std::size_t begin = page.find("<header");
  return page.substr(begin, page.find("</header>") - begin);
}

TEST(Brief, FarFromAGoalIsNo) {
  const Brief::Target line = brief_of(comparison(-9, -0.1), nullptr, 1).targets.at(0);
  EXPECT_EQ(line.answer, "No");
  EXPECT_EQ(line.title, "Visits");
  EXPECT_EQ(line.asked, "-10%");
  EXPECT_THAT(line.change, AllOf(HasSubstr("-0.5%"), HasSubstr("95% -0.")));
  EXPECT_EQ(line.met, "met in 0 of 8 pairs");
  EXPECT_EQ(line.judged_on, "the whole run");
  EXPECT_NE(line.from, line.to.substr(0, line.from.size())) << "as many digits as tell them apart";
  EXPECT_EQ(brief_of(comparison(-200, -0.1, 20), nullptr, 1).targets.at(0).answer, "Yes");
  EXPECT_EQ(brief_of(comparison(-200, -0.1, 3), nullptr, 1).targets.at(0).answer, "Cannot tell");
}

TEST(Brief, AnswersTheFirstTargetInOnePlainSentence) {
  EXPECT_EQ(brief_of(comparison(-9, -0.1), nullptr, 1).answer, "No: visits falls by about 0.5%, not by 10%.");
  EXPECT_EQ(brief_of(comparison(50, -0.1), nullptr, 1).answer,
            "No: visits rises by about 5.2% and does not fall by 10%.");
  EXPECT_THAT(
      brief_of(comparison(-3.5, -0.1), nullptr, 1).answer,
      AllOf(testing::StartsWith("No: visits may fall or rise (95% "), testing::EndsWith(") and does not fall by 10%.")))
      << "which way cannot be told";
  EXPECT_EQ(brief_of(comparison(-200, -0.1, 20), nullptr, 1).answer,
            "Yes: visits falls by about 18.4%, and 10% was asked.");
  EXPECT_THAT(brief_of(comparison(-200, -0.1, 3), nullptr, 1).answer,
              AllOf(testing::StartsWith("Cannot tell: visits falls by about"), HasSubstr("; asked: -10%.")));
  EXPECT_EQ(brief_of(comparison(-200), nullptr, 1).answer, "") << "no target";
  const std::string html = first_screen(comparison(-9, -0.1));
  EXPECT_LT(html.find("No: visits falls"), html.find("The targets"));
}

TEST(Brief, SaysThatNextToNothingIsAnyFall) {
  const Brief brief = brief_of(comparison(-200, -0.0001, 20), nullptr, 1);
  EXPECT_EQ(brief.targets.at(0).asked, "any fall");
  EXPECT_EQ(brief.answer, "Yes: visits falls by about 18.4%.");
}

TEST(Brief, SaysThatSoFewPairsCannotSettleIt) {
  EXPECT_THAT(brief_of(comparison(-200, -0.1, 4), nullptr, 1).targets.at(0).met,
              "met in 4 of 4 pairs; so few pairs cannot settle it");
  EXPECT_EQ(brief_of(comparison(-200, -0.1, 8), nullptr, 1).targets.at(0).met, "met in 8 of 8 pairs");
  const results::Run four = comparison(-200, -0.1, 4);
  EXPECT_THAT(goal_text(four, four.goals.at(0)), testing::EndsWith("So few pairs cannot settle it."));
}

TEST(Brief, SaysThatTheModelMissesATargetsOwnFigure) {
  results::Run run = comparison(-9, -0.1);
  const auto fact = [](double target) {
    return Fact{"visits", "", "visits", target, 0.9 * target, 1.1 * target, "visits", "predict", "a book"};
  };
  run.facts = {fact(4000)};
  EXPECT_EQ(brief_of(run, nullptr, 1).targets.at(0).missed,
            "the model misses this figure: 1,000 for a published 4,000");
  EXPECT_THAT(first_screen(run), HasSubstr("the model misses this figure"));
  run.facts = {fact(1030)};
  EXPECT_EQ(brief_of(run, nullptr, 1).targets.at(0).missed, "");
}

TEST(Brief, NamesTheLabelOfATargetAndWhyItWasNotJudged) {
  results::Run run = comparison(-9, -0.1);
  run.goals.at(0).measure = "offences[violence_with_injury]";
  const Brief::Target line = brief_of(run, nullptr, 1).targets.at(0);
  EXPECT_EQ(line.title, "Offences (violence with injury)");
  EXPECT_EQ(line.answer, "Not judged");
  EXPECT_THAT(first_screen(run), HasSubstr(">Not judged</strong>"));
}

TEST(Brief, WritesNumbersAsAPersonWould) {
  results::Run run = comparison(-200);
  for (ReplicateResult& result : run.replicates) result.reals(0)[1] = 0.9 * result.reals(0)[0];
  const Brief::Number line = brief_of(run, nullptr, 1).numbers.at(0);
  EXPECT_EQ(line.change, "-10.0%");
  EXPECT_EQ(line.interval, "about -10.0%") << "no interval with two equal ends";
  EXPECT_EQ(line.from, "1,030");
}

TEST(Brief, SaysWhatIntervalsCover) {
  results::Run run = comparison(-50);
  EXPECT_THAT(covered_by_intervals(run), AllOf(HasSubstr("chance alone"), HasSubstr("8 pairs")));
  run.evidence_draws.draws = 20;
  run.evidence_draws.numbers.resize(3);
  EXPECT_THAT(covered_by_intervals(run),
              AllOf(HasSubstr("what is not known of 3 numbers of evidence"), Not(HasSubstr("alone"))));
  EXPECT_THAT(covered_by_intervals(run), testing::EndsWith("the chance that the model itself is wrong."))
      << "and not as if it were beyond doubt";
  EXPECT_THAT(covered_by_intervals(comparison(-50, 0, 1)), HasSubstr("One pair of runs gives no interval"));
}

TEST(Brief, PutsCautionsAndMissesFirst) {
  results::Run run = comparison(-50);
  EXPECT_THAT(trust_in(run), testing::ElementsAre(HasSubstr("No published figure")));
  run.cautions = {{"run.step_days", "Steps are long."}};
  const auto fact = [](const char* name, double target) {
    return Fact{name, "", "visits", target, 0.9 * target, 1.1 * target, "visits", "predict", "a book"};
  };
  run.facts = {fact("met", 1030), fact("near", 1200), fact("far", 4000), fact("not counted here", 1)};
  run.facts.back().measure = "nothing";
  EXPECT_EQ(std::string(sorted_card_of(run).back().verdict()), "no value");
  EXPECT_THAT(trust_in(run), testing::ElementsAre("Steps are long.",
                                                  AllOf(HasSubstr("2 of 3 published figures are missed: far (published "
                                                                  "4,000, here 1,030"),
                                                        HasSubstr("near")),
                                                  HasSubstr("1 of 3 published figures are met")));
  const std::string long_one = "Rates are of " + std::string(300, 'x') + " and end here.";
  run.cautions.push_back({"rates", long_one});
  EXPECT_THAT(short_summary(run, nullptr), AllOf(HasSubstr("\nCaution: Steps are long.\nCaution: Rates are of"),
                                                 HasSubstr("and end here."), HasSubstr("\nTrust: 2 of 3")));
}

TEST(Brief, TellsChangesAndTheirEvidenceInPlainWords) {
  results::Run run = comparison(-50);
  const std::string start = "[services.clinic]\nactive = false\nplaces = 40.0\n[services.school]\nhours = 5.0\n";
  run.scenarios[0].resolved = start;
  run.scenarios[1].resolved = start +
                              "[[change]]\nat = 2014-04-01\nset.\"services.clinic.active\" = true\n"
                              "set.\"services.school.hours\" = 6.0\n";
  run.evidence = {{"services.clinic.effect", "0.9", "ratio", "trial", "a paper", ""},
                  {"services.clinic.places", "40", "places", "assumed", "", ""}};
  const Brief plain = brief_of(run, nullptr, 1);
  EXPECT_EQ(plain.changed.at(0).what, "starts on 1 April 2014");
  EXPECT_EQ(plain.changed.at(0).evidence, "1 of 2 numbers assumed");
  run.presentation.changed.size = "places";
  run.presentation.changed.effect = "effect";
  const Brief brief = brief_of(run, nullptr, 1);
  ASSERT_EQ(brief.changed.size(), 2U);
  EXPECT_EQ(brief.changed[0].title, "Clinic");
  EXPECT_EQ(brief.changed[0].what, "starts on 1 April 2014; places: 40");
  EXPECT_EQ(brief.changed[0].evidence, "effect: trial; 1 of 2 numbers assumed");
  EXPECT_EQ(brief.changed[1].what, "hours from 5 to 6, from 1 April 2014");
}

TEST(FirstScreen, IsReadWithoutScripts) {
  const std::string html = first_screen(comparison(-9, -0.1));
  EXPECT_THAT(html, AllOf(HasSubstr("<strong class=\"verdict No\">No</strong>"), HasSubstr(">Asked<"),
                          HasSubstr("−10%"), HasSubstr("Intervals (95%) cover chance alone"), HasSubstr("95% interval"),
                          HasSubstr("How far to trust it here"), HasSubstr("What was changed")));
  EXPECT_LT(html.find("verdict"), html.find("cover chance alone"));
  EXPECT_LT(html.find("cover chance alone"), html.find("Main numbers"));
  EXPECT_THAT(first_screen(comparison(0)), HasSubstr("Nothing differs at all"));
}

TEST(FirstScreen, PutsOptionsSideBySide) {
  results::Run first = small_run("first", -50), second = small_run("second", -200);
  first.goals = second.goals = comparison(-50, -0.1).goals;
  const std::string html =
      first_screen(results::join({small_run("base", 0), first, second}, {"base", "first", "second"}, {}));
  EXPECT_THAT(html, AllOf(HasSubstr(">Option<"), HasSubstr("What was changed: first"),
                          HasSubstr("Levels, option by option"), HasSubstr("second; met in 8 of 8 pairs")));
  EXPECT_LT(html.find("cover chance alone"), html.find(">Option<"));
}

/// Two scenarios that have these values by label of an axis, the second more by `more` in the last.
results::Run by_label(const std::string& axis, const std::vector<std::string>& labels, const Measure& measure,
                      const std::vector<double>& values, double more) {
  const auto run = [&](const std::string& name, double added) {
    results::Run one = small_run(name, 0);
    one.presentation = models().named("safety").presentation();
    one.measures.dimensions = {{axis, "", "", labels, {}}};
    one.measures.measures.push_back(measure);
    for (ReplicateResult& result : one.replicates) {
      ReplicateResult fresh(one.measures, result.replicate);
      fresh.reals(0)[0] = 1000;
      std::ranges::copy(values, fresh.reals(2).begin());
      fresh.reals(2)[values.size() - 1] += added;
      result = std::move(fresh);
    }
    return one;
  };
  return results::join({run("base", 0), run("other", more)}, {"base", "other"}, {});
}

/// The panel of that name in the page's data.
nlohmann::ordered_json panel_of(const nlohmann::ordered_json& data, const std::string& id) {
  for (const auto& panel : data.at("panels"))
    if (panel.at("id") == id) return panel;
  ADD_FAILURE() << "no panel " << id;
  return {};
}

TEST(ReportPage, AddsUpTheAreasOfEachWard) {
  const results::Run run =
      by_label("area", {"a", "b", "c"}, {"recorded_crime_by_area", "crimes", "by area", "", {"area"}, Number::real},
               {10, 20, 40}, -4);
  const auto areas = [](const results::Run&) {
    return std::map<std::string, MapArea>{{"a", {"A", "North"}}, {"b", {"B", "South"}}, {"c", {"C", "South"}}};
  };
  const auto wards = panel_of(report_data(run, nullptr, areas), "recorded_by_area").at("wards");
  ASSERT_EQ(wards.size(), 2U);
  EXPECT_EQ(wards.at(1).at("title"), "South");
  EXPECT_EQ(wards.at(1).at("levels").at(0).at(0), 60);
  EXPECT_EQ(wards.at(1).at("differences").at(0).at("change").at(0), -4);
}

TEST(ReportPage, DoesNotTellOfGroupsUnderTwentyPeople) {
  const results::Run run =
      by_label("deprivation", {"few", "many"},
               {"harmed_by_group", "people", "harmed", "equity", {"deprivation"}, Number::real}, {17, 500}, 9);
  const auto panel = panel_of(report_data(run, nullptr), "harmed_by_deprivation");
  const auto& few = panel.at("rows").at(0);
  EXPECT_EQ(few.at("few"), 20);
  EXPECT_THAT(few.at("levels"), IsEmpty()) << "not in the data either";
  EXPECT_EQ(panel.at("rows").at(1).at("levels").at(0).at(0), 500);
}

TEST(ReportPage, CannotBeBrokenOutOf) {
  results::Run run = small_run("</script><script>alert(1)</script>", 0);
  run.question = "<img src=x onerror=alert(1)> & \xff";
  const std::string page = report_page(run, nullptr);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;img src=x onerror=alert(1)&gt; &amp; "));
}

/// What the page's data says of each changed setting: whether the thing it belongs to is off in the base, in the
/// alternative.
std::map<std::string, std::pair<bool, bool>> switched_off(const std::string& base, const std::string& alternative) {
  results::Run run = comparison(-200);
  run.scenarios[0].resolved = base;
  run.scenarios[1].resolved = alternative;
  const std::string page = report_page(run, nullptr);
  const std::string before = R"(<script type="application/json" id="data">)";
  const std::size_t begin = page.find(before) + before.size();
  std::map<std::string, std::pair<bool, bool>> found;
  const json data = json::parse(page.substr(begin, page.find("</script>", begin) - begin));
  for (const json& change : data.at("scenarios").at(1).at("changes"))
    found[change.at("path")] = {change.at("off_in_base"), change.at("off_in_alternative")};
  return found;
}

TEST(ReportPage, TellsWhichSettingsBelongToAServiceThatIsOff) {
  using Off = std::pair<bool, bool>;
  const std::string start =
      "[services.clinic]\nactive = false\nplaces = 40\n[services.school]\nactive = true\nplaces = 5\n";
  const auto found = switched_off(
      start,
      start +
          "[[change]]\nat = 2014-04-01\nset.\"services.clinic.active\" = true\nset.\"services.clinic.places\" = 60\n"
          "set.\"services.school.places\" = 6\n");
  EXPECT_EQ(found.at("services.clinic.places"), Off(true, false));
  EXPECT_EQ(found.at("services.school.places"), Off(false, false));
  EXPECT_EQ(found.at("services.clinic.active"), Off(false, false)) << "the switch itself is told as it is";
  const std::string later = start + "[[change]]\nat = 2014-04-01\nset.\"services.clinic.active\" = true\n";
  EXPECT_EQ(switched_off(later, later + "[[change]]\nat = 2014-01-01\nset.\"services.clinic.places\" = 60\n")
                .at("services.clinic.places"),
            Off(true, true))
      << "not yet on";
  EXPECT_EQ(switched_off(later, later + "[[change]]\nat = 2015-01-01\nset.\"services.clinic.places\" = 60\n")
                .at("services.clinic.places"),
            Off(false, false))
      << "on by then";
}

class ReportCommand : public WithBrowser<Program> {
 protected:
  ReportCommand() {
    write("base.toml", small_scenario());
    write("more.toml",
          "extends = \"base.toml\"\n[scenario]\nname = \"More contact\"\n[[change]]\nat = 2020-06-01\n"
          "set.\"contagion.transmission\" = 0.1\n");
    write("less.toml", "extends = \"base.toml\"\n[[change]]\nat = 2020-06-01\nset.\"contagion.transmission\" = 0.01\n");
  }
};

/// The answer first, on one sheet; then few figures, the others a click away.
void expect_little_at_first(const json& seen) {
  for (const json& look : seen.at("looks")) {
    EXPECT_LE(look.at("figures_in_sight"), 12);
    EXPECT_LT(look.at("figures_in_sight"), look.at("figures"));
    EXPECT_THAT(look.at("first_screen").get<std::string>(), HasSubstr("How far to trust it here"));
  }
  EXPECT_LE(seen.at("printed").at("first_sheet"), 1);
  EXPECT_EQ(seen.at("printed").at("ends_the_sheet"), true);
}

TEST_F(ReportCommand, PageIsCompleteInItself) {
  ASSERT_EQ(kith({"compare", "base.toml", "more.toml", "-o", "c.h5", "--report", "c.html", "--quiet"}).code, 0);
  const std::string page = text_of("c.html");
  EXPECT_LT(page.size(), 5'000'000U);
  for (const char* fetched : {"src=\"", "<link", "@import", "url(", "fetch(", "XMLHttpRequest(\""}) {
    const std::size_t script = page.find("https://d3js.org");
    const std::size_t at = page.find(fetched);
    EXPECT_TRUE(at == std::string::npos || at > script) << fetched;
  }
  EXPECT_THAT(page, Not(HasSubstr("{{")));
  EXPECT_THAT(page, HasSubstr("More contact compared with A small town"));
  ASSERT_EQ(kith({"report", "c.h5", "-o", "again.html"}).code, 0);
  EXPECT_EQ(text_of("again.html"), page) << "the file alone gives the same page";
}

TEST_F(ReportCommand, TakesARunAComparisonOrSeveralRuns) {
  ASSERT_EQ(kith({"run", "base.toml", "--report", "base.html", "--quiet"}).code, 0);
  EXPECT_THAT(text_of("base.html"), HasSubstr("This page describes one scenario"));
  ASSERT_EQ(kith({"run", "more.toml", "--quiet"}).code, 0);
  const Finished both = kith({"report", "base.h5", "more.h5", "-o", "both.html"});
  EXPECT_EQ(both.code, 0) << both.err;
  EXPECT_THAT(text_of("both.html"), HasSubstr("More contact compared with A small town"));
}

TEST_F(ReportCommand, RefusesWhatItCannotReadOrMayNotReplace) {
  write("no.h5", "nothing");
  EXPECT_EQ(kith({"report", "no.h5"}).code, 4);
  EXPECT_EQ(kith({"report"}).code, 2);
  ASSERT_EQ(kith({"run", "base.toml", "--quiet"}).code, 0);
  write("base.html", "mine");
  EXPECT_EQ(kith({"report", "base.h5"}).code, 4);
  EXPECT_EQ(text_of("base.html"), "mine");
  EXPECT_EQ(kith({"report", "base.h5", "--force"}).code, 0);
  EXPECT_EQ(kith({"report", "base.h5", "-o", "nowhere/page.html"}).code, 4);
}

TEST_F(ReportCommand, DrawsInABrowser) {
  if (!has_browser()) GTEST_SKIP() << "no Chromium with its driver and python3-selenium";
  for (const char* name : {"more.toml", "less.toml"})
    write(name, text_of(name) +
                    "[[target]]\nmeasure = \"mean_active_share\"\ncompared_with = \"base.toml\"\nchange = \"+20%\"\n");
  ASSERT_EQ(kith({"compare", "base.toml", "more.toml", "less.toml", "--break-even",
                  "contagion.transmission=0.02..0.1:3", "-o", "c.h5", "--report", "c.html", "--quiet"})
                .code,
            0);
  const json seen = expect_sound("c.html", 5);
  EXPECT_THAT(seen.at("looks").at(0).at("takes"), AllOf(HasSubstr("It is +20.0% at 0.0"), HasSubstr(" (95% 0.0")));
  for (const json& look : seen.at("looks"))
    EXPECT_EQ(look.at("charts_of_second_alternative"), look.at("charts").size());
}

TEST_F(ReportCommand, DrawsASafetyComparisonAndARunInABrowser) {
  if (!has_browser()) GTEST_SKIP() << "no Chromium with its driver and python3-selenium";
  write("wards.toml", "extends = \"" KITH_SOURCE_DIR
                      "/scenarios/two-wards.toml\"\n[scenario]\nname = \"No early help in either ward, and officers at "
                      "few of the hot spots\"\n"
                      "[[change]]\nat = 2013-10-01\nset.\"services.early_help.active\" = false\n"
                      "set.\"services.restorative_justice.facilitator_hours_per_week\" = 20\n"
                      "set.\"services.hot_spot_patrol.active\" = true\nset.\"services.hot_spot_patrol.places\" = 4\n"
                      "set.\"services.pubwatch.places\" = 3\n");
  const Finished compared =
      kith({"compare", KITH_SOURCE_DIR "/scenarios/two-wards.toml", "wards.toml", "--replicates", "2",
            "--evidence-draws", "2", "--draw-replicates", "1", "-o", "c.h5", "--report", "c.html", "--quiet"});
  ASSERT_EQ(compared.code, 0) << compared.err;
  const json seen = expect_sound("c.html", 20, Look::thorough);
  expect_little_at_first(seen);
  const json& changes = seen.at("looks").at(0).at("changes");
  EXPECT_THAT(changes, Contains(HasSubstr("early help, active: on → off")));
  EXPECT_THAT(changes, Contains(AllOf(HasSubstr("hot spot patrol, places: off → 4 places"),
                                      HasSubstr("It is off in the base, where this is 15"))));
  EXPECT_THAT(changes, Contains(AllOf(HasSubstr("pubwatch, places: "), HasSubstr(" → 3 "),
                                      HasSubstr("It is off in both worlds then"))));
  EXPECT_THAT(changes, Contains(AllOf(HasSubstr("facilitator hours per week: 40 → 20"), Not(HasSubstr("It is off")))));
  ASSERT_EQ(kith({"run", KITH_SOURCE_DIR "/scenarios/two-wards.toml", "--replicates", "1", "-o", "r.h5", "--report",
                  "r.html", "--quiet"})
                .code,
            0);
  expect_sound("r.html", 15);
}

}  // namespace
}  // namespace kith::tools
