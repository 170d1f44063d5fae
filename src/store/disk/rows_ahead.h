// The rows of a long scan, read in a thread of its own while the caller works on those before them.
//
// Why      of the time in which a start takes a large model back, reading and unpacking its rows is about half
//          (docs/operate/sizing.md), and a start has the machine to itself.
// Bounds   kMostAhead batches of kBatchBytes wait at most, so a slow caller costs no memory.
// Threads  one caller, and the thread inside.
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <rocksdb/iterator.h>

#include "base/mutex.h"

namespace suggestd::store {

class RowBatch {
 public:
  void add(std::string_view key, std::string_view value) {
    bytes_.append(key).append(value);
    sizes_.emplace_back(key.size(), value.size());
  }
  std::size_t bytes() const noexcept { return bytes_.size(); }
  bool empty() const noexcept { return sizes_.empty(); }

  // Calls `visit` with each key and value, which are good during the call; until it returns false.
  template <class Visit>
  bool for_each(const Visit& visit) const {
    std::string_view left = bytes_;
    for (const auto& [key, value] : sizes_) {
      if (!visit(left.substr(0, key), left.substr(key, value))) return false;
      left.remove_prefix(key + value);
    }
    return true;
  }

 private:
  std::string bytes_;
  std::vector<std::pair<std::size_t, std::size_t>> sizes_;
};

class RowsAhead {
 public:
  static constexpr std::size_t kBatchBytes = std::size_t{256} << 10;
  static constexpr std::size_t kMostAhead = 8;

  // Reads from where `rows` stands to the last row whose key begins with `prefix`. Requires: nobody else uses `rows`
  // as long as this lives. Throws std::system_error if the system has no thread to give.
  RowsAhead(rocksdb::Iterator& rows, std::string prefix);
  ~RowsAhead();
  RowsAhead(const RowsAhead&) = delete;
  RowsAhead& operator=(const RowsAhead&) = delete;

  // Nothing after the last batch; whether the scan ended well is for the iterator to tell. Throws what reading threw.
  std::optional<RowBatch> next();

 private:
  void read();
  bool hand_over(RowBatch batch);
  void end(std::exception_ptr thrown);

  rocksdb::Iterator& rows_;
  const std::string prefix_;
  Mutex mutex_;
  ConditionVariable changed_;
  std::deque<RowBatch> batches_ SUGGESTD_GUARDED_BY(mutex_);
  std::exception_ptr thrown_ SUGGESTD_GUARDED_BY(mutex_);
  bool ended_ SUGGESTD_GUARDED_BY(mutex_) = false;      // all is read
  bool abandoned_ SUGGESTD_GUARDED_BY(mutex_) = false;  // the caller wants no more
  std::thread thread_;                                  // last: it uses all of the above
};

}  // namespace suggestd::store
