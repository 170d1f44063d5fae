// Where an import's records come from: files of several formats, read as a stream of the API's JSON
// documents.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "shop/bulk.h"

namespace suggestd::cli {

enum class ImportFormat { ndjson, csv, online_retail, google_feed };

std::optional<ImportFormat> parse_import_format(std::string_view name);

struct Document {
  std::string place;      // "orders.csv:17", for messages
  std::string json;       // as the API takes it, without line breaks
  std::string refund_of;  // set: `json` is a refund of this order
};

class DocumentSource {
 public:
  // Told of what can't be a document; it is left out.
  using OnBad = std::function<void(const std::string& place, const std::string& why)>;

  virtual ~DocumentSource() = default;
  // Nothing at the end. Errors: io, and invalid if a file as a whole is not of the format.
  virtual Result<std::optional<Document>> next() = 0;
  // How far the files have been read, for a progress bar; of `total` bytes (0: not known).
  virtual std::uint64_t bytes_read() const = 0;
  std::uint64_t total_bytes = 0;
};

// Opens `files` in their order; "-" is standard input. Errors: io for a file that can't be read; invalid for
// a kind that the format doesn't have.
Result<std::unique_ptr<DocumentSource>> open_documents(ImportFormat format, shop::RecordKind kind,
                                                       std::vector<std::string> files,
                                                       DocumentSource::OnBad on_bad);

}  // namespace suggestd::cli
