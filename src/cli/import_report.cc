#include "cli/import_report.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"

namespace suggestd::cli {
namespace {

constexpr std::uint64_t kShownRefusals = 20;
// Different reasons that are counted one by one; others are counted together.
constexpr std::size_t kMostReasons = 50;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

}  // namespace

std::string reason_of(std::string_view why) {
  constexpr std::size_t kLongest = 200;
  std::string reason;
  for (std::size_t at = 0; at < why.size();) {
    const std::size_t end = why[at] == '\'' ? why.find('\'', at + 1) : std::string_view::npos;
    // A quotation mark inside of a word is an apostrophe.
    const bool opens = at == 0 || why[at - 1] == ' ' || why[at - 1] == '(';
    if (opens && end != std::string_view::npos) {
      reason += "'...'";
      at = end + 1;
    } else if (is_digit(why[at]) && (reason.ends_with('/') || reason.ends_with("only "))) {
      reason += 'N';
      while (at < why.size() && (is_digit(why[at]) || why[at] == '.')) ++at;
    } else {
      reason += why[at++];
    }
  }
  if (reason.size() > kLongest) {
    std::size_t cut = kLongest;
    while ((static_cast<unsigned char>(reason[cut]) & 0xC0) == 0x80) --cut;
    reason.resize(cut);
  }
  return reason;
}

Status ImportReport::write_rejects(const std::string& name) {
  rejects_.emplace(name);
  return rejects_->open();
}

void ImportReport::count(Reasons& reasons, const std::string& why, std::uint64_t records) {
  std::string reason = reason_of(why);
  if (reasons.size() >= kMostReasons && !reasons.contains(reason)) reason = "other reasons";
  reasons[reason] += records;
}

void ImportReport::note(const Inferred& inferred) {
  bar_.clear();
  fmt::print(stderr, "suggestd: {}{}{}: {} ({}){}\n", inferred.file, inferred.file.empty() ? "" : ": ",
             inferred.what, inferred.value, inferred.why,
             inferred.option.empty() ? "" : fmt::format("; {} says otherwise", inferred.option));
  notes_.push_back(inferred);
}

void ImportReport::left_out(const LeftOut& part) {
  if (part.expected) {
    passed_over_lines_ += part.records;
    return count(passed_over_, part.why, part.records);
  }
  records += part.records;
  counts.refused += part.records;
  count(refusals_, part.why, part.records);
  if (rejects_) rejects_->add(part.source, part.why);
  tell(part.place, part.why);
}

void ImportReport::refused(const std::string& place, const SourceText& source, const std::string& why) {
  count(refusals_, why, 1);
  if (rejects_) rejects_->add(source, why);
  tell(place, why);
}

void ImportReport::tell(const std::string& place, const std::string& why) {
  if (++told_ > kShownRefusals + 1) return;
  bar_.clear();
  if (told_ > kShownRefusals) {
    fmt::print(stderr, "suggestd: more are left out; they are counted at the end\n");
  } else {
    fmt::print(stderr, "suggestd: {}: left out: {}\n", place, why);
  }
}

std::string ImportReport::json_text(double seconds) const {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object()
      .member("records", records)
      .member("created", counts.created)
      .member("updated", counts.updated)
      .member("unchanged", counts.unchanged)
      .member("refused", counts.refused)
      .member("passed_over", passed_over_lines_)
      .member("hidden", hidden)
      .member("seconds", seconds);
  for (const auto& [name, reasons] :
       {std::pair("refused_by_reason", &refusals_), std::pair("passed_over_by_reason", &passed_over_)}) {
    writer.key(name).begin_object();
    for (const auto& [reason, number] : *reasons) writer.member(reason, number);
    writer.end_object();
  }
  writer.key("inferred").begin_array();
  for (const Inferred& note : notes_) {
    writer.begin_object()
        .member("file", note.file)
        .member("what", note.what)
        .member("value", note.value)
        .member("why", note.why)
        .member("option", note.option)
        .end_object();
  }
  writer.end_array();
  if (rejects_) {
    writer.key("rejects").begin_array();
    for (const std::string& name : rejects_->names()) writer.value(name);
    writer.end_array();
  }
  writer.end_object();
  return out;
}

void ImportReport::print(std::string_view what, const Reasons& reasons) {
  std::vector<std::pair<std::string, std::uint64_t>> most(reasons.begin(), reasons.end());
  std::ranges::stable_sort(most, std::greater<>(), &std::pair<std::string, std::uint64_t>::second);
  for (const auto& [reason, number] : most) fmt::print("  {} {}: {}\n", number, what, reason);
}

Status ImportReport::finish(bool json, bool full_sync, double seconds) {
  bar_.clear();
  Status closed = rejects_ ? rejects_->close() : Status();
  if (json) {
    fmt::print("{}\n", json_text(seconds));
    return closed;
  }
  fmt::print("{} {}: {} new, {} changed, {} the same, {} left out; {:.1f} s\n", records, kind_,
             counts.created, counts.updated, counts.unchanged, counts.refused, seconds);
  print("left out", refusals_);
  if (full_sync) fmt::print("{} products were not in the files and are hidden now\n", hidden);
  if (passed_over_lines_ > 0)
    fmt::print("{} lines were passed over; they hold no record\n", passed_over_lines_);
  print("passed over", passed_over_);
  if (rejects_ && rejects_->written() > 0)
    fmt::print("left-out lines are in {}; correct them and import them again\n",
               fmt::join(rejects_->names(), ", "));
  if (rejects_ && rejects_->without_lines() > 0)
    fmt::print("{} reasons are about a whole file, or a record of several lines, and are not in there\n",
               rejects_->without_lines());
  return closed;
}

}  // namespace suggestd::cli
