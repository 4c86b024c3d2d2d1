// What the model can record, declared once: enumerator, unit, group, dimensions, kind, closure, meaning. The results
// file, summaries, `kith explain` and docs read this list; code counts through Recorder by enumerator.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/measures/recorder.hpp"
#include "engine/time/calendar.hpp"
#include "models/safety/courts/court.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kith::safety {

// clang-format off
// M(name, unit, group, dimensions, number, closure, steps, meaning); short_steps: Measure::needs_short_steps
#define KITH_SAFETY_MEASURES(M)                                                                                          \
  M(offences, "offences and incidents", "", KITH_DIMENSIONS("time", "offence_type"), count, emergent, any_step, "Offences and incidents that happened, known to police or not") \
  M(reported_offences, "offences and incidents", "", KITH_DIMENSIONS("time", "offence_type"), count, emergent, any_step, "Offences and incidents police came to know of") \
  M(recorded_offences, "offences and incidents", "", KITH_DIMENSIONS("time", "offence_type"), count, calibrated, any_step, "Offences and incidents police recorded, by the period in which they happened") \
  M(charged_offences, "offences", "", KITH_DIMENSIONS("time", "offence_type"), count, calibrated, any_step, "Recorded offences and incidents that ended in a charge of anyone, by the period of the decision") \
  M(resolved_offences, "offences and incidents", "", KITH_DIMENSIONS("time", "offence_type"), count, calibrated, any_step, "Recorded offences that ended in a caution, warning or resolution, by the period of the decision") \
  M(group_offences, "offences and incidents", "", KITH_DIMENSIONS("time", "offence_type"), count, calibrated, any_step, "Offences and incidents by two or more people") \
  M(participations, "participations", "", KITH_DIMENSIONS("time", "offence_type"), count, emergent, any_step, "Offenders summed over offences and incidents") \
  M(victimisations, "victims", "", KITH_DIMENSIONS("time", "offence_type"), count, emergent, any_step, "People or dwellings harmed, once an offence") \
  M(repeat_victimisations, "victims", "", KITH_DIMENSIONS("time", "offence_type"), count, emergent, any_step, "Of these, harmed before within twelve months by an offence of the same kind of victim") \
  M(offences_by_area, "offences and incidents", "", KITH_DIMENSIONS("time", "area"), count, emergent, any_step, "Offences and incidents by the small area they happened in") \
  M(recorded_crime_by_area, "offences", "", KITH_DIMENSIONS("time", "area"), count, emergent, any_step, "Recorded crime by the small area it happened in, incidents left out") \
  M(recorded_offences_by_area_and_type, "offences and incidents", "", KITH_DIMENSIONS("year", "area", "offence_type"), count, emergent, any_step, "Recorded offences and incidents, by year, small area and type") \
  M(accusations, "people", "", KITH_DIMENSIONS("time", "sex", "age_band"), count, emergent, any_step, "People accused: charged, cautioned, warned or resolved with, once an offence") \
  M(accused_people, "people", "", KITH_DIMENSIONS("year", "sex", "age_band"), count, emergent, any_step, "Different people accused in the year, by age at first accusation in it") \
  M(first_time_entrants, "people", "", KITH_DIMENSIONS("time", "age_group"), count, calibrated, short_steps, "People given a first caution or conviction, by age at the offence's outcome") \
  M(arrests, "people", "", KITH_DIMENSIONS("time"), count, emergent, any_step, "Suspects arrested or interviewed") \
  M(convictions, "people", "", KITH_DIMENSIONS("time"), count, emergent, any_step, "Convictions") \
  M(custody_starts, "people", "", KITH_DIMENSIONS("time"), count, emergent, any_step, "Receptions into custody: sentence, remand, breach or recall") \
  M(custody_population, "people", "", KITH_DIMENSIONS("time"), count, emergent, short_steps, "People of the place in custody at the end of the period") \
  M(custody_population_by_age, "people", "", KITH_DIMENSIONS("time", "age_group"), count, emergent, short_steps, "People of the place in custody at the end of the period, by age") \
  M(custody_population_by_sex, "people", "", KITH_DIMENSIONS("time", "sex"), count, emergent, short_steps, "People of the place in custody at the end of the period, by sex") \
  M(remand_population, "people", "", KITH_DIMENSIONS("time"), count, emergent, short_steps, "Of people in custody at the end of the period, those who serve nothing and wait for court") \
  M(supervision_caseload, "people", "", KITH_DIMENSIONS("time", "supervisor"), count, emergent, any_step, "People on an order or licence at the end of the period") \
  M(court_waiting, "cases", "", KITH_DIMENSIONS("time", "court"), count, emergent, any_step, "Hearings that could be held and wait for room at the end of the period") \
  M(court_hearings, "hearings", "", KITH_DIMENSIONS("time", "court"), count, emergent, any_step, "Hearings that ended charges: those of one person that are heard together are one hearing") \
  M(charges_heard, "cases", "", KITH_DIMENSIONS("time", "court"), count, emergent, any_step, "Charges that ended, by plea, verdict or being dropped") \
  M(hearings_by_age_and_type, "cases", "", KITH_DIMENSIONS("time", "age_group", "offence_type"), count, emergent, any_step, "Hearings, by age of the defendant and type of the gravest offence") \
  M(verdicts, "cases", "", KITH_DIMENSIONS("year", "court", "verdict"), count, emergent, any_step, "Cases heard, by how they ended") \
  M(completion_days, "days", "", KITH_DIMENSIONS("year", "court"), count, emergent, short_steps, "Days from the offence to the end of the case, summed over cases heard") \
  M(court_days, "days", "", KITH_DIMENSIONS("year", "court"), count, emergent, short_steps, "Days from the charge to the end of the case, summed over cases heard") \
  M(sentences, "sentences", "", KITH_DIMENSIONS("offence_type", "sentence"), count, emergent, any_step, "Sentences passed over the whole run, one a hearing, of the gravest offence proven") \
  M(sentences_by_record, "sentences", "", KITH_DIMENSIONS("sex", "age_group", "earlier_convictions", "sentence"), count, emergent, any_step, "Sentences passed over the whole run, by sex, age and the convictions somebody had before") \
  M(custody_days_given, "days", "", KITH_DIMENSIONS("offence_type"), count, emergent, any_step, "Length of the custodial sentences passed, summed over the whole run; part of it is served outside") \
  M(open_cases, "cases", "", KITH_DIMENSIONS("time"), count, emergent, any_step, "Charged and not yet heard at the end of the period") \
  M(breaches_and_recalls, "people", "", KITH_DIMENSIONS("time"), count, emergent, any_step, "Breaches of orders and recalls of licences") \
  M(harm, "days of sentence", "", KITH_DIMENSIONS("time"), real, emergent, any_step, "Crime harm: offences weighted by the severity of their type") \
  M(people_present, "people", "", KITH_DIMENSIONS("time"), count, imposed, any_step, "People living in the place at the end of the period") \
  M(all_crime_per_1000_by_year, "crimes per 1,000 people per year", "", KITH_DIMENSIONS("year"), real, emergent, any_step, "Crimes that happened a year for every thousand people present, known to police or not, year by year") \
  M(crime_against_inclination_by_year, "ratio", "", KITH_DIMENSIONS("year"), real, emergent, any_step, "Crimes that happened a year against those that the people there would commit by age, sex, area and propensity alone, year by year: what needs, ties, custody and services come to together, whoever comes and goes") \
  M(households_moved, "households", "", KITH_DIMENSIONS("time"), count, imposed, any_step, "Households that left and were replaced") \
  M(agency_contacts, "contacts", "services", KITH_DIMENSIONS("time", "agency"), count, emergent, any_step, "Contacts an agency dealt with: reports and arrests, hearings, receptions, supervision starts, service referrals") \
  M(referrals, "referrals", "services", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "Eligible referrals received") \
  M(service_starts, "people", "services", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "Referrals that began") \
  M(service_refusals, "people", "services", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "Offers declined by the person, the victim or the other party") \
  M(service_completions, "people", "services", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "Completions of the whole dose") \
  M(service_dropouts, "people", "services", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "Left before completing: dropped out, moved, died, or taken into custody where the service cannot follow") \
  M(service_waits_ended, "referrals", "services", KITH_DIMENSIONS("time", "service"), count, emergent, short_steps, "Left the waiting list without an offer: waited too long, gave up, moved, died") \
  M(service_waiting, "referrals", "services", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "Waiting at the end of the period") \
  M(service_enrolled, "people", "services", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "In the service at the end of the period") \
  M(service_wait_days, "days", "services", KITH_DIMENSIONS("time", "service"), count, emergent, short_steps, "Days waited, summed over those who began") \
  M(service_reached, "people", "services", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "People reached, family members included") \
  M(notes, "notes", "knowledge", KITH_DIMENSIONS("time", "note_keeper"), count, emergent, any_step, "Needs written down at contacts, again or for the first time, by the agency that keeps the notes") \
  M(false_notes, "notes", "knowledge", KITH_DIMENSIONS("time", "note_keeper"), count, emergent, any_step, "Of these, false alarms: needs the person has not") \
  M(concerns, "concerns", "knowledge", KITH_DIMENSIONS("time", "note_keeper"), count, emergent, any_step, "Concerns about households written down, by the agency that keeps the notes") \
  M(mistaken_starts, "people", "knowledge", KITH_DIMENSIONS("time", "service"), count, emergent, any_step, "Referrals that began and would not have been made had everything been known: the need was a false alarm or gone") \
  M(needs_held, "people", "knowledge", KITH_DIMENSIONS("year", "risk_factor"), real, emergent, any_step, "People with the need as the year ends; no value for a year not whole") \
  M(needs_known, "people", "knowledge", KITH_DIMENSIONS("year", "risk_factor"), real, emergent, any_step, "Of these, known to some agency") \
  M(needs_of_service, "people", "knowledge", KITH_DIMENSIONS("year", "service"), real, emergent, any_step, "People with a need the service asks for, as the year ends; no value for a year not whole") \
  M(needs_known_to_service, "people", "knowledge", KITH_DIMENSIONS("year", "service"), real, emergent, any_step, "Of these, known to the service, from its own agency's notes, from those who tell it, or through a hub") \
  M(needs_known_elsewhere, "people", "knowledge", KITH_DIMENSIONS("year", "service"), real, emergent, any_step, "Of these, known to some agency and not to the service; those left are missed by all") \
  M(concerned_households, "households", "knowledge", KITH_DIMENSIONS("time"), count, emergent, any_step, "Households with children and a third concern within a year, by the time help began or a year passed without") \
  M(concerned_households_helped, "households", "knowledge", KITH_DIMENSIONS("time"), count, emergent, any_step, "Of these, helped within the year: a service for families, or one that asks for concerns, began with one of them") \
  M(days_to_help, "days", "knowledge", KITH_DIMENSIONS("time"), count, emergent, any_step, "Days from the third concern to help, summed over these households; a year for those not helped") \
  M(service_hours, "hours", "services", KITH_DIMENSIONS("time", "service"), real, emergent, any_step, "Staff hours used") \
  M(service_cost, "GBP", "economics", KITH_DIMENSIONS("time", "service"), real, emergent, short_steps, "Cost of the service at its unit costs, in prices of costs.price_year") \
  M(provider_hours, "hours", "services", KITH_DIMENSIONS("time", "provider"), real, emergent, any_step, "Staff hours used, by the agency whose services use them") \
  M(provider_cost, "GBP", "economics", KITH_DIMENSIONS("time", "provider"), real, emergent, short_steps, "Cost of services at their unit costs, by the agency that provides them, in prices of costs.price_year") \
  M(cost, "GBP", "economics", KITH_DIMENSIONS("time", "payer"), real, emergent, any_step, "Cost of crime, justice and services by who pays, in prices of costs.price_year; kith explain cost.police tells of what") \
  M(cost_by_kind, "GBP", "economics", KITH_DIMENSIONS("year", "payer", "cost_kind"), real, emergent, any_step, "Cost by who pays and kind: fiscal (public money), economic (money of others) or social (harm, valued)") \
  M(cost_by_offence_type, "GBP", "economics", KITH_DIMENSIONS("year", "offence_type", "cost_kind"), real, emergent, any_step, "Cost that is known by type of offence: what offences do, their recording and their hearings; custody, supervision and services left out") \
  M(cost_drivers, "units", "economics", KITH_DIMENSIONS("year", "cost_item"), real, emergent, any_step, "How many of each thing that costs: times unit_costs it is the cost") \
  M(unit_costs, "GBP per unit", "economics", KITH_DIMENSIONS("cost_item"), real, imposed, any_step, "What one unit costs, in prices of costs.price_year") \
  M(organisation_contacts, "contacts", "services", KITH_DIMENSIONS("time", "organisation"), count, emergent, any_step, "Contacts an organisation dealt with: as agency_contacts, and for each service referrals, offers and ends") \
  M(organisation_open_cases, "cases", "services", KITH_DIMENSIONS("time", "organisation"), count, emergent, any_step, "Open at the end of the period: people in services, supervised, in custody, or charged and not yet heard") \
  M(organisation_referrals, "referrals", "services", KITH_DIMENSIONS("time", "organisation"), count, emergent, any_step, "Eligible referrals received by its services") \
  M(organisation_starts, "people", "services", KITH_DIMENSIONS("time", "organisation"), count, emergent, any_step, "Referrals that began in its services") \
  M(organisation_waiting, "referrals", "services", KITH_DIMENSIONS("time", "organisation"), count, emergent, any_step, "Waiting at the end of the period for its services, or for a hearing") \
  M(organisation_wait_days, "days", "services", KITH_DIMENSIONS("time", "organisation"), count, emergent, short_steps, "Days waited, summed over those who began in its services; over organisation_starts it is the mean wait") \
  M(organisation_unmet, "referrals", "services", KITH_DIMENSIONS("time", "organisation"), count, emergent, short_steps, "Unmet need: eligible referrals to its services that ended without an offer") \
  M(people_in_services, "people", "services", KITH_DIMENSIONS("time", "services_at_once"), count, emergent, any_step, "People reached by services at the end of the period, by how many at once, family members included") \
  M(people_by_group, "people", "groups", KITH_DIMENSIONS("year", "sex", "age_band", "ethnicity", "deprivation"), count, imposed, any_step, "People present in the middle of the year, by group") \
  M(offending_by_group, "participations", "groups", KITH_DIMENSIONS("year", "sex", "age_band", "ethnicity", "deprivation"), count, emergent, any_step, "Offenders summed over offences and incidents, known to police or not, by the offender's group") \
  M(harmed_by_type, "people", "groups", KITH_DIMENSIONS("year", "offence_type", "sex", "victim_age"), count, emergent, any_step, "People harmed, once an offence, by type of offence, sex and age") \
  M(harmed_by_group, "people", "groups", KITH_DIMENSIONS("year", "sex", "age_band", "ethnicity", "deprivation"), count, emergent, any_step, "People harmed, once an offence, by their group") \
  M(accusations_by_group, "people", "groups", KITH_DIMENSIONS("year", "sex", "age_band", "ethnicity", "deprivation"), count, emergent, any_step, "People accused, once an offence, by their group") \
  M(reached_by_group, "people", "groups", KITH_DIMENSIONS("year", "sex", "age_band", "ethnicity", "deprivation"), count, emergent, any_step, "People reached by services, once a start, family members and victims included, by their group") \
  M(reached_and_followed, "people", "services", KITH_DIMENSIONS("year", "service"), real, emergent, any_step, "People reached by a service in the year who were still there twelve months later; no value for a year that not all were followed for twelve months") \
  M(reached_without_offence, "people", "services", KITH_DIMENSIONS("year", "service"), real, emergent, any_step, "Of these, committed no offence and caused no incident in those twelve months, known to police or not: net-widening at most, as the service may be why") \
  M(risk_factor_onsets, "people", "", KITH_DIMENSIONS("time", "risk_factor"), count, emergent, any_step, "Risk factors that began, once a person and factor, those who move in with them included") \
  M(going_missing, "people", "", KITH_DIMENSIONS("time"), count, emergent, short_steps, "Young people who go missing from home or care again and again, at the end of the period") \
  M(risk_factor_recoveries, "people", "", KITH_DIMENSIONS("time", "risk_factor"), count, emergent, any_step, "Risk factors that ended, moves left out") \
  M(need_prevalence, "share", "", KITH_DIMENSIONS("year", "risk_factor"), real, emergent, any_step, "People who have a need among all present as the year ends; no value for a year not whole") \
  M(need_prevalence_at_start, "share", "", KITH_DIMENSIONS("risk_factor"), real, imposed, any_step, "People who have a need among all present as the run starts, after its first step") \
  M(supervised_by_need, "people", "", KITH_DIMENSIONS("time", "risk_factor"), count, emergent, any_step, "People on an order or licence at the end of the period who have the need; supervision_caseload counts all of them") \
  M(custody_by_need, "people", "", KITH_DIMENSIONS("time", "risk_factor"), count, emergent, short_steps, "People in custody at the end of the period who have the need; custody_population counts all of them") \
  M(releases, "people", "", KITH_DIMENSIONS("time"), count, emergent, any_step, "Releases from custody") \
  M(releases_without_home, "people", "", KITH_DIMENSIONS("time"), count, emergent, any_step, "Of these, without a settled home on the day: lost through custody, or lacking before") \
  M(accusations_by_type, "people", "", KITH_DIMENSIONS("sex", "offence_type"), count, emergent, any_step, "People accused, once an offence, by sex and type of offence, over the whole run") \
  M(accusations_by_need, "people", "", KITH_DIMENSIONS("offence_type", "risk_factor"), count, emergent, any_step, "Of these, those who have the need on the day of the accusation") \
  M(participations_by_need, "participations", "", KITH_DIMENSIONS("offence_type", "risk_factor"), count, emergent, any_step, "Participations in offences and incidents by people who have the need, over the whole run; participations counts all") \
  M(harmed_by_need, "victims", "", KITH_DIMENSIONS("offence_type", "risk_factor"), count, emergent, any_step, "People harmed who have the need, once an offence, over the whole run; victimisations counts all") \
  M(harmed_last_year, "victims", "", KITH_DIMENSIONS("offence_type"), count, emergent, any_step, "Different people or dwellings harmed by an offence of the type in the last twelve months of the run") \
  M(harmed_again_last_year, "victims", "", KITH_DIMENSIONS("offence_type"), count, emergent, any_step, "Of these, harmed so at least twice") \
  M(specialisation_by_type, "coefficient", "", KITH_DIMENSIONS("offence_type"), real, emergent, any_step, "Of people accused of the type and accused again, the share accused of it again beyond the share that chance would have, as part of the share that chance would not have (forward specialisation coefficient): 0 as by chance, 1 nothing else; of accusations during the run, whatever was before them") \
  M(detected_participations, "participations", "", KITH_DIMENSIONS("company", "age_band"), count, calibrated, any_step, "Suspects of crimes decided by charge or out of court, once an offence, by company and age at the offence, over the whole run") \
  M(detected_offenders, "people", "", KITH_DIMENSIONS("detected_offences"), count, calibrated, any_step, "People accused during the run, by how many detected offences they have in it") \
  M(repeats_by_month, "victims", "", KITH_DIMENSIONS("offence_type", "months_since"), count, emergent, any_step, "People or dwellings harmed again by offences of the type, by months of thirty days since the last harm, over the whole run") \
  M(co_offending_ties_cut, "ties", "", KITH_DIMENSIONS("time"), count, emergent, any_step, "Ties between co-offenders that a service ended") \
  M(cohort_size, "people", "cohorts", KITH_DIMENSIONS("cohort", "age_group"), real, emergent, any_step, "Offenders cautioned, convicted without custody, or released from custody in the cohort year, once each; no value for a cohort whose follow-up is not over") \
  M(cohort_reoffenders, "people", "cohorts", KITH_DIMENSIONS("cohort", "age_group"), real, emergent, any_step, "Of these, with a proven reoffence: committed within 12 months and proven within these or 6 months more") \
  M(cohort_reoffences, "offences", "cohorts", KITH_DIMENSIONS("cohort", "age_group"), real, emergent, any_step, "Proven reoffences of the cohort") \
  M(cohort_by_disposal, "people", "cohorts", KITH_DIMENSIONS("cohort", "disposal"), real, emergent, any_step, "Cohort by the disposal that put a person in it") \
  M(cohort_reoffenders_by_disposal, "people", "cohorts", KITH_DIMENSIONS("cohort", "disposal"), real, emergent, any_step, "Reoffenders by the disposal that put a person in the cohort") \
  M(cohort_by_record, "people", "cohorts", KITH_DIMENSIONS("cohort", "earlier_proofs"), real, emergent, any_step, "Cohort by the cautions and convictions its people had before the one that put them in it") \
  M(cohort_reoffenders_by_record, "people", "cohorts", KITH_DIMENSIONS("cohort", "earlier_proofs"), real, emergent, any_step, "Reoffenders by the cautions and convictions they had before the one that put them in the cohort") \
  M(recorded_crime_by_year, "crimes per year", "yearly", KITH_DIMENSIONS("year"), real, calibrated, any_step, "Recorded crime, year by year") \
  M(all_crime_by_year, "crimes per year", "yearly", KITH_DIMENSIONS("year"), real, emergent, any_step, "Crimes that happened, known to police or not, incidents left out, year by year") \
  M(harm_per_year_by_year, "days of sentence per year", "yearly", KITH_DIMENSIONS("year"), real, emergent, any_step, "Crime harm, year by year") \
  M(proven_reoffending_rate_by_year, "share", "yearly", KITH_DIMENSIONS("cohort"), real, calibrated, any_step, "One-year proven reoffending by cohort year; no value for a cohort whose follow-up is not over") \
  M(reoffences_per_reoffender_by_year, "offences", "yearly", KITH_DIMENSIONS("cohort"), real, emergent, any_step, "Proven reoffences per reoffender by cohort year") \
  M(first_time_entrants_rate_by_year, "per 100,000 aged 10-17", "yearly", KITH_DIMENSIONS("year"), real, calibrated, short_steps, "First-time entrants aged 10 to 17, year by year") \
  M(mean_custody_population_by_year, "people", "yearly", KITH_DIMENSIONS("year"), real, emergent, short_steps, "People in custody, mean over the year") \
  M(services_cost_per_year_by_year, "GBP per year", "yearly", KITH_DIMENSIONS("year"), real, emergent, short_steps, "Cost of all services, year by year") \
  M(fiscal_cost_per_year_by_year, "GBP per year", "yearly", KITH_DIMENSIONS("year"), real, emergent, short_steps, "Public money that crime, justice and services cost, year by year") \
  M(total_cost_per_year_by_year, "GBP per year", "yearly", KITH_DIMENSIONS("year"), real, emergent, short_steps, "Fiscal, economic and social cost of crime, justice and services, year by year") \
  M(super_victims_harmed_again_by_year, "people", "yearly", KITH_DIMENSIONS("year"), real, emergent, any_step, "Of the people harmed most when the year began (super_victim_cohort of them), harmed at least twice in it; no value for a year not whole") \
  M(missing_children_by_year, "people", "yearly", KITH_DIMENSIONS("year"), real, emergent, short_steps, "Young people who go missing from home or care again and again, mean over the year") \
  M(proven_reoffending_rate, "share", "headlines", {}, real, calibrated, any_step, "One-year proven reoffending, all complete cohorts together. It falls when courts take longer, whatever people do: a reoffence counts if it is proven within 18 months of what put somebody in the cohort, and what is done while waiting for a sentence comes before that") \
  M(reoffences_per_reoffender, "offences", "headlines", {}, real, emergent, any_step, "Proven reoffences per reoffender in the same cohorts") \
  M(recorded_crime, "crimes per year", "headlines", {}, real, calibrated, any_step, "Recorded crime a year, mean over the run") \
  M(recorded_crime_first_year, "crimes", "headlines", {}, real, calibrated, any_step, "Recorded crime in the first twelve months") \
  M(recorded_crime_per_1000, "crimes per 1,000 people", "headlines", {}, real, calibrated, any_step, "Recorded crime in the first twelve months per 1,000 people") \
  M(all_crime, "crimes per year", "headlines", {}, real, emergent, any_step, "Crimes a year that happened, known to police or not, incidents left out") \
  M(harm_per_year, "days of sentence per year", "headlines", {}, real, emergent, any_step, "Crime harm a year, mean over the run") \
  M(victim_based_share, "share", "headlines", {}, real, calibrated, any_step, "Victim-based share of recorded crime in the first twelve months") \
  M(charge_share, "share", "headlines", {}, real, calibrated, any_step, "Offences charged as a share of recorded crime") \
  M(police_know_share, "share", "headlines", {}, real, calibrated, any_step, "Share of crimes comparable with the survey that police came to know of") \
  M(first_time_entrants_rate, "per 100,000 aged 10-17", "headlines", {}, real, calibrated, short_steps, "First-time entrants aged 10 to 17 a year, mean over the run") \
  M(accused, "people", "headlines", {}, real, emergent, any_step, "Different people accused in the first twelve months") \
  M(accused_before_share, "share", "headlines", {}, real, calibrated, any_step, "Of these, accused in the place before") \
  M(earlier_accusations, "accusations", "headlines", {}, real, emergent, any_step, "Earlier accusations per person accused before") \
  M(women_share, "share", "headlines", {}, real, calibrated, any_step, "Women among people accused in the first twelve months") \
  M(specialisation, "coefficient", "headlines", {}, real, emergent, any_step, "How much more often than by chance people accused again are accused of the same type of offence as the time before: 0 as by chance, 1 always; accusations weigh alike, see specialisation_by_type") \
  M(accused_once_share, "share", "headlines", {}, real, calibrated, any_step, "Of people accused during the run, with exactly one detected offence") \
  M(accused_twice_share, "share", "headlines", {}, real, calibrated, any_step, "Of people accused during the run, with exactly two detected offences") \
  M(accused_ten_or_more_share, "share", "headlines", {}, real, calibrated, any_step, "Of people accused during the run, with ten or more detected offences") \
  M(detected_offences_per_offender, "offences", "headlines", {}, real, calibrated, any_step, "Detected offences per person accused during the run") \
  M(group_offence_share, "share", "headlines", {}, real, calibrated, any_step, "Share of detected crimes committed by two or more people") \
  M(group_participation_share, "share", "headlines", {}, real, calibrated, any_step, "Share of participations in detected crimes that are with others") \
  M(repeat_victim_share, "share", "headlines", {}, real, emergent, short_steps, "Of women harmed by domestic abuse, sexual offences or violence in the last twelve months of the run, harmed at least twice") \
  M(women_among_sexual_victims, "share", "headlines", {}, real, emergent, any_step, "Women and girls among the victims of sexual offences") \
  M(young_violence_by_repeat_offenders, "share", "headlines", {}, real, emergent, any_step, "Of detected violence by people under 25, the share by somebody accused before") \
  M(young_violence_by_earlier_violent, "share", "headlines", {}, real, emergent, any_step, "Of detected violence by people under 25, the share by somebody accused of violence before") \
  M(pair_age_correlation, "correlation", "headlines", {}, real, calibrated, any_step, "Of two people who committed a detected offence together, others or not: correlation of their ages") \
  M(young_pair_age_correlation, "correlation", "headlines", {}, real, emergent, any_step, "The same where one is 12 to 20: correlation of this one's age with the other's") \
  M(young_pair_age_gap, "years", "headlines", {}, real, emergent, any_step, "Years between those of 12 to 20 and whoever they committed a detected offence with, mean") \
  M(companions_of_men_men_share, "share", "headlines", {}, real, calibrated, any_step, "Men among those with whom men committed detected offences") \
  M(companions_of_women_women_share, "share", "headlines", {}, real, emergent, any_step, "Women among those with whom women committed detected offences") \
  M(adults_harmed_by_violence_share, "share", "headlines", {}, real, emergent, any_step, "People of 16 and over harmed by violence or domestic abuse at least once in the last twelve months of the run") \
  M(women_harmed_domestically_share, "share", "headlines", {}, real, emergent, any_step, "Women of 16 to 59 harmed by domestic abuse at least once in the last twelve months of the run") \
  M(men_harmed_domestically_share, "share", "headlines", {}, real, emergent, any_step, "Men of 16 to 59 harmed by domestic abuse at least once in the last twelve months of the run") \
  M(young_offenders_harmed_odds, "ratio", "headlines", {}, real, emergent, any_step, "Odds of having been harmed by violence, robbery or theft from the person in the last twelve months of the run for people of 10 to 25 who committed a crime in them, for one of those of the same age and sex who did not") \
  M(women_sexually_harmed_share, "share", "headlines", {}, real, emergent, any_step, "Women of 16 to 59 harmed by a sexual offence at least once in the last twelve months of the run") \
  M(men_sexually_harmed_share, "share", "headlines", {}, real, emergent, any_step, "Men of 16 to 59 harmed by a sexual offence at least once in the last twelve months of the run") \
  M(most_active_share, "share", "headlines", {}, real, emergent, any_step, "Of participations in crimes in the last twelve months of the run, known to police or not, the share of the 2% most active among people of 10 to 65") \
  M(mean_custody_population, "people", "headlines", {}, real, emergent, short_steps, "People in custody, mean over the run") \
  M(services_cost_per_year, "GBP per year", "headlines", {}, real, emergent, short_steps, "Cost of all services a year") \
  M(fiscal_cost_per_year, "GBP per year", "headlines", {}, real, emergent, short_steps, "Public money that crime, justice and services cost a year") \
  M(economic_cost_per_year, "GBP per year", "headlines", {}, real, emergent, short_steps, "Money that crime costs households and businesses a year, output lost included") \
  M(social_cost_per_year, "GBP per year", "headlines", {}, real, emergent, short_steps, "Harm that crime does to wellbeing a year, valued") \
  M(total_cost_per_year, "GBP per year", "headlines", {}, real, emergent, short_steps, "Fiscal, economic and social cost a year") \
  M(present_fiscal_cost, "GBP", "headlines", {}, real, emergent, short_steps, "Fiscal cost of the whole run, discounted to its first day") \
  M(present_total_cost, "GBP", "headlines", {}, real, emergent, short_steps, "Fiscal, economic and social cost of the whole run, discounted to its first day") \
  M(super_victims_harmed_again, "people", "headlines", {}, real, emergent, any_step, "Of the people harmed most when a year begins, harmed at least twice in it, mean over whole years") \
  M(missing_children, "people", "headlines", {}, real, emergent, short_steps, "Young people who go missing from home or care again and again, mean over the run") \
  M(reached_without_offence_share, "share", "headlines", {}, real, emergent, any_step, "Of people reached by services, the share who committed no offence and caused no incident in the twelve months after, known to police or not") \
  M(unmet_need_share, "share", "headlines", {}, real, emergent, short_steps, "Eligible referrals to services that ended without an offer, as a share of all") \
  M(needs_known_share, "share", "headlines", {}, real, emergent, any_step, "Of needs people have, the share known to some agency, mean over whole years") \
  M(mean_days_to_help, "days", "headlines", {}, real, emergent, any_step, "Days from a household's third concern within a year to help, mean; a year counts for those not helped") \
  M(mean_wait_days, "days", "headlines", {}, real, emergent, short_steps, "Days waited by those who began in a service, mean") \
  M(events_handled, "events", "headlines", {}, real, emergent, short_steps, "Candidates thinned, offences settled and happenings handled, burn-in included")
