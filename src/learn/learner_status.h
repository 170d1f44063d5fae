// A shop's learner as it tells of itself.
//
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "learn/checkpoint/set_aside.h"
#include "learn/live_score.h"

namespace suggestd::learn {

struct ServedBlend;  // learn/lanes/served_blend.h

enum class LearnerPhase {
  restoring,    // before the first snapshot of this process's own making
  live,         // each record is learned as it arrives
  catching_up,  // a backlog is applied without solving, or the rows that it touched are being solved
  training,     // all rows
  asleep,       // nobody asks; the model is on the disk alone
  stopped,      // stop() was called, or `failure` says why
};

// "live"; the word in status answers.
std::string_view phase_name(LearnerPhase phase);

struct LearnerStatus {
  LearnerPhase phase = LearnerPhase::restoring;
  // True once a snapshot has applied all records that the log held at the start, and has vectors: those of
  // the checkpoint will do; without a checkpoint, those of the first training. A log too small for a training
  // needs none. Stays true.
  bool caught_up = false;
  Position applied;
  std::uint64_t lag_records = 0;
  std::uint64_t users = 0;
  std::uint64_t products = 0;
  std::uint64_t interactions = 0;       // pairs of person and product that the lanes learn from
  std::uint64_t records = 0;            // applied since the start
  double learn_microseconds = 0;        // for one record, publication included; mean of about the last 1,000
  double training_progress = 0;         // 0 to 1 in phase `training`
  std::optional<double> training_loss;  // of the factors, after the last training in this process
  std::uint64_t waiting_rows = 0;       // rows whose solution is put off
  LiveScore live;
  std::shared_ptr<const ServedBlend> blend;  // how lists are made; null: none was fitted yet
  std::uint64_t set_aside = 0;  // records passed over or used in part (learn/checkpoint/set_aside.h)
  std::vector<AsideRecord> latest_aside;  // the last of them
  bool remaking = false;                  // by other options; the lists are those from before
  std::uint64_t begun_anew = 0;           // times, since the start, because memory ran out or a record threw
  std::chrono::seconds clock_ahead{
      0};  // by how much commits have leapt ahead of the log's clock (log_clock.h)
  std::vector<std::string> names_without_column;  // of properties: catalog/catalog_builder.h
  bool catalogue_whole = false;                   // a full synchronisation has been finished
  bool consent_required = false;                  // who said nothing is not learned from
  std::uint64_t ghosts = 0;                       // products that the catalogue does not name
  std::uint64_t unlikely_events = 0;              // learn/facts/event_rate.h
  std::vector<std::string> unlikely_people;       // their ids; who made the last of them comes last
  std::optional<Error> failure;
};

}  // namespace suggestd::learn
