#include "tasks/context_import_task.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/time.h"
#include "jobs/running_job.h"
#include "jobs/schedule.h"
#include "outbound/web_address.h"
#include "records/json_reader.h"
#include "shop/context_book.h"

namespace suggestd::tasks {
namespace {

struct Parameters {
  std::string series;
  std::string address;
  std::optional<std::chrono::seconds> most_age;
};

Result<Parameters> parse(const std::string& json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Parameters parameters;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.text("series", parameters.series);
  if (const auto good = shop::parse_context_series(parameters.series, R"({"points":[]})"); !good)
    in.bad("series", good.error().message());
  in.text("address", parameters.address);
  if (const auto good = outbound::WebAddress::parse(parameters.address); !good)
    in.bad("address", good.error().message());
  std::string age;
  in.text("most_age", age);
  if (const auto parsed = jobs::parse_every(age); parsed) {
    parameters.most_age = *parsed;
  } else if (!age.empty()) {
    in.bad("most_age", parsed.error().message());
  }
  in.finish();
  if (errors.any()) return errors.error();
  return parameters;
}

Result<std::string> fetch(const outbound::HttpClient& client, const Parameters& parameters,
                          const jobs::RunningJob& job) {
  outbound::Call call;
  call.purpose = "context";
  call.address = parameters.address;
  call.most_bytes = shop::kMostContextBytes;
  call.stop = job.stop();
  auto answer = client.send(call);
  if (!answer) return answer.error();
  if (answer->status != 200)
    return io_error(fmt::format("the series' server answers with status {}", answer->status));
  return std::move(answer->body);
}

// Lets no point outlive the age. Errors: invalid if none is left that holds, or will hold.
Status end_by_age(shop::ContextSeries& series, std::chrono::seconds most_age, Timestamp at) {
  for (shop::ContextPoint& point : series.points) {
    const Timestamp oldest = point.at + most_age;
    point.expires_at = point.expires_at ? std::min(*point.expires_at, oldest) : oldest;
  }
  if (series.points.empty() || *series.points.back().expires_at > at) return {};
  return invalid(
      fmt::format("the latest point is of {}, and older than most_age allows; the series stays as it was",
                  to_rfc3339(series.points.back().at)));
}

std::string result_of(std::size_t bytes, std::size_t points, const Outcome& outcome) {
  const bool made = outcome.kind == OutcomeKind::created;
  std::string text;
  JsonWriter(text)
      .begin_object()
      .member("bytes", std::uint64_t{bytes})
      .member("points", std::uint64_t{points})
      .member("result", made ? "created" : (outcome.kind == OutcomeKind::unchanged ? "unchanged" : "updated"))
      .end_object();
  return text;
}

}  // namespace

const jobs::JobTraits& ContextImportTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{"context-import", jobs::JobOwner::shop, true, false};
  return kTraits;
}

Status ContextImportTask::check(const jobs::JobRequest& request) const {
  if (const auto parameters = parse(request.parameters); !parameters) return parameters.error();
  const auto shop = parts_.administration.get(request.shop);
  return shop ? Status() : shop.error();
}

Result<std::string> ContextImportTask::run(jobs::RunningJob& job) {
  const auto parameters = parse(job.request().parameters);
  if (!parameters) return parameters.error();
  const std::shared_ptr<shop::Shop> shop = parts_.find_shop(job.request().shop);
  if (shop == nullptr) return not_found("the shop is gone");
  const auto body = fetch(*parts_.outbound, *parameters, job);
  if (!body) return body.error();
  auto series = shop::parse_context_series(parameters->series, *body);
  if (!series) return series.error().with_context("the series");
  if (parameters->most_age) {
    if (Status young = end_by_age(*series, *parameters->most_age, now()); !young)
      return std::move(young).error();
  }
  const std::size_t points = series->points.size();
  const auto written = shop->put_context(*std::move(series));
  if (!written) return written.error();
  return result_of(body->size(), points, written->outcomes.front());
}

}  // namespace suggestd::tasks
