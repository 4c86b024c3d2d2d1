#include "models/safety/services/attributes.hpp"

#include "models/safety/simulation.hpp"

#include <muParser.h>

#include <array>

namespace kith::safety {

const std::vector<Attribute>& attributes() {
  static const std::vector<Attribute> list{
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
  };
  return list;
}

namespace {

void define(mu::Parser& parser, std::vector<double>& values) {
  values.resize(attributes().size());
  for (std::size_t i = 0; i < attributes().size(); ++i) parser.DefineVar(attributes()[i].name, &values[i]);
}

}  // namespace

std::string expression_problem(const std::string& expression) {
  if (expression.empty()) return "";
  try {
    mu::Parser parser;
    std::vector<double> values;
    define(parser, values);
    parser.SetExpr(expression);
    parser.Eval();
    return "";
  } catch (const mu::Parser::exception_type& error) {
    std::vector<std::string> names;
    for (const Attribute& attribute : attributes()) names.emplace_back(attribute.name);
    const std::string near = nearest_name(error.GetToken(), names);
    return "'" + expression + "': " + error.GetMsg() + (near.empty() ? "" : "; did you mean '" + near + "'?");
  }
}

struct AttributeReader::Expressions {
  std::vector<double> values;
  std::vector<std::unique_ptr<mu::Parser>> eligibility, priority;
};

AttributeReader::AttributeReader(const std::vector<std::string>& eligibility, const std::vector<std::string>& priority)
    : expressions_(std::make_unique<Expressions>()) {
  expressions_->values.resize(attributes().size());
  const auto compile = [&](const std::vector<std::string>& texts, std::vector<std::unique_ptr<mu::Parser>>& parsers) {
    for (const std::string& text : texts) {
      parsers.emplace_back();
      if (text.empty()) continue;
      parsers.back() = std::make_unique<mu::Parser>();
      define(*parsers.back(), expressions_->values);
      parsers.back()->SetExpr(text);
    }
  };
  compile(eligibility, expressions_->eligibility);
  compile(priority, expressions_->priority);
}

AttributeReader::~AttributeReader() = default;
AttributeReader::AttributeReader(AttributeReader&&) noexcept = default;

void AttributeReader::look_at(Simulation& simulation, EntityId person, Day day, const Case* about) {
  const Population& population = simulation.population_;
  const OffenderRecord empty;
  const OffenderRecord* found = simulation.offender(person);
  const OffenderRecord& record = found != nullptr ? *found : empty;
  const VictimRecord& victim = simulation.state_.victims[person];
  const auto [first, last] = population.members(population.household(person));
  int children = 0;
  int size = 0;
  for (EntityId member = first; member < last; ++member)
    if (population.alive(member, day)) {
      ++size;
      children += population.age(member, day) < 18;
    }
  constexpr Day year = static_cast<Day>(days_per_year);
  const std::uint8_t risks = simulation.state_.risks[person];
  const OffenceType* type = about != nullptr ? &Evidence::get().offence_types()[about->type] : nullptr;
  std::size_t next = 0;
  const auto put = [&](double value) { expressions_->values[next++] = value; };
  put(population.age(person, day));
  put(population.sex(person) == Sex::male);
  put(record.in_custody(day));
  put(record.order_until > day);
  put(record.licence_until > day && !record.in_custody(day));
  put(record.accusations);
  put(simulation.accusations_since(record, day - year));
  put(simulation.accusations_since(record, day - 2 * year));
  put(record.cautions);
  put(record.convictions);
  put(record.open_cases);
  put(children);
  put(size);
  put(victim.harms);
  put(victim.domestic_harms);
  put(victim.harm_before_last > day - year);
  put(population.place.areas[population.area(person)].deprivation_decile);
  for (std::size_t risk = 0; risk < risk_count; ++risk) put(risks >> risk & 1U);
  put(about != nullptr ? simulation.parameters().severity_days[about->type] : 0);
  put(type != nullptr && type->victim == VictimKind::partner);
  put(type != nullptr && std::string_view(family_names[type->family]) == "sexual");
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
