#include "base/log.h"

#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace suggestd;

TEST_CASE("logfmt quotes only what could be misread") {
  CHECK(
      format_log_line(LogFormat::logfmt, LogLevel::info, "2026-01-01T00:00:00Z", "order accepted",
                      {{"request_id", "abc-1"}, {"lines", 3}, {"why", "a=b \"c\"\n"}, {"empty", ""}}) ==
      R"(time=2026-01-01T00:00:00Z level=info msg="order accepted" request_id=abc-1 lines=3 why="a=b \"c\"\n" empty="")");
}

TEST_CASE("a JSON line is one object with numbers bare") {
  const std::string line = format_log_line(LogFormat::json, LogLevel::error, "", "disk full",
                                           {{"free", std::uint64_t{0}}, {"path", "/d"}});
  const auto parsed = nlohmann::json::parse(line);
  CHECK(parsed == nlohmann::json{{"level", "error"}, {"message", "disk full"}, {"free", 0}, {"path", "/d"}});
}

TEST_CASE("a line can't be split by what a caller sends") {
  const std::string line =
      format_log_line(LogFormat::logfmt, LogLevel::info, "", "a\nlevel=error", {{"k", "x\r\ny"}});
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find('\r') == std::string::npos);
}

TEST_CASE("a person's id is logged as the same short hash within a process") {
  CHECK(log_hash("12680") == log_hash("12680"));
  CHECK(log_hash("12680") != log_hash("12681"));
  CHECK(log_hash("12680").size() == 8);
}

TEST_CASE("a context stands in each line of its thread for as long as it lives") {
  const auto line = [](LogFormat format) {
    return format_log_line(format, LogLevel::info, "", "m", {{"a", 1}});
  };
  {
    const LogContext outer("request_id", "r-1");
    CHECK(line(LogFormat::logfmt) == "level=info msg=m a=1 request_id=r-1");
    const LogContext inner("job", "j \"1\"");
    CHECK(line(LogFormat::logfmt) == R"(level=info msg=m a=1 job="j \"1\"" request_id=r-1)");
    CHECK(nlohmann::json::parse(line(LogFormat::json))["request_id"] == "r-1");
    std::thread([&] { CHECK(line(LogFormat::logfmt) == "level=info msg=m a=1"); }).join();
  }
  CHECK(line(LogFormat::logfmt) == "level=info msg=m a=1");
}

TEST_CASE("standard error is the journal only if JOURNAL_STREAM names the very file") {
  struct stat file {};
  REQUIRE(::fstat(STDERR_FILENO, &file) == 0);
  const std::string same = fmt::format("{}:{}", file.st_dev, file.st_ino);
  CHECK(is_journal(same.c_str(), STDERR_FILENO));
  CHECK_FALSE(is_journal(fmt::format("{}:{}", file.st_dev, file.st_ino + 1).c_str(), STDERR_FILENO));
  CHECK_FALSE(is_journal("", STDERR_FILENO));
  CHECK_FALSE(is_journal(nullptr, STDERR_FILENO));
  CHECK_FALSE(is_journal(same.c_str(), -1));
}
