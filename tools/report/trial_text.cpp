#include "tools/report/trial_text.hpp"

#include "engine/time/calendar.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/report/summary.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace kith::tools {
namespace {

using results::Contrast;

constexpr double usual_power = 0.8;
constexpr std::size_t label_columns = 12;

std::string one_of(const TrialQuestion& question) {
  return question.treatment.subjects == "families" ? "family" : "person";
}

std::string labelled(const std::string& label, const std::string& text) {
  return wrapped(fmt::format("{:<{}}{}", label, label_columns, text), screen_columns, label_columns) + "\n";
}

/// "-5.1% (95% -6.0% to -4.2%)"; the interval is left out where there is none.
std::string share_with_interval(const Contrast& contrast) {
  if (std::isnan(contrast.low)) return format_signed_percent(contrast.value);
  return fmt::format("{} (95% {} to {})", format_signed_percent(contrast.value), format_signed_percent(contrast.low),
                     format_signed_percent(contrast.high));
}

std::string difference_with_interval(const Contrast& contrast) {
  const int decimals = decimals_for(contrast.value, contrast.high - contrast.value);
  if (std::isnan(contrast.low)) return format_fixed(contrast.value, decimals);
  return fmt::format("{} (95% {})", format_fixed(contrast.value, decimals),
                     format_interval(contrast.low, contrast.high, decimals));
}

std::string design_in_words(const TrialQuestion& question) {
  switch (question.design) {
    case TrialDesign::random:
      return fmt::format("at random, {} of those referred are offered it", format_whole_percent(question.plan.share));
    case TrialDesign::matching:
      return fmt::format("those who began it are matched with {} referred who did not", question.treatment.subjects);
    case TrialDesign::before_after:
      break;
  }
  return fmt::format("those who began it, the {} days after against the {} before", question.plan.follow_up_days,
                     question.plan.before_days);
}

std::string opening_day(const results::Run& run, const TrialPlan& plan) {
  return date_in_words(format_date(parse_date(run.start) + std::chrono::days(plan.before_days)));
}

std::string trial_heading(const results::Run& run, const TrialQuestion& question, const TrialAnswer& answer) {
  const TrialPlan& plan = question.plan;
  const TrialOffer::Outcome& outcome = question.outcomes[question.outcome];
  const std::string limit =
      plan.most_subjects > 0 ? fmt::format(", the first {}", format_count(plan.most_subjects)) : "";
  return coloured(fmt::format("Trial of {} ({}): {}", plan.treatment, question.treatment.title,
                              terminal_safe(run.name.empty() ? run.model : run.name)),
                  Colour::bold, stdout) +
         "\n" +
         labelled("Design", fmt::format("{}{}{}", design_in_words(question),
                                        plan.placebo ? "; a placebo: it is given and does nothing" : "",
                                        plan.spread ? "" : "; nothing spreads along ties")) +
         labelled("Held",
                  fmt::format("{} of {} to {}, seed {}: {} referred from {} on{}, followed for {} days",
                              plural(std::ssize(answer.trials), "trial"), run.start, run.end, run.seed,
                              question.treatment.subjects, opening_day(run, plan), limit, plan.follow_up_days)) +
         labelled("Outcome",
                  fmt::format("{} ({}), of one {} in a year", outcome.name, outcome.meaning, one_of(question)));
}

std::string arm_table(const TrialQuestion& question, const TrialAnswer& answer) {
  using Align = Table::Align;
  Table table({{"", Align::left},
               {question.treatment.subjects + " a trial", Align::right},
               {"began it", Align::right},
               {"before", Align::right},
               {"after", Align::right}});
  const auto add = [&](const std::string& name, const TrialArm& arm) {
    table.add({name, format_fixed(arm.subjects, 0), format_whole_percent(arm.began), format_fixed(arm.before, 2),
               format_fixed(arm.after, 2)});
  };
  const bool random = question.design == TrialDesign::random;
  add(random ? "offered it" : "began it", answer.given);
  if (random) add("not offered it", answer.other);
  if (question.design == TrialDesign::matching) add("did not, matched", answer.other);
  return table.text();
}

std::string verdict(const TrialAnswer& answer) {
  if (std::isnan(answer.change.low)) return "no interval: one cannot tell";
  const bool sees_some = !answer.change.holds(0);
  if (answer.put_in == 0)
    return sees_some ? "no: there is nothing to find, and the interval leaves that out; the design is misled"
                     : "nothing was put in and nothing is found: the interval holds 0";
  if (!answer.change.holds(answer.put_in)) return "no: the interval leaves out the effect put in";
  return sees_some ? "yes: the interval holds the effect put in and leaves out 0"
                   : "yes, but not apart from none: the interval holds the effect put in, and 0 as well";
}

std::string size_for(const TrialAnswer& answer, double power, const std::string& subjects) {
  return fmt::format("{} {}", format_plain(answer.subjects_for(power), 3), subjects);
}

std::string power_line(const TrialQuestion& question, const TrialAnswer& answer) {
  const std::string smallest = fmt::format("A change of {} or more is seen in 80 of 100",
                                           format_percent(answer.smallest_seen_with(usual_power)));
  if (answer.sought == 0 || std::isnan(answer.standard_error)) return smallest;
  const std::string found =
      answer.found ? fmt::format(" ({} of these {} did)", *answer.found, answer.trials.size()) : "";
  return fmt::format("of 100 such trials {} would see the effect put in{}; 80 would with {}. {}",
                     format_fixed(100 * answer.power(), 0), found,
                     size_for(answer, usual_power, question.treatment.subjects), smallest);
}

std::string sizes_text(const TrialQuestion& question, const TrialAnswer& answer) {
  if (answer.sought == 0) return "";
  std::string text;
  for (const double power : {0.5, 0.8, 0.9, 0.95})
    text += fmt::format("{}{} for {}", text.empty() ? "" : ", ", size_for(answer, power, question.treatment.subjects),
                        format_whole_percent(power));
  return labelled("Sizes", text + " power");
}

std::string placebo_text(const TrialQuestion& question, const TrialAnswer& answer) {
  if (question.plan.placebo && question.design == TrialDesign::random && question.treatment.published.empty())
    return "";
  std::string text;
  if (!question.plan.placebo)
    text += labelled("Placebo",
                     fmt::format("where it does nothing this design shows {}", share_with_interval(answer.placebo)));
  for (const PublishedChange& one : question.treatment.published)
    text += labelled("Published", fmt::format("{} in {} ({})", format_signed_percent(one.change), one.of, one.source));
  return text;
}

std::string intervals_text(const TrialQuestion& question, const TrialAnswer& answer) {
  if (answer.trials.size() > 1)
    return labelled("Intervals",
                    fmt::format("Student's t over {} trials in the same place with the same past: of the mean of such "
                                "trials, by chance alone",
                                answer.trials.size()));
  return labelled("Intervals", fmt::format("by {} within one trial, as an evaluator would have them; more trials with "
                                           "--replicates",
                                           question.treatment.subjects));
}

nlohmann::ordered_json contrast_json(const Contrast& contrast) {
  const auto number = [](double value) { return std::isfinite(value) ? nlohmann::ordered_json(value) : nullptr; };
  return {{"value", number(contrast.value)}, {"low", number(contrast.low)}, {"high", number(contrast.high)}};
}

nlohmann::ordered_json arm_json(const TrialArm& arm) {
  return {{"subjects", arm.subjects}, {"began", arm.began}, {"before", arm.before}, {"after", arm.after}};
}

nlohmann::ordered_json single_trials_json(const TrialAnswer& answer) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const SingleTrial& trial : answer.trials)
    list.push_back({{"replicate", trial.replicate},
                    {"given", arm_json(trial.given)},
                    {"other", arm_json(trial.other)},
                    {"difference", contrast_json(trial.difference)},
                    {"change", contrast_json(trial.change)}});
  return list;
}

