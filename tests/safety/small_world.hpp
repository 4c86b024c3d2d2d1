// Small worlds of the safety model for tests: two wards, short windows, written as scenario files are and loaded as the
// program loads them. Settings not named keep their defaults.
#pragma once

#include "models/safety/replicate/simulation.hpp"
#include "models/safety/safety.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace kith::safety::test {

/// Settings as a scenario file writes them: path and value.
using Set = std::vector<std::pair<std::string, std::string>>;

inline Declarations safety_declarations(const Folders& folders = {}) {
  Declarations declarations;
  declare<RunSettings>(declarations);
  make_safety_model()->declare(declarations, folders);
  return declarations;
}

/// Two wards unlike each other over one year without burn-in, unless `set` says otherwise; `changes` is TOML,
/// `top` what stands before all tables.
inline Scenario small_scenario(const Set& set = {}, const std::string& changes = "", const std::string& top = "") {
  static int number = 0;
  const auto file = std::filesystem::temp_directory_path() /
                    ("kith-small-" + std::to_string(getpid()) + "-" + std::to_string(number++) + ".toml");
  std::ofstream(file) << "model = \"safety\"\n"
                      << top << "[run]\nstart = 2013-04-01\nend = 2014-03-31\nseed = 7\n"
                      << "[place]\nwards = [\"Moss Side\", \"Ancoats and Clayton\"]\n"
                      << changes;
  std::vector<Override> overrides;
  for (const auto& [path, value] : set) overrides.push_back({path, value, "test"});
  Scenario scenario = load_scenario(file, overrides, {"safety"}, [](const std::string&, const Folders& folders) {
    return safety_declarations(folders);
  });
  std::filesystem::remove(file);
  return scenario;
}

/// Whatever runs without being switched on, switched off.
inline Set services_off() {
  Set set;
  for (const Service& service : Catalogue::get().read(Settings(safety_declarations())))
    if (service.active) set.emplace_back("services." + service.name + ".active", "false");
  return set;
}

inline Set operator+(Set a, const Set& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline std::unique_ptr<Scene> small_scene(const Set& set = {}, const std::string& changes = "") {
  return make_scene(small_scenario(set, changes));
}

inline Simulation simulation_of(const Scene& scene, std::uint64_t replicate = 0) {
  return Simulation(scene, Draws{static_cast<std::uint64_t>(scene.run.seed), replicate});
}

inline ReplicateResult run(const Scene& scene, std::uint64_t replicate = 0) {
  return simulation_of(scene, replicate).run({});
}

inline const Counts& counts(const ReplicateResult& result, Tally tally) {
  return result.counts(static_cast<std::size_t>(tally));
}
inline const Reals& reals(const ReplicateResult& result, Tally tally) {
  return result.reals(static_cast<std::size_t>(tally));
}

template <class Values>
double sum(const Values& values) {
  double total = 0;
  for (const auto value : values) total += value;
  return total;
}

inline std::size_t service_count() { return Catalogue::get().names().size(); }

inline std::size_t service_number(const std::string& name) {
  const auto names = Catalogue::get().names();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Puts somebody (`waiting.person`, for `waiting.service`) on the waiting list a run starts with; returns the
/// enrolment's number.
inline std::uint32_t put_on_waiting_list(State& start, Enrolment waiting) {
  RecordId& record = start.offender_of[waiting.person];
  if (record == nobody) {
    record = static_cast<RecordId>(start.offenders.size());
    start.offenders.emplace_back().person = waiting.person;
  }
  waiting.record = record;
  waiting.previous = start.offenders[record].last_enrolment;
  const std::uint32_t id = start.enrolments.append(waiting);
  start.offenders[record].last_enrolment = id;
  start.waiting[waiting.service].push_back(id);
  return id;
}

}  // namespace kith::safety::test
