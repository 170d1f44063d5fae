#include "tasks/shop_export_task.h"

#include <array>
#include <system_error>

#include <fmt/format.h>

#include "access/shopper_keys.h"
#include "base/json_text.h"
#include "base/version.h"
#include "campaigns/receiver_book.h"
#include "records/change_json.h"
#include "records/json_reader.h"
#include "segments/member_lists.h"
#include "segments/person_hash.h"
#include "shop/exports.h"
#include "shop/scenario_drafts.h"
#include "tasks/export_files.h"

namespace suggestd::tasks {
namespace {

struct Whose {
  store::Store& store;
  const store::ShopEntry& shop;
};

// --- The files

template <shop::RecordKind kind>
Status records(const Whose& whose, const cli::OnDocument& visit) {
  return cli::for_each_stored(whose.store, whose.shop.id, kind, visit);
}

Status merges(const Whose& whose, const cli::OnDocument& visit) {
  return whose.store.records().for_each_merge(whose.shop.id, [&](const UserMerge& merge) {
    std::string line;
    JsonWriter(line)
        .begin_object()
        .member("user_id", merge.into)
        .member("anonymous_id", merge.from)
        .end_object();
    return visit(line);
  });
}

Status scenarios(const Whose& whose, const cli::OnDocument& visit) {
  return whose.store.records().for_each_rule(whose.shop.id, [&](const RuleDocument& rule) {
    std::string line;
    JsonWriter(line).begin_object().member("name", rule.name).key("scenario").raw(rule.json).end_object();
    return visit(line);
  });
}

Status changes(const Whose& whose, const cli::OnDocument& visit) {
  const Sequence before_oldest{number(whose.store.log().oldest(whose.shop.id)) - 1};
  return cli::for_each_change(whose.store, whose.shop.id, before_oldest, [&](const Change& change) {
    std::string line;
    append_json(line, change);
    return visit(line);
  });
}

Status consumers(const Whose& whose, const cli::OnDocument& visit) {
  const auto all = whose.store.consumers().all(whose.shop.id);
  if (!all) return all.error();
  for (const store::Consumer& consumer : *all) {
    std::string line;
    JsonWriter(line)
        .begin_object()
        .member("name", consumer.name)
        .member("position", to_text(consumer.position))
        .end_object();
    if (Status visited = visit(line); !visited) return visited;
  }
  return {};
}

Status settings(const Whose& whose, const cli::OnDocument& visit) {
  std::string line;
  JsonWriter out(line);
  out.begin_object().member("name", whose.shop.name).member("suspended", whose.shop.suspended);
  if (whose.shop.created) out.member("created_at", to_rfc3339(*whose.shop.created));
  out.key("settings").raw(whose.shop.settings.empty() ? "{}" : whose.shop.settings);
  out.end_object();
  return visit(line);
}

Status drafts(const Whose& whose, const cli::OnDocument& visit) {
  const auto all = shop::ScenarioDrafts(whose.store.meta(), whose.shop.id).all();
  if (!all) return all.error();
  for (const shop::ScenarioDraft& draft : *all) {
    std::string line;
    JsonWriter out(line);
    out.begin_object().member("name", draft.name).member("saved_at", to_rfc3339(draft.saved_at));
    out.member("saved_by", draft.saved_by);
    if (draft.publish_at) out.member("publish_at", to_rfc3339(*draft.publish_at));
    out.key("scenario").raw(draft.scenario).end_object();
    if (Status visited = visit(line); !visited) return visited;
  }
  return {};
}

// The store has hashes alone of a list, by which it knows people of whom it may not have heard yet.
Status segment_members(const Whose& whose, const cli::OnDocument& visit) {
  const auto lists = segments::MemberLists::open(whose.store, whose.shop.id);
  if (!lists) return lists.error();
  const auto all = (*lists)->all();
  for (const auto& [name, list] : *all) {
    for (const std::uint64_t person : list->people) {
      std::string line;
      JsonWriter(line)
          .begin_object()
          .member("list", name)
          .member("uploaded_at", to_rfc3339(list->uploaded))
          .member("person_hash", segments::hash_text(person))
          .end_object();
      if (Status visited = visit(line); !visited) return visited;
    }
  }
  return {};
}

Status receivers(const Whose& whose, const cli::OnDocument& visit) {
  const auto all = campaigns::ReceiverBook(whose.store.meta(), whose.shop.id).all();
  if (!all) return all.error();
  for (const campaigns::Receiver& receiver : *all) {
    if (Status visited = visit(campaigns::to_json(receiver)); !visited) return visited;
  }
  return {};
}

// A secret has no public part: of it only the name is told.
Status shopper_keys(const Whose& whose, const cli::OnDocument& visit) {
  const auto keys = http::ShopperKeys::open(whose.store.meta(), whose.shop.id);
  if (!keys) return keys.error();
  for (const http::ShopperKeys::Pointer& key : (*keys)->list()) {
    std::string line;
    JsonWriter out(line);
    out.begin_object().member("kid", key->key_id);
    out.member("algorithm", http::token_algorithm_name(key->key.algorithm()));
    out.member("created_at", to_rfc3339(key->created)).key("public_key");
    if (const std::string pem = key->key.pem(); pem.empty()) {
      out.null();
    } else {
      out.value(pem);
    }
    out.end_object();
    if (Status visited = visit(line); !visited) return visited;
  }
  return {};
}

struct Part {
  std::string_view name;
  Status (*each)(const Whose&, const cli::OnDocument&);
};

constexpr std::array kParts = {Part{"orders", records<shop::RecordKind::orders>},
                               Part{"products", records<shop::RecordKind::products>},
                               Part{"users", records<shop::RecordKind::users>},
                               Part{"merges", merges},
                               Part{"events", records<shop::RecordKind::events>},
                               Part{"changes", changes},
                               Part{"scenarios", scenarios},
                               Part{"consumers", consumers},
                               Part{"settings", settings},
                               Part{"drafts", drafts},
                               Part{"segment_members", segment_members},
                               Part{"receivers", receivers},
                               Part{"shopper_keys", shopper_keys}};

// --- The checkpoint: the summaries of the first files, in the order of kParts, as one JSON array.

void write_files(JsonWriter& out, const std::vector<FileSummary>& files) {
  out.begin_array();
  for (std::size_t i = 0; i < files.size(); ++i) {
    out.begin_object()
        .member("file", fmt::format("{}.ndjson", kParts[i].name))
        .member("lines", files[i].lines)
        .member("bytes", files[i].bytes)
        .member("sha256", files[i].sha256)
        .end_object();
  }
  out.end_array();
}

std::string encode(const std::vector<FileSummary>& files) {
  std::string text;
  JsonWriter out(text);
  write_files(out, files);
  return text;
}

Result<std::vector<FileSummary>> decode(const std::string& checkpoint) {
  std::vector<FileSummary> files;
  if (checkpoint.empty()) return files;
  const Json array = Json::parse(checkpoint, nullptr, false);
  for (const Json& file : array) {
    if (!file.is_object() || files.size() == kParts.size())
      return corrupt("the job's checkpoint can't be read");
    files.push_back({file.value("lines", std::uint64_t{0}), file.value("bytes", std::uint64_t{0}),
                     file.value("sha256", std::string())});
  }
  return files;
}

// --- The folder

std::string manifest(const store::ShopEntry& shop, const jobs::RunningJob& job,
                     const std::vector<FileSummary>& files) {
  std::string text;
  JsonWriter out(text);
  out.begin_object()
      .member("format", 1)
      .member("shop", shop.name)
      .member("begun_at", to_rfc3339(job.due()))
      .member("ended_at", to_rfc3339(now()))
      .member("suggestd", kVersion)
      .key("files");
  write_files(out, files);
  out.key("left_out").begin_array();
  for (const char* what : {"keys", "secrets of shopper keys", "secrets of receivers", "model", "jobs",
                           "lists of campaigns' runs"})
    out.value(what);
  out.end_array().end_object();
  return text;
}

Status make_folder(const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directory(folder, problem);
  if (!problem) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, problem);
  return problem ? Status(errno_error(folder.string(), problem.value())) : Status();
}

Status write_files_to(const std::filesystem::path& part, const Whose& whose, jobs::RunningJob& job,
                      std::vector<FileSummary>& files) {
  for (std::size_t i = files.size(); i < kParts.size(); ++i) {
    const auto written = write_lines(
        part / fmt::format("{}.ndjson", kParts[i].name), fmt::format("writing {}", kParts[i].name), job,
        [&](const cli::OnDocument& visit) { return kParts[i].each(whose, visit); });
    if (!written) return written.error();
    files.push_back(*written);
    if (Status saved = job.save(encode(files)); !saved) return saved;
    if (job.stop_asked()) return jobs::RunningJob::stopped();
  }
  auto file = WholeFile::open(part / "manifest.json");
  if (!file) return file.error();
  if (Status written = (*file)->line(manifest(whose.shop, job, files)); !written) return written;
  const auto finished = (*file)->finish();
  return finished ? Status() : finished.error();
}

}  // namespace

