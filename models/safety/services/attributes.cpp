#include "models/safety/services/attributes.hpp"

#include "engine/settings/expression_slips.hpp"
#include "models/safety/contacts/contacts.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/services/knowledge.hpp"
#include "models/safety/victims/victims.hpp"

#include <muParser.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace kith::safety {

namespace {

/// What an attribute of a person may be read from; `about` is the case that led here, if any.
struct PersonFacts {
  const Context& all;
  EntityId person;
  Day day;
  const OffenderRecord& record;
  const Case* about;
  Keepers hears = 0;   ///< whose notes the service that asks sees
  bool truth = false;  ///< everything, known or not

  static constexpr Day year = static_cast<Day>(days_per_year);
  const VictimRecord& victim() const { return all.victims.of(person); }
  int age() const { return all.population.age(person, day); }
  int accusations_in(int years) const { return all.records.accusations_since(record, day - years * year); }
  int notifications() const {
    return all.knowledge.notifications(person, day - year, truth ? static_cast<Keepers>(~0U) : hears);
  }
  NeedSet needs() const { return truth ? all.needs.of(person) : all.contacts.known(person, hears, day); }
  Contacts::Harms harms() const {
    if (!truth) return all.contacts.harms(person, hears);
    return {victim().harms, victim().domestic_harms, victim().harm_before_last};
  }
  const OffenceType* type() const { return about != nullptr ? &Evidence::get().offence_types()[about->type] : nullptr; }
  bool on_licence() const { return record.licence_until > day; }
};

struct AreaFacts {
  const Context& all;
  std::size_t number;
  const Area& area() const { return all.population.place.areas[number]; }
  std::int64_t recorded(std::size_t type) const { return all.police.state().area_records.last_year(number, type); }
};

/// One attribute: what it is called and how it is worked out.
template <class Facts>
struct Reading {
  Attribute attribute;
  std::function<double(const Facts&)> value;
};
using PersonReading = Reading<PersonFacts>;
using AreaReading = Reading<AreaFacts>;
using P = const PersonFacts&;
using A = const AreaFacts&;

std::vector<PersonReading> readings_of_records() {
  return {
      {{"age", "years", "Age in whole years"}, [](P p) { return p.age(); }},
      {{"male", "0 or 1", "Is a man or boy"}, [](P p) { return p.all.population.sex(p.person) == Sex::male; }},
      {{"in_custody", "0 or 1", "Is in custody"}, [](P p) { return p.record.in_custody(p.day); }},
      {{"on_order", "0 or 1", "Is on a community or suspended order"},
       [](P p) { return p.record.order_until > p.day; }},
      {{"on_licence", "0 or 1", "Is on licence after custody"},
       [](P p) { return p.on_licence() && !p.record.in_custody(p.day); }},
      {{"accusations", "accusations", "Accusations on record"}, [](P p) { return p.record.accusations; }},
      {{"accusations_12m", "accusations", "Accusations in the last 12 months"},
       [](P p) { return p.accusations_in(1); }},
      {{"accusations_24m", "accusations", "Accusations in the last 24 months"},
       [](P p) { return p.accusations_in(2); }},
      {{"cautions", "cautions", "Cautions and youth out-of-court disposals on record"},
       [](P p) { return p.record.cautions; }},
      {{"convictions", "convictions", "Convictions on record"}, [](P p) { return p.record.convictions; }},
      {{"open_cases", "cases", "Charges not yet heard"}, [](P p) { return p.record.open_cases; }},
      {{"known_to_police", "0 or 1", "Was ever accused"}, [](P p) { return p.record.accusations > 0; }},
      {{"high_risk", "0 or 1", "Was held to be of high risk when last sentenced or released"},
       [](P p) { return p.record.high_risk; }},
      {{"sentence_days", "days", "Length of the custodial sentence being served or under licence; 0 if none"},
       [](P p) { return p.on_licence() ? p.record.licence_until - p.record.custody_from : 0; }},
  };
}

std::vector<PersonReading> readings_of_lives() {
  constexpr int of_age = 18, any_age = 1000;
  return {
      {{"children_in_household", "people", "People under 18 in the household"},
       [](P p) { return p.all.knowledge.count_household(p.person, p.day, of_age); }},
      {{"household_size", "people", "People in the household"},
       [](P p) { return p.all.knowledge.count_household(p.person, p.day, any_age); }},
      {{"times_harmed", "offences", "Times harmed, as far as the service knows: recorded by police, or treated", true},
       [](P p) { return p.harms().times; }},
      {{"domestic_times_harmed", "offences", "Times harmed by domestic abuse, as far as the service knows", true},
       [](P p) { return p.harms().domestic_times; }},
      {{"harmed_12m", "0 or 1",
        "Harmed twice or more with the last two in the last 12 months, as far as the service knows", true},
       [](P p) { return p.harms().before_last > p.day - PersonFacts::year; }},
      {{"deprivation_decile", "decile", "Deprivation decile of the small area, 1 the most deprived"},
       [](P p) { return p.all.population.place.areas[p.all.population.area(p.person)].deprivation_decile; }},
      {{"on_civil_order", "0 or 1", "Is under an order of a civil court, such as a gang injunction"},
       [](P p) { return p.all.knowledge.count_services(p.record, true) > 0; }},
      {{"services_now", "services", "Services the person is in"},
       [](P p) { return p.all.knowledge.count_services(p.record, false); }},
      {{"notifications_12m", "notifications",
        "Concerns about the household in the last 12 months, of agencies the service hears of and of others as far as "
        "a "
        "hub opened them",
        true},
       [](P p) { return p.notifications(); }},
      {{"co_offending_ties", "ties", "Ties to co-offenders that have not faded"},
       [](P p) { return p.all.knowledge.count_co_offending_ties(p.person, p.day); }},
      {{centrality_attribute, "0 to 1",
        "Share of shortest paths between accused people that pass through this one, the greatest being 1; renewed "
        "every "
        "13 weeks"},
       [](P p) { return p.all.knowledge.betweenness(p.person); }},
  };
}

std::vector<PersonReading> readings_of_needs() {
  std::vector<PersonReading> list;
  for (std::size_t risk = 0; const Need& need : Evidence::get().needs()) {
    list.push_back({{need.name, "0 or 1", need.meaning + ", as far as the service knows", true},
                    [risk](P p) { return p.needs() >> risk & 1U; }});
    ++risk;
  }
  return list;
}

std::vector<PersonReading> readings_of_cases() {
  std::vector<PersonReading> list{
      {{"last_case_severity_days", "days of sentence", "Severity of the offence that led here; 0 if none"},
       [](P p) { return p.about != nullptr ? p.all.parameters().severity_days[p.about->type] : 0; }},
      {{"last_case_domestic", "0 or 1", "The offence that led here is domestic abuse"},
       [](P p) { return p.about != nullptr && p.type()->victim == VictimKind::partner; }},
      {{"last_case_sexual", "0 or 1", "The offence that led here is sexual"},
       [](P p) { return p.about != nullptr && p.type()->is(Family::sexual); }},
      {{"case_has_victim", "0 or 1", "The offence that led here harmed a person"},
       [](P p) { return p.about != nullptr && p.about->victim != nobody; }},
  };
  for (std::size_t family = 0; family < family_count; ++family)
    list.push_back(
        {{std::string(family_names[family]) + "_accusations_24m", "accusations",
          std::string("Accusations of ") + family_names[family] + " offences in the last 24 months"},
         [family](P p) { return p.all.records.accusations_since(p.record, p.day - 2 * PersonFacts::year, family); }});
  for (const OffenceType& type : Evidence::get().offence_types())
    list.push_back({{"case_" + type.name, "0 or 1", "The offence that led here: " + type.title},
                    [&type](P p) { return p.type() == &type; }});
  return list;
}

const std::vector<PersonReading>& person_readings() {
  static const std::vector<PersonReading> all = [] {
    std::vector<PersonReading> list;
    for (auto&& part : {readings_of_records(), readings_of_lives(), readings_of_needs(), readings_of_cases()})
      list.insert(list.end(), part.begin(), part.end());
    return list;
  }();
  return all;
}

std::vector<AreaReading> make_area_readings() {
  const auto& types = Evidence::get().offence_types();
  std::vector<AreaReading> list{
      {{"deprivation_decile", "decile", "Deprivation decile, 1 the most deprived"},
       [](A a) { return a.area().deprivation_decile; }},
      {{"households", "households", "Households"},
       [](A a) {
         return a.all.population.area_household_first[a.number + 1] - a.all.population.area_household_first[a.number];
       }},
      {{"night_share", "share", "Share of the place's night-time and street activity"},
       [](A a) { return a.area().night_weight; }},
      {{"retail_share", "share", "Share of the place's shops"}, [](A a) { return a.area().retail_weight; }},
      {{"recorded_crime_12m", "offences", "Recorded crime in the last 48 to 52 weeks, incidents left out"},
       [&types](A a) {
         std::int64_t crimes = 0;
         for (std::size_t k = 0; k < types.size(); ++k) crimes += types[k].crime ? a.recorded(k) : 0;
         return static_cast<double>(crimes);
       }},
  };
  for (std::size_t k = 0; k < types.size(); ++k)
    list.push_back(
        {{"recorded_" + types[k].name + "_12m", "offences", "Recorded in the last 48 to 52 weeks: " + types[k].title},
         [k](A a) { return static_cast<double>(a.recorded(k)); }});
  return list;
}

const std::vector<AreaReading>& area_readings() {
  static const std::vector<AreaReading> all = make_area_readings();
  return all;
}

template <class Readings>
std::vector<Attribute> attributes_of(const Readings& readings) {
  std::vector<Attribute> list;
  for (const auto& reading : readings) list.push_back(reading.attribute);
  return list;
}

}  // namespace

