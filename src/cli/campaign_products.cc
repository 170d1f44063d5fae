#include "cli/campaign_products.h"

#include <algorithm>
#include <fstream>
#include <unordered_set>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/json_tree.h"
#include "base/percent.h"
#include "records/csv_reader.h"
#include "records/json_reader.h"

namespace suggestd::cli {
namespace {

constexpr std::string_view kColumn = "product_id";

}  // namespace

Result<std::vector<std::string>> read_product_ids(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return io_error(fmt::format("{}: can't be read", file.string()));
  CsvReader reader(in, kDetectDelimiter);
  std::vector<std::string> ids;
  std::unordered_set<std::string> seen;
  std::size_t column = 0;
  std::size_t columns = 0;  // of the first row; 0 before it
  std::vector<std::string> fields;
  for (CsvReader::Row row = reader.next(fields); row != CsvReader::Row::end; row = reader.next(fields)) {
    const auto refused = [&](std::string_view why) {
      return invalid(fmt::format("{}:{}: {}", file.string(), reader.line(), why));
    };
    if (row == CsvReader::Row::bad) return refused(reader.problem());
    if (columns == 0) {
      columns = fields.size();
      const auto named = std::ranges::find(fields, kColumn);
      column = static_cast<std::size_t>(named - fields.begin()) % columns;
      if (named != fields.end()) continue;
      if (columns > 1) return refused("there are several columns, and none is named product_id");
    }
    if (fields.size() != columns)
      return refused(fmt::format("the row has {} of the first row's {} fields", fields.size(), columns));
    if (Status good = check_id(fields[column]); !good) return refused(good.error().message());
    if (seen.insert(fields[column]).second) ids.push_back(fields[column]);
  }
  if (ids.empty()) return invalid(fmt::format("{}: names no product", file.string()));
  return ids;
}

Status set_products(ApiClient& client, const std::string& campaign, const std::vector<std::string>& ids) {
  const std::string path = fmt::format("/v1/campaigns/{}", http::encode_percent(campaign));
  const auto known = client.get(path);
  if (!known) return known.error();
  if (known->status >= 300) return api_error(*known);
  const auto document = parse_json(known->body);
  if (!document) return io_error("the answer is no campaign");
  Json changed = document->root();
  changed["products"]["ids"] = ids;
  const auto put = client.put_if(path, json_text(changed), known->entity_tag);
  if (!put) return put.error();
  return put->status >= 300 ? Status(api_error(*put)) : Status();
}

}  // namespace suggestd::cli
