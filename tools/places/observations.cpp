#include "tools/places/observations.hpp"

#include "engine/measures/figure.hpp"
#include "engine/settings/problem.hpp"
#include "engine/settings/toml_tree.hpp"
#include "engine/tables/csv_table.hpp"
#include "models/safety/evidence.hpp"
#include "results/card.hpp"
#include "results/comparison.hpp"
#include "results/sensitivity/feature_scores.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/places/observed.hpp"
#include "tools/report/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace kith::tools {
namespace {

using Months = std::set<std::string>;

constexpr std::size_t largest_file = 400'000'000;  // bytes
constexpr const char* by_type = "recorded_offences";
constexpr const char* by_area = "recorded_crime_by_area";
/// Of the run's areas: with fewer of them in the file, the two are not about the same place.
constexpr double least_areas = 0.9;
/// Of a month's days in the run.
constexpr double least_days = 0.5;
/// Of a published count either way, that counts as met.
constexpr double tolerance = 0.1;
constexpr double in_95_of_100 = 1.96;  // standard deviations of a count

/// Days of each month that reporting periods begun in it cover.
std::map<std::string, double> days_of_months(const Dimension& time, Date last_day) {
  const Date start = parse_date(time.unit.substr(time.unit.rfind(' ') + 1));
  std::map<std::string, double> days;
  for (std::size_t i = 0; i < time.values.size(); ++i) {
    const Date from = start + std::chrono::days{time.values[i]};
    const Date to =
        i + 1 < time.values.size() ? start + std::chrono::days{time.values[i + 1]} : last_day + std::chrono::days{1};
    days[month_of(from)] += static_cast<double>((to - from).count());
  }
  std::erase_if(days, [](const auto& month) { return month.second < least_days * days_in_month(month.first); });
  return days;
}

/// A kind of crime as police name it, with what it holds of the model.
struct Kind {
  std::string name;
  std::vector<std::string> types;
  std::map<std::string, double> by_month;  ///< offences in areas and months of the run
  bool crime() const {
    return std::ranges::all_of(types, [](const std::string& label) {
      const auto& all = safety::Evidence::get().offence_types();
      const auto type = std::ranges::find(all, label, &safety::OffenceType::name);
      return type != all.end() && type->crime;
    });
  }
};

struct LeftOut {
  double areas = 0, months = 0, kinds = 0;
  std::set<std::string> names_of_areas, names_of_months, names_of_kinds;
};

/// The rows of the file as they bear on a run.
struct PoliceFigures {
  std::vector<Kind> kinds;                       ///< that the model has
  Months months;                                 ///< common to both
  std::map<std::string, double> crimes_by_area;  ///< brought to the days the run has of each month
  std::size_t areas_without_row = 0;
  double offences = 0;
  LeftOut left_out;
};

class PublishedReader {
 public:
  PublishedReader(std::string file, const MeasureSet& measures, std::map<std::string, double> days)
      : file_(std::move(file)), measures_(measures), days_(std::move(days)) {
    for (const std::string& area : measures.dimension("area").labels) published_.crimes_by_area[area] = 0;
  }

  PoliceFigures read() {
    const auto text = read_text_file(file_, largest_file, {}, problems_);
    if (!text) throw InputError(problems_);
    const CsvTable rows = CsvTable::parse(*text, file_, problems_);
    const Columns columns{rows.column("month"), rows.column("area"), rows.column("kind"), rows.column("model_types"),
                          rows.column("offences")};
    if (problems_.empty())
      for (std::size_t row = 0; row < rows.rows(); ++row) take(rows, row, columns);
    if (!problems_.empty()) throw InputError(problems_);
    check_overlap();
    return std::move(published_);
  }

 private:
  struct Columns {
    std::size_t month, area, kind, types, offences;
  };

  std::vector<std::string> types_in(const CsvTable& rows, std::size_t row, std::size_t column) const {
    std::vector<std::string> types;
    const std::string& text = rows.text(row, column);
    const std::vector<std::string>& known = measures_.dimension("offence_type").labels;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t to = std::min(text.find('|', from), text.size());
      types.push_back(text.substr(from, to - from));
      if (std::ranges::find(known, types.back()) == known.end())
        rows.problem(row, fmt::format("{} is no offence type of the model{}", in_quotes(types.back()),
                                      did_you_mean(types.back(), known)));
      from = to + 1;
    }
    return types;
  }