const std::vector<Attribute>& attributes() {
  static const std::vector<Attribute> list = attributes_of(person_readings());
  return list;
}

const std::vector<Attribute>& area_attributes() {
  static const std::vector<Attribute> list = attributes_of(area_readings());
  return list;
}

namespace {

const std::vector<Attribute>& attributes_for(Unit unit) {
  return unit == Unit::area ? area_attributes() : attributes();
}

void define(mu::Parser& parser, std::vector<double>& values, Unit unit) {
  const auto& known = attributes_for(unit);
  values.resize(known.size());
  for (std::size_t i = 0; i < known.size(); ++i) parser.DefineVar(known[i].name, &values[i]);
}

}  // namespace

std::vector<Attribute> attributes_asked(const std::string& expression, Unit unit) {
  std::vector<Attribute> asked;
  if (expression.empty() || !expression_problem(expression, unit).empty()) return asked;
  mu::Parser parser;
  std::vector<double> values;
  define(parser, values, unit);
  parser.SetExpr(expression);
  for (const auto& [name, value] : parser.GetUsedVar())
    for (const Attribute& attribute : attributes_for(unit))
      if (attribute.name == name) asked.push_back(attribute);
  return asked;
}

std::string expression_problem(const std::string& expression, Unit unit) {
  if (expression.empty()) return "";
  if (const std::string slip = expression_slip(expression); !slip.empty()) return "'" + expression + "': " + slip;
  try {
    mu::Parser parser;
    std::vector<double> values;
    define(parser, values, unit);
    parser.SetExpr(expression);
    parser.Eval();
    return "";
  } catch (const mu::Parser::exception_type& error) {
    std::vector<std::string> names;
    for (const Attribute& attribute : attributes_for(unit)) names.push_back(attribute.name);
    const std::string near = nearest_name(error.GetToken(), names);
    return "'" + expression + "': " + error.GetMsg() + (near.empty() ? "" : "; did you mean '" + near + "'?");
  }
}

