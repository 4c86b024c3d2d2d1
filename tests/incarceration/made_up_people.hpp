// People made up by code for tests of the incarceration model, written as the tables a user would bring.
#pragma once

#include "engine/run/replicates.hpp"
#include "models/incarceration/incarceration.hpp"
#include "tests/model_scenario.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace kith::test {

/// Somebody old enough and alive throughout, unless told otherwise.
struct MadeUpPerson {
  char sex = 'f';
  int born = 0, died = 1000;
  int partner = -1;
  int married = -1;
};

/// Rows of both tables; ids are the numbers of the rows.
struct MadeUpPeople {
  std::vector<MadeUpPerson> people;
  std::string ties = "person,relation,other\n";

  int add(MadeUpPerson person) {
    people.push_back(person);
    return static_cast<int>(people.size()) - 1;
  }
  void tie(int person, const std::string& relation, int other) {
    ties += fmt::format("{},{},{}\n", person, relation, other);
  }
  std::string table() const {
    std::string text = "id,sex,birth_year,death_year,partner,married_year\n";
    for (std::size_t i = 0; i < people.size(); ++i)
      text += fmt::format("{},{},{},{},{},{}\n", i, people[i].sex, people[i].born, people[i].died, people[i].partner,
                          people[i].married);
    return text;
  }
};

/// Lines of families over 250 years: couples and two children each, siblings and friends by number.
inline MadeUpPeople made_up_families(int families) {
  MadeUpPeople town;
  for (int family = 0; family < families; ++family) {
    const int born = 40 + family % 120;
    const int mother = town.add({'f', born, born + 80, -1, born + 25});
    const int father = town.add({'m', born, born + 75, mother, born + 25});
    town.people[static_cast<std::size_t>(mother)].partner = father;
    const int daughter = town.add({'f', born + 27, born + 110});
    const int son = town.add({'m', born + 30, born + 105});
    for (const int child : {daughter, son})
      for (const int parent : {mother, father}) {
        town.tie(parent, "child", child);
        town.tie(child, "parent", parent);
      }
    town.tie(daughter, "sibling", son);
    town.tie(son, "sibling", daughter);
    if (family > 0) town.tie(son, "friend", son - 4);
  }
  return town;
}

/// A test with tables of its own on disk.
class IncarcerationTest : public testing::Test {
 protected:
  enum Measures : std::size_t { in_custody, active, entered, released, share_in_custody, ever_in_custody, back };

  IncarcerationTest() : model_(incarceration::make_incarceration_model()) {
    std::string name = (std::filesystem::temp_directory_path() / "kith-people-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~IncarcerationTest() override {
    std::error_code none;
    std::filesystem::remove_all(folder_, none);
  }

  /// Steps are months; everything is default but for what is written.
  Scenario scenario(const MadeUpPeople& people, int steps, Written written = {}) const {
    std::ofstream(folder_ / "people.csv") << people.table();
    std::ofstream(folder_ / "ties.csv") << people.ties;
    written.emplace_back("people.file", (folder_ / "people.csv").string());
    written.emplace_back("ties.file", (folder_ / "ties.csv").string());
    written.emplace_back("run.step_days", std::int64_t{30});
    return model_scenario(*model_, 30 * steps, written);
  }

  std::vector<ReplicateResult> results_of(const Scenario& scenario, std::int64_t count = 1, int threads = 2) const {
    return run_replicates(*model_->build(scenario), 0, count, threads, {});
  }

  const Model& model() const { return *model_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::unique_ptr<Model> model_;
  std::filesystem::path folder_;
};

}  // namespace kith::test
