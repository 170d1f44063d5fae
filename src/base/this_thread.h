// The name and the priority of a thread, for the operating system: the name stands in top, gdb and perf.
//
// Threads  each function is about the thread that calls it.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

namespace suggestd {

// Requires: at most 15 bytes.
void name_this_thread(const char* name);

// Lets the process's other threads go first from now on where processors are short: for work that nobody
// waits for. This thread still gets a share, about a tenth of a processor against one other thread.
void let_other_threads_go_first();

// Does the work in a thread of its own that lets others go first, and waits for it: a thread can't take its
// own priority back. Threads that the work starts have the same low priority. An exception of the work is
// thrown here. If the system has no thread to give, the work is done in this one.
void behind_other_threads(const char* name, const std::function<void()>& work);

// Sleeps, but not beyond a stop; false if a stop was asked for.
bool rest(std::chrono::milliseconds time, const std::stop_token& stop);

}  // namespace suggestd
