#include "campaigns/push_job.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/secret.h"
#include "base/this_thread.h"
#include "campaigns/campaign.h"
#include "campaigns/html_block.h"
#include "campaigns/limits.h"
#include "campaigns/ready_shop.h"
#include "campaigns/receiver_book.h"
#include "campaigns/run_book.h"
#include "campaigns/told_list.h"
#include "campaigns/tracked_link.h"
#include "jobs/running_job.h"
#include "outbound/retry.h"
#include "outbound/signature.h"
#include "records/json_reader.h"
#include "records/wire.h"

namespace suggestd::campaigns {
namespace {

// Some megabytes: most mailers take 5.
constexpr std::uint64_t kProductsOfBatch = 5000;
constexpr std::chrono::milliseconds kPause{2000};

// How far a push has come. The numbers are on disk: never change or reuse one.
struct Progress {
  std::uint64_t next = 0;  // batch
  std::uint64_t sent = 0;  // batches: those without people are not sent
  std::uint64_t people = 0;
  std::uint64_t calls = 0;
};
enum ProgressField : unsigned { next_field = 1, sent_field = 2, people_field = 3, calls_field = 4 };

std::string encode(const Progress& progress) {
  std::string bytes;
  FieldWriter out(bytes);
  out.number(next_field, progress.next);
  out.number(sent_field, progress.sent);
  out.number(people_field, progress.people);
  out.number(calls_field, progress.calls);
  return bytes;
}

// A checkpoint that can't be read begins again: the receiver knows what it has taken.
Progress decode_progress(std::string_view bytes) {
  Progress progress;
  FieldReader in(bytes);
  Field field;
  while (in.next(field)) {
    if (field.number == next_field) progress.next = field.value;
    if (field.number == sent_field) progress.sent = field.value;
    if (field.number == people_field) progress.people = field.value;
    if (field.number == calls_field) progress.calls = field.value;
  }
  return in.failed() ? Progress() : progress;
}

// One run of one push.
class Push {
 public:
  Push(const outbound::HttpClient& outbound, jobs::RunningJob& job, const shop::Shop& shop,
       const RunBook& runs, Receiver receiver, KeptRun run, std::uint64_t per_person,
       std::optional<TrackedLinks> links)
      : outbound_(outbound),
        job_(job),
        shop_(shop),
        runs_(runs),
        receiver_(std::move(receiver)),
        run_(std::move(run)),
        links_(std::move(links)),
        pieces_(std::max<std::uint64_t>(1, store::kPeoplePerPart * per_person / kProductsOfBatch)),
        progress_(decode_progress(job.checkpoint())) {}

  Result<std::string> send_all();

 private:
  Status send_part(std::uint32_t part);
  std::vector<GivenList> people_of(const std::vector<GivenList>& part, std::uint64_t piece) const;
  std::string body_of(const std::vector<GivenList>& people, std::uint64_t batch) const;
  std::string message_id(std::uint64_t batch) const;
  Status deliver(std::uint64_t batch, const std::string& body);
  Result<outbound::CallAnswer> call(std::uint64_t batch, const std::string& body);

  const outbound::HttpClient& outbound_;
  jobs::RunningJob& job_;
  const shop::Shop& shop_;
  const RunBook& runs_;
  const Receiver receiver_;
  const KeptRun run_;
  const std::optional<TrackedLinks> links_;  // as the receiver wants them
  const std::uint64_t pieces_;               // that each part of the lists is cut into: a batch each
  std::uint64_t batches_ = 0;
  Progress progress_;
};

// Time and plan tell the run from one of the same name, of a campaign that was deleted.
std::string Push::message_id(std::uint64_t batch) const {
  const Sha256 hash = sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}", shop_.name(), run_.campaign, run_.run,
                                         receiver_.name, to_rfc3339(run_.at), run_.plan));
  return fmt::format("msg_{}_{}", to_hex(std::span(hash).first(16)), batch);
}

// Who is erased changes nothing for the others: a person's piece hangs on their id alone.
std::vector<GivenList> Push::people_of(const std::vector<GivenList>& part, std::uint64_t piece) const {
  const std::shared_ptr<const learn::Snapshot> snapshot = shop_.snapshot();
  std::vector<GivenList> people;
  for (const GivenList& list : part) {
    // The lower bits have chosen the part.
    if ((RunBook::hash_of(list.user_id) >> 32U) % pieces_ != piece) continue;
    if (list.held_out || list.products.empty()) continue;
    if (snapshot->person(PersonIdKind::user, list.user_id) != nullptr) people.push_back(list);
  }
  return people;
}

std::string Push::body_of(const std::vector<GivenList>& people, std::uint64_t batch) const {
  const std::shared_ptr<const learn::Snapshot> snapshot = shop_.snapshot();
  const TrackedLinks* const links = links_ ? &*links_ : nullptr;
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("campaign", run_.campaign).member("run", run_.run);
  out.member("batch", batch).member("batches", batches_).key("people").begin_array();
  for (const GivenList& list : people) {
    out.begin_object().member("user_id", list.user_id);
    write_products(out, list, *snapshot, links);
    if (receiver_.html) out.member("html", html_block(list, *snapshot, links));
    out.end_object();
  }
  out.end_array().end_object();
  return json;
}

