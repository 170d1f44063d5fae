#include "access/one_time_code.h"

#include <array>
#include <cstdlib>
#include <span>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/percent.h"
#include "base/secret.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kSecretBytes = 20;
constexpr std::int64_t kStepSeconds = 30;
constexpr std::uint32_t kSixDigits = 1'000'000;

std::string to_base32(std::span<const std::uint8_t> bytes) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8U) | byte;
    for (held += 8; held >= 5; held -= 5) text += kBase32[(bits >> (held - 5)) & 31U];
  }
  if (held > 0) text += kBase32[(bits << (5 - held)) & 31U];
  return text;
}

std::string from_base32(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char letter : text) {
    bits = (bits << 5U) | static_cast<std::uint32_t>(kBase32.find(letter) & 31U);
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 0xFFU);
  }
  return bytes;
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::string make_code_secret() {
  std::array<std::uint8_t, kSecretBytes> bytes{};
  fill_random(bytes);
  return to_base32(bytes);
}

std::int64_t code_step(Timestamp now) {
  return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / kStepSeconds;
}

// RFC 4226, section 5.3: four bytes of the HMAC, from a place that its last four bits name.
std::string code_at(std::string_view secret, std::int64_t step) {
  const std::string key = from_base32(secret);
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (8 * (7 - i)));
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), mac.data(),
           &length) == nullptr)
    std::abort();
  const std::size_t place = mac[length - 1] & 0xFU;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = (number << 8U) | mac[place + i];
  return fmt::format("{:06}", (number & 0x7FFFFFFFU) % kSixDigits);
}

std::optional<std::int64_t> step_of_code(std::string_view secret, std::string_view code, Timestamp now,
                                         std::int64_t after) {
  const std::int64_t present = code_step(now);
  std::optional<std::int64_t> found;
  for (const std::int64_t step : {present - 1, present, present + 1}) {
    const std::string right = code_at(secret, step);
    if (equal_in_constant_time(bytes_of(right), bytes_of(code)) && step > after && !found) found = step;
  }
  return found;
}

std::string code_address(std::string_view secret, std::string_view email) {
  return fmt::format("otpauth://totp/suggestd:{}?secret={}&issuer=suggestd&algorithm=SHA1&digits=6&period=30",
                     encode_percent(email), secret);
}

}  // namespace suggestd::http
