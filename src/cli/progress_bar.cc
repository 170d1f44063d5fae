#include "cli/progress_bar.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace suggestd::cli {
namespace {

constexpr std::size_t kWidth = 30;
constexpr std::chrono::milliseconds kBetweenDraws{100};

}  // namespace

ProgressBar::ProgressBar(std::string what, bool wanted)
    : what_(std::move(what)),
      drawn_(wanted || ::isatty(STDERR_FILENO) == 1),
      begin_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::update(std::uint64_t done, std::uint64_t total, std::uint64_t records) {
  const auto now = std::chrono::steady_clock::now();
  if (!drawn_ || now < next_) return;
  next_ = now + kBetweenDraws;
  const double seconds = std::max(std::chrono::duration<double>(now - begin_).count(), 0.001);
  std::string line = fmt::format("\r{} ", what_);
  if (total > 0) {
    const double part = std::min(static_cast<double>(done) / static_cast<double>(total), 1.0);
    const auto full = static_cast<std::size_t>(part * static_cast<double>(kWidth));
    line += fmt::format("[{}{}] {:3.0f} %  ", std::string(full, '#'), std::string(kWidth - full, '.'),
                        part * 100);
  }
  line += fmt::format("{} records, {:.0f}/s\x1b[K", records, static_cast<double>(records) / seconds);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
  on_line_ = true;
}

void ProgressBar::clear() {
  if (!on_line_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  on_line_ = false;
}

}  // namespace suggestd::cli
