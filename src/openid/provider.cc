#include "openid/provider.h"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/base64url.h"
#include "base/ids.h"
#include "base/percent.h"
#include "base/secret.h"
#include "openid/limits.h"
#include "records/json_reader.h"

namespace suggestd::openid {
namespace {

constexpr std::string_view kPurpose = "sign_in";
constexpr std::chrono::seconds kConnectTime{5};

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

// application/x-www-form-urlencoded, as queries and bodies have it.
std::string form_of(const Fields& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    if (!form.empty()) form += '&';
    form.append(name).append("=").append(http::encode_percent(value));
  }
  return form;
}

std::string challenge_of(std::string_view verifier) {
  const Sha256 hash = sha256(verifier);
  return encode_base64url({reinterpret_cast<const char*>(hash.data()), hash.size()});  // NOLINT
}

// RFC 6749, section 2.3.1: both are encoded as in a form before they are joined.
std::string basic_credentials(std::string_view id, std::string_view secret) {
  return "Basic " +
         encode_base64(fmt::format("{}:{}", http::encode_percent(id), http::encode_percent(secret)));
}

Error refused(std::string_view why) { return {ErrorKind::denied, fmt::format("the provider {}", why)}; }

// The word by which an answer says what went wrong, if it is one that may stand in a log.
std::string error_word(std::string_view word) {
  return check_id(word) ? std::string(word.substr(0, 80)) : "?";
}

std::string member(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  const auto* text = found == object.end() ? nullptr : found->get_ptr<const std::string*>();
  return text == nullptr ? std::string() : *text;
}

}  // namespace

Provider::Provider(ProviderOptions options, std::string secret, const outbound::HttpClient& client,
                   const Clock& clock, std::stop_token stop)
    : options_(std::move(options)),
      secret_(std::move(secret)),
      client_(client),
      clock_(clock),
      stop_(std::move(stop)) {}

Result<std::string> Provider::authorization_address(const PendingSignIn& sign_in) {
  const auto known = facts(kFactsLive);
  if (!known) return known.error();
  const std::string scope = fmt::format("{}", fmt::join(options_.scopes, " "));
  const std::string& address = (*known)->addresses.authorization;
  const char joint = address.find('?') == std::string::npos ? '?' : '&';
  return address + joint +
         form_of({{"response_type", "code"},
                  {"client_id", options_.client_id},
                  {"redirect_uri", options_.redirect_uri},
                  {"scope", scope},
                  {"state", sign_in.state},
                  {"nonce", sign_in.nonce},
                  {"code_challenge", challenge_of(sign_in.verifier)},
                  {"code_challenge_method", "S256"}});
}

Result<Identity> Provider::redeem(const ProviderAnswer& answer, const PendingSignIn& sign_in) {
  const auto known = facts(kFactsLive);
  if (!known) return known.error();
  const ProviderAddresses& addresses = (*known)->addresses;
  // An answer that another provider gave, which would have this one's code sent to it (RFC 9207).
  const bool told = !answer.issuer.empty();
  if (told ? answer.issuer != options_.issuer : addresses.tells_issuer)
    return refused("is not the one whose answer came");
  if (!answer.error.empty()) return refused(fmt::format("answers '{}'", error_word(answer.error)));
  if (answer.code.empty()) return refused("sent no code");
  const auto token = exchange(addresses, answer.code, sign_in.verifier);
  if (!token) return token.error();
  return verify(*token, sign_in.nonce);
}

