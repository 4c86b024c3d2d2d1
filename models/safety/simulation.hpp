// One replicate of the community-safety model: its state, what it reads, and the phases of its step. The phases are
// listed in step.cpp; each is written in the file of its process (offending/, victims/, police/, courts/, services/).
#pragma once

#include "engine/events/candidates.hpp"
#include "engine/run/model.hpp"
#include "engine/run/steps_ahead.hpp"
#include "engine/time/fading.hpp"
#include "models/safety/offending/hazard.hpp"
#include "models/safety/victims/susceptibility.hpp"
#include "models/safety/costs/costs.hpp"
#include "models/safety/measures.hpp"
#include "models/safety/parameters.hpp"
#include "models/safety/police/law.hpp"
#include "models/safety/services/attributes.hpp"
#include "models/safety/services/service.hpp"
#include "models/safety/state.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kith::safety {

class Years;

/// What holds from a date on: the parameters and services under one [[change]] (the first: from the start).
struct Regime {
  Day from;
  Parameters parameters;
  std::vector<Service> services;
  std::vector<double> pool_hours;  ///< staff hours a week, by pool
  Fading harm_memory;              ///< of repeat victimisation
  double court_share;              ///< the place's people as a share of those the courts' capacity is stated for
};

/// The immutable world of a scenario, shared by replicates.
struct Scene {
  /// What scenes have in common whose first days are alike.
  struct Beginning {
    Parameters parameters;  ///< of the first day; hazards refer to them
    Susceptibility person_weights, dwelling_weights;
    State start;  ///< see Simulation::history
  };
  explicit Scene(std::shared_ptr<const Population> made_of,
                 std::shared_ptr<Beginning> begun = std::make_shared<Beginning>())
      : people(std::move(made_of)), beginning(std::move(begun)) {}

  std::shared_ptr<const Population> people;  ///< also of other scenes
  std::shared_ptr<Beginning> beginning;      ///< likewise
  const Population& population = *people;
  Susceptibility& person_weights = beginning->person_weights;
  Susceptibility& dwelling_weights = beginning->dwelling_weights;
  State& start = beginning->start;
  RunSettings run;
  Timeline timeline;
  const Catalogue* catalogue = nullptr;
  std::vector<std::uint32_t> provider;  ///< by service: its agency, as on the axis "provider"
  std::vector<Regime> regimes;          ///< ascending by `from`
  std::shared_ptr<const HazardTables> hazards;
  std::shared_ptr<const CandidateSampler> offending;  ///< static candidates of offences
  std::unique_ptr<CandidateSampler> past;             ///< static candidates of accusations before burn-in
  int history_years = 0;                              ///< how far back records reach
  double move_rate = 0;                               ///< a year, mean over households
  double past_peer_influence = 1;  ///< mean peer influence on those accused, for the years before burn-in
  std::vector<double> retail_cumulative, night_cumulative;  ///< over areas
  std::vector<std::int32_t> people_present;                 ///< by reporting period
  Counts people_by_group;                                   ///< as the measure
  double people_aged_10_17 = 0;                             ///< at the middle of the run
  std::uint64_t history_seed = 0;
  std::int32_t first_step = 0;  ///< after burn-in
  CostTable costs;              ///< what things cost, and whom
  MeasureSet measures;
};

std::vector<std::string> phase_names();

/// Those present in the middle of each year, by group: what counts by group are to be divided by. Shared by all
/// replicates.
Counts count_people_by_group(const Scene& scene);

/// Blocks of candidates one task draws and thins, and small areas one task draws onsets of risk factors for.
inline constexpr std::size_t candidate_blocks_per_task = 128;
inline constexpr std::size_t areas_per_task = 32;

/// How many candidates or offences lie between asking memory for a row and reading it.
inline constexpr std::size_t rows_ahead = 6;

/// An offence about to be settled: who, what, when.
struct Proposal {
  double day;
  EntityId offender;
  std::uint8_t type;
  std::uint64_t key;
  bool of_excess = false;  ///< drawn for the part of the hazard above the static bound
  double needed = 0;       ///< it happens at any hazard above this
  bool operator<(const Proposal& other) const { return day != other.day ? day < other.day : offender < other.offender; }
};

/// Where the time of a replicate went, by phase; see Simulation::decide and carry_out.
struct PhaseRows {
  std::vector<PhaseTimes::Row> deciding, settling;
};

