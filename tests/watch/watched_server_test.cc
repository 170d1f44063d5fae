#include "watch/watched_server.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::watch {

TEST_CASE("a table with a name, an address and a key's file is read") {
  const auto server =
      parse_watched_server(R"({"name":"b","url":"https://b.example:8601/","key_file":"b.key"})");
  REQUIRE(server.ok());
  CHECK(server->url == "https://b.example:8601");
  CHECK(server->key_file == "b.key");
}

TEST_CASE("a table that leads nowhere is refused at its field") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"url":"https://b.example","key_file":"k"})", "/name"},
      {R"({"name":"b","key_file":"k"})", "/url"},
      {R"({"name":"b","url":"b.example:8601","key_file":"k"})", "/url"},
      {R"({"name":"b","url":"https://b.example/?a=b","key_file":"k"})", "/url"},
      {R"({"name":"b","url":"https://b.example"})", "/key_file"},
      {R"({"name":"b","url":"https://b.example","key_file":"k","key":"secret"})", "/key"},
  };
  for (const auto& [json, pointer] : cases) {
    INFO(json);
    const auto server = parse_watched_server(json);
    REQUIRE_FALSE(server.ok());
    CHECK(server.error().fields().front().pointer == pointer);
  }
}

TEST_CASE("the key is the text of its file, by the path that it has here") {
  const store::TemporaryFolder folder;
  const auto path_of = [&](const std::string& name) { return (folder.path() / name).string(); };
  std::ofstream(folder.path() / "b.key") << "sk_b\n";
  WatchedServer server{"b", "https://b.example", "b.key"};
  REQUIRE(read_key(server, path_of).ok());
  CHECK(server.key == "sk_b");
  server.key_file = "none";
  CHECK(read_key(server, path_of).error().message().find("none") != std::string::npos);
}

}  // namespace suggestd::watch
