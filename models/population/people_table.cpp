#include "models/population/people_table.hpp"

#include <string>

namespace kith::population {
namespace {

constexpr Day first_day = 0;

/// The rows of those present, and for each row its place among them, or `nobody`.
struct Present {
  std::vector<EntityId> rows;
  std::vector<EntityId> place_of;

  explicit Present(const Population& population) : place_of(population.size(), nobody) {
    for (EntityId row = 0; row < population.size(); ++row) {
      if (!population.alive(row, first_day)) continue;
      place_of[row] = static_cast<EntityId>(rows.size());
      rows.push_back(row);
    }
  }
};

template <class Code>
WordColumn word_column(const Present& present, std::vector<std::string> names, Code&& code) {
  WordColumn column{{}, std::move(names)};
  for (const EntityId row : present.rows) column.codes.push_back(static_cast<std::uint32_t>(code(row)));
  return column;
}

template <class Number>
std::vector<std::int64_t> wholes(const Present& present, Number&& number) {
  std::vector<std::int64_t> cells;
  for (const EntityId row : present.rows) cells.push_back(static_cast<std::int64_t>(number(row)));
  return cells;
}

Layer ties_of(const Present& present, const Layer& all) {
  std::vector<Tie> ties;
  for (const EntityId row : present.rows)
    for (const EntityId other : all.of(row))
      if (row < other && present.place_of[other] != nobody)
        ties.emplace_back(present.place_of[row], present.place_of[other]);
  return {static_cast<std::uint32_t>(present.rows.size()), std::move(ties)};
}

std::vector<std::string> codes_of_areas(const Place& place) {
  std::vector<std::string> codes;
  for (const Area& area : place.areas) codes.push_back(area.code);
  return codes;
}

std::vector<EntityId> partners(const Population& population, const Present& present) {
  std::vector<EntityId> cells;
  for (const EntityId row : present.rows) {
    const EntityId partner = population.partner(row, first_day);
    cells.push_back(partner == nobody ? nobody : present.place_of[partner]);
  }
  return cells;
}

}  // namespace

People people_table(const Population& p) {
  const Present present(p);
  std::vector<std::string> ids;
  for (const EntityId row : present.rows) ids.push_back(std::to_string(row));
  People people(std::move(ids));
  people.add({"sex", "", word_column(present, {"female", "male"}, [&](EntityId row) { return p.sex(row); })});
  people.add(
      {"age", "whole years on the first day", wholes(present, [&](EntityId row) { return p.age(row, first_day); })});
  people.add({"ethnicity", "",
              word_column(present, {ethnicity_names.begin(), ethnicity_names.end()},
                          [&](EntityId row) { return p.ethnicity(row); })});
  people.add({"activity", "", word_column(present, {activity_names.begin(), activity_names.end()}, [&](EntityId row) {
                return p.activity(row);
              })});
  people.add({"area", "code of the small area",
              word_column(present, codes_of_areas(p.place), [&](EntityId row) { return p.area(row); })});
  people.add({"household", "its number", wholes(present, [&](EntityId row) { return p.household(row); })});
  people.add({"partner", "id of the partner", partners(p, present), "-1"});
  people.add({"friend", "friends", ties_of(present, p.friends)});
  people.add({"kin", "parents, adult children and siblings in other households", ties_of(present, p.kin)});
  return people;
}

}  // namespace kith::population
