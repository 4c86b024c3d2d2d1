// What a model says of itself for an ODD document (Overview, Design concepts, Details: Grimm and others 2020, JASSS
// 23(2) 7): the sentences that its declarations do not hold. Numbers, scales, facts, phases and measures are read from
// the declarations and never written here, so that a document cannot say anything else than the program does. A model
// declares it, mostly in a TOML file that read_odd reads.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// The design concepts, in the protocol's order: the key a file says each by, and its heading.
struct OddConcept {
  const char* key;
  const char* title;
};
inline constexpr std::array<OddConcept, 11> odd_concepts{{{"basic_principles", "Basic principles"},
                                                          {"emergence", "Emergence"},
                                                          {"adaptation", "Adaptation"},
                                                          {"objectives", "Objectives"},
                                                          {"learning", "Learning"},
                                                          {"prediction", "Prediction"},
                                                          {"sensing", "Sensing"},
                                                          {"interaction", "Interaction"},
                                                          {"stochasticity", "Stochasticity"},
                                                          {"collectives", "Collectives"},
                                                          {"observation", "Observation"}}};

/// Something that has a state of its own.
struct OddEntity {
  std::string name;
  std::string meaning;
  std::vector<std::string> variables;  ///< kinds of Model::explanations that are its state variables
  std::vector<std::string> tables;     ///< tables of Model::measures whose columns are
};

/// One phase of a step: a name of Model::phases, and what it does.
struct OddPhase {
  std::string name;
  std::string what;
};

/// One process, or a few that belong together.
struct OddSubmodel {
  std::string name;
  std::string what;
  std::vector<std::string> numbers;  ///< its settings and parameters: their groups (Setting::group), tables or paths
};

/// Texts are empty where the model does not say.
struct Odd {
  std::string purpose;
  std::string patterns;  ///< by which patterns it is judged useful; the facts themselves are Model::facts
  std::vector<OddEntity> entities;
  std::string space, time;  ///< scales: extent and resolution
  std::vector<OddPhase> phases;
  std::string scheduling;                                 ///< why the phases stand in that order
  std::array<std::string, odd_concepts.size()> concepts;  ///< in the order of odd_concepts
  std::string initialisation, input_data;
  std::vector<OddSubmodel> submodels;

  /// What a phase does; "" if that is not said.
  std::string_view phase(std::string_view name) const;
};

/// Reads TOML text; `file` names it in messages. Throws InputError naming all that is wrong with it: a key or concept
/// that is none, an entity, phase or submodel without a name or a sentence, two of one name.
Odd read_odd(std::string_view text, const std::string& file);

}  // namespace kith
