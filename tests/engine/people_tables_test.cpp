// Tables of people and ties: what a model needs comes in typed columns and layers, every fault is told with its place,
// and what is written is read again as it was.
#include "engine/people/people_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace kith {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

const PeopleNeeds& needs() {
  static const PeopleNeeds needed{
      .columns = {{.name = "sex", .meaning = "f or m", .kind = ColumnKind::word, .choices = {"f", "m"}},
                  {.name = "born", .meaning = "year", .kind = ColumnKind::whole, .lowest = 0, .highest = 300},
                  {.name = "height", .meaning = "metres", .kind = ColumnKind::number, .lowest = 0, .highest = 3},
                  {.name = "street", .meaning = "any word", .kind = ColumnKind::word},
                  {.name = "partner", .meaning = "an id", .kind = ColumnKind::person, .nobody = "-1"}},
      .relations = {{"friend", "both ways"}, {"teacher", "of person", true}}};
  return needed;
}

const std::string heads = "id,sex,born,height,street,partner\n";
const std::string sound_people = heads + "a1,f,10,1.7,\"Lane, Old\",b2\nb2,m,12,1.8,Hill,a1\nc3,f,20,1.5,Hill,-1\n";
const std::string sound_ties = "person,relation,other\nc3,friend,a1\na1,friend,c3\na1,teacher,b2\nb2,friend,a1\n";

People read(const std::string& people, const std::string& ties = sound_ties) {
  return read_people({"people.csv", people}, TableSource{"ties.csv", ties}, needs());
}

/// What is told of unsound tables.
std::vector<std::string> told(const std::string& people, const std::string& ties = sound_ties) {
  std::vector<std::string> texts;
  try {
    read(people, ties);
  } catch (const InputError& error) {
    for (const Problem& problem : error.problems())
      texts.push_back(format_location(problem.where) + ": " + problem.message);
  }
  return texts;
}

TEST(PeopleTables, GiveTypedColumns) {
  const People people = read(sound_people);
  EXPECT_THAT(people.ids(), ElementsAre("a1", "b2", "c3"));
  EXPECT_THAT(people.words("sex").codes, ElementsAre(0, 1, 0));
  EXPECT_THAT(people.wholes("born"), ElementsAre(10, 12, 20));
  EXPECT_THAT(people.numbers("height"), ElementsAre(1.7, 1.8, 1.5));
  EXPECT_THAT(people.words("street").words, ElementsAre("Hill", "Lane, Old"));
  EXPECT_THAT(people.words("street").codes, ElementsAre(1, 0, 0));
  EXPECT_THAT(people.persons("partner"), ElementsAre(1, 0, nobody));
  EXPECT_THAT(people.unread_columns(), IsEmpty());
  EXPECT_GT(people.bytes(), 3 * 5 * sizeof(std::uint32_t));
}

TEST(PeopleTables, GiveLayersOneWayOrBoth) {
  const People people = read(sound_people);
  const Layer& friends = people.ties("friend");
  EXPECT_FALSE(friends.is_one_way());
  EXPECT_EQ(friends.tie_count(), 2U) << "a tie may be given from both ends";
  EXPECT_THAT(friends.of(0), ElementsAre(1, 2));
  EXPECT_THAT(friends.of(2), ElementsAre(0));
  const Layer& teachers = people.ties("teacher");
  EXPECT_TRUE(teachers.is_one_way());
  EXPECT_THAT(teachers.of(0), ElementsAre(1));
  EXPECT_THAT(teachers.of(1), IsEmpty());
}

TEST(PeopleTables, OfColumnsAreThoseOfText) {
  const People of_text = read(sound_people);
  const TableSource people{"people.h5", "", people_columns(of_text)}, ties{"ties.h5", "", ties_columns(of_text)};
  const People of_columns = read_people(people, ties, needs());
  EXPECT_EQ(people_table_text(of_columns), people_table_text(of_text));
  EXPECT_EQ(ties_table_text(of_columns), ties_table_text(of_text));
  EXPECT_EQ(needs_of_tables(people, ties).columns.size(), 5U);
}

