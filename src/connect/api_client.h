// A client of a running server, for the commands that talk to one.
//
// TLS      where the address says https: the certificate has to be good for the host, by the authorities that OpenSSL
//          trusts on this machine, or those in the file that SSL_CERT_FILE names.
// Retries  requests that were answered 503 or 429, after the time that the answer names, for a minute.
// Threads  one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace httplib {
class Client;
}

namespace suggestd::cli {

struct ApiAnswer {
  int status = 0;
  std::string body;
  std::string entity_tag;  // "" without one
};

class ApiClient {
 public:
  // `url`: "http://HOST:PORT" or "https://HOST:PORT". Errors: invalid for anything else, and for an empty key.
  static Result<std::unique_ptr<ApiClient>> open(const std::string& url, const std::string& key);
  ~ApiClient();

  // Errors: io if the server can't be reached; denied, with what to do, for a key that is refused. Every
  // other answer is the caller's to judge.
  Result<ApiAnswer> get(const std::string& path);
  Result<ApiAnswer> remove(const std::string& path);
  Result<ApiAnswer> post(const std::string& path, std::string_view body, const std::string& content_type);
  // Puts JSON in the place of what had this entity tag.
  Result<ApiAnswer> put_if(const std::string& path, std::string_view json, const std::string& entity_tag);

 private:
  ApiClient(std::string url, std::unique_ptr<httplib::Client> client);
  template <class Send>
  Result<ApiAnswer> send(Send send_once);

  std::string url_;
  std::unique_ptr<httplib::Client> client_;
};

// The detail of a problem, or the status if the body is none.
Error api_error(const ApiAnswer& answer);

}  // namespace suggestd::cli