  void take(const CsvTable& rows, std::size_t row, const Columns& columns) {
    const std::string& month = rows.text(row, columns.month);
    if (!is_month(month)) return rows.problem(row, fmt::format("month is {}; write it as 2016-06", in_quotes(month)));
    const std::string &area = rows.text(row, columns.area), &kind = rows.text(row, columns.kind);
    const double offences = rows.count(row, columns.offences);
    const std::vector<std::string> types = types_in(rows, row, columns.types);
    LeftOut& out = published_.left_out;
    const auto own = published_.crimes_by_area.find(area);
    months_.insert(month);
    if (own == published_.crimes_by_area.end()) {
      out.areas += offences;
      out.names_of_areas.insert(area);
      return;
    }
    areas_.insert(area);
    if (!days_.contains(month)) {
      out.months += offences;
      out.names_of_months.insert(month);
      return;
    }
    published_.months.insert(month);
    if (types.empty()) {
      out.kinds += offences;
      out.names_of_kinds.insert(kind);
      return;
    }
    Kind& counted = kind_of(kind, types);
    counted.by_month[month] += offences;
    published_.offences += offences;
    if (counted.crime()) own->second += offences * days_.at(month) / days_in_month(month);
  }

  Kind& kind_of(const std::string& name, const std::vector<std::string>& types) {
    for (Kind& kind : published_.kinds)
      if (kind.name == name && kind.types == types) return kind;
    return published_.kinds.emplace_back(Kind{name, types, {}});
  }

  void check_overlap() {
    const std::vector<std::string>& of_run = measures_.dimension("area").labels;
    if (areas_.empty())
      throw InputError({file_}, fmt::format("none of its areas ({}) lies in the run ({}, ...); observe the place that "
                                            "is run: kith observe --place",
                                            fmt::join(first_few(published_.left_out.names_of_areas), ", "),
                                            of_run.empty() ? "no areas" : of_run.front()));
    published_.areas_without_row = of_run.size() - areas_.size();
    if (static_cast<double>(areas_.size()) < least_areas * static_cast<double>(of_run.size()))
      throw InputError({file_},
                       fmt::format("has rows of {} of the {} areas of the run; observe the whole of the place, or "
                                   "run the part that was observed (place.wards)",
                                   areas_.size(), of_run.size()));
    if (published_.months.empty())
      throw InputError(
          {file_}, fmt::format("its months, {} to {}, and those of the run, {}, have none in common", *months_.begin(),
                               *months_.rbegin(),
                               days_.empty() ? "which has no whole month"
                                             : fmt::format("{} to {}", days_.begin()->first, days_.rbegin()->first)));
  }

  static std::vector<std::string> first_few(const std::set<std::string>& names) {
    constexpr std::size_t few = 3;
    std::vector<std::string> some;
    for (const std::string& name : names)
      if (some.size() < few) some.push_back(name);
    if (names.size() > few) some.emplace_back("...");
    return some;
  }

  std::string file_;
  const MeasureSet& measures_;
  std::map<std::string, double> days_;
  std::vector<Problem> problems_;
  std::set<std::string> areas_;  ///< of the run, with any row
  Months months_;                ///< with any row
  PoliceFigures published_;
};

/// "12 months, 2013-04 to 2014-03".
std::string months_and_ends(const Months& months) {
  const std::string ends =
      months.size() == 1 ? *months.begin() : fmt::format("{} to {}", *months.begin(), *months.rbegin());
  return fmt::format("{}, {}", plural(std::ssize(months), "month"), ends);
}

std::string figure_text(const Months& months, const std::vector<std::string>& types) {
  return fmt::format("{}[time={}, offence_type={}]", by_type, fmt::join(months, "|"), fmt::join(types, "|"));
}

/// By month or area: what was published, and what the run recorded.
struct Beside {
  std::string name;
  double published = 0;
  results::Estimate recorded;
};

results::Estimate count_in(const std::vector<double>& replicates) {
  return results::estimate(replicates, results::IntervalOf::mean, {0, std::numeric_limits<double>::infinity()});
}

