// How results of a model are told: which headlines decide, what panels and chapters a page has, what a change of
// settings is about, and who pays and who gains. A model declares it, mostly in a TOML file that read_presentation
// reads; what shows results knows none of these words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// A measure broken down by one axis or followed over time. Left out for a run without the measure.
struct Panel {
  std::string id;
  std::string section;  ///< where the page shows it
  std::string title;
  std::string note;
  std::string measure;
  std::string axis;   ///< broken down by it; "" for the total
  std::string minus;  ///< a measure alike that is taken off it; "" if none
  std::string
      kind;         ///< "difference" or "levels" by label, "course" over time, "map" by area, "routes": averted, caused
  std::string per;  ///< "year" or "week": a flow at that rate; "level": a stock as it stands
  bool sort = false;     ///< the largest change first; else in the order of the axis
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

/// What settings of a table are about: the labels of an axis, and the measure of what each costs. What is to be said of
/// a panel of routes by that axis: sentences, or beginnings of sentences that go on with labels.
struct ChangedThings {
  std::string table;  ///< "schemes."; "": nothing
  std::string axis;
  std::string cost;
  std::string size;        ///< the setting that says how much of a thing there is, told when it starts; "": none
  std::string effect;      ///< the setting whose grade of evidence is told by itself; "": none
  std::string caused;      ///< if some are told to cause what is to be averted
  std::string below_zero;  ///< if some number is below 0
  std::string silent;      ///< begins a sentence: changed, but without a row
  std::string others;      ///< begins a sentence: not changed, but with a row
};

/// A chapter of the page that holds panels and nothing else.
struct Chapter {
  std::string id;      ///< Panel::section
  std::string before;  ///< the section of the page it stands before
  std::string title;
};

/// A headline that counts what comes to be recorded, beside the one that counts all there is.
struct Recording {
  std::string recorded;  ///< "": the model has none
  std::string recorded_in_words;
  std::string all;
  std::string all_in_words;
  std::string meaning;  ///< of a rise of the first that the second does not share
};

/// What is paid, item by item: a measure of counts, by an axis of items, times a measure of prices. An item is called
/// "kind.payer.item" or longer.
struct Ledger {
  /// Some kinds of items, or all, together.
  struct Sum {
    std::string id;       ///< as JSON calls it
    std::string name;     ///< "public money"
    std::string kind;     ///< the first word of its items; "": all
    std::string cost;     ///< the headline that holds it
    std::string benefit;  ///< what its fall is called
  };
  std::string title;
  std::string unit;     ///< "GBP a year"
  std::string coin;     ///< one of it, in words
  std::string drivers;  ///< the measure of counts; "": the model has no ledger
  std::string prices;
  std::string axis;
  std::string price_settings;  ///< what paths of settings of prices begin with; items' names follow
  std::string spender;         ///< the third word of items that a policy pays for
  std::string note;
  std::vector<Sum> sums;  ///< the narrowest first
};

struct Presentation {
  /// The smallest change of a measure that matters, as a share of the base's level, where the scenario does not say;
  /// from 0, where every change matters.
  double smallest_change = 0;
  std::string events;  ///< the headline that counts what happened, which speed is told by; "": none
  std::string deciding_title;
  std::vector<Deciding> deciding;
  std::vector<std::string> titled_axes;  ///< whose labels Model::explanations has titles of, under the axis's name
  ChangedThings changed;
  Recording recording;
  Ledger ledger;
  std::vector<Chapter> chapters;
  std::vector<Panel> panels;
};

/// Reads TOML text; `file` names it in messages. Throws InputError naming all that is wrong with it.
Presentation read_presentation(std::string_view text, const std::string& file);

}  // namespace kith