class Simulation {
 public:
  Simulation(const Scene& scene, Draws draws);
  /// The state at the end of burn-in. A place has one past: it is the same for all replicates and run seeds, which are
  /// futures of it.
  static State history(const Scene& scene);
  ReplicateResult run(const RunControl& control);

  // A run in pieces: begin, then decide and carry out each step, then finish. Between deciding and carrying out, what
  // will happen is planned and none of it has taken hold. `rows` may be null.
  static PhaseRows phase_rows();
  void begin() { state_ = scene_.start; }
  void decide(const Step& step, PhaseRows* rows);
  void carry_out(const Step& step, PhaseRows* rows);
  ReplicateResult finish();
  /// Goes on from where another simulation of the same replicate stands, of a scene that was the same up to there. What
  /// is drawn in a step whatever happened is the same for both and read from the other from now on, which must live as
  /// long as this one and decide each step before it.
  void take_over(const Simulation& other);

  // The phases of a step, in order; see step.cpp.
  void change_policy(const Step& step);
  void turn_over_population(const Step& step);
  void handle_happenings(const Step& step);
  void change_risk_factors(const Step& step);
  void run_services(const Step& step);
  void propose_offences(const Step& step);
  void plan_offences(const Step& step);
  void settle_offences(const Step& step);
  void hold_courts(const Step& step);
  void take_stock(const Step& step);

  /// People with a record who are eligible for a service as the run begins.
  std::int64_t count_eligible(std::size_t service);
  /// What services would meet: runs `weeks` from the start as under the last change, and returns what was recorded.
  ReplicateResult try_services(int weeks);
  /// The most its state was seen to take, looked at every quarter and at the end.
  std::size_t bytes() const { return most_bytes_; }
  const State& state() const { return state_; }
  const Scene& scene() const { return scene_; }

 private:
  friend class AttributeReader;
  friend class TwinFactors;
  friend class TwinRecord;

  // records and people
  const Parameters& parameters() const { return regime().parameters; }
  const Regime& regime() const { return scene_.regimes[state_.next_change - 1]; }
  const Service& service(std::size_t index) const { return regime().services[index]; }
  OffenderRecord* offender(EntityId person);
  RecordId last_enrolment(EntityId person) const {
    const RecordId id = state_.offender_of[person];
    return id == nobody ? nobody : state_.offenders[id].last_enrolment;
  }
  RecordId offender_record(EntityId person);  ///< made if need be
  bool at_liberty(EntityId person, Day day) const {
    if (!marked(person, Mark::custody)) return true;
    const RecordId id = state_.offender_of[person];
    return id == nobody || !state_.offenders[id].in_custody(day);
  }
  void begin_lives_anew(std::uint32_t household, Day day);

