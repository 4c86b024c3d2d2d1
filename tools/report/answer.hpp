// The answer in two sentences, made from the numbers and no surer than they are.
#pragma once

#include "engine/run/model.hpp"
#include "results/comparison.hpp"

#include <map>
#include <string>
#include <vector>

namespace kith::tools {

/// "what_it_counts" as "what it counts", "visits[to_us]" as "visits (to us)".
std::string in_words(const std::string& name);
/// With a capital at its start.
std::string capitalised(std::string text);

/// Labels as the model calls them in full, such as a service's title.
using Titles = std::map<std::string, std::string>;
/// Of what an axis names: names of one kind may stand for something else in another, as words of a field do. Empty if
/// the model is null.
Titles titles_of(const Model* model, const std::string& axis);

/// How sure the pairs make one that a target is met, by the share of pairs that meet it and by how far from it they all
/// are: "Yes", "Probably", "Probably not", "No" (far from a goal, too), "Cannot tell" or "Not judged".
std::string verdict_in_a_word(const results::Goal& goal, const results::Verdict& verdict);
/// "so few pairs cannot settle it" where nothing but their number stands against a verdict; else "".
std::string on_few_pairs(const results::Goal& goal, const results::Verdict& verdict);
/// What a goal asks for: "-10%", "any fall" where it names next to nothing, "0.25".
std::string asked_in_words(const results::Goal& goal);
/// The first target of an alternative answered in one plain sentence, with what its services cost; "" if it has none.
std::string plain_answer(const results::Run& run, std::size_t alternative);

/// The model's headlines that the run has; if the model is null, being unknown, everything in the group "headlines".
std::vector<std::string> headline_names(const results::Run& run, const Model* model);

/// For an alternative no headline of which differs: that nothing differs at all, if every measure is the same to the
/// last bit; else how many others differ.
std::string on_no_headline(const results::Run& run, std::size_t alternative);

/// For each alternative two sentences: whether its target was met or, without one, what its first headlines do; then
/// what else changes and what cannot be told. For a run of one scenario, what it is and what it cannot say.
std::vector<std::string> answer_to(const results::Run& run, const Model* model);

/// That records and what happens part ways in an alternative: what is recorded rises while what happens falls, does not
/// change, or rises less. "" if they do not, or if the model measures neither.
std::string on_recording(const results::Run& run, std::size_t alternative);

}  // namespace kith::tools
