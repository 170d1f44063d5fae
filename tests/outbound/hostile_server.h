// A server on 127.0.0.1 that does to each connection what a test says. Its thread ends with it.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace suggestd::outbound {

class HostileServer {
 public:
  // `head`: the request's head; `number`: from 1.
  using Deed = std::function<void(int socket, const std::string& head, int number)>;

  explicit HostileServer(Deed deed) : deed_(std::move(deed)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener_, 16) == 0);
    socklen_t size = sizeof address;
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~HostileServer() {
    ending = true;
    thread_.join();
    ::close(listener_);
  }
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;

  std::string url(std::string_view path = "/", std::string_view host = "127.0.0.1") const {
    return "http://" + std::string(host) + ":" + std::to_string(port_) + std::string(path);
  }
  int asked() const { return asked_; }

  static bool say(int socket, std::string_view text) {
    return ::send(socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  static void answer(int socket, std::string_view status, std::string_view headers, std::string_view body) {
    say(socket, "HTTP/1.1 " + std::string(status) + "\r\nConnection: close\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" + std::string(body));
  }

  std::atomic<bool> ending{false};

 private:
  void serve() {
    std::vector<std::thread> talks;
    while (!ending) {
      pollfd waiting{listener_, POLLIN, 0};
      if (::poll(&waiting, 1, 10) <= 0) continue;
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket < 0) continue;
      const int number = ++asked_;
      talks.emplace_back([this, socket, number] {
        deed_(socket, read_head(socket), number);
        ::close(socket);
      });
    }
    for (std::thread& talk : talks) talk.join();
  }

  std::string read_head(int socket) const {
    std::string head;
    std::array<char, 4096> piece{};
    while (!ending && head.find("\r\n\r\n") == std::string::npos) {
      pollfd waiting{socket, POLLIN, 0};
      if (::poll(&waiting, 1, 10) <= 0) continue;
      const ssize_t got = ::recv(socket, piece.data(), piece.size(), 0);
      if (got <= 0) break;
      head.append(piece.data(), static_cast<std::size_t>(got));
    }
    return head;
  }

  const Deed deed_;
  const int listener_;
  int port_ = 0;
  std::atomic<int> asked_{0};
  std::thread thread_;
};

}  // namespace suggestd::outbound
