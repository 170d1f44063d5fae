#include "http/handlers/imports.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/this_thread.h"
#include "connect/file_import.h"
#include "http/handlers/writing.h"
#include "http/limits.h"
#include "http/problem.h"
#include "http/terms.h"
#include "shop/shop.h"
#include "tasks/nameless_file.h"

namespace suggestd::http {
namespace {

// Reading a line and making a document of it; storing that is paid by its bytes, as in other bulk writes.
constexpr std::uint64_t kUnitsPerLine = 20;
constexpr Lever kLinesWork{"lines", "reading the lines of the file"};

// A route has one scope for all kinds. Products are the merchants' own work; people and their orders are not, so a
// session needs more for them than merchants have.
Status check_caller(const Caller& caller, shop::RecordKind kind) {
  if (kind == shop::RecordKind::products || allows(caller.scopes, Scope::ingest)) return {};
  const bool person = caller.kind == CallerKind::account;
  if (person && allows(caller.scopes, Scope::admin)) return {};
  return Error(ErrorKind::denied, fmt::format("{} go in with {}", shop::record_kind_name(kind),
                                              person ? "the scope 'admin' in this shop, which your roles do "
                                                       "not give you; products go in with yours"
                                                     : "the scope 'ingest', which your key does not have"));
}

// Formats that are no text, told by their first bytes. A packed file is refused although the reader could unpack it:
// only the decoder of bodies knows how long it may become.
Status check_bytes(std::string_view body) {
  struct Form {
    std::string_view begin;
    std::string_view why;
  };
  static constexpr std::array<Form, 4> kForms = {
      {{"\x1f\x8b", "is packed with gzip; send it with Content-Encoding: gzip"},
       {"\x28\xb5\x2f\xfd", "is packed with Zstandard; send it as it was before"},
       {"PK\x03\x04", "is a ZIP archive or an Excel file; save the sheet as CSV and send that"},
       {"\xd0\xcf\x11\xe0", "is an old Excel file; save the sheet as CSV and send that"}}};
  if (body.empty()) return invalid("the body is empty; send the file as it is");
  for (const Form& form : kForms) {
    if (body.starts_with(form.begin)) return invalid(fmt::format("the file {}", form.why));
  }
  return {};
}

std::size_t occurrences(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size()))
    ++count;
  return count;
}

// At least as many as there are records: lines, which some systems end with CR alone, or items of XML.
std::size_t lines_of(std::string_view body, cli::ImportFormat format) {
  const std::size_t first = body.find_first_not_of(" \r\n\xef\xbb\xbf");
  const bool xml =
      format == cli::ImportFormat::google_feed && first != std::string_view::npos && body[first] == '<';
  if (xml) return occurrences(body, "<item") + occurrences(body, "<entry");
  const auto ends = std::max(std::ranges::count(body, '\n'), std::ranges::count(body, '\r'));
  const bool open = !body.ends_with('\n') && !body.ends_with('\r');
  return static_cast<std::size_t>(ends) + (open ? 1 : 0);
}

Result<cli::FileImport> read_choices(const Request& request) {
  cli::FileImport import;
  import.format = *cli::parse_file_format(request.text("format"));
  import.kind = *cli::parse_file_kind(request.text("kind"));
  import.full_sync = request.flag("full_sync");
  import.confirm = request.flag("confirm");
  import.most_rejects = limits::kImportRejects.most;
  const WriteDurability& durability = request.terms->durability;
  import.durability = import.kind == shop::RecordKind::orders  ? durability.orders
                      : import.kind == shop::RecordKind::users ? durability.users
                                                               : durability.products;
  const auto found = cli::contradiction(import);
  if (!found) return import;
  Error error = invalid(fmt::format("query parameter '{}' {}", found->parameter, found->why));
  error.add_field(fmt::format("?{}", found->parameter), std::string(found->why));
  return error;
}

// 17 of "file:17"; 0 of the file itself.
std::uint64_t line_of(std::string_view place) {
  std::uint64_t line = 0;
  const std::size_t colon = place.rfind(':');
  if (colon != std::string_view::npos)
    (void)std::from_chars(place.data() + colon + 1, place.data() + place.size(), line);
  return line;
}

// "line 17" of "file:17"; the XML reader counts the line in which an item begins.
std::string place_in(std::string_view place, std::string_view file) {
  if (place == file) return "the file";
  const bool line = place.size() > file.size() && place.starts_with(file) && place[file.size()] == ':';
  return line ? fmt::format("line {}", place.substr(file.size() + 1)) : std::string(place);
}

