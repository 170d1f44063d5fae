// One client's TCP connection: bytes in and out, each within a time.
//
// Input    is gathered in one buffer that doesn't move while a request is read, so that a head can be views
//          into it. A small request takes one recv.
// Output   is gathered and sent by flush(), or when it is large. A small answer takes one send. A followed
//          feed turns the gathering off with write_through().
// Times    a wait for a request ends after the keep-alive time; all else has a Pace or a deadline.
// TLS      is between the socket and the buffers, if the listener has a certificate.
// Way      while a connection waits for a request to be complete, give_way() may end it in favour of a new
//          one; once begin_request() was true, it is served to its end.
// Threads  its worker alone, but give_way(), waits_since(), was_used(), interrupt() and abort(), which any
//          thread may call.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ip_address.h"
#include "http/wire/pace.h"
#include "http/wire/tls.h"

namespace suggestd::http {

class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  // Owns `socket`. `keep_alive` is the longest wait for a request. `tls`: of a listener with a certificate; the
  // socket doesn't block then.
  Connection(int socket, std::chrono::milliseconds keep_alive, std::unique_ptr<TlsStream> tls = nullptr);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  // Gives the socket away, open. Requires: nothing else is called afterwards.
  int release() {
    tls_.reset();
    return std::exchange(socket_, -1);
  }

  // --- Input

  // Waits for the first byte of a request, and forgets the input that was taken before. False: none came in
  // time, the client has gone, it gave way, or the server is stopping.
  bool wait_for_request();
  // The complete head is here. False: the connection has given way, and nothing may be answered.
  bool begin_request();

  // Input that has come and was not taken yet.
  std::string_view input() const { return {buffer_.get() + taken_, end_ - taken_}; }
  void take(std::size_t bytes) { taken_ += bytes; }
  // Bytes taken up to now stay in place, whatever is received, until the next wait_for_request().
  void keep_taken() { kept_ = taken_; }

  enum class Received { some, ended, late };
  // Waits for more input. Requires: all of the input is taken, or no more than kHeadBytes are not.
  Received receive(Clock::time_point deadline);

  // --- Output

  // False if the client no longer takes it, or too slowly; then nothing more is sent.
  bool write(std::string_view bytes);
  bool flush();
  // Each write is sent at once, and the client may take as long as it likes if it takes something within
  // `patience`.
  void write_through(std::chrono::milliseconds patience);
  // An answer of its own pace begins.
  void begin_answer(Pace pace) { pace_ = pace; }
  bool broken() const noexcept { return broken_; }

  // Ends the sending side and takes in what the client still sends, for a moment: closing with unread input
  // would reset the connection and could cost the client the answer.
  void linger();

  // The client has closed its side, or the connection is broken or aborted. Looks at the socket at most once
  // in kLookAtClient and stays true.
  bool client_left();

  // --- Any thread

  // The time since which a request is waited for; nothing while one is served.
  std::optional<Clock::time_point> waits_since() const;
  // The address of the other end; nothing on a Unix socket.
  const std::optional<IpAddress>& peer() const noexcept { return peer_; }
  // A request of it has been served: it is somebody's, not only open.
  bool was_used() const { return used_.load(std::memory_order_relaxed); }
  // Ends the connection if it waits for a request to be complete.
  bool give_way();
  // Wakes the worker if it waits for a request; input that has arrived can still be read.
  void interrupt();
  // Fails every read and write from now on.
  void abort();

 private:
  enum class Phase { waiting, serving, gave_way };

  bool receive_request();
  Received receive_now();
  Received receive_tls(Clock::time_point deadline);
  Transfer send_some(std::string_view bytes, int flags);
  bool send_all(std::string_view bytes, int flags);
  void make_room();

  int socket_;
  const std::chrono::milliseconds keep_alive_;
  const std::optional<IpAddress> peer_;
  std::unique_ptr<TlsStream> tls_;  // null: bytes go as they are
  std::unique_ptr<char[]> buffer_;  // buffer_[taken_, end_) is not yet taken
  std::size_t kept_ = 0;
  std::size_t taken_ = 0;
  std::size_t end_ = 0;
  std::string output_;
  Pace pace_;
  bool write_through_ = false;
  bool broken_ = false;
  bool client_left_ = false;
  Clock::time_point looked_at_client_;

  std::atomic<Phase> phase_{Phase::waiting};
  std::atomic<Clock::time_point> waits_since_;
  std::atomic<bool> used_{false};
  std::atomic<bool> interrupted_{false};
  std::atomic<bool> reading_ended_{false};  // by us
};

}  // namespace suggestd::http
