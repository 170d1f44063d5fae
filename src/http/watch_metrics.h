// The alarms of the watch, for Prometheus.
//
// Threads  as a metrics source: one at a time.
#pragma once

#include "watch/watch.h"

namespace suggestd::http {

void update_watch_metrics(const watch::WatchStatus& status);

}  // namespace suggestd::http
