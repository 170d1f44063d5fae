// What the operating system knows of a thread: its name in top, gdb and perf, and who goes first.
#pragma once

#include <functional>

namespace suggestd {

// Requires: at most 15 bytes.
void name_this_thread(const char* name);

// From now on the process's other threads go first where processors are short: for work that nobody waits
// for. It still gets a share, about a tenth of a processor against one other thread.
void let_other_threads_go_first();

// Does the work in a thread of its own that lets others go first, and waits for it: a thread can't ask for
// its own place back. Threads that the work begins are like it. Where the system has no thread to give, the
// work is done here.
void behind_other_threads(const char* name, const std::function<void()>& work);

}  // namespace suggestd
