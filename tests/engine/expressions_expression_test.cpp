// Expressions are worked out from values that may change, say which they ask for, and tell what is wrong with them.
#include "engine/expressions/expression.hpp"
#include "engine/expressions/attributes.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <optional>
#include <stdexcept>

namespace kith {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const TextList names{"age", "visits", "waits"};

TEST(Expression, IsWorkedOutFromTheValuesAsTheyStand) {
  std::vector<double> values{18, 2, 0};
  const Expression expression("age >= 18 && visits * 2 > 3", names, values);
  EXPECT_EQ(expression.value(), 1);
  values[1] = 1;
  EXPECT_EQ(expression.value(), 0);
  values = {17.5, 3, 0};
  EXPECT_EQ(expression.value(), 0);
}

TEST(Expression, StaysWhatItIsWhenMoved) {
  std::vector<double> values{1, 2, 3};
  std::optional<Expression> kept;
  kept = Expression("age + 10 * visits", names, values);
  EXPECT_EQ(kept->value(), 21);
}

TEST(Expression, SaysWhichValuesItAsksFor) {
  std::vector<double> values(names.size());
  EXPECT_THAT(Expression("waits > 1 || age > waits", names, values).asked(), ElementsAre(0, 2));
  EXPECT_THAT(Expression("1 + 1", names, values).asked(), IsEmpty());
  EXPECT_THAT(names_in_expression("waits > 1 || age > waits").names, ElementsAre("age", "waits"));
  EXPECT_THAT(names_in_expression("other + age").names, ElementsAre("age", "other")) << "whatever they stand for";
}

TEST(Expression, ADivisionByZeroIsNoFault) {
  std::vector<double> values{0, 1, 0};
  EXPECT_EQ(expression_problem("visits / age", names), "");
  EXPECT_TRUE(std::isinf(Expression("visits / age", names, values).value()));
}

TEST(Expression, SoundOnesHaveNoProblem) {
  for (const char* text : {"", "1", "age", "age >= 18 && (visits > 2 || waits == 0)", "min(age, visits)"})
    EXPECT_EQ(expression_problem(text, names), "") << text;
}

TEST(Expression, WhatIsWrongIsToldWithTheTextAndANearName) {
  EXPECT_THAT(expression_problem("agee >= 18", names), AllOf(HasSubstr("'agee >= 18': "), HasSubstr("mean 'age'?")));
  EXPECT_THAT(expression_problem("age >=", names), HasSubstr("'age >=': "));
  EXPECT_THAT(expression_problem("(age", names), HasSubstr("'(age': "));
  EXPECT_THAT(expression_problem("age = 18", names), HasSubstr("write =="));
  EXPECT_THAT(names_in_expression("age >=").problem, HasSubstr("'age >=': "));
  EXPECT_THAT(names_in_expression("age = 18").problem, HasSubstr("write =="));
}

TEST(Expression, AnUnsoundOneCannotBeMade) {
  std::vector<double> values(names.size());
  for (const char* text : {"agee >= 18", "age >=", "(age"})
    EXPECT_THROW(Expression(text, names, values), std::invalid_argument) << text;
}

TEST(Attributes, AreListedAsTheyAreRead) {
  struct Facts {
    int age;
  };
  const std::vector<Reading<Facts>> readings{
      {{"age", "years", "Age in whole years"}, [](const Facts& facts) { return facts.age; }},
      {{"ill", "0 or 1", "Is ill, as far as is known", true}, [](const Facts&) { return 0; }}};
  const std::vector<Attribute> list = attributes_of(readings);
  EXPECT_THAT(names_of(list), ElementsAre("age", "ill"));
  EXPECT_TRUE(list[1].as_known);
  EXPECT_EQ(readings[0].value({33}), 33);
}

}  // namespace
}  // namespace kith
