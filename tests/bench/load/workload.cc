#include "load/workload.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace load {

std::vector<std::string> read_ids(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> ids;
  for (std::string line; std::getline(file, line);) ids.push_back(line);
  if (ids.empty()) throw std::runtime_error(path + ": no ids");
  return ids;
}

Workload::Workload(Population population, std::string run, std::uint32_t seed)
    : population_(std::move(population)), run_(std::move(run)), random_(seed) {}

std::size_t Workload::draw(std::size_t size) {
  return std::uniform_int_distribution<std::size_t>(0, size - 1)(random_);
}

std::string Workload::order() { return order_of(population_.users[draw(population_.users.size())]); }

std::string Workload::order_of(const std::string& user) {
  const std::size_t count = population_.products.size();
  // Neighbours in the list of ids: three that differ, without a loop.
  const std::size_t first = draw(count);
  const std::array<std::size_t, 3> lines = {first, (first + 1) % count, (first + 2) % count};
  std::string body = fmt::format(
      R"({{"order_id":"{}-{}","user_id":"{}","placed_at":"2026-01-01T12:00:00Z","currency":"EUR","lines":[)",
      run_, ++orders_, user);
  for (const std::size_t line : lines) {
    fmt::format_to(std::back_inserter(body), R"({}{{"product_id":"{}","quantity":1,"price":"2.50"}})",
                   line == lines[0] ? "" : ",", population_.products[line]);
  }
  body += "]}";
  return fmt::format(
      "POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n"
      "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      population_.key, body.size(), body);
}

std::string Workload::for_you() { return for_you_of(population_.users[draw(population_.users.size())]); }

std::string Workload::for_you_of(const std::string& user) const {
  return fmt::format(
      "GET /v1/users/{}/recommendations?limit=20{} HTTP/1.1\r\nHost: localhost\r\n"
      "Authorization: Bearer {}\r\n\r\n",
      user, population_.query, population_.key);
}

std::string Workload::newcomer() { return fmt::format("newcomer-{}-{}", run_, ++newcomers_); }

}  // namespace load
