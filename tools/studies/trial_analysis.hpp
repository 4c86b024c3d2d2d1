// What a trial shows: the difference between those given a treatment and those they are held against, with its
// interval, beside what was put in, what is true in the very worlds it was held in, and what it shows of a treatment
// that does nothing; and how large it would have to be.
#pragma once

#include "results/contrasts.hpp"
#include "tools/studies/trial_study.hpp"

#include <optional>
#include <vector>

namespace kith::tools {

/// One side of a trial, by the mean over trials. Outcomes are of one subject, a year.
struct TrialArm {
  double subjects = 0;  ///< in a trial
  double began = 0;     ///< share that began the treatment
  double before = 0, after = 0;
};

/// One trial by itself.
struct SingleTrial {
  std::int64_t replicate = 0;
  TrialArm given, other;         ///< before and after: of the same subjects
  results::Contrast difference;  ///< of outcomes, a subject and year; by subjects
  results::Contrast change;      ///< as a share of what those held against it have; by subjects
};

struct TrialAnswer {
  std::int64_t subjects = 0;  ///< in all trials together
  TrialArm given, other;
  results::Contrast difference;  ///< mean over trials: Student's t over trials, or by subjects if there is one
  results::Contrast change;      ///< likewise, as a share
  double put_in = 0;             ///< share by which the stated effect on those reached changes the outcome of all given
  results::Contrast truth;       ///< share by which it changed, against the same people where it does nothing
  std::optional<results::Contrast> on_others;  ///< likewise of the arm not offered it: what spread to them
  results::Contrast placebo;                   ///< what the same design shows where the treatment does nothing
  double standard_error = 0;          ///< of the difference that one trial finds, by subjects; mean over trials
  double reference = 0;               ///< what those held against it have, a subject and year
  double subjects_a_trial = 0;        ///< on whom that rests
  double sought = 0;                  ///< the effect put in, in the unit of the difference
  std::optional<std::int64_t> found;  ///< trials whose own interval leaves out none, if there are several
  std::vector<SingleTrial> trials;

  double power() const { return results::power_to_see(sought, standard_error); }
  /// How many subjects a trial takes to see the effect put in with some probability; infinite if none was.
  double subjects_for(double power) const;
  /// The smallest change a trial of this size sees with this probability, as a share.
  double smallest_seen_with(double power) const;
};

/// Throws InputError, at `where`, if no trial has two subjects on either side.
TrialAnswer analyse_trial(const TrialQuestion& question, const std::vector<TrialReplicate>& replicates,
                          const SourceLocation& where);

/// For each of `given`, the place in `others` of the one most like it by traits, each in units of its own spread; among
/// equals the one that entered on the nearest day. `others` must not be empty; one may be taken several times.
std::vector<std::size_t> nearest_by_traits(const std::vector<const TrialSubject*>& given,
                                           const std::vector<const TrialSubject*>& others);

}  // namespace kith::tools
