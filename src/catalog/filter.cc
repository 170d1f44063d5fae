#include "catalog/filter.h"

#include <utility>
#include <vector>

#include "base/mutex.h"
#include "catalog/compiler.h"
#include "catalog/costs.h"
#include "catalog/plan.h"

namespace suggestd::catalog {
namespace {

// Unfinished if the budget ends.
lookup::Bitmap all_rows(const Condition& condition, const CatalogView& view, std::size_t nodes,
                        const Account& account) {
  const lookup::Bitmap& present = view.present();
  lookup::BitmapBuilder rows;
  rows.grow(view.size());
  for (std::size_t b = 0; b < present.word_count() && account.spend(nodes); ++b) {
    if (const std::uint64_t known = present.word(b); known != 0) {
      rows.set_word(b, known & condition.rows({.block = b}));
    }
  }
  return rows.snapshot();
}

// Unfinished if the budget ends.
lookup::Bitmap updated_rows(const lookup::Bitmap& before, const std::vector<ProductRow>& changed,
                            const Condition& condition, const CatalogView& view, std::size_t nodes,
                            const Account& account) {
  lookup::BitmapBuilder rows(before);
  rows.grow(view.size());
  for (ProductRow row : changed) {
    if (!account.spend(1 + nodes / kSingleNodesPerUnit)) break;
    const std::size_t r = index(row) % kRowsPerColumnBlock;
    const std::uint64_t mask = condition.rows({index(row) / kRowsPerColumnBlock, r, r + 1});
    rows.set(row, view.contains(row) && (mask >> r & 1) != 0);
  }
  return rows.snapshot();
}

}  // namespace

Status check_filter(const Expression& filter, const CatalogView& view) {
  const Result<Node> bound = bind(filter, view, nullptr);
  if (!bound) return bound.error();
  WorkBudget unlimited;
  const Result<ConditionPtr> condition = compile_condition(filter, *bound, view, {&unlimited, &kExpression});
  if (!condition) return condition.error();
  return {};
}

Result<lookup::Bitmap> filter_rows(const Expression& filter, const CatalogView& view,
                                   const Bindings& bindings) {
  WorkBudget unlimited;
  return filter_rows(filter, view, bindings, {&unlimited, &kExpression});
}

Result<lookup::Bitmap> filter_rows(const Expression& filter, const CatalogView& view,
                                   const Bindings& bindings, Account account) {
  const Result<Node> bound = bind(filter, view, &bindings);
  if (!bound) return bound.error();
  const Result<ConditionPtr> condition = compile_condition(filter, *bound, view, account);
  if (!condition) return condition.error();
  lookup::Bitmap rows = all_rows(**condition, view, count_nodes(*bound), account);
  if (Status within = account.budget->status(); !within) return std::move(within).error();
  return rows;
}

Result<lookup::Bitmap> FilterCache::rows(const Expression& filter, const CatalogView& view,
                                         const Bindings& bindings) {
  WorkBudget unlimited;
  return rows(filter, view, bindings, {&unlimited, &kExpression});
}

Result<lookup::Bitmap> FilterCache::rows(const Expression& filter, const CatalogView& view,
                                         const Bindings& bindings, Account account) {
  const Result<Node> bound = bind(filter, view, &bindings);
  if (!bound) return bound.error();
  const std::size_t nodes = count_nodes(*bound);
  const std::string key = normalised(*bound);
  account.spend(kUnitsPerNode * nodes + key.size() / kTextBytesPerUnit);
  Entry entry;
  const bool found = find(key, entry);
  if (found && entry.version == view.version()) return entry.rows;

  // The plan is made anew for each version: a text that no product had may have a number by now.
  const Result<ConditionPtr> condition = compile_condition(filter, *bound, view, account);
  if (!condition) return condition.error();
  std::vector<ProductRow> changed;
  // Many changed rows, one by one, cost more than all rows in blocks.
  const bool update =
      found && view.changed_since(entry.version, changed) && changed.size() < view.size() / 8 + 1;
  entry.rows = update ? updated_rows(entry.rows, changed, **condition, view, nodes, account)
                      : all_rows(**condition, view, nodes, account);
  if (Status within = account.budget->status(); !within) return std::move(within).error();
  entry.version = view.version();
  lookup::Bitmap rows = entry.rows;
  keep(std::move(entry), update ? &Counts::updates : &Counts::misses);
  return rows;
}

bool FilterCache::find(const std::string& key, Entry& out) {
  const MutexLock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    out.key = key;
    return false;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  out = *found->second;
  return true;
}

void FilterCache::keep(Entry entry, std::uint64_t Counts::*outcome) {
  const MutexLock lock(mutex_);
  ++(counts_.*outcome);
  if (const auto found = by_key_.find(entry.key); found != by_key_.end()) {
    const auto place = found->second;
    if (place->version > entry.version) return;  // another thread has brought it further
    bytes_ = bytes_ - bytes_of(*place) + bytes_of(entry);
    place->version = entry.version;
    place->rows = std::move(entry.rows);
  } else {
    bytes_ += bytes_of(entry);
    entries_.push_front(std::move(entry));
    by_key_.emplace(entries_.front().key, entries_.begin());
  }
  while (bytes_ > max_bytes_ && entries_.size() > 1) {
    bytes_ -= bytes_of(entries_.back());
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

std::size_t FilterCache::bytes_of(const Entry& entry) {
  constexpr std::size_t kPerEntry = 1024;  // block tree, list and table nodes
  return kPerEntry + entry.key.size() + entry.rows.size() / 8;
}

FilterCache::Counts FilterCache::counts() const {
  const MutexLock lock(mutex_);
  Counts counts = counts_;
  counts.entries = entries_.size();
  return counts;
}

}  // namespace suggestd::catalog
