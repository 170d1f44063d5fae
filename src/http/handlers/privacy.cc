#include "http/handlers/privacy.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/json_text.h"
#include "campaigns/run_book.h"
#include "experiments/experiments.h"
#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "http/services.h"
#include "records/change_json.h"
#include "records/user_json.h"
#include "shop/personal_data.h"
#include "shop/shop.h"
#include "store/backup/backup_keeper.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kMostRecords = 10'000;
// The promise for the files of the store: time for the longest rewriting, and for a disk that was full.
constexpr std::chrono::hours kFilesWithin{24};

constexpr std::size_t kHashDigits = 64;

using store::ErasurePhase;

Result<PersonId> other_person_of(const Request& request) {
  const std::string_view anonymous = request.text("anonymous_id");
  const std::string_view email = request.text("email_hash");
  if (anonymous.empty() == email.empty()) {
    return invalid(
        "name one person: /v1/privacy/people/{user_id}, ?anonymous_id= or ?email_hash=, the SHA-256 in "
        "lower-case "
        "hex of the trimmed, lower-cased address");
  }
  const PersonIdKind kind = anonymous.empty() ? PersonIdKind::email_hash : PersonIdKind::anonymous;
  const std::string_view id = anonymous.empty() ? email : anonymous;
  if (Status good = check_id(id); !good) return good.error().with_context(std::string(person_id_field(kind)));
  return PersonId{kind, std::string(id)};
}

// By user id in the path, or by another id in the query.
Result<PersonId> person_of(const Request& request) {
  const bool by_user = std::any_of(request.path_values.begin(), request.path_values.end(),
                                   [](const auto& value) { return value.first == "user_id"; });
  if (!by_user) return other_person_of(request);
  return PersonId{PersonIdKind::user, std::string(request.path_value("user_id"))};
}

// Told where nothing is found: shops that sent something else in its place must find what they have sent.
std::optional<Error> no_hash(const PersonId& who) {
  const bool is_hash =
      who.id.size() == kHashDigits && who.id.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (who.kind != PersonIdKind::email_hash || is_hash) return std::nullopt;
  return invalid_field(
      "?email_hash",
      "is no SHA-256, and nothing is kept under it: send the hash of the trimmed, lower-cased "
      "address, 64 lower-case hex digits");
}

// --- Telling

void write_ids(JsonWriter& out, const std::vector<PersonId>& ids) {
  out.key("ids").begin_array();
  for (const PersonId& id : ids) out.begin_object().member(person_id_field(id.kind), id.id).end_object();
  out.end_array();
}

void write_profiles(JsonWriter& out, const shop::PersonalRecords& found) {
  out.key("profiles").begin_array();
  for (const User& user : found.profiles) out.raw(to_json(user));
  out.end_array();
  out.key("merges").begin_array();
  for (const UserMerge& merge : found.merges) {
    out.begin_object().member("anonymous_id", merge.from).member("user_id", merge.into).end_object();
  }
  out.end_array().key("segment_lists").begin_array();
  for (const std::string& list : found.lists) out.value(list);
  out.end_array();
}

// The products that campaigns' runs have given the person.
Status write_campaigns(JsonWriter& out, const shop::PersonalRecords& found) {
  out.key("campaigns").begin_array();
  for (const store::KeptLists::Entry& entry : found.kept_lists) {
    const auto list = campaigns::from_kept({"", entry.payload});
    if (!list) return list.error();
    const campaigns::RunName run = campaigns::run_of_list(entry.list);
    out.begin_object().member("campaign", run.campaign).member("run", run.run).member("group", list->group());
    out.key("products").begin_array();
    for (const std::string& product : list->products) out.value(product);
    out.end_array().member("opened", list->was_opened()).key("clicked").begin_array();
    for (const std::uint32_t place : list->clicked) out.value(std::uint64_t{place});
    out.end_array().member("activity", list->activity).key("places").begin_array();
    for (const std::uint32_t place : list->places) out.value(std::uint64_t{place});
    out.end_array().key("segments").begin_array();
    for (const std::string& segment : list->segments) out.value(segment);
    out.end_array().end_object();
  }
  out.end_array();
  return {};
}

// The vectors that were learned of the person: derived, and theirs all the same.
Status write_vectors(JsonWriter& out, const Request& request, const std::vector<PersonId>& ids) {
  const Result<shop::ReadLevel> level = read_level(request);
  if (!level) return level.error();
  out.key("vectors").begin_array();
  for (const PersonId& id : ids) {
    if (id.kind != PersonIdKind::user) continue;
    const Result<shop::VectorResult> learned = request.shop->user_vector(id.id, *level);
    if (!learned) continue;  // none was learned
    out.begin_object().member("user_id", id.id).key("vector").begin_array();
    for (const float value : learned->vector) out.value(value);
    out.end_array().end_object();
  }
  out.end_array();
  return {};
}

