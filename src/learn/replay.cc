#include "learn/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "learn/lanes/served_blend.h"
#include "learn/learned_shop.h"

namespace suggestd::learn {
namespace {

constexpr std::size_t kPageRecords = 4'096;
// Looked at for erasures between two looks whether to stop.
constexpr std::size_t kErasuresPage = 100'000;
constexpr std::uint64_t kPercent = 100;

bool is_erasure(const Change& change) { return change.kind == ChangeKind::erasure; }

struct Stopped {};

Error stopped() { return Error(ErrorKind::busy, "the replay was stopped"); }

std::string place_of(Sequence at) { return fmt::format("record {}", number(at)); }

// The erasures behind `after`. Read before all else: one that names nobody any more has made its stubs by then.
Result<std::vector<Change>> erasures_after(const store::ChangeLog& log, ShopId shop, Sequence after,
                                           const ReplayControl& control) {
  std::vector<Change> erasures;
  store::ReadBounds bounds{.records = kPageRecords, .looked_at = kErasuresPage, .wanted = is_erasure};
  for (Sequence head = log.head(shop); after < head;) {
    if (control.stop_asked()) return stopped();
    Result<store::Page> page = log.read(shop, after, bounds);
    if (!page) return std::move(page).error();
    std::ranges::move(page->changes, std::back_inserter(erasures));
    after = page->next;
  }
  return erasures;
}

// The model is of the moment `last`; people who were erased later go out of it as if it had been then.
void forget(std::vector<Change> erasures, const Change& last, LearnedShop& model) {
  for (Change& erasure : erasures) {
    erasure.sequence = last.sequence;
    erasure.at = last.at;
    model.apply(erasure);
  }
}

void train(LearnedShop& model, Position applied, const ModelOptions& options, const ReplayControl& control) {
  const auto on_progress = [&control](double done) {
    if (control.stop_asked()) throw Stopped();
    control.tell("training", static_cast<std::uint64_t>(done * kPercent), kPercent);
  };
  model.learn_deferred();
  if (model.interactions() > 0) model.train(on_progress);
  while (model.solve_waiting(kPageRecords) > 0) {
    if (control.stop_asked()) throw Stopped();
  }
  if (!model.blend_due()) return;
  control.tell("weighing the lanes", 0, 0);
  const std::size_t threads = options.threads == 0 ? default_thread_count() : options.threads;
  model.set_blend(fit_served_blend(*model.publish(applied), threads, {}));
}

// `at`: the record being applied.
Result<std::shared_ptr<const Snapshot>> make(const store::ChangeLog& log, ShopId shop, Sequence until,
                                             const ModelOptions& options, const SetAside& aside,
                                             const ReplayControl& control, Sequence& at) {
  if (const Sequence head = log.head(shop); until > head) {
    return invalid(fmt::format("the log ends at {}, before {}", number(head), number(until)));
  }
  Result<std::vector<Change>> erasures = std::vector<Change>();
  if (control.without_erased) erasures = erasures_after(log, shop, until, control);
  if (!erasures) return std::move(erasures).error();
  LearnedShop model(options);
  model.defer_solving(true);
  Position applied{log.epoch(shop), Sequence{0}};
  Change last;  // without its content
  while (applied.sequence < until) {
    if (control.stop_asked()) return stopped();
    control.tell("learning", number(applied.sequence), number(until));
    Result<store::Page> page = log.read(shop, applied.sequence, kPageRecords);
    if (!page) return page.error();
    for (const Change& change : page->changes) {
      at = change.sequence;
      if (at > until) break;
      if (!aside.passes_over(at)) model.apply(change);
      last.sequence = at;
      last.at = change.at;
    }
    applied.sequence = std::min(page->next, until);
  }
  forget(*std::move(erasures), last, model);
  train(model, applied, options, control);
  return model.publish(applied);
}

}  // namespace

Result<std::shared_ptr<const Snapshot>> replay(const store::ChangeLog& log, ShopId shop, Sequence until,
                                               const ModelOptions& options, const SetAside& aside,
                                               const ReplayControl& control) {
  Sequence at{};
  try {
    return make(log, shop, until, options, aside, control, at);
  } catch (const Stopped&) {
    return stopped();
  } catch (const std::bad_alloc&) {
    return internal_error("memory ran out").with_context(place_of(at));
  } catch (const std::exception& defect) {
    return internal_error(defect.what()).with_context(place_of(at));
  }
}

}  // namespace suggestd::learn
