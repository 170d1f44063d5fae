// The result of a function that can fail.
//
// Idea     a Result holds a value or an Error, never both, never neither. Exceptions do not cross a
//          layer: a library's exception or status becomes an Error at the border where it appears.
// Kinds    few, and about what the caller can do; HTTP numbers are given to them in http/ alone.
// Message  a sentence for a person: what was wrong, where, what to do. Context is put in front on the
//          way up (`with_context`). `pointer` names the bad field as a JSON pointer (RFC 6901).
// Threads  plain values.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace suggestd {

enum class ErrorKind {
  invalid,      // the caller's input is wrong; the same call can never succeed
  not_found,    // the thing named does not exist
  conflict,     // the thing exists and differs, or has changed since it was read
  denied,       // the caller may not do this
  gone,         // it existed and is no longer kept
  busy,         // try again later
  no_space,     // the disk is full; reads go on
  corrupt,      // bytes on disk are not what we wrote
  unsupported,  // a format or feature of another version
  io,           // the operating system or the network failed
  internal,     // a defect of ours
  too_costly,   // the request asks for more work than one may cost; lower the number that is named
  too_large,    // the answer would have more bytes than one may have; lower the number that is named
};

// True if the same call may succeed once there is room, memory or an answer from the system again.
bool passes_by_itself(ErrorKind kind);

// The stable word for a kind, as used in logs, metrics and problem types: "not_found".
std::string_view error_kind_name(ErrorKind kind);

struct FieldError {
  std::string pointer;  // JSON pointer to the field, "" for the whole body
  std::string detail;
};

class [[nodiscard]] Error {
 public:
  Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& message() const noexcept { return message_; }
  const std::vector<FieldError>& fields() const noexcept { return fields_; }

  Error& add_field(std::string pointer, std::string detail);
  // "context: message", the same kind and fields.
  Error with_context(std::string_view context) const;

 private:
  ErrorKind kind_;
  std::string message_;
  std::vector<FieldError> fields_;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  // Requires: ok().
  T& value() & { return assert(ok()), std::get<0>(state_); }
  const T& value() const& { return assert(ok()), std::get<0>(state_); }
  T&& value() && { return assert(ok()), std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Requires: !ok().
  const Error& error() const& { return assert(!ok()), std::get<1>(state_); }
  Error&& error() && { return assert(!ok()), std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return ok(); }
  const Error& error() const& { return assert(!ok()), *error_; }
  Error&& error() && { return assert(!ok()), *std::move(error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

Error invalid(std::string message);
// An invalid field: the message is "pointer: detail".
Error invalid_field(std::string pointer, std::string detail);
Error not_found(std::string message);
Error conflict(std::string message);
Error corrupt(std::string message);
Error io_error(std::string message);
// "what: text of errno", kind io (no_space for ENOSPC and EDQUOT).
Error errno_error(std::string_view what, int error_number);
Error internal_error(std::string message);

}  // namespace suggestd
