#include "load/loop.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <stdexcept>

namespace load {
namespace {

using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

constexpr std::chrono::milliseconds kLongestWait{100};

Clock::duration seconds(double count) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count));
}

struct Client {
  explicit Client(std::uint16_t port) : connection(port) {}
  Connection connection;
  Clock::time_point due;
};

class Loop {
 public:
  Loop(const LoopOptions& options, const std::function<std::string()>& next_request)
      : next_request_(next_request),
        closed_(options.rate == 0),
        interval_(closed_ ? Clock::duration(0) : seconds(1 / options.rate)),
        poller_(epoll_create1(0)) {
    prctl(PR_SET_TIMERSLACK, 1);  // else a wait ends some 50 us late
    for (std::size_t i = 0; i < options.connections; ++i) {
      clients_.push_back(std::make_unique<Client>(options.port));
      idle_.push_back(clients_.back().get());
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = clients_.back().get();
      epoll_ctl(poller_, EPOLL_CTL_ADD, clients_.back()->connection.descriptor(), &event);
    }
    start_ = Clock::now();
    count_from_ = start_ + seconds(options.warm_up_seconds);
    end_ = count_from_ + seconds(options.seconds);
    next_due_ = start_;
  }
  ~Loop() { close(poller_); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  LoopResult run(const std::stop_token& stop) {
    auto now = start_;
    for (; now < end_ && !stop.stop_requested(); now = Clock::now()) {
      send_due(now);
      receive(wait_until(now));
    }
    result_.seconds = std::chrono::duration<double>(now - count_from_).count();
    return std::move(result_);
  }

 private:
  void send_due(Clock::time_point now) {
    while (!idle_.empty() && (closed_ || next_due_ <= now)) {
      Client& client = *idle_.back();
      idle_.pop_back();
      const std::string request = next_request_();
      client.due = closed_ ? Clock::now() : next_due_;
      next_due_ += interval_;
      client.connection.send(request);
    }
  }

  Clock::duration wait_until(Clock::time_point now) const {
    if (closed_ || idle_.empty()) return kLongestWait;
    return std::clamp<Clock::duration>(next_due_ - now, Clock::duration(0), kLongestWait);
  }

  void receive(Clock::duration longest) {
    timespec timeout{};
    timeout.tv_nsec = static_cast<long>(std::chrono::nanoseconds(longest).count());
    std::array<epoll_event, 128> events;
    const int ready =
        epoll_pwait2(poller_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
    for (int i = 0; i < ready; ++i) {
      Client& client = *static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!client.connection.receive()) continue;
      expect_success(client.connection.response());
      const auto now = Clock::now();
      if (now >= count_from_) result_.microseconds.push_back(Microseconds(now - client.due).count());
      idle_.push_back(&client);
      if (closed_) send_due(now);
    }
  }

  const std::function<std::string()>& next_request_;
  const bool closed_;
  const Clock::duration interval_;
  const int poller_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<Client*> idle_;
  Clock::time_point start_;
  Clock::time_point count_from_;
  Clock::time_point end_;
  Clock::time_point next_due_;
  LoopResult result_;
};

}  // namespace

LoopResult run_loop(const LoopOptions& options, const std::function<std::string()>& next_request,
                    const std::stop_token& stop) {
  return Loop(options, next_request).run(stop);
}

void expect_success(const Response& response) {
  if (response.status < 200 || response.status > 299)
    throw std::runtime_error(fmt::format("answered {}: {}", response.status, response.body));
}

}  // namespace load