Status write_exposures(JsonWriter& out, const Request& request, const std::vector<PersonId>& ids) {
  const auto exposures = request.shop->experiments().exposures_of(ids);
  if (!exposures) return exposures.error();
  out.key("exposures").begin_array();
  for (const experiments::PersonExposure& one : *exposures) {
    out.begin_object().member("experiment", one.experiment).member("variant", one.variant);
    out.member("exposed_at", to_rfc3339(one.exposed_at)).end_object();
  }
  out.end_array();
  return {};
}

Status write_records(JsonWriter& out, const Request& request, const shop::PersonalRecords& found) {
  out.key("records").begin_array();
  for (const Change& change : found.records) {
    std::string json;
    append_json(json, change);
    if (!request.budget->write(json.size(), shop::kRecordsOfPerson)) return request.budget->status();
    out.raw(json);
  }
  out.end_array().key("next");
  if (found.next) {
    out.value(number(*found.next));
  } else {
    out.null();
  }
  return {};
}

Result<Response> get_person(const Request& request, Services&) {
  const Result<PersonId> who = person_of(request);
  if (!who) return who.error();
  const Position head = request.shop->head();
  const auto limit = static_cast<std::size_t>(request.integer("limit"));
  const Sequence after{static_cast<std::uint64_t>(request.integer("after"))};
  const Result<shop::PersonalRecords> found =
      request.shop->personal_data().read(*who, after, limit, *request.budget);
  if (!found) return found.error();
  const bool nothing = found->records.empty() && found->profiles.empty() && found->lists.empty() &&
                       found->kept_lists.empty() && after == Sequence{};
  if (const auto wrong = no_hash(*who); nothing && wrong) return *wrong;
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  write_ids(out, found->ids);
  write_profiles(out, *found);
  if (Status written = write_campaigns(out, *found); !written) return std::move(written).error();
  if (Status written = write_vectors(out, request, found->ids); !written) return std::move(written).error();
  if (Status written = write_exposures(out, request, found->ids); !written) return std::move(written).error();
  if (Status written = write_records(out, request, *found); !written) return std::move(written).error();
  out.end_object();
  return records_response(head, std::move(json));
}

// --- Erasing

bool is_past(const store::ErasureReceipt& receipt, ErasurePhase phase) { return receipt.phase > phase; }

void write_holder(JsonWriter& out, std::string_view name, bool gone, std::optional<Timestamp> due,
                  std::string_view detail) {
  out.begin_object().member("holder", name).member("state", gone ? "gone" : "due");
  if (!gone && due) out.member("by", to_rfc3339(*due));
  out.member("detail", detail).end_object();
}

void write_holders(JsonWriter& out, const store::ErasureReceipt& receipt) {
  const Timestamp by = receipt.asked_at + kFilesWithin;
  out.key("holders").begin_array();
  write_holder(out, "records", true, {}, "profile, merges and orders are found by no read any more");
  write_holder(out, "change_log", is_past(receipt, ErasurePhase::stubbing), by,
               "their records become stubs, which keep place and kind");
  write_holder(
      out, "model", is_past(receipt, ErasurePhase::telling), by,
      "histories, vectors, counts, the attribution of orders to lists, and exposures to experiments");
  write_holder(out, "kept_answers", is_past(receipt, ErasurePhase::telling), by,
               "answers to repeated requests that name them");
  write_holder(out, "exports", is_past(receipt, ErasurePhase::telling), by,
               "files of export.folder that hold them are removed, once none is being written");
  write_holder(out, "files", receipt.phase == ErasurePhase::done, by,
               "table files, write-ahead log and MANIFEST are written anew");
  out.end_array();
}

// Backups that were made before the files were clean.
void write_backups(JsonWriter& out, const store::ErasureReceipt& receipt, const Services& services) {
  out.key("backups").begin_array();
  if (services.backups != nullptr) {
    if (const auto all = services.backups->list()) {
      for (const store::BackupInfo& backup : *all) {
        if (receipt.phase == ErasurePhase::done && backup.at > receipt.done_at) continue;
        out.begin_object().member("number", std::uint64_t{backup.number}).member("at", to_rfc3339(backup.at));
        out.key("due_by");
        if (const auto due = services.backups->due_by(backup)) {
          out.value(to_rfc3339(*due)).member("detail", "it is deleted by its age, backup.keep_days");
        } else {
          out.null().member(
              "detail",
              "no date: backup.keep_days is 0, so it stays until it is deleted, or until a later "
              "backup keeps only so many");
        }
        out.end_object();
      }
    }
  }
  out.end_array();
}

