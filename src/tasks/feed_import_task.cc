#include "tasks/feed_import_task.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "connect/copy_documents.h"
#include "connect/formats/open_documents.h"
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
  cli::ImportFormat format = cli::ImportFormat::ndjson;
  shop::RecordKind kind = shop::RecordKind::products;
  bool full_sync = false;
  bool confirm = false;
};

void read_address(ObjectReader& in, std::string& address) {
  in.text("address", address);
  if (const auto good = outbound::WebAddress::parse(address); !good)
    in.bad("address", good.error().message());
}

void read_format(ObjectReader& in, cli::ImportFormat& format) {
  std::string word;
  in.text("format", word);
  const auto known = cli::parse_import_format(word);
  if (!known || *known == cli::ImportFormat::online_retail || *known == cli::ImportFormat::dunnhumby) {
    in.bad("format", fmt::format("is '{}'; it may be google-feed, csv or ndjson", word));
  } else {
    format = *known;
  }
}

void read_kind(ObjectReader& in, shop::RecordKind& kind) {
  std::string word = "products";
  in.text("kind", word);
  const auto known = shop::parse_record_kind(word);
  if (!known || *known == shop::RecordKind::events) {
    in.bad("kind", fmt::format("is '{}'; it may be products, users or orders", word));
  } else {
    kind = *known;
  }
}

Result<Parameters> parse(const std::string& json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Parameters parameters;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  read_address(in, parameters.address);
  read_format(in, parameters.format);
  read_kind(in, parameters.kind);
  in.flag("full_sync", parameters.full_sync);
  in.flag("confirm", parameters.confirm);
  if (parameters.full_sync && parameters.kind != shop::RecordKind::products)
    in.bad("full_sync", "goes with products alone");
  if (parameters.format == cli::ImportFormat::google_feed && parameters.kind != shop::RecordKind::products)
    in.bad("kind", "of a google-feed is products");
  in.finish();
  if (errors.any()) return errors.error();
  return parameters;
}

// The findings of a run so far, and its result.
struct Findings {
  std::string file;  // the feed's, which reasons and places shall not name
  std::uint64_t bytes = 0;
  std::uint64_t records = 0;
  std::uint64_t hidden = 0;
  std::string not_hidden;  // why; "" if nothing was to be hidden, or all of it was
  cli::ImportCounts counts;
  std::vector<std::pair<std::string, std::string>> rejects;  // place, reason

  void reject(const std::string& place, const std::string& why) {
    if (rejects.size() == limits::kToldRejects.most) return;
    rejects.emplace_back(place.starts_with(file) ? "feed" + place.substr(file.size()) : place, why);
  }

  std::string json() const {
    std::string text;
    JsonWriter out(text);
    out.begin_object()
        .member("bytes", bytes)
        .member("records", records)
        .member("created", counts.created)
        .member("updated", counts.updated)
        .member("unchanged", counts.unchanged)
        .member("refused", counts.refused)
        .member("hidden", hidden);
    if (!not_hidden.empty()) out.member("not_hidden", not_hidden);
    out.key("rejects").begin_array();
    for (const auto& [place, why] : rejects)
      out.begin_object().member("place", place).member("why", why).end_object();
    out.end_array().end_object();
    return text;
  }
};

Status read_feed(const outbound::HttpClient& client, const Parameters& parameters, jobs::RunningJob& job,
                 NamelessFile& file, Findings& findings) {
  outbound::Call call;
  call.purpose = "feed";
  call.address = parameters.address;
  call.total_time = kReadingTime;
  call.most_bytes = limits::kFeedBytes.most;
  call.stop = job.stop();
  call.on_body = [&](std::string_view piece) {
    findings.bytes += piece.size();
    job.tell({findings.bytes, 0, "bytes", "reading the feed"});
    return file.write(piece);
  };
  const auto answer = client.send(call);
  if (!answer) return answer.error();
  if (answer->status != 200)
    return io_error(fmt::format("the feed's server answers with status {}", answer->status));
  return {};
}

// Hides nothing if a part of the feed was left out: that part may name the products that would be hidden.
void hide_missing(cli::ImportTarget& target, const Parameters& parameters, Findings& findings) {
  if (findings.counts.refused > 0) {
    findings.not_hidden = "products were left out";
  } else if (findings.records == 0 && !parameters.confirm) {
    findings.not_hidden = "the feed holds no product";
  } else if (const auto hidden = target.hide_missing(parameters.confirm); hidden) {
    findings.hidden = *hidden;
    return;
  } else {
    findings.not_hidden = hidden.error().message();
  }
  target.abandon();
}

Status import_file(shop::Shop& shop, const Parameters& parameters, jobs::RunningJob& job,
                   Findings& findings) {
  cli::FileOptions options;
  options.feed = {shop.settings()->zone(), now()};
  cli::ImportNotes notes;
  notes.left_out = [&](const cli::LeftOut& part) {
    if (part.expected) return;
    findings.records += part.records;
    findings.counts.refused += part.records;
    findings.reject(part.place, part.why);
  };
  auto source = cli::open_documents(parameters.format, parameters.kind, {findings.file}, options, notes);
  if (!source) return source.error();
  cli::TargetOptions to{parameters.kind,
                        (*source)->merges() ? shop::LineRule::merge : shop::LineRule::replace,
                        parameters.full_sync};
  auto target = cli::open_shop_target(shop, to);
  if (!target) return target.error();
  cli::CopyHooks hooks;
  hooks.refused = [&](const cli::Document& document, const std::string& why) {
    findings.reject(document.place, why);
  };
  hooks.progress = [&](std::uint64_t read, std::uint64_t total) -> Status {
    job.tell({read, total, "bytes", "importing"});
    return job.stop_asked() ? Status(jobs::RunningJob::stopped()) : Status();
  };
  const Status copied = cli::copy_documents(**source, **target, findings.records, findings.counts, hooks);
  if (!copied) {
    (*target)->abandon();
    return copied;
  }
  if (parameters.full_sync) hide_missing(**target, parameters, findings);
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
  Findings findings;
  findings.file = (*file)->path();
  if (Status read = read_feed(*parts_.outbound, *parameters, job, **file, findings); !read)
    return std::move(read).error();
  if (Status imported = import_file(*shop, *parameters, job, findings); !imported)
    return std::move(imported).error();
  return findings.json();
}

}  // namespace suggestd::tasks
