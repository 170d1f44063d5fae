// The source of an import's records: files of several formats, read as a stream of the API's JSON documents.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "connect/input/import_notes.h"

namespace suggestd::cli {

struct Document {
  std::string place;      // "orders.csv:17", for messages
  std::string json;       // as the API takes it, without line breaks
  std::string refund_of;  // set: `json` is a refund of this order
  SourceText source;      // for --rejects
};

class DocumentSource {
 public:
  virtual ~DocumentSource() = default;
  // Nothing at the end. Parts of files that can't be documents are told as left out. Errors: io, and invalid
  // if the files as a whole are not of the format.
  virtual Result<std::optional<Document>> next() = 0;
  // The bytes of the files read so far, for a progress bar; of `total_bytes` (0: not known).
  virtual std::uint64_t bytes_read() const = 0;
  // True if the documents are merged into what the shop has, as a JSON merge patch, instead of replacing it:
  // the files do not say all fields.
  virtual bool merges() const { return false; }
  std::uint64_t total_bytes = 0;
};

}  // namespace suggestd::cli
