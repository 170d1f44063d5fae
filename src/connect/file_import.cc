#include "connect/file_import.h"

#include <fmt/format.h>

#include "base/time.h"
#include "connect/copy_documents.h"
#include "shop/shop.h"

namespace suggestd::cli {
namespace {

void keep_reject(const FileImport& import, ImportFindings& findings, const std::string& place,
                 const std::string& why, const SourceText& source) {
  if (findings.rejects.size() == import.most_rejects) {
    ++findings.more_rejects;
    return;
  }
  const bool in_file = place.starts_with(import.path);
  findings.rejects.push_back({in_file ? import.shown + place.substr(import.path.size()) : place, why,
                              fmt::format("{}", fmt::join(source.rows, "\n"))});
}

// Hides nothing if a part of the file was left out: that part may name the products that would be hidden.
void hide_missing(ImportTarget& target, const FileImport& import, ImportFindings& findings) {
  if (findings.counts.refused > 0) {
    findings.not_hidden = "products were left out";
  } else if (findings.records == 0 && !import.confirm) {
    findings.not_hidden = fmt::format("the {} holds no product", import.shown);
  } else if (const auto hidden = target.hide_missing(import.confirm); hidden) {
    findings.hidden = *hidden;
    return;
  } else {
    findings.not_hidden = hidden.error().message();
  }
  target.abandon();
}

}  // namespace

std::optional<ImportFormat> parse_file_format(std::string_view word) {
  const auto known = parse_import_format(word);
  const bool of_a_data_set = known == ImportFormat::online_retail || known == ImportFormat::dunnhumby;
  return of_a_data_set ? std::nullopt : known;
}

std::optional<shop::RecordKind> parse_file_kind(std::string_view word) {
  const auto known = shop::parse_record_kind(word);
  return known == shop::RecordKind::events ? std::nullopt : known;
}

std::optional<Contradiction> contradiction(const FileImport& import) {
  const bool products = import.kind == shop::RecordKind::products;
  if (import.full_sync && !products) return Contradiction{"full_sync", "goes with products alone"};
  if (import.format == ImportFormat::google_feed && !products)
    return Contradiction{"kind", "of a google-feed is products"};
  return std::nullopt;
}

Status import_file(shop::Shop& shop, const FileImport& import,
                   const std::function<Status(std::uint64_t, std::uint64_t)>& progress,
                   ImportFindings& findings) {
  FileOptions options;
  options.feed = {shop.settings()->zone(), now(), shop.settings()->currency};
  ImportNotes notes;
  notes.left_out = [&](const LeftOut& part) {
    if (part.expected) return;
    findings.records += part.records;
    findings.counts.refused += part.records;
    keep_reject(import, findings, part.place, part.why, part.source);
  };
  auto source = open_documents(import.format, import.kind, {import.path}, options, notes);
  if (!source) return source.error();
  const auto rule = (*source)->merges() ? shop::LineRule::merge : shop::LineRule::replace;
  auto target = open_shop_target(shop, {import.kind, rule, import.full_sync, import.durability});
  if (!target) return target.error();
  CopyHooks hooks;
  hooks.refused = [&](const Document& document, const std::string& why) {
    keep_reject(import, findings, document.place, why, document.source);
  };
  hooks.progress = progress;
  const Status copied = copy_documents(**source, **target, findings.records, findings.counts, hooks);
  if (!copied) {
    (*target)->abandon();
    return copied;
  }
  if (import.full_sync) hide_missing(**target, import, findings);
  return {};
}

void write_findings(JsonWriter& out, const ImportFindings& findings) {
  out.member("records", findings.records)
      .member("created", findings.counts.created)
      .member("updated", findings.counts.updated)
      .member("unchanged", findings.counts.unchanged)
      .member("refused", findings.counts.refused)
      .member("hidden", findings.hidden);
  if (!findings.not_hidden.empty()) out.member("not_hidden", findings.not_hidden);
}

}  // namespace suggestd::cli
