// What is told of a run besides its headlines: panels, each a measure broken down by one axis or followed over time.
// A model declares them (engine/run/presentation.hpp); a panel whose measure a run does not have is left out. A model
// that declares none gets the course of each measure it takes over time.
#pragma once

#include "results/comparison.hpp"

#include <string>
#include <vector>

namespace kith::tools {

/// Those of `headlines` that are declared to decide; if there are none, the first three.
std::vector<Deciding> deciding_measures(const results::Run& run, const std::vector<std::string>& headlines);
/// What they are called together.
std::string deciding_title(const results::Run& run, const std::vector<Deciding>& measures);

/// Those the run has panels for, in the order they are declared.
std::vector<Chapter> chapters_of(const results::Run& run);

/// Those whose measure and axis the run has; if there are none, the course of every measure over time.
std::vector<Panel> panels_of(const results::Run& run);

/// Days in a reporting period of the run; 0 without a time axis.
double period_days(const results::Run& run);
/// The panel's unit, its rate included: "visits a year".
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
  bool told = false;  ///< whether the change can be told from none, all rows taken together
};
std::vector<RouteRow> route_rows(const Panel& panel, const results::Run& run, std::size_t alternative);
/// The same of all labels together.
RouteRow route_total(const Panel& panel, const results::Run& run, std::size_t alternative);

/// By time, in blocks of about four weeks, then by label; over all of the run but a last period that is cut short.
results::Values course_by_label(const Panel& panel, const results::Run& run, std::size_t scenario);
/// First days of the blocks, from the start of the run.
std::vector<std::int32_t> course_days(const results::Run& run);

}  // namespace kith::tools
