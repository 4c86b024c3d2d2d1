// One referral to one service and what became of it.
#pragma once

#include "models/safety/records/records.hpp"

#include <cstdint>

namespace kith::safety {

enum class Stage : std::uint8_t { waiting, enrolled, after, ended };

struct Enrolment {
  RecordId record = nobody;    ///< of the person (for parties: the offender)
  RecordId previous = nobody;  ///< the record's earlier enrolment that has not ended
  RecordId follows = nobody;   ///< for somebody reached through another (family, victim): that one's enrolment
  EntityId person = nobody;
  EntityId victim = nobody;  ///< for parties
  ShortDay referred = 0;
  ShortDay started = 0;
  ShortDay ended = 0;
  ShortDay gives_up = never;
  float priority = 0;
  float dose = 0;                ///< share of the planned length had, once ended
  std::uint32_t first_copy = 0;  ///< copies for others reached: [first_copy, first_copy + copies)
  std::uint16_t copies = 0;
  std::uint16_t service = 0;
  Stage stage = Stage::waiting;
  std::uint8_t mode = 0;
  bool mistaken = false;  ///< referred for what the person had not, as all that is true tells
  bool acts() const { return stage == Stage::enrolled || stage == Stage::after; }
};

}  // namespace kith::safety
