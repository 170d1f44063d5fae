#include "connect/copy_documents.h"

#include <utility>
#include <vector>

namespace suggestd::cli {
namespace {

constexpr std::size_t kBatchDocuments = 1000;
constexpr std::size_t kBatchBytes = std::size_t{1} << 20;

}  // namespace

Status copy_documents(DocumentSource& source, ImportTarget& target, std::uint64_t& records,
                      ImportCounts& counts, const CopyHooks& hooks) {
  std::vector<Document> batch;
  std::size_t bytes = 0;
  for (bool more = true; more;) {
    auto document = source.next();
    if (!document) return document.error();
    more = document->has_value();
    const bool refund = more && !(*document)->refund_of.empty();
    if (more) ++records;
    if (more && !refund) {
      bytes += (*document)->json.size();
      batch.push_back(std::move(**document));
    }
    const bool full = batch.size() >= kBatchDocuments || bytes >= kBatchBytes || !more || refund;
    if (full && !batch.empty()) {
      if (Status stored = target.store(batch, counts, hooks.refused); !stored) return stored;
      batch.clear();
      bytes = 0;
    }
    if (refund) {
      if (Status stored = target.store_refund(**document, counts, hooks.refused); !stored) return stored;
    }
    if (Status goes_on = hooks.progress(source.bytes_read(), source.total_bytes); !goes_on) return goes_on;
  }
  return {};
}

}  // namespace suggestd::cli