const jobs::JobTraits& ShopExportTask::traits() const noexcept {
  static constexpr jobs::JobTraits kTraits{"shop-export", jobs::JobOwner::shop, true, false};
  return kTraits;
}

Status ShopExportTask::check(const jobs::JobRequest& request) const {
  if (request.parameters != "{}") return invalid_field("", "has no members for this kind");
  if (const auto shop = parts_.administration.get(request.shop); !shop) return shop.error();
  return parts_.exports->check_on();
}

Result<std::string> ShopExportTask::run(jobs::RunningJob& job) {
  const auto shop = parts_.administration.get(job.request().shop);
  if (!shop) return shop.error();
  const auto turn = parts_.exports->begin_writing(shop->id, job.stop());
  if (!turn) return turn.error();
  const auto parent = parts_.exports->make_folder(shop->name);
  if (!parent) return parent.error();
  const std::filesystem::path folder = *parent / file_time(job.due());
  const std::filesystem::path part = folder.string() + ".part";
  auto files = decode(job.checkpoint());
  if (!files) return files.error();
  std::error_code problem;
  const bool there = std::filesystem::exists(folder, problem);
  // An erasure has taken what was written before a kill.
  if (!there && !std::filesystem::exists(part, problem)) files->clear();
  if (there && files->size() < kParts.size())
    return conflict(fmt::format("{} is there already, from another job", folder.string()));
  if (!there) {  // else a kill came between the last step and the job's end
    if (Status made = make_folder(part); !made) return std::move(made).error();
    const Status written = write_files_to(part, {*parts_.store, *shop}, job, *files);
    if (!written && job.cancelled()) std::filesystem::remove_all(part, problem);
    if (!written) return written.error();
    std::filesystem::rename(part, folder, problem);
    if (problem) return errno_error(folder.string(), problem.value());
  }
  std::string result;
  JsonWriter out(result);
  out.begin_object().member("folder", folder.string()).key("files");
  write_files(out, *files);
  out.end_object();
  return result;
}

}  // namespace suggestd::tasks
