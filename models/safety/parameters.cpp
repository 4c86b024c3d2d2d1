#include "models/safety/parameters.hpp"

#include "models/safety/courts/court.hpp"

namespace kith::safety {

namespace {

constexpr std::array<const char*, 4> peer_layers{"friends", "household", "co_offending", "kin"};

/// A number by type that some types have.
std::vector<double> of_some_types(ParameterReader& r, const std::string& name, double otherwise = 0) {
  std::vector<double> numbers;
  for (const std::string& type : offence_type_names()) numbers.push_back(r.number_or(name + "." + type, otherwise));
  return numbers;
}

void read_offending(Parameters& p, ParameterReader& r) {
  p.base_rate = r.numbers("base_rate", offence_type_names());
  p.age_peak = r.numbers("age_peak", family_names);
  p.age_decay = r.numbers("age_decay", family_names);
  p.age_floor = r.numbers("age_floor", family_names);
  p.female_ratio = r.numbers("female_ratio", offence_type_names());
  p.concentration = r.numbers("concentration", family_names);
  p.family_sigma = r.numbers("family_sigma", family_names);
  p.propensity_sigma = r.number("propensity_sigma");
  p.offending_ceiling = r.number("offending_ceiling");
  p.deprivation_effect = r.number("deprivation_effect");
  p.deprivation_score_mean = r.number("deprivation_score_mean");
  p.deprivation_score_deviation = r.number("deprivation_score_deviation");
  p.season_amplitude = of_some_types(r, "season_amplitude");
  p.season_peak = of_some_types(r, "season_peak");
  p.active_share = r.number("active_share");
  p.active_spell_years = r.number("active_spell_years");
  p.spell_propensity = r.number("spell_propensity");
  p.peer_limit = r.number("peer_limit");
  p.peer_half_exposure = r.number("peer_half_exposure");
  p.peer_memory_days = r.number("peer_memory_days");
  p.peer_weight = r.numbers("peer_weight", peer_layers);
  p.co_offending = r.numbers("co_offending", offence_type_names());
  p.co_offending_age_decay = r.number("co_offending_age_decay");
  p.co_offender_two = r.number("co_offender_two");
  p.co_offending_memory_days = r.number("co_offending_memory_days");
  p.co_offending_reuse = r.number("co_offending_reuse");
  p.companion_readiness = r.number("companion_readiness");
  p.companion_age_nearness = r.number("companion_age_nearness");
  p.companion_other_sex = r.number("companion_other_sex");
}

bool harms_people(const OffenceType& type) {
  return type.victim == VictimKind::person || type.victim == VictimKind::partner || type.victim == VictimKind::child;
}
/// Whoever is abused at home is a partner, now or formerly, or lives there; a victim known to the offender is found
/// among those they know.
bool is_on_anybody(const OffenceType& type) {
  return type.victim == VictimKind::person || type.victim == VictimKind::child;
}
bool happens_anywhere(const OffenceType& type) { return type.victim != VictimKind::partner; }
bool can_fall_again(const OffenceType& type) { return harms_people(type) || type.victim == VictimKind::dwelling; }

void read_victims(Parameters& p, ParameterReader& r) {
  p.acquaintance_share = r.numbers_by_type("acquaintance_share", is_on_anybody);
  p.away_share = r.numbers_by_type("away_share", happens_anywhere);
  p.repeat_boost = r.numbers_by_type("repeat_boost", can_fall_again);
  p.injury_treated_share = r.numbers_by_type("injury_treated_share", harms_people);
  p.victim_female_ratio = r.numbers_by_type("victim_female_ratio", harms_people);
  p.victim_age_weight = r.numbers("victim_age_weight", victim_age_names);
  p.victim_ethnicity_weight = r.numbers("victim_ethnicity_weight", ethnicity_names);
  p.partner_share = of_some_types(r, "partner_share");
  p.racist_share = of_some_types(r, "racist_share");
  p.former_partner_share = r.number("former_partner_share");
  p.partner_age_gap = r.number("population.partner_age_gap");
  p.partner_age_gap_sd = r.number("population.partner_age_gap_sd");
  p.same_sex_couple_share = r.number("population.same_sex_couple_share");
  p.joint_effect_limit = r.number("joint_effect_limit");
  p.withheld_offences = r.number("withheld_offences");
  p.super_victim_cohort = r.number("super_victim_cohort");
  p.repeat_memory_days = r.number("repeat_memory_days");
  p.near_repeat_share = r.number("near_repeat_share");
  p.own_area_share = r.number("own_area_share");
  p.victim_sigma = r.number("victim_sigma");
  p.dwelling_sigma = r.number("dwelling_sigma");
  p.exploited_if_missing = r.number("exploited_if_missing");
  p.exploited_if_looked_after = r.number("exploited_if_looked_after");
  p.trauma_after_violence = r.number("trauma_after_violence");
  p.trauma_of_child_witness = r.number("trauma_of_child_witness");
  p.severity_days = r.numbers("severity_days", offence_type_names());
}

void read_police(Parameters& p, ParameterReader& r) {
  p.report_probability = r.numbers("report_probability", offence_type_names());
  p.report_male_victim_ratio = of_some_types(r, "report_male_victim_ratio", 1);
  p.recording_probability = r.numbers("recording_probability", offence_type_names());
  p.charge_probability = r.numbers("charge_probability", offence_type_names());
  p.out_of_court_probability = r.numbers("out_of_court_probability", offence_type_names());
  p.no_action_probability = r.numbers("no_action_probability", offence_type_names());
  p.detection_delay_days = r.numbers("detection_delay_days", offence_type_names());
  p.charge_delay_days = r.numbers("charge_delay_days", offence_type_names());
  p.investigation_hours = r.numbers("investigation_hours", offence_type_names());
  p.police_capacity = r.number("police_capacity");
  p.least_investigated = r.number("least_investigated");
  p.investigation_priority = r.number("investigation_priority");
  p.incident_identified_share = r.number("incident_identified_share");
  p.out_of_court_per_proof = r.number("out_of_court_per_proof");
  p.co_accused = r.number("co_accused");
  p.youth_charge_shift = r.number("youth_charge_shift");
  p.youth_diversion_share = r.number("youth_diversion_share");
  p.community_resolution_share = r.number("community_resolution_share");
  p.repeat_report_effect = r.number("repeat_report_effect");
  p.confidence_after_outcome = r.number("confidence_after_outcome");
  p.confidence_after_silence = r.number("confidence_after_silence");
}

void read_courts(Parameters& p, ParameterReader& r) {
  p.crown_share = r.numbers("crown_share", offence_type_names());
  p.guilty_plea = r.numbers("guilty_plea", court_names);
  p.contested_conviction = r.numbers("contested_conviction", court_names);
  p.dropped_share = r.numbers("dropped_share", court_names);
  p.plea_listing_days = r.numbers("plea_listing_days", court_names);
  p.trial_listing_days = r.numbers("trial_listing_days", court_names);
  p.plea_hours = r.numbers("plea_hours", court_names);
  p.trial_hours = r.numbers("trial_hours", court_names);
  p.court_capacity = r.numbers("court_capacity", court_names);
  p.remand_share = r.numbers("remand_share", court_names);
  p.attrition_rate = r.number("attrition_rate");
  p.first_hearing_days = r.number("first_hearing_days");
  p.heard_together = r.number("heard_together");
}

void read_sentences(Parameters& p, ParameterReader& r) {
  p.custody_probability = r.numbers("custody_probability", offence_type_names());
  p.community_probability = r.numbers("community_probability", offence_type_names());
  p.suspended_probability = r.numbers("suspended_probability", offence_type_names());
  p.custody_months = r.numbers("custody_months", offence_type_names());
  p.court_custody_ratio = r.numbers("court_custody_ratio", court_names);
  p.longest_custody_months = r.numbers("longest_custody_months", court_names);
  p.custody_shape = r.numbers("custody_shape", offence_type_names());
  p.custody_per_conviction = r.numbers("custody_per_conviction", court_names);
  p.custody_while_supervised = r.number("custody_while_supervised");
  p.female_custody_ratio = r.number("female_custody_ratio");
  p.served_share = r.number("served_share");
  p.short_sentence_supervision_days = r.number("short_sentence_supervision_days");
  p.youth_custody_ratio = r.number("youth_custody_ratio");
}

void read_supervision(Parameters& p, ParameterReader& r) {
  p.order_months = r.number("order_months");
  p.order_breach_rate = r.number("order_breach_rate");
  p.breach_custody_probability = r.number("breach_custody_probability");
  p.breach_custody_days = r.number("breach_custody_days");
  p.breach_per_need = r.number("breach_per_need");
  p.recall_rate = r.number("recall_rate");
  p.recall_on_charge = r.number("recall_on_charge");
  p.recall_days = r.number("recall_days");
  p.short_recall_days = r.number("short_recall_days");
  p.custody_housing_loss = r.number("custody_housing_loss");
  p.custody_job_loss = r.number("custody_job_loss");
}

void read_sanctions(Parameters& p, ParameterReader& r) {
  p.diversion_effect = r.number("diversion_effect");
  p.short_custody_effect = r.number("short_custody_effect");
  p.sanction_fade_years = r.number("sanction_fade_years");
}

/// One value a need, 0 for needs that `left_out` says have none.
std::vector<double> numbers_by_need(ParameterReader& r, const std::string& name, bool (*left_out)(const Need&)) {
  std::vector<double> values;
  for (const Need& need : Evidence::get().needs())
    values.push_back(left_out(need) ? 0 : r.number(name + "." + need.name));
  return values;
}

/// What each need multiplies the rates of others by: 1 where its file says nothing of the other.
std::vector<std::vector<double>> read_raised_by(ParameterReader& r) {
  std::vector<std::vector<double>> raised(need_count(), std::vector<double>(need_count(), 1));
  for (std::size_t by = 0; by < need_count(); ++by)
    for (std::size_t need = 0; need < need_count(); ++need)
      raised[by][need] = r.number_or("risk_raised_by." + need_names()[by] + "." + need_names()[need], 1);
  return raised;
}

/// What each need multiplies the rate of each family by: as of all where its file says nothing of the family.
std::vector<std::vector<double>> read_risk_offending(ParameterReader& r) {
  std::vector<std::vector<double>> by_need;
  for (const std::string& need : need_names()) {
    auto& by_family = by_need.emplace_back(family_count, r.number("risk_offending." + need));
    for (std::size_t f = 0; f < family_count; ++f)
      by_family[f] = r.number_or(std::string("risk_offending_of.") + family_names[f] + "." + need, by_family[f]);
  }
  return by_need;
}

void read_risks(Parameters& p, ParameterReader& r) {
  const auto is_work = [](const Need& need) { return need.is_work; };
  p.risk_prevalence = numbers_by_need(r, "risk_prevalence", is_work);
  p.risk_deprivation = numbers_by_need(r, "risk_deprivation", is_work);
  p.risk_highest_age = r.numbers("risk_highest_age", need_names());
  p.risk_proneness = r.numbers("risk_proneness", need_names());
  p.risk_female_ratio = r.numbers("risk_female_ratio", need_names());
  p.risk_age_trend = r.numbers("risk_age_trend", need_names());
  p.risk_event_share = r.numbers("risk_event_share", need_names());
  p.risk_raised_by = read_raised_by(r);
  p.needs_and_propensity = r.number("needs_and_propensity");
  p.needs_and_harm = r.number("needs_and_harm");
  p.household_likeness = r.number("household_likeness");
  p.risk_recovery = r.numbers("risk_recovery", need_names());
  p.risk_offending = read_risk_offending(r);
  p.risk_lowest_age = r.numbers("risk_lowest_age", need_names());
}

void read_contacts(Parameters& p, ParameterReader& r) {
  constexpr double oldest = 1000;
  for (const Contact& contact : Evidence::get().contacts()) {
    const auto number = [&](const char* name, double otherwise) {
      return r.number_or(std::string(name) + "." + contact.name, otherwise);
    };
    ContactNumbers numbers{number("contact_rate", 0),
                           r.number("contact_delay_days." + contact.name),
                           r.number("contact_false_alarm." + contact.name),
                           number("contact_lowest_age", 0),
                           number("contact_highest_age", oldest),
                           {}};
    for (const std::string& need : need_names()) numbers.sees.push_back(number(("contact_sees." + need).c_str(), 0));
    p.contacts.push_back(std::move(numbers));
  }
  p.note_memory_years = r.number("note_memory_years");
}

}  // namespace

double deprivation_of(const Parameters& p, const Area& area) {
  const double deviation = p.deprivation_score_deviation;
  return deviation > 0 ? (area.deprivation_score - p.deprivation_score_mean) / deviation : 0;
}

Parameters read_parameters(ParameterReader& reader) {
  Parameters parameters;
  read_offending(parameters, reader);
  read_victims(parameters, reader);
  read_police(parameters, reader);
  read_courts(parameters, reader);
  read_sentences(parameters, reader);
  read_supervision(parameters, reader);
  read_sanctions(parameters, reader);
  read_risks(parameters, reader);
  read_contacts(parameters, reader);
  return parameters;
}

}  // namespace kith::safety
