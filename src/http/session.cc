#include "http/session.h"

#include <new>
#include <string_view>

#include <fmt/format.h>

#include "base/metrics.h"
#include "base/round.h"
#include "base/unique_id.h"
#include "http/content_coding.h"
#include "http/problem.h"
#include "http/wire/body_reader.h"
#include "http/wire/spare_memory.h"

namespace suggestd::http {
namespace {

// The rate below which a body or an answer is late once the grace is over. A line of 64 kbit/s keeps it.
constexpr std::uint64_t kBytesPerSecond = 8 * 1024;
constexpr std::size_t kKeptBodyBytes = std::size_t{64} << 10U;

Response problem_of(const Refusal& refusal) {
  Response response = problem_response(refusal.status, refusal.detail);
  if (refusal.status == 503) response.header("Retry-After", "1");
  return response;
}

struct BodyLimit {
  std::size_t bytes = 0;
  std::string_view name;  // where it is set
};

// The smallest of the limits that hold for the body of a request.
BodyLimit body_limit(const Request& request, std::size_t of_server) {
  BodyLimit limit{of_server, "the server's http.max_body_bytes"};
  const auto lower = [&limit](std::size_t bytes, std::string_view name) {
    if (bytes < limit.bytes) limit = {bytes, name};
  };
  if (const std::size_t of_route = request.route->most_body_bytes; of_route > 0)
    lower(of_route, "that of this route");
  if (const auto of_shop = most_body_bytes(request))
    lower(*of_shop, "the shop's setting limits.max_body_bytes");
  return limit;
}

bool takes_body(const Prepared& prepared) {
  return !prepared.refusal && prepared.request.route != nullptr && prepared.request.route->body != Body::none;
}

}  // namespace

void Session::run() {
  const bool answered = do_round("connection", [this] {
    while (!shared_.stopping && connection_.wait_for_request()) {
      if (!serve_one()) break;
    }
  });
  if (!answered) connection_.abort();  // out of memory while an answer was made or written
  if (streaming_) shared_.threads.end_stream();
}

// True if another request may follow.
bool Session::serve_one() {
  close_ = false;
  body_.clear();
  reader_.reset();
  if (!read_head()) return false;
  const Head& head = reader_.head();
  Prepared prepared = shared_.dispatcher.prepare(arrival_of(head));
  install_hooks(prepared);
  take_body(prepared);
  const std::size_t body_bytes = body_.size();
  const bool more = answer(shared_.dispatcher.answer(prepared, body_), head);
  if (body_.capacity() > kKeptBodyBytes) std::string().swap(body_);
  note_transfer(body_bytes);
  return more;
}

// False if there is none to serve: the client has gone, or was refused.
bool Session::read_head() {
  std::optional<Connection::Clock::time_point> deadline;
  for (;;) {
    const HeadReader::State state = reader_.read(connection_.input());
    if (state == HeadReader::State::complete) break;
    if (state == HeadReader::State::refused) return refuse_head(reader_.refusal());
    if (!deadline) deadline = Connection::Clock::now() + shared_.options.request_timeout;
    const Connection::Received received = connection_.receive(*deadline);
    if (received == Connection::Received::late)
      return refuse_head({408, "the head of the request did not come in time"});
    if (received == Connection::Received::ended) return false;
  }
  if (!connection_.begin_request()) return false;
  connection_.take(reader_.size());
  connection_.keep_taken();
  return true;
}

bool Session::refuse_head(const Refusal& refusal) {
  count_refused(refusal.status == 408 ? "late" : "head");
  if (!connection_.begin_request()) return false;
  close_ = true;
  Response response = problem_of(refusal);
  const std::string id = make_uuid7();
  add_request_id(response, id);
  response.header("X-Request-Id", id);
  return answer(std::move(response), Head());
}

Arrival Session::arrival_of(const Head& head) const {
  return {.method = head.method,
          .target = head.target,
          .header = [&head](std::string_view name) { return head.value(name); },
          .lines = [&head](std::string_view name) { return head.values(name); },
          .socket = {connection_.peer(), !shared_.options.tls_certificate.empty()}};
}

void Session::install_hooks(Prepared& prepared) {
  prepared.request.become_stream = [this, &prepared] {
    prepared.waits = true;
    return become_stream();
  };
  prepared.request.abandoned = [this] { return connection_.client_left(); };
}

void Session::take_body(Prepared& prepared) {
  const Head& head = reader_.head();
  if (takes_body(prepared)) {
    const std::string_view encoding = head.value("Content-Encoding");
    const auto coding = parse_coding(encoding);
    if (coding) return take_wanted_body(prepared, *coding);
    prepared.refusal = problem_response(
        415, fmt::format("Content-Encoding is '{}'; bodies are read plain or as gzip", encoding));
    prepared.refusal->header("Accept-Encoding", "gzip, identity");
  }
  // A client that waits for "100 Continue" gets the final answer instead, and may or may not send the body.
  close_ = head.expects_continue && head.framing != Framing::none;
  if (close_) return;
  const auto left = skip_body(connection_, head);
  close_ = left.has_value();
  if (left && left->status == 400 && !prepared.refusal) prepared.refusal = problem_of(*left);
}

void Session::take_wanted_body(Prepared& prepared, Coding coding) {
  const Head& head = reader_.head();
  const Pace pace(shared_.options.request_timeout, kBytesPerSecond, prepared.begin);
  const BodyLimit limit = body_limit(prepared.request, shared_.options.max_body_bytes);
  const BodyPlan plan{coding, limit.bytes, pace};
  std::optional<Refusal> refused;
  try {
    const bool fits = head.framing != Framing::length || head.length <= plan.most_bytes;
    if (head.expects_continue && fits && connection_.input().empty()) {
      connection_.begin_answer(pace);
      connection_.write("HTTP/1.1 100 Continue\r\n\r\n");
      connection_.flush();
    }
    refused = read_body(connection_, head, plan, body_);
  } catch (const std::bad_alloc&) {
    refused = Refusal{503, "the server has no memory for a body of this size now; try again later"};
  }
  if (!refused) return;
  if (refused->status == 413) refused->detail += fmt::format(" (the limit is {})", limit.name);
  prepared.refusal = problem_of(*refused);
  std::string().swap(body_);
  close_ = true;
}

// True if another request may follow.
bool Session::answer(Response response, const Head& head) {
  const bool stream = response.stream != nullptr;
  AnswerManner manner;
  manner.head_only = head.method == "HEAD";
  manner.old = head.minor_version == 0;
  manner.close = close_ || stream || !head.keep_alive || shared_.stopping;
  const std::size_t bytes = response.body.size();
  pack_answer(response, head);
  connection_.begin_answer(Pace(shared_.options.request_timeout, kBytesPerSecond, Connection::Clock::now()));
  const bool written = shared_.writer.write(connection_, std::move(response), manner);
  note_transfer(bytes);
  if (streaming_) shared_.threads.end_stream();
  streaming_ = false;
  if (written && close_) connection_.linger();
  return written && !manner.close;
}

bool Session::become_stream() {
  if (!streaming_) streaming_ = shared_.threads.begin_stream();
  if (!streaming_) count_refused("streams");
  return streaming_;
}

void Session::count_refused(std::string_view reason) {
  counter("suggestd_http_refused_total", {{"listener", shared_.options.name}, {"reason", reason}}).add();
}

}  // namespace suggestd::http
