// The head of a request as it came in by a connection, before anything was decided.
//
// Lifetime the views, and what the functions give, live until the request is answered.
// Threads  used by the worker of one connection alone.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "http/forwarded.h"

namespace suggestd::http {

struct Arrival {
  std::string_view method;
  std::string_view target;
  std::function<std::string_view(std::string_view name)> header = [](std::string_view) {
    return std::string_view();
  };  // the first line's value, "" if it was not sent
  HeaderLines lines = [](std::string_view) { return std::vector<std::string_view>(); };
  Sender socket = {};  // the other end of the connection
};

}  // namespace suggestd::http
