// Finds the route of a method and path. No regular expressions: paths are cut at '/' and compared segment
// by segment; a literal segment outranks a {name}. Segments are decoded after the cut, so that an id may
// hold "%2F".
//
// Threads  immutable once built.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/route.h"

namespace suggestd::http {

struct Match {
  const Route* route = nullptr;                                       // null: 404 or 405
  std::vector<std::pair<std::string_view, std::string>> path_values;  // decoded
  std::string allow;  // the methods that the path has, where `route` is null; "": the path is unknown
};

class Router {
 public:
  // Routes of `routes` that `listener` serves. Requires: `routes` outlives the router.
  Router(const std::vector<Route>& routes, Serves listener);

  // `path`: as sent, without the query. HEAD matches GET. Errors: invalid for a broken percent-encoding or
  // an id that check_id refuses; a {token} is none.
  Result<Match> match(std::string_view method, std::string_view path) const;

  // The path of the route that `path`, which none has, is most like; "" if none is. Neither the text
  // where a route has a {name} nor the version in front counts.
  std::string_view nearest(std::string_view path) const;

 private:
  struct Entry {
    const Route* route;
    std::vector<std::string_view> segments;  // "{order_id}" or literal
  };
  const Entry* best_entry(std::string_view method, const std::vector<std::string>& segments) const;

  std::vector<std::vector<Entry>> by_length_;  // by number of segments
};

}  // namespace suggestd::http
