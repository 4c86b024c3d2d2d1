// Attributes: what may be asked about somebody or something, declared once with unit and meaning beside how each is
// read from facts. Expressions are written over them, and only what an expression asks for is worked out.
#pragma once

#include "engine/settings/settings.hpp"

#include <functional>
#include <string>
#include <vector>

namespace kith {

struct Attribute {
  std::string name;
  std::string unit;
  std::string meaning;
  /// Not what is true: what whoever asks knows of it.
  bool as_known = false;
};

/// One attribute: what it is called, and how it is worked out of a model's facts.
template <class Facts>
struct Reading {
  Attribute attribute;
  std::function<double(const Facts&)> value;
};

template <class Readings>
std::vector<Attribute> attributes_of(const Readings& readings) {
  std::vector<Attribute> list;
  for (const auto& reading : readings) list.push_back(reading.attribute);
  return list;
}

inline TextList names_of(const std::vector<Attribute>& attributes) {
  TextList names;
  for (const Attribute& attribute : attributes) names.push_back(attribute.name);
  return names;
}

}  // namespace kith
