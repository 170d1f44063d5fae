// Another parser's reading of the bytes of one connection, for tests/system/head_differential_test.py.
#pragma once

#include <cstddef>
#include <string>

namespace suggestd::testing {

inline constexpr char kUnit = '\x1f';

// Collects a parser's callbacks while the parser gets byte after byte. `line` has "ID:END" for each request,
// where ID is its first X-Request-Id and END the place of the byte after it ("?" if its body never came to
// its end), then the parser's reason to read no further. kUnit, which can be in no id, stands after each
// request.
class Reading {
 public:
  // The parser is given the byte before this place.
  void move_to(std::size_t place) { place_ = place; }
  void begin();
  void add_name(const char* at, std::size_t size);
  void add_value(const char* at, std::size_t size);
  void end_head();
  void end();
  // The parser has read all, or reads no further for this reason.
  void finish(const char* reason);

  const std::string& line() const { return line_; }

 private:
  void end_header();

  std::string line_;
  std::string name_;
  std::string value_;
  std::string id_;
  std::size_t place_ = 0;
  bool in_value_ = false;
  bool in_body_ = false;
};

std::string read_with_http_parser(const std::string& sent);
std::string read_with_llhttp(const std::string& sent);

}  // namespace suggestd::testing
