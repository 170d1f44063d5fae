// A call to the administrators' routes by the owner of a store: over the socket in its folder if a server runs
// on it, and on the store itself if none does.
//
// Threads  any.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/command.h"
#include "settings/config.h"

namespace suggestd::cli {

struct OwnerAnswer {
  int status = 0;
  std::string body;  // JSON, or a problem
};

struct OwnerRequest {
  std::string_view method;
  std::string target;  // path and query, percent-encoded
  std::string body = {};
  bool makes_job = false;  // the answer is a job, whose end is waited for
};

// Errors: those of opening the store; io if the server ends the connection.
Result<OwnerAnswer> ask_as_owner(const Config& config, const OwnerRequest& request);

// Prints an answer as it is.
void print_json(const std::string& body);

// Loads the configuration, asks, and hands a good answer to `print`; tells errors and problems.
ExitStatus run_as_owner(const ConfigFlags& flags, const OwnerRequest& request,
                        const std::function<void(const std::string& body)>& print);

}  // namespace suggestd::cli
