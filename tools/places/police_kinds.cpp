#include "tools/places/police_kinds.hpp"

#include "engine/tables/delimited_text.hpp"

#include <algorithm>
#include <cctype>

namespace kith::tools {
namespace {

using Types = std::vector<std::string>;

/// `mine` and what stood in the same category before it got one of its own.
Types with(Types mine, const Types& more) {
  mine.insert(mine.end(), more.begin(), more.end());
  return mine;
}

std::vector<PoliceKind> all_kinds() {
  const std::string begin = "2010-12", parted = "2011-09", before_parted = "2011-08", now = "2013-05",
                    before_now = "2013-04";
  const Types violent{"violence_with_injury", "violence_without_injury", "domestic_abuse", "sexual_offence"};
  const Types vehicles{"vehicle_theft", "theft_from_vehicle"}, damage{"criminal_damage", "deliberate_fire"};
  const Types order{"public_order", "hate_crime"}, thefts{"other_theft", "theft_from_person"};
  const Types rest = with({"shoplifting", "drugs", "weapons"}, with(damage, with(order, thefts)));
  return {{"Anti-social behaviour", begin, "", {"antisocial_behaviour"}},
          {"Burglary", begin, "", {"domestic_burglary"}},
          {"Robbery", begin, "", {"robbery"}},
          {"Vehicle crime", begin, "", vehicles},
          {"Violent crime", begin, before_now, violent},
          {"Other crime", begin, before_parted, rest},
          {"Other crime", parted, "", {}},
          {"Criminal damage and arson", parted, "", damage},
          {"Drugs", parted, "", {"drugs"}},
          {"Shoplifting", parted, "", {"shoplifting"}},
          {"Public disorder and weapons", parted, before_now, with({"weapons"}, order)},
          {"Other theft", parted, before_now, thefts},
          {"Other theft", now, "", {"other_theft"}},
          {"Bicycle theft", now, "", {}},
          {"Possession of weapons", now, "", {"weapons"}},
          {"Public order", now, "", order},
          {"Theft from the person", now, "", {"theft_from_person"}},
          {"Violence and sexual offences", now, "", violent}};
}

}  // namespace

const std::vector<PoliceKind>& police_kinds() {
  static const std::vector<PoliceKind> kinds = all_kinds();
  return kinds;
}

const PoliceKind* police_kind(std::string_view name, std::string_view month) {
  const std::string wanted = small_letters(name);
  const auto found = std::ranges::find_if(police_kinds(), [&](const PoliceKind& kind) {
    return small_letters(kind.name) == wanted && month >= kind.first && (kind.last.empty() || month <= kind.last);
  });
  return found == police_kinds().end() ? nullptr : &*found;
}

std::string small_letters(std::string_view text) {
  std::string small(without_blanks(text));
  std::ranges::transform(small, small.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return small;
}

}  // namespace kith::tools
