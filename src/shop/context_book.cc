#include "shop/context_book.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "base/json_tree.h"
#include "base/log.h"
#include "base/mutex.h"
#include "records/json_reader.h"

namespace suggestd::shop {
namespace {

constexpr std::string_view kPrefix = "context/";

std::string document_name(std::string_view name) { return std::string(kPrefix).append(name); }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// A name that stands behind "context." as one word.
Status check_name(std::string_view name) {
  const bool plain =
      !name.empty() && name.size() <= kMostContextNameBytes && is_letter(name.front()) &&
      std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  if (plain) return {};
  return invalid(
      fmt::format("a series is named by up to {} letters, digits and '_', beginning with no digit, so that a "
                  "filter can write context.NAME",
                  kMostContextNameBytes));
}

bool is_plain(const Json& value) { return value.is_number() || value.is_string() || value.is_boolean(); }

// Nothing if it may be a value of a point.
std::optional<std::string> fault_of(const Json& value) {
  if (is_plain(value)) return std::nullopt;
  if (!value.is_object()) return "must be a number, a text, true, false, or an object of those";
  if (value.size() > kMostContextMembers)
    return fmt::format("has {} members; at most {} are taken", value.size(), kMostContextMembers);
  for (const auto& [name, member] : value.items()) {
    if (!check_name(name)) return fmt::format("has a member '{}', which no filter could write", name);
    if (!is_plain(member))
      return fmt::format("has a member '{}' that is no number, text, true or false", name);
  }
  return std::nullopt;
}

std::string document_of(const ContextSeries& series) {
  std::string json;
  JsonWriter writer(json);
  writer.begin_object();
  write_points(writer, series);
  writer.end_object();
  return json;
}

void read_point(const Json& json, std::string pointer, FieldErrors& errors, ContextSeries& out) {
  ContextPoint point;
  ObjectReader in(json, std::move(pointer), errors);
  in.time("at", Need::required, point.at);
  in.time("expires_at", point.expires_at);
  if (const Json* value = in.field("value", Need::required)) {
    if (const auto fault = fault_of(*value)) {
      in.bad("value", *fault);
    } else {
      point.value = json_text(*value);
      point.members = catalog::values_by_name(fmt::format(R"({{"{}":{}}})", out.name, point.value));
    }
  }
  if (point.expires_at && *point.expires_at <= point.at) in.bad("expires_at", "must be after at");
  in.finish();
  out.points.push_back(std::move(point));
}

}  // namespace

const ContextPoint* ContextSeries::at(Timestamp now) const {
  const auto behind = std::upper_bound(points.begin(), points.end(), now,
                                       [](Timestamp at, const ContextPoint& point) { return at < point.at; });
  if (behind == points.begin()) return nullptr;
  const ContextPoint& latest = *std::prev(behind);
  return latest.expires_at && *latest.expires_at <= now ? nullptr : &latest;
}

Result<ContextSeries> parse_context_series(std::string_view name, std::string_view json) {
  if (Status good = check_name(name); !good) return std::move(good).error();
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  ContextSeries series;
  series.name = name;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  if (const Json* points = in.array("points", Need::required)) {
    if (points->size() > kMostContextPoints)
      in.bad("points",
             fmt::format("has {} points; a series has at most {}", points->size(), kMostContextPoints));
    for (std::size_t i = 0; i < points->size() && !errors.full(); ++i)
      read_point((*points)[i], fmt::format("/points/{}", i), errors, series);
  }
  (void)in.field("name", Need::optional);
  (void)in.field("now", Need::optional);
  in.finish();
  std::stable_sort(series.points.begin(), series.points.end(),
                   [](const ContextPoint& a, const ContextPoint& b) { return a.at < b.at; });
  const auto same =
      std::adjacent_find(series.points.begin(), series.points.end(),
                         [](const ContextPoint& a, const ContextPoint& b) { return a.at == b.at; });
  if (!errors.any() && same != series.points.end())
    in.bad("points", fmt::format("has two points at {}", to_rfc3339(same->at)));
  if (errors.any()) return errors.error();
  return series;
}

void write_points(JsonWriter& writer, const ContextSeries& series) {
  writer.key("points").begin_array();
  for (const ContextPoint& point : series.points) {
    writer.begin_object().member("at", to_rfc3339(point.at));
    if (point.expires_at) writer.member("expires_at", to_rfc3339(*point.expires_at));
    writer.key("value").raw(point.value).end_object();
  }
  writer.end_array();
}

Result<std::unique_ptr<ContextBook>> ContextBook::open(store::Store& store, ShopId shop) {
  std::unique_ptr<ContextBook> book(new ContextBook(store, shop));
  auto map = std::make_shared<Map>();
  Status read = store.records().for_each_rule(shop, [&](const RuleDocument& document) -> Status {
    if (!document.name.starts_with(kPrefix)) return {};
    const std::string name = document.name.substr(kPrefix.size());
    Result<ContextSeries> series = parse_context_series(name, document.json);
    if (series) {
      map->emplace(name, std::make_shared<const ContextSeries>(std::move(*series)));
    } else {
      log_error("a stored series of context can't be read and is left out",
                {{"series", name}, {"error", series.error().message()}});
    }
    return {};
  });
  if (!read) return std::move(read).error();
  book->map_.store(std::move(map));
  return book;
}

Result<Outcome> ContextBook::commit(Mutation mutation) {
  std::vector<Mutation> mutations;
  mutations.push_back(std::move(mutation));
  auto outcomes = store_.committer().commit(shop_, std::move(mutations), store::Durability::synced);
  if (!outcomes) return std::move(outcomes).error();
  return outcomes->front();
}

std::shared_ptr<const ContextSeries> ContextBook::find(std::string_view name) const {
  const std::shared_ptr<const Map> map = all();
  const auto found = map->find(name);
  return found == map->end() ? nullptr : found->second;
}

Result<Outcome> ContextBook::put(ContextSeries series) {
  const std::string document = document_of(series);
  if (document.size() > kMostContextBytes)
    return invalid(
        fmt::format("the series has {} bytes as JSON, and may have {}; leave out points that have ended",
                    document.size(), kMostContextBytes));
  const MutexLock lock(writing_);
  auto map = std::make_shared<Map>(*all());
  if (map->size() >= kMostContextSeries && !map->contains(series.name)) {
    return conflict(fmt::format("there are {} series, and a shop has at most {}; delete one that is not used",
                                map->size(), kMostContextSeries));
  }
  Result<Outcome> outcome = commit(PutRule{{document_name(series.name), document}});
  if (!outcome) return outcome;
  const auto kept = std::make_shared<const ContextSeries>(std::move(series));
  (*map)[kept->name] = kept;
  map_.store(std::move(map));
  return outcome;
}

Result<Outcome> ContextBook::remove(std::string_view name) {
  const MutexLock lock(writing_);
  auto map = std::make_shared<Map>(*all());
  const auto found = map->find(name);
  if (found == map->end()) return not_found(fmt::format("no series '{}' is known", name));
  Result<Outcome> outcome = commit(DeleteRule{document_name(name)});
  if (!outcome) return outcome;
  map->erase(found);
  map_.store(std::move(map));
  return outcome;
}

void ContextBook::add_to(recommend::Context& context, Timestamp now) const {
  const std::shared_ptr<const Map> map = all();
  for (const auto& [name, series] : *map) {
    const ContextPoint* holds = series->at(now);
    if (holds == nullptr && series->points.empty()) continue;
    // The names of a series without a value are known, and missing: a page's filter goes on when weather ends.
    for (const auto& [member, value] : (holds == nullptr ? series->points.front() : *holds).members) {
      if (context.texts.contains(member)) continue;
      context.values.try_emplace(member, holds == nullptr ? catalog::Value{} : value);
    }
  }
}

}  // namespace suggestd::shop
