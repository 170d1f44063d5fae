// Unpacks a body by its Content-Encoding, piece by piece, and knows whether it is whole.
//
// Codings  none or `identity`; `gzip` or `x-gzip`, of one member or several (RFC 1952). Others are refused
//          with 415: reading them as plain bytes would store nonsense.
// Refused  a body that ends within a member, whose checksum or length is wrong, or that goes on with other
//          bytes after a member: half an upload must not pass for a whole one.
// Bound    never holds more than the most bytes that a body may have, however well they were packed.
// Threads  one at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/wire/head.h"

namespace suggestd::http {

enum class Coding { identity, gzip };

// The coding that a Content-Encoding names; nothing if it is one that is not read.
std::optional<Coding> parse_coding(std::string_view content_encoding);

class BodyDecoder {
 public:
  // `most_bytes` of the unpacked body.
  BodyDecoder(Coding coding, std::size_t most_bytes);
  ~BodyDecoder();
  BodyDecoder(const BodyDecoder&) = delete;
  BodyDecoder& operator=(const BodyDecoder&) = delete;

  // Appends the unpacked `piece` to `out`. A refusal ends the body.
  std::optional<Refusal> append(std::string_view piece, std::string& out);
  // After the last piece.
  std::optional<Refusal> finish() const;

 private:
  struct Inflater;

  std::optional<Refusal> inflate_piece(std::string_view piece, std::string& out);
  Refusal too_large() const;

  const std::size_t most_bytes_;
  std::unique_ptr<Inflater> inflater_;  // null: identity
};

}  // namespace suggestd::http
