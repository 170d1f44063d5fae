#include "campaigns/campaign.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/json_text.h"
#include "campaigns/limits.h"
#include "catalog/expression.h"
#include "records/json_reader.h"

namespace suggestd::campaigns {
namespace {

constexpr double kMostHoldout = 0.9;
constexpr std::int64_t kMostDays = 366;
constexpr std::int64_t kMostOften = 1'000'000'000;

struct WholeRange {
  std::int64_t least;
  std::int64_t most;
};

void read_whole(ObjectReader& in, std::string_view name, WholeRange range,
                std::optional<std::uint64_t>& value) {
  std::optional<std::int64_t> given;
  in.whole(name, given);
  if (!given) return;
  if (*given < range.least || *given > range.most) {
    in.bad(name, fmt::format("is {}; it may be {} to {}", *given, range.least, range.most));
  } else {
    value = static_cast<std::uint64_t>(*given);
  }
}

void read_whole(ObjectReader& in, std::string_view name, WholeRange range, std::uint64_t& value) {
  std::optional<std::uint64_t> given = value;
  read_whole(in, name, range, given);
  value = *given;
}

// `least` itself is not allowed unless it is 0 and `zero` is true.
void read_share(ObjectReader& in, std::string_view name, double most, bool zero, double& value) {
  const Json* given = in.field(name, Need::optional);
  if (given == nullptr || given->is_null()) return;
  const double share = given->is_number() ? given->get<double>() : -1;
  if (share < 0 || share > most || (share == 0 && !zero)) {
    in.bad(name, fmt::format("must be a number {} 0 and at most {}", zero ? "from" : "above", most));
  } else {
    value = share;
  }
}

// Hands the object under `name` to `read`.
template <class Read>
void read_object(ObjectReader& in, std::string_view name, FieldErrors& errors, Read read) {
  const Json* object = in.field(name, Need::optional);
  if (object == nullptr || object->is_null()) return;
  if (!object->is_object()) return in.bad(name, "must be an object");
  ObjectReader inner(*object, in.pointer_to(name), errors);
  read(inner);
  inner.finish();
}

void read_segment(ObjectReader& in, std::string_view name, FieldErrors& errors, std::string& segment) {
  read_object(in, name, errors, [&](ObjectReader& object) { object.id("segment", Need::required, segment); });
}

void read_products(ObjectReader& in, Campaign& campaign) {
  in.text("filter", campaign.filter);
  in.ids("ids", campaign.product_ids);
  in.not_empty("ids", "leave it out for all products");
  if (campaign.product_ids.size() > limits::kCampaignProducts.most) {
    in.bad("ids", fmt::format("{} products; it may have {}; a filter has no such limit",
                              campaign.product_ids.size(), limits::kCampaignProducts.most));
  }
  if (campaign.filter.empty()) return;
  if (const auto parsed = catalog::Expression::parse(campaign.filter); !parsed)
    in.bad("filter", parsed.error().message());
}

void read_report_segments(ObjectReader& in, std::vector<std::string>& segments) {
  in.ids("report_segments", segments);
  if (segments.size() > limits::kCampaignReportSegments.most) {
    in.bad("report_segments",
           fmt::format("{} segments; it may have {}", segments.size(), limits::kCampaignReportSegments.most));
  }
  std::vector<std::string> sorted = segments;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end())
    in.bad("report_segments", "names a segment twice; name each once");
}

GroupCap read_group(const Json& object, std::string pointer, FieldErrors& errors) {
  GroupCap cap;
  ObjectReader in(object, std::move(pointer), errors);
  std::string attribute;
  in.text("attribute", attribute);
  if (attribute == "category") {
    cap.attribute = GroupAttribute::category;
  } else if (attribute != "brand") {
    in.bad("attribute", fmt::format("is '{}'; it may be brand or category", attribute));
  }
  in.text("value", cap.value);
  std::optional<std::uint64_t> most;
  read_whole(in, "most", {0, kMostOften}, most);
  if (!most) in.bad("most", "says how often; it is needed");
  cap.most = most.value_or(0);
  in.finish();
  return cap;
}

void read_caps(ObjectReader& in, FieldErrors& errors, Campaign& campaign) {
  in.flag("stock", campaign.stock_caps);
  read_whole(in, "product", {0, kMostOften}, campaign.product_cap);
  const Json* groups = in.array("groups", Need::optional);
  if (groups == nullptr) return;
  if (groups->size() > limits::kCampaignCaps.most) {
    in.bad("groups", fmt::format("{} caps; it may have {}", groups->size(), limits::kCampaignCaps.most));
    return;
  }
  for (std::size_t i = 0; i < groups->size(); ++i) {
    const std::string pointer = fmt::format("{}/{}", in.pointer_to("groups"), i);
    if ((*groups)[i].is_object()) {
      campaign.group_caps.push_back(read_group((*groups)[i], pointer, errors));
    } else {
      errors.add(pointer, "must be an object");
    }
  }
}

void write_segment(JsonWriter& out, std::string_view name, const std::string& segment) {
  if (!segment.empty()) out.key(name).begin_object().member("segment", segment).end_object();
}

void write_products(JsonWriter& out, const Campaign& campaign) {
  out.key("products").begin_object();
  if (!campaign.filter.empty()) out.member("filter", campaign.filter);
  if (!campaign.product_ids.empty()) {
    out.key("ids").begin_array();
    for (const std::string& id : campaign.product_ids) out.value(id);
    out.end_array();
  }
  out.end_object();
}

void write_caps(JsonWriter& out, const Campaign& campaign) {
  out.key("caps").begin_object().member("stock", campaign.stock_caps);
  if (campaign.product_cap) out.member("product", *campaign.product_cap);
  out.key("groups").begin_array();
  for (const GroupCap& cap : campaign.group_caps) {
    out.begin_object().member("attribute", group_attribute_name(cap.attribute));
    if (!cap.value.empty()) out.member("value", cap.value);
    out.member("most", cap.most).end_object();
  }
  out.end_array().end_object();
}

}  // namespace

