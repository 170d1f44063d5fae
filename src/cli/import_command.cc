#include "cli/import_command.h"

#include <chrono>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "base/time.h"
#include "cli/import_report.h"
#include "connect/copy_documents.h"
#include "connect/formats/open_documents.h"
#include "connect/targets/import_target.h"

namespace suggestd::cli {
namespace {

struct Flags {
  std::string format;
  std::string kind;
  std::string to;
  std::string key;
  std::string store;
  std::string shop = "default";
  std::string encoding;
  std::string separator;
  std::vector<std::string> column_types;
  std::string zone = "UTC";
  std::string currency;
  std::string date_format;
  std::string rejects;
  std::vector<std::string> files;
  bool json = false;
  bool progress = false;
  bool full_sync = false;
  bool confirm = false;
};

// "rating=number" and the like.
Status read_column_types(const std::vector<std::string>& given, ColumnTypes& types) {
  for (const std::string& one : given) {
    const std::size_t equals = one.find('=');
    const auto type = equals == std::string::npos ? std::nullopt : parse_column_type(one.substr(equals + 1));
    if (!type)
      return invalid(
          fmt::format("--column-type '{}' must be like rating=number; types are text, number, boolean, "
                      "time, set",
                      one));
    types.insert_or_assign(one.substr(0, equals), *type);
  }
  return {};
}

// The options that a person gives. Errors: invalid.
Result<FileOptions> file_options(const Flags& flags) {
  FileOptions options;
  options.encoding = flags.encoding;
  const std::string separator = flags.separator == "tab" || flags.separator == "\\t" ? "\t" : flags.separator;
  if (separator.size() > 1) return invalid("--separator is one character, or the word tab");
  if (!separator.empty()) options.csv.separator = separator.front();
  if (Status typed = read_column_types(flags.column_types, options.csv.types); !typed)
    return std::move(typed).error();
  auto zone = TimeZone::parse(flags.zone);
  if (!zone) return zone.error().with_context("--zone");
  options.feed = {*std::move(zone), now()};
  if (!flags.currency.empty()) {
    const auto currency = Currency::parse(flags.currency);
    if (!currency) return currency.error().with_context("--currency");
    options.feed.currency = *currency;
  }
  options.dates = parse_date_order(flags.date_format);
  return options;
}

class Import {
 public:
  Import(const Flags& flags, FileOptions options)
      : flags_(flags), options_(std::move(options)), report_(flags.kind, flags.progress) {}

  Status run() {
    if (!flags_.rejects.empty()) {
      if (Status made = report_.write_rejects(flags_.rejects); !made) return made;
    }
    TargetOptions to;
    to.kind = *shop::parse_record_kind(flags_.kind);
    to.full_sync = flags_.full_sync;
    ImportNotes notes;
    notes.left_out = [this](const LeftOut& part) { report_.left_out(part); };
    notes.inferred = [this](const Inferred& inferred) { report_.note(inferred); };
    auto source = open_documents(*parse_import_format(flags_.format), to.kind, flags_.files, options_, notes);
    if (!source) return source.error();
    to.rule = (*source)->merges() ? shop::LineRule::merge : shop::LineRule::replace;
    auto target = flags_.to.empty() ? open_store_target(flags_.store, flags_.shop, to)
                                    : open_server_target(flags_.to, flags_.key, to);
    if (!target) return target.error();
    const Status copied = copy(**source, **target);
    return flags_.full_sync ? finish_sync(copied, **target) : copied;
  }

  bool all_good() const { return report_.all_good(); }

  Status report() {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
    return report_.finish(flags_.json, flags_.full_sync, took.count());
  }

 private:
  // Hides nothing if a file could not be read whole: its unread part may name the products that would be
  // hidden.
  Status finish_sync(const Status& copied, ImportTarget& target) {
    const bool nothing = report_.records == 0 && !flags_.confirm;
    if (copied && all_good() && !nothing) {
      const Result<std::uint64_t> hidden = target.hide_missing(flags_.confirm);
      if (!hidden) return hidden.error();
      report_.hidden = *hidden;
      return {};
    }
    target.abandon();
    if (!copied) return copied;
    if (nothing && all_good()) return invalid("nothing was hidden, because the files hold no product");
    return invalid("nothing was hidden, because products were left out; correct them and import again");
  }