struct AttributeReader::Expressions {
  /// Values of the attributes of a person or an area; those no expression asks for are not worked out.
  struct Values {
    std::vector<double> values;
    std::vector<char> used;
  };
  Values person, area;
  std::vector<std::unique_ptr<mu::Parser>> eligibility, priority;
  std::vector<Keepers> hears;                    ///< by service
  std::vector<char> asks_known;                  ///< by service: does its eligibility ask what is known?
  std::optional<PersonFacts> facts;              ///< of the person looked at last
  std::optional<std::pair<Keepers, bool>> seen;  ///< whose knowledge of them stands in the values, or the truth

  void see(std::size_t service, bool truth);
  std::unique_ptr<mu::Parser> compile(const std::string& text, Unit unit) {
    if (text.empty()) return nullptr;
    Values& of = unit == Unit::area ? area : person;
    auto parser = std::make_unique<mu::Parser>();
    define(*parser, of.values, unit);
    parser->SetExpr(text);
    const auto& known = attributes_for(unit);
    for (const auto& [name, value] : parser->GetUsedVar())
      for (std::size_t i = 0; i < known.size(); ++i)
        if (known[i].name == name) of.used[i] = 1;
    return parser;
  }
};

AttributeReader::AttributeReader(const std::vector<Service>& services) : expressions_(std::make_unique<Expressions>()) {
  Expressions& expressions = *expressions_;
  for (const Unit unit : {Unit::person, Unit::area}) {
    Expressions::Values& of = unit == Unit::area ? expressions.area : expressions.person;
    of.values.resize(attributes_for(unit).size());
    of.used.resize(attributes_for(unit).size());
  }
  for (const Service& service : services) {
    expressions.eligibility.push_back(expressions.compile(service.eligibility, service.unit));
    expressions.priority.push_back(expressions.compile(service.priority, service.unit));
    expressions.hears.push_back(service.hears);
    const std::vector<Attribute> asked = attributes_asked(service.eligibility, service.unit);
    expressions.asks_known.push_back(std::ranges::any_of(asked, &Attribute::as_known) ? 1 : 0);
  }
}

