// The outcomes of requests that a client may send again, so that the same request is made once.
//
// Idea     the caller who commits a request that may be repeated gives the committer a RepeatToken. The
//          outcomes are kept in the WriteBatch of the write itself: a crash leaves both or neither. A later
//          commit under the same name is not made; it gets the kept outcomes.
// Kept     unless every mutation was refused: a refusal changes nothing, and may end otherwise the next time.
// Expiry   rows stand in generations. One lasts for kGeneration of the time that a server had the store open,
//          measured on the monotonic clock alone; the present one and the one before are kept. So a name is
//          remembered for at least kGeneration and at most about twice that, whatever the wall clock does;
//          time in which no server runs does not count.
// Threads  any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "records/mutation.h"
#include "store/tables/meta_table.h"

namespace suggestd::store {

class Database;
class PendingGroup;
class ShopRegistry;

struct RepeatToken {
  std::string name;               // who sends, and the client's key; not "", at most 64 kB
  std::uint64_t fingerprint = 0;  // of the request
  std::uint32_t part = 0;         // of a request that takes several commits
  std::string note;               // kept beside the outcomes, for an answer that says more than they do
};

// Nothing: a request that is made each time it comes.
using Repeat = std::optional<RepeatToken>;

struct KeptOutcomes {
  std::uint64_t fingerprint = 0;
  Sequence last{};  // of the outcomes; the last record before the commit if none has one
  std::vector<Outcome> outcomes;
  std::string note;
};

std::string encode_kept_outcomes(const KeptOutcomes& kept);
// Errors: corrupt.
Result<KeptOutcomes> decode_kept_outcomes(std::string_view row);

class Repeats {
 public:
  static constexpr std::chrono::hours kGeneration{24};
  // The age of a generation is stored this often; a crash can add as much to the time that a name is
  // remembered.
  static constexpr std::chrono::minutes kNoteEvery{1};

  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  // Requires: all outlive this.
  static Result<std::unique_ptr<Repeats>> open(Database& database, MetaTable& meta, const ShopRegistry& shops,
                                               Clock clock = std::chrono::steady_clock::now);
  ~Repeats();  // stores the age of the generation

  // Nothing if the name is not remembered.
  Result<std::optional<KeptOutcomes>> find(ShopId shop, std::string_view name, std::uint32_t part = 0) const;
  // The fingerprint of any part that is kept.
  Result<std::optional<std::uint64_t>> fingerprint(ShopId shop, std::string_view name) const;

  // To be called now and then: begins the next generation when the present one is old enough, and deletes the
  // generations older than the one before. Errors: as MetaTable::put; the next call tries again.
  Status age();

  // For an erasure: takes the sentence out of each refusal, and each note, in which an erased id stands.
  Status forget_ids(ShopId shop, const std::function<bool(std::string_view text)>& holds_id);

  // --- For the committer.
  // As find(), with the group's writes so far.
  Result<std::optional<KeptOutcomes>> find(const PendingGroup& group, ShopId shop,
                                           const RepeatToken& token) const;
  void keep(PendingGroup& group, ShopId shop, const RepeatToken& token, const KeptOutcomes& kept) const;

 private:
  Repeats(Database& database, MetaTable& meta, const ShopRegistry& shops, Clock clock);
  Status load() SUGGESTD_REQUIRES(mutex_);
  Status note() SUGGESTD_REQUIRES(mutex_);
  Status begin_next() SUGGESTD_REQUIRES(mutex_);
  Status forget_answers_of_0_1() SUGGESTD_REQUIRES(mutex_);

  Database& database_;
  MetaTable& meta_;
  const ShopRegistry& shops_;
  const Clock clock_;

  std::atomic<std::uint32_t> generation_{1};
  Mutex mutex_;
  bool noted_before_ SUGGESTD_GUARDED_BY(mutex_) = false;  // this version has used the store
  std::chrono::steady_clock::duration aged_
      SUGGESTD_GUARDED_BY(mutex_){};  // of the generation, up to looked_
  std::chrono::steady_clock::time_point looked_ SUGGESTD_GUARDED_BY(mutex_){};
};

}  // namespace suggestd::store
