// The server's own log: one line an event on standard error, as logfmt or JSON.
//
// Fields   key=value pairs after the message. Never a key, an e-mail address or a body; a person's id only
//          through log_hash().
// Journal  under systemd (JOURNAL_STREAM is set) a line begins with its priority, "<6>", and carries no
//          time, for the journal has its own.
// Threads  any; a line is written whole, by one write(2).
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace suggestd {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { logfmt, json };

struct LogField {
  LogField(std::string_view field_key, std::string_view text) : key(field_key), value(text) {}
  LogField(std::string_view field_key, const char* text) : key(field_key), value(text) {}
  LogField(std::string_view field_key, const std::string& text) : key(field_key), value(text) {}
  LogField(std::string_view field_key, double amount);
  LogField(std::string_view field_key, std::uint64_t amount);
  LogField(std::string_view field_key, std::int64_t amount);
  LogField(std::string_view field_key, int amount) : LogField(field_key, std::int64_t{amount}) {}

  std::string_view key;
  std::string value;
  bool number = false;  // written bare in JSON
};

// What is written and how, for the whole process; may be changed while it runs.
void set_log(LogLevel least, LogFormat format);
// Requires: a word of the configuration key log.level / log.format; others mean info / logfmt.
LogLevel parse_log_level(std::string_view word);
LogFormat parse_log_format(std::string_view word);

bool log_enabled(LogLevel level) noexcept;
void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});

inline void log_debug(std::string_view message, std::initializer_list<LogField> fields = {}) {
  if (log_enabled(LogLevel::debug)) log(LogLevel::debug, message, fields);
}
inline void log_info(std::string_view message, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::info, message, fields);
}
inline void log_warning(std::string_view message, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::warning, message, fields);
}
inline void log_error(std::string_view message, std::initializer_list<LogField> fields = {}) {
  log(LogLevel::error, message, fields);
}

// Eight hex digits that stand for a person's id in one process's log: the same id gives the same digits,
// and another start gives others.
std::string log_hash(std::string_view id);

// One line without the journal's prefix and the newline; exposed for the tests.
std::string format_log_line(LogFormat format, LogLevel level, std::string_view time, std::string_view message,
                            std::initializer_list<LogField> fields);

}  // namespace suggestd
