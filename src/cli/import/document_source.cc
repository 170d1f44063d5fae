#include "cli/import/document_source.h"

#include <fmt/format.h>

#include "cli/import/csv_documents.h"
#include "cli/import/google_feed_documents.h"
#include "cli/import/ndjson_documents.h"
#include "cli/import/online_retail_documents.h"

namespace suggestd::cli {

std::optional<ImportFormat> parse_import_format(std::string_view name) {
  if (name == "ndjson") return ImportFormat::ndjson;
  if (name == "csv") return ImportFormat::csv;
  if (name == "online-retail") return ImportFormat::online_retail;
  if (name == "google-feed") return ImportFormat::google_feed;
  return std::nullopt;
}

Result<std::unique_ptr<DocumentSource>> open_documents(ImportFormat format, shop::RecordKind kind,
                                                       std::vector<std::string> names,
                                                       DocumentSource::OnBad on_bad) {
  InputFiles files(std::move(names));
  if (Status readable = files.check(); !readable) return std::move(readable).error();
  const bool orders_or_products = kind == shop::RecordKind::orders || kind == shop::RecordKind::products;
  switch (format) {
    case ImportFormat::ndjson:
      return std::unique_ptr<DocumentSource>(new NdjsonDocuments(std::move(files)));
    case ImportFormat::csv:
      return std::unique_ptr<DocumentSource>(new CsvDocuments(std::move(files), kind, std::move(on_bad)));
    case ImportFormat::online_retail:
      if (!orders_or_products)
        return invalid("an Online Retail file holds orders and products, nothing else");
      return OnlineRetailDocuments::open(std::move(files), kind, on_bad);
    case ImportFormat::google_feed:
      if (kind != shop::RecordKind::products)
        return invalid("a Google product feed holds products, nothing else");
      return std::unique_ptr<DocumentSource>(new GoogleFeedDocuments(std::move(files), std::move(on_bad)));
  }
  return internal_error("unknown format");
}

}  // namespace suggestd::cli
