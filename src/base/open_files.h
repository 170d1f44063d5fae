// The shares of the file descriptors that the operating system lets a process have.
//
// Why      each connection holds one, and so does each file that RocksDB has open. When connections take all
//          of them, the store can begin no new log, and every order fails.
// Shares   64 for listeners, logs, backups and refusals; a quarter for table files; the rest for connections.
//          When that is too little, administration gets 1/16 of the rest, streams 1/8, shops all else.
// Threads  raise_open_files_limit() before the others begin; plan_open_files() any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace suggestd {

struct ConnectionCounts {
  std::size_t shop = 0;
  std::size_t admin = 0;
  std::size_t streams = 0;  // beside the connections, at each of the two listeners

  std::size_t all() const { return shop + admin + 2 * streams; }
};

struct OpenFilesPlan {
  ConnectionCounts connections;  // as wanted, or lowered
  std::size_t store_files = 0;   // that RocksDB may hold open at once
  std::size_t needed = 0;        // a limit that would serve all that was wanted
  bool lowered = false;          // `connections` are fewer than wanted
};

// Raises the limit of this process as far as it may without asking anybody: the soft limit becomes the hard
// one. Returns the limit in force, also when it could not be raised.
std::uint64_t raise_open_files_limit();

// The shares of `limit` descriptors; never less than one connection of a kind that is wanted.
OpenFilesPlan plan_open_files(std::uint64_t limit, const ConnectionCounts& wanted);

// The message for an operator when the plan had to lower the connections.
std::string explain(const OpenFilesPlan& plan, std::uint64_t limit);

}  // namespace suggestd