std::string_view group_attribute_name(GroupAttribute attribute) {
  return attribute == GroupAttribute::brand ? "brand" : "category";
}

Result<Campaign> parse_campaign(std::string_view name, std::string_view json) {
  if (Status good = check_id(name); !good) return good.error().with_context("the campaign's name");
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Campaign campaign;
  campaign.name = name;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  read_segment(in, "people", errors, campaign.segment);
  read_segment(in, "suppress", errors, campaign.suppressed_segment);
  read_object(in, "products", errors, [&](ObjectReader& object) { read_products(object, campaign); });
  in.text("scenario", campaign.scenario);
  read_whole(in, "per_person", {1, kMostPerPerson}, campaign.per_person);
  read_object(in, "caps", errors, [&](ObjectReader& object) { read_caps(object, errors, campaign); });
  read_share(in, "uptake", 1, false, campaign.uptake);
  read_whole(in, "frequency_days", {0, kMostDays}, campaign.frequency_days);
  read_share(in, "holdout", kMostHoldout, true, campaign.holdout);
  in.text("holdout_key", campaign.holdout_key);
  read_whole(in, "days", {1, kMostDays}, campaign.days);
  read_report_segments(in, campaign.report_segments);
  read_whole(in, "seed", {0, kMostOften}, campaign.seed);
  in.finish();
  if (errors.any()) return errors.error();
  return campaign;
}

std::string to_json(const Campaign& campaign) {
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  write_segment(out, "people", campaign.segment);
  write_segment(out, "suppress", campaign.suppressed_segment);
  write_products(out, campaign);
  if (!campaign.scenario.empty()) out.member("scenario", campaign.scenario);
  out.member("per_person", campaign.per_person);
  write_caps(out, campaign);
  out.member("uptake", campaign.uptake).member("frequency_days", campaign.frequency_days);
  out.member("holdout", campaign.holdout);
  if (!campaign.holdout_key.empty()) out.member("holdout_key", campaign.holdout_key);
  out.member("days", campaign.days);
  if (!campaign.report_segments.empty()) {
    out.key("report_segments").begin_array();
    for (const std::string& segment : campaign.report_segments) out.value(segment);
    out.end_array();
  }
  out.member("seed", campaign.seed).end_object();
  return json;
}

}  // namespace suggestd::campaigns
