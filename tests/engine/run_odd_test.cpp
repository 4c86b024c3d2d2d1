// What a model says of itself for an ODD document: what a file holds is read, and what is wrong with it is told at its
// line.
#include "engine/run/odd.hpp"

#include "engine/settings/problem.hpp"

#include <gmock/gmock.h>

namespace kith {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Odd, IsRead) {
  const Odd odd = read_odd(R"(purpose = "To see."
initialisation = "All at home."
[[entity]]
name = "Shop"
meaning = "Sells."
variables = ["stock"]
[[phase]]
name = "open"
what = "Doors open."
[concepts]
observation = "Visits."
[[submodel]]
name = "Selling"
what = "Sells what is there."
numbers = ["shop"]
)",
                           "odd.toml");
  EXPECT_EQ(odd.purpose, "To see.");
  EXPECT_EQ(odd.initialisation, "All at home.");
  ASSERT_EQ(odd.entities.size(), 1U);
  EXPECT_EQ(odd.entities[0].name, "Shop");
  EXPECT_THAT(odd.entities[0].variables, ElementsAre("stock"));
  EXPECT_EQ(odd.phase("open"), "Doors open.");
  EXPECT_EQ(odd.phase("close"), "");
  EXPECT_EQ(odd.concepts.back(), "Visits.");
  EXPECT_THAT(odd.concepts.front(), IsEmpty());
  ASSERT_EQ(odd.submodels.size(), 1U);
  EXPECT_THAT(odd.submodels[0].numbers, ElementsAre("shop"));
}

TEST(Odd, SaysAllThatIsWrong) {
  try {
    read_odd(
        "space = \"Here.\"\n[[phase]]\nname = \"open\"\n[[phase]]\nname = \"open\"\nwhat = \"Opens.\"\n[concepts]\n"
        "emergance = \"All.\"\n",
        "odd.toml");
    FAIL() << "was taken";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("'purpose'"), HasSubstr("odd.toml:2"), HasSubstr("what' is missing"),
                                    HasSubstr("odd.toml:5"), HasSubstr("'open' is there already"),
                                    HasSubstr("odd.toml:8"), HasSubstr("did you mean 'emergence'?")));
  }
}

}  // namespace
}  // namespace kith
