#include "watch/other_servers.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/round.h"
#include "base/this_thread.h"

namespace suggestd::watch {
namespace {

bool same(const OtherServer& seen, const WatchedServer& server) {
  return seen.name == server.name && seen.url == server.url;
}

}  // namespace

OtherServers::OtherServers(const outbound::ClientOptions& outbound, const Clock& clock)
    : http_(outbound), clock_(clock) {}

OtherServers::~OtherServers() { stop(); }

void OtherServers::start() {
  thread_ = std::thread([this] {
    name_this_thread("watch-others");
    let_other_threads_go_first();
    do {
      do_round("the look at other servers", [this] { look(); });
    } while (rest(kEvery, stop_.get_token()));
  });
}

void OtherServers::stop() {
  stop_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void OtherServers::set(std::vector<WatchedServer> servers) {
  const MutexLock lock(mutex_);
  std::vector<OtherServer> seen;
  for (const WatchedServer& server : servers) {
    const auto known = std::ranges::find_if(seen_, [&](const OtherServer& one) { return same(one, server); });
    seen.push_back(known == seen_.end() ? OtherServer{server.name, server.url} : *known);
  }
  servers_ = std::move(servers);
  seen_ = std::move(seen);
}

std::vector<OtherServer> OtherServers::seen() const {
  const MutexLock lock(mutex_);
  return seen_;
}

void OtherServers::look() {
  std::vector<WatchedServer> servers;
  {
    const MutexLock lock(mutex_);
    servers = servers_;
  }
  for (const WatchedServer& server : servers) {
    Result<ServerReport> answer = ask(server);
    if (stop_.stop_requested()) return;
    note(server, std::move(answer));
  }
}

Result<ServerReport> OtherServers::ask(const WatchedServer& server) const {
  outbound::Call call;
  call.purpose = "watch";
  call.address = server.url + "/v1/status";
  call.private_headers.emplace_back("authorization", "Bearer " + server.key);
  call.connect_time = kCallTime / 2;
  call.total_time = kCallTime;
  call.most_bytes = kMaxStatusBytes;
  call.stop = stop_.get_token();
  const Result<outbound::CallAnswer> answer = http_.send(call);
  if (!answer) return answer.error();
  if (answer->status == 401 || answer->status == 403)
    return io_error(
        fmt::format("it answers with status {}: the key in key_file is not good there", answer->status));
  if (answer->status != 200) return io_error(fmt::format("it answers with status {}", answer->status));
  return parse_server_report(answer->body);
}

void OtherServers::note(const WatchedServer& server, Result<ServerReport> answer) {
  const MutexLock lock(mutex_);
  const auto seen = std::ranges::find_if(seen_, [&](const OtherServer& one) { return same(one, server); });
  if (seen == seen_.end()) return;  // a reload has taken it out
  seen->asked = true;
  if (answer) {
    seen->failure.reset();
    seen->reached = clock_.wall();
    seen->report = *std::move(answer);
  } else {
    seen->failure = std::move(answer).error();
  }
}

std::vector<Finding> other_server_findings(const std::vector<OtherServer>& servers) {
  std::vector<Finding> findings;
  for (const OtherServer& server : servers) {
    Finding finding{{Condition::server_unreachable, "", server.name}};
    if (server.asked) finding.verdict = server.failure ? Verdict::bad : Verdict::good;
    if (server.failure) {
      finding.words = fmt::format("server '{}' gives no status at {}: {}", server.name, server.url,
                                  server.failure->message());
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace suggestd::watch
