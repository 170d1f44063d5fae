#include "http/handlers/csv_wanted.h"

#include <string_view>

namespace suggestd::http {

bool wants_csv(const Request& request) {
  if (request.has("format")) return request.text("format") == "csv";
  return request.header("Accept").find("text/csv") != std::string_view::npos;
}

}  // namespace suggestd::http