nlohmann::ordered_json power_json(const TrialAnswer& answer) {
  nlohmann::ordered_json json{{"smallest_change_seen_in_80_of_100", answer.smallest_seen_with(usual_power)}};
  if (answer.sought == 0) return json;
  json["power"] = answer.power();
  json["subjects_for_80_of_100"] = answer.subjects_for(usual_power);
  if (answer.found) json["trials_that_saw_an_effect"] = *answer.found;
  return json;
}

}  // namespace

std::string trial_text(const results::Run& run, const TrialQuestion& question, const TrialAnswer& answer,
                       bool with_sizes) {
  std::string text = trial_heading(run, question, answer) + arm_table(question, answer);
  text += labelled("Difference", fmt::format("{} a year, {}", difference_with_interval(answer.difference),
                                             share_with_interval(answer.change)));
  text += labelled("Put in", fmt::format("{}: what its file states, after refusal, waiting, leaving early and fading",
                                         format_signed_percent(answer.put_in)));
  if (!question.plan.placebo)
    text += labelled(
        "True here",
        fmt::format(
            "{} against the same people where it does nothing{}", share_with_interval(answer.truth),
            answer.on_others ? "; those not offered it: " + format_signed_percent(answer.on_others->value) : ""));
  text += labelled("Came out", verdict(answer));
  if (question.design != TrialDesign::before_after) text += labelled("Power", power_line(question, answer));
  if (with_sizes) text += sizes_text(question, answer);
  return text + placebo_text(question, answer) + intervals_text(question, answer);
}

nlohmann::ordered_json trial_json(const results::Run& run, const TrialQuestion& question, const TrialAnswer& answer) {
  const TrialPlan& plan = question.plan;
  nlohmann::ordered_json json{{"model", run.model},
                              {"name", run.name},
                              {"start", run.start},
                              {"end", run.end},
                              {"seed", run.seed},
                              {"service", plan.treatment},
                              {"design", word_of(question.design)},
                              {"share", plan.share},
                              {"before_days", plan.before_days},
                              {"follow_up_days", plan.follow_up_days},
                              {"placebo", plan.placebo},
                              {"spread", plan.spread},
                              {"outcome", question.outcomes[question.outcome].name},
                              {"subjects", answer.subjects},
                              {"given", arm_json(answer.given)},
                              {"other", arm_json(answer.other)},
                              {"difference", contrast_json(answer.difference)},
                              {"change", contrast_json(answer.change)},
                              {"put_in", answer.put_in},
                              {"true_change", contrast_json(answer.truth)},
                              {"holds_put_in", answer.change.holds(answer.put_in)},
                              {"holds_none", answer.change.holds(0)},
                              {"without_effect", contrast_json(answer.placebo)}};
  if (answer.on_others) json["true_change_of_others"] = contrast_json(*answer.on_others);
  json.update(power_json(answer));
  for (const PublishedChange& one : question.treatment.published)
    json["published"].push_back({{"change", one.change}, {"of", one.of}, {"source", one.source}});
  json["trials"] = single_trials_json(answer);
  return json;
}

}  // namespace kith::tools
