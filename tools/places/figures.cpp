#include "tools/places/figures.hpp"

#include "models/safety/places.hpp"
#include "tools/places/coordinates.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace kith::tools {
namespace {

using population::household_kind_count;
using population::household_kind_names;

constexpr std::size_t oldest = 90;
constexpr double simplify_m = 50;        // metres; far below what a map of a borough on a page can show
constexpr double worth_saying = 0.0005;  // share by which two totals differ before it is told

// Published names of columns and rows (Census 2021, data.police.uk).
const std::vector<std::string> size_columns{
    "1 person in household", "2 people in household", "3 people in household", "4 people in household",
    "5 people in household", "6 people in household", "7 people in household", "8 or more people in household"};
const std::vector<std::string> ethnic_columns{"Asian, Asian British or Asian Welsh",
                                              "Black, Black British, Black Welsh, Caribbean or African",
                                              "Mixed or Multiple ethnic groups", "White", "Other ethnic group"};
const std::vector<std::string> class_columns{"Total: All usual residents aged 16 years and over",
                                             "L14.1 and L14.2 Never worked and long-term unemployed",
                                             "L15 Full-time students"};
const std::string single = "Single family household: ", others = "Other household types: ";
/// Which published kinds make up each of the model's, in the model's order.
const std::array<std::vector<std::string>, household_kind_count> composition{{
    {"One person household"},
    {"One person household: Aged 66 years and over"},
    {single + "All aged 66 years and over"},
    {single + "Married or civil partnership couple: No children", single + "Cohabiting couple family: No children"},
    {single + "Married or civil partnership couple: Dependent children",
     single + "Cohabiting couple family: With dependent children"},
    {single + "Married or civil partnership couple: All children non-dependent",
     single + "Cohabiting couple family: All children non-dependent"},
    {single + "Lone parent family: With dependent children"},
    {single + "Lone parent family: All children non-dependent"},
    {others + "With dependent children"},
    {single + "Other single family household",
     others + "Other, including all full-time students and all aged 66 years and over"},
}};
const std::vector<std::vector<std::string>> offence_groups{
    {"Shoplifting"}, {"Robbery", "Theft from the person", "Public order", "Public disorder and weapons"}};

enum Activity : std::size_t { student, employed, unemployed, inactive, retired, activity_count };
using ActivityRow = std::array<double, activity_count>;

Activity activity_of(const std::string& status) {
  const auto has = [&](std::string_view words) { return status.find(words) != std::string::npos; };
  if (has("full-time student:") || status.ends_with("Student")) return student;
  if (has("In employment")) return employed;
  if (has("Unemployed")) return unemployed;
  return has("Retired") ? retired : inactive;
}

double total(const std::vector<double>& row, std::size_t from = 0) {
  return std::accumulate(row.begin() + static_cast<std::ptrdiff_t>(from), row.end(), 0.0);
}

class Figures {
 public:
  explicit Figures(const BuildPlan& plan) : plan_(plan), published_(plan) {}

  PlaceFigures make() {
    PlaceFigures figures;
    figures.district = district(plan_.district, plan_.district_where, figures.ages);
    published_.stop_if_unsound();
    const District& own = figures.district;
    figures.sexes = published_.counts(plan_.table("sex"), own, std::array{sex_column("female"), sex_column("male")});
    figures.sizes = published_.counts(plan_.table("household_size"), own, size_columns);
    figures.ethnic = published_.counts(plan_.table("ethnic_group"), own, ethnic_columns);
    figures.kinds = kinds(own);
    figures.activity = activity(figures);
    figures.female_share = female_share(figures);
    figures.deprivation = deprivation(own);
    read_geography(figures);
    read_offences(figures);
    published_.stop_if_unsound();
    compare(figures);
    return figures;
  }

 private:
  std::string sex_column(std::string_view key) const { return plan_.table("sex").column(key); }

