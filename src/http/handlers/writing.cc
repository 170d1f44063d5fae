#include "http/handlers/writing.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/metrics.h"
#include "base/this_thread.h"
#include "base/time.h"
#include "http/conditional.h"
#include "http/problem.h"
#include "http/terms.h"
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
    case OutcomeKind::ignored_erased:
      return "ignored_erased";
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

Counter& counter_of(shop::RecordKind kind, OutcomeKind result) {
  constexpr std::size_t kKinds = 4;
  static const auto counters = [] {
    std::array<std::array<Counter*, kOutcomeKinds>, kKinds> all{};
    for (std::size_t k = 0; k < kKinds; ++k) {
      for (std::size_t r = 0; r < kOutcomeKinds; ++r) {
        all[k][r] = &counter("suggestd_ingest_records_total",
                             {{"kind", shop::record_kind_name(static_cast<shop::RecordKind>(k))},
                              {"result", result_name(static_cast<OutcomeKind>(r))}});
      }
    }
    return all;
  }();
  return *counters[static_cast<std::size_t>(kind)][static_cast<std::size_t>(result)];
}

void count(shop::RecordKind kind, OutcomeKind result) { counter_of(kind, result).add(); }

void note_order(const shop::Shop& shop) {
  thread_local const shop::Shop* last_shop = nullptr;
  thread_local Gauge* gauge_of_shop = nullptr;
  if (last_shop != &shop) {
    gauge_of_shop = &gauge("suggestd_last_order_timestamp_seconds", {{"shop", shop.name()}});
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
    out.member("detail", fmt::format("{}; nothing was changed",
                                     outcome.detail.empty() ? "what is stored is later" : outcome.detail));
  if (outcome.kind == OutcomeKind::ignored_erased)
    out.member("detail", "it belongs to a person who was erased; nothing was stored");
}

// The answer to a bulk write: a line each and a summary, in no more bytes than an answer may have. The lines
// are written by then and can't be refused, so the answer says less instead: past the first half of its bytes
// a refused line is told without its errors, past all of them a line is only counted.
class BulkAnswer {
 public:
  BulkAnswer(std::string& out, const WorkBudget& budget) : out_(out), most_(budget.bytes_left()) {}

  void add(std::size_t line, const std::string& id, const shop::LineResult& result) {
    constexpr std::size_t kBytesOfEscape = 6;
    if (out_.size() + kShortLine + kBytesOfEscape * id.size() > most_) {
      ++not_told_;
      return;
    }
    JsonWriter writer(out_);
    writer.begin_object().member("line", std::uint64_t{line});
    if (!id.empty()) writer.member("id", id);
    if (const auto* error = std::get_if<Error>(&result)) {
      write_refused(writer, *error);
    } else if (const Outcome& outcome = std::get<Outcome>(result); is_refusal(outcome.kind)) {
      write_refused(writer, refusal(outcome, ""));
    } else {
      write_outcome(writer, outcome);
    }
    writer.end_object();
    out_ += '\n';
  }

  void finish(const shop::BulkSummary& summary) {
    JsonWriter writer(out_);
    writer.begin_object().key("summary").begin_object();
    writer.member("lines", std::uint64_t{summary.lines})
        .member("accepted", std::uint64_t{summary.lines - summary.refused})
        .member("created", std::uint64_t{summary.created})
        .member("updated", std::uint64_t{summary.updated})
        .member("unchanged", std::uint64_t{summary.unchanged})
        .member("refused", std::uint64_t{summary.refused});
    if (without_errors_ > 0) writer.member("lines_without_errors", std::uint64_t{without_errors_});
    if (not_told_ > 0) writer.member("lines_not_told", std::uint64_t{not_told_});
    writer.end_object().end_object();
    out_ += '\n';
  }

 private:
  static constexpr std::size_t kErrorsPerLine = 5;
  static constexpr std::size_t kShortLine = 200;  // and the summary fits behind it

  void write_refused(JsonWriter& out, const Error& error) {
    out.member("result", "refused").member("status", status_of(error.kind()));
    if (out_.size() > most_ / 2) {
      ++without_errors_;
      return;
    }
    out.member("detail", error.message()).key("errors").begin_array();
    const std::vector<FieldError>& fields = error.fields();
    for (std::size_t i = 0; i < std::min(fields.size(), kErrorsPerLine); ++i) {
      out.begin_object().member("pointer", fields[i].pointer).member("detail", fields[i].detail);
      out.end_object();
    }
    out.end_array();
    if (fields.size() > kErrorsPerLine) out.member("more_errors", true);
  }

  std::string& out_;
  const std::uint64_t most_;
  std::size_t without_errors_ = 0;
  std::size_t not_told_ = 0;
};

}  // namespace

