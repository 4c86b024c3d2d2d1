#include "models/incarceration/settings.hpp"

#include <fmt/format.h>

namespace kith::incarceration {
namespace {

constexpr const char* source = "Lum, Swarup, Eubank & Hawdon (2014), J. R. Soc. Interface 11: 20140409";
constexpr double farthest_year = 100'000;

void passing_on(FieldVisitor& visitor, const std::string& table, const std::string& whose, PassingOn& rates) {
  const auto rate = [&](const char* name, const std::string& to, double& member) {
    visitor.field({.path = fmt::format("incarceration.{}.{}", table, name),
                   .unit = "probability per month",
                   .help = fmt::format("A conviction passed by {} in custody to {}.", whose, to),
                   .lowest = 0,
                   .highest = 1,
                   .when = When::any_time,
                   .source = source},
                  member);
  };
  rate("mother", "each mother", rates.mother);
  rate("father", "each father", rates.father);
  rate("sister", "each sister or female friend", rates.sister);
  rate("brother", "each brother or male friend", rates.brother);
  rate("child", "each active child", rates.child);
}

/// The public simulator reads the partner's rate by the sex of who is convicted, not of who is in custody.
void passing_to_partner(FieldVisitor& visitor, const std::string& table, const std::string& whom, double& rate) {
  visitor.field(
      {.path = fmt::format("incarceration.{}.partner", table),
       .unit = "probability per month",
       .help = fmt::format(
           "A conviction passed to a {} whose partner is in custody; the row is that of who is convicted.", whom),
       .lowest = 0,
       .highest = 1,
       .when = When::any_time,
       .source = source},
      rate);
}

void fields_of_who(FieldVisitor& visitor, IncarcerationSettings& settings) {
  visitor.field({.path = "incarceration.first_year",
                 .unit = "year",
                 .help = "Year of the people's table in which the first step falls; twelve steps are a year.",
                 .lowest = -farthest_year,
                 .highest = farthest_year},
                settings.first_year);
  visitor.field({.path = "incarceration.youngest",
                 .unit = "years",
                 .help = "Years since the year of birth from which somebody is active: can be convicted.",
                 .lowest = 0,
                 .highest = 150,
                 .source = source},
                settings.youngest);
}

void fields_of_start(FieldVisitor& visitor, IncarcerationSettings& settings) {
  visitor.field({.path = "incarceration.initial_share",
                 .unit = "share of the active",
                 .help = "In custody before the first step.",
                 .lowest = 0,
                 .highest = 1,
                 .source = source},
                settings.initial_share);
  visitor.field({.path = "incarceration.initial_oldest",
                 .unit = "years",
                 .help = "Age up to which somebody may be among those in custody before the first step.",
                 .lowest = 0,
                 .highest = 150,
                 .source = source},
                settings.initial_oldest);
}

void fields_of_sentences(FieldVisitor& visitor, IncarcerationSettings& settings) {
  visitor.field({.path = "incarceration.mean_sentence",
                 .unit = "months",
                 .help = "Mean of the sentences given from then on; single ones vary, and some are of no month.",
                 .lowest = 0,
                 .highest = 1e6,
                 .lowest_excluded = true,
                 .when = When::any_time,
                 .source = source},
                settings.mean_sentence);
  visitor.field(
      {.path = "incarceration.sentence_shape",
       .help = "Shape of the gamma distribution of which a sentence's mean is drawn; the greater, the more alike.",
       .lowest = 0.01,
       .highest = 1e6,
       .when = When::any_time,
       .source = source},
      settings.sentence_shape);
}

}  // namespace

void fields(FieldVisitor& visitor, IncarcerationSettings& settings) {
  fields_of_who(visitor, settings);
  fields_of_start(visitor, settings);
  visitor.field({.path = "incarceration.spontaneous",
                 .unit = "convictions per active person and month",
                 .help = "Convictions that nobody passed on.",
                 .lowest = 0,
                 .highest = 1,
                 .when = When::any_time,
                 .source = source},
                settings.spontaneous);
  fields_of_sentences(visitor, settings);
  visitor.field({.path = "incarceration.ties", .help = "Whether convictions pass along ties.", .when = When::any_time},
                settings.ties);
  passing_on(visitor, "from_women", "a woman", settings.from_women);
  passing_to_partner(visitor, "from_women", "woman", settings.from_women.partner);
  passing_on(visitor, "from_men", "a man", settings.from_men);
  passing_to_partner(visitor, "from_men", "man", settings.from_men.partner);
}

PeopleNeeds incarceration_needs() {
  const auto year = [](const char* name, const char* meaning) {
    return ColumnNeed{name, meaning, ColumnKind::whole, -farthest_year, farthest_year};
  };
  return {.columns = {{.name = "sex", .meaning = "f or m", .kind = ColumnKind::word, .choices = {"f", "m"}},
                      year("birth_year", "year of birth"),
                      year("death_year", "last year of life"),
                      {.name = "partner", .meaning = "id of the partner", .kind = ColumnKind::person, .nobody = "-1"},
                      year("married_year", "year the couple came to be; -1 if none is known")},
          .relations = {{"sibling", "other is a brother or sister of person", true},
                        {"child", "other is a child of person", true},
                        {"parent", "other is a parent of person", true},
                        {"friend", "other is a friend of person", true}}};
}

}  // namespace kith::incarceration
