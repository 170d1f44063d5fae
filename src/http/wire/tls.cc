#include "http/wire/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <climits>
#include <string>

#include <fmt/format.h>

#include "base/mutex.h"

namespace suggestd::http {
namespace {

// TLS 1.3 has such suites only.
constexpr const char* kSuitesOfTls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view kSessions = "suggestd";
constexpr std::string_view kProtocol = "\x08http/1.1";  // as ALPN writes it: its length first

constexpr std::string_view kToPlainClient =
    R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"this port speaks TLS: use https://"})";

void refuse_plain_http(int socket) {
  const std::string answer = fmt::format(
      "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: {}\r\n"
      "Connection: close\r\n\r\n{}",
      kToPlainClient.size(), kToPlainClient);
  ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

// The library's own words for the error that was met last; forgets all others.
std::string last_error() {
  const unsigned long code = ERR_peek_last_error();
  const char* const words = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return words == nullptr ? "unknown error" : words;
}

// A key under a password would make the library ask at the terminal.
int no_password(char*, int, int, void*) { return 0; }

int choose_protocol(ssl_st*, const unsigned char** chosen, unsigned char* length,
                    const unsigned char* offered, unsigned int offered_length, void*) {
  unsigned char* found = nullptr;
  const auto* const ours = reinterpret_cast<const unsigned char*>(kProtocol.data());
  const int met = SSL_select_next_proto(&found, length, ours, static_cast<unsigned int>(kProtocol.size()),
                                        offered, offered_length);
  *chosen = found;
  return met == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

using Context = std::shared_ptr<ssl_ctx_st>;

Context make_context() {
  Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (context == nullptr) return nullptr;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_default_passwd_cb(context.get(), no_password);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>(kSessions.data()),
                                 static_cast<unsigned int>(kSessions.size()));
  return SSL_CTX_set_cipher_list(context.get(), kSuitesOfTls12) == 1 ? context : nullptr;
}

Result<Context> read_context(const std::filesystem::path& chain, const std::filesystem::path& key) {
  ERR_clear_error();
  const Context context = make_context();
  if (context == nullptr) return internal_error(fmt::format("TLS can't be set up: {}", last_error()));
  if (SSL_CTX_use_certificate_chain_file(context.get(), chain.c_str()) != 1)
    return invalid(
        fmt::format("{} is no readable certificate chain in PEM: {}", chain.string(), last_error()));
  if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return invalid(fmt::format("{} is no readable key in PEM without a password, or not the key of {}: {}",
                               key.string(), chain.string(), last_error()));
  }
  return context;
}

}  // namespace

TlsStream::TlsStream(std::shared_ptr<const ssl_ctx_st> context, int socket)
    : context_(std::move(context)),
      // The library counts its references in the context, so it takes one that is not const.
      ssl_(SSL_new(const_cast<ssl_ctx_st*>(context_.get())), SSL_free),  // NOLINT
      socket_(socket) {
  if (ssl_ == nullptr || SSL_set_fd(ssl_.get(), socket) != 1) {
    broken_ = true;
    return;
  }
  SSL_set_accept_state(ssl_.get());
}

TlsStream::~TlsStream() { end(); }

Transfer TlsStream::receive(char* into, std::size_t room) {
  if (broken_) return {};
  ERR_clear_error();
  return outcome(SSL_read(ssl_.get(), into, static_cast<int>(std::min<std::size_t>(room, INT_MAX))));
}

Transfer TlsStream::send(std::string_view bytes) {
  if (broken_) return {};
  ERR_clear_error();
  const auto size = static_cast<int>(std::min<std::size_t>(bytes.size(), INT_MAX));
  return outcome(SSL_write(ssl_.get(), bytes.data(), size));
}

Transfer TlsStream::outcome(int moved) {
  if (moved > 0) return {static_cast<std::size_t>(moved), 0};
  switch (SSL_get_error(ssl_.get(), moved)) {
    case SSL_ERROR_WANT_READ:
      return {0, POLLIN};
    case SSL_ERROR_WANT_WRITE:
      return {0, POLLOUT};
    case SSL_ERROR_ZERO_RETURN:  // the client has ended its side; ours may still send
      return {};
    default:
      broken_ = true;
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_HTTP_REQUEST) refuse_plain_http(socket_);
  ERR_clear_error();
  return {};
}

bool TlsStream::has_input() const { return !broken_ && SSL_has_pending(ssl_.get()) == 1; }

bool TlsStream::shook_hands() const { return ssl_ != nullptr && SSL_is_init_finished(ssl_.get()) == 1; }

void TlsStream::end() {
  if (broken_ || !shook_hands()) return;
  broken_ = true;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

Result<std::unique_ptr<TlsCertificate>> TlsCertificate::read(std::filesystem::path chain,
                                                             std::filesystem::path key) {
  std::unique_ptr<TlsCertificate> certificate(new TlsCertificate(std::move(chain), std::move(key)));
  if (Status read = certificate->stage(); !read) return std::move(read).error();
  certificate->show_staged();
  return certificate;
}

Status TlsCertificate::stage() {
  const MutexLock lock(staging_);
  Result<Context> context = read_context(chain_, key_);
  if (!context) return std::move(context).error();
  staged_ = *std::move(context);
  return {};
}

void TlsCertificate::show_staged() {
  const MutexLock lock(staging_);
  if (staged_ != nullptr) context_.store(std::move(staged_));
  staged_ = nullptr;
}

std::unique_ptr<TlsStream> TlsCertificate::accept(int socket) const {
  return std::make_unique<TlsStream>(context_.load(), socket);
}

}  // namespace suggestd::http