  // offending (offending/offending.cpp)
  struct Harmed;
  Exposures exposures(EntityId person, double day) const;
  double peer_factor(EntityId person, double day) const;
  std::size_t row_if_offended(EntityId person) const;  ///< else that of person 0
  double offended_lately(EntityId person) const;       ///< State::recent_offending
  bool prevented(const Proposal& proposal, const Harmed& harmed) const;
  bool goes_ahead(const Proposal& proposal, double chance) const;  ///< services leave it this chance
  /// A candidate and what follows from who and when it is, whatever happens in the run.
  struct Drawn {
    Candidate candidate;
    FamilyRates families;
    double sum;     ///< of the families' rates
    double needed;  ///< it happens if the hazard is above this
  };
  std::optional<Drawn> look_up(const Candidate& candidate) const;
  struct OffenceDraws {
    std::vector<Drawn> drawn;
    std::int64_t candidates = 0;
  };
  OffenceDraws draw_offences(const Step& step, std::size_t task) const;
  /// A candidate of which all is known but what its ties do.
  struct Weighed {
    const Drawn* drawn;
    OffendingFactors factors;
  };
  std::optional<Weighed> weigh(const Drawn& drawn) const;
  double type_draw(EntityId offender, std::uint64_t key) const;
  Proposal propose(const Weighed& weighed) const;
  void thin(std::span<const Drawn> drawn, std::vector<Proposal>& proposals) const;
  struct Settlement;
  Settlement choose_harmed(const Proposal& proposal) const;
  void plan(const Proposal& proposal, Settlement& settlement) const;
  void settle(const Proposal& proposal, const Settlement& settlement);
  void count_offence(const Proposal& proposal, const Settlement& settlement);
  void prefetch_harmed(const Harmed& harmed) const;
  void prefetch_counted(const Settlement& settlement) const;
  void prefetch_settlement(const Proposal& proposal, const Settlement& settlement) const;
  void prefetch_settled_rows(const Proposal& proposal, const Settlement& settlement) const;
  void choose_companions(const Proposal& proposal, EntityId harmed, Settlement& settlement) const;
  std::optional<EntityId> choose_earlier_companion(EntityId offender, Stream& stream, Day day) const;
  EntityId choose_companion(const Proposal& proposal, std::uint64_t round, bool again, Day day) const;
  void prefetch(EntityId person) const;
  void prefetch_record_row(EntityId person) const;
  void prefetch_record(EntityId person) const;
  void prefetch_lists(EntityId person) const;
  void prefetch_needs(EntityId person) const;
  void prefetch_ties(EntityId person) const;
  void prefetch_neighbours(EntityId person) const;
  void prefetch_peers(EntityId person) const;
  float remembered_of(Day day) const;
  double above_bound(EntityId person) const;
  void update_excess(EntityId person, double before, double day);
  bool marked(EntityId person, Mark mark) const {
    return (state_.marks[person] & static_cast<std::uint8_t>(mark)) != 0;
  }
  void mark(EntityId person, Mark what) { state_.marks[person] |= static_cast<std::uint8_t>(what); }
  void rebase_memory(Day day);

  // victims (victims/victims.cpp)
  struct Harmed {
    std::uint16_t area = 0;
    EntityId person = nobody;
    std::uint32_t dwelling = nobody;
    bool possible = true;  ///< false: nobody there to harm, so the offence does not happen
  };
  Harmed choose_victim(const Proposal& proposal) const;
  struct Whereabouts {
    std::uint16_t area;
    bool away;  ///< among shops and night life, not near home
  };
  Whereabouts choose_area(const Proposal& proposal, Stream& stream) const;
  EntityId choose_acquaintance(EntityId offender, Stream& stream, Day day) const;
  EntityId choose_stranger(std::uint16_t area, EntityId offender, bool child, Stream& stream, Day day) const;
  std::uint32_t choose_dwelling(std::uint16_t area, Stream& stream) const;
  bool repeat_target(std::uint16_t area, std::size_t kind, double boost, double ordinary, Day day, Stream& stream,
                     std::uint32_t& target) const;
  double forgotten_since(Day then, Day day) const { return regime().harm_memory.after(std::max(day - then, 0)); }
  void note_harm(RecentHarms& recent, std::uint32_t target, Day day, std::uint64_t occasion) const;
  Day last_harm(const Harmed& harmed) const;
  void remember_person_harmed(const Proposal& proposal, EntityId person, Day day);
  void remember_harm(const Proposal& proposal, const Settlement& settlement);
  void leave_trauma(const Proposal& proposal, const Settlement& settlement);
  bool violent_on_person(const Proposal& proposal, const Harmed& harmed) const;

  /// All that is decided about an offence before any of it takes hold: a pure function of the state before the step's
  /// offences, so that it is worked out for many offences at the same time.
  struct Settlement {
    Harmed harmed;
    std::array<EntityId, most_suspects> offenders{};  ///< the one who began it first
    std::uint8_t offender_count = 1;
    bool repeat = false;  ///< harmed within the year before
    bool trauma = false;  ///< left with whoever was harmed
    bool reported = false;
    bool recorded = false;
    Outcome outcome = Outcome::none;
    Day decision_day = 0;
  };

  // risk factors (needs/needs.cpp)
  void gain_risk(EntityId person, std::size_t risk, double day, std::uint64_t key);
  void lose_risk(EntityId person, std::size_t risk, double day);
  void start_risks();
  struct Onset {
    double time;
    EntityId person;
    std::uint32_t risk;
    std::uint64_t key;
  };
  struct OnsetDraws {
    std::vector<Onset> onsets;
    std::int64_t candidates = 0;
  };
  OnsetDraws draw_onsets(const Step& step, std::size_t task) const;
  void consider_onset(EntityId person, double time, double bound, std::vector<Onset>& onsets) const;

