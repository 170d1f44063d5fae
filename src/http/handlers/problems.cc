#include "http/handlers/problems.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "http/problem.h"
#include "http/problem_words.h"

namespace suggestd::http {
namespace {

// No script, no style, nothing from anywhere: both listeners serve these pages, also to a mail's reader.
Response page_of(std::string_view title, std::string_view content) {
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{} - "
      "suggestd</title>\n</head>\n<body>\n<main>\n"
      "<h1>{}</h1>\n{}</main>\n</body>\n</html>\n",
      title, title, content);
  response.header("Content-Security-Policy",
                  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.header("X-Content-Type-Options", "nosniff");
  response.header("Referrer-Policy", "no-referrer");
  return response;
}

Result<Response> get_problems(const Request&, Services&) {
  std::string list = "<p>What a refusal's <code>type</code> means. Each has a page.</p>\n<ul>\n";
  for (const ProblemType& type : problem_table()) {
    list += fmt::format("<li><a href=\"/problems/{}\">{}</a>: {} ({})</li>\n", type.type, type.type,
                        type.title, type.status);
  }
  return page_of("Refusals", list + "</ul>\n");
}

Result<Response> get_problem(const Request& request, Services&) {
  const std::string_view name = request.path_value("type");
  const auto& table = problem_table();
  const auto type = std::ranges::find(table, name, &ProblemType::type);
  const ProblemWords* words = problem_words(name);
  if (type == table.end() || words == nullptr)
    return not_found(fmt::format("no refusal has the type '{}'; see /problems", name));
  return page_of(
      type->title,
      fmt::format("<p>Status {}, type <code>/problems/{}</code></p>\n<dl>\n"
                  "<dt>What it means</dt><dd>{}</dd>\n<dt>Send it again?</dt><dd>{}</dd>\n"
                  "<dt>What to do</dt><dd>{}</dd>\n</dl>\n<p><a href=\"/problems\">All refusals</a></p>\n",
                  type->status, type->type, words->means, words->again, words->remedy));
}

}  // namespace

void add_problem_routes(std::vector<Route>& routes) {
  Route all{.method = "GET", .path = "/problems", .tag = "Health"};
  all.summary = "All types of refusals, as a page for people.";
  all.other_type = "text/html";
  all.handler = get_problems;
  routes.push_back(all);

  Route one = all;
  one.path = "/problems/{type}";
  one.summary = "What a refusal's `type` means, whether to send the request again, and what to do.";
  one.statuses = {200, 404};
  one.handler = get_problem;
  routes.push_back(one);
}

}  // namespace suggestd::http
