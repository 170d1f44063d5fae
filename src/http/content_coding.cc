#include "http/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <optional>

#include "http/wire/characters.h"

namespace suggestd::http {
namespace {

constexpr int kFastest = 1;
constexpr int kLeastWindow = 10;  // bits of bytes that zlib looks back
constexpr int kMostWindow = 15;
constexpr int kGzipFrame = 16;  // added to the window

// "1", "0.5", "0.125" in thousandths; 0 for anything else.
int thousandths(std::string_view weight) {
  if (weight.empty() || weight.size() > 5 || (weight[0] != '0' && weight[0] != '1')) return 0;
  if (weight.size() > 1 && weight[1] != '.') return 0;
  int value = (weight[0] - '0') * 1000;
  int unit = 100;
  for (const char digit : weight.substr(std::min<std::size_t>(2, weight.size()))) {
    if (digit < '0' || digit > '9') return 0;
    value += (digit - '0') * unit;
    unit /= 10;
  }
  return value > 1000 ? 0 : value;
}

// The weights that the client gives, in thousandths; nothing: not named.
struct Weights {
  std::optional<int> gzip;
  std::optional<int> identity;
  std::optional<int> any;
};

void read_weights(std::string_view list, Weights& weights) {
  for (std::string_view element; next_element(list, element);) {
    const std::size_t semicolon = std::min(element.find(';'), element.size());
    const std::string_view coding = trim_blanks(element.substr(0, semicolon));
    int weight = 1000;
    if (semicolon < element.size()) {
      const std::string_view parameter = trim_blanks(element.substr(semicolon + 1));
      const bool is_weight = parameter.size() > 2 && same_word(parameter.substr(0, 2), "q=");
      weight = is_weight ? thousandths(parameter.substr(2)) : 0;
    }
    if (same_word(coding, "gzip") || same_word(coding, "x-gzip")) weights.gzip = weight;
    if (same_word(coding, "identity")) weights.identity = weight;
    if (coding == "*") weights.any = weight;
  }
}

bool gzip_is_liked_best(const Weights& weights) {
  const int gzip = weights.gzip.value_or(weights.any.value_or(0));
  return gzip > 0 && gzip >= weights.identity.value_or(0);
}

bool is_packed(const Response& response) {
  if (response.stream || response.body.size() < kLeastPackedBytes) return false;
  const auto has = [&](std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& header) { return same_word(header.first, name); });
  };
  if (has("ETag") || has("Content-Encoding")) return false;
  const std::string_view type = response.content_type.substr(0, response.content_type.find(';'));
  return type.starts_with("text/") || type.ends_with("json");
}

// Nothing if memory is short.
std::optional<std::string> packed(std::string_view body) {
  z_stream stream{};
  // zlib clears its state, 256 kB for the largest window: for a small body that would be most of the time.
  const int window = std::clamp(static_cast<int>(std::bit_width(body.size())), kLeastWindow, kMostWindow);
  const int memory_level = window - 7;  // 8, zlib's own choice, for the largest
  if (deflateInit2(&stream, kFastest, Z_DEFLATED, window + kGzipFrame, memory_level, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    return std::nullopt;
  std::string out(deflateBound(&stream, static_cast<uLong>(body.size())), '\0');
  // zlib's input is not const, though it only reads it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));  // NOLINT
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!whole) return std::nullopt;
  return out;
}

}  // namespace

bool prefers_gzip(const Head& head) {
  Weights weights;
  for (const Field& field : head.fields) {
    if (same_word(field.name, "Accept-Encoding")) read_weights(field.value, weights);
  }
  return gzip_is_liked_best(weights);
}

bool prefers_gzip(std::string_view accept_encoding) {
  Weights weights;
  read_weights(accept_encoding, weights);
  return gzip_is_liked_best(weights);
}

void pack_answer(Response& response, const Head& head) {
  if (!is_packed(response)) return;
  response.header("Vary", "Accept-Encoding");
  if (!prefers_gzip(head)) return;
  std::optional<std::string> body = packed(response.body);
  if (!body) return;
  response.body = *std::move(body);
  response.header("Content-Encoding", "gzip");
}

}  // namespace suggestd::http
