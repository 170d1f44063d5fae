#include "tasks/feed_import_task.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "connect/file_import.h"
#include "jobs/running_job.h"
#include "outbound/web_address.h"
#include "records/json_reader.h"
#include "tasks/limits.h"
#include "tasks/nameless_file.h"

namespace suggestd::tasks {
namespace {

constexpr std::chrono::minutes kReadingTime{10};

struct Parameters {
  std::string address;
  cli::FileImport file;
};

void read_address(ObjectReader& in, std::string& address) {
  in.text("address", address);
  if (const auto good = outbound::WebAddress::parse(address); !good)
    in.bad("address", good.error().message());
}

void read_format(ObjectReader& in, cli::ImportFormat& format) {
  std::string word;
  in.text("format", word);
  if (const auto known = cli::parse_file_format(word)) {
    format = *known;
  } else {
    in.bad("format", fmt::format("is '{}'; it may be google-feed, csv or ndjson", word));
  }
}

void read_kind(ObjectReader& in, shop::RecordKind& kind) {
  std::string word = "products";
  in.text("kind", word);
  if (const auto known = cli::parse_file_kind(word)) {
    kind = *known;
  } else {
    in.bad("kind", fmt::format("is '{}'; it may be products, users or orders", word));
  }
}

Result<Parameters> parse(const std::string& json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Parameters parameters;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  read_address(in, parameters.address);
  read_format(in, parameters.file.format);
  read_kind(in, parameters.file.kind);
  in.flag("full_sync", parameters.file.full_sync);
  in.flag("confirm", parameters.file.confirm);
  if (const auto found = cli::contradiction(parameters.file))
    in.bad(found->parameter, std::string(found->why));
  in.finish();
  if (errors.any()) return errors.error();
  return parameters;
}

std::string result_of(std::uint64_t bytes, const cli::ImportFindings& findings) {
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("bytes", bytes);
  cli::write_findings(out, findings);
  out.key("rejects").begin_array();
  for (const cli::Reject& reject : findings.rejects)
    out.begin_object().member("place", reject.place).member("why", reject.why).end_object();
  out.end_array().end_object();
  return text;
}

Status read_feed(const outbound::HttpClient& client, const Parameters& parameters, jobs::RunningJob& job,
                 NamelessFile& file, std::uint64_t& bytes) {
  outbound::Call call;
  call.purpose = "feed";
  call.address = parameters.address;
  call.total_time = kReadingTime;
  call.most_bytes = limits::kFeedBytes.most;
  call.stop = job.stop();
  call.on_body = [&](std::string_view piece) {
    bytes += piece.size();
    job.tell({bytes, 0, "bytes", "reading the feed"});
    return file.write(piece);
  };
  const auto answer = client.send(call);
  if (!answer) return answer.error();
  if (answer->status != 200)
    return io_error(fmt::format("the feed's server answers with status {}", answer->status));
  return {};
}

}  // namespace

const jobs::JobTraits& FeedImportTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{"feed-import", jobs::JobOwner::shop, true, false};
  return kTraits;
}

Status FeedImportTask::check(const jobs::JobRequest& request) const {
  if (const auto parameters = parse(request.parameters); !parameters) return parameters.error();
  const auto shop = parts_.administration.get(request.shop);
  return shop ? Status() : shop.error();
}

Result<std::string> FeedImportTask::run(jobs::RunningJob& job) {
  const auto parameters = parse(job.request().parameters);
  if (!parameters) return parameters.error();
  const std::shared_ptr<shop::Shop> shop = parts_.find_shop(job.request().shop);
  if (shop == nullptr) return not_found("the shop is gone");
  const auto file = NamelessFile::make();
  if (!file) return file.error();
  std::uint64_t bytes = 0;
  if (Status read = read_feed(*parts_.outbound, *parameters, job, **file, bytes); !read)
    return std::move(read).error();
  cli::FileImport import = parameters->file;
  import.path = (*file)->path();
  import.shown = "feed";
  import.most_rejects = limits::kToldRejects.most;
  const auto progress = [&](std::uint64_t read, std::uint64_t total) -> Status {
    job.tell({read, total, "bytes", "importing"});
    return job.stop_asked() ? Status(jobs::RunningJob::stopped()) : Status();
  };
  cli::ImportFindings findings;
  if (Status imported = cli::import_file(*shop, import, progress, findings); !imported)
    return std::move(imported).error();
  return result_of(bytes, findings);
}

}  // namespace suggestd::tasks
