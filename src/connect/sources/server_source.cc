#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_tree.h"
#include "base/percent.h"
#include "connect/api_client.h"
#include "connect/sources/export_source.h"

namespace suggestd::cli {
namespace {

// Ordered, so that fields keep the order in which the server wrote them.
using Json = nlohmann::ordered_json;
using shop::RecordKind;

constexpr int kPageRecords = 1000;

// The feed's word for a kind: "order" for orders.
std::string_view feed_kind(RecordKind kind) {
  std::string_view plural = shop::record_kind_name(kind);
  plural.remove_suffix(1);
  return plural;
}

class ServerSource final : public ExportSource {
 public:
  explicit ServerSource(std::unique_ptr<ApiClient> client) : client_(std::move(client)) {}

  Status for_each(RecordKind kind, const OnDocument& visit) override {
    return for_each_change(kind, [&](const Json& data) { return visit(json_text(data)); });
  }

  Status for_each_vector(const OnVector& visit) override {
    if (Status found = collect_ids(); !found) return found;
    for (const std::string& id : products_) {
      if (Status told = tell_vector(VectorOwner::product, id, visit); !told) return told;
    }
    for (const std::string& id : users_) {
      if (Status told = tell_vector(VectorOwner::user, id, visit); !told) return told;
    }
    return {};
  }

 private:
  // Calls `visit` for each thing of a kind as it is now, read from the change feed.
  Status for_each_change(RecordKind kind, const std::function<Status(const Json&)>& visit) {
    for (std::string since = "beginning";;) {
      const auto page = get_json(fmt::format("/v1/changes?since={}&mode=latest&kinds={}&limit={}",
                                             http::encode_percent(since), feed_kind(kind), kPageRecords));
      if (!page) return page.error();
      for (const Json& change : (*page)["changes"]) {
        const auto data = change.find("data");
        const bool merge = change.value("op", "") == "merged" || change.value("op", "") == "unmerged";
        if (data == change.end() || data->is_null() || merge) continue;
        if (Status visited = visit(*data); !visited) return visited;
      }
      since = page->value("next", "");
      if (page->value("pending", 0) == 0) return {};
    }
  }

  // Collects the people and products that may have a vector: all that the catalogue, the orders and the
  // events name.
  Status collect_ids() {
    const auto note = [this](const Json& named) {
      if (named.contains("user_id")) users_.insert(named["user_id"].get<std::string>());
      if (named.contains("product_id")) products_.insert(named["product_id"].get<std::string>());
      return Status();
    };
    for (const RecordKind kind : {RecordKind::products, RecordKind::events}) {
      if (Status read = for_each_change(kind, note); !read) return read;
    }
    return for_each_change(RecordKind::orders, [&](const Json& order) {
      for (const Json& line : order["lines"]) static_cast<void>(note(line));
      return note(order);
    });
  }

  Status tell_vector(VectorOwner owner, const std::string& id, const OnVector& visit) {
    const auto answer =
        client_->get(fmt::format("/v1/{}s/{}/vector", vector_owner_name(owner), http::encode_percent(id)));
    if (!answer) return answer.error();
    if (answer->status == 404) return {};  // nothing learned of it yet
    if (answer->status != 200) return api_error(*answer);
    const Json parsed = Json::parse(answer->body, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("vector")) return not_ours();
    return visit(owner, id, parsed["vector"].get<std::vector<float>>());
  }

  Result<Json> get_json(const std::string& path) {
    const auto answer = client_->get(path);
    if (!answer) return answer.error();
    if (answer->status != 200) return api_error(*answer);
    Json parsed = Json::parse(answer->body, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("changes")) return not_ours();
    return parsed;
  }

  static Error not_ours() { return io_error("the server's answer can't be read; is it suggestd?"); }

  std::unique_ptr<ApiClient> client_;
  std::set<std::string> products_;
  std::set<std::string> users_;
};

}  // namespace

Result<std::unique_ptr<ExportSource>> open_server_source(const std::string& url, const std::string& key) {
  auto client = ApiClient::open(url, key);
  if (!client) return client.error();
  return std::unique_ptr<ExportSource>(new ServerSource(*std::move(client)));
}

}  // namespace suggestd::cli
