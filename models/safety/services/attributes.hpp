// What services may ask about a person: the published attributes, declared once with meaning and unit, and expressions over
// them (muParser). Eligibility and priority of catalogue entries are such expressions.
#pragma once

#include "engine/time/calendar.hpp"
#include "models/safety/state.hpp"

#include <memory>
#include <string>
#include <vector>

namespace kith::safety {

struct Attribute {
  const char* name;
  const char* unit;
  const char* meaning;
};

/// Every attribute, in the order of their values.
const std::vector<Attribute>& attributes();

/// "" if the expression is sound, else what is wrong with it in plain words.
std::string expression_problem(const std::string& expression);

class Simulation;

/// Evaluates the expressions of all services for one person at a time. One per replicate; not shared between threads.
class AttributeReader {
 public:
  /// `expressions` may hold empty ones (worth 1 as eligibility, 0 as priority).
  AttributeReader(const std::vector<std::string>& eligibility, const std::vector<std::string>& priority);
  ~AttributeReader();
  AttributeReader(AttributeReader&&) noexcept;

  /// Reads the person's attributes as they stand on `day`; `about` is the case that led here, if any.
  void look_at(Simulation& simulation, EntityId person, Day day, const Case* about);
  bool eligible(std::size_t service) const;
  double priority(std::size_t service) const;

 private:
  struct Expressions;
  std::unique_ptr<Expressions> expressions_;
};

}  // namespace kith::safety
