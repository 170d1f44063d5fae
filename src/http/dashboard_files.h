// The dashboard's files as they are embedded into the program.
//
// Build    src/http/dashboard_files.cc has the empty table of a program without a dashboard. A build that embeds
//          web/dist compiles a generated source with the same function in its place.
// Threads  constant.
#pragma once

#include <span>
#include <string_view>

namespace suggestd::http {

struct StaticFile {
  std::string_view name;          // "index.html" is the page of GET /; others stand at /dashboard/{name}
  std::string_view content_type;  // "text/javascript; charset=utf-8"
  std::string_view bytes;         // packed with gzip
  std::string_view etag;  // without quotes; letters, digits and '-'; another one whenever the bytes differ
};

std::span<const StaticFile> dashboard_files();

}  // namespace suggestd::http
