// Tells systemd how a Type=notify service is doing, by the protocol of sd_notify(3): one datagram.
#pragma once

#include <string_view>

namespace suggestd::cli {

// "READY=1", "STOPPING=1", "RELOADING=1", "WATCHDOG=1". Does nothing unless systemd asks for it
// (NOTIFY_SOCKET is set); a failure is of no consequence and not told.
void notify_systemd(std::string_view state);

}  // namespace suggestd::cli
