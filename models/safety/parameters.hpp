// The model's parameters as the code uses them: one struct, read from settings in one place. Per-type vectors are
// indexed by offence type, per-family by family, per-risk by Risk. Rates are per year, durations in days or months as
// named.
#pragma once

#include "models/safety/evidence.hpp"
#include "models/safety/people.hpp"

#include <array>
#include <vector>

namespace kith::safety {

/// Ages by which it is told who is harmed.
inline constexpr std::array<const char*, 6> victim_age_names{"under_10", "10_15", "16_24",
                                                             "25_44",    "45_64", "65_and_over"};

/// How often a kind of contact comes about and what is written down at it; see contacts/.
struct ContactNumbers {
  double rate;  ///< a year, of regular ones
  double delay_days, false_alarm, lowest_age, highest_age;
  std::vector<double> sees;  ///< per need: chance that it is written down; 0: not looked for
  bool operator==(const ContactNumbers&) const = default;
  NeedSet looks_for() const {
    NeedSet needs = 0;
    for (std::size_t need = 0; need < sees.size(); ++need)
      if (sees[need] > 0) needs |= static_cast<NeedSet>(1U << need);
    return needs;
  }
};

struct Parameters {
  // offending
  std::vector<double> base_rate, female_ratio;                                      ///< per type
  std::vector<double> age_peak, age_decay, age_floor, concentration, family_sigma;  ///< per family
  double propensity_sigma, offending_ceiling, deprivation_effect, deprivation_score_mean, deprivation_score_deviation;
  std::vector<double> season_amplitude, season_peak;  ///< per type
  double peer_limit, peer_half_exposure, peer_memory_days;
  std::vector<double> peer_weight;   ///< friends, household, co_offending, kin
  std::vector<double> co_offending;  ///< per type
  double co_offending_age_decay, co_offender_two, co_offending_memory_days, co_offending_reuse;
  double companion_readiness, companion_age_nearness, companion_other_sex;
  // victims
  std::vector<double> acquaintance_share, away_share, repeat_boost, injury_treated_share;  ///< per type
  std::vector<double> partner_share, racist_share;  ///< per type; 0 where the type says nothing of it
  std::vector<double> victim_female_ratio;          ///< per type: harm of a woman or girl to harm of a man or boy
  std::vector<double> victim_age_weight;            ///< per age of victim_age_names
  std::vector<double> victim_ethnicity_weight;      ///< per Ethnicity, of what falls on people for their ethnic group
  double former_partner_share, partner_age_gap, partner_age_gap_sd, same_sex_couple_share;
  double joint_effect_limit;  ///< see JointEffect
  double withheld_offences, super_victim_cohort, repeat_memory_days, near_repeat_share, own_area_share, victim_sigma,
      dwelling_sigma, exploited_if_missing, exploited_if_looked_after, trauma_after_violence, trauma_of_child_witness;
  // police
  std::vector<double> report_probability, recording_probability, charge_probability, out_of_court_probability,
      no_action_probability, detection_delay_days, charge_delay_days, investigation_hours;  ///< per type
  std::vector<double> report_male_victim_ratio;  ///< per type; 1 where the type says nothing of it
  double co_accused, police_capacity, least_investigated, investigation_priority, incident_identified_share,
      out_of_court_per_proof, youth_charge_shift, youth_diversion_share, community_resolution_share,
      repeat_report_effect, confidence_after_outcome, confidence_after_silence;
  // justice
  std::vector<double> custody_probability, community_probability, suspended_probability, custody_months, custody_shape,
      crown_share;  ///< per type
  std::vector<double> guilty_plea, contested_conviction, dropped_share, plea_listing_days, trial_listing_days,
      plea_hours, trial_hours, court_capacity, remand_share, court_custody_ratio, custody_per_conviction,
      longest_custody_months;  ///< per Court
  double custody_while_supervised, female_custody_ratio, attrition_rate, first_hearing_days, heard_together,
      served_share, short_sentence_supervision_days, youth_custody_ratio, order_months, order_breach_rate,
      breach_custody_probability, breach_per_need, recall_rate, recall_on_charge, recall_days, short_recall_days,
      breach_custody_days, custody_housing_loss, custody_job_loss;
  double diversion_effect, short_custody_effect, sanction_fade_years;  ///< see after_sanction
  // risk factors
  std::vector<std::vector<double>> risk_offending;  ///< per risk, per family
  std::vector<double> risk_recovery, risk_lowest_age, risk_highest_age, risk_proneness, risk_female_ratio,
      risk_age_trend, risk_event_share;                             ///< per risk
  std::vector<double> risk_prevalence, risk_deprivation;            ///< per risk; 0 for one that is work
  std::vector<std::vector<double>> risk_raised_by;                  ///< per risk that raises, per risk raised
  double needs_and_propensity, needs_and_harm, household_likeness;  ///< correlations
  // what agencies know
  std::vector<ContactNumbers> contacts;  ///< per kind of contact
  double note_memory_years;
  // spells
  double active_share, active_spell_years, spell_propensity;
  // harm
  std::vector<double> severity_days;  ///< per type
};

/// Deprivation of an area in standard deviations from the mean of England's small areas.
double deprivation_of(const Parameters& parameters, const Area& area);

/// Throws std::logic_error if a parameter used here has no entry in evidence/.
Parameters read_parameters(ParameterReader& reader);

}  // namespace kith::safety
