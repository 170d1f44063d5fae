// Serves one connection: reads its requests one after the other and has each of them answered.
//
// Order    head; then all that the head decides (route, key, rate, query, type, length, coding); then, if the
//          client waits for it, "100 Continue"; then the body; then the handler. A request that is refused by
//          its head is answered without its body.
// Times    a head must come whole within `request_timeout`. Bodies and answers have that as a grace, and then
//          must keep to kBytesPerSecond in total.
// Close    after every refusal that leaves open where the next request begins.
// Threads  the connection's worker.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "http/answer_writer.h"
#include "http/dispatcher.h"
#include "http/listener_options.h"
#include "http/wire/body_decoder.h"
#include "http/wire/connection.h"
#include "http/wire/connection_threads.h"
#include "http/wire/head_reader.h"

namespace suggestd::http {

class Session {
 public:
  // Shared by all connections of a listener.
  struct Shared {
    const ListenerOptions& options;
    const Dispatcher& dispatcher;
    ConnectionThreads& threads;
    AnswerWriter& writer;
    const std::atomic<bool>& stopping;
  };

  Session(const Shared& shared, Connection& connection) : shared_(shared), connection_(connection) {}

  // Returns when the connection is to be closed. Never throws.
  void run();

 private:
  bool serve_one();
  bool read_head();
  bool refuse_head(const Refusal& refusal);
  Arrival arrival_of(const Head& head) const;
  void install_hooks(Prepared& prepared);
  void take_body(Prepared& prepared);
  void take_wanted_body(Prepared& prepared, Coding coding);
  bool answer(Response response, const Head& head);
  bool become_stream();
  void count_refused(std::string_view reason);

  const Shared& shared_;
  Connection& connection_;
  HeadReader reader_;
  std::string body_;
  bool close_ = false;  // after this answer, because the next request can't be found
  bool streaming_ = false;
};

}  // namespace suggestd::http
