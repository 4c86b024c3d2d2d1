// What is told of a run besides its headlines: panels, each a measure broken down by one axis or followed over time.
// They are declared in report/panels.json; a panel whose measure a run does not have is left out. A model nothing is
// declared for gets the course of each measure it takes over time.
#pragma once

#include "results/comparison.hpp"

#include <string>
#include <vector>

namespace kith::tools {

struct Panel {
  std::string id;
  std::string section;  ///< where the report shows it
  std::string title;
  std::string note;
  std::string measure;
  std::string axis;   ///< broken down by it; "" for the total
  std::string minus;  ///< a measure alike that is taken off it; "" if none
  std::string kind;   ///< "difference" or "levels" by label, "course" over time, "map" by area, "routes": see RouteRow
  std::string per;    ///< "year" or "week": a flow at that rate; "level": a stock as it stands
  bool sort = false;  ///< the largest change first; else in the order of the axis
  bool summary = false;  ///< also shown by `kith compare --detail` on the screen
  bool first = false;    ///< shown by the page without a click
  double fewest = 0;     ///< labels with fewer in any scenario are not told, as single people could be known by them
};

/// A headline that decides, as the first screen of the page shows it.
struct Deciding {
  std::string measure;
  std::string title;
  bool rise_is_worse = false;
};
/// What they are called together.
std::string deciding_title(const std::vector<Deciding>& measures);
/// Those of `headlines` that are declared to decide; if there are none, the first three.
std::vector<Deciding> deciding_measures(const std::vector<std::string>& headlines);

/// What settings of a table are about: the labels of an axis, and the measure of what each costs.
struct ChangedThings {
  std::string table;  ///< "services."
  std::string axis;
  std::string cost;
};
ChangedThings changed_things();

/// A chapter of the page that holds panels and nothing else.
struct Chapter {
  std::string id;      ///< Panel::section
  std::string before;  ///< the section of the page it stands before
  std::string title;
};
/// Those the run has panels for, in the order of the file.
std::vector<Chapter> chapters_of(const results::Run& run);

/// In the order of the file. Throws std::logic_error if the file built in is unsound.
const std::vector<Panel>& all_panels();
/// Those whose measure and axis the run has; if there are none, the course of every measure over time.
std::vector<Panel> panels_of(const results::Run& run);

/// Days in a reporting period of the run; 0 without a time axis.
double period_days(const results::Run& run);
/// The panel's unit, its rate included: "offences a year".
std::string unit_of(const Panel& panel, const results::Run& run);
/// Labels of the panel's axis, or one empty label.
std::vector<std::string> labels_of(const Panel& panel, const results::Run& run);

/// One value a label: mean over time at the panel's rate, other axes summed (years and cohorts averaged). Of a
/// comparison, over the years of results::full_years.
results::Values values_by_label(const Panel& panel, const results::Run& run, std::size_t scenario);
/// One label of a panel of kind "routes", which are only of comparisons: what the measure and the one taken off it are
/// in an alternative, and the difference. Where all three are 0 it is left out.
struct RouteRow {
  std::string label;
  results::Estimate caused;   ///< the measure
  results::Estimate averted;  ///< the one taken off
  results::Estimate change;
};
std::vector<RouteRow> route_rows(const Panel& panel, const results::Run& run, std::size_t alternative);
/// The same of all labels together.
RouteRow route_total(const Panel& panel, const results::Run& run, std::size_t alternative);

/// By time, in blocks of about four weeks, then by label; over all of the run but a last period that is cut short.
results::Values course_by_label(const Panel& panel, const results::Run& run, std::size_t scenario);
/// First days of the blocks, from the start of the run.
std::vector<std::int32_t> course_days(const results::Run& run);

}  // namespace kith::tools
