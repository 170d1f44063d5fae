// Links of a mail that tell the server that they were followed, the picture that tells that it was opened, and products'
// pictures that the server passes on.
//
// Address  BASE/v1/links/TOKEN. The token is what the link stands for, encrypted and authenticated under a secret of the
//          server (XChaCha20-Poly1305): it shows no person's id, and nobody but the server makes one. The product's
//          own address is looked up when the link is followed, so that no token leads to a place of somebody's choice.
// Same     a place of a list has one token, however often it is told: the nonce is a keyed hash of the content
//          (as in RFC 5297, with HMAC-SHA-256).
// Threads  any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/ids.h"
#include "base/result.h"
#include "base/secret.h"
#include "store/tables/meta_table.h"

namespace suggestd::campaigns {

// One place of one person's list.
struct LinkTarget {
  ShopId shop;
  std::string campaign;
  std::string run;
  std::string user_id;
  std::uint32_t place = 0;  // of the product, from 1; 0: the whole list was opened
  bool operator==(const LinkTarget&) const = default;
};

// The picture of a product, for whoever reads about it. It tells the server nothing.
struct PictureTarget {
  ShopId shop;
  std::string product_id;
  bool operator==(const PictureTarget&) const = default;
};

using SealedTarget = std::variant<LinkTarget, PictureTarget>;

class LinkSeal {
 public:
  // With the server's secret, which is made at first use. Errors: those of the store.
  static Result<LinkSeal> open(store::MetaTable& meta);
  explicit LinkSeal(std::string_view secret);

  std::string seal(const SealedTarget& target) const;
  // Nothing if the token is none of this server's.
  std::optional<SealedTarget> unseal(std::string_view token) const;

 private:
  Sha256 cipher_key_;
  Sha256 nonce_key_;
};

// The start of tracked links: an address of http or https that leads to the shops' listener, without a query. Returned
// without a slash at its end. Errors: invalid.
Result<std::string> read_link_base(std::string_view text);

// The run whose lists links stand in.
struct LinksOfRun {
  ShopId shop;
  std::string_view campaign;
  std::string_view run;
  bool with_pictures = false;  // the server passes products' pictures on
};

// The tracked links of one run's lists.
class TrackedLinks {
 public:
  // `base`: as read_link_base() returns it.
  TrackedLinks(LinkSeal seal, std::string base, const LinksOfRun& of);

  // `place`: as in LinkTarget.
  std::string link(std::string_view user_id, std::uint32_t place) const;
  std::string pixel(std::string_view user_id) const { return link(user_id, 0); }
  // Nothing if the server does not pass pictures on.
  std::optional<std::string> picture(std::string_view product_id) const;

 private:
  LinkSeal seal_;
  std::string base_;
  ShopId shop_;
  std::string campaign_;
  std::string run_;
  bool with_pictures_;
};

// For the lists of a run; nothing if `base` is "". Errors: those of read_link_base() and the store.
Result<std::optional<TrackedLinks>> tracked_links(store::MetaTable& meta, std::string_view base,
                                                  const LinksOfRun& of);

}  // namespace suggestd::campaigns
