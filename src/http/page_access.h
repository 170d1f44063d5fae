// The rights of callers in browsers: keys that stand in a shop's pages, and shoppers who are signed in to the shop.
//
// Idea     a page's key is public, so it opens only what any visitor may see: lists under the scenarios that it
//          names, and events of a visitor whose id is a secret of one browser (access/visitor_id.h). A shopper's
//          token adds one person, and nobody else.
// Closed   a route answers no browser unless Route::browsers says so.
// Errors   of all: denied, saying which key or token it takes.
// Threads  pure functions of the request; admit_shopper() any.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "access/scopes.h"
#include "base/result.h"
#include "base/time.h"
#include "http/exchange.h"
#include "recommend/request.h"
#include "records/event.h"
#include "records/mutation.h"

namespace suggestd::shop {
struct ServedList;
}

namespace suggestd::http {

struct Services;

// The key in the address ("?key="), of a route that takes one there; "" if there is none.
std::string key_in_address(const Request& request);

// The shopper whose token this is: it was signed with a key of the shop that it names, and holds `now`.
Result<std::shared_ptr<const Caller>> admit_shopper(std::string_view token, const Services& services,
                                                    Timestamp now);

// Whether a caller in a browser may use the route, from its page, and for the person in its path. Requires: the
// caller is in a browser.
Status check_browser(const Request& request);

// Makes the person that a request names the caller's own. `place`: what stands before the name of a field in the
// error's pointer: "?" or "/". Callers outside of browsers may name anybody.
Status keep_to_own_person(const Caller& caller, std::string& user_id, std::string& anonymous_id,
                          std::string_view place);

// The parts of a list that a page may ask for: a scenario that its key names, no expressions of its own, no
// traces, and of the products' fields those that any page shows, beside those that the scenario names.
struct AskedList {
  std::string_view scenario;
  std::string_view properties;
  std::string_view place;  // "?", "/" or "/lists/2/"
};
Status check_asked_list(const Caller& caller, const AskedList& asked, const recommend::Request& list);

Status check_shown_fields(const Caller& caller, std::string_view properties, std::string_view place);

// Whether the next page of a list that was answered before is the caller's to see. `anonymous_id`: that the
// request names. Errors: not_found for another's list, as for one that is forgotten.
Status check_next_page(const Caller& caller, const shop::ServedList& list, std::string_view anonymous_id);

// A visitor's history becomes the person's who has signed in.
Status check_merge(const Caller& caller, const MergeUser& merge);

}  // namespace suggestd::http
