#include "http/handlers/list_answer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/metrics.h"
#include "records/product_json.h"

namespace suggestd::http {
namespace {

void append_text_or_null(JsonWriter& out, std::string_view name, const std::optional<std::string>& text) {
  out.key(name);
  if (text) {
    out.value(*text);
  } else {
    out.null();
  }
}

void append_effects(JsonWriter& out, const std::vector<recommend::RuleEffect>& effects) {
  out.key("rules").begin_array();
  for (const recommend::RuleEffect& effect : effects) {
    out.begin_object().member("rule", effect.rule).member("effect", effect.what);
    if (effect.product_id.empty()) {
      out.member("products", std::uint64_t{effect.products});
    } else {
      out.member("product_id", effect.product_id);
    }
    out.end_object();
  }
  out.end_array();
}

void append_sources(JsonWriter& out, const recommend::TracePart& part) {
  out.member("lane_score", *part.lane_score).key("sources").begin_array();
  for (const recommend::TraceSource& source : part.sources)
    out.begin_object().member("product_id", source.product_id).member("share", source.share).end_object();
  out.end_array();
}

void append_trace(JsonWriter& out, const std::vector<recommend::TracePart>& trace) {
  out.key("trace").begin_array();
  for (const recommend::TracePart& part : trace) {
    out.begin_object().member("lane", part.lane);
    if (!part.product_id.empty()) out.member("product_id", part.product_id);
    out.member("share", part.share);
    if (part.lane_score) append_sources(out, part);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

PropertySelection::PropertySelection(std::string_view list) {
  all_ = list == "*";
  if (all_) return;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    if (end > begin) names_.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
}

void PropertySelection::append(std::string& out, const Product& product) const {
  if (all_) return append_json(out, product);
  const auto fields = nlohmann::json::parse(to_json(product), nullptr, false);
  const auto own = fields.find("properties");
  JsonWriter writer(out);
  writer.begin_object();
  for (const std::string& name : names_) {
    if (const auto field = fields.find(name); field != fields.end()) {
      writer.key(name).raw(field->dump());
    } else if (own != fields.end() && own->contains(name)) {
      writer.key(name).raw((*own)[name].dump());
    }
  }
  writer.end_object();
}

void append_list(std::string& out, const ListAnswer& list, const PropertySelection& properties,
                 const shop::Shop& shop) {
  JsonWriter writer(out);
  writer.begin_object().member("recommendation_id", list.recommendation_id).key("scenario");
  if (list.scenario.empty()) {
    writer.null();
  } else {
    writer.value(list.scenario);
  }
  writer.member("applied", to_text(list.applied));
  writer.key("items").begin_array();
  for (const recommend::Item& item : list.answer->items) {
    writer.begin_object()
        .member("product_id", item.product_id)
        .member("score", static_cast<float>(item.score))
        .member("reason", item.reason);
    if (!properties.none()) {
      writer.key("properties");
      const auto product = shop.product(item.product_id);
      std::string fields;
      if (product) properties.append(fields, product->product);
      writer.raw(product ? std::string_view(fields) : "{}");
    }
    if (list.trace) append_trace(writer, item.trace);
    writer.end_object();
  }
  writer.end_array();
  append_text_or_null(writer, "fallback", list.answer->fallback);
  append_text_or_null(writer, "short", list.answer->shortfall);
  if (list.trace) append_effects(writer, list.answer->effects);
  if (list.answer->why_not) writer.member("why_not", *list.answer->why_not);
  writer.end_object();
}

void count_list(recommend::ListKind kind, const recommend::Answer& answer) {
  constexpr std::array<std::string_view, 3> kResults = {"personal", "fallback", "empty"};
  static const auto counters = [&] {
    std::array<std::array<Counter*, kResults.size()>, recommend::kListKinds> all{};
    for (std::size_t k = 0; k < recommend::kListKinds; ++k) {
      for (std::size_t r = 0; r < kResults.size(); ++r) {
        all[k][r] = &counter(
            "suggestd_lists_total",
            fmt::format("list=\"{}\",result=\"{}\"",
                        recommend::list_kind_name(static_cast<recommend::ListKind>(k)), kResults[r]));
      }
    }
    return all;
  }();
  const std::size_t result = answer.items.empty() ? 2 : (answer.fallback ? 1 : 0);
  counters.at(static_cast<std::size_t>(kind))[result]->add();
}

}  // namespace suggestd::http
