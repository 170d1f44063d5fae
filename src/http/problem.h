// Errors as problem details (RFC 9457). The only place where an error gets its HTTP number.
//
// Types    stable paths, "/problems/not-found"; problem_table() lists them for the documentation.
// Threads  pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/exchange.h"

namespace suggestd::http {

struct ProblemType {
  int status = 500;
  std::string_view type;   // "not-found"
  std::string_view title;  // "Not found"
};

const std::vector<ProblemType>& problem_table();

// "Not found" for 404.
std::string_view problem_title(int status);

// The status that an error of this kind gets.
int status_of(ErrorKind kind);

// The part of an error that a caller may be told. Errors about the server's own files name paths; those go to
// the log, for the operator.
std::string public_detail(const Error& error);

// An answer for `error`.
Response problem_response(const Error& error);
// An answer with a status that HTTP itself defines (404 of a path, 405, 413 ...).
Response problem_response(int status, std::string_view detail, const std::vector<FieldError>& fields = {});

// A refusal of a request that is right in itself and names things that are not there. Requires: any `fields`, which say
// where, and what to do.
Response unknown_names_response(const std::vector<FieldError>& fields);

// Completes a problem's body with the request id; the body was made by problem_response().
void add_request_id(Response& response, std::string_view request_id);

inline constexpr std::string_view kProblemType = "application/problem+json; charset=utf-8";

}  // namespace suggestd::http
