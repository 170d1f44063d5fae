#include "http/conditional.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace suggestd::http {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

std::string quoted(Position position) { return fmt::format("\"{}\"", to_text(position)); }

// The tags of a list, without their quotes; nothing if it is no list of strong or weak tags. Our tags hold no
// commas.
std::optional<std::vector<std::string_view>> parse_tags(std::string_view header) {
  std::vector<std::string_view> tags;
  for (std::size_t begin = 0; begin <= header.size();) {
    const std::size_t end = std::min(header.find(',', begin), header.size());
    std::string_view tag = trimmed(header.substr(begin, end - begin));
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() < 2 || !tag.starts_with('"') || !tag.ends_with('"')) return std::nullopt;
    tags.push_back(tag.substr(1, tag.size() - 2));
    begin = end + 1;
  }
  return tags;
}

}  // namespace

Result<Precondition> precondition_of(const Request& request, Epoch epoch) {
  Precondition asked;
  const std::string_view none = trimmed(request.header("If-None-Match"));
  if (!none.empty() && none != "*") {
    return invalid("If-None-Match: a write takes only *: it is made if there is no such thing yet");
  }
  asked.absent = none == "*";
  const std::string_view match = trimmed(request.header("If-Match"));
  if (match.empty()) return asked;
  asked.present = true;
  if (match == "*") return asked;
  const auto tags = parse_tags(match);
  if (!tags) {
    return invalid(
        fmt::format("If-Match: '{}' is no entity tag; send the ETag of an answer as it is", match));
  }
  for (const std::string_view tag : *tags) {
    const auto position = parse_position(tag);
    // What is no position of this epoch can't be stored: a sequence that never is stands for it.
    const bool ours = position && position->epoch == epoch;
    asked.versions.push_back(ours ? position->sequence : Sequence{0});
  }
  return asked;
}

void add_entity_tag(Response& response, Position last) { response.header("ETag", quoted(last)); }

bool already_known(const Request& request, Position last) {
  const std::string_view header = trimmed(request.header("If-None-Match"));
  if (header.empty()) return false;
  if (header == "*") return true;
  const auto tags = parse_tags(header);
  return tags && std::find(tags->begin(), tags->end(), to_text(last)) != tags->end();
}

Response not_modified(Position last) {
  Response response;
  response.status = 304;
  add_entity_tag(response, last);
  return response;
}

}  // namespace suggestd::http
