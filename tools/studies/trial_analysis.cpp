#include "tools/studies/trial_analysis.hpp"

#include "engine/time/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace kith::tools {
namespace {

using results::Contrast;
using results::SampleMean;
using Subjects = std::vector<const TrialSubject*>;
using Values = std::vector<double>;

constexpr std::size_t least_subjects = 2;  ///< on each side

/// Yearly rates of one outcome.
class Rates {
 public:
  explicit Rates(const TrialQuestion& question)
      : outcome_(question.outcome),
        before_(days_per_year / question.plan.before_days),
        after_(days_per_year / question.plan.follow_up_days) {}
  double before(const TrialSubject& one) const { return one.before[outcome_] * before_; }
  double after(const TrialSubject& one) const { return one.after[outcome_] * after_; }
  double without(const TrialSubject& one) const { return one.without[outcome_] * after_; }
  double expected(const TrialSubject& one) const { return one.expected[outcome_] * after_; }

 private:
  std::size_t outcome_;
  double before_, after_;
};
using Rate = double (Rates::*)(const TrialSubject&) const;

Values values_of(const Rates& rates, Rate rate, const Subjects& subjects) {
  Values values;
  values.reserve(subjects.size());
  for (const TrialSubject* one : subjects) values.push_back((rates.*rate)(*one));
  return values;
}

double mean_of(const Values& values) { return results::sample_mean(values).mean; }

double sum_of(const Values& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

/// Those given the treatment and those they are held against; of before and after, nobody but the former.
struct Sides {
  Subjects given, other;
};

Sides sides_of(const TrialQuestion& question, const std::vector<TrialSubject>& subjects) {
  Sides sides;
  for (const TrialSubject& one : subjects) {
    const bool given = question.design == TrialDesign::random ? one.offered : one.began;
    if (given || question.design != TrialDesign::before_after) (given ? sides.given : sides.other).push_back(&one);
  }
  return sides;
}

bool enough(const TrialQuestion& question, const Sides& sides) {
  return sides.given.size() >= least_subjects &&
         (question.design == TrialDesign::before_after || sides.other.size() >= least_subjects);
}

TrialArm arm_of(const Rates& rates, const Subjects& subjects) {
  double began = 0;
  for (const TrialSubject* one : subjects) began += one->began ? 1 : 0;
  const auto count = static_cast<double>(subjects.size());
  return {count, began / count, mean_of(values_of(rates, &Rates::before, subjects)),
          mean_of(values_of(rates, &Rates::after, subjects))};
}

/// The mean of those matched: whoever is taken several times makes it less sure.
SampleMean mean_of_matched(const Values& all, const std::vector<std::size_t>& taken) {
  std::vector<double> times(all.size());
  double sum = 0, squares = 0;
  for (const std::size_t one : taken) {
    sum += all[one];
    times[one] += 1;
  }
  for (const double each : times) squares += each * each;
  const SampleMean plain = results::sample_mean(all);
  const auto count = static_cast<double>(taken.size());
  const double of_one = plain.variance * static_cast<double>(plain.count);
  return {sum / count, of_one * squares / (count * count), plain.freedom, static_cast<std::int64_t>(taken.size())};
}

void hold_against_others(SingleTrial& trial, const TrialQuestion& question, const Rates& rates, const Sides& sides) {
  const SampleMean given = results::sample_mean(values_of(rates, &Rates::after, sides.given));
  const Values others = values_of(rates, &Rates::after, sides.other);
  SampleMean other = results::sample_mean(others);
  trial.other = arm_of(rates, sides.other);
  if (question.design == TrialDesign::matching) {
    const std::vector<std::size_t> taken = nearest_by_traits(sides.given, sides.other);
    other = mean_of_matched(others, taken);
    trial.other.before = mean_of_matched(values_of(rates, &Rates::before, sides.other), taken).mean;
    trial.other.after = other.mean;
  }
  trial.difference = results::difference_of_means(given, other);
  trial.change = results::relative_difference(given, other);
}

void hold_against_before(SingleTrial& trial, const Rates& rates, const Sides& sides) {
  const Values before = values_of(rates, &Rates::before, sides.given);
  const Values after = values_of(rates, &Rates::after, sides.given);
  Values rise;
  for (std::size_t i = 0; i < after.size(); ++i) rise.push_back(after[i] - before[i]);
  const SampleMean mean = results::sample_mean(rise);
  trial.other = trial.given;
  trial.difference = results::contrast(mean.mean, std::sqrt(mean.variance), mean.freedom);
  trial.change = results::relative_difference_of_pairs(after, before);
}

SingleTrial single_trial(const TrialQuestion& question, std::int64_t replicate, const Sides& sides) {
  const Rates rates(question);
  SingleTrial trial;
  trial.replicate = replicate;
  trial.given = arm_of(rates, sides.given);
  if (question.design == TrialDesign::before_after)
    hold_against_before(trial, rates, sides);
  else
    hold_against_others(trial, question, rates, sides);
  return trial;
}

/// What those held against the treatment have in one trial.
double reference_of(const TrialQuestion& question, const SingleTrial& trial) {
  return question.design == TrialDesign::before_after ? trial.given.before : trial.other.after;
}

Contrast mean_difference(const std::vector<SingleTrial>& trials) {
  if (trials.size() == 1) return trials.front().difference;
  Values values;
  for (const SingleTrial& trial : trials) values.push_back(trial.difference.value);
  const SampleMean mean = results::sample_mean(values);
  return results::contrast(mean.mean, std::sqrt(mean.variance), mean.freedom);
}

Contrast mean_change(const TrialQuestion& question, const std::vector<SingleTrial>& trials) {
  if (trials.size() == 1) return trials.front().change;
  Values given, other;
  for (const SingleTrial& trial : trials) {
    given.push_back(trial.given.after);
    other.push_back(reference_of(question, trial));
  }
  return results::relative_difference_of_pairs(given, other);
}

TrialArm mean_arm(const std::vector<SingleTrial>& trials, TrialArm SingleTrial::*arm) {
  TrialArm mean;
  const auto count = static_cast<double>(trials.size());
  for (const SingleTrial& trial : trials) {
    const TrialArm& one = trial.*arm;
    mean.subjects += one.subjects / count;
    mean.began += one.began / count;
    mean.before += one.before / count;
    mean.after += one.after / count;
  }
  return mean;
}

/// The same people in the world tried and in that without effect: over trials, or over subjects of a single one.
Contrast against_themselves(const Rates& rates, Rate rate, const std::vector<Subjects>& by_trial) {
  if (by_trial.size() == 1)
    return results::relative_difference_of_pairs(values_of(rates, rate, by_trial[0]),
                                                 values_of(rates, &Rates::without, by_trial[0]));
  Values with, without;
  for (const Subjects& subjects : by_trial) {
    with.push_back(sum_of(values_of(rates, rate, subjects)));
    without.push_back(sum_of(values_of(rates, &Rates::without, subjects)));
  }
  return results::relative_difference_of_pairs(with, without);
}

Contrast change_without_effect(const TrialQuestion& question, const std::vector<TrialReplicate>& replicates) {
  std::vector<SingleTrial> trials;
  for (const TrialReplicate& replicate : replicates)
    if (const Sides sides = sides_of(question, replicate.placebo); enough(question, sides))
      trials.push_back(single_trial(question, replicate.replicate, sides));
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return trials.empty() ? Contrast{nan, nan, nan, nan} : mean_change(question, trials);
}

/// How large a trial is and how sure of itself.
void tell_power(TrialAnswer& answer, const TrialQuestion& question) {
  const auto count = static_cast<double>(answer.trials.size());
  std::int64_t found = 0;
  for (const SingleTrial& trial : answer.trials) {
    answer.standard_error += trial.difference.standard_error / count;
    answer.reference += reference_of(question, trial) / count;
    found += trial.difference.holds(0) ? 0 : 1;
  }
  answer.sought = answer.put_in * answer.reference;
  answer.subjects_a_trial =
      answer.given.subjects + (question.design == TrialDesign::before_after ? 0 : answer.other.subjects);
  if (answer.trials.size() > 1) answer.found = found;
}

}  // namespace

double TrialAnswer::subjects_for(double power) const {
  const double times = results::errors_seen_with(power) * standard_error / std::abs(sought);
  return sought == 0 ? std::numeric_limits<double>::infinity() : std::ceil(subjects_a_trial * times * times);
}

double TrialAnswer::smallest_seen_with(double power) const {
  return results::errors_seen_with(power) * standard_error / reference;
}

std::vector<std::size_t> nearest_by_traits(const std::vector<const TrialSubject*>& given,
                                           const std::vector<const TrialSubject*>& others) {
  const std::size_t traits = others.front()->traits.size();
  Values scale(traits);
  for (std::size_t t = 0; t < traits; ++t) {
    Values values;
    for (const Subjects& side : {given, others})
      for (const TrialSubject* one : side) values.push_back(one->traits[t]);
    const SampleMean mean = results::sample_mean(values);
    const double spread = mean.variance * static_cast<double>(mean.count);
    scale[t] = spread > 0 ? 1 / spread : 0;
  }
  std::vector<std::size_t> nearest;
  for (const TrialSubject* one : given) {
    const auto apart = [&](const TrialSubject* other) {
      double squares = 0;
      for (std::size_t t = 0; t < traits; ++t) {
        const double by = one->traits[t] - other->traits[t];
        squares += scale[t] * by * by;
      }
      return std::tuple(squares, std::abs(one->entered - other->entered), other->number);
    };
    nearest.push_back(static_cast<std::size_t>(std::ranges::min_element(others, {}, apart) - others.begin()));
  }
  return nearest;
}

TrialAnswer analyse_trial(const TrialQuestion& question, const std::vector<TrialReplicate>& replicates,
                          const SourceLocation& where) {
  const Rates rates(question);
  TrialAnswer answer;
  std::vector<Subjects> given, other;
  for (const TrialReplicate& replicate : replicates) {
    const Sides sides = sides_of(question, replicate.tried);
    if (!enough(question, sides)) continue;
    answer.trials.push_back(single_trial(question, replicate.replicate, sides));
    answer.subjects += static_cast<std::int64_t>(sides.given.size() + sides.other.size());
    given.push_back(sides.given);
    other.push_back(sides.other);
  }
  if (answer.trials.empty())
    throw InputError(where, fmt::format("too few {} came to {} to be held against each other: give a larger place, a "
                                        "longer run or a shorter follow-up",
                                        question.treatment.subjects, question.plan.treatment));
  answer.given = mean_arm(answer.trials, &SingleTrial::given);
  answer.other = mean_arm(answer.trials, &SingleTrial::other);
  answer.difference = mean_difference(answer.trials);
  answer.change = mean_change(question, answer.trials);
  answer.put_in = against_themselves(rates, &Rates::expected, given).value;
  answer.truth = against_themselves(rates, &Rates::after, given);
  if (question.design == TrialDesign::random) answer.on_others = against_themselves(rates, &Rates::after, other);
  answer.placebo = change_without_effect(question, replicates);
  tell_power(answer, question);
  return answer;
}

}  // namespace kith::tools
