#include "http/wire/body_decoder.h"

#include <zlib.h>

#include <array>
#include <new>

#include <fmt/format.h>

#include "http/wire/characters.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kPieceBytes = 32 * 1024;
constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, with gzip's frame and no other

}  // namespace

std::optional<Coding> parse_coding(std::string_view content_encoding) {
  Coding coding = Coding::identity;
  for (std::string_view element; next_element(content_encoding, element);) {
    if (element.empty() || same_word(element, "identity")) continue;
    const bool gzip = same_word(element, "gzip") || same_word(element, "x-gzip");
    if (!gzip || coding == Coding::gzip) return std::nullopt;
    coding = Coding::gzip;
  }
  return coding;
}

struct BodyDecoder::Inflater {
  Inflater() {
    if (inflateInit2(&stream, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream stream{};
  bool member_ended = false;  // the last one is whole, and nothing has come after it
  std::array<char, kPieceBytes> piece;
};

BodyDecoder::BodyDecoder(Coding coding, std::size_t most_bytes)
    : most_bytes_(most_bytes), inflater_(coding == Coding::gzip ? std::make_unique<Inflater>() : nullptr) {}

BodyDecoder::~BodyDecoder() = default;

std::optional<Refusal> BodyDecoder::append(std::string_view piece, std::string& out) {
  if (inflater_ != nullptr) return inflate_piece(piece, out);
  if (piece.size() > most_bytes_ - out.size()) return too_large();
  out.append(piece);
  return std::nullopt;
}

std::optional<Refusal> BodyDecoder::inflate_piece(std::string_view piece, std::string& out) {
  Inflater& in = *inflater_;
  z_stream& stream = in.stream;
  // zlib's input is not const, though it only reads it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));  // NOLINT
  stream.avail_in = static_cast<uInt>(piece.size());
  bool more_output = false;
  while (stream.avail_in > 0 || more_output) {
    if (in.member_ended) {
      inflateReset(&stream);
      in.member_ended = false;
    }
    stream.next_out = reinterpret_cast<Bytef*>(in.piece.data());
    stream.avail_out = static_cast<uInt>(in.piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    if (state == Z_MEM_ERROR) throw std::bad_alloc();
    const std::size_t got = in.piece.size() - stream.avail_out;
    // Comes before the check for a fault, so that a body which is too large is told so in whatever pieces it
    // arrives.
    if (got > most_bytes_ - out.size()) return too_large();
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
      return Refusal{400, "the body is not valid gzip"};
    out.append(in.piece.data(), got);
    in.member_ended = state == Z_STREAM_END;
    more_output = stream.avail_out == 0 && !in.member_ended;
  }
  return std::nullopt;
}

std::optional<Refusal> BodyDecoder::finish() const {
  if (inflater_ == nullptr || inflater_->member_ended) return std::nullopt;
  return Refusal{400, "the gzip body ends before its end: it was cut off"};
}

Refusal BodyDecoder::too_large() const {
  return {413, fmt::format("the body may have {} bytes, unpacked; send it in parts", most_bytes_)};
}

}  // namespace suggestd::http
