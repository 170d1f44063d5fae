// The import of one file into a shop, however the file came: read from an address by a job, or sent with a request.
//
// Full sync  the file holds all products: others are hidden, unless something was left out, the file holds no product,
//            or they would be more than catalogue.most_hidden; `confirm` overrules the last two.
// Threads    one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_text.h"
#include "connect/formats/open_documents.h"
#include "connect/targets/import_target.h"

namespace suggestd::cli {

struct FileImport {
  ImportFormat format = ImportFormat::ndjson;
  shop::RecordKind kind = shop::RecordKind::products;
  bool full_sync = false;
  bool confirm = false;
  std::string path = {};
  std::string shown = "file";    // stands in places instead of the path, which tells nobody anything
  std::size_t most_rejects = 0;  // kept one by one
  store::Durability durability = store::Durability::buffered;
};

struct Reject {
  std::string place;  // "file:17"
  std::string why;
  std::string record;  // its lines as they stood in the file; "" if there are none
};

struct ImportFindings {
  std::uint64_t records = 0;
  ImportCounts counts;
  std::uint64_t hidden = 0;
  std::string not_hidden;  // why; "" if nothing was to be hidden, or all of it was
  std::vector<Reject> rejects;
  std::uint64_t more_rejects = 0;  // that are not kept
};

// The formats and kinds that a shop's own files have; nothing for another word.
std::optional<ImportFormat> parse_file_format(std::string_view word);
std::optional<shop::RecordKind> parse_file_kind(std::string_view word);

// A choice that does not go with the others: the name of its parameter, and why.
struct Contradiction {
  std::string_view parameter;
  std::string_view why;
};
std::optional<Contradiction> contradiction(const FileImport& import);

// Errors: those of the file, the shop and `progress` (connect/copy_documents.h); records stored before stay, and
// nothing is hidden. Requires: no contradiction.
Status import_file(shop::Shop& shop, const FileImport& import,
                   const std::function<Status(std::uint64_t read, std::uint64_t total)>& progress,
                   ImportFindings& findings);

// Writes the numbers, and why nothing was hidden, as members of an object.
void write_findings(JsonWriter& out, const ImportFindings& findings);

}  // namespace suggestd::cli
