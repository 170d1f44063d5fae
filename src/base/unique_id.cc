#include "base/unique_id.h"

#include <array>
#include <chrono>
#include <cstdint>

#include "base/secret.h"

namespace suggestd {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// xoshiro256++ (Blackman and Vigna 2019), seeded by the system once a thread.
class Generator {
 public:
  Generator() {
    std::array<std::uint8_t, 32> seed{};
    fill_random(seed);
    for (std::size_t i = 0; i < seed.size(); ++i) state_[i / 8] = (state_[i / 8] << 8U) | seed[i];
  }

  std::uint64_t next() {
    const std::uint64_t result = rotate(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

 private:
  static std::uint64_t rotate(std::uint64_t value, unsigned by) {
    return (value << by) | (value >> (64U - by));
  }
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace

IdBits make_id_bits() {
  thread_local Generator generator;
  using namespace std::chrono;
  const auto millis =
      static_cast<std::uint64_t>(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
  const std::uint64_t low = generator.next();
  const std::uint64_t high = generator.next();
  IdBits bits{};
  for (std::size_t i = 0; i < 6; ++i) bits[i] = static_cast<std::uint8_t>(millis >> (40U - 8U * i));
  for (std::size_t i = 0; i < 8; ++i) bits[6 + i] = static_cast<std::uint8_t>(low >> (8U * i));
  bits[14] = static_cast<std::uint8_t>(high);
  bits[15] = static_cast<std::uint8_t>(high >> 8U);
  return bits;
}

Timestamp time_of(const IdBits& bits) {
  std::int64_t millis = 0;
  for (std::size_t i = 0; i < 6; ++i) millis = (millis << 8) | bits[i];
  return Timestamp(std::chrono::milliseconds(millis));
}

std::string to_ulid(const IdBits& bits) {
  std::string text(26, '0');
  // 130 bits in 26 letters of 5, from the last letter; the top two bits are zero.
  std::size_t byte = bits.size();
  unsigned held = 0;
  unsigned count = 0;
  for (std::size_t letter = text.size(); letter-- > 0;) {
    if (count < 5 && byte > 0) {
      held |= static_cast<unsigned>(bits[--byte]) << count;
      count += 8;
    }
    text[letter] = kAlphabet[held & 31U];
    held >>= 5U;
    count = count > 5 ? count - 5 : 0;
  }
  return text;
}

std::optional<IdBits> parse_ulid(std::string_view text) {
  // 26 letters hold 130 bits: the first may only be 0 to 7.
  if (text.size() != 26 || text[0] > '7') return std::nullopt;
  IdBits bits{};
  std::size_t byte = bits.size();
  unsigned held = 0;
  unsigned count = 0;
  for (std::size_t letter = text.size(); letter-- > 0;) {
    const std::size_t value = kAlphabet.find(text[letter]);
    if (value == std::string_view::npos) return std::nullopt;
    held |= static_cast<unsigned>(value) << count;
    count += 5;
    if (count < 8 || byte == 0) continue;
    bits[--byte] = static_cast<std::uint8_t>(held);
    held >>= 8U;
    count -= 8;
  }
  return bits;
}

std::string make_uuid7() {
  constexpr std::string_view kHex = "0123456789abcdef";
  IdBits bits = make_id_bits();
  bits[6] = static_cast<std::uint8_t>((bits[6] & 0x0FU) | 0x70U);  // version 7
  bits[8] = static_cast<std::uint8_t>((bits[8] & 0x3FU) | 0x80U);  // variant of RFC 9562
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[bits[i] >> 4U];
    text += kHex[bits[i] & 0xFU];
  }
  return text;
}

}  // namespace suggestd
