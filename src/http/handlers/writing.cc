#include "http/handlers/writing.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/metrics.h"
#include "base/time.h"
#include "http/conditional.h"
#include "http/problem.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

std::string_view result_name(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::created:
      return "created";
    case OutcomeKind::updated:
      return "updated";
    case OutcomeKind::unchanged:
      return "unchanged";
    case OutcomeKind::ignored_older:
      return "ignored_older";
    case OutcomeKind::conflict:
      return "conflict";
    case OutcomeKind::not_found:
      return "not_found";
    case OutcomeKind::invalid:
      return "invalid";
    case OutcomeKind::outdated:
      return "outdated";
  }
  return "invalid";
}

bool is_refusal(OutcomeKind kind) {
  return kind == OutcomeKind::conflict || kind == OutcomeKind::not_found || kind == OutcomeKind::invalid ||
         kind == OutcomeKind::outdated;
}

void count(shop::RecordKind kind, OutcomeKind result) {
  constexpr std::size_t kKinds = 4;
  constexpr std::size_t kResults = 8;
  static const auto counters = [] {
    std::array<std::array<Counter*, kResults>, kKinds> all{};
    for (std::size_t k = 0; k < kKinds; ++k) {
      for (std::size_t r = 0; r < kResults; ++r) {
        all[k][r] = &counter(
            "suggestd_ingest_records_total",
            fmt::format("kind=\"{}\",result=\"{}\"", shop::record_kind_name(static_cast<shop::RecordKind>(k)),
                        result_name(static_cast<OutcomeKind>(r))));
      }
    }
    return all;
  }();
  counters[static_cast<std::size_t>(kind)][static_cast<std::size_t>(result)]->add();
}

void note_order(const shop::Shop& shop) {
  thread_local const shop::Shop* last_shop = nullptr;
  thread_local Gauge* gauge_of_shop = nullptr;
  if (last_shop != &shop) {
    gauge_of_shop = &gauge("suggestd_last_order_timestamp_seconds", fmt::format("shop=\"{}\"", shop.name()));
    last_shop = &shop;
  }
  gauge_of_shop->set(std::chrono::duration<double>(now().time_since_epoch()).count());
}

Error refusal(const Outcome& outcome, std::string_view id) {
  const ErrorKind kind = outcome.kind == OutcomeKind::conflict    ? ErrorKind::conflict
                         : outcome.kind == OutcomeKind::not_found ? ErrorKind::not_found
                                                                  : ErrorKind::invalid;
  Error error(
      kind, outcome.detail.empty() ? fmt::format("'{}': {}", id, result_name(outcome.kind)) : outcome.detail);
  if (!outcome.field.empty()) error.add_field(outcome.field, outcome.detail);
  return error;
}

void write_outcome(JsonWriter& out, const Outcome& outcome) {
  out.member("result", result_name(outcome.kind)).member("seq", number(outcome.sequence));
  if (outcome.kind == OutcomeKind::ignored_older)
    out.member("detail", "what is stored has a later updated_at; nothing was changed");
}

void write_refused_line(JsonWriter& out, const Error& error) {
  out.member("result", "refused").member("status", status_of(error.kind())).member("detail", error.message());
  out.key("errors").begin_array();
  for (const FieldError& field : error.fields())
    out.begin_object().member("pointer", field.pointer).member("detail", field.detail).end_object();
  out.end_array();
}

void append_line(std::string& out, std::size_t line, const shop::LineResult& result) {
  JsonWriter writer(out);
  writer.begin_object().member("line", std::uint64_t{line});
  if (const auto* error = std::get_if<Error>(&result)) {
    write_refused_line(writer, *error);
  } else if (const Outcome& outcome = std::get<Outcome>(result); is_refusal(outcome.kind)) {
    write_refused_line(writer, refusal(outcome, ""));
  } else {
    write_outcome(writer, outcome);
  }
  writer.end_object();
  out += '\n';
}

void append_summary(std::string& out, const shop::BulkSummary& summary) {
  JsonWriter(out)
      .begin_object()
      .key("summary")
      .begin_object()
      .member("lines", std::uint64_t{summary.lines})
      .member("accepted", std::uint64_t{summary.lines - summary.refused})
      .member("created", std::uint64_t{summary.created})
      .member("updated", std::uint64_t{summary.updated})
      .member("unchanged", std::uint64_t{summary.unchanged})
      .member("refused", std::uint64_t{summary.refused})
      .end_object()
      .end_object();
  out += '\n';
}

}  // namespace

void add_session(Response& response, Position position) {
  response.header("Suggestd-Session", to_text(position));
}

Result<Response> write_one(const Request& request, shop::RecordKind kind, std::string_view id,
                           Mutation mutation, store::Durability durability, WriteStatuses statuses) {
  const auto precondition = precondition_of(request, request.shop->head().epoch);
  if (!precondition) return precondition.error();
  std::vector<Mutation> one;
  one.push_back(std::move(mutation));
  auto committed = request.shop->commit(std::move(one), durability, *precondition);
  if (!committed) return committed.error();
  const Outcome& outcome = committed->outcomes.front();
  count(kind, outcome.kind);
  if (outcome.kind == OutcomeKind::outdated)
    return problem_response(412, fmt::format("'{}': {}", id, outcome.detail));
  if (is_refusal(outcome.kind)) return refusal(outcome, id);
  if (kind == shop::RecordKind::orders) note_order(*request.shop);
  Response response =
      json_response(outcome.kind == OutcomeKind::created ? statuses.created : statuses.updated, "");
  JsonWriter writer(response.body);
  writer.begin_object();
  if (!id.empty()) writer.member("id", id);  // an event may have none
  write_outcome(writer, outcome);
  writer.end_object();
  if (kind != shop::RecordKind::events && number(outcome.sequence) > 0)
    add_entity_tag(response, {committed->position.epoch, outcome.sequence});
  const bool stored_before = outcome.kind == OutcomeKind::unchanged && outcome.sequence != Sequence{0};
  add_session(response,
              stored_before ? Position{committed->position.epoch, outcome.sequence} : committed->position);
  return response;
}

Result<Response> write_lines(const Request& request, Services& services, shop::RecordKind kind,
                             store::Durability durability) {
  const auto ends = static_cast<std::size_t>(std::count(request.body.begin(), request.body.end(), '\n'));
  const std::size_t lines = ends + (request.body.empty() || request.body.ends_with('\n') ? 0 : 1);
  if (lines > services.max_bulk_lines)
    return problem_response(413, fmt::format("{} lines; a body may have {}", lines, services.max_bulk_lines));
  Response response;
  response.content_type = "application/x-ndjson; charset=utf-8";
  auto summary = shop::commit_lines(*request.shop, kind, request.body, now(), durability,
                                    [&](std::size_t line, const shop::LineResult& result) {
                                      const auto* outcome = std::get_if<Outcome>(&result);
                                      count(kind, outcome != nullptr ? outcome->kind : OutcomeKind::invalid);
                                      append_line(response.body, line, result);
                                    });
  if (!summary) return summary.error();
  if (kind == shop::RecordKind::orders && summary->created > 0) note_order(*request.shop);
  append_summary(response.body, *summary);
  add_session(response, summary->position);
  return response;
}

}  // namespace suggestd::http