TEST(PeopleTables, OfColumnsHaveTheirFaultsToldByRow) {
  TableSource people{"people.h5", "", people_columns(read(sound_people))};
  people.columns[0].cells[2] = "a1";
  people.columns[1].cells[1] = "x";
  try {
    read_people(people, std::nullopt, {.columns = needs().columns});
    FAIL() << "was taken";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("people.h5: row 3: 'a1' in column 'id' is the id of row 1, too"),
                                    HasSubstr("people.h5: row 2: 'x' in column 'sex' is not allowed")));
  }
  people.columns[1].cells.pop_back();
  EXPECT_THROW(read_people(people, std::nullopt, {.columns = needs().columns}), InputError);
}

TEST(PeopleTables, AskedForWhatIsNotThereAreAMistakeOfTheProgram) {
  const People people = read(sound_people);
  EXPECT_THROW(people.wholes("sex"), std::logic_error);
  EXPECT_THROW(people.wholes("age"), std::logic_error);
  EXPECT_THROW(people.ties("neighbour"), std::logic_error);
}

TEST(PeopleTables, OrderAndFurtherColumnsAreFree) {
  const People people = read("partner,shoe,id,street,height,born,sex\n-1,42,a1,Hill,1.7,10,f\n-1,39,b2,Hill,1.8,12,m\n",
                             "other,relation,person\nb2,friend,a1\n");
  EXPECT_THAT(people.wholes("born"), ElementsAre(10, 12));
  EXPECT_THAT(people.unread_columns(), ElementsAre("shoe"));
}

TEST(PeopleTables, EveryFaultOfPeopleIsToldAtOnce) {
  const std::string people = heads +
                             "a1,f,10,1.7,Hill,b2\n"
                             "b2,x,ten,nan,Hill,zz\n"
                             "a1,,,9,,\n"
                             "c3,m,10.5,1e999,Hill,-1\n"
                             "d4,m,301,1.5,Hill,-1\n"
                             ",m,-1,1.5,Hill,-1\n"
                             "e5,m,1e17,1.5,Hill,a2\n";
  EXPECT_THAT(
      told(people, "person,relation,other\n"),
      testing::UnorderedElementsAre(
          "people.csv:4: 'a1' in column 'id' is the id of line 2, too; write each id once",
          "people.csv:7: the cell in column 'id' is empty; write the person's id",
          "people.csv:3: 'x' in column 'sex' is not allowed; write f, m",
          "people.csv:4: the cell in column 'sex' is empty; write f, m",
          "people.csv:3: 'ten' in column 'born' is not a number; write a whole number from 0 to 300",
          "people.csv:4: the cell in column 'born' is empty; write a whole number from 0 to 300",
          "people.csv:5: '10.5' in column 'born' is not a whole number; write a whole number from 0 to 300",
          "people.csv:6: '301' in column 'born' is too large; write a whole number from 0 to 300",
          "people.csv:7: '-1' in column 'born' is too small; write a whole number from 0 to 300",
          "people.csv:8: '1e17' in column 'born' is too large; write a whole number from 0 to 300",
          "people.csv:3: 'nan' in column 'height' is not a number; write a number from 0 to 3",
          "people.csv:4: '9' in column 'height' is too large; write a number from 0 to 3",
          "people.csv:5: '1e999' in column 'height' is not a number; write a number from 0 to 3",
          "people.csv:4: the cell in column 'street' is empty; write a word",
          "people.csv:3: 'zz' in column 'partner' is no id of the table of people; write an id, or "
          "-1 "
          "for nobody",
          "people.csv:4: the cell in column 'partner' is empty; write an id, or -1 for nobody",
          "people.csv:8: 'a2' in column 'partner' is no id of the table of people; did you mean 'a1'?; write an id, or "
          "-1 for nobody"));
}

TEST(PeopleTables, AColumnThatIsNotThereIsToldWithANearName) {
  const std::vector<std::string> all =
      told("id,sex,bron,height,street,partner\na1,f,10,1,Hill,-1\n", "person,relation\n");
  EXPECT_THAT(all, Contains("people.csv:1: there is no column 'born'; did you mean 'bron'?"));
  EXPECT_THAT(all, Contains(StartsWith("ties.csv:1: there is no column 'other'")));
  EXPECT_THAT(told("name\na1\n"), Contains(StartsWith("people.csv:1: there is no column 'id'")));
  EXPECT_THAT(told(heads), ElementsAre("people.csv:1: the table has no people"));
}

