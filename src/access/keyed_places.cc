#include "access/keyed_places.h"

#include <cstring>

#include <sodium.h>

#include "base/secret.h"

namespace suggestd::http {

static_assert(crypto_shorthash_KEYBYTES == 16);

KeyedPlaces::KeyedPlaces(std::size_t places) : places_(places) { fill_random(key_); }

std::size_t KeyedPlaces::of(std::string_view name) const noexcept {
  std::array<std::uint8_t, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(name.data()), name.size(),
                   key_.data());
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof number);
  return static_cast<std::size_t>(number % places_);
}

}  // namespace suggestd::http
