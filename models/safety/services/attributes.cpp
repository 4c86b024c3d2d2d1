#include "models/safety/services/attributes.hpp"

#include "engine/expressions/expression.hpp"
#include "models/safety/contacts/contacts.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/services/knowledge.hpp"
#include "models/safety/victims/victims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace kith::safety {

namespace {

/// What an attribute of a person may be read from; `about` is the case that led here, if any.
struct PersonFacts {
  const Context& all;
  EntityId person;
  Day day;
  const Case* about;
  Keepers hears = 0;   ///< whose notes the service that asks sees
  bool truth = false;  ///< everything, known or not

  static constexpr Day year = static_cast<Day>(days_per_year);
  /// Looked up each time: records move when one is added.
  const OffenderRecord& record() const {
    static const OffenderRecord no_record;
    const RecordId id = all.records.find(person);
    return id != nobody ? all.records.record(id) : no_record;
  }
  const VictimRecord& victim() const { return all.victims.of(person); }
  int age() const { return all.population.age(person, day); }
  int accusations_in(int years) const { return all.records.accusations_since(record(), day - years * year); }
  int notifications() const {
    return truth ? all.knowledge.true_concerns(person, day - year)
                 : all.knowledge.notifications(person, day - year, hears);
  }
  NeedSet needs() const { return truth ? all.needs.of(person) : all.contacts.known(person, hears, day); }
  Contacts::Harms harms() const {
    if (!truth) return all.contacts.harms(person, hears);
    return {victim().harms, victim().domestic_harms, victim().harm_before_last};
  }
  const OffenceType* type() const { return about != nullptr ? &Evidence::get().offence_types()[about->type] : nullptr; }
  bool on_licence() const { return record().licence_until > day; }
};

struct AreaFacts {
  const Context& all;
  std::size_t number;
  const Area& area() const { return all.population.place.areas[number]; }
  std::int64_t recorded(std::size_t type) const { return all.police.state().area_records.last_year(number, type); }
};

using PersonReading = Reading<PersonFacts>;
using AreaReading = Reading<AreaFacts>;
using P = const PersonFacts&;
using A = const AreaFacts&;

std::vector<PersonReading> readings_of_records() {
  return {
      {{"age", "years", "Age in whole years"}, [](P p) { return p.age(); }},
      {{"male", "0 or 1", "Is a man or boy"}, [](P p) { return p.all.population.sex(p.person) == Sex::male; }},
      {{"in_custody", "0 or 1", "Is in custody"}, [](P p) { return p.record().in_custody(p.day); }},
      {{"on_order", "0 or 1", "Is on a community or suspended order"},
       [](P p) { return p.record().order_until > p.day; }},
      {{"on_licence", "0 or 1", "Is on licence after custody"},
       [](P p) { return p.on_licence() && !p.record().in_custody(p.day); }},
      {{"accusations", "accusations", "Accusations on record"}, [](P p) { return p.record().accusations; }},
      {{"accusations_12m", "accusations", "Accusations in the last 12 months"},
       [](P p) { return p.accusations_in(1); }},
      {{"accusations_24m", "accusations", "Accusations in the last 24 months"},
       [](P p) { return p.accusations_in(2); }},
      {{"cautions", "cautions", "Cautions and youth out-of-court disposals on record"},
       [](P p) { return p.record().cautions; }},
      {{"convictions", "convictions", "Convictions on record"}, [](P p) { return p.record().convictions; }},
      {{"open_cases", "cases", "Charges not yet heard"}, [](P p) { return p.record().open_cases; }},
      {{"known_to_police", "0 or 1", "Was ever accused"}, [](P p) { return p.record().accusations > 0; }},
      {{"high_risk", "0 or 1", "Was held to be of high risk when last sentenced or released"},
       [](P p) { return p.record().high_risk; }},
      {{"sentence_days", "days", "Length of the custodial sentence being served or under licence; 0 if none"},
       [](P p) { return p.on_licence() ? p.record().licence_until - p.record().custody_from : 0; }},
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
       [](P p) { return p.all.knowledge.count_services(p.record(), true) > 0; }},
      {{"services_now", "services", "Services the person is in"},
       [](P p) { return p.all.knowledge.count_services(p.record(), false); }},
      {{"notifications_12m", "notifications",
        "Concerns about the household in the last 12 months, of agencies the service hears of and of others as far as "
        "a "
        "hub opened them",
        true},
       [](P p) { return p.notifications(); }},
      {{"not_pooled_12m", "notifications",
        "Concerns about the household in the last 12 months that some of the agencies the service hears of know and "
        "others do not: what is new to a hub of them",
        true},
       [](P p) { return p.all.knowledge.not_pooled(p.person, p.day - PersonFacts::year, p.hears); }},
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
      {{"case_has_victim", "0 or 1",
        "The offence that led here harmed a person, or a dwelling for which somebody speaks"},
       [](P p) { return p.about != nullptr && p.about->victim != nobody; }},
      {{"last_case_dwelling", "0 or 1", "The offence that led here harmed a dwelling, or what stands before it"},
       [](P p) { return p.about != nullptr && p.type()->victim == VictimKind::dwelling; }},
  };
  for (std::size_t family = 0; family < family_count; ++family)
    list.push_back(
        {{std::string(family_names[family]) + "_accusations_24m", "accusations",
          std::string("Accusations of ") + family_names[family] + " offences in the last 24 months"},
         [family](P p) { return p.all.records.accusations_since(p.record(), p.day - 2 * PersonFacts::year, family); }});
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

const TextList& names_for(Unit unit) {
  static const TextList of_people = names_of(attributes()), of_areas = names_of(area_attributes());
  return unit == Unit::area ? of_areas : of_people;
}

}  // namespace

