#include "base/open_files.h"

#include <sys/resource.h>

#include <algorithm>

#include <fmt/format.h>

namespace suggestd {
namespace {

// Descriptors for standard streams, listeners, the database's logs, manifest and lock, files of a backup or
// an import, and connections that are being refused.
constexpr std::size_t kReservedFiles = 64;
// The store gets 1/kStoreShare of the limit for table files, within these bounds. A store has about one table
// file for each 64 MB; RocksDB opens the others when they are read, at the price of some microseconds.
constexpr std::size_t kFewestStoreFiles = 32;
constexpr std::size_t kMostStoreFiles = 16'384;
constexpr std::size_t kStoreShare = 4;

// When not all connections can be served, administration gets 1/kAdminShare of the descriptors that are left
// for connections, and streams 1/kStreamShare.
constexpr std::size_t kAdminShare = 16;
constexpr std::size_t kStreamShare = 8;

std::size_t at_most(std::size_t wanted, std::size_t share) {
  return std::min(wanted, std::max<std::size_t>(1, share));
}

ConnectionCounts share_out(const ConnectionCounts& wanted, std::size_t left) {
  ConnectionCounts served;
  served.admin = at_most(wanted.admin, left / kAdminShare);
  served.streams = at_most(wanted.streams, left / kStreamShare / 2);
  const std::size_t others = served.all();
  served.shop = at_most(wanted.shop, left > others ? left - others : 0);
  return served;
}

}  // namespace

std::uint64_t raise_open_files_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1'024;  // the default of Linux
  const rlimit raised{limit.rlim_max, limit.rlim_max};
  if (limit.rlim_cur < limit.rlim_max && ::setrlimit(RLIMIT_NOFILE, &raised) == 0) return raised.rlim_cur;
  return limit.rlim_cur;
}

OpenFilesPlan plan_open_files(std::uint64_t limit, const ConnectionCounts& wanted) {
  OpenFilesPlan plan;
  const auto files = static_cast<std::size_t>(std::min<std::uint64_t>(limit, std::uint64_t{1} << 30U));
  plan.store_files = std::clamp(files / kStoreShare, kFewestStoreFiles, kMostStoreFiles);
  plan.connections = wanted;
  const std::size_t used = wanted.all() + kReservedFiles;
  plan.needed = used + std::clamp(used / (kStoreShare - 1) + 1, kFewestStoreFiles, kMostStoreFiles);
  const std::size_t taken = plan.store_files + kReservedFiles;
  const std::size_t left = files > taken ? files - taken : 0;
  plan.lowered = wanted.all() > left;
  if (plan.lowered) plan.connections = share_out(wanted, left);
  return plan;
}

std::string explain(const OpenFilesPlan& plan, std::uint64_t limit) {
  return fmt::format(
      "this process may open {} files, and all the connections that the configuration allows need {}: so {} "
      "connections for shops, {} for administration and {} streams are served at once. Raise the limit "
      "(LimitNOFILE= in the systemd unit, or 'ulimit -Hn') or lower http.max_connections",
      limit, plan.needed, plan.connections.shop, plan.connections.admin, plan.connections.streams);
}

}  // namespace suggestd
