#include "models/population/demography.hpp"

#include <algorithm>
#include <cmath>

namespace kith::population {
namespace {

constexpr int lowest_mother_age = 15;
constexpr int highest_mother_age = 50;
constexpr double days_between_births = 275;

double years_between(Day from, Day to) { return (to - from) / days_per_year; }

}  // namespace

Day death_day(const PopulationParameters& parameters, Sex sex, Day birth, Day since, Day last, Stream& stream) {
  const double age = std::max(years_between(birth, since), 0.0);
  double years = stream.exponential(std::max(parameters.death_rate_floor, 1e-9));
  const double at_60 = sex == Sex::female ? parameters.death_rate_at_60_female : parameters.death_rate_at_60_male;
  const double growth = parameters.death_rate_growth;
  const double now = at_60 * std::exp(growth * (age - 60));
  years = std::min(years, std::log1p(growth * stream.exponential(1.0) / now) / growth);
  if (age < 1 && stream.bernoulli(parameters.infant_death_rate * (1 - age)))
    years = std::min(years, (1 - age) * stream.uniform());
  const double day = since + 1 + std::floor(years * days_per_year);
  return day > last ? never : static_cast<Day>(day);
}

Day parting_day(const PopulationParameters& parameters, double rate, Day birth, Day since, Day last, Stream& stream) {
  const double hazard = stream.exponential(1.0);  // summed up to the day
  if (!(rate > 0)) return never;
  const double age = years_between(birth, since);
  const double steady = std::max(parameters.parting_age - age, 0.0);
  double years = hazard / rate;
  if (years > steady) {
    const double beyond = std::max(age - parameters.parting_age, 0.0);
    const double decay = parameters.parting_age_decay;
    const double left = 1 - (hazard - rate * steady) / (rate * decay) * std::exp(beyond / decay);
    if (left <= 0) return never;
    years = steady - decay * std::log(left);
  }
  const double day = since + 1 + std::floor(years * days_per_year);
  return day > last ? never : static_cast<Day>(day);
}

double birth_rate(const PopulationParameters& parameters, double age, bool partnered, bool student) {
  if (age < lowest_mother_age || age >= highest_mother_age) return 0;
  const double away = (age - parameters.birth_peak_age) / parameters.birth_age_sd;
  return parameters.birth_rate_peak * std::exp(-0.5 * away * away) * (partnered ? parameters.birth_partner_ratio : 1) *
         (student ? parameters.birth_student_ratio : 1);
}

std::vector<Day> birth_days(const PopulationParameters& parameters, Day mother_birth, bool partnered, bool student,
                            Day from, Day until, Stream& stream) {
  std::vector<Day> days;
  const double bound = birth_rate(parameters, parameters.birth_peak_age, partnered, student);
  if (!(bound > 0) || years_between(mother_birth, from) >= highest_mother_age) return days;
  // A part of those who give birth at a steady rate are, at any moment, within the least time after a birth.
  const double unready = birth_rate(parameters, years_between(mother_birth, from), partnered, student) *
                         days_between_births / days_per_year;
  double day = from;
  if (stream.bernoulli(unready / (1 + unready))) day += days_between_births * stream.uniform();
  for (;;) {
    day += days_per_year * stream.exponential(bound);
    if (day > until) return days;
    const double rate = birth_rate(parameters, (day - mother_birth) / days_per_year, partnered, student);
    if (stream.uniform() * bound >= rate) continue;
    days.push_back(std::max(from + 1, static_cast<Day>(day)));
    day += days_between_births;
  }
}

}  // namespace kith::population
