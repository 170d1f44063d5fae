#include "connect/formats/ndjson_documents.h"

#include <fmt/format.h>

namespace suggestd::cli {
namespace {

const std::shared_ptr<const SourceForm>& ndjson_form() {
  static const auto form = std::make_shared<const SourceForm>();
  return form;
}

// {"_rejected":"why","order_id":...} without its first member.
void drop_reason(std::string& line) {
  const std::string opening = fmt::format("{{\"{}\":\"", kRejectedField);
  if (!line.starts_with(opening)) return;
  std::size_t at = opening.size();
  while (at < line.size() && line[at] != '"') at += line[at] == '\\' ? 2 : 1;
  if (at + 1 >= line.size()) return;
  at += line[at + 1] == ',' ? 2 : 1;
  line.erase(1, at - 1);  // all but the brace
}

}  // namespace

Result<std::optional<Document>> NdjsonDocuments::next() {
  for (;;) {
    if (in_ == nullptr) {
      in_ = files_.next();
      line_ = 0;
      if (in_ == nullptr) return std::optional<Document>();
    }
    if (!std::getline(*in_, text_)) {
      in_ = nullptr;
      (void)files_.finish();
      continue;
    }
    ++line_;
    if (text_.ends_with('\r')) text_.pop_back();
    if (text_.find_first_not_of(" \t") == std::string::npos) continue;
    drop_reason(text_);
    SourceText source{ndjson_form(), {text_}};
    return std::optional<Document>(
        {fmt::format("{}:{}", files_.name(), line_), std::move(text_), "", std::move(source)});
  }
}

}  // namespace suggestd::cli
