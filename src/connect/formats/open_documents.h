// The formats of files that an import reads, and the reader of each.
//
// Threads  pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connect/formats/csv_documents.h"
#include "connect/formats/document_source.h"
#include "connect/formats/feed_item.h"
#include "records/spelled_date.h"
#include "shop/bulk.h"

namespace suggestd::cli {

enum class ImportFormat { ndjson, csv, online_retail, google_feed, dunnhumby };

std::optional<ImportFormat> parse_import_format(std::string_view name);

// The options that a person gives; all others are inferred from the files, and told.
struct FileOptions {
  std::string encoding;            // "": as the bytes say
  CsvOptions csv;                  // csv
  FeedRules feed;                  // google-feed
  std::optional<DateOrder> dates;  // online-retail
};

// Opens `files` in their order; "-" is standard input. Errors: io for a file that can't be read; invalid for
// a kind that the format doesn't have, and for an unknown encoding.
Result<std::unique_ptr<DocumentSource>> open_documents(ImportFormat format, shop::RecordKind kind,
                                                       std::vector<std::string> files,
                                                       const FileOptions& options, const ImportNotes& notes);

}  // namespace suggestd::cli
