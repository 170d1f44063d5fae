// dunnhumby's files as products, or as orders: a basket is an order of its household (records/dunnhumby.h).
//
// Threads  one.
#pragma once

#include <vector>

#include "connect/formats/document_source.h"
#include "connect/input/input_files.h"
#include "records/order.h"
#include "shop/bulk.h"

namespace suggestd::cli {

class DunnhumbyDocuments final : public DocumentSource {
 public:
  // Reads all files first, since the lines of a basket need not stand together. A file with other columns is
  // left out and told.
  DunnhumbyDocuments(InputFiles files, shop::RecordKind kind, const ImportNotes& notes);
  Result<std::optional<Document>> next() override;
  std::uint64_t bytes_read() const override;

 private:
  std::vector<Product> products_;
  std::vector<Order> orders_;  // by time
  std::size_t next_ = 0;
};

}  // namespace suggestd::cli
