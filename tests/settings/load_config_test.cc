#include "settings/load_config.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "settings/config_table.h"
#include "settings/config_together.h"

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

// A file suggestd.toml with a conf.d beside it, gone with the object.
class ConfigFolder {
 public:
  explicit ConfigFolder(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("suggestd_config_folder_{}_{}", ::getpid(), next_++)) {
    std::filesystem::create_directories(path_ / "conf.d");
    std::ofstream(file()) << text;
  }
  ~ConfigFolder() { std::filesystem::remove_all(path_); }
  std::string file() const { return (path_ / "suggestd.toml").string(); }
  void add(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / "conf.d" / name) << text;
  }

 private:
  static inline int next_ = 0;
  std::filesystem::path path_;
};

Result<LoadedConfig> load(const std::string& text, std::vector<std::string> settings = {},
                          std::map<std::string, std::string> environment = {}) {
  const ConfigFile file(text);
  return load_config({file.path(), std::move(environment), std::move(settings)});
}

// The error that loading `text` gives, without the name of the file.
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
       "F:2:15: 'http.shop_listen': '8600' is no address; one looks like 127.0.0.1:8600, [::1]:8600 or "
       "unix:/run/suggestd/shop.sock"},
      {"[log]\nlevel = \"inof\"\n",
       "F:2:9: 'log.level': 'inof' is not one of debug, info, warning, error; did you mean 'info'?"},
      {"[log]\nrequests = 1\n", "F:2:12: 'log.requests' must be true or false"},
      {"[store]\npath = \"\"\n", "F:2:8: 'store.path': the path is empty"},
      {"http = 3\n", "F:1:1: 'http' is a section: write [http]"},
  }));
  CAPTURE(text);
  CHECK(complaint(text) == expected);
}

TEST_CASE("ranges of addresses are an array in a file, and have commas between in the environment") {
  const auto file = load("[outbound]\nallowed_private = [\"10.0.0.0/8\", \"::1\"]\n");
  REQUIRE(file.ok());
  CHECK(file->config.outbound.allowed_private == "10.0.0.0/8,::1");
  CHECK(config_value(*find_config_key("outbound.allowed_private"), file->config) ==
        R"(["10.0.0.0/8", "::1"])");
  const auto set = load("", {}, {{"SUGGESTD_OUTBOUND__ALLOWED_PRIVATE", "10.0.0.0/8, ::1"}});
  REQUIRE(set.ok());
  CHECK(set->config.outbound.allowed_private == "10.0.0.0/8,::1");
  CHECK(
      complaint("[outbound]\nallowed_private = [\"10.0.0.1/8\"]\n") ==
      "F:2:19: 'outbound.allowed_private': '10.0.0.1/8' is no range of addresses; one looks like 10.0.0.0/8");
  CHECK(complaint("[outbound]\nallowed_private = [8]\n") ==
        "F:2:19: 'outbound.allowed_private' must be ranges of IP addresses in brackets");
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

TEST_CASE("files of conf.d are read after the file, in the order of their names") {
  const ConfigFolder folder("[http]\nmax_streams = 1\nmax_bulk_lines = 1\n[log]\nlevel = \"error\"\n");
  folder.add("90-here.toml", "[http]\nmax_streams = 90\n");
  folder.add("10-packaged.toml", "[http]\nmax_streams = 10\nmax_bulk_lines = 10\n");
  folder.add("ignored.conf", "no TOML at all");
  const auto loaded = load_config({folder.file(), {}, {}});
  REQUIRE(loaded.ok());
  CHECK(loaded->config.http.max_streams == 90);
  CHECK(loaded->config.http.max_bulk_lines == 10);
  CHECK(loaded->config.log.level == "error");
  CHECK(loaded->origins.at("http.max_streams").ends_with("conf.d/90-here.toml:2:1"));
  CHECK(loaded->origins.at("log.level").ends_with("suggestd.toml:5:1"));
}

TEST_CASE("a mistake in a file of conf.d is told with the name of that file") {
  const ConfigFolder folder("");
  folder.add("50.toml", "[htpp]\n");
  const auto loaded = load_config({folder.file(), {}, {}});
  REQUIRE_FALSE(loaded.ok());
  CHECK_THAT(loaded.error().message(), Catch::Contains("conf.d/50.toml:1:2: unknown section"));
}

TEST_CASE("two scenarios of one name are told with both places") {
  const ConfigFolder folder("[[scenario]]\nname = \"home\"\n");
  folder.add("50.toml", "\n[[scenario]]\nname = \"home\"\n");
  const auto loaded = load_config({folder.file(), {}, {}});
  REQUIRE_FALSE(loaded.ok());
  CHECK_THAT(loaded.error().message(),
             Catch::Contains("conf.d/50.toml:2:1: the scenario 'home' is there already"));
  CHECK_THAT(loaded.error().message(), Catch::EndsWith("suggestd.toml:1:1"));
}

TEST_CASE("no more files and bytes are read than the bounds say") {
  const ConfigFolder many("");
  for (std::size_t i = 0; i < kMostConfigFiles; ++i) many.add(fmt::format("{}.toml", i), "");
  CHECK_THAT(load_config({many.file(), {}, {}}).error().message(), Catch::Contains("more than the 99 files"));
  const ConfigFolder large(std::string(kMostConfigBytes + 1, '#'));
  CHECK_THAT(load_config({large.file(), {}, {}}).error().message(), Catch::Contains("bytes"));
}

TEST_CASE("a zone or a currency that is none is told with its place") {
  CHECK_THAT(complaint("[shop]\ntime_zone = \"Mars/Phobos\"\n"),
             Catch::StartsWith("F:2:13: 'shop.time_zone': ") && Catch::Contains("Mars/Phobos"));
  CHECK_THAT(complaint("[shop]\ncurrency = \"euro\"\n"), Catch::StartsWith("F:2:12: 'shop.currency': "));
  CHECK_THAT(complaint("[shop]\nconsent = \"require\"\n"), Catch::Contains("did you mean 'required'?"));
}

TEST_CASE("values that can't work together are told with the places of both keys") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"[http]\nshop_tls_certificate = \"c\"\n",
       "F:2:1: 'http.shop_tls_certificate' needs 'http.shop_tls_key' (default) beside it, which is empty"},
      {"[http]\nshop_listen = \"0.0.0.0:1\"\nadmin_listen = \"127.0.0.1:1\"\n",
       "F:3:1: 'http.admin_listen' and 'http.shop_listen' (F:2:1) take the same port of the same address, "
       "127.0.0.1:1 and 0.0.0.0:1; give each its own"},
      {"[consistency]\nstrongest = \"eventual\"\n",
       "F:2:1: 'consistency.strongest' and 'consistency.standard' (default) contradict each other: "
       "'eventual' is "
       "weaker than 'session', which requests get that ask for nothing"},
      {"[store]\npath = \"/s/\"\n[backup]\nfolder = \"/s/backups\"\n",
       "F:4:1: 'backup.folder' and 'store.path' (F:2:1) lie in one folder: what takes the store takes its "
       "backups "
       "too; put them on another disk"},
      {"[store]\npath = \"/s\"\n[export]\nfolder = \"/s/x/../exports\"\n",
       "F:4:1: 'export.folder' and 'store.path' (F:2:1) lie in one folder: whoever fetches exports stands "
       "beside the database; give them their own"},
      {"[export]\nfolder = \"/b/\"\n[backup]\nfolder = \"/b\"\n",
       "F:2:1: 'export.folder' and 'backup.folder' (F:4:1) are the same folder: exports and backups are "
       "deleted by other rules; give each its own"},
  }));
  CAPTURE(text);
  CHECK(complaint(text) == expected);
}

