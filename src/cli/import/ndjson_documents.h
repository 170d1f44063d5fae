// NDJSON: every line is a document already.
#pragma once

#include "cli/import/document_source.h"
#include "cli/import/input_files.h"

namespace suggestd::cli {

class NdjsonDocuments final : public DocumentSource {
 public:
  explicit NdjsonDocuments(InputFiles files) : files_(std::move(files)) {
    total_bytes = files_.total_bytes();
  }
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override { return bytes_; }

 private:
  InputFiles files_;
  std::istream* in_ = nullptr;
  std::size_t line_ = 0;
  std::uint64_t bytes_ = 0;
  std::string text_;
};

}  // namespace suggestd::cli
