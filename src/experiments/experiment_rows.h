// The rows that the experiments keep in the store, with those of the page at hand over them.
//
//   key                                value
//   'h' run                            hour u32: exposures of earlier hours are settled. kClosedHour: the run is over
//   't' run, variant u8                variant_totals.h; of an interleaved run 0 alone, interleaved_totals.h
//   'v' run, person                    visitor_row.h
//   's' run, hour u32, person          "1": exposed in that hour, and not settled
//
//   run = 8 bytes, person = records/person_id.h, person_key(); numbers big-endian
//
// Threads   one; rows that were taken and written may be read by others through the store.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "experiments/experiment.h"
#include "experiments/interleaved_totals.h"
#include "experiments/variant_totals.h"
#include "experiments/visitor_row.h"
#include "records/person_id.h"
#include "store/tables/follower_state.h"

namespace suggestd::experiments {

using Hour = std::uint32_t;  // since 1970
Hour hour_of(Timestamp at);
inline constexpr Hour kClosedHour = UINT32_MAX;

class ExperimentRows {
 public:
  // Requires: `state` outlives this.
  ExperimentRows(const store::FollowerState& state, ShopId shop) : state_(state), shop_(shop) {}

  // Errors of all that read: corrupt, io.
  Result<std::optional<VisitorRow>> visitor(const RunId& run, std::string_view person) const;
  void put_visitor(const RunId& run, std::string_view person, const VisitorRow& row);
  void remove_visitor(const RunId& run, std::string_view person);

  void put_unsettled(const RunId& run, Hour hour, std::string_view person);
  void remove_unsettled(const RunId& run, Hour hour, std::string_view person);
  // At most `most` people who were exposed in the hour, among the rows that are written.
  Result<std::vector<std::string>> unsettled(const RunId& run, Hour hour, std::size_t most) const;

  Result<VariantTotals> totals(const RunId& run, std::uint8_t variant) const;
  void put_totals(const RunId& run, std::uint8_t variant, const VariantTotals& totals);

  Result<InterleavedTotals> interleaved_totals(const RunId& run) const;
  void put_interleaved_totals(const RunId& run, const InterleavedTotals& totals);

  Result<std::optional<Hour>> settled_before(const RunId& run) const;
  void put_settled_before(const RunId& run, Hour hour);

  // Among the rows that are written: the runs that there are, and the visitors of one, all or at most `most`.
  Result<std::vector<RunId>> runs() const;
  using VisitPerson = std::function<Status(std::string_view person, const VisitorRow& row)>;
  Status for_each_visitor(const RunId& run, const VisitPerson& visit) const;
  using People = std::vector<std::pair<std::string, VisitorRow>>;
  Result<People> people(const RunId& run, std::size_t most) const;
  // The people whose rows say that they are this user (VisitorRow::user), also of rows that are not written yet.
  // Looks at all visitors of the run.
  Result<std::vector<std::string>> aliases_of(const RunId& run, std::string_view user_id) const;
  // Removes the rows of a run that name nobody.
  Status remove_sums(const RunId& run);

  // The rows that have changed since the last call, for write_checkpoint().
  std::vector<store::StateRow> take_changed();
  void drop_changed() { changed_.clear(); }
  bool any_changed() const { return !changed_.empty(); }

 private:
  Result<std::optional<std::string>> get(const std::string& key) const;

  const store::FollowerState& state_;
  const ShopId shop_;
  std::map<std::string, std::string> changed_;  // "": removed
};

// The sums of a run's variants, as far as written. Errors: corrupt, io.
Result<std::vector<VariantTotals>> read_totals(const store::FollowerState& state, ShopId shop,
                                               const RunId& run, std::size_t variants);

}  // namespace suggestd::experiments
