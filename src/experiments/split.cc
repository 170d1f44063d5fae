#include "experiments/split.h"

#include <cmath>
#include <cstring>
#include <string>

#include <sodium.h>

namespace suggestd::experiments {

static_assert(std::tuple_size_v<SplitKey> == crypto_shorthash_KEYBYTES);
static_assert(sizeof(std::uint64_t) == crypto_shorthash_BYTES);

std::uint64_t keyed_hash(const SplitKey& key, std::string_view text) {
  std::array<unsigned char, crypto_shorthash_BYTES> bytes{};
  crypto_shorthash(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                   key.data());
  std::uint64_t hash = 0;
  std::memcpy(&hash, bytes.data(), sizeof hash);
  return hash;
}

VisitorHash hash_of(const SplitKey& key, const PersonId& person) {
  return keyed_hash(key, person_key(person.kind, person.id));
}

// The last variant with a share takes what rounding leaves.
std::uint8_t variant_of(const Experiment& experiment, VisitorHash visitor) {
  const double place = std::ldexp(static_cast<double>(visitor), -64);
  double end = 0;
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < experiment.variants.size(); ++i) {
    const double share = experiment.variants[i].share;
    if (share == 0) continue;
    chosen = i;
    end += share;
    if (place < end) break;
  }
  return static_cast<std::uint8_t>(chosen);
}

SplitKey make_split_key() {
  SplitKey key{};
  randombytes_buf(key.data(), key.size());
  return key;
}

RunId make_run_id() {
  RunId id{};
  randombytes_buf(id.data(), id.size());
  return id;
}

}  // namespace suggestd::experiments