AttributeReader::~AttributeReader() = default;
AttributeReader::AttributeReader(AttributeReader&&) noexcept = default;

namespace {

/// Works out those attributes that some expression asks for and for which `wanted` holds.
template <class Readings, class Facts, class Wanted>
void read_used(const Readings& readings, const Facts& facts, const std::vector<char>& used, std::vector<double>& values,
               Wanted&& wanted) {
  for (std::size_t i = 0; i < readings.size(); ++i)
    if (used[i] != 0 && wanted(readings[i].attribute)) values[i] = readings[i].value(facts);
}

}  // namespace

/// Puts in the values what a service knows of the person last looked at, or what is true of them.
void AttributeReader::Expressions::see(std::size_t service, bool truth) {
  if (!facts) return;
  const std::pair<Keepers, bool> wanted(truth ? Keepers{0} : hears[service], truth);
  if (seen == wanted) return;
  seen = wanted;
  facts->hears = wanted.first;
  facts->truth = truth;
  read_used(person_readings(), *facts, person.used, person.values, [](const Attribute& a) { return a.as_known; });
}

void AttributeReader::look_at(const Context& all, EntityId person, Day day, const Case* about) {
  static const OffenderRecord no_record;
  const RecordId id = all.records.find(person);
  expressions_->facts.emplace(PersonFacts{all, person, day, id != nobody ? all.records.record(id) : no_record, about});
  expressions_->seen.reset();
  read_used(person_readings(), *expressions_->facts, expressions_->person.used, expressions_->person.values,
            [](const Attribute& a) { return !a.as_known; });
}

void AttributeReader::look_at_area(const Context& all, std::size_t area) {
  read_used(area_readings(), AreaFacts{all, area}, expressions_->area.used, expressions_->area.values,
            [](const Attribute&) { return true; });
}

bool AttributeReader::eligible(std::size_t service) {
  const auto& parser = expressions_->eligibility[service];
  if (parser == nullptr) return true;
  expressions_->see(service, false);
  return parser->Eval() != 0;
}

bool AttributeReader::truly_eligible(std::size_t service) {
  if (expressions_->asks_known[service] == 0) return eligible(service);
  expressions_->see(service, true);
  return expressions_->eligibility[service]->Eval() != 0;
}

double AttributeReader::priority(std::size_t service) {
  const auto& parser = expressions_->priority[service];
  if (parser == nullptr) return 0;
  expressions_->see(service, false);
  return parser->Eval();
}

}  // namespace kith::safety
