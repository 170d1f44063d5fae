// NDJSON: every line is a document already. A line of a file of left-out lines (--rejects) loses its reason.
//
// Threads  one.
#pragma once

#include "connect/formats/document_source.h"
#include "connect/input/input_files.h"

namespace suggestd::cli {

class NdjsonDocuments final : public DocumentSource {
 public:
  explicit NdjsonDocuments(InputFiles files) : files_(std::move(files)) {
    total_bytes = files_.total_bytes();
  }
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override { return files_.bytes_read(); }

 private:
  InputFiles files_;
  std::istream* in_ = nullptr;
  std::size_t line_ = 0;
  std::string text_;
};

}  // namespace suggestd::cli
