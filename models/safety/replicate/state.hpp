// The changing part of one replicate: a slice for each part. A plain value: copying it is a snapshot.
#pragma once

#include "engine/run/reactions.hpp"
#include "models/safety/contacts/contacts.hpp"
#include "models/safety/courts/courts.hpp"
#include "models/safety/equity/equity.hpp"
#include "models/safety/lives/lives.hpp"
#include "models/safety/needs/needs.hpp"
#include "models/safety/offending/offending.hpp"
#include "models/safety/offending/peers.hpp"
#include "models/safety/offending/settling.hpp"
#include "models/safety/police/police.hpp"
#include "models/safety/records/records.hpp"
#include "models/safety/replicate/schedule.hpp"
#include "models/safety/services/areas.hpp"
#include "models/safety/services/duty.hpp"
#include "models/safety/services/knowledge.hpp"
#include "models/safety/services/services.hpp"
#include "models/safety/supervision/cohorts.hpp"
#include "models/safety/supervision/supervision.hpp"
#include "models/safety/turnover/turnover.hpp"
#include "models/safety/victims/victims.hpp"

#include <cstddef>
#include <cstdint>

namespace kith::safety {

/// Most people never offend and are not harmed, so they cost an index each; records are made when a life first needs
/// one and are never moved.
struct State : RecordsState,
               NeedsState,
               ContactsState,
               PeersState,
               OffendingState,
               SettlingState,
               VictimsState,
               PoliceState,
               CourtsState,
               SupervisionState,
               CohortsState,
               DutyState,
               ServicesState,
               AreaServicesState,
               KnowledgeState,
               EquityState,
               LivesState,
               TurnoverState,
               ScheduleState {
  std::size_t next_change = 0;  ///< into Scene::regimes
  ReactionsState reactions;
  std::int64_t events = 0;

  std::size_t bytes() const;  ///< of everything that lasts from step to step
};

}  // namespace kith::safety
