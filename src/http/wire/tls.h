// TLS 1.2 and 1.3 for a listener: the certificate that its connections show, and the records of one of them.
//
// Suites   with forward secrecy and authenticated encryption alone; no renegotiation, no compression.
// Plain    a client that speaks HTTP without TLS is told so in plain HTTP.
// Threads  a TlsCertificate: any. A TlsStream: its connection's worker.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"

struct ssl_st;
struct ssl_ctx_st;

namespace suggestd::http {

// The outcome of a step that never waits.
struct Transfer {
  std::size_t bytes = 0;  // moved; 0: none
  short wait = 0;         // POLLIN or POLLOUT: the step is to be done again then; 0 without bytes: it is over
};

// One connection's TLS. The handshake is part of the first receive().
class TlsStream {
 public:
  // Requires: `socket` doesn't block, and outlives the stream.
  TlsStream(std::shared_ptr<const ssl_ctx_st> context, int socket);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  Transfer receive(char* into, std::size_t room);
  // Requires: after a wait the same bytes are sent again, or more that begin with them.
  Transfer send(std::string_view bytes);
  // Bytes have come that receive() has not given out yet: the socket need not become readable for them.
  bool has_input() const;
  bool shook_hands() const;
  // Tells the client that nothing more will come. Sends at most once.
  void end();

 private:
  Transfer outcome(int moved);

  std::shared_ptr<const ssl_ctx_st> context_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
  const int socket_;
  bool broken_ = false;  // OpenSSL allows no further call
};

class TlsCertificate {
 public:
  // Reads a chain that begins with the server's own certificate, and its key, both PEM. Errors: invalid, naming
  // the file and the fault.
  static Result<std::unique_ptr<TlsCertificate>> read(std::filesystem::path chain, std::filesystem::path key);

  // Reads the files again, and keeps the pair aside. Errors: as read().
  Status stage();
  // Connections that begin from now on show the pair that was staged last, if one was.
  void show_staged();

  // A connection that the client has just opened.
  std::unique_ptr<TlsStream> accept(int socket) const;

 private:
  TlsCertificate(std::filesystem::path chain, std::filesystem::path key)
      : chain_(std::move(chain)), key_(std::move(key)) {}

  const std::filesystem::path chain_;
  const std::filesystem::path key_;
  Mutex staging_;
  std::shared_ptr<const ssl_ctx_st> staged_ SUGGESTD_GUARDED_BY(staging_);
  Published<ssl_ctx_st> context_;  // stored under staging_
};

}  // namespace suggestd::http
