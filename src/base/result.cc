#include "base/result.h"

#include <cerrno>
#include <system_error>

namespace suggestd {

bool passes_by_itself(ErrorKind kind) {
  return kind == ErrorKind::no_space || kind == ErrorKind::io || kind == ErrorKind::busy;
}

std::string_view error_kind_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return "invalid";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::conflict:
      return "conflict";
    case ErrorKind::denied:
      return "denied";
    case ErrorKind::gone:
      return "gone";
    case ErrorKind::busy:
      return "busy";
    case ErrorKind::too_costly:
      return "too_costly";
    case ErrorKind::too_large:
      return "too_large";
    case ErrorKind::no_space:
      return "no_space";
    case ErrorKind::corrupt:
      return "corrupt";
    case ErrorKind::unsupported:
      return "unsupported";
    case ErrorKind::io:
      return "io";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

Error& Error::add_field(std::string pointer, std::string detail) {
  fields_.push_back({std::move(pointer), std::move(detail)});
  return *this;
}

Error Error::with_context(std::string_view context) const {
  Error wrapped = *this;
  wrapped.message_ = std::string(context) + ": " + message_;
  return wrapped;
}

Error invalid(std::string message) { return {ErrorKind::invalid, std::move(message)}; }

Error invalid_field(std::string pointer, std::string detail) {
  Error error(ErrorKind::invalid, (pointer.empty() ? "body" : pointer) + ": " + detail);
  error.add_field(std::move(pointer), std::move(detail));
  return error;
}

Error not_found(std::string message) { return {ErrorKind::not_found, std::move(message)}; }
Error conflict(std::string message) { return {ErrorKind::conflict, std::move(message)}; }
Error corrupt(std::string message) { return {ErrorKind::corrupt, std::move(message)}; }
Error io_error(std::string message) { return {ErrorKind::io, std::move(message)}; }
Error internal_error(std::string message) { return {ErrorKind::internal, std::move(message)}; }

Error errno_error(std::string_view what, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  return {full ? ErrorKind::no_space : ErrorKind::io,
          std::string(what) + ": " + std::system_category().message(error_number)};
}

}  // namespace suggestd
