// Settings as declarations. A setting is declared once (name, unit, default, range, help, source); parsing,
// checking, `kith explain`, the JSON Schema, the docs and sweep ranges all read that declaration.
// A group of settings is a plain struct with one function `fields(FieldVisitor&, Group&)` that names its members;
// the same function declares them (default = the member's initial value) and reads them back.
#pragma once

#include "engine/settings/problem.hpp"
#include "engine/time/calendar.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace kith {

using TextList = std::vector<std::string>;
using NumberList = std::vector<double>;
/// The value of a setting. Integers written for a real setting are accepted and widened.
using Value = std::variant<bool, std::int64_t, double, std::string, Date, TextList, NumberList>;

std::string format_value(const Value& value);  ///< as it would be written in TOML

enum class When { at_start, any_time };  ///< may a [[change]] set it during the run?

/// A setting's declaration. `path` is dotted, e.g. "services.iom_spotlight.places".
struct Setting {
  std::string path;
  Value default_value;
  std::string unit{};  ///< "" for names and switches
  std::string help{};  ///< one sentence
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  bool lowest_excluded = false;
  bool highest_excluded = false;
  TextList choices{};  ///< allowed words for text settings; empty: any
  When when = When::at_start;
  std::string source{};        ///< where the default comes from
  std::string grade{};         ///< grade of evidence, for evidence parameters; else ""
  std::string distribution{};  ///< what is not known of it, as in distribution.hpp: "lognormal(0.86, 0.08)"; else ""
  bool duration = false;       ///< integer days, also written "3y", "26w", "10d"
  std::string held{};          ///< why its distribution is no draw from what facts leave open; else ""
  std::string group{};         ///< what it is listed with, such as the file its evidence stands in; "": its table
};

/// Every setting a model (with the engine's own) understands, in order of declaration.
class Declarations {
 public:
  /// Throws std::logic_error on a path declared twice.
  void add(Setting setting);
  const std::vector<Setting>& all() const { return settings_; }
  const Setting* find(std::string_view path) const;
  std::vector<std::string> paths() const;

 private:
  std::vector<Setting> settings_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

/// Resolved values: one for every declared setting, with where each came from.
class Settings {
 public:
  struct Entry {
    Value value;
    SourceLocation origin;  ///< file "default" where nothing was written
  };
  Settings() = default;
  explicit Settings(const Declarations& declarations);  ///< all defaults

  /// Throws std::logic_error for an undeclared path or another type: a mistake of the program, not of the user.
  bool boolean(std::string_view path) const;
  std::int64_t integer(std::string_view path) const;
  double real(std::string_view path) const;
  const std::string& text(std::string_view path) const;
  Date date(std::string_view path) const;
  const TextList& texts(std::string_view path) const;
  const NumberList& numbers(std::string_view path) const;

  const std::map<std::string, Entry, std::less<>>& entries() const { return entries_; }
  void set(std::string_view path, Value value, SourceLocation origin);

 private:
  const Entry& entry(std::string_view path) const;
  std::map<std::string, Entry, std::less<>> entries_;
};

/// What a field's declaration says beyond its name and default.
struct FieldInfo {
  std::string path;
  std::string unit{};
  std::string help{};
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  bool lowest_excluded = false;
  bool highest_excluded = false;
  TextList choices{};
  When when = When::at_start;
  std::string source{};
  bool duration = false;
};

/// Called once for every member of a settings struct; see the head of this file.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void field(const FieldInfo& info, bool& member) = 0;
  virtual void field(const FieldInfo& info, std::int64_t& member) = 0;
  virtual void field(const FieldInfo& info, double& member) = 0;
  virtual void field(const FieldInfo& info, std::string& member) = 0;
  virtual void field(const FieldInfo& info, Date& member) = 0;
  virtual void field(const FieldInfo& info, TextList& member) = 0;
  virtual void field(const FieldInfo& info, NumberList& member) = 0;
};

/// Declares each field with its present value as default.
class DeclareFields : public FieldVisitor {
 public:
  explicit DeclareFields(Declarations& declarations) : declarations_(declarations) {}
  void field(const FieldInfo& info, bool& member) override;
  void field(const FieldInfo& info, std::int64_t& member) override;
  void field(const FieldInfo& info, double& member) override;
  void field(const FieldInfo& info, std::string& member) override;
  void field(const FieldInfo& info, Date& member) override;
  void field(const FieldInfo& info, TextList& member) override;
  void field(const FieldInfo& info, NumberList& member) override;

 private:
  Declarations& declarations_;
};

/// Reads each field from resolved settings.
class ReadFields : public FieldVisitor {
 public:
  explicit ReadFields(const Settings& settings) : settings_(settings) {}
  void field(const FieldInfo& info, bool& member) override;
  void field(const FieldInfo& info, std::int64_t& member) override;
  void field(const FieldInfo& info, double& member) override;
  void field(const FieldInfo& info, std::string& member) override;
  void field(const FieldInfo& info, Date& member) override;
  void field(const FieldInfo& info, TextList& member) override;
  void field(const FieldInfo& info, NumberList& member) override;

 private:
  const Settings& settings_;
};

/// Declares a settings struct. `Group` needs a free function `fields(FieldVisitor&, Group&)`.
template <class Group>
void declare(Declarations& declarations) {
  Group group;
  DeclareFields visitor(declarations);
  fields(visitor, group);
}

/// Reads a settings struct from resolved settings.
template <class Group>
Group read(const Settings& settings) {
  Group group;
  ReadFields visitor(settings);
  fields(visitor, group);
  return group;
}

}  // namespace kith
