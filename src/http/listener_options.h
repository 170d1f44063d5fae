// The options of one listening address: its name, its address and its limits.
//
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace suggestd::http {

struct ListenerOptions {
  std::string name;                  // in metrics: "shop", "admin"
  std::string address;               // "127.0.0.1:8600", "[::1]:0", "unix:/run/suggestd/shop.sock"
  bool for_group = false;            // a Unix socket opens to the group of the server's user, such as a proxy
  std::string tls_certificate = {};  // files in PEM; both or none
  std::string tls_key = {};
  std::size_t max_connections = 1024;
  std::size_t max_streams = 64;
  std::size_t max_body_bytes = std::size_t{32} << 20U;
  std::chrono::seconds keep_alive{60};
  std::chrono::seconds request_timeout{30};
  std::chrono::seconds drain{10};
};

}  // namespace suggestd::http
