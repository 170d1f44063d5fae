// Appending JSON to a string without building a tree: for answers that are written often.
//
// Threads  pure functions, and an object that one thread fills.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace suggestd {

// Appends `text` in quotes, escaped as RFC 8259 asks. Bytes that are no UTF-8 become U+FFFD, so that the
// result is always valid JSON. Characters that some readers take for a line's end or a
// terminal for a command (is_wide_control()) are escaped too, so that lines of JSON are lines to everybody.
void append_json_string(std::string& out, std::string_view text);

// The shortest decimal that reads back as the same number; null for NaN and infinities.
void append_json_number(std::string& out, double number);
void append_json_number(std::string& out, float number);
void append_json_number(std::string& out, std::int64_t number);
void append_json_number(std::string& out, std::uint64_t number);

// Writes one JSON text, front to back. The caller keeps begin and end in balance; the writer puts in the
// commas.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag);
  JsonWriter& value(double number);
  JsonWriter& value(float number);
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(int number) { return value(std::int64_t{number}); }
  JsonWriter& null();
  // Appends text that is JSON already.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& member(std::string_view name, const T& what) {
    return key(name).value(what);
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string& out_;
  bool first_ = true;  // nothing stands before the next element on this level
};

}  // namespace suggestd
