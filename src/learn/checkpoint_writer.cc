#include "learn/checkpoint_writer.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/log.h"
#include "base/this_thread.h"

namespace suggestd::learn {
namespace {

constexpr std::chrono::milliseconds kRetry{500};

bool passes_by_itself(const Error& error) {
  return error.kind() == ErrorKind::no_space || error.kind() == ErrorKind::io ||
         error.kind() == ErrorKind::busy;
}

// False if a stop was asked for.
bool rest(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any asked;
  std::unique_lock lock(mutex);
  asked.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

void CheckpointWriter::start(Position applied, MakeRows make) {
  done_.store(false);
  thread_ = std::jthread([this, applied, make = std::move(make)](const std::stop_token& stop) mutable {
    name_this_thread("checkpoint");
    let_other_threads_go_first();
    const std::vector<store::StateRow> rows = std::exchange(make, {})();
    outcome_ = write(applied, rows, stop);
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

Status CheckpointWriter::write(Position applied, const std::vector<store::StateRow>& rows,
                               const std::stop_token& stop) {
  bool told = false;
  for (;;) {
    const auto begin = std::chrono::steady_clock::now();
    Status written = state_.write_checkpoint(shop_, applied, rows);
    took_ = std::chrono::steady_clock::now() - begin;
    if (written || !passes_by_itself(written.error()) || !rest(kRetry, stop)) return written;
    if (!std::exchange(told, true)) {
      log_warning("the learner's checkpoint can't be written; it is tried again",
                  {{"error", written.error().message()}});
    }
  }
}

}  // namespace suggestd::learn
