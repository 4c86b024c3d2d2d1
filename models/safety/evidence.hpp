// Parameters with their evidence, read (engine/evidence/numbers.hpp) from evidence/*.toml of this model and of
// models/population, and from offences/*.toml, needs/*.toml and contacts/*.toml (compiled in). Each becomes the setting
// "parameters.<name>". Nothing else in the model holds numbers of the world; a test holds that every parameter is used
// and every use is declared.
#pragma once

#include "engine/evidence/numbers.hpp"
#include "models/safety/contacts/contact.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kith::safety {

/// Who can be harmed by an offence type.
enum class VictimKind : std::uint8_t { partner, person, dwelling, business, child, none };

/// Offence types of one family share an age curve, a concentration and what is lasting in who leans to them; see
/// evidence/offending.toml.
enum class Family : std::uint8_t { violent, domestic, sexual, acquisitive, disorder, organised };
inline constexpr std::size_t family_count = 6;
extern const std::array<const char*, family_count> family_names;

/// One file of offences/; its index is the type's number everywhere.
struct OffenceType {
  std::string name;
  std::string title;
  std::uint8_t family;
  VictimKind victim;
  bool crime;          ///< counts as recorded crime; false: an incident
  bool victim_based;   ///< as in the published classification
  bool in_harm_index;  ///< counts in crime harm; false: police find it by looking, so its count follows how they look
  bool high_risk;      ///< who is sentenced for it is supervised as of high risk of harm
  bool is(Family of) const { return family == static_cast<std::uint8_t>(of); }
  /// Done to a person and not to what they own.
  bool personal() const { return !is(Family::acquisitive); }
};

/// Conditions of a person that raise offending and need, one file of needs/ each: those that rules name, in the order
/// the files are listed. A person's needs are bits in this order, those of further files after them.
enum class Risk : std::uint8_t {
  substance_misuse,
  alcohol_misuse,
  unemployed,
  unstable_housing,
  mental_health_need,
  trauma,
  looked_after,
  missing_episodes
};
inline constexpr std::size_t named_needs = 8;
constexpr NeedSet bit(Risk risk) { return static_cast<NeedSet>(1U << static_cast<unsigned>(risk)); }

/// One file of needs/; its index is the need's number everywhere.
struct Need {
  std::string name;
  std::string meaning;  ///< of having it, in words
  bool is_work;         ///< is the census's activity of those who seek work: how common it is, each area's census says
};

/// One entry of evidence/unit_costs.toml: what it is the cost of, and who bears it. What one unit costs are the
/// parameters "unit_cost.<kind>.<payer>.<item>", one for each label if there are labels.
struct CostEntry {
  std::string kind, payer, item;
  std::string driver;       ///< what is counted; see costs/costs.hpp
  std::int64_t price_year;  ///< prices of the financial year that begins in it
  TextList labels;          ///< offence types or supervisors; empty: one cost
};

/// Offence types, needs, contacts, parameters and costs of the model. Immutable.
class Evidence {
 public:
  /// That of the files compiled into the program, read once.
  static const Evidence& get();
  /// That of other files, named as those are ("offences/robbery.toml"). Throws InputError with every fault of them.
  explicit Evidence(std::span<const EmbeddedFile> files);
  const std::vector<OffenceType>& offence_types() const { return types_; }
  const std::vector<Need>& needs() const { return needs_; }
  const std::vector<Contact>& contacts() const { return contacts_; }
  /// Every parameter as a setting, path "parameters.<name>".
  const std::vector<Setting>& parameters() const { return parameters_; }
  const std::vector<CostEntry>& costs() const { return costs_; }

 private:
  std::vector<OffenceType> types_;
  std::vector<Need> needs_;
  std::vector<Contact> contacts_;
  std::vector<Setting> parameters_;
  std::vector<CostEntry> costs_;
};

/// Reads parameters from resolved settings, noting which were read.
class ParameterReader : public NumberReader {
 public:
  explicit ParameterReader(const Settings& settings);
  /// One value an offence type for which `holds`; 0, and no setting, for the others: nothing would read it.
  std::vector<double> numbers_by_type(const std::string& name, bool (*holds)(const OffenceType&));
};

/// Names of the offence types, in order.
std::vector<std::string> offence_type_names();
/// Names of the needs, in order, and how many there are.
const std::vector<std::string>& need_names();
std::size_t need_count();
/// Names of the kinds of contact, in order.
std::vector<std::string> contact_names();

}  // namespace kith::safety
