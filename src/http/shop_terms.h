// The terms on which a shop serves its own callers: whether it is suspended, its mode, and its units of work.
// Administrators of the server are held to none of them.
//
// Cost     kUnitsPerRequest, kUnitsPerBodyByte for each byte of the body, and the work that the request spent of
//          its budget (docs/internals/budgets.md): known before for writes, told afterwards for lists.
// Threads  any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "access/day_units.h"
#include "access/unit_shares.h"
#include "base/ids.h"
#include "base/time.h"
#include "http/exchange.h"
#include "http/terms.h"

namespace suggestd::shop {
class Shop;
}  // namespace suggestd::shop

namespace suggestd::http {

inline constexpr std::uint64_t kUnitsPerRequest = 100;
inline constexpr std::uint64_t kUnitsPerBodyByte = 2;

// The units that a shop may use; nothing: no limit. `configured`: units a second of shops whose settings name none.
std::optional<UnitTerms> unit_terms(const shop::Shop& shop, std::int64_t configured);

// The refusal of a request by its shop's state or mode; nothing if it may go on. Requires: the request has a shop
// and a caller.
std::optional<Response> refuse_by_mode(const Request& request);

// The bytes that the body of a request may have by its shop's settings; nothing: only other limits hold.
std::optional<std::size_t> most_body_bytes(const Request& request);

// Units that a request may use, and what it has used.
struct UnitsOfRequest {
  std::shared_ptr<UnitShare> share;
  std::int64_t per_second = 0;
  RateVerdict verdict;
};

// Nothing if the caller's units are not limited. Requires: as above.
std::optional<UnitsOfRequest> ask_for_units(const Request& request, UnitShares& shares, const Terms& terms,
                                            UnitShare::Time now);
Response out_of_units(const Request& request, const UnitsOfRequest& units);

// The units that a shop may use of each of its days; 0: no limit. `configured`: of shops whose settings name none.
std::int64_t units_per_day(const shop::Shop& shop, std::int64_t configured);

// The day of a request's shop.
struct DayOfRequest {
  std::shared_ptr<DayCount> count;
  std::int64_t most = 0;
  RateVerdict verdict;
};

// Nothing if the caller's days are not limited. Requires: as above.
std::optional<DayOfRequest> ask_for_day(const Request& request, DayUnits& days, const Terms& terms,
                                        Timestamp now);
Response out_of_day(const Request& request, const DayOfRequest& day, Timestamp now);

}  // namespace suggestd::http
