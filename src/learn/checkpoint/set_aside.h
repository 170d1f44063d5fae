// The records that the learner could not use as they stand, and the reason for each.
//
// Idea     an accepted record stays in the log for ever and is met again at each replay, so a record that
//          can't be learned must not end the learner. A record beyond today's limits
//          (records/record_limits.h) is used as far as they allow. A record that ended the learner or the
//          process each time is passed over.
// Bounds   the first kKept are remembered with their reasons; beyond them, records used in part are only
//          counted.
// Threads  a plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace suggestd::learn {

struct AsideRecord {
  Sequence sequence{};
  bool whole = false;  // passed over; else used in part
  std::string reason;  // "/categories/0 has 16000 levels; a category has at most 20"
  bool operator==(const AsideRecord&) const = default;
};

class SetAside {
 public:
  static constexpr std::size_t kKept = 1'000;

  // False if it is known already, or if a record is to be passed over and kKept are remembered already.
  bool add(AsideRecord record);
  // True if the record is to be passed over.
  bool passes_over(Sequence sequence) const;
  // The number of all records set aside, also of those that are only counted.
  std::uint64_t count() const noexcept { return records_.size() + more_; }
  // The last `limit` of those that are remembered, ascending.
  std::vector<AsideRecord> latest(std::size_t limit) const;
  // Forgets the records used in part: a replay from the log's beginning finds them again.
  void keep_whole_ones();

  std::string encode() const;
  // Errors: corrupt.
  static Result<SetAside> decode(std::string_view bytes);

 private:
  std::map<Sequence, AsideRecord> records_;
  std::uint64_t more_ = 0;  // beyond kKept
  Sequence more_until_{};   // the last of those, so that none counts twice
};

}  // namespace suggestd::learn
