#include "base/log.h"

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
