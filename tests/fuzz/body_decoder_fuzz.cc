// Packed bodies: no bytes bring the decoder down or past its bound, the verdict does not depend on the
// pieces, and a body that is taken whole is refused without its last byte.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/wire/body_decoder.h"

using namespace suggestd::http;

namespace {

constexpr std::size_t kMostBytes = 100'000;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Decoded {
  int status = 0;
  std::string body;
};

Decoded decode(std::string_view packed, std::size_t piece) {
  Decoded result;
  BodyDecoder decoder(Coding::gzip, kMostBytes);
  std::optional<Refusal> refused;
  for (std::size_t at = 0; at < packed.size() && !refused; at += piece) {
    refused = decoder.append(packed.substr(at, piece), result.body);
    require(result.body.size() <= kMostBytes);
  }
  if (!refused) refused = decoder.finish();
  if (refused) result.status = refused->status;
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)parse_coding(text);
  const Decoded whole = decode(text, size + 1);
  const Decoded slow = decode(text, size > 4096 ? 61 : 1);
  require(slow.status == whole.status);
  if (whole.status != 0) return 0;
  require(slow.body == whole.body);
  require(decode(text.substr(0, size - 1), size + 1).status == 400);
  return 0;
}