Result<outbound::CallAnswer> Push::call(std::uint64_t batch, const std::string& body) {
  outbound::Call call;
  call.purpose = "campaign";
  call.method = "POST";
  call.address = receiver_.address;
  call.headers = outbound::signed_headers(receiver_.secret, message_id(batch), now(), body);
  call.headers.emplace_back("content-type", "application/json");
  call.body = body;
  call.repeatable = true;
  call.most_bytes = 65'536;  // nobody reads it
  call.stop = job_.stop();
  ++progress_.calls;
  return outbound_.send(call);
}

Status Push::deliver(std::uint64_t batch, const std::string& body) {
  for (std::size_t called = 1;; ++called) {
    const Result<outbound::CallAnswer> answer = call(batch, body);
    if (job_.stop_asked()) return jobs::RunningJob::stopped();
    if (answer && answer->status / 100 == 2) return {};
    const bool passing = answer ? outbound::may_pass(answer->status) : answer.error().kind() == ErrorKind::io;
    if (passing && called < limits::kPushCalls.most) {
      if (!rest(outbound::backoff(called, kPause, 1.0), job_.stop())) return jobs::RunningJob::stopped();
      continue;
    }
    const std::string why =
        answer ? fmt::format("it answers with status {}", answer->status) : answer.error().message();
    return io_error(
        fmt::format("batch {} of {} was not taken by '{}': {}; those before it were. An `attempt` one higher "
                    "sends all again under the same ids",
                    batch + 1, batches_, receiver_.name, why));
  }
}

Status Push::send_part(std::uint32_t part) {
  const Result<std::vector<GivenList>> lists = runs_.lists_of_part(run_, part);
  if (!lists) return lists.error();
  for (; progress_.next < (part + std::uint64_t{1}) * pieces_; ++progress_.next) {
    const std::vector<GivenList> people = people_of(*lists, progress_.next % pieces_);
    if (people.empty()) continue;
    if (Status sent = deliver(progress_.next, body_of(people, progress_.next)); !sent) return sent;
    ++progress_.sent;
    progress_.people += people.size();
    Progress reached = progress_;
    ++reached.next;
    job_.tell({reached.next, batches_, "batches", "sending"});
    if (Status saved = job_.save(encode(reached)); !saved) return saved;
  }
  return {};
}

Result<std::string> Push::send_all() {
  const Result<std::uint32_t> parts = runs_.parts_of(run_);
  if (!parts) return parts.error();
  batches_ = *parts * pieces_;
  for (auto part = static_cast<std::uint32_t>(progress_.next / pieces_); part < *parts; ++part) {
    if (Status sent = send_part(part); !sent) return std::move(sent).error();
  }
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("to", receiver_.name).member("batches", progress_.sent);
  out.member("people", progress_.people).member("calls", progress_.calls).end_object();
  return json;
}

}  // namespace

std::string to_json(const PushParameters& parameters) {
  std::string json;
  JsonWriter out(json);
  out.begin_object().member("campaign", parameters.campaign).member("run", parameters.run);
  out.member("to", parameters.receiver).member("attempt", parameters.attempt).end_object();
  return json;
}

Result<PushParameters> parse_push(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  PushParameters parameters;
  std::optional<std::int64_t> attempt;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("campaign", Need::required, parameters.campaign);
  in.id("run", Need::required, parameters.run);
  in.id("to", Need::required, parameters.receiver);
  in.whole("attempt", attempt);
  in.finish();
  if (attempt.value_or(1) < 1) in.bad("attempt", "must be 1 or more");
  if (errors.any()) return errors.error();
  parameters.attempt = static_cast<std::uint64_t>(attempt.value_or(1));
  return parameters;
}

std::string push_job_id(std::string_view shop, const PushParameters& parameters) {
  return fmt::format("{}:{}:{}:{}:{}:{}", kPushJob, shop, parameters.campaign, parameters.run,
                     parameters.receiver, parameters.attempt);
}

const jobs::JobTraits& PushJob::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{kPushJob, jobs::JobOwner::shop, true, false};
  return kTraits;
}

Status PushJob::check(const jobs::JobRequest& request) const {
  const auto parameters = parse_push(request.parameters);
  if (!parameters) return parameters.error();
  const auto shop = parts_.find_shop(request.shop);
  if (shop == nullptr) return not_found(fmt::format("there is no shop '{}'", request.shop));
  const auto run = RunBook(*parts_.store, shop->id()).find(parameters->campaign, parameters->run);
  if (!run) return run.error();
  const auto receiver = ReceiverBook(parts_.store->meta(), shop->id()).find(parameters->receiver);
  if (!receiver) return receiver.error();
  return {};
}

Result<std::string> PushJob::run(jobs::RunningJob& job) {
  const auto parameters = parse_push(job.request().parameters);
  if (!parameters) return parameters.error();
  const auto ready = ready_shop(parts_, job);
  if (!ready) return ready.error();
  const shop::Shop& shop = **ready;
  const RunBook runs(*parts_.store, shop.id());
  auto run = runs.find(parameters->campaign, parameters->run);
  if (!run) return std::move(run).error();
  const auto campaign = parse_campaign(run->campaign, run->campaign_json);
  if (!campaign) return campaign.error();
  auto receiver = ReceiverBook(parts_.store->meta(), shop.id()).find(parameters->receiver);
  if (!receiver) return std::move(receiver).error();
  auto links = tracked_links(parts_.store->meta(), receiver->links,
                             {shop.id(), parameters->campaign, parameters->run, parts_.passes_pictures_on});
  if (!links) return std::move(links).error();
  return Push(outbound_, job, shop, runs, *std::move(receiver), *std::move(run), campaign->per_person,
              *std::move(links))
      .send_all();
}

}  // namespace suggestd::campaigns
