// The server's own log: one line an event on standard error, as logfmt or JSON.
//
// Fields   key=value pairs after the message. Never a key, an e-mail address or a body; a person's id only
//          through log_hash().
// Context  a LogContext adds a field to every line that its thread writes while it lives, whichever layer writes it.
// Journal  where standard error is the journal (JOURNAL_STREAM names its device and inode, systemd.exec(5)) a line
//          begins with its priority, "<6>", and carries no time, for the journal has its own.
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

// Sets the least level that is written, and the format, for the whole process; may be called while it runs.
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

// Requires: `key` and `value` outlive it; the contexts of a thread end in the reverse of their order.
class LogContext {
 public:
  LogContext(std::string_view key, std::string_view value) noexcept;
  ~LogContext();
  LogContext(const LogContext&) = delete;
  LogContext& operator=(const LogContext&) = delete;

  std::string_view key() const noexcept { return key_; }
  std::string_view value() const noexcept { return value_; }
  const LogContext* outer() const noexcept { return outer_; }  // null: none

 private:
  std::string_view key_;
  std::string_view value_;
  const LogContext* outer_;
};

// Whether `journal_stream`, the value of JOURNAL_STREAM or null, names the file behind this descriptor.
bool is_journal(const char* journal_stream, int descriptor);

// Eight hex digits that stand for a person's id in one process's log: the same id gives the same digits,
// and another start gives others.
std::string log_hash(std::string_view id);

// One line with the thread's context, without the journal's prefix and the newline; exposed for the tests.
std::string format_log_line(LogFormat format, LogLevel level, std::string_view time, std::string_view message,
                            std::initializer_list<LogField> fields);

}  // namespace suggestd