TEST_CASE("values that only resemble each other work together") {
  CHECK(load("[http]\nshop_listen = \"127.0.0.1:0\"\nadmin_listen = \"127.0.0.1:0\"\n").ok());
  CHECK(load("[http]\nshop_listen = \"127.0.0.1:5\"\nadmin_listen = \"127.0.0.2:5\"\n").ok());
  CHECK(load("[store]\npath = \"/data/shop\"\n[backup]\nfolder = \"/data/shop-backups\"\n").ok());
}

TEST_CASE("what is taken and seldom meant is remarked on") {
  CHECK(config_remarks(*load("")).empty());
  const auto open = config_remarks(*load("[http]\nshop_listen = \"0.0.0.0:1\"\n"));
  REQUIRE(open.size() == 1);
  CHECK_THAT(open[0], Catch::Contains("'http.shop_listen'") && Catch::Contains("without TLS"));
  CHECK(config_remarks(*load("[model]\ntrending_half_life_hours = 720\n")).size() == 1);
}

// A secret belongs into a file of its own, which the key names: values are printed, and told by GET /v1/config.
TEST_CASE("no key holds a secret itself") {
  for (const ConfigKey& key : config_table()) {
    CAPTURE(key.name);
    const std::string name(key.name);
    const bool sounds_secret = name.ends_with("_key") || name.find("secret") != std::string::npos ||
                               name.find("password") != std::string::npos ||
                               name.find("token") != std::string::npos;
    const bool names_a_file = key.text == TextKind::path || key.text == TextKind::path_or_none;
    CHECK((!sounds_secret || names_a_file));
  }
}

TEST_CASE("a value is written as JSON reads it, whatever it holds") {
  Config config = default_config();
  config.store.path = "/a \"b\"\n\x01";
  const std::string text = config_value(*find_config_key("store.path"), config);
  CHECK(nlohmann::json::parse(text) == config.store.path);
}

TEST_CASE("one key's value is copied, and no other") {
  Config from = default_config();
  from.http.max_streams = 1;
  from.log.level = "error";
  from.log.requests = true;
  Config into = default_config();
  for (const char* name : {"http.max_streams", "log.level", "log.requests"}) {
    const ConfigKey& key = *find_config_key(name);
    CHECK(config_value(key, into) != config_value(key, from));
    copy_config_value(key, from, into);
    CHECK(config_value(key, into) == config_value(key, from));
  }
  CHECK(into.http.max_connections == default_config().http.max_connections);
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

// The file names every key of its release, so a key that is renamed or removed fails here.
TEST_CASE("a configuration of 0.1.0 is still read") {
  const char* source = std::getenv("SUGGESTD_SOURCE_DIR");  // ctest sets it
  const std::string path =
      std::string(source != nullptr ? source : ".") + "/tests/base/golden/suggestd-0.1.0.toml";
  const auto loaded = load_config({path, {}, {}});
  INFO((loaded ? "" : loaded.error().message()));
  REQUIRE(loaded);
  CHECK(loaded->origins.at("http.shop_listen") != "default");
}

TEST_CASE("the committed sample and reference are what the table prints") {
  const char* source = std::getenv("SUGGESTD_SOURCE_DIR");  // ctest sets it
  const std::string root = source != nullptr ? source : ".";
  CHECK(read(root + "/config/suggestd.toml") == sample_config_file());
  CHECK(read(root + "/docs/operate/configuration.md") == config_reference());
}
