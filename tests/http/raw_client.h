// A client that sends any bytes over one TCP connection, and a listener with routes of the test's own.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "http/dispatcher.h"
#include "http/listener.h"
#include "http/services.h"

namespace suggestd::http {

// Long enough that only a server that hangs lets it pass.
inline constexpr std::chrono::seconds kPatience{60};

class RawClient {
 public:
  // `receive_buffer`: bytes that the kernel may hold for this client; 0: the kernel's own choice.
  explicit RawClient(const std::string& address, int receive_buffer = 0) {
    const std::size_t colon = address.rfind(':');
    int port = 0;
    std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0)
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  RawClient& send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;  // the server has closed; its answer can still be read
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
  }

  // One answer with a Content-Length, or a "100 Continue"; "" if the server closed instead.
  std::string answer() {
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return "";
    }
    end += 4;
    const std::size_t at = received_.find("Content-Length: ");
    std::size_t body = 0;
    if (at < end) std::from_chars(received_.data() + at + 16, received_.data() + received_.size(), body);
    while (received_.size() < end + body) {
      if (!receive()) return "";
    }
    std::string answer = received_.substr(0, end + body);
    received_.erase(0, end + body);
    return answer;
  }

  // The bytes from here until the server closes.
  std::string rest() {
    while (receive()) {
    }
    return std::move(received_);
  }

  // False once the server has closed.
  bool receive() {
    pollfd waiting{socket_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count()));
    REQUIRE(ready == 1);
    char piece[4096];
    const ssize_t got = ::recv(socket_, piece, sizeof piece, 0);
    if (got > 0) received_.append(piece, static_cast<std::size_t>(got));
    return got > 0;
  }

 private:
  int socket_ = -1;
  std::string received_;
};

inline Route test_route(std::string_view method, std::string_view path, Handler handler,
                        Body body = Body::none) {
  Route route{.method = method, .path = path, .tag = "Test"};
  route.body = body;
  route.handler = handler;
  return route;
}

// Waits for something that another thread brings about.
template <class Condition>
bool comes_true(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::usleep(2000);
  }
  return true;
}

struct TestListener {
  explicit TestListener(std::vector<Route> its_routes, ListenerOptions its_options = {})
      : routes(std::move(its_routes)), dispatcher(routes, Serves::shop, services) {
    its_options.name = "test";
    its_options.address = "127.0.0.1:0";
    auto started = Listener::start(its_options, dispatcher);
    REQUIRE(started.ok());
    listener = *std::move(started);
  }
  const std::string& address() const { return listener->address(); }

  Services services;
  const std::vector<Route> routes;
  const Dispatcher dispatcher;
  std::unique_ptr<Listener> listener;
};

}  // namespace suggestd::http
