#include "pictures/picture_format.h"

#include <algorithm>
#include <array>

namespace suggestd::pictures {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view begin;
  std::size_t inner_at;  // where `inner` stands; "" stands anywhere
  std::string_view inner;
  std::string_view type;
};

// By the formats' own documents: PNG (ISO 15948, 5.2), JPEG (ISO 10918-1, B.1.1.3: SOI and the next marker), GIF89a (17),
// WebP's container (RFC 9649, 2.4), AVIF (its brands in the box 'ftyp' of ISO 14496-12).
constexpr std::array kSignatures = {
    Signature{"\x89PNG\r\n\x1A\n"sv, 0, ""sv, "image/png"sv},
    Signature{"\xFF\xD8\xFF"sv, 0, ""sv, "image/jpeg"sv},
    Signature{"GIF87a"sv, 0, ""sv, "image/gif"sv},
    Signature{"GIF89a"sv, 0, ""sv, "image/gif"sv},
    Signature{"RIFF"sv, 8, "WEBP"sv, "image/webp"sv},
    Signature{""sv, 4, "ftypavif"sv, "image/avif"sv},
    Signature{""sv, 4, "ftypavis"sv, "image/avif"sv},
};

bool holds(std::string_view bytes, const Signature& signature) {
  return bytes.starts_with(signature.begin) && bytes.size() >= signature.inner_at &&
         bytes.substr(signature.inner_at).starts_with(signature.inner);
}

}  // namespace

std::string_view picture_type(std::string_view bytes) {
  const auto* const found =
      std::ranges::find_if(kSignatures, [&](const Signature& each) { return holds(bytes, each); });
  return found == kSignatures.end() ? std::string_view() : found->type;
}

}  // namespace suggestd::pictures
