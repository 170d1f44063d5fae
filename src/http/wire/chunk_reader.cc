#include "http/wire/chunk_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "http/wire/characters.h"
#include "http/wire/limits.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kSizeDigits = 16;

int hex_value(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  const char letter = lower(byte);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

}  // namespace

ChunkReader::Step ChunkReader::read(std::string_view input) {
  Step step;
  while (state_ == State::more && step.used < input.size()) {
    if (at_ == At::data) {
      const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size() - step.used));
      step.data = input.substr(step.used, size);
      step.used += size;
      left_ -= size;
      if (left_ == 0) at_ = At::data_cr;
      return step;
    }
    take(input[step.used++]);
  }
  return step;
}

void ChunkReader::take(char byte) {
  switch (at_) {
    case At::size:
      return take_size(byte);
    case At::extension:
      if (byte == '\r') {
        at_ = At::size_lf;
      } else if (!is_of(byte, kValueByte)) {
        refuse("a chunk's extension holds a control byte");
      } else {
        count_extra();
      }
      return;
    case At::size_lf:
      return byte == '\n' ? end_size_line() : refuse("a chunk's size ends with CR alone");
    case At::data_cr:
      if (byte != '\r') return refuse("a chunk is longer than its size");
      at_ = At::data_lf;
      return;
    case At::data_lf:
      if (byte != '\n') return refuse("a chunk is longer than its size");
      at_ = At::size;
      return;
    case At::trailer:
      return take_trailer(byte);
    case At::data:
      return;  // read() takes it
  }
}

void ChunkReader::take_size(char byte) {
  if (const int digit = hex_value(byte); digit >= 0) {
    if (++digits_ > kSizeDigits || left_ >= (std::uint64_t{1} << 59U))
      return refuse("a chunk's size is too large");
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    return;
  }
  if (digits_ == 0) return refuse("a chunk does not begin with its size in hex digits");
  if (byte == '\r') {
    at_ = At::size_lf;
  } else if (byte == ';') {
    at_ = At::extension;
  } else {
    refuse("a chunk's size is followed by neither CR LF nor an extension");
  }
}

void ChunkReader::end_size_line() {
  at_ = left_ == 0 ? At::trailer : At::data;
  digits_ = 0;
}

void ChunkReader::take_trailer(char byte) {
  if (!count_extra()) return;
  if (byte != '\n') {
    trailer_ += byte;
    return;
  }
  if (!trailer_.ends_with('\r')) return refuse("a trailer line ends with LF alone");
  trailer_.pop_back();
  if (trailer_.empty()) {
    state_ = State::complete;
  } else {
    take_trailer_line();
  }
  trailer_.clear();
}

void ChunkReader::take_trailer_line() {
  const std::string_view line = trailer_;
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || !all_of(line.substr(0, colon), kTokenByte) ||
      !all_of(line.substr(colon + 1), kValueByte)) {
    refuse("a trailer is no header line");
  }
}

bool ChunkReader::count_extra() {
  if (++extra_bytes_ <= limits::kChunkExtraBytes.most) return true;
  refuse(
      fmt::format("chunk extensions and trailers may have {} bytes in all", limits::kChunkExtraBytes.most));
  return false;
}

void ChunkReader::refuse(std::string detail) {
  state_ = State::refused;
  refusal_ = {400, std::move(detail)};
}

}  // namespace suggestd::http
