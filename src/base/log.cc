#include "base/log.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <random>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/json_text.h"
#include "base/line_text.h"
#include "base/time.h"

namespace suggestd {
namespace {

std::atomic<LogLevel> least_level{LogLevel::info};
std::atomic<LogFormat> line_format{LogFormat::logfmt};

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

// syslog(3) priorities.
int priority(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return 7;
    case LogLevel::info:
      return 6;
    case LogLevel::warning:
      return 4;
    case LogLevel::error:
      return 3;
  }
  return 3;
}

bool under_journal() {
  static const bool yes = is_journal(std::getenv("JOURNAL_STREAM"), STDERR_FILENO);
  return yes;
}

thread_local const LogContext* innermost = nullptr;

void append_logfmt_pair(std::string& out, std::string_view key, std::string_view value) {
  if (!out.empty()) out += ' ';
  out += key;
  out += '=';
  append_logfmt_value(out, value);
}

void append_json_pair(std::string& out, std::string_view key, std::string_view value, bool number) {
  out += out.size() == 1 ? "" : ",";
  append_json_string(out, key);
  out += ':';
  if (number) {
    out += value;
  } else {
    append_json_string(out, value);
  }
}

void write_whole(std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written <= 0) return;  // nowhere left to complain
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

LogField::LogField(std::string_view field_key, double amount)
    : key(field_key), value(fmt::format("{:.6g}", amount)), number(true) {}
LogField::LogField(std::string_view field_key, std::uint64_t amount)
    : key(field_key), value(fmt::format("{}", amount)), number(true) {}
LogField::LogField(std::string_view field_key, std::int64_t amount)
    : key(field_key), value(fmt::format("{}", amount)), number(true) {}

LogContext::LogContext(std::string_view key, std::string_view value) noexcept
    : key_(key), value_(value), outer_(std::exchange(innermost, this)) {}
LogContext::~LogContext() { innermost = outer_; }

bool is_journal(const char* journal_stream, int descriptor) {
  struct stat file {};
  return journal_stream != nullptr && ::fstat(descriptor, &file) == 0 &&
         fmt::format("{}:{}", file.st_dev, file.st_ino) == journal_stream;
}

void set_log(LogLevel least, LogFormat format) {
  least_level = least;
  line_format = format;
}

LogLevel parse_log_level(std::string_view word) {
  for (const LogLevel level : {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error}) {
    if (level_name(level) == word) return level;
  }
  return LogLevel::info;
}

LogFormat parse_log_format(std::string_view word) {
  return word == "json" ? LogFormat::json : LogFormat::logfmt;
}

bool log_enabled(LogLevel level) noexcept { return level >= least_level.load(std::memory_order_relaxed); }

void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  const std::string time = under_journal() ? "" : to_rfc3339(now());
  std::string line = under_journal() ? fmt::format("<{}>", priority(level)) : "";
  line += format_log_line(line_format, level, time, message, fields);
  line += '\n';
  write_whole(line);
}

std::string log_hash(std::string_view id) {
  static const std::uint64_t seed = [] {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
  }();
  return fmt::format("{:08x}", static_cast<std::uint32_t>(XXH3_64bits_withSeed(id.data(), id.size(), seed)));
}

std::string format_log_line(LogFormat format, LogLevel level, std::string_view time, std::string_view message,
                            std::initializer_list<LogField> fields) {
  std::string line;
  if (format == LogFormat::json) {
    line = "{";
    if (!time.empty()) append_json_pair(line, "time", time, false);
    append_json_pair(line, "level", level_name(level), false);
    append_json_pair(line, "message", message, false);
    for (const LogField& field : fields) append_json_pair(line, field.key, field.value, field.number);
    for (const LogContext* context = innermost; context != nullptr; context = context->outer())
      append_json_pair(line, context->key(), context->value(), false);
    return line + "}";
  }
  if (!time.empty()) append_logfmt_pair(line, "time", time);
  append_logfmt_pair(line, "level", level_name(level));
  append_logfmt_pair(line, "msg", message);
  for (const LogField& field : fields) append_logfmt_pair(line, field.key, field.value);
  for (const LogContext* context = innermost; context != nullptr; context = context->outer())
    append_logfmt_pair(line, context->key(), context->value());
  return line;
}

}  // namespace suggestd