  /// The district with its people by single year at the date wanted.
  District district(const std::string& name, const SourceLocation& asked, AreaCounts& ages) {
    District found = published_.district(name, asked);
    AreaCounts later = published_.ages(plan_.people.back(), found);
    for (const auto& row : later) found.people.push_back(total(row));
    ages = later;
    if (plan_.people.size() < 2) return found;
    const AreaCounts earlier = published_.ages(plan_.people.front(), found);
    const double weight = (plan_.at - plan_.people[0].year) / (plan_.people[1].year - plan_.people[0].year);
    for (std::size_t i = 0; i < ages.size(); ++i) {
      for (std::size_t age = 0; age <= oldest; ++age)
        ages[i][age] = earlier[i][age] + weight * (later[i][age] - earlier[i][age]);
    }
    return found;
  }

  std::vector<District> stand_ins(const PlanTable& table, std::vector<AreaCounts>& ages) {
    std::vector<District> found;
    for (const std::string& name : table.stand_in)
      found.push_back(district(name, table.stand_in_where, ages.emplace_back()));
    return found;
  }

  AreaCounts kinds(const District& own) {
    std::vector<std::string> columns;
    for (const auto& kind : composition) columns.insert(columns.end(), kind.begin(), kind.end());
    const AreaCounts published = published_.counts(plan_.table("household_composition"), own, columns);
    AreaCounts kinds(own.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
      std::size_t column = 0;
      for (const auto& kind : composition) {
        double sum = 0;
        for (std::size_t part = 0; part < kind.size(); ++part) sum += published[i][column++];
        kinds[i].push_back(sum);
      }
    }
    return kinds;
  }

  /// Where economic activity by area starts from, before it is fitted: students, people never worked or long-term
  /// unemployed, and people of pension age.
  std::vector<ActivityRow> activity_start(const District& own, const AreaCounts& ages) {
    const AreaCounts classes = published_.counts(plan_.table("economic_class"), own, class_columns);
    std::vector<ActivityRow> start;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const double adults = total(ages[i], 16), everyone = std::max(classes[i][0], 1e-9);
      const double students = adults * (classes[i][2] / everyone), workless = adults * (classes[i][1] / everyone);
      const double aged_60_65 = std::accumulate(ages[i].begin() + 60, ages[i].begin() + 66, 0.0);
      const double pensioners = std::min(0.85 * total(ages[i], 66) + 0.3 * aged_60_65, 0.8 * (adults - students));
      const double rest = std::max(adults - students - pensioners - 1.5 * workless, 0.1 * adults);
      start.push_back({students + 1, rest, 0.5 * workless + 1, workless + 1, pensioners + 1});
    }
    return start;
  }

