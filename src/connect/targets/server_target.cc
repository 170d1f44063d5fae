#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/percent.h"
#include "connect/api_client.h"
#include "connect/targets/import_target.h"

namespace suggestd::cli {
namespace {

using nlohmann::json;

class ServerTarget final : public ImportTarget {
 public:
  ServerTarget(std::unique_ptr<ApiClient> client, const TargetOptions& options)
      : client_(std::move(client)),
        query_(options.rule == shop::LineRule::merge ? "?merge=1" : ""),
        path_(fmt::format("/v1/{}", shop::record_kind_name(options.kind))) {}

  Status start_sync() {
    const auto answer = client_->post("/v1/catalogue-syncs", "", "application/json");
    if (!answer) return answer.error();
    if (answer->status != 201) return api_error(*answer);
    const json started = json::parse(answer->body, nullptr, false);
    if (!started.is_object()) return io_error("the server's answer can't be read; is it suggestd?");
    sync_ = "/v1/catalogue-syncs/" + started.value("sync_id", "");
    path_ = sync_ + "/products";
    return {};
  }

  Result<std::uint64_t> hide_missing(bool confirmed) override {
    const auto answer =
        client_->post(sync_ + (confirmed ? "/finish?confirm=1" : "/finish"), "", "application/json");
    if (!answer) return answer.error();
    if (answer->status != 200) {
      abandon();
      return api_error(*answer);
    }
    const json finished = json::parse(answer->body, nullptr, false);
    return finished.is_object() ? finished.value("hidden", std::uint64_t{0}) : std::uint64_t{0};
  }

  // A failure does no harm: the server forgets a session without requests.
  void abandon() override { (void)client_->remove(sync_); }

  Status store(std::span<const Document> batch, ImportCounts& counts, const OnRefused& on_refused) override {
    std::string ndjson;
    for (const Document& document : batch) ndjson.append(document.json).append("\n");
    const auto answer = client_->post(path_ + query_, ndjson, "application/x-ndjson");
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
    } else if (result == "unchanged" || result.starts_with("ignored_")) {
      ++counts.unchanged;
    } else {
      ++counts.refused;
      on_refused(document, line.value("detail", "refused"));
    }
  }

  std::unique_ptr<ApiClient> client_;
  const std::string query_;
  std::string path_;
  std::string sync_;  // of a full synchronisation, "" if it is none
};

}  // namespace

Result<std::unique_ptr<ImportTarget>> open_server_target(const std::string& url, const std::string& key,
                                                         const TargetOptions& options) {
  auto client = ApiClient::open(url, key);
  if (!client) return client.error();
  auto target = std::make_unique<ServerTarget>(*std::move(client), options);
  if (options.full_sync) {
    if (Status started = target->start_sync(); !started) return std::move(started).error();
  }
  return std::unique_ptr<ImportTarget>(std::move(target));
}

}  // namespace suggestd::cli
