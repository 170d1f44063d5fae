// A receiver: whom the watch tells, and of what. Each is a [[watch.receiver]] table of the configuration:
//
//   name          names it in the log, in /v1/status, and in what was told: a receiver that is renamed is told anew
//   kind          "webhook": JSON, signed by Standard Webhooks (outbound/signature.h) with the secret in secret_file
//                 "slack":   {"text":...} to the address in url_file, which is a secret itself
//                 "mail":    by the mail server at url, from `from` to each of `to`; user and password_file if it asks
//   url, url_file, secret_file, user, password_file, from, to    as the kind needs them, and no others
//   shops         only alarms of these shops; without it all, and the server's own
//   severities    ["critical"], ["warning"] or both; without it both
//   quiet_hours   "22:00-07:00" in time_zone ("UTC" without one): warnings wait until they are over
//
// Secrets  stand in files (docs/decisions/0581), which are read when the server starts and at a reload, not when the
//          configuration is checked.
// Threads  plain values and pure functions, but for the files.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "watch/condition.h"
#include "watch/quiet_hours.h"

namespace suggestd::watch {

enum class ReceiverKind { webhook, slack, mail };

struct Receiver {
  std::string name;
  ReceiverKind kind = ReceiverKind::webhook;
  std::string url;
  std::string url_file;
  std::string secret_file;
  std::string user;
  std::string password_file;
  std::string from;
  std::vector<std::string> to;
  std::vector<std::string> shops;
  std::vector<Severity> severities;
  QuietHours quiet;

  std::string secret = {};  // what secret_file or password_file holds

  // Whether it is told of such alarms at all.
  bool wants(const AlarmKey& key) const;
  // Whether it may be told of one of this severity now.
  bool may_hear(Severity severity, Timestamp at) const {
    return severity == Severity::critical || !quiet.hold(at);
  }
};

inline constexpr std::size_t kMostReceivers = 20;
inline constexpr std::size_t kMostMailAddresses = 20;

// `json`: the table. Errors: invalid, with a field for each that is wrong.
Result<Receiver> parse_receiver(std::string_view json);

// Reads the files that it names, by the path that `path_of` makes of the name in the configuration. Errors: those of
// reading; invalid for a secret or an address in a file that is none.
Status read_secrets(Receiver& receiver, const std::function<std::string(const std::string&)>& path_of);

}  // namespace suggestd::watch