  // police (police/police.cpp)
  void plan_police(const Proposal& proposal, Settlement& settlement) const;
  PoliceFactors police_factors(const Proposal& proposal, const Settlement& settlement) const;
  void report(const Proposal& proposal, const Settlement& settlement);
  void count_reported(const Proposal& proposal, const Settlement& settlement);
  void record(const Proposal& proposal, const Settlement& settlement);
  void open_case(const Proposal& proposal, const Settlement& settlement);
  void count_suspects(const Case& opened, std::size_t suspects);
  void decide(std::uint32_t case_index, Day day);
  void decide_suspect(std::uint32_t case_index, RecordId record, bool main_suspect, Day day);
  void note_accusation(RecordId record, std::uint8_t type, Day day);
  void accuse(RecordId record, const Case& decided, Day day);
  void prove(RecordId record, const Case& decided, Day day);
  static constexpr std::size_t any_family = family_count;
  int accusations_since(const OffenderRecord& record, Day since, std::size_t family = any_family) const;

  // courts and sentences (courts/courts.cpp, supervision/supervision.cpp)
  void charge(std::uint32_t case_index, RecordId record, Day day);
  void hear(std::uint32_t charge_index, Day day);
  void sentence(RecordId record, const Case& decided, Day day);
  /// `occasion` names what it is for: draws at release are the same whenever that comes.
  void enter_custody(RecordId record, Day day, Day until, std::uint64_t occasion);
  void release(RecordId record, Day day, std::uint64_t occasion);
  void breach(RecordId record, Day day, std::uint64_t key);
  void recall(RecordId record, Day day, std::uint64_t key);
  void start_order(RecordId record, Day day, std::uint64_t key);
  void enter_cohort(RecordId record, Disposal disposal, Day day);
  void schedule(Day day, const Happening& happening);
  void watch(RecordId record);
  void release_from_justice(Day day);
  void count_under_justice(Day day);
  Agency supervisor(const OffenderRecord& record, Day day) const;

  // histories before the run (past.cpp)
  void begin_state();
  void survey_effects();
  bool lived_here(EntityId person, Day day) const;
  std::optional<Proposal> accused_in_past(const Candidate& candidate, const std::vector<double>& accused) const;
  void give_histories();
  void replay(const Proposal& proposal);

  // services (services/machine.cpp)
  void refer(Referral source, EntityId person, Day day, EntityId victim = nobody, const Case* about = nullptr);
  void refer_to(std::size_t service_index, EntityId person, Day day, EntityId victim);
  EntityId subject_of(const Service& service, EntityId person, Day day) const;
  void serve_by_turns(std::vector<std::size_t> services, const Step& step);
  bool offer_places(std::size_t service_index, const Step& step, std::size_t most);
  bool start_service(std::uint32_t enrolment, const Step& step);
  bool wanted(const Enrolment& referral) const;
  Day last_day_of(const Enrolment& enrolment, Day day) const;
  void spread_enrolment(std::uint32_t enrolment, Day day, Day ends);
  bool completes(std::uint32_t enrolment, Day day) const;
  void unlink(std::uint32_t enrolment);
  void give_up(std::uint32_t enrolment);
  void end_service(std::uint32_t enrolment, Day day, bool completed);
  void drop_waiting(std::size_t service_index, const Step& step);
  void account_for(std::size_t service_index, const Step& step);
  double effect_size(const Service& service, const Effect& effect, const Enrolment& enrolment, double day) const;
  template <class Visit>
  void visit_effects(EntityId person, double day, EffectKind kind, Visit&& visit, std::uint64_t types = ~0ULL) const;
  template <class Visit>
  void visit_area_effects(std::size_t service_index, Visit&& visit) const;
  double effect_product(EntityId person, EffectKind kind, std::size_t type, double day) const;
  double largest_claim(const Service& service, double weeks) const;
  void spend(std::size_t service_index, Day day, double hours, double cost);

