// People and ties as text. A table of people has a column `id`, each id once, and one column a property; a table of
// ties has the columns `person`, `relation` and `other`, two ids and a word, one tie a row. Both are read by CsvTable.
#pragma once

#include "engine/people/people.hpp"
#include "engine/settings/problem.hpp"
#include "engine/settings/table_source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kith {

/// Bytes a table may have.
inline constexpr std::size_t largest_people_table = 1'000'000'000;

/// Reads what is needed. Throws InputError with everything that is wrong, each with file, line, column and what is
/// allowed (of one table the first hundred): a column that is not there, an id given twice, a tie to an unknown id, to
/// oneself, of an unknown relation or given twice, a cell that is empty, no number, too large or no allowed word.
/// A tie of an undirected relation may be given from either end or from both. Columns not needed are passed over and
/// named (People::unread_columns); a relation not needed is an error. `ties`: none where no relation is needed.
People read_people(const TableSource& people, const std::optional<TableSource>& ties, const PeopleNeeds& needs);

/// What tables hold, read by themselves: a column of whole numbers, of numbers, else of words; every relation, directed
/// as listed. Of tables that cannot be read, as much as can be told; read_people then says what is wrong.
PeopleNeeds needs_of_tables(const TableSource& people, const std::optional<TableSource>& ties);

/// The tables, in order of entities; read_people makes the same people of them again.
std::vector<NamedCells> people_columns(const People& people);
std::vector<NamedCells> ties_columns(const People& people);
std::string people_table_text(const People& people);
std::string ties_table_text(const People& people);

}  // namespace kith