  /// People by activity in one district, as published; all 0 and a problem if the table does not have the district.
  ActivityRow published_activity(const District& of) {
    const PlanTable& asked = plan_.table("economic_activity");
    const CsvTable& rows = published_.table(asked);
    const std::size_t code = rows.column(asked.column("district_code")), status = rows.column(asked.column("status"));
    const std::size_t value = rows.column(asked.column("value"));
    ActivityRow people{};
    std::set<std::string> seen;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      if (rows.text(row, code) != of.code) continue;
      if (!seen.insert(rows.text(row, status)).second)
        rows.problem(row, fmt::format("{} was there before", in_quotes(rows.text(row, status))));
      people[activity_of(rows.text(row, status))] += rows.count(row, value);
    }
    if (seen.empty()) no_rows(rows, of);
    return people;
  }

  void no_rows(const CsvTable& rows, const District& of) {
    if (rows.rows() > 0 && !of.code.empty())
      rows.problem(fmt::format("the district {} ({}) has no row; [stand_in] may name districts whose pattern stands in",
                               of.code, of.name));
  }

  /// What the columns are fitted to: the district's own shares, or the start times what stand-in districts' published
  /// figures are of their own start.
  ActivityRow activity_columns(const PlaceFigures& figures, const std::vector<ActivityRow>& start) {
    const PlanTable& asked = plan_.table("economic_activity");
    std::vector<AreaCounts> ages;
    const std::vector<District> others_ = stand_ins(asked, ages);
    if (others_.empty()) return published_activity(figures.district);
    ActivityRow of_start{}, of_published{}, columns{};
    for (std::size_t i = 0; i < others_.size(); ++i) {
      for (const ActivityRow& row : activity_start(others_[i], ages[i])) add(of_start, row);
      add(of_published, published_activity(others_[i]));
    }
    for (const ActivityRow& row : start) add(columns, row);
    for (std::size_t k = 0; k < activity_count; ++k) columns[k] *= of_published[k] / std::max(of_start[k], 1.0);
    return columns;
  }

  static void add(ActivityRow& sum, const ActivityRow& row) {
    for (std::size_t k = 0; k < activity_count; ++k) sum[k] += row[k];
  }

  /// Area by activity of people of 16 and over, by iterative proportional fitting.
  AreaCounts activity(PlaceFigures& figures) {
    for (const auto& classes : published_.counts(plan_.table("economic_class"), figures.district, class_columns))
      figures.class_adults.push_back(classes[0]);
    std::vector<ActivityRow> table = activity_start(figures.district, figures.ages);
    ActivityRow columns = activity_columns(figures, table);
    const double published = std::accumulate(columns.begin(), columns.end(), 0.0);
    AreaCounts fitted;
    if (published > 0) fit(table, columns, published, figures.ages);
    for (const ActivityRow& row : table) fitted.emplace_back(row.begin(), row.end());
    return fitted;
  }

  static void fit(std::vector<ActivityRow>& table, ActivityRow& columns, double published, const AreaCounts& ages) {
    constexpr int rounds = 200;
    double everyone = 0;
    for (const auto& row : ages) everyone += total(row, 16);
    for (double& column : columns) column = column / published * everyone;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t k = 0; k < activity_count; ++k) {
        double sum = 0;
        for (const ActivityRow& row : table) sum += row[k];
        const double factor = sum > 0 ? columns[k] / sum : 0;
        for (ActivityRow& row : table) row[k] *= factor;
      }
      for (std::size_t i = 0; i < table.size(); ++i) {
        const double sum = std::accumulate(table[i].begin(), table[i].end(), 0.0);
        const double factor = sum > 0 ? total(ages[i], 16) / sum : 0;
        for (double& value : table[i]) value *= factor;
      }
    }
  }

  /// Females and males by single year in one district.
  std::array<std::vector<double>, 2> sexes_by_age(const District& of) {
    const PlanTable& asked = plan_.table("sex_by_age");
    const CsvTable& rows = published_.table(asked);
    const std::size_t code = rows.column(asked.column("district_code")), age = rows.column(asked.column("age"));
    const std::size_t sex = rows.column(asked.column("sex")), value = rows.column(asked.column("value"));
    std::array<std::vector<double>, 2> people{std::vector<double>(oldest + 1, 0.0),
                                              std::vector<double>(oldest + 1, 0.0)};
    std::set<std::pair<int, std::string>> seen;
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      const std::string& which = rows.text(row, sex);
      if (rows.text(row, code) != of.code || (which != "Female" && which != "Male")) continue;
      const int years = age_in_words(rows, row, age);
      if (years < 0) continue;
      if (!seen.emplace(years, which).second)
        rows.problem(row, fmt::format("{}, {} was there before", in_quotes(rows.text(row, age)), which));
      people[which == "Male" ? 1 : 0][static_cast<std::size_t>(years)] = rows.count(row, value);
    }
    if (seen.empty())
      no_rows(rows, of);
    else if (seen.size() != 2 * (oldest + 1))
      rows.problem(fmt::format("the district {} has {} of the {} rows of an age and a sex", of.code, seen.size(),
                               2 * (oldest + 1)));
    return people;
  }

  /// "Aged under 1 year", "Aged 37 years", "Aged 90 years and over"; -1 and a problem for anything else.
  static int age_in_words(const CsvTable& rows, std::size_t row, std::size_t column) {
    const std::string& words = rows.text(row, column);
    if (words.find("under 1") != std::string::npos) return 0;
    const std::size_t digit = words.find_first_of("0123456789");
    const int age = digit == std::string::npos ? -1 : std::atoi(words.c_str() + digit);
    if (age >= 0 && age <= static_cast<int>(oldest)) return age;
    rows.problem(row, fmt::format("{} is no age from 0 to {}", in_quotes(words), oldest));
    return -1;
  }

  std::vector<double> female_share(const PlaceFigures& figures) {
    const PlanTable& asked = plan_.table("sex_by_age");
    std::vector<AreaCounts> unused;
    std::vector<District> of = stand_ins(asked, unused);
    const bool own = of.empty();
    if (own) of.push_back(figures.district);
    std::vector<double> female(oldest + 1, 0.0), both(oldest + 1, 0.0), share;
    for (const District& one : of) {
      const auto people = sexes_by_age(one);
      for (std::size_t age = 0; age <= oldest; ++age) {
        female[age] += people[0][age];
        both[age] += people[0][age] + people[1][age];
      }
    }
    for (std::size_t age = 0; age <= oldest; ++age) share.push_back(both[age] > 0 ? female[age] / both[age] : 0.5);
    return own ? share : shifted_to_district(std::move(share), figures);
  }

  /// The odds of being female by age, all multiplied by what makes their sum over the district's people its own.
  static std::vector<double> shifted_to_district(std::vector<double> share, const PlaceFigures& figures) {
    double female = 0, both = 0, people = 0;
    std::vector<double> by_age(oldest + 1, 0.0);
    for (std::size_t i = 0; i < figures.ages.size(); ++i) {
      female += figures.sexes[i][0];
      both += total(figures.sexes[i]);
      for (std::size_t age = 0; age <= oldest; ++age) by_age[age] += figures.ages[i][age];
      people += total(figures.ages[i]);
    }
    if (!(both > 0) || !(people > 0)) return share;
    const auto with_odds = [](double value, double odds) { return value * odds / (1 - value + value * odds); };
    double low = 0.01, high = 100;
    for (int round = 0; round < 100; ++round) {
      const double odds = std::sqrt(low * high);
      double sum = 0;
      for (std::size_t age = 0; age <= oldest; ++age) sum += by_age[age] * with_odds(share[age], odds);
      (sum / people < female / both ? low : high) = odds;
    }
    for (double& value : share) value = with_odds(value, low);
    return share;
  }

  std::vector<PlaceFigures::Deprivation> deprivation(const District& own) {
    const PlanTable& asked = plan_.table("deprivation");
    const DistrictRows found = published_.rows(asked, own);
    const CsvTable& rows = *found.table;
    const bool by_rank = plan_.table("deprivation_scale").given();
    const std::size_t decile = rows.column(asked.column("decile"));
    const std::size_t score = rows.column(asked.column(by_rank ? "rank" : "score"));
    const std::size_t crime = rows.column(asked.column(by_rank ? "crime_rank" : "crime_score"));
    const Scale score_of = by_rank ? scale("rank", "score") : Scale{},
                crime_of = by_rank ? scale("crime_rank", "crime_score") : Scale{};
    std::vector<PlaceFigures::Deprivation> all;
    for (const std::size_t row : found.rows) {
      if (row == CsvTable::none) continue;
      const double tenth = rows.count(row, decile);
      if (decile != CsvTable::none && (tenth < 1 || tenth > 10 || tenth != std::floor(tenth)))
        rows.problem(row, fmt::format("{} is no decile from 1 to 10", in_quotes(rows.text(row, decile))));
      const double first = rows.count(row, score), second = by_rank ? rows.count(row, crime) : rows.number(row, crime);
      all.push_back({by_rank ? fmt::format("{:.3f}", score_at(score_of, first)) : rows.text(row, score),
                     rows.text(row, decile),
                     by_rank ? fmt::format("{:.3f}", score_at(crime_of, second)) : rows.text(row, crime)});
    }
    return all;
  }

  using Scale = std::map<double, double>;  ///< score by rank

  Scale scale(std::string_view rank_key, std::string_view score_key) {
    const PlanTable& asked = plan_.table("deprivation_scale");
    const CsvTable& rows = published_.table(asked);
    const std::size_t rank = rows.column(asked.column(rank_key)), score = rows.column(asked.column(score_key));
    Scale scale;
    for (std::size_t row = 0; row < rows.rows(); ++row) scale[rows.count(row, rank)] = rows.number(row, score);
    return scale;
  }

  /// On straight lines between the ranks there are; beyond them, the nearest's.
  static double score_at(const Scale& scale, double rank) {
    if (scale.empty()) return 0;
    const auto above = scale.lower_bound(rank);
    if (above == scale.end()) return scale.rbegin()->second;
    if (above == scale.begin() || above->first == rank) return above->second;
    const auto below = std::prev(above);
    return below->second + (rank - below->first) / (above->first - below->first) * (above->second - below->second);
  }

  void read_geography(PlaceFigures& figures) {
    const PlanTable &centroids = plan_.table("centroids"), &adjacency = plan_.table("adjacency"),
                    &outlines = plan_.table("outlines");
    for (const PlanTable* table : {&centroids, &adjacency}) {
      if (!table->given() && !outlines.given())
        add_problem(published_.problems(), {plan_.file},
                    fmt::format("neither [{}] nor [outlines] is given: {}", table->rule->name, table->rule->used_for));
    }
    std::vector<AreaOutline> whole;
    if (outlines.given() && published_.of_own_vintage(outlines, figures.district))
      whole = read_outlines(outlines, figures.district, published_.problems());
    if (centroids.given())
      read_centroids(figures, centroids);
    else
      measure_areas(figures, whole);
    if (published_.problems().empty() && !whole.empty()) hold_outlines(figures, whole, centroids.given(), outlines);
    figures.neighbours = adjacency.given() ? published_.neighbours(adjacency, figures.district) : shared_borders(whole);
    if (!whole.empty()) figures.outlines = simplified(whole, simplify_m);
    remark_islands(figures);
  }

  /// Against the table of centroids; without one, against one another and against places that are known.
  void hold_outlines(const PlaceFigures& figures, const std::vector<AreaOutline>& whole, bool with_centroids,
                     const PlanTable& outlines) {
    std::vector<Point> centres;
    for (const auto& centre : figures.centres) centres.push_back({centre.longitude, centre.latitude});
    if (!with_centroids) {
      hold_together(whole, outlines, figures.district, published_.problems());
      centres = known_centres(figures.district);
    }
    if (published_.problems().empty())
      hold_against(whole, centres, with_centroids ? "in [centroids]" : "in a place that comes with the program",
                   outlines, figures.district, published_.problems());
  }

  /// Of areas of places that ship; NaN for all others.
  static std::vector<Point> known_centres(const District& district) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<Point> centres(district.size(), {unknown, unknown});
    for (const std::string& name : safety::shipped_places().names())
      for (const population::Area& area : safety::shipped_places().read(name).place.areas)
        if (const auto found = district.index.find(area.code); found != district.index.end())
          centres[found->second] = {area.longitude, area.latitude};
    return centres;
  }

  static void measure_areas(PlaceFigures& figures, const std::vector<AreaOutline>& outlines) {
    for (const AreaOutline& outline : outlines) {
      const Measured measured = measure(outline);
      figures.centres.push_back({measured.centre.longitude, measured.centre.latitude, measured.area_km2});
    }
  }

  void read_centroids(PlaceFigures& figures, const PlanTable& asked) {
    const DistrictRows found = published_.rows(asked, figures.district);
    const CsvTable& rows = *found.table;
    const std::size_t longitude = rows.column(asked.column("longitude")),
                      latitude = rows.column(asked.column("latitude"));
    const std::size_t km2 = rows.column(asked.column("area_km2"));
    std::size_t faulty = 0;
    for (const std::size_t row : found.rows) {
      if (row == CsvTable::none) continue;
      figures.centres.push_back({rows.number(row, longitude), rows.number(row, latitude), rows.count(row, km2)});
      const auto& centre = figures.centres.back();
      const std::string fault = fault_of_point(centre.longitude, centre.latitude, united_kingdom);
      if (fault.empty()) continue;
      if (faulty++ == 0) rows.problem(row, "the centroid has " + fault);
    }
  }

  static void remark_islands(PlaceFigures& figures) {
    std::vector<int> neighbours(figures.district.size(), 0);
    for (const auto& [a, b] : figures.neighbours) {
      ++neighbours[a];
      ++neighbours[b];
    }
    const auto alone = std::count(neighbours.begin(), neighbours.end(), 0);
    if (alone > 0) figures.remarks.push_back(fmt::format("{} areas have no neighbour.", alone));
  }

  void read_offences(PlaceFigures& figures) {
    const PlanTable& asked = plan_.table("street_level_crime");
    if (asked.given()) {
      figures.offences = published_.offences(asked, figures.district, offence_groups, figures.offence_account);
      figures.remarks.push_back(account_text(figures.offence_account));
      for (std::size_t group = 0; group < offence_groups.size(); ++group) remark_none(figures, group);
      return;
    }
    figures.offences.assign(figures.district.size(), {0, 0});
    figures.remarks.push_back(
        "No table of street-level crime: shops and night life are taken to be alike in all areas.");
  }

  static void remark_none(PlaceFigures& figures, std::size_t group) {
    double sum = 0;
    for (const auto& row : figures.offences) sum += row[group];
    if (sum <= 0)
      figures.remarks.push_back(fmt::format("No {} in these rows: {} are taken to be alike in all areas.",
                                            fmt::join(offence_groups[group], ", "), group == 0 ? "shops" : "nights"));
  }

  // ----- what disagrees -----

  static void compare(PlaceFigures& figures) {
    const std::size_t areas = figures.district.size();
    std::vector<double> people, residents, ethnic, adults, homes, kinds;
    for (std::size_t i = 0; i < areas; ++i) {
      adults.push_back(total(figures.ages[i], 16));
      people.push_back(total(figures.ages[i]));
      residents.push_back(total(figures.sexes[i]));
      ethnic.push_back(total(figures.ethnic[i]));
      homes.push_back(total(figures.sizes[i]));
      kinds.push_back(total(figures.kinds[i]) - figures.kinds[i][1]);
    }
    add(figures, "people by age", "people by sex", people, residents);
    add(figures, "people by ethnic group", "people by sex", ethnic, residents);
    add(figures, "people of 16 and over by economic class", "people by age", figures.class_adults, adults);
    add(figures, "households by composition", "households by size", kinds, homes);
  }

  static void add(PlaceFigures& figures, std::string what, std::string against, const std::vector<double>& values,
                  const std::vector<double>& wanted) {
    Disagreement found{std::move(what), std::move(against), total(values), total(wanted), "", 0};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double away = std::abs(values[i] - wanted[i]) / std::max(wanted[i], 1.0);
      if (away <= found.most_share) continue;
      found.most_share = away;
      found.most_in = figures.district.areas[i].name;
    }
    if (found.most_share > worth_saying) figures.disagreements.push_back(std::move(found));
  }

  const BuildPlan& plan_;
  Published published_;
};

}  // namespace

PlaceFigures figures_of(const BuildPlan& plan) {
  PlaceFigures figures = Figures(plan).make();
  double people = 0;
  for (const auto& row : figures.ages) people += total(row);
  figures.disagreements.insert(figures.disagreements.begin(),
                               {"people by age", "population_total", people, plan.population_total, "", 0});
  return figures;
}

}  // namespace kith::tools
