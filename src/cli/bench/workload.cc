#include "cli/bench/workload.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "base/percent.h"
#include "connect/api_client.h"

namespace suggestd::cli {
namespace {

constexpr std::size_t kListLimit = 20;
// The number of popular products whose audiences are asked for; each has a thousand people at most.
constexpr std::size_t kAudiences = 20;

Result<nlohmann::json> get_json(ApiClient& client, const std::string& path) {
  const Result<ApiAnswer> answer = client.get(path);
  if (!answer) return answer.error();
  if (answer->status != 200) return api_error(*answer);
  auto json = nlohmann::json::parse(answer->body, nullptr, false);
  if (!json.is_object()) return io_error("the server's answer is no JSON object: " + answer->body);
  return json;
}

// The values of `field` in the objects of the array `list`.
std::vector<std::string> listed_ids(const nlohmann::json& answer, const char* list, const char* field) {
  std::vector<std::string> ids;
  const auto items = answer.find(list);
  if (items == answer.end()) return ids;
  for (const nlohmann::json& item : *items) ids.push_back(item.value(field, ""));
  return ids;
}

}  // namespace

Result<std::vector<std::string>> read_ids(const std::string& file) {
  std::ifstream in(file);
  if (!in) return io_error(fmt::format("{}: {}", file, std::generic_category().message(errno)));
  std::vector<std::string> ids;
  for (std::string line; std::getline(in, line);) ids.push_back(line);
  if (ids.empty()) return invalid(file + ": no ids");
  return ids;
}

Result<Population> ask_for_population(const std::string& url, const std::string& key) {
  const auto client = ApiClient::open(url, key);
  if (!client) return client.error();
  const auto popular = get_json(**client, "/v1/popular?limit=1000");
  if (!popular) return popular.error();
  Population population;
  population.products = listed_ids(*popular, "items", "product_id");
  std::unordered_set<std::string> users;
  for (std::size_t i = 0; i < std::min(population.products.size(), kAudiences); ++i) {
    const auto audience = get_json(**client, fmt::format("/v1/products/{}/users?limit=1000",
                                                         http::encode_percent(population.products[i])));
    if (!audience) return audience.error();
    for (std::string& user : listed_ids(*audience, "users", "user_id")) users.insert(std::move(user));
  }
  population.users.assign(users.begin(), users.end());
  std::sort(population.users.begin(), population.users.end());
  if (population.users.empty()) return invalid("the shop has too few sales; give --users and --products");
  return population;
}

Workload::Workload(const Population& population, WorkloadOptions options)
    : population_(population), options_(std::move(options)), random_(options_.seed) {}

std::size_t Workload::draw(std::size_t size) {
  return std::uniform_int_distribution<std::size_t>(0, size - 1)(random_);
}

std::string Workload::order() { return order_of(population_.users[draw(population_.users.size())]); }

std::string Workload::order_of(const std::string& user) {
  const std::size_t count = population_.products.size();
  const std::size_t first = draw(count);
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().member("order_id", fmt::format("{}-{}", options_.run, ++orders_));
  writer.member("user_id", user).member("placed_at", "2026-01-01T12:00:00Z").member("currency", "EUR");
  writer.key("lines").begin_array();
  // Three neighbours in the list of ids: they differ without a loop.
  for (std::size_t line = 0; line < std::min<std::size_t>(count, 3); ++line) {
    writer.begin_object().member("product_id", population_.products[(first + line) % count]);
    writer.member("quantity", std::uint64_t{1}).member("price", "2.50").end_object();
  }
  writer.end_array().end_object();
  return fmt::format(
      "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n"
      "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      options_.key, body.size(), body);
}

std::string Workload::for_you() { return for_you_of(population_.users[draw(population_.users.size())]); }

std::string Workload::for_you_of(const std::string& user) const {
  return fmt::format(
      "GET /v1/users/{}/recommendations?limit={}{} HTTP/1.1\r\nHost: localhost\r\n"
      "Authorization: Bearer {}\r\n{}\r\n",
      http::encode_percent(user), kListLimit, options_.query, options_.key,
      options_.consistency.empty() ? "" : fmt::format("Suggestd-Consistency: {}\r\n", options_.consistency));
}

std::string Workload::newcomer() { return fmt::format("{}-newcomer-{}", options_.run, ++newcomers_); }

}  // namespace suggestd::cli
