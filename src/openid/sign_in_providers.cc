#include "openid/sign_in_providers.h"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include <fmt/format.h>

namespace suggestd::openid {
namespace {

constexpr std::size_t kMostSecretBytes = 4096;

Result<std::string> read_secret(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return errno_error(fmt::format("client_secret_file: {}", file), errno);
  std::string secret(kMostSecretBytes + 1, '\0');
  in.read(secret.data(), static_cast<std::streamsize>(secret.size()));
  secret.resize(static_cast<std::size_t>(in.gcount()));
  if (secret.size() > kMostSecretBytes)
    return invalid(fmt::format("client_secret_file: {} has more than {} bytes", file, kMostSecretBytes));
  secret.resize(secret.find_last_not_of("\r\n") + 1);  // an editor's last line break is no part of it
  if (secret.empty()) return invalid(fmt::format("client_secret_file: {} is empty", file));
  return secret;
}

Error no_provider(std::string_view name) {
  return not_found(
      fmt::format("there is no sign-in provider '{}'; GET /v1/sign-in/providers lists them", name));
}

}  // namespace

Result<std::unique_ptr<SignInProviders>> SignInProviders::open(const std::vector<ProviderOptions>& providers,
                                                               const outbound::HttpClient& client,
                                                               const Clock& clock) {
  std::unique_ptr<SignInProviders> all(new SignInProviders(clock));
  for (const ProviderOptions& options : providers) {
    std::string secret;
    if (!options.client_secret_file.empty()) {
      auto read = read_secret(options.client_secret_file);
      if (!read) return read.error().with_context(fmt::format("the sign-in provider '{}'", options.name));
      secret = *std::move(read);
    }
    all->providers_.push_back(
        std::make_unique<Provider>(options, std::move(secret), client, clock, all->stop_.get_token()));
  }
  return all;
}

std::vector<const ProviderOptions*> SignInProviders::list() const {
  std::vector<const ProviderOptions*> all;
  for (const auto& provider : providers_) all.push_back(&provider->options());
  return all;
}

Provider* SignInProviders::provider(std::string_view name) const {
  const auto found =
      std::ranges::find_if(providers_, [&](const auto& one) { return one->options().name == name; });
  return found == providers_.end() ? nullptr : found->get();
}

const ProviderOptions* SignInProviders::find(std::string_view name) const {
  const Provider* found = provider(name);
  return found == nullptr ? nullptr : &found->options();
}

Result<BegunSignIn> SignInProviders::begin(std::string_view name, std::string_view address) {
  Provider* asked = provider(name);
  if (asked == nullptr) return no_provider(name);
  PendingSignIn sign_in = pending_.begin(name, address, clock_.steady());
  auto where = asked->authorization_address(sign_in);
  if (!where) return std::move(where).error();
  return BegunSignIn{*std::move(where), std::move(sign_in.token)};
}

Result<Identity> SignInProviders::finish(std::string_view name, std::string_view token,
                                         std::string_view state, const ProviderAnswer& answer) {
  Provider* asked = provider(name);
  if (asked == nullptr) return no_provider(name);
  const auto sign_in = pending_.take(name, token, state, clock_.steady());
  if (!sign_in)
    return Error(ErrorKind::gone, "no such sign-in is under way in this browser; it may have taken too long");
  return asked->redeem(answer, *sign_in);
}

bool SignInProviders::may_note_refusal() noexcept {
  constexpr double kSecondsOfHour = 3600;
  const http::RateLimit limit{static_cast<double>(kRefusalNotes) / kSecondsOfHour, kRefusalNotes};
  return refusal_notes_.take(limit, clock_.steady()).allowed;
}

}  // namespace suggestd::openid
