// The products that a filter keeps.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/mutex.h"
#include "base/result.h"
#include "base/work_budget.h"
#include "catalog/catalog_view.h"
#include "catalog/expression.h"
#include "lookup/bitmap.h"

namespace suggestd::catalog {

// Checks that the filter has a meaning in this catalogue, before it meets a person. Errors: invalid, with the
// place.
Status check_filter(const Expression& filter, const CatalogView& view);

// The products of the catalogue for which the filter holds, worked out row by row. Errors: as above; those of
// the budget.
Result<lookup::Bitmap> filter_rows(const Expression& filter, const CatalogView& view,
                                   const Bindings& bindings, Account account);
// Without a budget, for work that no request waits for.
Result<lookup::Bitmap> filter_rows(const Expression& filter, const CatalogView& view,
                                   const Bindings& bindings);

// The rows of filters used before, brought up to date by the rows that have changed since.
//
// Idea     an entry goes by the filter's normalised text with all bindings put in, and knows the version
//          of the catalogue that it holds for. The least recently used leave when the memory is spent.
// Requires every view comes from the same CatalogBuilder.
// Threads  any; a lock is held for a look into the table, not while rows are worked out.
class FilterCache {
 public:
  explicit FilterCache(std::size_t max_bytes = std::size_t{64} << 20) : max_bytes_(max_bytes) {}

  // As filter_rows(). Rows that a budget cut short are not kept.
  Result<lookup::Bitmap> rows(const Expression& filter, const CatalogView& view, const Bindings& bindings,
                              Account account);
  Result<lookup::Bitmap> rows(const Expression& filter, const CatalogView& view, const Bindings& bindings);

  struct Counts {
    std::uint64_t hits = 0;     // taken as it was
    std::uint64_t updates = 0;  // changed rows worked out again
    std::uint64_t misses = 0;   // worked out in full
    std::size_t entries = 0;
  };
  Counts counts() const;

 private:
  struct Entry {
    std::string key;
    std::uint64_t version = 0;
    lookup::Bitmap rows;
  };

  bool find(const std::string& key, Entry& out);
  void keep(Entry entry, std::uint64_t Counts::*outcome);
  static std::size_t bytes_of(const Entry& entry);

  const std::size_t max_bytes_;
  mutable Mutex mutex_;
  std::list<Entry> entries_ SUGGESTD_GUARDED_BY(mutex_);  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_ SUGGESTD_GUARDED_BY(mutex_);
  std::size_t bytes_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  Counts counts_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::catalog
