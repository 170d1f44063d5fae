#include "http/handlers/list_answer.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/metrics.h"
#include "recommend/limits.h"
#include "recommend/wanted_properties.h"
#include "records/product_json.h"

namespace suggestd::http {
namespace {

// Units for finding a product's fields, and bytes of their JSON that one more unit pays for.
constexpr std::uint64_t kUnitsPerProduct = 5;
constexpr std::uint64_t kProductBytesPerUnit = 64;
constexpr Lever kProductsWork{"limit", "writing the products' properties"};
constexpr Lever kProductsBytes{"limit", "the products and their properties"};
constexpr Lever kTraceBytes{"limit", "the explanations (trace)"};

void append_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

void append_values(JsonWriter& out, const recommend::Statement& of) {
  out.begin_object();
  for (const recommend::StatementValue& one : of.values) {
    switch (one.kind) {
      case recommend::StatementValue::Kind::number:
        out.member(one.name, one.number);
        break;
      case recommend::StatementValue::Kind::text:
        out.member(one.name, one.text);
        break;
      case recommend::StatementValue::Kind::texts:
        append_texts(out, one.name, one.texts);
        break;
    }
  }
  out.end_object();
}

void append_codes(JsonWriter& out, std::string_view name, const recommend::Statements& all) {
  out.key(name).begin_array();
  for (const recommend::Statement& one : all) {
    out.begin_object().member("code", entry_of(one.code).name).key("values");
    append_values(out, one);
    out.end_object();
  }
  out.end_array();
}

// The sentences, null if there are none; and beside them their codes.
void append_statements(JsonWriter& out, std::string_view name, std::string_view codes,
                       const recommend::Statements& all) {
  out.key(name);
  if (all.empty()) {
    out.null();
    return;
  }
  out.value(to_text(all));
  append_codes(out, codes, all);
}

void append_reason(JsonWriter& out, const recommend::Statement& reason) {
  out.member("reason", to_text(reason)).member("reason_code", entry_of(reason.code).name);
  if (reason.values.empty()) return;
  out.key("reason_values");
  append_values(out, reason);
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

void append_left_out(JsonWriter& out, const std::vector<recommend::LeftOut>& parts) {
  out.key("left_out").begin_array();
  for (const recommend::LeftOut& part : parts) {
    out.begin_object().member("part", part.pointer);
    if (!part.rule.empty()) out.member("rule", part.rule);
    out.member("reason", part.reason).end_object();
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

void append_variant(JsonWriter& out, const experiments::ToldVariant& told) {
  out.begin_object().member("name", told.experiment).member("variant", told.variant).end_object();
}

// Experiments of different layers may run on one scenario: then all stand in `experiments` too.
void append_variants(JsonWriter& out, std::span<const experiments::ToldVariant> variants) {
  if (variants.empty()) return;
  out.key("experiment");
  append_variant(out, variants.front());
  if (variants.size() == 1) return;
  out.key("experiments").begin_array();
  for (const experiments::ToldVariant& told : variants) append_variant(out, told);
  out.end_array();
}

// Honest about what is not of that time.
void append_as_of(JsonWriter& out, const ListAnswer& list) {
  if (list.past == nullptr) return;
  out.key("as_of")
      .begin_object()
      .member("sequence", number(list.past->as_of))
      .member("at", to_rfc3339(list.past->at))
      .member("model", "trained_anew");
  if (!list.scenario.empty()) out.member("scenario", "of_today");
  out.end_object();
}

}  // namespace

PropertySelection PropertySelection::of(std::string_view list) {
  PropertySelection selection;
  selection.all_ = list == "*";
  if (selection.all_) return selection;
  std::set<std::string_view> known;
  for (std::size_t begin = 0; begin < list.size() && known.size() < limits::kWantedProperties.most;) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view name = list.substr(begin, end - begin);
    if (!name.empty() && known.insert(name).second) selection.names_.emplace_back(name);
    begin = end + 1;
  }
  return selection;
}

Result<PropertySelection> selection_for(const shop::ListResult& result, std::string_view asked,
                                        WorkBudget& budget) {
  if (asked.empty()) return PropertySelection::of(result.properties);
  if (Status good = recommend::check_wanted_properties(*result.snapshot, asked, budget); !good)
    return std::move(good).error();
  return PropertySelection::of(asked);
}

void PropertySelection::append(std::string& out, const Product& product) const {
  all_ ? append_json(out, product) : append_fields(out, product, names_);
}

Status append_list(std::string& out, const ListAnswer& list, const PropertySelection& properties,
                   WorkBudget& budget) {
  std::size_t counted = out.size();
  JsonWriter writer(out);
  writer.begin_object().member("recommendation_id", list.recommendation_id).key("scenario");
  if (list.scenario.empty()) {
    writer.null();
  } else {
    writer.value(list.scenario);
  }
  writer.member("applied", to_text(list.applied));
  append_as_of(writer, list);
  append_variants(writer, list.variants);
  writer.key("items").begin_array();
  std::string fields;
  for (const recommend::Item& item : list.answer->items) {
    writer.begin_object()
        .member("product_id", item.product_id)
        .member("score", static_cast<float>(item.score));
    append_reason(writer, item.reason);
    if (!properties.none()) {
      writer.key("properties");
      fields.clear();
      properties.append(fields, list.snapshot->catalog.product(item.row));
      budget.spend(kUnitsPerProduct + fields.size() / kProductBytesPerUnit, kProductsWork);
      writer.raw(fields);
    }
    if (list.trace) append_trace(writer, item.trace);
    writer.end_object();
    const std::size_t more = out.size() - std::exchange(counted, out.size());
    if (!budget.write(more, list.trace ? kTraceBytes : kProductsBytes)) return budget.status();
  }
  writer.end_array();
  append_statements(writer, "fallback", "fallback_codes", list.answer->fallback);
  append_statements(writer, "short", "short_codes", list.answer->shortfall);
  if (!list.answer->unknown.empty()) append_texts(writer, "unknown", list.answer->unknown);
  if (list.trace) append_effects(writer, list.answer->effects);
  if (list.trace) append_left_out(writer, list.answer->left_out);
  if (!list.answer->why_not.empty())
    append_statements(writer, "why_not", "why_not_codes", list.answer->why_not);
  writer.end_object();
  budget.write(out.size() - counted, kTraceBytes);
  return budget.status();
}

void count_reasons(const recommend::Answer& answer) {
  constexpr std::array<std::string_view, recommend::kFallbackReasons> kReasons = {
      "",           "nobody_named", "person_unknown",  "not_profiled", "no_consent",
      "no_history", "few_orders",   "nothing_learned", "filled_up"};
  static const auto fallbacks = [&] {
    std::array<Counter*, kReasons.size()> all{};
    for (std::size_t r = 1; r < kReasons.size(); ++r)
      all.at(r) = &counter("suggestd_fallback_lists_total", {{"reason", kReasons.at(r)}});
    return all;
  }();
  static Counter& narrowed = counter("suggestd_empty_lists_total", {{"reason", "narrowed"}});
  static Counter& nothing = counter("suggestd_empty_lists_total", {{"reason", "nothing_to_show"}});
  if (answer.items.empty()) (answer.narrowed ? narrowed : nothing).add();
  if (Counter* fallback = fallbacks.at(static_cast<std::size_t>(answer.fallback_reason))) fallback->add();
}

void count_list(recommend::ListKind kind, const recommend::Answer& answer) {
  count_reasons(answer);
  constexpr std::array<std::string_view, 3> kResults = {"personal", "fallback", "empty"};
  static const auto counters = [&] {
    std::array<std::array<Counter*, kResults.size()>, recommend::kListKinds> all{};
    for (std::size_t k = 0; k < recommend::kListKinds; ++k) {
      for (std::size_t r = 0; r < kResults.size(); ++r) {
        all[k][r] = &counter("suggestd_lists_total",
                             {{"list", recommend::list_kind_name(static_cast<recommend::ListKind>(k))},
                              {"result", kResults[r]}});
      }
    }
    return all;
  }();
  const std::size_t result = answer.items.empty() ? 2 : (answer.fallback.empty() ? 0 : 1);
  counters.at(static_cast<std::size_t>(kind))[result]->add();
}

}  // namespace suggestd::http
