#include "models/safety/contacts/contact.hpp"

#include "engine/evidence/nouns.hpp"
#include "models/safety/evidence.hpp"
#include "models/safety/services/referral.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>

namespace kith::safety {

namespace {

constexpr std::array<const char*, 4> concern_names{"child", "domestic", "new_note", "new_note_of_child"};

/// The place of `word` among `names`; a fault, and none, if it is not one of them.
template <class Names>
std::uint64_t bit_of(const Names& names, const std::string& word, const TomlTable& table, const char* key) {
  const auto found = std::find(std::begin(names), std::end(names), word);
  if (found != std::end(names)) return 1ULL << (found - std::begin(names));
  table.problem(key, fmt::format("{} is none of {}", in_quotes(word), fmt::join(names, ", ")));
  return 0;
}

template <class Names>
std::uint64_t bits_of(const Names& names, const TomlTable& table, const char* key) {
  std::uint64_t bits = 0;
  for (const std::string& word : table.texts(key, TextList{})) bits |= bit_of(names, word, table, key);
  return bits;
}

template <class Nouns>
TextList names_of(const Nouns& nouns) {
  TextList names;
  for (const auto& noun : nouns) names.push_back(noun.name);
  return names;
}

std::uint64_t types_of(const TomlTable& table, const std::vector<OffenceType>& types) {
  if (!table.has("types") && !table.has("families")) return ~0ULL;
  std::uint64_t bits = bits_of(names_of(types), table, "types");
  const std::uint64_t families = bits_of(family_names, table, "families");
  for (std::size_t k = 0; k < types.size(); ++k)
    if ((families >> types[k].family & 1U) != 0) bits |= 1ULL << k;
  return bits;
}

/// A happening brings it or it is regular, and each has what the other would not use.
void check_contact(const TomlTable& table, const Contact& contact) {
  const bool has_rate = table.table("numbers").has("contact_rate");
  if (contact.regular() && !has_rate)
    table.problem("agency", "a contact has either happenings that bring it or, if it is regular, a contact_rate");
  if (!contact.regular() && has_rate) table.problem("happenings", "what happenings bring has no contact_rate");
  for (const char* key : {"types", "families", "notes_harm"})
    if (contact.regular() && table.has(key)) table.problem(key, "a regular contact does not use it");
  if ((contact.happenings >> static_cast<unsigned>(Referral::new_note) & 1U) != 0)
    table.problem("happenings", "a note is what contacts make; it brings none");
  if (!contact.regular() && table.has("only_with")) table.problem("only_with", "only a regular contact uses it");
}

}  // namespace

Contact read_contact(const Noun& noun, const std::vector<OffenceType>& types, const std::vector<Need>& needs) {
  const TomlTable& table = noun.table;
  Contact contact;
  contact.name = noun.name;
  contact.title = table.text("title");
  if (const std::uint64_t found = bit_of(keeper_names, table.text("agency"), table, "agency"); found != 0)
    contact.keeper = static_cast<Keeper>(std::countr_zero(found));
  contact.happenings = bits_of(referral_names, table, "happenings");
  contact.types = types_of(table, types);
  contact.only_with = static_cast<NeedSet>(bits_of(names_of(needs), table, "only_with"));
  contact.notes_harm = table.boolean("notes_harm", false);
  const std::uint64_t concerns = bits_of(concern_names, table, "concern");
  contact.concern_for_child = (concerns & 1U) != 0;
  contact.concern_for_domestic = (concerns & 2U) != 0;
  contact.concern_for_note = (concerns & 4U) != 0;
  contact.concern_for_note_of_child = (concerns & 8U) != 0;
  check_contact(table, contact);
  return contact;
}

}  // namespace kith::safety
