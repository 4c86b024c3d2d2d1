#include "models/safety/lives/tables.hpp"

#include "models/safety/services/service.hpp"

#include <algorithm>
#include <functional>

namespace kith::safety {

namespace {

constexpr const char* a_day = "days since start";  ///< stands for the unit of days of this run

template <class Row>
struct Column {
  TableColumn declared;
  std::function<double(const Row&)> value;  ///< NaN: none
};

double told(std::int64_t number) { return number == no_number ? no_cell<double> : static_cast<double>(number); }
double told_life(LifeId life) { return life == nobody ? no_cell<double> : life; }
double told_day(Day day) { return day == no_day ? no_cell<double> : day; }

template <class Names>
std::vector<std::string> labels(const Names& names) {
  return {names.begin(), names.end()};
}

const std::vector<std::string>& no_or_yes() {
  static const std::vector<std::string> words{"no", "yes"};
  return words;
}

/// Somebody's row, with the population it stands in.
struct LifeRow {
  const Life& life;
  const Population& people;
  Day first_seen() const { return life.came == no_day ? 0 : life.came; }
};

std::vector<Column<LifeRow>> life_columns() {
  using R = const LifeRow&;
  std::vector<Column<LifeRow>> columns{
      {{"person", "", "Number of the life; another life in the same home has another", {}, CellKind::whole, "", true},
       [](R r) { return r.life.person; }},
      {{"sex", "", "Sex", {"female", "male"}, CellKind::small},
       [](R r) { return static_cast<double>(r.people.sex(r.life.row)); }},
      {{"age", "years", "Age on the first day, or on the day of coming", {}, CellKind::small},
       [](R r) { return std::min(r.people.age(r.life.row, r.first_seen()), 126); }},
      {{"ethnicity", "", "Ethnic group", labels(ethnicity_names), CellKind::small},
       [](R r) { return static_cast<double>(r.people.ethnicity(r.life.row)); }},
      {{"activity", "", "Main activity on the first day", labels(activity_names), CellKind::small},
       [](R r) { return static_cast<double>(r.people.activity(r.life.row)); }},
      {{"area", "", "Small area lived in", {}, CellKind::whole, "area"}, [](R r) { return r.people.area(r.life.row); }},
      {{"deprivation", "decile", "Deprivation decile of the area, 1 the most deprived", {}, CellKind::small},
       [](R r) { return r.people.place.areas[r.people.area(r.life.row)].deprivation_decile; }},
      {{"household", "", "Number of the household: that of its first life", {}, CellKind::whole},
       [](R r) { return r.life.household; }},
      {{"came", a_day, "Day of birth or arrival, if that is in the run", {}, CellKind::whole},
       [](R r) { return told_day(r.life.came); }},
      {{"left", a_day, "Day of death or of going away, if that is in the run", {}, CellKind::whole},
       [](R r) { return told_day(r.life.left); }},
      {{"gone", "", "Whether gone by the last day, and how", labels(gone_names), CellKind::small},
       [](R r) { return r.life.gone; }}};
  for (std::size_t need = 0; need < need_count(); ++need) {
    const std::string& name = need_names()[need];
    columns.push_back(
        {{name + "_at_start", "", "On the first day, or on the day of coming: " + name, no_or_yes(), CellKind::small},
         [need](R r) { return r.life.needs_at_start >> need & 1U; }});
    columns.push_back(
        {{name + "_at_end", "", "On the last day, or on the day of going: " + name, no_or_yes(), CellKind::small},
         [need](R r) { return r.life.needs_at_end >> need & 1U; }});
  }
  return columns;
}

std::vector<std::string> episode_kind_names() {
  std::vector<std::string> names;
  for (const EpisodeDeclaration& kind : episode_kinds) names.emplace_back(kind.name);
  return names;
}

}  // namespace

std::vector<std::string> subject_names() {
  std::vector<std::string> names = need_names();
  names.insert(names.end(), {"harm", "domestic_abuse"});
  return names;
}

namespace {

/// Services are named by the catalogue, which only the declaration needs.
std::vector<Column<Episode>> episode_columns(const std::vector<std::string>& services) {
  using E = const Episode&;
  const CellKind of_services = services.size() < 127 ? CellKind::small : CellKind::whole;
  return {
      {{"person", "", "Number of the life it happened in", {}, CellKind::whole, "", true},
       [](E e) { return e.person; }},
      {{"kind", "", "What it is", episode_kind_names(), CellKind::small, "", true},
       [](E e) { return static_cast<double>(e.kind); }},
      {{"day", a_day, "Day it happened, or began; below 0 if it began before the run", {}, CellKind::whole},
       [](E e) { return e.day; }},
      {{"until", a_day, "Day it ended, or is set to end; none if it took no time or goes on", {}, CellKind::whole},
       [](E e) { return told_day(e.until); }},
      {{"since", a_day, "Day of what led to it: offence, charge, referral", {}, CellKind::whole, "", true},
       [](E e) { return told_day(e.since); }},
      {{"offence",
        "days",
        "Which offence it comes of: the moment of that, in days since the first day. The same in all "
        "rows that come of one offence, and in both worlds",
        {},
        CellKind::real,
        "",
        true},
       [](E e) { return e.offence; }},
      {{"offence_type", "", "Type of that offence", offence_type_names(), CellKind::small},
       [](E e) { return told(e.type); }},
      {{"role", "",
        "Part the person had in it; of a need: whether it comes, or was there when the person was first seen",
        labels(role_names), CellKind::small},
       [](E e) { return told(e.role); }},
      {{"others", "people", "Others who offended, beside the person, or beside whoever began it", {}, CellKind::small},
       [](E e) { return told(e.others); }},
      {{"begun_by", "", "Life that began the offence, if another", {}, CellKind::whole},
       [](E e) { return told_life(e.begun_by); }},
      {{"victim_kind", "", "Whom the offence harmed", labels(victim_kinds_told), CellKind::small},
       [](E e) { return told(e.victim_kind); }},
      {{"victim", "", "Life harmed; of a dwelling, the household in it", {}, CellKind::whole},
       [](E e) { return told_life(e.victim); }},
      {{"area", "", "Small area it happened in", {}, CellKind::whole, "area"}, [](E e) { return told(e.area); }},
      {{"reported", "", "Did police come to know", no_or_yes(), CellKind::small}, [](E e) { return told(e.reported); }},
      {{"recorded", "", "Was it recorded", no_or_yes(), CellKind::small}, [](E e) { return told(e.recorded); }},
      {{"service", "", "Service it is about", services, of_services, "", true}, [](E e) { return told(e.service); }},
      {{"outcome", "", "How it was decided or ended", labels(ending_names), CellKind::small},
       [](E e) { return told(e.outcome); }},
      {{"about", "", "Need it is about; of a note also harm", subject_names(), CellKind::small, "", true},
       [](E e) { return told(e.about); }},
      {{"agency", "", "Agency that wrote it down", labels(keeper_names), CellKind::small, "", true},
       [](E e) { return told(e.keeper); }},
      {{"dose", "share", "Share of the planned length of the service had", {}, CellKind::real},
       [](E e) { return static_cast<double>(e.dose); }}};
}

/// How a life is told: needs one by one.
std::string life_sentence() {
  std::string text =
      "{sex}, aged {age}, {ethnicity}, {activity}, of area {area} (deprivation decile {deprivation}), household "
      "{household}[; came on {came}][; gone on {left}: {gone}]";
  for (const std::string& name : need_names()) {
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    for (const char* when : {"start", "end"})
      text += "[; " + words + " at the " + when + "{?" + name + "_at_" + when + "}]";
  }
  return text;
}

template <class Row>
std::vector<TableColumn> declarations(const std::vector<Column<Row>>& columns, const std::string& start) {
  std::vector<TableColumn> declared;
  for (const auto& column : columns) {
    declared.push_back(column.declared);
    if (declared.back().unit == a_day) declared.back().unit = "days since " + start;
  }
  return declared;
}

template <class Row>
void append(TableRows& rows, const std::vector<Column<Row>>& columns, const Row& row) {
  for (std::size_t i = 0; i < columns.size(); ++i) append_cell(rows.columns[i], columns[i].value(row));
}

}  // namespace

std::vector<Table> declare_life_tables(const std::string& start, const Catalogue& catalogue) {
  std::vector<std::string> sentences;
  for (const EpisodeDeclaration& kind : episode_kinds) sentences.emplace_back(kind.sentence);
  return {
      {"people",
       "life",
       "People a scenario asks for, one row a life",
       declarations(life_columns(), start),
       {life_sentence()},
       ""},
      {"episodes", "episode", "What happened to people a scenario asks for, one row for each of them it happened to",
       declarations(episode_columns(catalogue.names()), start), std::move(sentences), "kind"}};
}

void append_life(TableRows& rows, const Life& life, const Population& population) {
  static const auto columns = life_columns();
  append(rows, columns, LifeRow{life, population});
}

void append_episode(TableRows& rows, const Episode& episode) {
  static const auto columns = episode_columns({});
  append(rows, columns, episode);
}

}  // namespace kith::safety
