// One client's TCP connection, as the byte stream that cpp-httplib reads requests from and writes answers to.
//
// Why own  the library's stream polls before each read and write and sends header and body apart; this one
//          makes one recv and one send of a small request. It also bounds what a request may read.
// Output   is gathered and sent by flush(), or when it is large, or before the next wait for input. A
//          followed feed turns that off with write_through().
// Threads  its worker alone, but interrupt() and abort(), which any thread may call.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "http/checked_httplib.h"

namespace suggestd::http {

class Connection final : public httplib::Stream {
 public:
  // Takes no ownership of `socket`: the listener closes it.
  explicit Connection(socket_t socket);

  // Waits for the first byte of a request. False: none came in time, the client has gone, or the server is
  // stopping.
  bool wait_for_request(std::chrono::milliseconds timeout);

  // From now on at most `bytes` may be read until the next call; then reads fail and over_budget() is true.
  void begin_request(std::size_t bytes) noexcept;
  bool over_budget() const noexcept { return over_budget_; }

  // Sends what has been gathered; false if the client no longer takes it.
  bool flush();
  void write_through() { write_through_ = true; }

  // The answer being written is the last one of this connection.
  void close_after_answer() noexcept { close_after_answer_ = true; }
  bool closes_after_answer() const noexcept { return close_after_answer_; }

  // Ends the sending side and takes in what the client still sends, for a moment: closing with unread input
  // would reset the connection and could cost the client the answer.
  void linger();

  // Wakes the worker if it waits for a request; a request already begun is still finished.
  void interrupt();
  // Fails every read and write from now on.
  void abort();

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* to, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  ssize_t receive();

  const socket_t socket_;
  std::vector<char> input_;  // input_[read_at_, input_end_) is not yet read
  std::size_t read_at_ = 0;
  std::size_t input_end_ = 0;
  std::string output_;
  std::size_t budget_ = 0;
  bool over_budget_ = false;
  bool write_through_ = false;
  bool close_after_answer_ = false;
  std::atomic<bool> waiting_{false};  // for the first byte of a request
  std::atomic<bool> interrupted_{false};
};

}  // namespace suggestd::http
