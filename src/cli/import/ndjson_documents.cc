#include "cli/import/ndjson_documents.h"

#include <fmt/format.h>

namespace suggestd::cli {

Result<std::optional<Document>> NdjsonDocuments::next() {
  for (;;) {
    if (in_ == nullptr) {
      in_ = files_.next();
      line_ = 0;
      if (in_ == nullptr) return std::optional<Document>();
    }
    if (!std::getline(*in_, text_)) {
      in_ = nullptr;
      continue;
    }
    ++line_;
    bytes_ += text_.size() + 1;
    if (text_.ends_with('\r')) text_.pop_back();
    if (text_.find_first_not_of(" \t") == std::string::npos) continue;
    return std::optional<Document>({fmt::format("{}:{}", files_.name(), line_), std::move(text_), ""});
  }
}

}  // namespace suggestd::cli
