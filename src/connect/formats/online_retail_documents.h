// The UCI Online Retail files as orders (with the refunds that their cancellations make) or products.
//
// Threads  one.
#pragma once

#include "connect/formats/document_source.h"
#include "connect/input/input_files.h"
#include "records/online_retail.h"
#include "shop/bulk.h"

namespace suggestd::cli {

class OnlineRetailDocuments final : public DocumentSource {
 public:
  // Reads all files first, since a cancellation may be about an order of an earlier file. A file with other
  // columns, or whose dates do not tell their order (`dates`: a person says it), is left out and told.
  static Result<std::unique_ptr<DocumentSource>> open(InputFiles files, shop::RecordKind kind,
                                                      std::optional<DateOrder> dates,
                                                      const ImportNotes& notes);
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override;

 private:
  explicit OnlineRetailDocuments(OnlineRetail data) : data_(std::move(data)) {}

  OnlineRetail data_;
  std::size_t next_ = 0;
};

}  // namespace suggestd::cli
