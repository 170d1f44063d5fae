#include "cli/owner_call.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "base/percent.h"
#include "base/unix_address.h"
#include "cli/server_options.h"
#include "http/store_at_rest.h"
#include "records/json_reader.h"

namespace suggestd::cli {
namespace {

// A server that starts or stops holds the store for a moment without answering.
constexpr std::chrono::milliseconds kBetweenTries{100};
constexpr int kTries = 50;

class Socket {
 public:
  explicit Socket(int socket) : socket_(socket) {}
  ~Socket() {
    if (socket_ >= 0) ::close(socket_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return socket_; }

 private:
  int socket_;
};

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string receive_all(int socket) {
  std::string all;
  std::array<char, 16384> piece{};
  for (;;) {
    const ssize_t got = ::recv(socket, piece.data(), piece.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return all;
    all.append(piece.data(), static_cast<std::size_t>(got));
  }
}

// Our own server's answer to "Connection: close": its body goes to the end.
Result<OwnerAnswer> read_answer(std::string_view bytes) {
  OwnerAnswer answer;
  const std::size_t head = bytes.find("\r\n\r\n");
  const std::size_t status = std::string_view("HTTP/1.1 ").size();
  if (head == std::string_view::npos || head < status + 3)
    return io_error("the server ended the connection before it answered");
  (void)std::from_chars(bytes.data() + status, bytes.data() + status + 3, answer.status);
  answer.body = bytes.substr(head + 4);
  return answer;
}

// Nothing if no server listens there.
Result<std::optional<OwnerAnswer>> ask_server(const Config& config, const OwnerRequest& request) {
  const auto address = UnixAddress::of(owner_socket(config).substr(kUnixScheme.size()));
  if (!address) return std::optional<OwnerAnswer>();  // there is no such folder
  const Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) return errno_error("a socket", errno);
  if (::connect(socket.get(), address->get(), address->size()) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR) return std::optional<OwnerAnswer>();
    return errno_error(address->path(), errno);
  }
  const std::string sent = fmt::format(
      "{} {} HTTP/1.1\r\nHost: owner\r\nContent-Type: application/json\r\nContent-Length: {}\r\n"
      "Connection: close\r\n\r\n{}",
      request.method, request.target, request.body.size(), request.body);
  if (!send_all(socket.get(), sent)) return errno_error(address->path(), errno);
  const auto answer = read_answer(receive_all(socket.get()));
  if (!answer) return answer.error().with_context(address->path());
  return std::optional(*answer);
}

Result<OwnerAnswer> ask_store(const Config& config, const OwnerRequest& request) {
  auto at_rest = http::StoreAtRest::open(store_options(config), config.exports.folder);
  if (!at_rest) return at_rest.error();
  http::Response response = (*at_rest)->answer(request.method, request.target, request.body);
  return OwnerAnswer{response.status, std::move(response.body)};
}

ExitStatus tell_problem(const OwnerAnswer& answer) {
  const auto problem = parse_json(answer.body);
  std::string detail = answer.body;
  if (problem && problem->root().is_object() && problem->root().contains("detail"))
    detail = problem->root()["detail"].get<std::string>();
  fmt::print(stderr, "suggestd: {}\n", detail);
  if (answer.status == 400) return ExitStatus::usage;
  if (answer.status < 500) return ExitStatus::bad_data;
  return answer.status == 500 ? ExitStatus::internal : ExitStatus::io;
}

}  // namespace

Result<OwnerAnswer> ask_as_owner(const Config& config, const OwnerRequest& request) {
  for (int tried = 1;; ++tried) {
    const auto from_server = ask_server(config, request);
    if (!from_server) return from_server.error();
    if (*from_server) return **from_server;
    Result<OwnerAnswer> from_store = ask_store(config, request);
    if (from_store || from_store.error().kind() != ErrorKind::busy || tried == kTries) return from_store;
    std::this_thread::sleep_for(kBetweenTries);
  }
}

namespace {

// Asks for the job until its run has ended.
Result<OwnerAnswer> wait_for_job(const Config& config, OwnerAnswer answer) {
  for (;;) {
    if (answer.status >= 400) return answer;
    const auto job = parse_json(answer.body);
    if (!job) return io_error("the answer is no job");
    const std::string state = job->root().value("state", "");
    if (state == "failed") return io_error(job->root().value("failure", "the job has failed"));
    if (state == "cancelled") return io_error("the job was cancelled");
    if (state == "succeeded") return answer;
    std::this_thread::sleep_for(kBetweenTries);
    const auto asked =
        ask_as_owner(config, {"GET", "/v1/jobs/" + http::encode_percent(job->root().value("job_id", ""))});
    if (!asked) return asked.error();
    answer = *asked;
  }
}

}  // namespace

void print_json(const std::string& body) { fmt::print("{}\n", body); }

ExitStatus run_as_owner(const ConfigFlags& flags, const OwnerRequest& request,
                        const std::function<void(const std::string& body)>& print) {
  const auto loaded = load_config(flags);
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message());
    return ExitStatus::config;
  }
  auto answer = ask_as_owner(loaded->config, request);
  if (answer && request.makes_job) answer = wait_for_job(loaded->config, *std::move(answer));
  if (!answer) return fail(answer.error());
  if (answer->status >= 400) return tell_problem(*answer);
  print(answer->body);
  return ExitStatus::good;
}

}  // namespace suggestd::cli
