#include "connect/formats/open_documents.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "connect/formats/dunnhumby_documents.h"
#include "connect/formats/google_feed_documents.h"
#include "connect/formats/ndjson_documents.h"
#include "connect/formats/online_retail_documents.h"

namespace suggestd::cli {
namespace {

constexpr std::array<std::pair<std::string_view, ImportFormat>, 5> kFormats = {
    {{"ndjson", ImportFormat::ndjson},
     {"csv", ImportFormat::csv},
     {"online-retail", ImportFormat::online_retail},
     {"google-feed", ImportFormat::google_feed},
     {"dunnhumby", ImportFormat::dunnhumby}}};

}  // namespace

std::optional<ImportFormat> parse_import_format(std::string_view name) {
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
  }
  return std::nullopt;
}

Result<std::unique_ptr<DocumentSource>> open_documents(ImportFormat format, shop::RecordKind kind,
                                                       std::vector<std::string> names,
                                                       const FileOptions& options, const ImportNotes& notes) {
  InputOptions input;
  input.rule = format == ImportFormat::ndjson ? EncodingRule::utf8 : EncodingRule::inferred;
  input.encoding = options.encoding;
  InputFiles files(std::move(names), std::move(input), notes);
  if (Status readable = files.check(); !readable) return std::move(readable).error();
  const bool orders_or_products = kind == shop::RecordKind::orders || kind == shop::RecordKind::products;
  switch (format) {
    case ImportFormat::ndjson:
      return std::unique_ptr<DocumentSource>(new NdjsonDocuments(std::move(files)));
    case ImportFormat::csv:
      return std::unique_ptr<DocumentSource>(new CsvDocuments(std::move(files), kind, options.csv, notes));
    case ImportFormat::online_retail:
      if (!orders_or_products)
        return invalid("an Online Retail file holds orders and products, nothing else");
      return OnlineRetailDocuments::open(std::move(files), kind, options.dates, notes);
    case ImportFormat::google_feed:
      if (kind != shop::RecordKind::products)
        return invalid("a Google product feed holds products, nothing else");
      return std::unique_ptr<DocumentSource>(new GoogleFeedDocuments(std::move(files), options.feed, notes));
    case ImportFormat::dunnhumby:
      if (!orders_or_products) return invalid("dunnhumby's files hold orders and products, nothing else");
      return std::unique_ptr<DocumentSource>(new DunnhumbyDocuments(std::move(files), kind, notes));
  }
  return internal_error("unknown format");
}

}  // namespace suggestd::cli
