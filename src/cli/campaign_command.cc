#include "cli/campaign_command.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "base/json_tree.h"
#include "base/percent.h"
#include "base/unique_id.h"
#include "base/whole_file.h"
#include "cli/campaign_join.h"
#include "cli/campaign_products.h"
#include "connect/api_client.h"
#include "records/json_reader.h"

namespace suggestd::cli {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};
// One answer holds the lists of some 10,000 people; a million people need a hundred.
constexpr int kParts = 16;

struct Flags {
  std::string to;
  std::string key;
  std::string name;
  std::string run;
  std::string at;
  std::string format = "csv";
  std::string group = "sent";
  std::string join;
  std::string receiver;
  int attempt = 1;
  std::string file = "-";
  int days = 0;
  int parts = kParts;
  bool json = false;
};

std::string path_of(const Flags& flags, std::string_view what) {
  std::string path = fmt::format("/v1/campaigns/{}/{}?", http::encode_percent(flags.name), what);
  if (!flags.run.empty()) path += fmt::format("run={}&", http::encode_percent(flags.run));
  if (!flags.at.empty()) path += fmt::format("at={}&", http::encode_percent(flags.at));
  return path;
}

Result<std::unique_ptr<ApiClient>> open_client(Flags& flags) {
  if (const char* key = std::getenv("SUGGESTD_KEY"); flags.key.empty() && key != nullptr) flags.key = key;
  return ApiClient::open(flags.to, flags.key);
}

// --- Plans and runs

void print_group(const Json& plan, const char* name) {
  const Json& group = plan[name];
  fmt::print(
      "{:<9} {:>9} people, {:>9} with a list, {:>10} products given, {:.1f} purchases expected, gap {:.3f} "
      "%\n",
      name, json_text(group["people"]), json_text(group["with_list"]), json_text(group["places"]),
      group["expected_uptake"]["purchases"].get<double>(), 100 * group["assignment"]["gap"].get<double>());
}

void print_basis(const Json& uptake) {
  if (uptake["from"] == "guess") {
    fmt::print("the uptake is the campaign's own guess; no run of the shop is over that tells more\n");
    return;
  }
  fmt::print("the uptake was counted: {} purchases of {} products given to {} people, in {} earlier runs\n",
             json_text(uptake["purchases"]), json_text(uptake["places"]), json_text(uptake["people"]),
             uptake["runs"].size());
}

void print_plan(const Json& plan) {
  fmt::print("{} of {} people are eligible; left out: {}\n", json_text(plan["people"]["eligible"]),
             json_text(plan["people"]["named"]), json_text(plan["people"]["left_out"]));
  print_group(plan, "sent");
  print_group(plan, "held_out");
  print_basis(plan["uptake"]);
  fmt::print("{} of {} caps are reached\n", json_text(plan["sent"]["caps"]["reached"]),
             json_text(plan["sent"]["caps"]["known"]));
}

