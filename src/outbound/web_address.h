// An address that the server may call: http or https, with a host, without credentials.
//
// Threads  plain values.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::outbound {

class WebAddress {
 public:
  // Errors: invalid, saying which part is wrong.
  static Result<WebAddress> parse(std::string_view text);

  const std::string& text() const noexcept { return text_; }
  bool is_https() const noexcept { return scheme_ == "https"; }
  const std::string& host() const noexcept { return host_; }
  bool same_origin(const WebAddress& other) const {
    return scheme_ == other.scheme_ && host_ == other.host_ && port_ == other.port_;
  }

 private:
  std::string text_;  // without a fragment
  std::string scheme_;
  std::string host_;
  std::string port_;
};

}  // namespace suggestd::outbound
