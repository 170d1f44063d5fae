// The id of a visitor that a page may name: a secret of one browser. Whoever knows it sees what that browser did,
// so that it has to be too long to be guessed.
//
// Threads  plain values.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::http {

// An `anonymous_id` of one of the shapes that random ids of 128 bits have:
//   22 or more letters of base64url            crypto.getRandomValues() of 16 bytes
//   32 or more hex digits                      the same in hex
//   a UUID, with its hyphens                   crypto.randomUUID(): 122 random bits, the only shape with fewer
// All of one alphabet: an id of digits alone needs 39 of them. Text with fewer than 8 different letters is no
// random one.
class VisitorId {
 public:
  // Errors: denied, with what is wrong and the shapes. At most kMaxIdBytes.
  static Result<VisitorId> parse(std::string_view text);

  const std::string& text() const noexcept { return text_; }

 private:
  explicit VisitorId(std::string_view text) : text_(text) {}
  std::string text_;
};

}  // namespace suggestd::http
