#include "models/safety/services/attributes.hpp"

#include "models/safety/needs/needs.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/services/knowledge.hpp"
#include "models/safety/victims/victims.hpp"

#include <muParser.h>

#include <array>

namespace kith::safety {

namespace {

std::vector<Attribute> person_attributes() {
  std::vector<Attribute> list{
      {"age", "years", "Age in whole years"},
      {"male", "0 or 1", "Is a man or boy"},
      {"in_custody", "0 or 1", "Is in custody"},
      {"on_order", "0 or 1", "Is on a community or suspended order"},
      {"on_licence", "0 or 1", "Is on licence after custody"},
      {"accusations", "accusations", "Accusations on record"},
      {"accusations_12m", "accusations", "Accusations in the last 12 months"},
      {"accusations_24m", "accusations", "Accusations in the last 24 months"},
      {"cautions", "cautions", "Cautions and youth out-of-court disposals on record"},
      {"convictions", "convictions", "Convictions on record"},
      {"open_cases", "cases", "Charges not yet heard"},
      {"children_in_household", "people", "People under 18 in the household"},
      {"household_size", "people", "People in the household"},
      {"times_harmed", "offences", "Times harmed, as far as it is known"},
      {"domestic_times_harmed", "offences", "Times harmed by domestic abuse"},
      {"harmed_12m", "0 or 1", "Harmed twice or more with the last two in the last 12 months"},
      {"deprivation_decile", "decile", "Deprivation decile of the small area, 1 the most deprived"},
      {"substance_misuse", "0 or 1", "Misuses drugs"},
      {"alcohol_misuse", "0 or 1", "Misuses alcohol"},
      {"unemployed", "0 or 1", "Out of work and looking, or not in education, employment or training"},
      {"unstable_housing", "0 or 1", "Without settled housing"},
      {"mental_health_need", "0 or 1", "Has a mental-health need"},
      {"trauma", "0 or 1", "Carries trauma"},
      {"looked_after", "0 or 1", "Is a looked-after child"},
      {"missing_episodes", "0 or 1", "Goes missing from home or care"},
      {"last_case_severity_days", "days of sentence", "Severity of the offence that led here; 0 if none"},
      {"last_case_domestic", "0 or 1", "The offence that led here is domestic abuse"},
      {"last_case_sexual", "0 or 1", "The offence that led here is sexual"},
      {"sentence_days", "days", "Length of the custodial sentence being served or under licence; 0 if none"},
      {"on_civil_order", "0 or 1", "Is under an order of a civil court, such as a gang injunction"},
      {"high_risk", "0 or 1", "Was held to be of high risk when last sentenced or released"},
      {"case_has_victim", "0 or 1", "The offence that led here harmed a person"},
      {"services_now", "services", "Services the person is in"},
      {"known_to_police", "0 or 1", "Was ever accused"},
      {"notifications_12m", "notifications",
       "Concerns about the household in the last 12 months, of all agencies together"},
      {"most_notifications_12m", "notifications", "The same, as the one agency with most of them knows them"},
      {"co_offending_ties", "ties", "Ties to co-offenders that have not faded"},
      {centrality_attribute, "0 to 1",
       "Share of shortest paths between accused people that pass through this one, the greatest being 1; renewed every "
       "13 weeks"},
  };
  for (const char* family : family_names)
    list.push_back({std::string(family) + "_accusations_24m", "accusations",
                    std::string("Accusations of ") + family + " offences in the last 24 months"});
  for (const OffenceType& type : Evidence::get().offence_types())
    list.push_back({"case_" + type.name, "0 or 1", "The offence that led here: " + type.title});
  return list;
}

std::vector<Attribute> attributes_of_areas() {
  std::vector<Attribute> list{
      {"deprivation_decile", "decile", "Deprivation decile, 1 the most deprived"},
      {"households", "households", "Households"},
      {"night_share", "share", "Share of the place's night-time and street activity"},
      {"retail_share", "share", "Share of the place's shops"},
      {"recorded_crime_12m", "offences", "Recorded crime in the last 48 to 52 weeks, incidents left out"},
  };
  for (const OffenceType& type : Evidence::get().offence_types())
    list.push_back(
        {"recorded_" + type.name + "_12m", "offences", "Recorded in the last 48 to 52 weeks: " + type.title});
  return list;
}

}  // namespace

const std::vector<Attribute>& attributes() {
  static const std::vector<Attribute> list = person_attributes();
  return list;
}

const std::vector<Attribute>& area_attributes() {
  static const std::vector<Attribute> list = attributes_of_areas();
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

std::string expression_problem(const std::string& expression, Unit unit) {
  if (expression.empty()) return "";
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
  }
}

AttributeReader::~AttributeReader() = default;
AttributeReader::AttributeReader(AttributeReader&&) noexcept = default;

void AttributeReader::look_at(const Context& all, EntityId person, Day day, const Case* about) {
  static const OffenderRecord no_record;
  const Population& population = all.population;
  const RecordId id = all.records.find(person);
  const OffenderRecord& record = id != nobody ? all.records.record(id) : no_record;
  const VictimRecord& victim = all.victims.of(person);
  constexpr Day year = static_cast<Day>(days_per_year);
  const std::uint8_t risks = all.needs.of(person);
  const auto& types = Evidence::get().offence_types();
  const OffenceType* type = about != nullptr ? &types[about->type] : nullptr;
  auto& [values, used] = expressions_->person;
  std::size_t next = 0;
  const auto put = [&](auto&& value) {
    if (used[next] != 0) values[next] = static_cast<double>(value());
    ++next;
  };
  put([&] { return population.age(person, day); });
  put([&] { return population.sex(person) == Sex::male; });
  put([&] { return record.in_custody(day); });
  put([&] { return record.order_until > day; });
  put([&] { return record.licence_until > day && !record.in_custody(day); });
  put([&] { return record.accusations; });
  put([&] { return all.records.accusations_since(record, day - year); });
  put([&] { return all.records.accusations_since(record, day - 2 * year); });
  put([&] { return record.cautions; });
  put([&] { return record.convictions; });
  put([&] { return record.open_cases; });
  put([&] { return all.knowledge.count_household(person, day, 18); });
  put([&] { return all.knowledge.count_household(person, day, 1000); });
  put([&] { return victim.harms; });
  put([&] { return victim.domestic_harms; });
  put([&] { return victim.harm_before_last > day - year; });
  put([&] { return population.place.areas[population.area(person)].deprivation_decile; });
  for (std::size_t risk = 0; risk < risk_count; ++risk) put([&] { return risks >> risk & 1U; });
  put([&] { return about != nullptr ? all.parameters().severity_days[about->type] : 0; });
  put([&] { return type != nullptr && type->victim == VictimKind::partner; });
  put([&] { return type != nullptr && std::string_view(family_names[type->family]) == "sexual"; });
  put([&] { return record.licence_until > day ? record.licence_until - record.custody_from : 0; });
  put([&] { return all.knowledge.count_services(record, true) > 0; });
  put([&] { return record.high_risk; });
  put([&] { return about != nullptr && about->victim != nobody; });
  put([&] { return all.knowledge.count_services(record, false); });
  put([&] { return record.accusations > 0; });
  put([&] { return all.knowledge.notifications(person, day - year).all; });
  put([&] { return all.knowledge.notifications(person, day - year).most; });
  put([&] { return all.knowledge.count_co_offending_ties(person, day); });
  put([&] { return all.knowledge.betweenness(person); });
  for (std::size_t family = 0; family < family_count; ++family)
    put([&] { return all.records.accusations_since(record, day - 2 * year, family); });
  for (const OffenceType& each : types) put([&] { return type == &each; });
}

void AttributeReader::look_at_area(const Context& all, std::size_t area) {
  const Population& population = all.population;
  const Area& place = population.place.areas[area];
  const AreaRecords& records = all.police.state().area_records;
  const auto& types = Evidence::get().offence_types();
  auto& [values, used] = expressions_->area;
  std::size_t next = 0;
  const auto put = [&](auto&& value) {
    if (used[next] != 0) values[next] = static_cast<double>(value());
    ++next;
  };
  put([&] { return place.deprivation_decile; });
  put([&] { return population.area_household_first[area + 1] - population.area_household_first[area]; });
  put([&] { return place.night_weight; });
  put([&] { return place.retail_weight; });
  put([&] {
    std::int64_t crimes = 0;
    for (std::size_t k = 0; k < types.size(); ++k) crimes += types[k].crime ? records.last_year(area, k) : 0;
    return crimes;
  });
  for (std::size_t k = 0; k < types.size(); ++k) put([&] { return records.last_year(area, k); });
}

bool AttributeReader::eligible(std::size_t service) const {
  const auto& parser = expressions_->eligibility[service];
  return parser == nullptr || parser->Eval() != 0;
}

double AttributeReader::priority(std::size_t service) const {
  const auto& parser = expressions_->priority[service];
  return parser == nullptr ? 0 : parser->Eval();
}

}  // namespace kith::safety
