// The words of an import: each note and refusal on standard error while it runs, the sums at its end.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/progress_bar.h"
#include "cli/rejects_file.h"
#include "connect/input/import_notes.h"
#include "connect/targets/import_target.h"

namespace suggestd::cli {

// The reason without what differs from line to line: quoted values become '...', places in lists and what is left of
// something ("/lines/3/quantity: only 2 are left") become N.
std::string reason_of(std::string_view why);

class ImportReport {
 public:
  ImportReport(std::string kind, bool progress) : kind_(std::move(kind)), bar_(kind_, progress) {}

  // Errors: io if the file can't be made.
  Status write_rejects(const std::string& name);
  void note(const Inferred& inferred);
  void left_out(const LeftOut& part);
  // A document that the target refused; it is counted there.
  void refused(const std::string& place, const SourceText& source, const std::string& why);
  void progress(std::uint64_t done, std::uint64_t of) { bar_.update(done, of, records); }
  // Prints the sums. Errors: io of the file of rejects.
  Status finish(bool json, bool full_sync, double seconds);
  // True if nothing was left out but what a file of this format is expected to hold.
  bool all_good() const { return counts.refused == 0; }

  ImportCounts counts;
  std::uint64_t records = 0;
  std::uint64_t hidden = 0;  // by a full synchronisation

 private:
  using Reasons = std::map<std::string, std::uint64_t>;
  static void count(Reasons& reasons, const std::string& why, std::uint64_t records);
  static void print(std::string_view what, const Reasons& reasons);
  void tell(const std::string& place, const std::string& why);
  std::string json_text(double seconds) const;

  const std::string kind_;
  ProgressBar bar_;
  std::optional<RejectsFile> rejects_;
  std::vector<Inferred> notes_;
  Reasons refusals_;
  Reasons passed_over_;
  std::uint64_t passed_over_lines_ = 0;
  std::uint64_t told_ = 0;
};

}  // namespace suggestd::cli