TEST(PeopleTables, EveryFaultOfTiesIsToldAtOnce) {
  const std::string ties =
      "person,relation,other\n"
      "a1,friend,b2\n"
      "a1,freind,b2\n"
      "a1,teacher,a1\n"
      "a1,teacher,q9\n"
      ",friend,b2\n"
      "a1,,b2\n"
      "a1,friend,b2\n"
      "b2,friend,a1\n";
  EXPECT_THAT(told(sound_people, ties),
              ElementsAre("ties.csv:3: 'freind' in column 'relation' is not asked for; did you mean 'friend'?; write "
                          "friend, teacher",
                          "ties.csv:4: 'a1' in column 'other' is the person, too; nobody is tied to oneself",
                          AllOf(StartsWith("ties.csv:5: 'q9' in column 'other' is no id of the table of people")),
                          "ties.csv:6: the cell in column 'person' is empty; write a person's id",
                          "ties.csv:7: the cell in column 'relation' is empty; write friend, teacher",
                          "ties.csv:8: the tie of line 2 is given again; write each tie once"));
}

TEST(PeopleTables, OfManyFaultsTheFirstHundredAreTold) {
  std::string people = heads;
  for (int i = 0; i < 5000; ++i) people += std::to_string(i) + ",f,never,1,Hill,-1\n";
  const std::vector<std::string> all = told(people, "person,relation,other\n");
  EXPECT_THAT(all, SizeIs(101));
  EXPECT_THAT(all.back(), HasSubstr("reading stopped here"));
}

TEST(PeopleTables, AreNotReadWhereTheyAreNoTables) {
  EXPECT_THAT(told(""), Contains(HasSubstr("the table is empty")));
  EXPECT_FALSE(told(std::string("id\0,x\n", 6)).empty());
  EXPECT_FALSE(told("id,sex\n\"a1,f\n").empty());
  EXPECT_FALSE(told(sound_people, "").empty());
}

TEST(PeopleTables, WrittenAndReadAgainAreTheSame) {
  const People people = read(sound_people);
  const std::string table = people_table_text(people), ties = ties_table_text(people);
  EXPECT_EQ(table, sound_people);
  const People again = read(table, ties);
  EXPECT_EQ(people_table_text(again), table);
  EXPECT_EQ(ties_table_text(again), ties);
  EXPECT_EQ(ties, "person,relation,other\na1,friend,b2\na1,friend,c3\na1,teacher,b2\n");
}

TEST(PeopleTables, NumbersComeBackToTheLastBit) {
  People people({"1", "2", "3"});
  const std::vector<double> numbers{0.1 + 0.2, 1e-300, -123456789.125};
  people.add({"x", "", numbers});
  const PeopleNeeds any{.columns = {{.name = "x", .meaning = "", .kind = ColumnKind::number}}};
  const People again = read_people({"p", people_table_text(people)}, std::nullopt, any);
  EXPECT_EQ(again.numbers("x"), numbers);
}

TEST(PeopleTables, TellWhatTheyHoldBySelf) {
  const TableSource people{"people.csv", sound_people}, ties{"ties.csv", sound_ties};
  const PeopleNeeds seen = needs_of_tables(people, ties);
  std::vector<std::pair<std::string, ColumnKind>> kinds;
  for (const ColumnNeed& column : seen.columns) kinds.emplace_back(column.name, column.kind);
  using Kind = std::pair<std::string, ColumnKind>;
  EXPECT_THAT(kinds, ElementsAre(Kind("sex", ColumnKind::word), Kind("born", ColumnKind::whole),
                                 Kind("height", ColumnKind::number), Kind("street", ColumnKind::word),
                                 Kind("partner", ColumnKind::word)));
  EXPECT_EQ(read_people(people, ties, seen).ties("friend").tie_count(), 3U) << "as listed";
}

TEST(PeopleTables, ColumnsOfAnotherLengthAreAMistakeOfTheProgram) {
  People people({"1", "2"});
  EXPECT_THROW(people.add({"x", "", std::vector<double>{1}}), std::logic_error);
  EXPECT_THROW(people.add({"x", "", Layer(3, {})}), std::logic_error);
}

}  // namespace
}  // namespace kith