void write_reject(JsonWriter& out, const cli::Reject& reject, std::string_view file, bool with_record) {
  out.begin_object().member("place", place_in(reject.place, file)).member("why", reject.why);
  if (with_record && !reject.record.empty()) out.member("record", reject.record);
  out.end_object();
}

// The records are written by now and the answer can't be refused, so a long one says less: past half of its bytes a
// reject is told without its record, past all of them it is only counted.
void write_rejects(std::string& body, const cli::FileImport& import, const cli::ImportFindings& findings,
                   std::uint64_t most) {
  constexpr std::size_t kRest = 100;  // what stands behind the rejects
  body += R"(,"rejects":[)";
  std::size_t told = 0;
  for (const cli::Reject& reject : findings.rejects) {
    std::string text = told == 0 ? "" : ",";
    JsonWriter out(text);
    write_reject(out, reject, import.shown, true);
    if (body.size() + text.size() > most / 2) {
      text.resize(told == 0 ? 0 : 1);
      JsonWriter shorter(text);
      write_reject(shorter, reject, import.shown, false);
    }
    if (body.size() + text.size() + kRest > most) break;
    body += text;
    ++told;
  }
  body += fmt::format(R"(],"rejects_not_told":{})", findings.more_rejects + findings.rejects.size() - told);
}

Response answer_of(const Request& request, const cli::FileImport& import,
                   const cli::ImportFindings& findings) {
  Response response;
  JsonWriter numbers(response.body);
  numbers.begin_object();
  cli::write_findings(numbers, findings);
  write_rejects(response.body, import, findings, request.budget->bytes_left());
  response.body += '}';
  add_session(response, request.shop->head());
  return response;
}

Result<Response> post_import(const Request& request, Services&) {
  auto import = read_choices(request);
  if (!import) return import.error();
  if (Status may = check_caller(*request.caller, import->kind); !may) return std::move(may).error();
  if (Status text = check_bytes(request.body); !text) return std::move(text).error();
  const std::size_t lines = lines_of(request.body, import->format);
  if (lines > request.terms->max_bulk_lines)
    return problem_response(
        413, fmt::format("{} lines; a file may have {}", lines, request.terms->max_bulk_lines));
  request.budget->spend(kUnitsPerLine * lines, kLinesWork);
  if (Status within = request.budget->status(); !within) return std::move(within).error();
  const auto file = tasks::NamelessFile::make();
  if (!file) return file.error();
  if (Status kept = (*file)->write(request.body); !kept) return std::move(kept).error();
  import->path = (*file)->path();
  cli::ImportFindings findings;
  Status imported;
  const auto go_on = [](std::uint64_t, std::uint64_t) { return Status(); };
  behind_other_threads("import",
                       [&] { imported = cli::import_file(*request.shop, *import, go_on, findings); });
  // Lines that could not be read are told before those of their batch that the shop refused.
  std::ranges::stable_sort(findings.rejects, {},
                           [](const cli::Reject& reject) { return line_of(reject.place); });
  const cli::ImportCounts& counts = findings.counts;
  count_written(*request.shop, import->kind,
                {counts.created, counts.updated, counts.unchanged, counts.refused});
  if (!imported) return std::move(imported).error();
  return answer_of(request, *import, findings);
}

}  // namespace

void add_import_routes(std::vector<Route>& routes) {
  Route route{.method = "POST", .path = "/v1/imports", .tag = "Imports"};
  route.summary = "Imports a file as it is, and tells which of its records were left out and why.";
  route.scope = Scope::merchandise;
  route.shop_needed = true;
  route.parameters = {
      {.name = "kind",
       .help = "The records of the file. A session needs the scope admin for users and orders, a key ingest.",
       .choices = {"products", "users", "orders"},
       .required = true},
      {.name = "format", .help = "Its form.", .choices = {"csv", "ndjson", "google-feed"}, .required = true},
      {.name = "full_sync",
       .type = ParameterType::flag,
       .help = "The file holds all products: others are hidden, unless one was left out."},
      {.name = "confirm",
       .type = ParameterType::flag,
       .help = "Hides them although they are more than catalogue.most_hidden, or all."}};
  route.body = Body::file;
  route.request_schema = "ImportRow";
  route.response_schema = "Imported";
  route.log_place = LogPlace::written;
  route.statuses = {200, 409, 422};
  route.handler = post_import;
  routes.push_back(route);
}

}  // namespace suggestd::http
