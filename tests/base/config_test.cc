#include "base/config.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "base/config_table.h"

using namespace suggestd;

namespace {

// A TOML file of its own, gone with the object.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("suggestd_config_test_" + std::to_string(::getpid()) + ".toml")) {
    std::ofstream(path_) << text;
  }
  ~ConfigFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

Result<LoadedConfig> load(const std::string& text, std::vector<std::string> settings = {},
                          std::map<std::string, std::string> environment = {}) {
  const ConfigFile file(text);
  return load_config({file.path(), std::move(environment), std::move(settings)});
}

// What is said about `text`, without the name of the file.
std::string complaint(const std::string& text) {
  const ConfigFile file(text);
  const auto loaded = load_config({file.path(), {}, {}});
  REQUIRE_FALSE(loaded.ok());
  const std::string& message = loaded.error().message();
  std::string short_text;
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t found = std::min(message.find(file.path(), at), message.size());
    short_text.append(message, at, found - at);
    if (found < message.size()) short_text += 'F';
    at = found + file.path().size();
  }
  return short_text;
}

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a file sets what it names and leaves the rest at its default") {
  const auto loaded = load("[http]\nshop_listen = \"0.0.0.0:9000\"\nmax_streams = 7\n");
  REQUIRE(loaded.ok());
  CHECK(loaded->config.http.shop_listen == "0.0.0.0:9000");
  CHECK(loaded->config.http.max_streams == 7);
  CHECK(loaded->config.http.admin_listen == "127.0.0.1:8601");
  CHECK(loaded->origins.at("http.max_streams").ends_with(":3:1"));
  CHECK(loaded->origins.at("http.admin_listen") == "default");
}

TEST_CASE("the environment outranks the file, and --set outranks both") {
  const std::string file = "[http]\nshop_listen = \"1.1.1.1:1\"\nadmin_listen = \"1.1.1.1:2\"\n";
  const auto loaded =
      load(file, {"http.shop_listen=3.3.3.3:3"},
           {{"SUGGESTD_HTTP__SHOP_LISTEN", "2.2.2.2:1"}, {"SUGGESTD_HTTP__ADMIN_LISTEN", "2.2.2.2:2"}});
  REQUIRE(loaded.ok());
  CHECK(loaded->config.http.shop_listen == "3.3.3.3:3");
  CHECK(loaded->config.http.admin_listen == "2.2.2.2:2");
}

TEST_CASE("a wrong file is told with its place and the nearest valid name") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"[http]\nshop_listn = \"a:1\"\n",
       "F:2:1: unknown key 'http.shop_listn'; did you mean 'http.shop_listen'?"},
      {"[htpp]\n", "F:1:2: unknown section 'htpp'; did you mean '[http]'?"},
      {"[http]\nmax_streams = \"many\"\n", "F:2:15: 'http.max_streams' must be an integer"},
      {"[http]\n\nmax_streams = -1\n",
       "F:3:15: 'http.max_streams': -1 is out of range; 0 to 65536 streams are allowed"},
      {"[http]\nshop_listen = \"8600\"\n",
       "F:2:15: 'http.shop_listen': '8600' is no address; one looks like 127.0.0.1:8600 or [::1]:8600"},
      {"[log]\nlevel = \"inof\"\n",
       "F:2:9: 'log.level': 'inof' is not one of debug, info, warning, error; did you mean 'info'?"},
      {"[log]\nrequests = 1\n", "F:2:12: 'log.requests' must be true or false"},
      {"[store]\npath = \"\"\n", "F:2:8: 'store.path': the path is empty"},
      {"http = 3\n", "F:1:1: 'http' is a section: write [http]"},
  }));
  CAPTURE(text);
  CHECK(complaint(text) == expected);
}

TEST_CASE("broken TOML is told with line and column") {
  CHECK_THAT(complaint("[http]\nshop_listen = \n"), Catch::StartsWith("F:2:"));
}

TEST_CASE("all problems of a file are told at once") {
  const std::string message = complaint("[http]\nfoo = 1\nmax_streams = -1\n");
  CHECK(std::count(message.begin(), message.end(), '\n') == 1);
}

TEST_CASE("a wrong variable or flag is told by its name") {
  const auto variable = load("", {}, {{"SUGGESTD_HTTP__SHOP_LISTN", "a:1"}});
  REQUIRE_FALSE(variable.ok());
  CHECK(variable.error().message() ==
        "environment variable SUGGESTD_HTTP__SHOP_LISTN: sets no key; did you mean "
        "SUGGESTD_HTTP__SHOP_LISTEN?");
  const auto flag = load("", {"http.max_streams"});
  REQUIRE_FALSE(flag.ok());
  CHECK_THAT(flag.error().message(), Catch::Contains("must be KEY=VALUE"));
}

TEST_CASE("a # inside a quoted value is part of it") {
  const auto loaded = load("[store]\npath = \"/data # 1\"\n");
  REQUIRE(loaded.ok());
  CHECK(loaded->config.store.path == "/data # 1");
}

TEST_CASE("scenario tables are handed on as JSON") {
  const auto loaded = load("[[scenario]]\nname = \"home\"\nlimit = 5\n[[scenario]]\nname = \"cart\"\n");
  REQUIRE(loaded.ok());
  REQUIRE(loaded->config.scenarios.size() == 2);
  CHECK(loaded->config.scenarios[0] == R"({"limit":5,"name":"home"})");
}

TEST_CASE("a missing file is an input error that names it") {
  const auto loaded = load_config({"/nonexistent/suggestd.toml", {}, {}});
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().kind() == ErrorKind::io);
  CHECK_THAT(loaded.error().message(), Catch::StartsWith("/nonexistent/suggestd.toml: "));
}

TEST_CASE("the table is sound: names are unique, sections exist, defaults are valid") {
  std::set<std::string_view> names;
  std::set<std::string_view> sections;
  for (const ConfigSection& section : config_sections()) sections.insert(section.name);
  for (const ConfigKey& key : config_table()) {
    CAPTURE(key.name);
    CHECK(names.insert(key.name).second);
    CHECK(sections.count(key.name.substr(0, key.name.find('.'))) == 1);
    CHECK(key.help.size() > 20);
    const auto again = load_config({std::nullopt, {}, {fmt::format("{}={}", key.name, key.standard)}});
    CHECK(again.ok());
  }
}

TEST_CASE("the sample file sets every key to its default") {
  const auto loaded = load(sample_config_file());
  REQUIRE(loaded.ok());
  const Config standard = default_config();
  for (const ConfigKey& key : config_table()) {
    CAPTURE(key.name);
    CHECK(config_value(key, loaded->config) == config_value(key, standard));
    CHECK(loaded->origins.at(std::string(key.name)) != "default");
  }
}

TEST_CASE("the committed sample and reference are what the table prints") {
  const char* source = std::getenv("SUGGESTD_SOURCE_DIR");  // ctest sets it
  const std::string root = source != nullptr ? source : ".";
  CHECK(read(root + "/config/suggestd.toml") == sample_config_file());
  CHECK(read(root + "/docs/configuration.md") == config_reference());
}
