// Reads the head of a request strictly (RFC 9112, sections 2, 3, 5 and 6), piece by piece as it comes.
//
// Why      a byte stream that two readers understand differently can hide a request inside another. So
//          nothing is repaired here: a head is read the one way that the RFC allows, or refused.
// Refused  bare LF and bare CR, folded lines, lines without a colon, a blank before the colon, control bytes,
//          lengths that are repeated, signed or listed, a length beside a transfer coding, any coding but
//          `chunked`, no Host or two, repeated fields of which there may be one.
// Framing  is told by the message alone: the method plays no part in it.
// Verdict  depends on the bytes, not on the pieces that they come in.
// Cost     each byte is looked at a fixed number of times, however many pieces there are.
// Threads  one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "http/wire/head.h"

namespace suggestd::http {

class HeadReader {
 public:
  enum class State { more, complete, refused };

  // `so_far` is everything that has come of the head, and perhaps bytes behind it. Requires: each call of one
  // head gives the same bytes at the same address, and more behind them.
  State read(std::string_view so_far);
  // Forgets the head, for the next one.
  void reset();

  // Requires: complete. Lives as long as the bytes given to read() and until reset().
  const Head& head() const noexcept { return head_; }
  // Requires: complete. The number of bytes that the head took.
  std::size_t size() const noexcept { return line_at_; }
  // Requires: refused.
  const Refusal& refusal() const noexcept { return refusal_; }

 private:
  // Fields of which there may be one; the reader remembers where they are.
  enum class Single : std::size_t {
    host,
    content_length,
    transfer_encoding,
    content_encoding,
    content_type,
    authorization,
    idempotency_key,
    shop,
    expect,
    count
  };

  void take_line(std::string_view line);
  void check_unfinished_line(std::string_view window);
  bool check_first_byte(char byte);
  void take_request_line(std::string_view line);
  void take_target(std::string_view target);
  void take_absolute_target(std::string_view target, std::size_t scheme_bytes);
  void take_version(std::string_view version);
  void take_field(std::string_view line);
  void note_field(const Field& field);
  void note_single(Single single, const Field& field);
  void note_connection(std::string_view value);
  void finish();
  void decide_framing();
  void refuse(int status, std::string detail);

  const Field* single(Single single) const;

  State state_ = State::more;
  bool request_line_taken_ = false;
  bool empty_line_skipped_ = false;
  bool says_close_ = false;
  bool says_keep_alive_ = false;
  std::size_t line_at_ = 0;  // where the line begins that is being read
  std::size_t scanned_ = 0;  // no LF before this
  std::array<std::size_t, static_cast<std::size_t>(Single::count)> singles_{};  // index + 1 in head_.fields
  Head head_;
  Refusal refusal_;
  std::string own_target_;  // of an absolute target without a path
};

}  // namespace suggestd::http
