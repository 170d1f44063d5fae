// Takes connections off one listening socket, for as long as the server runs, and never waits for a client.
//
// Refused  when all places are used by connections that are being served, when the descriptors that are left
//          belong to the store, and when the client's address holds all that it may: 503 or 429, which the client
//          gets to read before the socket is closed; with TLS the socket is closed alone, because there is no
//          handshake to send an answer after.
// Out of   the spare descriptor is given up for a moment to refuse the client that waits; the acceptor
//          neither spins nor stops.
// Threads  start() and stop() by one thread; it has one of its own.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "http/wire/connection_threads.h"
#include "http/wire/tls.h"

namespace suggestd::http {

struct AcceptorOptions {
  std::string listener;  // its name, for the log and metrics
  std::chrono::milliseconds keep_alive{60'000};
  const TlsCertificate* tls = nullptr;  // null: without TLS. Requires: it outlives the acceptor
};

// Why a connection is not taken.
enum class Busy { connections, descriptors, address };

// The whole answer to such a connection.
using BusyAnswer = std::function<std::string(Busy)>;

class Acceptor {
 public:
  Acceptor(AcceptorOptions options, ConnectionThreads& threads, BusyAnswer busy_answer);
  ~Acceptor();  // stops
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // Takes connections off `socket` and owns it from now on. Errors: io.
  Status start(int socket);
  // Takes no more connections, and closes the socket.
  void stop();

 private:
  struct Refused {
    int socket;
    std::chrono::steady_clock::time_point until;
  };

  void run();
  void wait();
  void accept_all();
  bool accept_one();
  void admit(int socket);
  std::unique_ptr<TlsStream> begin_tls(int socket) const;
  bool store_needs(int socket);
  void refuse(int socket, Busy reason);
  void refuse_without_descriptors();
  void end_refused(bool all);
  void close_all();

  const AcceptorOptions options_;
  ConnectionThreads& threads_;
  const BusyAnswer busy_answer_;
  int listening_ = -1;
  int wake_ = -1;           // an eventfd that stop() writes to
  int spare_ = -1;          // given up when there are no others
  int first_reserved_ = 0;  // a descriptor of this number or more belongs to the store
  bool told_reserve_ = false;
  std::vector<Refused> refused_;  // being closed
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace suggestd::http