nlohmann::ordered_json beside_json(const std::vector<Beside>& rows, const char* name) {
  auto list = nlohmann::ordered_json::array();
  for (const Beside& row : rows)
    list.push_back({{name, row.name}, {"published", row.published}, {"recorded", full_estimate_json(row.recorded)}});
  return list;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto mean = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  };
  const double of_a = mean(a), of_b = mean(b);
  double both = 0, one = 0, other = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += (a[i] - of_a) * (b[i] - of_b);
    one += (a[i] - of_a) * (a[i] - of_a);
    other += (b[i] - of_b) * (b[i] - of_b);
  }
  return both / std::sqrt(one * other);
}

class Police final : public Observations {
 public:
  Police(std::string file, const MeasureSet& measures, Date last_day)
      : file_(std::move(file)),
        days_(days_of_months(measures.dimension("time"), last_day)),
        published_(PublishedReader(file_, measures, days_).read()) {
    for (const Kind& kind : published_.kinds) facts_.push_back(fact_of(kind));
  }

  const std::vector<Fact>& facts() const override { return facts_; }

  std::string text(const results::Run& run) const override {
    std::string text = "\nWhat police recorded, in " + terminal_safe(file_) + "\n" + taken_text();
    Table table({{"Month"},
                 {"published", Table::Align::right},
                 {"this run", Table::Align::right},
                 {"95% interval", Table::Align::right}});
    for (const Beside& month : months_of(run))
      table.add({month.name, format_fixed(month.published, 0), format_fixed(month.recorded.mean, 0),
                 interval_text(month.recorded, 0)});
    text += "\n" + table.text();
    const results::Estimate likeness = likeness_of_areas(run);
    text += fmt::format(
        "Recorded crime by area, {} areas: rank correlation with what was published {}, 95% interval {} (1: the same "
        "order).\n",
        published_.crimes_by_area.size(), format_fixed(likeness.mean, 2), interval_text(likeness, 2));
    return text;
  }

  nlohmann::ordered_json json(const results::Run& run) const override {
    const LeftOut& out = published_.left_out;
    return {
        {"file", file_},
        {"tolerance", tolerance},
        {"months", published_.months},
        {"areas", published_.crimes_by_area.size()},
        {"areas_without_row", published_.areas_without_row},
        {"offences", published_.offences},
        {"left_out", {{"in_other_areas", out.areas}, {"in_other_months", out.months}, {"of_other_kinds", out.kinds}}},
        {"other_kinds", out.names_of_kinds},
        {"by_month", beside_json(months_of(run), "month")},
        {"by_area", beside_json(areas_of_run(run), "area")},
        {"rank_correlation_of_areas", full_estimate_json(likeness_of_areas(run))}};
  }

 private:
  /// Published of a month, brought to the days the run has of it.
  double to_days_of_run(const std::string& month, double offences) const {
    return offences * days_.at(month) / days_in_month(month);
  }

  /// The months of a kind: those of the file from its first to its last, in which there may have been none of it.
  Months months_with(const Kind& kind) const {
    return {published_.months.lower_bound(kind.by_month.begin()->first),
            published_.months.upper_bound(kind.by_month.rbegin()->first)};
  }

  Fact fact_of(const Kind& kind) const {
    const Months months = months_with(kind);
    Fact fact;
    const auto others = std::ranges::count(published_.kinds, kind.name, &Kind::name);
    fact.name = "Police recorded: " + kind.name;
    if (others > 1) fact.name += fmt::format(", {} to {}", *months.begin(), *months.rbegin());
    fact.pattern = fmt::format("Recorded by police, {} to {}: {}", *months.begin(), *months.rbegin(), kind.name);
    fact.measure = figure_text(months, kind.types);
    for (const auto& [month, offences] : kind.by_month) fact.target += to_days_of_run(month, offences);
    const double either_way = std::max(tolerance * fact.target, in_95_of_100 * std::sqrt(fact.target));
    fact.lowest = std::max(0.0, fact.target - either_way);
    fact.highest = fact.target + either_way;
    fact.unit = "offences";
    fact.use = "predict";
    fact.source = std::filesystem::path(file_).filename().string();
    return fact;
  }

  std::vector<Beside> months_of(const results::Run& run) const {
    std::vector<Beside> rows;
    for (const std::string& month : published_.months) {
      std::vector<std::string> types;
      Beside row{month, 0, {}};
      for (const Kind& kind : published_.kinds) {
        if (!months_with(kind).contains(month)) continue;
        types.insert(types.end(), kind.types.begin(), kind.types.end());
        const auto there = kind.by_month.find(month);
        if (there != kind.by_month.end()) row.published += to_days_of_run(month, there->second);
      }
      std::string fault;
      row.recorded = count_in(results::figure_values(run, parse_figure(figure_text({month}, types), fault)).values);
      rows.push_back(std::move(row));
    }
    return rows;
  }