// Asks for the job until its run has ended; its result as JSON.
Result<std::string> wait_for_job(ApiClient& client, const std::string& path) {
  for (;;) {
    const auto answer = client.post(path, "", "application/json");
    if (!answer) return answer.error();
    if (answer->status >= 300) return api_error(*answer);
    const auto job = parse_json(answer->body);
    if (!job) return io_error("the answer is no job");
    const std::string state = job->root().value("state", "");
    if (state == "succeeded") return json_text(job->root()["result"]);
    if (state == "failed") return io_error(job->root().value("failure", "the job has failed"));
    if (state == "cancelled") return io_error("the job was cancelled");
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

ExitStatus run_job(Flags& flags, std::string_view what) {
  const auto client = open_client(flags);
  if (!client) return fail(client.error());
  if (flags.run.empty()) flags.run = make_uuid7();
  const auto result = wait_for_job(**client, path_of(flags, what));
  if (!result) return fail(result.error());
  if (flags.json) {
    fmt::print("{}\n", *result);
    return ExitStatus::good;
  }
  const auto plan = parse_json(*result);
  if (!plan) return fail(io_error("the job's result is no plan"));
  if (what == "run") fmt::print("run {}\n", flags.run);
  print_plan(plan->root());
  return ExitStatus::good;
}

// --- Pushes

ExitStatus run_push(Flags& flags) {
  const auto client = open_client(flags);
  if (!client) return fail(client.error());
  const std::string path = fmt::format("{}to={}&attempt={}", path_of(flags, "push"),
                                       http::encode_percent(flags.receiver), flags.attempt);
  const auto result = wait_for_job(**client, path);
  if (!result) return fail(result.error());
  if (flags.json) {
    fmt::print("{}\n", *result);
    return ExitStatus::good;
  }
  const auto sent = parse_json(*result);
  if (!sent) return fail(io_error("the job's result can't be read"));
  fmt::print("{} people in {} batches, by {} calls\n", json_text(sent->root()["people"]),
             json_text(sent->root()["batches"]), json_text(sent->root()["calls"]));
  return ExitStatus::good;
}

// --- Products

ExitStatus run_products(Flags& flags) {
  const auto ids = read_product_ids(flags.file);
  if (!ids) return fail(ids.error());
  const auto client = open_client(flags);
  if (!client) return fail(client.error());
  if (Status set = set_products(**client, flags.name, *ids); !set) return fail(set.error());
  fmt::print("{} products\n", ids->size());
  return ExitStatus::good;
}

// --- Lists

// Everything goes to one file, or to standard output.
class Output {
 public:
  static Result<Output> open(const std::string& file) {
    Output output;
    if (file == "-") return output;
    auto opened = WholeFile::open(file);
    if (!opened) return opened.error();
    output.file_ = *std::move(opened);
    return output;
  }
  // `text` ends with a line end.
  Status write(std::string_view text) {
    if (text.empty()) return {};
    if (file_ != nullptr) return file_->line(text.substr(0, text.size() - 1));
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    return written ? Status() : io_error("standard output can't be written");
  }
  Status finish() {
    if (file_ == nullptr)
      return std::fflush(stdout) == 0 ? Status() : io_error("standard output can't be written");
    const auto finished = file_->finish();
    return finished ? Status() : finished.error();
  }

 private:
  std::unique_ptr<WholeFile> file_;  // null: standard output
};

// Without its first line, which every part of a CSV answer has.
std::string_view without_head(std::string_view csv) {
  const std::size_t end = csv.find('\n');
  return end == std::string_view::npos ? std::string_view() : csv.substr(end + 1);
}

Status write_part(const Flags& flags, int part, const std::string& body,
                  std::optional<AddressFile>& addresses, Output& output) {
  const bool first = part == 0;
  if (addresses) {
    std::string joined;
    if (Status good = addresses->join(body, first, joined); !good) return good;
    return output.write(joined);
  }
  return output.write(first || flags.format != "csv" ? std::string_view(body) : without_head(body));
}

Status write_lists(Flags& flags) {
  std::optional<AddressFile> addresses;
  if (!flags.join.empty()) {
    auto read = AddressFile::read(flags.join);
    if (!read) return std::move(read).error();
    addresses = *std::move(read);
  }
  const auto client = open_client(flags);
  if (!client) return client.error();
  auto output = Output::open(flags.file);
  if (!output) return output.error();
  const std::string path =
      fmt::format("{}format={}&group={}&parts={}{}", path_of(flags, "lists"), flags.format, flags.group,
                  flags.parts, addresses ? "&email_hash=1" : "");
  for (int part = 0; part < flags.parts; ++part) {
    const auto answer = (*client)->get(fmt::format("{}&part={}", path, part));
    if (!answer) return answer.error();
    if (answer->status >= 300) return api_error(*answer);
    if (Status written = write_part(flags, part, answer->body, addresses, *output); !written) return written;
  }
  if (addresses) fmt::print(stderr, "{} lists joined with {}\n", addresses->joined(), flags.join);
  return output->finish();
}

ExitStatus run_lists(Flags& flags) {
  if (!flags.join.empty() && flags.format != "csv") {
    fmt::print(stderr, "suggestd: --join is for --format csv\n");
    return ExitStatus::usage;
  }
  const Status written = write_lists(flags);
  return written ? ExitStatus::good : fail(written.error());
}

// --- Report

void print_group_report(const Json& report, const char* name) {
  const Json& group = report[name];
  std::string revenue;
  for (const Json& one : group["revenue"])
    revenue += fmt::format(", {} {}", one["amount"].get<std::string>(), one["currency"].get<std::string>());
  fmt::print("{:<9} {:>9} people, {:>8} buyers, {:>8} orders{}\n", name, json_text(group["people"]),
             json_text(group["buyers"]), json_text(group["orders"]), revenue);
}

// Those by segment, then those by product, and what may be concluded from all of them together.
void print_parts(const Json& parts) {
  for (const char* const kind : {"segments", "products"}) {
    for (const Json& part : parts[kind]) {
      fmt::print("{} {}: {} of {} bought, {} of {} held out; {}\n",
                 kind == std::string_view("segments") ? "segment" : "product", part["of"].get<std::string>(),
                 json_text(part["sent"]["buyers"]), json_text(part["sent"]["people"]),
                 json_text(part["held_out"]["buyers"]), json_text(part["held_out"]["people"]),
                 part["difference_per_person"]["orders"]["sentence"].get<std::string>());
    }
  }
  fmt::print("{}\n", parts["sentence"].get<std::string>());
}

ExitStatus run_report(Flags& flags) {
  const auto client = open_client(flags);
  if (!client) return fail(client.error());
  std::string path = path_of(flags, "report");
  if (flags.days > 0) path += fmt::format("days={}&", flags.days);
  const auto answer = (*client)->get(path + "format=json");
  if (!answer) return fail(answer.error());
  if (answer->status >= 300) return fail(api_error(*answer));
  if (flags.json) {
    fmt::print("{}\n", answer->body);
    return ExitStatus::good;
  }
  const auto report = parse_json(answer->body);
  if (!report) return fail(io_error("the answer is no report"));
  print_group_report(report->root(), "sent");
  print_group_report(report->root(), "held_out");
  const Json& difference = report->root()["difference_per_person"];
  fmt::print("{}\n", difference["orders"]["sentence"].get<std::string>());
  for (const Json& one : difference["revenue"]) fmt::print("{}\n", one["sentence"].get<std::string>());
  print_parts(report->root()["parts"]);
  return ExitStatus::good;
}

CLI::App* add_named(CLI::App& campaign, const char* name, const char* help, Flags& flags) {
  CLI::App* command = campaign.add_subcommand(name, help);
  command->add_option("NAME", flags.name, "The campaign")->required();
  command->add_option("--to", flags.to, "The server's address for shops")->type_name("URL")->required();
  command->add_option("--key", flags.key,
                      "Key with the scope merchandise, or read for lists and report; better SUGGESTD_KEY");
  return command;
}

CLI::App* add_part(CLI::App& campaign, const char* name, const char* help, Flags& flags) {
  CLI::App* command = add_named(campaign, name, help, flags);
  command->add_option("--run", flags.run, "The run's id: the same again is the same run")->type_name("ID");
  return command;
}

void add_job(CLI::App& campaign, ExitStatus& status, const char* name, const char* help) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = add_part(campaign, name, help, *flags);
  command->add_option("--at", flags->at, "When people are addressed, RFC 3339; now, if left out");
  command->add_flag("--json", flags->json, "Print one JSON object");
  command->callback([flags, name, &status] { status = run_job(*flags, name); });
}

void add_products(CLI::App& campaign, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = add_named(campaign, "products", "Give a campaign the products of a file", *flags);
  command->add_option("FILE", flags->file, "CSV with a column product_id, or one id a line")->required();
  command->callback([flags, &status] { status = run_products(*flags); });
}

void add_lists(CLI::App& campaign, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = add_part(campaign, "lists", "Write each person's list of a run", *flags);
  command->add_option("--format", flags->format, "A row or a line each")
      ->check(CLI::IsMember({"csv", "ndjson"}))
      ->capture_default_str();
  command->add_option("--group", flags->group, "Whose lists")
      ->check(CLI::IsMember({"sent", "held_out", "all"}))
      ->capture_default_str();
  command
      ->add_option("--join", flags->join,
                   "CSV of the shop with user_id, email_hash or email: writes its people, with its columns")
      ->type_name("FILE");
  command->add_option("--parts", flags->parts, "Answers that the lists are asked for in")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("FILE", flags->file, "The file to write; - is standard output")->capture_default_str();
  command->callback([flags, &status] { status = run_lists(*flags); });
}

void add_push(CLI::App& campaign, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = add_part(campaign, "push", "Send the lists of a run to a receiver, and wait", *flags);
  command->add_option("--receiver", flags->receiver, "Its name, as in PUT /v1/receivers/NAME")
      ->type_name("NAME")
      ->required();
  command
      ->add_option("--attempt", flags->attempt,
                   "One more than that of a push that has failed sends all again, under the same ids")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--json", flags->json, "Print one JSON object");
  command->callback([flags, &status] { status = run_push(*flags); });
}

void add_report(CLI::App& campaign, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = add_part(campaign, "report", "What became of a run, beside those held out", *flags);
  command->add_option("--days", flags->days, "After the run; the campaign's, if left out")
      ->check(CLI::Range(1, 366));
  command->add_flag("--json", flags->json, "Print one JSON object");
  command->callback([flags, &status] { status = run_report(*flags); });
}

}  // namespace

void add_campaign_command(CLI::App& program, ExitStatus& status) {
  CLI::App* campaign =
      program.add_subcommand("campaign", "Plan and run campaigns, choose products, write lists, report");
  campaign->require_subcommand(1);
  add_job(*campaign, status, "plan", "Work out who would get what, and keep nothing");
  add_job(*campaign, status, "run", "Work out who gets what, and keep each person's list");
  add_products(*campaign, status);
  add_lists(*campaign, status);
  add_push(*campaign, status);
  add_report(*campaign, status);
}

}  // namespace suggestd::cli
