// A small declared model and a folder of scenario files, for the tests of settings and scenarios.
#pragma once

#include "engine/settings/scenario.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace kith::example {

/// A folder of its own for one test, removed at the end.
class Folder {
 public:
  Folder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            ("kith-" + std::to_string(getpid()) + "-" + test->test_suite_name() + "-" + test->name());
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// One setting of every type, some of which may change during a run.
struct Clinics {
  std::int64_t places = 400;
  double effect = 0.5;
  std::string kind = "large";
  bool open = true;
  Date opened = parse_date("2010-01-01");
  TextList wards{"north"};
  NumberList shares{0.25, 0.75};
  std::int64_t visits = 3;
  std::int64_t wait = 14;
};

inline void fields(FieldVisitor& visitor, Clinics& clinics) {
  visitor.field({.path = "services.clinic.places",
                 .unit = "people",
                 .help = "Places at one time.",
                 .lowest = 0,
                 .highest = 100000,
                 .when = When::any_time,
                 .source = "health-2014"},
                clinics.places);
  visitor.field({.path = "services.clinic.effect",
                 .help = "Factor on risk.",
                 .lowest = 0,
                 .highest = 1,
                 .lowest_excluded = true,
                 .when = When::any_time},
                clinics.effect);
  visitor.field({.path = "services.clinic.kind", .help = "Size.", .choices = {"large", "small"}}, clinics.kind);
  visitor.field({.path = "services.clinic.open", .help = "Open at all.", .when = When::any_time}, clinics.open);
  visitor.field({.path = "services.clinic.opened", .help = "Since when."}, clinics.opened);
  visitor.field({.path = "services.visiting.wards", .help = "Where.", .when = When::any_time}, clinics.wards);
  visitor.field(
      {.path = "services.visiting.shares", .help = "By ward.", .lowest = 0, .highest = 1, .highest_excluded = true},
      clinics.shares);
  visitor.field({.path = "visits", .unit = "per week", .help = "A setting at the top."}, clinics.visits);
  visitor.field({.path = "services.clinic.wait",
                 .unit = "days",
                 .help = "Longest wait.",
                 .lowest = 0,
                 .highest = 1000,
                 .when = When::any_time,
                 .duration = true},
                clinics.wait);
}

inline Declarations declarations() {
  Declarations all;
  declare<RunSettings>(all);
  declare<Clinics>(all);
  return all;
}

inline const std::vector<std::string> models{"town", "village"};

inline Declarations declare_model(const std::string& model, const std::vector<std::filesystem::path>& = {}) {
  if (model != "town" && model != "village") throw std::out_of_range(model);
  return declarations();
}

inline Scenario load(const std::filesystem::path& file, const std::vector<Override>& overrides = {}) {
  return load_scenario(file, overrides, models, declare_model);
}

/// Every problem of a scenario as "name:line:column: message", the folder left out; empty if it is sound.
inline std::vector<std::string> problems_of(const std::filesystem::path& file,
                                            const std::vector<Override>& overrides = {}) {
  std::vector<std::string> texts;
  try {
    load(file, overrides);
  } catch (const InputError& error) {
    const std::string folder = file.parent_path().string() + "/";
    for (const Problem& problem : error.problems()) {
      std::string text = format_location(problem.where) + ": " + problem.message;
      for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder)) text.erase(at, folder.size());
      texts.push_back(std::move(text));
    }
  }
  return texts;
}

}  // namespace kith::example
