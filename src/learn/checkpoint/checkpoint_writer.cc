#include "learn/checkpoint/checkpoint_writer.h"

#include <exception>
#include <new>
#include <utility>

#include "base/log.h"
#include "base/memory.h"
#include "base/round.h"
#include "base/this_thread.h"

namespace suggestd::learn {
namespace {

constexpr std::chrono::milliseconds kRetry{500};

}  // namespace

void CheckpointWriter::start(Position applied, MakeRows make) {
  done_.store(false);
  outcome_ = out_of_memory();  // what stands if the thread has not even the memory to say so
  thread_ = std::jthread([this, applied, make = std::move(make)](const std::stop_token& stop) mutable {
    name_this_thread("checkpoint");
    let_other_threads_go_first();
    do_round("checkpoint", [&] { outcome_ = make_and_write(applied, make, stop); });
    done_.store(true);
  });
}

std::optional<Status> CheckpointWriter::take() {
  if (!running() || !done_.load()) return std::nullopt;
  thread_.join();
  return std::exchange(outcome_, Status());
}

Status CheckpointWriter::finish() {
  if (!running()) return {};
  thread_.request_stop();
  thread_.join();
  return std::exchange(outcome_, Status());
}

// Tries again when memory for the bytes is short, as it does when the disk is full.
Status CheckpointWriter::make_and_write(Position applied, MakeRows& make, const std::stop_token& stop) {
  for (bool told = false;; told = true) {
    try {
      std::vector<store::StateRow> rows = make();
      make = {};
      return write(applied, rows, stop);
    } catch (const std::exception& problem) {
      if (!make || !rest(kRetry, stop)) return internal_error(problem.what());
      if (!told) {
        log_failed_round("checkpoint", problem);
      }
    }
  }
}

Status CheckpointWriter::write_once(Position applied, const std::vector<store::StateRow>& rows) {
  try {
    return state_.write_checkpoint(shop_, applied, rows);
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
}

Status CheckpointWriter::write(Position applied, const std::vector<store::StateRow>& rows,
                               const std::stop_token& stop) {
  bool told = false;
  for (;;) {
    const auto begin = std::chrono::steady_clock::now();
    Status written = write_once(applied, rows);
    took_ = std::chrono::steady_clock::now() - begin;
    if (written || !passes_by_itself(written.error().kind()) || !rest(kRetry, stop)) return written;
    if (told) continue;
    told = do_round("checkpoint", [&] {
      log_warning("the learner's checkpoint can't be written; it is tried again",
                  {{"error", written.error().message()}});
    });
  }
}

}  // namespace suggestd::learn