const Parameter kMergeParameter{
    .name = "merge",
    .type = ParameterType::flag,
    .help =
        "Each line of NDJSON is a JSON merge patch that names its record's id: fields that "
        "it does not name stay, null removes one, an unknown record is made."};

shop::LineRule line_rule(const Request& request) {
  return request.flag("merge") ? shop::LineRule::merge : shop::LineRule::replace;
}

void count_written(const shop::Shop& shop, shop::RecordKind kind, const WrittenCounts& counts) {
  counter_of(kind, OutcomeKind::created).add(counts.created);
  counter_of(kind, OutcomeKind::updated).add(counts.updated);
  counter_of(kind, OutcomeKind::unchanged).add(counts.unchanged);
  counter_of(kind, OutcomeKind::invalid).add(counts.refused);
  if (kind == shop::RecordKind::orders && counts.created > 0) note_order(shop);
}

void add_session(Response& response, Position position) {
  response.header("Suggestd-Session", to_text(position));
}

Result<Response> write_one(const Request& request, shop::RecordKind kind, std::string_view id,
                           Mutation mutation, store::Durability durability, WriteStatuses statuses) {
  const auto precondition = precondition_of(request, request.shop->head().epoch);
  if (!precondition) return precondition.error();
  std::vector<Mutation> one;
  one.push_back(std::move(mutation));
  auto committed = request.shop->commit(std::move(one), durability, *precondition, request.repeat);
  if (!committed) return committed.error();
  const Outcome& outcome = committed->outcomes.front();
  if (!committed->repeated) count(kind, outcome.kind);
  if (outcome.kind == OutcomeKind::outdated)
    return problem_response(412, fmt::format("'{}': {}", id, outcome.detail));
  if (is_refusal(outcome.kind)) return refusal(outcome, id);
  if (kind == shop::RecordKind::orders && !committed->repeated) note_order(*request.shop);
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
  add_repeated(response, committed->repeated);
  return response;
}

Result<Response> write_lines(const Request& request, shop::RecordKind kind, store::Durability durability,
                             shop::LineRule rule) {
  const auto ends = static_cast<std::size_t>(std::count(request.body.begin(), request.body.end(), '\n'));
  const std::size_t lines = ends + (request.body.empty() || request.body.ends_with('\n') ? 0 : 1);
  if (lines > request.terms->max_bulk_lines)
    return problem_response(
        413, fmt::format("{} lines; a body may have {}", lines, request.terms->max_bulk_lines));
  Response response;
  response.content_type = "application/x-ndjson; charset=utf-8";
  BulkAnswer answer(response.body, *request.budget);
  const auto on_line = [&](const shop::LineOf& line, const shop::LineResult& result) {
    const auto* outcome = std::get_if<Outcome>(&result);
    count(kind, outcome != nullptr ? outcome->kind : OutcomeKind::invalid);
    answer.add(line.number, line.id, result);
  };
  Result<shop::BulkSummary> summary{shop::BulkSummary{}};
  const auto commit = [&] {
    summary = shop::commit_lines(*request.shop, kind, request.body, now(), durability, on_line,
                                 request.repeat, rule);
  };
  if (store::size_of(lines) == store::WriteSize::large) {
    behind_other_threads("bulk", commit);
  } else {
    commit();
  }
  if (!summary) return summary.error();
  if (kind == shop::RecordKind::orders && summary->created > 0) note_order(*request.shop);
  answer.finish(*summary);
  add_session(response, summary->position);
  add_repeated(response, summary->repeated);
  return response;
}

}  // namespace suggestd::http