void write_receipt(JsonWriter& out, const store::ErasureReceipt& receipt, const Services& services) {
  out.begin_object().member("receipt_id", receipt.id);
  out.member("state", receipt.phase == ErasurePhase::done ? "done" : "running");
  out.member("phase", store::phase_name(receipt.phase)).member("asked_at", to_rfc3339(receipt.asked_at));
  out.key("done_at");
  if (receipt.phase == ErasurePhase::done) {
    out.value(to_rfc3339(receipt.done_at));
  } else {
    out.null();
  }
  out.key("erased").begin_object();
  out.member("profiles", receipt.profiles).member("orders", receipt.order_count);
  out.member("order_records", receipt.order_records).member("event_records", receipt.event_records);
  out.member("profile_records", receipt.profile_records).end_object();
  write_holders(out, receipt);
  out.key("exports_removed").begin_array();
  for (const std::string& name : receipt.exports_removed) out.value(name);
  out.end_array();
  write_backups(out, receipt, services);
  out.end_object();
}

Result<Response> delete_person(const Request& request, Services& services) {
  const Result<PersonId> who = person_of(request);
  if (!who) return who.error();
  const Result<store::ErasureReceipt> receipt = request.shop->personal_data().erase(*who);
  if (const auto wrong = no_hash(*who); !receipt && receipt.error().kind() == ErrorKind::not_found && wrong)
    return *wrong;
  if (!receipt) return receipt.error();
  Response response = json_response(200, "");
  JsonWriter out(response.body);
  write_receipt(out, *receipt, services);
  add_session(response, {request.shop->head().epoch, receipt->record});
  return response;
}

Result<Response> get_receipt(const Request& request, Services& services) {
  const Position head = request.shop->head();
  const auto receipt = request.shop->personal_data().receipt(request.path_value("receipt_id"));
  if (!receipt) return receipt.error();
  std::string json;
  JsonWriter out(json);
  write_receipt(out, *receipt, services);
  return records_response(head, std::move(json));
}

Route privacy_route(std::string_view method, std::string_view path, std::string_view summary,
                    Handler handler) {
  Route route{.method = method, .path = path, .tag = "Privacy", .summary = summary};
  route.scope = Scope::privacy;
  route.shop_needed = true;
  route.handler = handler;
  return route;
}

const std::vector<Parameter>& other_ids() {
  static const std::vector<Parameter> both{
      {.name = "anonymous_id", .help = "A visitor's id; that of a merged one finds the user."},
      {.name = "email_hash", .help = "SHA-256 in lower-case hex of the trimmed, lower-cased address."},
  };
  return both;
}

Route get_route(std::string_view path) {
  Route route = privacy_route("GET", path,
                              "Everything that is kept of a person, under all their ids: profiles, merges, "
                              "orders and events, and the "
                              "vectors that were learned. Reads the shop's whole log.",
                              get_person);
  route.response_schema = "PersonalData";
  route.log_place = LogPlace::records;
  route.parameters = {
      {.name = "limit",
       .type = ParameterType::integer,
       .help = "Records in one answer.",
       .standard = "10000",
       .smallest = 1,
       .largest = kMostRecords},
      {.name = "after",
       .type = ParameterType::integer,
       .help = "`next` of the answer before.",
       .standard = "0",
       .smallest = 0,
       .largest = 9e15},
  };
  route.statuses = {200};
  return route;
}

Route delete_route(std::string_view path) {
  Route route = privacy_route(
      "DELETE", path,
      "Erases a person under all their ids: out of all reads at once, out of the change log, the model and "
      "the "
      "files of the store soon after, as the receipt tells. Late deliveries of what was erased are ignored.",
      delete_person);
  route.response_schema = "ErasureReceipt";
  route.log_place = LogPlace::written;
  route.statuses = {200, 404};
  return route;
}

void add_other_ids(Route& route) {
  route.parameters.insert(route.parameters.begin(), other_ids().begin(), other_ids().end());
}

}  // namespace

void add_privacy_routes(std::vector<Route>& routes) {
  constexpr std::string_view kByUser = "/v1/privacy/people/{user_id}";
  constexpr std::string_view kByOtherId = "/v1/privacy/people";
  routes.push_back(get_route(kByUser));
  routes.push_back(delete_route(kByUser));
  routes.push_back(get_route(kByOtherId));
  add_other_ids(routes.back());
  routes.push_back(delete_route(kByOtherId));
  add_other_ids(routes.back());

  Route receipt =
      privacy_route("GET", "/v1/privacy/receipts/{receipt_id}",
                    "How far an erasure has come: what is gone, and what is due when.", get_receipt);
  receipt.response_schema = "ErasureReceipt";
  receipt.log_place = LogPlace::records;
  receipt.statuses = {200, 404};
  routes.push_back(receipt);
}

}  // namespace suggestd::http