  Status copy(DocumentSource& source, ImportTarget& target) {
    CopyHooks hooks;
    hooks.refused = [this](const Document& document, const std::string& why) {
      report_.refused(document.place, document.source, why);
    };
    hooks.progress = [this](std::uint64_t read, std::uint64_t total) {
      report_.progress(read, total);
      return Status();
    };
    return copy_documents(source, target, report_.records, report_.counts, hooks);
  }

  const Flags& flags_;
  const FileOptions options_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  ImportReport report_;
};

// Options that a format does not know would have no effect.
std::string_view option_without_effect(const Flags& flags) {
  if (!flags.date_format.empty() && flags.format != "online-retail")
    return "--date-format is for --format online-retail; other formats have one spelling of times";
  if ((!flags.separator.empty() || !flags.column_types.empty()) && flags.format != "csv")
    return "--separator and --column-type are for --format csv";
  if (flags.zone != "UTC" && flags.format != "google-feed")
    return "--zone is for --format google-feed; times of other formats name their zone, or are UTC";
  if (!flags.currency.empty() && flags.format != "google-feed")
    return "--currency is for --format google-feed; records of other formats that name none take the shop's";
  if (flags.full_sync && (flags.to.empty() || flags.kind != "products"))
    return "--full-sync is for --kind products and --to URL";
  return "";
}

ExitStatus run(Flags& flags) {
  if (flags.to.empty() == flags.store.empty()) {
    fmt::print(stderr, "suggestd: import needs one of --to URL and --store DIR\n");
    return ExitStatus::usage;
  }
  if (const std::string_view useless = option_without_effect(flags); !useless.empty()) {
    fmt::print(stderr, "suggestd: {}\n", useless);
    return ExitStatus::usage;
  }
  auto options = file_options(flags);
  if (!options) {
    fmt::print(stderr, "suggestd: {}\n", options.error().message());
    return ExitStatus::usage;
  }
  if (const char* key = std::getenv("SUGGESTD_KEY"); flags.key.empty() && key != nullptr) flags.key = key;
  Import import(flags, *std::move(options));
  const Status done = import.run();
  const Status reported = import.report();
  if (!done) return fail(done.error());
  if (!reported) return fail(reported.error());
  return import.all_good() ? ExitStatus::good : ExitStatus::bad_data;
}

}  // namespace

void add_import_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand(
      "import", "Import records; bad lines are told by number and left out, and end with status 65");
  command->add_option("--format", flags->format, "How the files are written")
      ->required()
      ->check(CLI::IsMember({"ndjson", "csv", "online-retail", "google-feed", "dunnhumby"}));
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
  command->add_option("--encoding", flags->encoding,
                      "The files' encoding, such as windows-1252; without it, as their bytes say");
  command->add_option("--separator", flags->separator,
                      "csv: what divides fields; without it, as the first line says");
  command
      ->add_option("--column-type", flags->column_types, "csv: the type of a property, such as rating=number")
      ->expected(1)
      ->take_all();
  command->add_option("--zone", flags->zone, "google-feed: time zone of times that name none")
      ->capture_default_str();
  command->add_option("--currency", flags->currency, "google-feed: currency of prices that name none")
      ->type_name("CODE");
  command
      ->add_option("--date-format", flags->date_format,
                   "online-retail: order of day and month; without it, as the whole column says")
      ->check(CLI::IsMember({"year-first", "day-first", "month-first"}));
  command
      ->add_option("--rejects", flags->rejects, "Writes left-out lines, each with its reason, into this file")
      ->type_name("FILE");
  command->add_flag("--json", flags->json, "One JSON object on standard output");
  command->add_flag("--progress", flags->progress, "Draw the progress bar even without a terminal");
  command->add_option("FILE", flags->files, "Files; - is standard input")->required();
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
