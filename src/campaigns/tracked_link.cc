#include "campaigns/tracked_link.h"

#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sodium.h>

#include "base/base64url.h"
#include "base/hmac.h"
#include "campaigns/limits.h"
#include "outbound/web_address.h"
#include "records/wire.h"

namespace suggestd::campaigns {
namespace {

constexpr std::string_view kSecretKey = "campaign-links/secret";
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == sizeof(Sha256));

// In mails that were sent: never change or reuse one.
enum TargetField : unsigned {
  shop_field = 1,
  campaign_field = 2,
  run_field = 3,
  user_field = 4,
  place_field = 5,
  product_field = 6,
};

std::string encode(const LinkTarget& target) {
  std::string bytes;
  FieldWriter out(bytes);
  out.number(shop_field, number(target.shop));
  out.text(campaign_field, target.campaign);
  out.text(run_field, target.run);
  out.text(user_field, target.user_id);
  out.number(place_field, target.place);
  return bytes;
}

std::string encode(const PictureTarget& target) {
  std::string bytes;
  FieldWriter out(bytes);
  out.number(shop_field, number(target.shop));
  out.text(product_field, target.product_id);
  return bytes;
}

std::optional<SealedTarget> decode(std::string_view bytes) {
  LinkTarget target;
  std::string product;
  FieldReader in(bytes);
  Field field;
  while (in.next(field)) {
    if (field.number == shop_field) target.shop = ShopId{static_cast<std::uint32_t>(field.value)};
    if (field.number == campaign_field) target.campaign = field.text();
    if (field.number == run_field) target.run = field.text();
    if (field.number == user_field) target.user_id = field.text();
    if (field.number == place_field) target.place = static_cast<std::uint32_t>(field.value);
    if (field.number == product_field) product = field.text();
  }
  if (in.failed()) return std::nullopt;
  if (!product.empty()) return PictureTarget{target.shop, std::move(product)};
  return target;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string nonce_of(const Sha256& key, std::string_view content) {
  const Sha256 hash = hmac_sha256({reinterpret_cast<const char*>(key.data()), key.size()}, content);
  return {reinterpret_cast<const char*>(hash.data()), kNonceBytes};
}

Result<std::string> secret_of(store::MetaTable& meta) {
  for (;;) {
    auto kept = meta.get(kSecretKey);
    if (!kept) return std::move(kept).error();
    if (*kept) return **std::move(kept);
    const auto put = meta.replace(kSecretKey, std::nullopt, make_secret_key("suggestd_links"));
    if (!put) return put.error();
  }
}

}  // namespace

LinkSeal::LinkSeal(std::string_view secret)
    : cipher_key_(hmac_sha256(secret, "cipher of links")),
      nonce_key_(hmac_sha256(secret, "nonce of links")) {}

Result<LinkSeal> LinkSeal::open(store::MetaTable& meta) {
  const auto secret = secret_of(meta);
  if (!secret) return secret.error();
  return LinkSeal(*secret);
}

std::string LinkSeal::seal(const SealedTarget& target) const {
  const std::string content = std::visit([](const auto& each) { return encode(each); }, target);
  std::string sealed = nonce_of(nonce_key_, content);
  const std::string nonce = sealed;
  sealed.resize(kNonceBytes + content.size() + kTagBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed) + kNonceBytes, nullptr, bytes_of(content),
                                             content.size(), nullptr, 0, nullptr, bytes_of(nonce),
                                             cipher_key_.data());
  return encode_base64url(sealed);
}

std::optional<SealedTarget> LinkSeal::unseal(std::string_view token) const {
  if (token.size() > limits::kLinkTokenBytes.most) return std::nullopt;
  const auto sealed = decode_base64url(token);
  if (!sealed || sealed->size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string content(sealed->size() - kNonceBytes - kTagBytes, '\0');
  const int wrong = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes_of(content), nullptr, nullptr, bytes_of(*sealed) + kNonceBytes, sealed->size() - kNonceBytes,
      nullptr, 0, bytes_of(*sealed), cipher_key_.data());
  return wrong == 0 ? decode(content) : std::nullopt;
}

Result<std::string> read_link_base(std::string_view text) {
  if (text.size() > limits::kLinkBaseBytes.most)
    return invalid(fmt::format("has {} bytes; at most {}", text.size(), limits::kLinkBaseBytes.most));
  const auto address = outbound::WebAddress::parse(text);
  if (!address) return address.error();
  if (text.find_first_of("?#") != std::string_view::npos)
    return invalid("has a query or a fragment; the links' own path follows behind this address");
  std::string base = address->text();
  while (base.ends_with('/')) base.pop_back();
  return base;
}

TrackedLinks::TrackedLinks(LinkSeal seal, std::string base, const LinksOfRun& of)
    : seal_(seal),
      base_(std::move(base)),
      shop_(of.shop),
      campaign_(of.campaign),
      run_(of.run),
      with_pictures_(of.with_pictures) {}

Result<std::optional<TrackedLinks>> tracked_links(store::MetaTable& meta, std::string_view base,
                                                  const LinksOfRun& of) {
  if (base.empty()) return std::optional<TrackedLinks>();
  auto good = read_link_base(base);
  if (!good) return std::move(good).error();
  const auto seal = LinkSeal::open(meta);
  if (!seal) return seal.error();
  return std::optional(TrackedLinks(*seal, *std::move(good), of));
}

std::string TrackedLinks::link(std::string_view user_id, std::uint32_t place) const {
  return fmt::format("{}/v1/links/{}", base_,
                     seal_.seal(LinkTarget{shop_, campaign_, run_, std::string(user_id), place}));
}

std::optional<std::string> TrackedLinks::picture(std::string_view product_id) const {
  if (!with_pictures_) return std::nullopt;
  return fmt::format("{}/v1/links/{}", base_, seal_.seal(PictureTarget{shop_, std::string(product_id)}));
}

}  // namespace suggestd::campaigns
