#include "store/disk/rows_ahead.h"

#include "base/this_thread.h"
#include "store/disk/database.h"

namespace suggestd::store {

RowsAhead::RowsAhead(rocksdb::Iterator& rows, std::string prefix)
    : rows_(rows), prefix_(std::move(prefix)), thread_([this] { read(); }) {}

RowsAhead::~RowsAhead() {
  {
    const MutexLock lock(mutex_);
    abandoned_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void RowsAhead::read() {
  name_this_thread("rows ahead");
  std::exception_ptr thrown;
  try {
    RowBatch batch;
    for (; rows_.Valid() && rows_.key().starts_with(slice(prefix_)); rows_.Next()) {
      batch.add(view(rows_.key()), view(rows_.value()));
      if (batch.bytes() >= kBatchBytes && !hand_over(std::exchange(batch, {}))) return;
    }
    if (!batch.empty()) (void)hand_over(std::move(batch));
  } catch (...) {  // for the caller: memory, most often
    thrown = std::current_exception();
  }
  end(thrown);
}

// False if the caller wants no more.
bool RowsAhead::hand_over(RowBatch batch) {
  {
    MutexLock lock(mutex_);
    changed_.wait(lock,
                  [this]() SUGGESTD_REQUIRES(mutex_) { return abandoned_ || batches_.size() < kMostAhead; });
    if (abandoned_) return false;
    batches_.push_back(std::move(batch));
  }
  changed_.notify_all();
  return true;
}

void RowsAhead::end(std::exception_ptr thrown) {
  {
    const MutexLock lock(mutex_);
    thrown_ = std::move(thrown);
    ended_ = true;
  }
  changed_.notify_all();
}

std::optional<RowBatch> RowsAhead::next() {
  std::optional<RowBatch> batch;
  {
    MutexLock lock(mutex_);
    changed_.wait(lock, [this]() SUGGESTD_REQUIRES(mutex_) { return ended_ || !batches_.empty(); });
    if (batches_.empty()) {
      if (thrown_) std::rethrow_exception(thrown_);
      return std::nullopt;
    }
    batch = std::move(batches_.front());
    batches_.pop_front();
  }
  changed_.notify_all();
  return batch;
}

}  // namespace suggestd::store
