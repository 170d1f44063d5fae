// Salvages a damaged store where no backup is better: it keeps the records that can still be read, in a new
// epoch.
//
// Way      the log files, MANIFEST and mark are copied aside. Write-ahead logs after the damaged one are
//          taken out, because their records would stand behind a hole. The rest is looked through, and only
//          then opened for writing. Each shop begins a new epoch: the sequences of lost records are given
//          again, and tokens of before are refused instead of meaning something else. A learner that had
//          learned more begins anew.
// Limits   it repairs only a lost end of the log. Where table files are missing or the log has holes, or
//          tables and log disagree, a backup is the only way, and the error says so.
// Threads  one; nobody else has the store open.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace suggestd::store {

struct SalvagedShop {
  std::string name;
  Position head;
};

struct SalvageReport {
  std::optional<std::string> damage;          // with file and place; nothing: the store is whole
  std::uint64_t records = 0;                  // that can be read, of all shops' logs
  std::optional<std::uint64_t> acknowledged;  // that were on disk by the mark; nothing if there is none
  std::vector<SalvagedShop> shops;
  std::filesystem::path set_aside;  // where the files are as they were; empty if nothing was changed
};

// The report of salvage(), without any change. Errors: corrupt if only a backup helps; busy; not_found; io.
Result<SalvageReport> look_at_salvage(const std::filesystem::path& store);
// Makes the store one that opens again. A store that is whole is left as it is. Errors: the same, and then
// the store is as it was.
Result<SalvageReport> salvage(const std::filesystem::path& store);

}  // namespace suggestd::store
