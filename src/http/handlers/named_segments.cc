#include "http/handlers/named_segments.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/nearest_name.h"

namespace suggestd::http {
namespace {

struct NamedSegment {
  std::string pointer;
  std::string_view name;
};

std::vector<NamedSegment> named_by(const campaigns::Campaign& campaign) {
  std::vector<NamedSegment> named;
  if (!campaign.segment.empty()) named.push_back({"/people/segment", campaign.segment});
  if (!campaign.suppressed_segment.empty())
    named.push_back({"/suppress/segment", campaign.suppressed_segment});
  for (std::size_t i = 0; i < campaign.report_segments.size(); ++i)
    named.push_back({fmt::format("/report_segments/{}", i), campaign.report_segments[i]});
  return named;
}

std::string missing(std::string_view name, const std::vector<std::string_view>& known) {
  const auto nearest = nearest_name(name, known);
  return fmt::format(
      "no segment '{0}' is known{1}; define it first by PUT /v1/segments/{0}, or name one that "
      "GET /v1/segments tells",
      name, nearest ? fmt::format(", did you mean '{}'?", *nearest) : "");
}

}  // namespace

Result<std::vector<FieldError>> missing_segments(const campaigns::Campaign& campaign,
                                                 const segments::Segments& segments) {
  std::vector<FieldError> errors;
  const std::vector<NamedSegment> named = named_by(campaign);
  if (named.empty()) return errors;
  const auto all = segments.all();
  if (!all) return all.error();
  std::vector<std::string_view> known;
  for (const segments::Segment& segment : *all) known.push_back(segment.name);
  for (const NamedSegment& one : named) {
    if (std::ranges::find(known, one.name) == known.end())
      errors.push_back({one.pointer, missing(one.name, known)});
  }
  return errors;
}

}  // namespace suggestd::http
