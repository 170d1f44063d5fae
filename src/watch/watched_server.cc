#include "watch/watched_server.h"

#include <utility>

#include "outbound/web_address.h"
#include "records/json_reader.h"
#include "watch/secret_file.h"

namespace suggestd::watch {

Result<WatchedServer> parse_watched_server(std::string_view json) {
  const Result<JsonDocument> table = parse_json(json);
  if (!table) return table.error();
  WatchedServer server;
  FieldErrors errors;
  ObjectReader in(table->root(), "", errors);
  in.id("name", Need::required, server.name);
  in.text("url", server.url);
  in.text("key_file", server.key_file);
  in.finish();
  if (server.key_file.empty()) in.bad("key_file", "is missing: a file with a key of that server");
  if (server.url.ends_with('/')) server.url.pop_back();
  if (const auto url = outbound::WebAddress::parse(server.url); !url) in.bad("url", url.error().message());
  if (server.url.find_first_of("?#") != std::string::npos)
    in.bad("url", "must end with the host, its port or a path");
  if (errors.any()) return errors.error();
  return server;
}

Status read_key(WatchedServer& server, const std::function<std::string(const std::string&)>& path_of) {
  auto key = read_secret_file(path_of(server.key_file));
  if (!key) return std::move(key).error();
  server.key = *std::move(key);
  return {};
}

}  // namespace suggestd::watch
