// Numbers of the world with their evidence, as data: a table of a TOML file says what a number means, its value, range,
// unit, population, source, grade and, where it is not known exactly, its distribution. Each becomes the setting
// "parameters.<name>". One table may stand for several: with `values`, one a label; with `by`, one that each noun of a
// kind gives in its own file (nouns.hpp); with `each`, such a table for every noun of a further kind.
#pragma once

#include "engine/evidence/nouns.hpp"
#include "engine/settings/settings.hpp"

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace kith {

/// The nouns of one kind, and what `by` and `each` call it: "plant".
struct NounKind {
  std::string name;
  std::vector<Noun> nouns;
};

/// Called for each table that stands for numbers, once they are read: with the table, its name and its labels, none if
/// it stands for one. What else a model reads of it, it reads here.
using NumbersRead =
    std::function<void(const TomlTable& table, const std::string& name, const std::vector<std::string>& labels)>;

/// Reads all numbers of a table and of those in it, and adds them to `numbers`. `name` is that of the table, "" for the
/// whole of a file. Faults become problems of the tables.
void read_numbers(const TomlTable& table, const std::string& name, std::span<const NounKind> kinds,
                  std::vector<Setting>& numbers, const NumbersRead& read = {});

/// Those of every one of `files` in evidence/, in order of the files.
void read_evidence_files(std::span<const EmbeddedFile> files, std::span<const NounKind> kinds,
                         std::vector<Setting>& numbers, std::vector<Problem>& problems, const NumbersRead& read = {});

/// Takes over the distribution the table of a number states, if any, once the setting's range is known.
void read_distribution(const TomlTable& table, Setting& setting);

/// Adds a problem to the table of a number if the value in use lies outside its own range or outside the middle of its
/// own distribution. `name` is what to call it. Call once value, range and distribution are read.
void check_value(const TomlTable& table, const Setting& setting, const std::string& name);

/// Every grade of evidence a number may have.
const TextList& evidence_grades();

/// Reads numbers from resolved settings, noting which were read. Not shared between threads.
class NumberReader {
 public:
  /// Both outlive this. `declared`: the numbers there are, with their ranges.
  NumberReader(const Settings& settings, const std::vector<Setting>& declared)
      : settings_(settings), declared_(declared) {}
  /// The value of "parameters.<name>". Throws std::logic_error if none is declared.
  double number(const std::string& name);
  /// `otherwise` where there is no such number: of numbers that only some nouns give.
  double number_or(const std::string& name, double otherwise);
  /// One value a label: "<name>.<label>".
  template <class Labels>
  std::vector<double> numbers(const std::string& name, const Labels& labels) {
    std::vector<double> values;
    for (const auto& label : labels) values.push_back(number(name + "." + label));
    return values;
  }
  const std::set<std::string>& used() const { return used_; }

 private:
  double mutated(const std::string& name, double value) const;

  const Settings& settings_;
  const std::vector<Setting>& declared_;
  std::set<std::string> used_;
};

}  // namespace kith
