#include "learn/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>
#include <string>

#include "base/parallel.h"
#include "learn/lanes/served_blend.h"
#include "learn/learned_shop.h"

namespace suggestd::learn {
namespace {

constexpr std::size_t kPageRecords = 4'096;

std::string place_of(Sequence at) { return fmt::format("record {}", number(at)); }

// `at`: the record being applied.
Result<std::shared_ptr<const Snapshot>> make(const store::ChangeLog& log, ShopId shop, Sequence until,
                                             const ModelOptions& options, const SetAside& aside,
                                             Sequence& at) {
  if (const Sequence head = log.head(shop); until > head) {
    return invalid(fmt::format("the log ends at {}, before {}", number(head), number(until)));
  }
  LearnedShop model(options);
  model.defer_solving(true);
  Position applied{log.epoch(shop), Sequence{0}};
  while (applied.sequence < until) {
    Result<store::Page> page = log.read(shop, applied.sequence, kPageRecords);
    if (!page) return page.error();
    for (const Change& change : page->changes) {
      at = change.sequence;
      if (at <= until && !aside.passes_over(at)) model.apply(change);
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

}  // namespace

Result<std::shared_ptr<const Snapshot>> replay(const store::ChangeLog& log, ShopId shop, Sequence until,
                                               const ModelOptions& options, const SetAside& aside) {
  Sequence at{};
  try {
    return make(log, shop, until, options, aside, at);
  } catch (const std::bad_alloc&) {
    return internal_error("memory ran out").with_context(place_of(at));
  } catch (const std::exception& defect) {
    return internal_error(defect.what()).with_context(place_of(at));
  }
}

}  // namespace suggestd::learn
