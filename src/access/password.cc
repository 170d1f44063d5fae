#include "access/password.h"

#include <sodium.h>

#include <array>
#include <set>

#include <fmt/format.h>

#include "access/limits.h"
#include "base/mutex.h"

namespace suggestd::http {
namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemory = std::size_t{32} << 20U;
constexpr std::size_t kLeastDistinct = 5;

// A hash that no password gives: verifying against it takes as long as against a real one.
constexpr const char* kNobodys =
    "$argon2id$v=19$m=32768,t=3,p=1$c3VnZ2VzdGQgbm9ib2R5cw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

Error too_busy() {
  return {ErrorKind::busy, "too many people sign in at this moment; try again in a few seconds"};
}

bool ready() {
  static const bool initialised = sodium_init() >= 0;
  return initialised;
}

}  // namespace

std::optional<std::string> fault_of_password(std::string_view password, std::string_view email) {
  if (characters(password) < kLeastPasswordCharacters)
    return fmt::format("has {} characters; a password has at least {}", characters(password),
                       kLeastPasswordCharacters);
  if (password.size() > limits::kPasswordBytes.most)
    return fmt::format("has {} bytes; at most {} are taken", password.size(), limits::kPasswordBytes.most);
  if (std::set<char>(password.begin(), password.end()).size() < kLeastDistinct)
    return fmt::format("repeats itself; use at least {} different characters", kLeastDistinct);
  if (password == email) return "is the account's own address";
  return std::nullopt;
}

// The one place in which a password is hashed; a Turn that has none was refused.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    MutexLock lock(hasher_.mutex_);
    if (hasher_.waiting_ >= kMostWaiting) return;
    ++hasher_.waiting_;
    ours_ = hasher_.free_.wait_for(lock, kLongestWait,
                                   [this]() SUGGESTD_REQUIRES(hasher_.mutex_) { return !hasher_.taken_; });
    --hasher_.waiting_;
    if (ours_) hasher_.taken_ = true;
  }
  ~Turn() {
    if (!ours_) return;
    {
      const MutexLock lock(hasher_.mutex_);
      hasher_.taken_ = false;
    }
    hasher_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  bool ours() const noexcept { return ours_; }

 private:
  PasswordHasher& hasher_;
  bool ours_ = false;
};

Result<std::string> PasswordHasher::hash(std::string_view password) {
  const Turn turn(*this);
  if (!turn.ours() || !ready()) return too_busy();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), kPasses, kMemory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return too_busy();  // no memory
  return std::string(text.data());
}

Result<bool> PasswordHasher::verify(const std::string& hashed, std::string_view password) {
  if (password.size() > limits::kPasswordBytes.most) return false;
  const Turn turn(*this);
  if (!turn.ours() || !ready()) return too_busy();
  const bool same = crypto_pwhash_str_verify(hashed.empty() ? kNobodys : hashed.c_str(), password.data(),
                                             password.size()) == 0;
  return same && !hashed.empty();
}

}  // namespace suggestd::http
