#include "evaluate/split.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "records/json_reader.h"

namespace suggestd::evaluate {
namespace {

Result<std::ifstream> open_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return errno_error(file.string(), errno).with_context("can't read");
  return in;
}

Error bad_line(const std::filesystem::path& file, std::size_t line, std::string_view detail) {
  return invalid(fmt::format("{}:{}: {}", file.string(), line, detail));
}

// The next word of digits, cut off the front; "" at the end of the line.
std::string_view take_number(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
  const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 18 && word.find_first_not_of("0123456789") == std::string_view::npos;
}

void drop_repeats(std::vector<std::string>& items) {
  std::set<std::string_view> seen;
  std::vector<std::string> kept;
  for (const std::string& item : items) {
    if (seen.insert(item).second) kept.push_back(item);
  }
  items = std::move(kept);
}

// Reads one line of the baskets format. Errors: those of the line.
Result<UserBaskets> parse_baskets(std::string_view line) {
  const Result<JsonDocument> json = parse_json(line);
  if (!json) return json.error();
  UserBaskets user;
  FieldErrors errors;
  ObjectReader in(json->root(), "", errors);
  in.id("user", Need::required, user.user);
  if (const Json* baskets = in.array("baskets", Need::required)) {
    for (const Json& basket : *baskets) {
      if (!basket.is_array() ||
          !std::all_of(basket.begin(), basket.end(), [](const Json& id) { return id.is_string(); })) {
        in.bad("baskets", "is no array of arrays of product ids (texts)");
        break;
      }
      if (!basket.empty()) user.baskets.push_back(basket.get<Basket>());
    }
  }
  in.finish();
  if (errors.any()) return errors.error();
  for (Basket& basket : user.baskets) drop_repeats(basket);
  return user;
}

}  // namespace

Result<std::vector<UserItems>> read_lightgcn(const std::filesystem::path& file) {
  Result<std::ifstream> in = open_file(file);
  if (!in) return std::move(in).error();
  std::vector<UserItems> users;
  std::map<std::string, std::size_t, std::less<>> places;
  std::string text;
  for (std::size_t number = 1; std::getline(*in, text); ++number) {
    std::string_view line = text;
    const std::string_view user = take_number(line);
    if (user.empty()) continue;
    if (!is_number(user)) return bad_line(file, number, fmt::format("'{}' is no user number", user));
    const auto [place, is_new] = places.try_emplace(std::string(user), users.size());
    if (is_new) users.push_back({std::string(user), {}});
    std::vector<std::string>& items = users[place->second].items;
    for (std::string_view item = take_number(line); !item.empty(); item = take_number(line)) {
      if (!is_number(item)) return bad_line(file, number, fmt::format("'{}' is no item number", item));
      items.emplace_back(item);
    }
  }
  for (UserItems& user : users) drop_repeats(user.items);
  return users;
}

Result<std::vector<UserBaskets>> read_baskets(const std::filesystem::path& file) {
  Result<std::ifstream> in = open_file(file);
  if (!in) return std::move(in).error();
  std::vector<UserBaskets> users;
  std::string line;
  for (std::size_t number = 1; std::getline(*in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    Result<UserBaskets> user = parse_baskets(line);
    if (!user) return bad_line(file, number, user.error().message());
    users.push_back(std::move(*user));
  }
  return users;
}

}  // namespace suggestd::evaluate
