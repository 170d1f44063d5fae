#include "cli/bench/loop.h"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <utility>

namespace suggestd::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

constexpr std::chrono::milliseconds kLongestWait{100};

Clock::duration seconds(double count) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
}

struct Client {
  std::unique_ptr<LoadConnection> connection;
  Clock::time_point due;
};

class Loop {
 public:
  // Requires: clients is not empty.
  Loop(const LoadOptions& options, const NextRequest& next_request, std::vector<Client> clients)
      : next_request_(next_request),
        closed_(options.rate == 0),
        interval_(closed_ ? Clock::duration(0) : seconds(1 / options.rate)),
        poller_(epoll_create1(0)),
        clients_(std::move(clients)),
        start_(Clock::now()),
        count_from_(start_ + seconds(options.warm_up_seconds)),
        end_(count_from_ + seconds(options.seconds)),
        next_due_(start_) {
    prctl(PR_SET_TIMERSLACK, 1);  // else a wait ends some 50 us late
    for (Client& client : clients_) {
      idle_.push_back(&client);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = &client;
      epoll_ctl(poller_, EPOLL_CTL_ADD, client.connection->descriptor(), &event);
    }
  }
  ~Loop() { close(poller_); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  Result<LoadResult> run(const std::stop_token& stop) {
    auto now = start_;
    for (; now < end_ && !stop.stop_requested(); now = Clock::now()) {
      if (Status sent = send_due(now); !sent) return sent.error();
      if (Status received = receive(wait_until(now)); !received) return received.error();
    }
    result_.seconds = std::chrono::duration<double>(now - count_from_).count();
    return std::move(result_);
  }

 private:
  Status send_due(Clock::time_point now) {
    while (!idle_.empty() && (closed_ || next_due_ <= now)) {
      Client& client = *idle_.back();
      idle_.pop_back();
      const std::string request = next_request_();
      client.due = closed_ ? Clock::now() : next_due_;
      next_due_ += interval_;
      if (Status sent = client.connection->send(request); !sent) return sent;
    }
    return {};
  }

  Clock::duration wait_until(Clock::time_point now) const {
    if (closed_ || idle_.empty()) return kLongestWait;
    return std::clamp<Clock::duration>(next_due_ - now, Clock::duration(0), kLongestWait);
  }

  Status receive(Clock::duration longest) {
    timespec timeout{};
    timeout.tv_nsec = static_cast<long>(std::chrono::nanoseconds(longest).count());
    std::array<epoll_event, 128> events;
    const int ready =
        epoll_pwait2(poller_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
    for (int i = 0; i < ready; ++i) {
      if (Status taken = take(*static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr)); !taken)
        return taken;
    }
    return {};
  }

  void count(bool refused, Clock::duration time) {
    if (refused) {
      ++result_.refused;
    } else {
      result_.microseconds.push_back(Microseconds(time).count());
    }
  }

  Status take(Client& client) {
    const Result<bool> complete = client.connection->receive();
    if (!complete) return complete.error();
    if (!*complete) return {};
    const bool refused = is_refusal(client.connection->answer());
    if (!refused) {
      if (Status success = expect_success(client.connection->answer()); !success) return success;
    }
    const auto now = Clock::now();
    if (now >= count_from_) count(refused, now - client.due);
    idle_.push_back(&client);
    return closed_ ? send_due(now) : Status();
  }

  const NextRequest& next_request_;
  const bool closed_;
  const Clock::duration interval_;
  const int poller_;
  std::vector<Client> clients_;
  std::vector<Client*> idle_;
  const Clock::time_point start_;
  const Clock::time_point count_from_;
  const Clock::time_point end_;
  Clock::time_point next_due_;
  LoadResult result_;
};

}  // namespace

Result<LoadResult> run_load(const LoadOptions& options, const NextRequest& next_request,
                            const std::stop_token& stop) {
  std::vector<Client> clients;
  for (std::size_t i = 0; i < options.connections; ++i) {
    auto connection = LoadConnection::open(options.address);
    if (!connection) return connection.error();
    clients.push_back({std::move(*connection), {}});
  }
  return Loop(options, next_request, std::move(clients)).run(stop);
}

}  // namespace suggestd::cli
