// How the learner divides its time between reading, solving, publishing and storing. For learner.cc alone.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace suggestd::learn::pace {

// Rows solved between two looks at the log: about half a millisecond at 128 dimensions.
inline constexpr std::size_t kRowsPerSlice = 8;
// After each slice the sweep rests kRestAfterSlice times as long as the slice took: on a machine of few cores
// it would take time from requests.
inline constexpr int kRestAfterSlice = 4;
// Idle work runs for this long before the worker looks at the rest of its duties; a new record ends it
// sooner.
inline constexpr std::chrono::milliseconds kIdleStretch{100};
// Between two pages the worker may spend a part of the time that the page took on waiting rows:
// 1/kShareWhenQuiet of it when nothing is left to read, 1/kShareWhenBusy when something is.
inline constexpr int kShareWhenQuiet = 2;
inline constexpr int kShareWhenBusy = 8;
// Idle work publishes its changes at least this often.
inline constexpr std::chrono::milliseconds kIdlePublish{100};
// The time between two checkpoints: kQuietCheckpoint when the log is quiet, kBusyCheckpoint when it is not.
// After each checkpoint the writer also rests kRestAfterCheckpoint times as long as it took to write, because
// each order in a quiet shop makes the sweep touch every row.
inline constexpr std::chrono::milliseconds kQuietCheckpoint{1'000};
inline constexpr std::chrono::milliseconds kBusyCheckpoint{30'000};
inline constexpr int kRestAfterCheckpoint = 30;
// A start that has applied this many records stores a checkpoint as soon as it has caught up. A server that is killed
// again and again within kBusyCheckpoint would else begin at the same place each time, with ever more to apply.
inline constexpr std::uint64_t kLongCatchUp = 1'000;
inline constexpr double kMeanRecords = 1'000;
// The shortest time between two trainings that only take away the traces of removed people.
inline constexpr std::chrono::hours kTrainAwayTraces{24};
// How often it is looked whether that time has come.
inline constexpr std::chrono::milliseconds kLookForTraces{1'000};
// A model with more rows, of people and products together, takes too long to wake, and never sleeps.
inline constexpr std::size_t kMostSleepingRows = 50'000;
// How long records may wait for a model that sleeps, and how many, before it learns them.
inline constexpr std::chrono::minutes kLongestDoze{10};
inline constexpr std::uint64_t kMostDozingRecords = 2'000;
// The memory that models which fell asleep have left goes back to the system after this time, for many at once.
inline constexpr std::chrono::milliseconds kKeepFreeMemory{5'000};
// Records set aside that status() tells: the latest ones.
inline constexpr std::size_t kToldAside = 10;

}  // namespace suggestd::learn::pace
