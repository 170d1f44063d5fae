#include "openid/pending_sign_ins.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/base64url.h"
#include "base/secret.h"
#include "openid/limits.h"

namespace suggestd::openid {
namespace {

constexpr std::size_t kSecretBytes = 32;

std::string make_secret() {
  std::array<std::uint8_t, kSecretBytes> bytes{};
  fill_random(bytes);
  return encode_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});  // NOLINT
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};  // NOLINT
}

bool same(std::string_view a, std::string_view b) { return equal_in_constant_time(bytes_of(a), bytes_of(b)); }

}  // namespace

PendingSignIn PendingSignIns::begin(std::string_view provider, std::string_view address, Moment now) {
  PendingSignIn made{.provider = std::string(provider),
                     .address = std::string(address),
                     .token = make_secret(),
                     .state = make_secret(),
                     .nonce = make_secret(),
                     .verifier = make_secret()};
  const MutexLock lock(mutex_);
  forget_ended(now);
  make_room(address);
  entries_.push_back({now, made});
  return made;
}

std::optional<PendingSignIn> PendingSignIns::take(std::string_view provider, std::string_view token,
                                                  std::string_view state, Moment now) {
  const MutexLock lock(mutex_);
  forget_ended(now);
  const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
    return entry.sign_in.provider == provider && same(entry.sign_in.token, token) &&
           same(entry.sign_in.state, state);
  });
  if (found == entries_.end()) return std::nullopt;
  PendingSignIn taken = std::move(found->sign_in);
  entries_.erase(found);
  return taken;
}

void PendingSignIns::forget_ended(Moment now) {
  while (!entries_.empty() && entries_.front().begun + kPendingLives <= now) entries_.pop_front();
}

void PendingSignIns::make_room(std::string_view address) {
  const auto of_address = [&](const Entry& entry) { return entry.sign_in.address == address; };
  const auto count = static_cast<std::uint64_t>(std::ranges::count_if(entries_, of_address));
  if (count >= limits::kPendingOfAddress.most) entries_.erase(std::ranges::find_if(entries_, of_address));
  if (entries_.size() >= limits::kPendingSignIns.most) entries_.pop_front();
}

}  // namespace suggestd::openid