// clang-format on

/// One enumerator a measure, named as the measure is, in the order of the list.
enum class Tally : std::size_t {
#define KITH_ENUMERATOR(name, unit, group, dimensions, number, closure, steps, meaning) name,
#define KITH_DIMENSIONS(...) \
  { __VA_ARGS__ }
  KITH_SAFETY_MEASURES(KITH_ENUMERATOR)
#undef KITH_ENUMERATOR
};

inline constexpr std::array<const char*, 7> agency_names{
    "police", "courts", "prison", "probation_high_risk", "probation_medium_risk", "youth_justice", "services"};
enum class Agency : std::size_t {
  police,
  courts,
  prison,
  probation_high_risk,
  probation_medium_risk,
  youth_justice,
  services
};
inline constexpr std::array<const char*, 3> supervisor_names{"probation_high_risk", "probation_medium_risk",
                                                             "youth_justice"};
inline constexpr std::array<const char*, 4> disposal_names{"caution", "fine_or_discharge", "order", "custody"};
/// The bands the official tables have of previous offences; here of cautions and convictions, or of convictions alone.
inline constexpr std::array<const char*, 5> earlier_proofs_names{"none", "1 to 2", "3 to 6", "7 to 10", "11 or more"};
inline constexpr std::array<const char*, 3> services_at_once_names{"1", "2", "3 or more"};
inline constexpr std::array<const char*, 2> company_names{"alone", "with others"};
inline constexpr std::array<const char*, 10> detected_offences_names{"1", "2", "3", "4", "5",
                                                                     "6", "7", "8", "9", "10 or more"};
inline constexpr std::array<const char*, 12> months_since_names{"1", "2", "3", "4",  "5",  "6",
                                                                "7", "8", "9", "10", "11", "12"};
inline constexpr std::array<const char*, 5> deprivation_names{"1 (most deprived)", "2", "3", "4", "5 (least deprived)"};
inline constexpr std::array<const char*, 2> age_group_names{"10-17", "18+"};
inline constexpr std::array<const char*, 6> age_band_names{"10-14", "15-17", "18-24", "25-34", "35-49", "50+"};
inline constexpr std::array<const char*, 6> victim_age_labels{"0-9", "10-15", "16-24", "25-44", "45-64", "65+"};
std::size_t reported_age_band(int age);  ///< index into age_band_names

class Catalogue;

/// The measures of a run: `area_codes` and the services of the catalogue label their axes; all money is in prices of
/// the financial year that begins in `price_year`.
MeasureSet declare_measures(const Timeline& timeline, const std::vector<std::string>& area_codes,
                            const Catalogue& catalogue, std::optional<int> price_year = {});

/// Counts into one replicate's result.
using Recorder = kith::Recorder<Tally>;

}  // namespace kith::safety