Result<std::string> Provider::exchange(const ProviderAddresses& addresses, std::string_view code,
                                       std::string_view verifier) const {
  Fields fields = {{"grant_type", "authorization_code"},
                   {"code", code},
                   {"redirect_uri", options_.redirect_uri},
                   {"client_id", options_.client_id},
                   {"code_verifier", verifier}};
  outbound::Call post;
  post.method = "POST";
  post.address = addresses.token;
  post.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  if (!secret_.empty() && addresses.secret_in_body) fields.emplace_back("client_secret", secret_);
  if (!secret_.empty() && !addresses.secret_in_body)
    post.private_headers = {{"Authorization", basic_credentials(options_.client_id, secret_)}};
  post.body = form_of(fields);
  const auto body = call(std::move(post));
  if (!body) return body.error();
  const auto answer = parse_json(*body);
  std::string token = answer ? member(answer->root(), "id_token") : std::string();
  if (token.empty()) return refused("gave no `id_token` for its code");
  return token;
}

Result<Identity> Provider::verify(std::string_view text, std::string_view nonce) {
  const auto token = read_id_token(text);
  if (!token) return token.error();
  auto known = facts(kFactsLive);
  if (!known) return known.error();
  const http::VerificationKey* key = (*known)->keys.find(token->key_id, token->algorithm);
  if (key == nullptr) {
    known = facts(kBetweenFetches);
    if (!known) return known.error();
    key = (*known)->keys.find(token->key_id, token->algorithm);
  }
  if (key == nullptr)
    return token->refused(
        fmt::format("is signed by a key that the provider does not publish: `alg` '{}', `kid` '{}'",
                    token->algorithm, token->key_id));
  auto identity = check_id_token(*token, *key, {options_.issuer, options_.client_id, nonce}, clock_.wall());
  if (identity && options_.trust_email && !identity->email.empty()) identity->email_verified = true;
  return identity;
}

Result<Provider::FactsPointer> Provider::facts(std::chrono::steady_clock::duration age) {
  const MutexLock lock(mutex_);
  const auto now = clock_.steady();
  if (facts_ != nullptr && now < facts_->fetched + age) return facts_;
  if (failure_ && now < failed_ + kPauseAfterFailure) return *failure_;
  auto fetched = fetch();
  failure_.reset();
  if (fetched) {
    facts_ = *fetched;
    return fetched;
  }
  failure_.emplace(ErrorKind::io, fetched.error().message());
  failed_ = clock_.steady();
  return *failure_;
}

Result<Provider::FactsPointer> Provider::fetch() const {
  const auto described = get(discovery_address(options_.issuer));
  if (!described) return described.error();
  auto addresses = read_discovery(*described, options_.issuer);
  if (!addresses) return std::move(addresses).error();
  const auto listed = get(addresses->keys);
  if (!listed) return listed.error();
  auto keys = ProviderKeys::read(*listed);
  if (!keys) return std::move(keys).error();
  return std::make_shared<const Facts>(Facts{*std::move(addresses), *std::move(keys), clock_.steady()});
}

Result<std::string> Provider::get(const std::string& address) const {
  outbound::Call read;
  read.address = address;
  read.headers = {{"Accept", "application/json"}};
  return call(std::move(read));
}

Result<std::string> Provider::call(outbound::Call call) const {
  call.purpose = kPurpose;
  call.connect_time = kConnectTime;
  call.total_time = kCallTime;
  call.most_bytes = limits::kProviderAnswerBytes.most;
  call.stop = stop_;
  auto answer = client_.send(call);
  const std::string_view path = std::string_view(call.address).substr(0, call.address.find('?'));
  if (!answer) return io_error(fmt::format("{}: {}", path, answer.error().message()));
  if (call.method == "GET" && answer->address != outbound::WebAddress::parse(call.address)->text())
    return io_error(
        fmt::format("{}: leads elsewhere; what a provider says of itself must stand there", path));
  if (answer->status == 200) return std::move(answer->body);
  if (answer->status < 500 && call.method == "POST") {
    const auto told = parse_json(answer->body);
    return refused(fmt::format("refuses its code with {}: '{}'", answer->status,
                               error_word(told ? member(told->root(), "error") : "")));
  }
  return io_error(fmt::format("{}: answers {}", path, answer->status));
}

}  // namespace suggestd::openid
