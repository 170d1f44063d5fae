#include "learn/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "learn/model.h"

namespace suggestd::learn {
namespace {

constexpr std::size_t kPageRecords = 4'096;

}  // namespace

Result<std::shared_ptr<const Snapshot>> replay(const store::ChangeLog& log, ShopId shop, Sequence until,
                                               const ModelOptions& options) {
  if (const Sequence head = log.head(shop); until > head) {
    return invalid(fmt::format("the log ends at {}, before {}", number(head), number(until)));
  }
  Model model(options);
  model.defer_solving(true);
  Position applied{log.epoch(shop), Sequence{0}};
  while (applied.sequence < until) {
    Result<store::Page> page = log.read(shop, applied.sequence, kPageRecords);
    if (!page) return page.error();
    for (const Change& change : page->changes) {
      if (change.sequence <= until) model.apply(change);
    }
    applied.sequence = std::min(page->next, until);
  }
  model.learn_deferred();
  if (model.interactions() > 0) model.train();
  while (model.solve_waiting(kPageRecords) > 0) {
  }
  if (model.blend_due()) {
    const std::size_t threads = options.threads == 0 ? default_thread_count() : options.threads;
    model.set_blend(fit_served_blend(*model.publish(applied), threads, {}));
  }
  return model.publish(applied);
}

}  // namespace suggestd::learn
