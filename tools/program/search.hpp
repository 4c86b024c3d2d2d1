// Looking for what has a name by a word or a phrase: at the start of words of its name, title or meaning. Models may
// bring words of their field, which stand for other words that are looked for as well, or for what they do not have.
#pragma once

#include "tools/program/topics.hpp"

#include <string>
#include <vector>

namespace kith::tools {

struct Found {
  std::vector<std::string> also;  ///< what the word stands for besides itself
  bool absent = false;            ///< the model says that it does not have this; what was found is near it
  std::vector<Topic> topics;      ///< the nearest first; words themselves are not among them
};

/// `word` in any letters, with any blanks, hyphens or low lines. Of a phrase that is nowhere as it stands, what has all
/// of its words.
Found search(const std::vector<Topic>& all, const std::string& word);

/// Whether there is anything to look for.
bool is_searchable(const std::string& word);

/// A sentence on what was looked for; "" if it was the word alone.
std::string search_text(const std::string& word, const Found& found);

}  // namespace kith::tools
