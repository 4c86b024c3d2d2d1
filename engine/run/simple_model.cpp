#include "engine/run/simple_model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace kith {

std::vector<CheckLine> check_lines(const People& people) {
  std::vector<CheckLine> lines;
  for (const PeopleRelation& relation : people.relations())
    lines.push_back({fmt::format("ties '{}'", relation.name),
                     fmt::format("{}{}", relation.ties.tie_count(), relation.ties.is_one_way() ? ", one way" : "")});
  if (!people.unread_columns().empty())
    lines.push_back({"columns not used", fmt::format("{}", fmt::join(people.unread_columns(), ", "))});
  return lines;
}

}  // namespace kith