  // which services run, and whose staff they use (services/duty.cpp)
  struct Duty {
    std::vector<char> running;                                             ///< by service
    std::array<std::vector<std::uint32_t>, referral_names.size()> takers;  ///< running services, by referral
    bool keeps_notes = false;                  ///< does an active service ask what agencies wrote down?
    std::vector<double> fidelity;              ///< by service: share of the log effect that practice has kept
    std::vector<double> engagement, drop_out;  ///< by service: multipliers brought by trained staff
    std::array<std::vector<double>, effect_kind_count> areas;  ///< by kind: size at area x type; empty: none anywhere
  };
  void take_duty(Day day);
  void train_staff(Day day);
  void add_staff_time(const Step& step);
  void lose_idle_time(const Step& step);
  void make_pending_referrals(Day day);
  bool takes(Referral source) const { return !duty_.takers[static_cast<std::size_t>(source)].empty(); }

  // what acts once: at a start, at a completion, at a breach (services/single_effects.cpp)
  std::uint64_t occasion_of(const Enrolment& enrolment) const;
  void add_recoveries(const Enrolment& enrolment, Day day, Day ends);
  void cut_co_offending_ties(const Enrolment& enrolment, Day day);
  void schedule_breach(std::uint32_t enrolment, Day day, Day ends);
  void breach_service(std::uint32_t enrolment, Day day);
  void resolve_risks(const Enrolment& enrolment, Day day);
  bool spared(EntityId person, std::size_t risk, double day, std::uint64_t key) const;

  // services for areas (services/areas.cpp)
  void cover_areas(std::size_t service_index, const Step& step);
  void gather_area_effects();
  double area_effect(EffectKind kind, std::size_t area, std::size_t type) const {
    const auto& sizes = duty_.areas[static_cast<std::size_t>(kind)];
    return sizes.empty() ? 1.0 : sizes[area * parameters().base_rate.size() + type];
  }

  // what agencies know (services/knowledge.cpp)
  struct Notifications {
    int all = 0;
    int most = 0;  ///< of one agency
  };
  void notify(Notifier agency, EntityId person, Day day);
  Notifications notifications(EntityId person, Day since) const;
  void tell_of_need(EntityId person, std::size_t risk, double day);
  void treat_injury(const Proposal& proposal, const Harmed& harmed);
  int count_household(EntityId person, Day day, int below_age) const;
  int count_services(const OffenderRecord& record, bool only_orders) const;
  int count_co_offending_ties(EntityId person, Day day) const;
  double betweenness(EntityId person) const;
  void measure_betweenness(Day day);

  // who is concerned (equity.cpp)
  void count_group(Tally tally, EntityId person, Day day);
  void follow(EntityId person, std::size_t service_index, Day day);
  void judge_followed(Day day);
  void count_people_in_services(Day day);
  void count_missing(Day day);
  std::vector<HarmedOften> harmed_most(Day day) const;
  void review_super_victims(Day next_day);
  void summarise_super_victims();

  // the end (supervision/reoffending.cpp, headlines.cpp, equity.cpp, services/demand.cpp, costs/costs.cpp)
  void count_cohorts();
  void leave_out_cohorts();
  void summarise();
  void summarise_crime();
  void summarise_accused();
  void summarise_detections();
  void summarise_people();
  void summarise_equity();
  void summarise_followed();
  void summarise_demand();
  void add_up(Tally from, Tally to, const std::vector<std::size_t>& organisation);
  void summarise_costs();
  void bring_service_costs_to_price_year();
  std::array<Reals, cost_kind_names.size()> count_costs(const Years& years);
  Reals present_values(const Years& years, const Reals& costs) const;

  const Scene& scene_;
  const Population& population_;
  const HazardTables& hazards_;
  Draws draws_;
  State state_;
  Recorder recorder_;
  AttributeReader attributes_;
  Duty duty_;                                   ///< follows from regime, day and state; taken anew each step
  std::array<bool, effect_kind_count> acts_{};  ///< by EffectKind: has any service that ever runs such an effect?
  bool some_raise_offending_ = false;           ///< has any service an effect that does?
  std::vector<std::uint32_t> moved_;            ///< households whose rows others took this step
  std::vector<Proposal> proposals_;
  std::vector<Settlement> settlements_;
  std::size_t most_bytes_ = 0;
  StepsAhead<OffenceDraws> offence_draws_;
  StepsAhead<OnsetDraws> onset_draws_;
  std::vector<OffenceDraws> offences_drawn_;  ///< of the present step
  std::vector<OnsetDraws> onsets_drawn_;      ///< likewise
  const Simulation* drawn_by_ = nullptr;      ///< a world that is a step ahead and draws the same; null: none
};

}  // namespace kith::safety
