#include "http/handlers/dashboard.h"

#include <algorithm>

#include <fmt/format.h>

#include "http/conditional.h"
#include "http/content_coding.h"
#include "http/wire/body_decoder.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kPage = "index.html";
constexpr std::size_t kMostUnpackedBytes = std::size_t{16} << 20U;

constexpr std::string_view kWithoutDashboard =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>suggestd</title>"
    "<p>This server was built without the dashboard. Its address is right: the administrators' API is here, "
    "and "
    "/openapi.json describes it.</p></html>\n";

// Nothing is loaded from elsewhere but pictures of products, nothing is framed, and no script is taken from the
// page itself: what a shop writes into a product's title can't run.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src "
    "'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

void add_strict_headers(Response& response) {
  response.header("Content-Security-Policy", std::string(kContentPolicy));
  response.header("X-Content-Type-Options", "nosniff");
  response.header("Referrer-Policy", "no-referrer");
  response.header("Cross-Origin-Opener-Policy", "same-origin");
  response.header("Cross-Origin-Resource-Policy", "same-origin");
  // Kept, but asked for anew each time: after an upgrade the page and its script must be of one version.
  response.header("Cache-Control", "no-cache");
}

Result<std::string> unpacked(std::string_view bytes) {
  BodyDecoder decoder(Coding::gzip, kMostUnpackedBytes);
  std::string out;
  auto refused = decoder.append(bytes, out);
  if (!refused) refused = decoder.finish();
  if (refused) return internal_error("a file of the dashboard can't be unpacked: " + refused->detail);
  return out;
}

Result<Response> get_page(const Request& request, Services&) {
  if (!dashboard_files().empty()) return static_answer(request, dashboard_files(), kPage);
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = kWithoutDashboard;
  add_strict_headers(response);
  return response;
}

Result<Response> get_file(const Request& request, Services&) {
  return static_answer(request, dashboard_files(), request.path_value("file"));
}

}  // namespace

Result<Response> static_answer(const Request& request, std::span<const StaticFile> files,
                               std::string_view name) {
  const auto file = std::ranges::find(files, name, &StaticFile::name);
  if (file == files.end()) return not_found(fmt::format("the dashboard has no file '{}'", name));
  const bool gzip = prefers_gzip(request.header("Accept-Encoding"));
  // A strong tag names the bytes that are sent, so the two forms have one each.
  const std::string tag = fmt::format("{}{}", file->etag, gzip ? "" : "-plain");
  Response response;
  if (already_known(request, tag)) {
    response = not_modified(tag);
  } else {
    add_entity_tag(response, tag);
    response.content_type = file->content_type;
    if (gzip) {
      response.body = file->bytes;
      response.header("Content-Encoding", "gzip");
    } else {
      auto body = unpacked(file->bytes);
      if (!body) return body.error();
      response.body = *std::move(body);
    }
  }
  response.header("Vary", "Accept-Encoding");
  add_strict_headers(response);
  return response;
}

void add_dashboard_routes(std::vector<Route>& routes) {
  Route page{.method = "GET", .path = "/", .tag = "Dashboard", .summary = "The dashboard's page."};
  page.serves = Serves::admin;
  page.other_type = "text/html";
  page.tagged = Tagged::read;
  page.handler = get_page;
  routes.push_back(page);

  Route file = page;
  file.path = "/dashboard/{file}";
  file.summary = "A file of the dashboard: its script, its style.";
  file.other_type = "*/*";
  file.statuses = {200, 404};
  file.handler = get_file;
  routes.push_back(file);
}

}  // namespace suggestd::http
