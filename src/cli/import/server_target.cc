#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/api_client.h"
#include "cli/import/import_target.h"
#include "http/percent.h"

namespace suggestd::cli {
namespace {

using nlohmann::json;

class ServerTarget final : public ImportTarget {
 public:
  ServerTarget(std::unique_ptr<ApiClient> client, shop::RecordKind kind)
      : client_(std::move(client)), path_(fmt::format("/v1/{}", shop::record_kind_name(kind))) {}

  Status store(std::span<const Document> batch, ImportCounts& counts, const OnRefused& on_refused) override {
    std::string ndjson;
    for (const Document& document : batch) ndjson.append(document.json).append("\n");
    const auto answer = client_->post(path_, ndjson, "application/x-ndjson");
    if (!answer) return answer.error();
    if (answer->status != 200) return api_error(*answer);
    std::size_t place = 0;  // a line of the answer for each line sent, then the summary
    for (std::size_t begin = 0; begin < answer->body.size() && place < batch.size();) {
      const std::size_t end = std::min(answer->body.find('\n', begin), answer->body.size());
      const json line = json::parse(answer->body.substr(begin, end - begin), nullptr, false);
      if (!line.is_object()) return io_error("the server's answer can't be read; is it suggestd?");
      note(batch[place++], line, counts, on_refused);
      begin = end + 1;
    }
    return {};
  }

  Status store_refund(const Document& refund, ImportCounts& counts, const OnRefused& on_refused) override {
    const auto answer =
        client_->post(fmt::format("/v1/orders/{}/refunds", http::encode_percent(refund.refund_of)),
                      refund.json, "application/json");
    if (!answer) return answer.error();
    if (answer->status >= 500) return api_error(*answer);
    json line = json::parse(answer->body, nullptr, false);
    if (!line.is_object()) return io_error("the server's answer can't be read; is it suggestd?");
    if (answer->status >= 400) line["result"] = "refused";
    note(refund, line, counts, on_refused);
    return {};
  }

 private:
  static void note(const Document& document, const json& line, ImportCounts& counts,
                   const OnRefused& on_refused) {
    const std::string result = line.value("result", "");
    if (result == "created") {
      ++counts.created;
    } else if (result == "updated") {
      ++counts.updated;
    } else if (result == "unchanged" || result == "ignored_older") {
      ++counts.unchanged;
    } else {
      ++counts.refused;
      on_refused(document, line.value("detail", "refused"));
    }
  }

  std::unique_ptr<ApiClient> client_;
  const std::string path_;
};

}  // namespace

Result<std::unique_ptr<ImportTarget>> open_server_target(const std::string& url, const std::string& key,
                                                         shop::RecordKind kind) {
  auto client = ApiClient::open(url, key);
  if (!client) return client.error();
  return std::unique_ptr<ImportTarget>(new ServerTarget(*std::move(client), kind));
}

}  // namespace suggestd::cli
