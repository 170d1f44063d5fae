#include "cli/import_command.h"

#include <chrono>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "base/json_text.h"
#include "cli/import/document_source.h"
#include "cli/import/import_target.h"
#include "cli/progress_bar.h"

namespace suggestd::cli {
namespace {

constexpr std::size_t kBatchDocuments = 1000;
constexpr std::size_t kBatchBytes = std::size_t{1} << 20;
constexpr std::uint64_t kShownRefusals = 20;

struct Flags {
  std::string format;
  std::string kind;
  std::string to;
  std::string key;
  std::string store;
  std::string shop = "default";
  std::vector<std::string> files;
  bool json = false;
  bool progress = false;
  bool full_sync = false;
  bool confirm = false;
};

class Import {
 public:
  explicit Import(const Flags& flags) : flags_(flags), bar_(flags.kind, flags.progress) {}

  Status run() {
    const auto kind = *shop::parse_record_kind(flags_.kind);
    auto target = flags_.to.empty() ? open_store_target(flags_.store, flags_.shop, kind)
                                    : open_server_target(flags_.to, flags_.key, kind, flags_.full_sync);
    if (!target) return target.error();
    auto source =
        open_documents(*parse_import_format(flags_.format), kind, flags_.files,
                       [this](const std::string& place, const std::string& why) { left_out(place, why); });
    if (!source) return source.error();
    const Status copied = copy(**source, **target);
    return flags_.full_sync ? finish_sync(copied, **target) : copied;
  }

  bool all_good() const { return counts_.refused == 0; }

  void report() {
    bar_.clear();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
    if (flags_.json) {
      std::string out;
      JsonWriter(out)
          .begin_object()
          .member("records", records_)
          .member("created", counts_.created)
          .member("updated", counts_.updated)
          .member("unchanged", counts_.unchanged)
          .member("refused", counts_.refused)
          .member("passed_over", passed_over_)
          .member("hidden", hidden_)
          .member("seconds", took.count())
          .end_object();
      fmt::print("{}\n", out);
      return;
    }
    fmt::print("{} {}: {} new, {} changed, {} the same, {} left out; {:.1f} s\n", records_, flags_.kind,
               counts_.created, counts_.updated, counts_.unchanged, counts_.refused, took.count());
    if (flags_.full_sync) fmt::print("{} products were not in the files and are hidden now\n", hidden_);
    if (passed_over_ > 0)
      fmt::print("{} lines were passed over: no products, not sold, or cancellations without an order\n",
                 passed_over_);
  }

 private:
  // A file that could not be read whole must not hide what stands in its unread part.
  Status finish_sync(const Status& copied, ImportTarget& target) {
    if (copied && all_good()) {
      const Result<std::uint64_t> hidden = target.hide_missing(flags_.confirm);
      if (!hidden) return hidden.error();
      hidden_ = *hidden;
      return {};
    }
    target.abandon();
    if (!copied) return copied;
    return invalid("nothing was hidden, because products were left out; correct them and import again");
  }

  Status copy(DocumentSource& source, ImportTarget& target) {
    const auto on_refused = [this](const Document& document, const std::string& why) {
      tell_left_out(document.place, why);
    };
    std::vector<Document> batch;
    std::size_t bytes = 0;
    for (bool more = true; more;) {
      auto document = source.next();
      if (!document) return document.error();
      more = document->has_value();
      const bool refund = more && !(*document)->refund_of.empty();
      if (more) ++records_;
      if (more && !refund) {
        bytes += (*document)->json.size();
        batch.push_back(**document);
      }
      const bool full = batch.size() >= kBatchDocuments || bytes >= kBatchBytes || !more || refund;
      if (full && !batch.empty()) {
        if (Status stored = target.store(batch, counts_, on_refused); !stored) return stored;
        batch.clear();
        bytes = 0;
      }
      if (refund) {
        if (Status stored = target.store_refund(**document, counts_, on_refused); !stored) return stored;
      }
      bar_.update(source.bytes_read(), source.total_bytes, records_);
    }
    return {};
  }

  // Online Retail files are known to hold lines that are nothing to store; other files are not.
  void left_out(const std::string& place, const std::string& why) {
    if (flags_.format == "online-retail") {
      ++passed_over_;
      return;
    }
    ++records_;
    ++counts_.refused;
    tell_left_out(place, why);
  }

  void tell_left_out(const std::string& place, const std::string& why) {
    if (++told_ > kShownRefusals + 1) return;
    bar_.clear();
    if (told_ > kShownRefusals) {
      fmt::print(stderr, "suggestd: more are left out; they are counted at the end\n");
    } else {
      fmt::print(stderr, "suggestd: {}: left out: {}\n", place, why);
    }
  }

  const Flags& flags_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  ProgressBar bar_;
  ImportCounts counts_;
  std::uint64_t records_ = 0;
  std::uint64_t passed_over_ = 0;  // lines that say nothing to store
  std::uint64_t told_ = 0;
  std::uint64_t hidden_ = 0;  // by a full synchronisation
};

ExitStatus run(Flags& flags) {
  if (flags.to.empty() == flags.store.empty()) {
    fmt::print(stderr, "suggestd: import needs one of --to URL and --store DIR\n");
    return ExitStatus::usage;
  }
  if (flags.full_sync && (flags.to.empty() || flags.kind != "products")) {
    fmt::print(stderr, "suggestd: --full-sync is for --kind products and --to URL\n");
    return ExitStatus::usage;
  }
  if (const char* key = std::getenv("SUGGESTD_KEY"); flags.key.empty() && key != nullptr) flags.key = key;
  Import import(flags);
  const Status done = import.run();
  import.report();
  if (!done) return fail(done.error());
  return import.all_good() ? ExitStatus::good : ExitStatus::bad_data;
}

}  // namespace

void add_import_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand(
      "import", "Import records; bad lines are told by number and left out, and end with status 65");
  command->add_option("--format", flags->format, "How the files are written")
      ->required()
      ->check(CLI::IsMember({"ndjson", "csv", "online-retail", "google-feed"}));
  command->add_option("--kind", flags->kind, "What they hold")
      ->required()
      ->check(CLI::IsMember({"orders", "products", "users", "events"}));
  command->add_option("--to", flags->to, "A running server's address for shops")->type_name("URL");
  command->add_option("--key", flags->key,
                      "Key with the scope ingest; better the environment variable SUGGESTD_KEY");
  command->add_option("--store", flags->store, "The folder of a store that no server has open")
      ->type_name("DIR");
  command->add_option("--shop", flags->shop, "The shop, with --store")->capture_default_str();
  command->add_flag("--full-sync", flags->full_sync,
                    "The files hold all products: hide the server's others at the end");
  command->add_flag("--confirm", flags->confirm,
                    "With --full-sync: also if that hides more than catalogue.most_hidden");
  command->add_flag("--json", flags->json, "One JSON object on standard output");
  command->add_flag("--progress", flags->progress, "Draw the progress bar even without a terminal");
  command->add_option("FILE", flags->files, "Files; - is standard input")->required();
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
