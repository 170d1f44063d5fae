// Help for when memory runs out: a room that is given up so that the rest can go on, and a test of whether
// memory is short.
//
// Idea     an allocation that fails throws, and on the way up others are freed. But the answer that says so
//          takes memory too, and meanwhile other threads want theirs. So a room is kept, of addresses that
//          nothing was ever written to. The first allocation that fails gives it up before it throws; the
//          code that has dealt with the failure takes it back.
// Threads  any.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/result.h"

namespace suggestd {

// One arena of the C library: it takes its addresses in pieces of this size.
inline constexpr std::size_t kEmergencyBytes = std::size_t{64} << 20;

// Makes the process keep the room from now on, if it is to be had. Called once, by main().
void keep_emergency_memory() noexcept;

// Takes the room back if it was given up and memory is to be had again. Cheap if it was not.
void restore_emergency_memory() noexcept;

// An error of kind busy, with a text that says that memory is short and that it passes.
Error out_of_memory();

// True if 64 MB are to be had beside the room. A record or request within the limits needs far less: if this
// holds and its allocation failed all the same, it asked for more than it may.
bool memory_is_to_be_had() noexcept;

// Gives memory that is free back to the system, unless somebody has done so since then: many that let go of much
// at about the same time need it once. Takes some milliseconds for each 100 MB.
void give_back_memory(std::chrono::steady_clock::time_point since) noexcept;

}  // namespace suggestd
