// Single lives, told if a scenario asks for it: who they are, what happens to them and when. Parts say what they do to
// somebody in one line; nothing here acts. Kept are all episodes of the run until its end, since whom it was asked for
// (everybody accused, say) is known only then: 56 bytes an episode.
#pragma once

#include "models/safety/lives/groups.hpp"
#include "models/safety/lives/tables.hpp"
#include "models/safety/offending/proposal.hpp"
#include "models/safety/replicate/part.hpp"
#include "models/safety/services/attributes.hpp"
#include "models/safety/services/enrolment.hpp"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace kith::safety {

struct Case;
struct Written;

struct LivesState {
  std::vector<std::uint32_t> brought_by;  ///< by household, the move that brought it; `nobody`: it was there before
};

/// What was asked for, by table.
struct LivesWanted {
  std::array<ChosenGroups, life_table_count> groups;
  bool any() const { return groups[0].any() || groups[1].any(); }
  void add(const LivesWanted& more);
};
LivesWanted lives_wanted(const Scene& scene);

/// Whose rows are written, by table; known at the end of all worlds that are run together.
struct LivesChosen {
  std::array<std::vector<LifeId>, life_table_count> lives;  ///< ascending, each once
  std::vector<double>
      offences;  ///< those in which a life chosen for episodes took part: everybody's part in them is told
  void add(const LivesChosen& more);
};

class Lives : public Part {
 public:
  Lives(const Context& all, LivesState& state) : Part(all), state_(state) {}
  /// At the beginning of all days.
  void begin() { state_.brought_by.assign(population_.household_count(), nobody); }
  /// From the first day of the run on.
  void keep(const LivesWanted& wanted);
  /// Goes on from what another, of the same replicate, has kept so far.
  void take_over(const Lives& other);

  // What others tell. Nothing is done unless it was asked for.
  /// Who comes and goes in a step.
  void pass(const Step& step);
  void offended(const Proposal& proposal, const Settlement& settlement);
  void decided(EpisodeKind kind, EntityId person, const Case& about, Day day, Day since, Ending ending,
               Day until = no_day);
  /// A spell or a moment under justice.
  void held(EpisodeKind kind, EntityId person, Day day, Day until = no_day, std::optional<Ending> ending = {});
  void left_service(const Enrolment& enrolment, Day until, Ending ending);
  void stopped_waiting(const Enrolment& enrolment, Day until, Ending ending);
  void need_began(EntityId person, std::size_t need, double day) { turn(person, need, day, NeedTurn::came); }
  void need_ended(EntityId person, std::size_t need, double day) { turn(person, need, day, NeedTurn::went); }
  /// An agency wrote down needs on `day`, which are on file from `on_file` on; `about`: the case that led to it, if
  /// any.
  void noted(EntityId person, Keeper keeper, const Written& notes, Day day, Day on_file, const Case* about);
  void harm_noted(EntityId person, Keeper keeper, const Case& about, Day day);
  /// A household goes; its rows still hold its lives.
  void move_out(std::uint32_t household, Day day);
  /// Another has come, by `move` among Population::moves.
  void move_in(std::uint32_t household, Day day, std::uint32_t move);

  /// After the last step: what is not over yet is told, too.
  void close();
  /// Once closed, if kept: by number of the life; episodes of each in order of day.
  const std::vector<Life>& lives() const { return kept_.lives; }
  const std::vector<Episode>& episodes() const { return kept_.episodes; }
  /// While kept: the life in a row, and the first of a household's.
  LifeId life(EntityId person) const;
  LifeId first_life(std::uint32_t household) const;

  LivesChosen choose() const;
  void write(const LivesChosen& chosen, ReplicateResult& result) const;

 private:
  static constexpr std::size_t of(LifeTable table) { return static_cast<std::size_t>(table); }
  enum class NeedTurn : std::uint8_t { there, came, went };
  /// A need somebody has when first seen, or comes by, or loses.
  struct NeedChange {
    LifeId person;
    Day day;
    std::uint8_t need;
    NeedTurn turn;
  };
  void tell(Episode episode);
  void turn(EntityId person, std::size_t need, double day, NeedTurn turn);
  void first_seen(EntityId person, Day day);
  Episode note_on(EntityId person, Keeper keeper, std::size_t subject, Day day, const Case* about) const;
  void tell_needs();
  void tell_need(const NeedChange& began, const Life& life, Day ended);
  const Life* told_life(LifeId person) const;
  Episode of_enrolment(const Enrolment& enrolment, EpisodeKind kind) const;
  Episode part_in(const Proposal& proposal, const Settlement& settlement, EntityId person, EpisodeKind kind) const;
  void read_expressions();
  void list_comings_and_goings();
  void look_at(EntityId person, Day day);
  void tell_life(EntityId person, Day until);
  void tell_services_not_over();
  void tell_custody_not_over();
  bool in_run(Day day) const;
  TableRows people_rows(const std::vector<LifeId>& chosen, const Table& table) const;
  TableRows episode_rows(const LivesChosen& chosen, const Table& table) const;

  /// All that a run keeps; a plain value.
  struct Kept {
    LivesWanted wanted;
    std::vector<LifeId> first_of_move;  ///< by move: the life of its household's first row
    std::vector<EntityId> coming;       ///< rows of those who come in the run, by day
    std::vector<EntityId> going;        ///< rows of those who die or go away in it, by day
    std::size_t next_coming = 0, next_going = 0;
    std::vector<NeedSet> needs_at_start;  ///< by row, of the life in it
    std::vector<NeedSet> needs_at_end;    ///< by row, of those gone
    std::vector<Day> household_came;      ///< by household, the day of a move in the run; no_day: none
    std::uint32_t moving = nobody;        ///< the household that is about to go
    std::vector<Life> lives;              ///< those that are over; in the end all
    std::vector<Episode> episodes;
    std::vector<NeedChange> need_changes;  ///< of each life in the order in which they were made
    std::array<std::vector<LifeId>, life_table_count> by_expression;
  };

  LivesState& state_;
  bool keeps_ = false;
  Kept kept_;
  std::array<std::unique_ptr<AttributeReader>, life_table_count> readers_;  ///< of expressions as eligibility
};

}  // namespace kith::safety
