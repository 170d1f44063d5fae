#include "access/sign_in.h"

#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "access/one_time_code.h"
#include "base/hmac.h"
#include "base/log.h"
#include "base/secret.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kSecretKey = "sign-in/secret";
constexpr std::size_t kNonceBytes = 8;
constexpr int kTriesOfDevice = 10;
constexpr std::chrono::seconds kDeviceWaits{10};
constexpr int kTriesOfAccount = 10;
constexpr std::chrono::seconds kAccountWaits{60};
constexpr int kTriesOfAddress = 30;
constexpr std::chrono::seconds kAddressWaits{5};

using Kind = SignInVerdict::Kind;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Made once for each store, and kept: a browser stays known through a restart.
Result<std::string> secret_of(store::MetaTable& meta) {
  auto known = meta.get(kSecretKey);
  if (!known) return std::move(known).error();
  if (*known) return **std::move(known);
  std::string secret = make_secret_key("suggestd_device_secret");
  // A full disk must not keep the server from answering: browsers are then known until the next start.
  if (const Status stored = meta.put(kSecretKey, secret); !stored)
    log_warning("the secret of known browsers was not stored", {{"error", stored.error().message()}});
  return secret;
}

// The tries that one attempt takes, given back if it is none that counts.
class Tries {
 public:
  std::chrono::milliseconds take(SlowDown& slow_down, std::string name) {
    const auto wait = slow_down.take(name, SlowDown::Clock::now());
    if (wait.count() == 0) taken_.emplace_back(&slow_down, std::move(name));
    return wait;
  }
  void give_back() {
    for (const auto& [slow_down, name] : taken_) slow_down->give_back(name);
    taken_.clear();
  }

 private:
  std::vector<std::pair<SlowDown*, std::string>> taken_;
};

}  // namespace

SignIn::SignIn(Accounts& accounts, PasswordHasher& hasher, std::string secret)
    : accounts_(accounts),
      hasher_(hasher),
      secret_(std::move(secret)),
      by_device_(kTriesOfDevice, kDeviceWaits),
      by_account_(kTriesOfAccount, kAccountWaits),
      by_address_(kTriesOfAddress, kAddressWaits) {}

Result<std::unique_ptr<SignIn>> SignIn::open(store::MetaTable& meta, Accounts& accounts,
                                             PasswordHasher& hasher) {
  auto secret = secret_of(meta);
  if (!secret) return std::move(secret).error();
  return std::unique_ptr<SignIn>(new SignIn(accounts, hasher, *std::move(secret)));
}

Result<SignInVerdict> SignIn::check(const SignInTry& attempt, Timestamp now) {
  const auto email = read_email(attempt.email);
  const Accounts::Pointer account = email ? accounts_.with_email(*email) : nullptr;
  SignInTry named = attempt;  // one count for all spellings of an address, whether or not it has an account
  if (email) named.email = *email;
  auto verdict = check_password(account, named);
  if (!verdict || verdict->kind != Kind::good) return verdict;
  if (account->code_secret.empty()) return verdict;
  if (attempt.code.empty()) return SignInVerdict{Kind::code_missing};
  return use_code(account, attempt.code, now);
}

Result<SignInVerdict> SignIn::check_password(const Accounts::Pointer& account, const SignInTry& attempt) {
  Tries tries;
  std::chrono::milliseconds wait{0};
  if (account != nullptr && is_known(attempt.device, account->account_id)) {
    wait = tries.take(by_device_, std::string(attempt.device));
  } else {
    wait = tries.take(by_address_, std::string(attempt.address));
    if (wait.count() == 0)
      wait = tries.take(by_account_, account != nullptr ? account->account_id : std::string(attempt.email));
  }
  if (wait.count() > 0) {
    tries.give_back();
    return SignInVerdict{Kind::too_often, nullptr, wait};
  }
  const auto same = hasher_.verify(account != nullptr ? account->password : "", attempt.password);
  // Nothing was learned by a try that found the server busy.
  if (!same || *same) tries.give_back();
  if (!same) return same.error();
  return *same ? SignInVerdict{Kind::good, account} : SignInVerdict{};
}

// In the account's record before anybody is let in: a code that two people send at once lets one of them in.
Result<SignInVerdict> SignIn::use_code(const Accounts::Pointer& account, std::string_view code,
                                       Timestamp now) {
  const std::string name = "code of " + account->account_id;
  const auto wait = by_account_.take(name, SlowDown::Clock::now());
  if (wait.count() > 0) return SignInVerdict{Kind::too_often, nullptr, wait};
  bool right = false;
  auto changed = accounts_.change(account->account_id, [&](AccountRecord& record) -> Status {
    const auto step = step_of_code(record.code_secret, code, now, record.last_code_step);
    right = step.has_value() && record.generation == account->generation;
    if (!right) return invalid("the code is wrong");
    record.last_code_step = *step;
    return {};
  });
  if (!right) return SignInVerdict{};
  if (!changed) return std::move(changed).error();
  by_account_.give_back(name);
  return SignInVerdict{Kind::good, *std::move(changed)};
}

std::string SignIn::device_token(std::string_view account_id) const {
  std::array<std::uint8_t, kNonceBytes> nonce{};
  fill_random(nonce);
  const std::string text = fmt::format("{}.{}", account_id, to_hex(nonce));
  return fmt::format("{}.{}", text, seal(text));
}

bool SignIn::is_known(std::string_view device, std::string_view account_id) const {
  const std::size_t dot = device.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view text = device.substr(0, dot);
  return text.starts_with(fmt::format("{}.", account_id)) &&
         equal_in_constant_time(bytes_of(seal(text)), bytes_of(device.substr(dot + 1)));
}

std::string SignIn::seal(std::string_view text) const { return to_hex(hmac_sha256(secret_, text)); }

}  // namespace suggestd::http
