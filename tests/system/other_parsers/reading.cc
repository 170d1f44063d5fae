#include "reading.h"

#include <strings.h>

namespace suggestd::testing {

void Reading::begin() {
  name_.clear();
  value_.clear();
  id_.clear();
  in_value_ = false;
  in_body_ = false;
}

void Reading::add_name(const char* at, std::size_t size) {
  if (in_value_) end_header();
  name_.append(at, size);
}

void Reading::add_value(const char* at, std::size_t size) {
  in_value_ = true;
  value_.append(at, size);
}

void Reading::end_header() {
  if (in_value_ && id_.empty() && ::strcasecmp(name_.c_str(), "X-Request-Id") == 0) {
    id_ = value_;
    for (char& c : id_) c = c == '\n' ? ' ' : c;  // of a folded line; what is told is one line
  }
  name_.clear();
  value_.clear();
  in_value_ = false;
}

void Reading::end_head() {
  end_header();
  in_body_ = true;
}

void Reading::end() {
  line_ += id_ + ":" + std::to_string(place_) + kUnit;
  in_body_ = false;
}

void Reading::finish(const char* reason) {
  if (in_body_) line_ += id_ + ":?" + kUnit;
  line_ += reason;
}

}  // namespace suggestd::testing