std::vector<Attribute> attributes_asked(const std::string& expression, Unit unit) {
  std::vector<Attribute> asked;
  if (expression.empty() || !expression_problem(expression, unit).empty()) return asked;
  for (const std::string& name : names_in_expression(expression).names)
    for (const Attribute& attribute : attributes_for(unit))
      if (attribute.name == name) asked.push_back(attribute);
  return asked;
}

/// What an entry writes that is for all; any other number would be one by mistake.
constexpr std::string_view everyone = "1";

std::string expression_problem(const std::string& expression, Unit unit) {
  if (expression.empty()) return "";
  if (std::string problem = kith::expression_problem(expression, names_for(unit)); !problem.empty()) return problem;
  if (names_in_expression(expression).names.empty() && expression != everyone)
    return fmt::format("'{}' names no attribute, so that it is the same for all; \"{}\" stands for everyone",
                       expression, everyone);
  return "";
}

struct AttributeReader::Expressions {
  /// What is to be worked out for one service before its expressions are.
  struct OfService {
    std::optional<Expression> eligibility, priority;
    std::vector<std::size_t> asked;  ///< attributes of a person, by number
    bool asks_known = false;         ///< does its eligibility ask what is known?
    Keepers hears = 0;
  };
  std::vector<double> person, area;  ///< values of attributes
  std::vector<char> area_asked;      ///< by attribute of an area: does any expression ask for it?
  std::vector<OfService> services;
  std::optional<PersonFacts> facts;  ///< of the person looked at last

  void add(const Service& service);
  void see(const OfService& service, bool truth);
};

void AttributeReader::Expressions::add(const Service& service) {
  OfService of;
  of.hears = service.hears;
  const auto& known = attributes_for(service.unit);
  const bool of_area = service.unit == Unit::area;
  const auto compile = [&](const std::string& text) -> std::optional<Expression> {
    if (text.empty()) return {};
    Expression expression(text, names_for(service.unit), of_area ? area : person);
    for (const std::size_t i : expression.asked()) of_area ? void(area_asked[i] = 1) : of.asked.push_back(i);
    return expression;
  };
  of.eligibility = compile(service.eligibility);
  of.asks_known = std::ranges::any_of(of.asked, [&](std::size_t i) { return known[i].as_known; });
  of.priority = compile(service.priority);
  std::ranges::sort(of.asked);
  of.asked.erase(std::unique(of.asked.begin(), of.asked.end()), of.asked.end());
  services.push_back(std::move(of));
}

/// Works out what a service asks for of the person last looked at: as it knows it, or as it is.
void AttributeReader::Expressions::see(const OfService& service, bool truth) {
  if (!facts) return;
  facts->hears = service.hears;
  facts->truth = truth;
  for (const std::size_t i : service.asked) person[i] = person_readings()[i].value(*facts);
}

AttributeReader::AttributeReader(const std::vector<Service>& services) : expressions_(std::make_unique<Expressions>()) {
  expressions_->person.resize(attributes().size());
  expressions_->area.resize(area_attributes().size());
  expressions_->area_asked.resize(area_attributes().size());
  for (const Service& service : services) expressions_->add(service);
}

AttributeReader::~AttributeReader() = default;
AttributeReader::AttributeReader(AttributeReader&&) noexcept = default;

void AttributeReader::look_at(const Context& all, EntityId person, Day day, const Case* about) {
  expressions_->facts.emplace(PersonFacts{all, person, day, about});
}

void AttributeReader::look_at_area(const Context& all, std::size_t area) {
  const AreaFacts facts{all, area};
  for (std::size_t i = 0; i < expressions_->area.size(); ++i)
    if (expressions_->area_asked[i] != 0) expressions_->area[i] = area_readings()[i].value(facts);
}

bool AttributeReader::eligible(std::size_t service) {
  const Expressions::OfService& of = expressions_->services[service];
  if (!of.eligibility) return true;
  expressions_->see(of, false);
  return of.eligibility->value() != 0;
}

bool AttributeReader::truly_eligible(std::size_t service) {
  const Expressions::OfService& of = expressions_->services[service];
  if (!of.asks_known) return eligible(service);
  expressions_->see(of, true);
  return of.eligibility->value() != 0;
}

double AttributeReader::priority(std::size_t service) {
  const Expressions::OfService& of = expressions_->services[service];
  if (!of.priority) return 0;
  expressions_->see(of, false);
  return of.priority->value();
}

}  // namespace kith::safety
