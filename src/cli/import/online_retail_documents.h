// The UCI Online Retail files as orders (with the refunds that their cancellations make) or products.
#pragma once

#include "cli/import/document_source.h"
#include "cli/import/input_files.h"
#include "records/online_retail.h"

namespace suggestd::cli {

class OnlineRetailDocuments final : public DocumentSource {
 public:
  // Reads all files, since a cancellation looks for the order that it takes from. Errors: invalid if a file
  // has other columns.
  static Result<std::unique_ptr<DocumentSource>> open(InputFiles files, shop::RecordKind kind,
                                                      const OnBad& on_bad);
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override;

 private:
  explicit OnlineRetailDocuments(OnlineRetail data) : data_(std::move(data)) {}

  OnlineRetail data_;
  std::size_t next_ = 0;
};

}  // namespace suggestd::cli
