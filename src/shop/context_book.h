// A shop's signals from outside: series of points by name (the weather, a campaign's phase, currency rates), which
// filters and boosters of every list read as `context.NAME`.
//
// Point    a value with the time from which it holds, and if wanted the time at which it ends: a number, a text, a
//          boolean, or an object of those, whose members are `context.NAME.MEMBER`. The latest point that has begun
//          holds; once it has ended the series has no value, since old weather is worse than none.
// Wins     a request that tells a context of the same name: it knows the page.
// Stored   as rule documents "context/NAME", so that the change log tells of each; whole series at a time.
// Threads  any. Readers take an immutable map; writers are serialised.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_text.h"
#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/expression.h"
#include "recommend/request.h"
#include "store/store.h"

namespace suggestd::shop {

struct ContextPoint {
  Timestamp at{};
  std::optional<Timestamp> expires_at;
  std::string value;              // as JSON
  catalog::ValuesByName members;  // by the names that a filter knows, without "context."
};

struct ContextSeries {
  std::string name;
  std::vector<ContextPoint> points;  // by time

  // The point that holds at `now`; null if none does.
  const ContextPoint* at(Timestamp now) const;
};

inline constexpr std::size_t kMostContextSeries = 100;
inline constexpr std::size_t kMostContextPoints = 1'000;     // of one series
inline constexpr std::size_t kMostContextBytes = 64 * 1024;  // of one series as JSON
inline constexpr std::size_t kMostContextMembers = 200;      // of one value
inline constexpr std::size_t kMostContextNameBytes = 64;

// {"points":[{"at":"...","expires_at":"...","value":21.5}]}, in any order; the members "name" and "now" of an answer are
// passed over. Errors: invalid, with each bad field.
Result<ContextSeries> parse_context_series(std::string_view name, std::string_view json);
// The member "points" of the same, by time.
void write_points(JsonWriter& out, const ContextSeries& series);

class ContextBook {
 public:
  using Map = std::map<std::string, std::shared_ptr<const ContextSeries>, std::less<>>;

  // Requires: `store` outlives the book. A series that can't be read is told and left out.
  static Result<std::unique_ptr<ContextBook>> open(store::Store& store, ShopId shop);

  // Never null.
  std::shared_ptr<const Map> all() const { return map_.load(); }
  // Null if there is none of the name.
  std::shared_ptr<const ContextSeries> find(std::string_view name) const;
  // Errors: conflict for one series too many; invalid for one of too many bytes; those of the commit.
  Result<Outcome> put(ContextSeries series);
  // Errors: not_found.
  Result<Outcome> remove(std::string_view name);

  // Adds the values that hold now, but for those that the request tells itself. A series without one adds the names
  // of its first point as missing values.
  void add_to(recommend::Context& context, Timestamp now) const;

 private:
  ContextBook(store::Store& store, ShopId shop) : store_(store), shop_(shop) {}
  Result<Outcome> commit(Mutation mutation);

  store::Store& store_;
  const ShopId shop_;
  Mutex writing_;
  Published<Map> map_;
};

}  // namespace suggestd::shop
