#include "http/router.h"

#include <algorithm>

#include "base/ids.h"
#include "base/nearest_name.h"
#include "base/percent.h"

namespace suggestd::http {
namespace {

// A sealed text that holds ids, so it may be longer than one; who opens it knows its limit.
constexpr std::string_view kToken = "token";
constexpr std::size_t kLongestTypo = 256;  // bytes of a path; longer ones are no typing mistakes

std::vector<std::string_view> cut(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    segments.push_back(path.substr(begin, end - begin));
    if (end == path.size()) return segments;
    begin = end + 1;
  }
}

bool is_name(std::string_view segment) { return segment.starts_with('{'); }
std::string_view name_of(std::string_view segment) { return segment.substr(1, segment.size() - 2); }

bool fits(const std::vector<std::string_view>& pattern, const std::vector<std::string>& segments) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!is_name(pattern[i]) && pattern[i] != segments[i]) return false;
  }
  return true;
}

std::size_t literals(const std::vector<std::string_view>& pattern) {
  return static_cast<std::size_t>(std::count_if(pattern.begin(), pattern.end(),
                                                [](std::string_view segment) { return !is_name(segment); }));
}

bool is_version(std::string_view segment) {
  return segment == "api" ||
         (segment.size() == 2 && segment[0] == 'v' && segment[1] >= '0' && segment[1] <= '9');
}

// Without the segments in front that name the interface and its version.
std::vector<std::string_view> without_version(std::vector<std::string_view> segments) {
  const auto first = std::find_if_not(segments.begin(), segments.end(), is_version);
  segments.erase(segments.begin(), first);
  return segments;
}

// The segments with a mark in place of those that stand where `pattern` has a {name}.
std::string marked(const std::vector<std::string_view>& segments,
                   const std::vector<std::string_view>& pattern) {
  std::string text;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    text += '/';
    text += i < pattern.size() && is_name(pattern[i]) ? std::string_view("*") : segments[i];
  }
  return text;
}

}  // namespace

Router::Router(const std::vector<Route>& routes, Serves listener) {
  for (const Route& route : routes) {
    if (route.serves != Serves::both && route.serves != listener) continue;
    std::vector<std::string_view> segments = cut(route.path);
    if (by_length_.size() <= segments.size()) by_length_.resize(segments.size() + 1);
    std::vector<Entry>& entries = by_length_[segments.size()];
    entries.push_back({&route, std::move(segments)});
  }
  for (auto& entries : by_length_) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return literals(a.segments) > literals(b.segments);
    });
  }
}

const Router::Entry* Router::best_entry(std::string_view method,
                                        const std::vector<std::string>& segments) const {
  if (segments.size() >= by_length_.size()) return nullptr;
  // A word before a {name}, whatever the method, as OpenAPI has it: "/v1/segments/count" is no segment.
  const std::vector<std::string_view>* pattern = nullptr;
  for (const Entry& entry : by_length_[segments.size()]) {
    if (pattern == nullptr ? !fits(entry.segments, segments) : entry.segments != *pattern) continue;
    pattern = &entry.segments;
    if (entry.route->method == method) return &entry;
  }
  return nullptr;
}

std::string_view Router::nearest(std::string_view path) const {
  if (path.size() > kLongestTypo) return "";
  std::string_view best;
  std::size_t fewest = kLongestTypo;
  std::vector<std::string_view> segments = without_version(cut(path));
  if (!segments.empty() && segments.back().empty()) segments.pop_back();
  for (const auto& entries : by_length_) {
    for (const Entry& entry : entries) {
      const std::vector<std::string_view> pattern = without_version(entry.segments);
      const std::string wanted = marked(pattern, pattern);
      if (wanted == "/") continue;  // any short path would be like it
      const std::size_t edits = name_edits(marked(segments, pattern), wanted);
      if (edits >= fewest || edits > std::max<std::size_t>(2, wanted.size() / 4)) continue;
      fewest = edits;
      best = entry.route->path;
    }
  }
  return best;
}

Result<Match> Router::match(std::string_view method, std::string_view path) const {
  std::vector<std::string> segments;
  for (const std::string_view raw : cut(path)) {
    auto decoded = decode_percent(raw);
    if (!decoded) return decoded.error().with_context("path");
    segments.push_back(*std::move(decoded));
  }
  Match match;
  const Entry* entry = best_entry(method == "HEAD" ? "GET" : method, segments);
  if (entry == nullptr) {
    for (const std::string_view other : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
      if (best_entry(other == "HEAD" ? "GET" : other, segments) == nullptr) continue;
      if (!match.allow.empty()) match.allow += ", ";
      match.allow += other;
    }
    return match;
  }
  match.route = entry->route;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!is_name(entry->segments[i])) continue;
    const std::string_view name = name_of(entry->segments[i]);
    const Status good = name == kToken ? Status() : check_id(segments[i]);
    if (!good) return good.error().with_context(name);
    match.path_values.emplace_back(name, std::move(segments[i]));
  }
  return match;
}

}  // namespace suggestd::http
