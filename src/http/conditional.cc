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

struct EntityTag {
  std::string_view text;  // without its quotes
  bool weak = false;
};

// Nothing if it is no list of strong or weak tags. Our tags hold no commas.
std::optional<std::vector<EntityTag>> parse_tags(std::string_view header) {
  std::vector<EntityTag> tags;
  for (std::size_t begin = 0; begin <= header.size();) {
    const std::size_t end = std::min(header.find(',', begin), header.size());
    std::string_view tag = trimmed(header.substr(begin, end - begin));
    const bool weak = tag.starts_with("W/");
    if (weak) tag.remove_prefix(2);
    if (tag.size() < 2 || !tag.starts_with('"') || !tag.ends_with('"')) return std::nullopt;
    tags.push_back({tag.substr(1, tag.size() - 2), weak});
    begin = end + 1;
  }
  return tags;
}

// The conditions that If-Match and If-None-Match of a request that writes set.
struct Conditions {
  bool absent = false;                       // If-None-Match: *
  bool present = false;                      // any If-Match
  std::optional<std::vector<EntityTag>> of;  // If-Match with tags
};

Result<Conditions> conditions_of(const Request& request) {
  Conditions asked;
  const std::string_view none = trimmed(request.header("If-None-Match"));
  if (!none.empty() && none != "*") {
    return invalid("If-None-Match: a write takes only *: it is made if there is no such thing yet");
  }
  asked.absent = none == "*";
  const std::string_view match = trimmed(request.header("If-Match"));
  asked.present = !match.empty();
  if (match.empty() || match == "*") return asked;
  asked.of = parse_tags(match);
  if (!asked.of) {
    return invalid(
        fmt::format("If-Match: '{}' is no entity tag; send the ETag of an answer as it is", match));
  }
  return asked;
}

}  // namespace

Result<Precondition> precondition_of(const Request& request, Epoch epoch) {
  const auto conditions = conditions_of(request);
  if (!conditions) return conditions.error();
  Precondition asked;
  asked.absent = conditions->absent;
  asked.present = conditions->present;
  if (!conditions->of) return asked;
  for (const EntityTag& tag : *conditions->of) {
    const auto position = parse_position(tag.text);
    // Nothing stored has a weak tag, or one that is no position of this epoch: sequence 0, which no record
    // has, stands for it.
    const bool ours = !tag.weak && position && position->epoch == epoch;
    asked.versions.push_back(ours ? position->sequence : Sequence{0});
  }
  return asked;
}

Result<bool> may_write(const Request& request, std::optional<std::string_view> current) {
  const auto asked = conditions_of(request);
  if (!asked) return asked.error();
  if (asked->absent && current) return false;
  if (asked->present && !current) return false;
  if (!asked->of) return true;
  return std::any_of(asked->of->begin(), asked->of->end(),
                     [&](const EntityTag& tag) { return !tag.weak && tag.text == *current; });
}

void add_entity_tag(Response& response, std::string_view tag) {
  response.header("ETag", fmt::format("\"{}\"", tag));
}

void add_entity_tag(Response& response, Position last) { add_entity_tag(response, to_text(last)); }

bool already_known(const Request& request, std::string_view known) {
  const std::string_view header = trimmed(request.header("If-None-Match"));
  if (header.empty()) return false;
  if (header == "*") return true;
  const auto tags = parse_tags(header);
  return tags &&
         std::any_of(tags->begin(), tags->end(), [&](const EntityTag& tag) { return tag.text == known; });
}

Response not_modified(std::string_view tag) {
  Response response;
  response.status = 304;
  add_entity_tag(response, tag);
  return response;
}

}  // namespace suggestd::http
