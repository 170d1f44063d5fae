// A person's profile, as the shop tells it; the person's orders and events are records of their own.
//
// Threads  plain values.
#pragma once

#include <string>
#include <vector>

#include "records/consent.h"

namespace suggestd {

struct User {
  std::string user_id;
  std::string email_hash;  // keyed hash, never the address
  std::vector<std::string> anonymous_ids;
  std::string properties;            // JSON object as text, "" if none
  Consent consent = Consent::unset;  // no: orders may stay, but nothing is learned and no personal list made

  bool operator==(const User&) const = default;
};

}  // namespace suggestd