  /// Crimes of the months common to both, in the order of the run's areas, a row a replicate.
  std::vector<std::vector<double>> crimes_of_run(const results::Run& run) const {
    const results::Values values = results::values_of(run, by_area);
    const Dimension& time = run.measures.dimension("time");
    std::vector<bool> counts(time.size());
    for (const std::string& month : published_.months)
      for (const std::size_t period : positions_of(time, month)) counts[period] = true;
    const std::size_t areas = run.measures.dimension("area").size();
    std::vector<std::vector<double>> rows;
    for (const Reals& cells : values.rows) {
      std::vector<double> sums(areas);
      for (std::size_t period = 0; period < counts.size(); ++period)
        for (std::size_t area = 0; counts[period] && area < areas; ++area) sums[area] += cells[period * areas + area];
      rows.push_back(std::move(sums));
    }
    return rows;
  }

  std::vector<double> crimes_published(const results::Run& run) const {
    std::vector<double> crimes;
    for (const std::string& area : run.measures.dimension("area").labels)
      crimes.push_back(published_.crimes_by_area.at(area));
    return crimes;
  }

  std::vector<Beside> areas_of_run(const results::Run& run) const {
    const std::vector<double> published = crimes_published(run);
    const std::vector<std::vector<double>> recorded = crimes_of_run(run);
    std::vector<Beside> rows;
    for (std::size_t area = 0; area < published.size(); ++area) {
      std::vector<double> values(recorded.size());
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = recorded[i][area];
      rows.push_back({run.measures.dimension("area").labels[area], published[area], count_in(values)});
    }
    return rows;
  }

  results::Estimate likeness_of_areas(const results::Run& run) const {
    const std::vector<double> published = results::ranks(crimes_published(run));
    std::vector<double> values;
    for (const auto& of_one : crimes_of_run(run)) values.push_back(correlation(published, results::ranks(of_one)));
    return results::estimate(values, results::IntervalOf::mean, {-1, 1});
  }

  std::string taken_text() const {
    const LeftOut& out = published_.left_out;
    std::string text =
        fmt::format("{} of {}, in {}.\n", plural(std::llround(published_.offences), "offence"),
                    months_and_ends(published_.months), plural(std::ssize(published_.crimes_by_area), "area"));
    const auto left_out = [&](double offences, const std::string& why) {
      if (offences > 0) text += fmt::format("Left out: {} {}.\n", format_count(std::llround(offences)), why);
    };
    left_out(out.areas, fmt::format("in {} outside the run", plural(std::ssize(out.names_of_areas), "area")));
    left_out(out.months, fmt::format("in {} of which the run has less than half",
                                     plural(std::ssize(out.names_of_months), "month")));
    left_out(out.kinds, fmt::format("of kinds the model lacks: {}",
                                    terminal_safe(fmt::format("{}", fmt::join(out.names_of_kinds, ", ")))));
    if (published_.areas_without_row > 0)
      text += fmt::format("Of {} of the run's areas the file has no row; they are taken as areas without crime.\n",
                          published_.areas_without_row);
    return text +
           wrapped(fmt::format("Accepted is what lies within {} of the published count, or within its own chance if "
                               "that is wider. A month's count is brought to the days of the reporting periods "
                               "that begin in it.",
                               format_percent(tolerance, 0)),
                   116, 0) +
           "\n";
  }

  std::string file_;
  std::map<std::string, double> days_;
  PoliceFigures published_;
  std::vector<Fact> facts_;
};

bool has_measure(const MeasureSet& measures, const char* name) {
  return std::ranges::count(measures.measures, name, &Measure::name) > 0;
}

}  // namespace

std::unique_ptr<Observations> read_observed(const std::filesystem::path& file, const MeasureSet& measures,
                                            Date last_day) {
  for (const char* measure : {by_type, by_area})
    if (!has_measure(measures, measure))
      throw InputError({file.string()},
                       fmt::format("is held against {} and {}, which this model does not measure", by_type, by_area));
  return std::make_unique<Police>(file.string(), measures, last_day);
}

}  // namespace kith::tools
