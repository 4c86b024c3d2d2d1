// What services may ask about a person or a small area: the published attributes (engine/expressions), declared once
// with meaning and unit. Eligibility and priority of catalogue entries are expressions over them. One that is
// `as_known` says what the service's agency knows, by itself, from agencies that tell it, or through a hub.
#pragma once

#include "engine/expressions/attributes.hpp"
#include "engine/time/calendar.hpp"
#include "models/safety/people.hpp"
#include "models/safety/services/service.hpp"

#include <memory>
#include <string>
#include <vector>

namespace kith::safety {

/// The one attribute that costs a walk over the co-offending network.
inline constexpr const char* centrality_attribute = "co_offending_betweenness";

/// Every attribute of a person, in the order of their values.
const std::vector<Attribute>& attributes();
/// Every attribute of a small area, likewise.
const std::vector<Attribute>& area_attributes();

/// The attributes an expression asks for; none if it is unsound.
std::vector<Attribute> attributes_asked(const std::string& expression, Unit unit = Unit::person);

/// "" if the expression is sound for a service of this unit, else what is wrong with it in plain words.
std::string expression_problem(const std::string& expression, Unit unit = Unit::person);

struct Case;
struct Context;

/// Evaluates the expressions of all services for one person or area at a time. One per replicate; not shared between
/// threads.
class AttributeReader {
 public:
  /// An empty expression is worth 1 as eligibility, 0 as priority.
  explicit AttributeReader(const std::vector<Service>& services);
  ~AttributeReader();
  AttributeReader(AttributeReader&&) noexcept;

  /// Reads the person's attributes as they stand on `day`; `about` is the case that led here, if any.
  void look_at(const Context& all, EntityId person, Day day, const Case* about);
  /// Reads a small area's attributes.
  void look_at_area(const Context& all, std::size_t area);
  /// Of a service, for the person or area last looked at.
  bool eligible(std::size_t service);
  double priority(std::size_t service);
  /// Would they be, if the service knew everything?
  bool truly_eligible(std::size_t service);

 private:
  struct Expressions;
  std::unique_ptr<Expressions> expressions_;
};

}  // namespace kith::safety
