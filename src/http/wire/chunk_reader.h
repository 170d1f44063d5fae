// Takes a body in chunks apart strictly (RFC 9112, section 7.1), piece by piece as it comes.
//
// Refused  a size that is not 1 to 16 hex digits, or 2^63 and more; blanks around it; bare LF and bare CR;
//          data longer or shorter than its size; extensions and trailers beyond their limit.
// Dropped  chunk extensions and trailers: they are checked and read by nobody.
// Verdict  depends on the bytes, not on the pieces that they come in.
// Threads  one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/wire/head.h"

namespace suggestd::http {

class ChunkReader {
 public:
  enum class State { more, complete, refused };

  struct Step {
    std::size_t used = 0;   // bytes of the input that were taken
    std::string_view data;  // a piece of the body, in the input; may be empty
  };

  // Takes the input up to the end of the first piece of data. Call again with the rest while the state is
  // `more` and a rest is there.
  Step read(std::string_view input);

  State state() const noexcept { return state_; }
  // Requires: refused.
  const Refusal& refusal() const noexcept { return refusal_; }

 private:
  enum class At { size, extension, size_lf, data, data_cr, data_lf, trailer };

  void take(char byte);
  void take_size(char byte);
  void end_size_line();
  void take_trailer(char byte);
  void take_trailer_line();
  bool count_extra();
  void refuse(std::string detail);

  State state_ = State::more;
  At at_ = At::size;
  std::uint64_t left_ = 0;       // of the size that is being read, or of its data
  std::size_t digits_ = 0;       // of that size
  std::size_t extra_bytes_ = 0;  // of all extensions and trailers
  std::string trailer_;          // the line that is being read
  Refusal refusal_;
};

}  // namespace suggestd::http
