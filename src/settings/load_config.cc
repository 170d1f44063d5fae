#include "settings/load_config.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>
#include <nlohmann/json.hpp>

#include "base/ip_address.h"
#include "base/json_tree.h"
#include "base/nearest_name.h"
#include "base/time_zone.h"
#include "base/unix_address.h"
#include "records/money.h"
#include "settings/config_problems.h"
#include "settings/config_table.h"
#include "settings/config_together.h"

extern char** environ;  // NOLINT: POSIX names it so

namespace suggestd {
namespace {

constexpr std::string_view kEnvironmentPrefix = "SUGGESTD_";

// The tables that may stand there several times, each with a name.
struct NamedTables {
  std::string_view name;
  std::string_view noun;
  std::vector<std::string>& (*texts)(Config&);
  std::vector<std::string>& (*places)(LoadedConfig&);
};

using Texts = std::vector<std::string>;

constexpr std::array kNamedTables = {
    NamedTables{"scenario", "scenario", [](Config& to) -> Texts& { return to.scenarios; },
                [](LoadedConfig& to) -> Texts& { return to.scenario_places; }},
    NamedTables{"sign_in_provider", "sign-in provider",
                [](Config& to) -> Texts& { return to.sign_in_providers; },
                [](LoadedConfig& to) -> Texts& { return to.provider_places; }},
    NamedTables{"watch.receiver", "receiver", [](Config& to) -> Texts& { return to.watch.receivers; },
                [](LoadedConfig& to) -> Texts& { return to.receiver_places; }},
    NamedTables{"watch.server", "server", [](Config& to) -> Texts& { return to.watch.servers; },
                [](LoadedConfig& to) -> Texts& { return to.server_places; }},
};

// A value of any source, as one of the four types of the table.
using Value = std::variant<std::string, std::int64_t, double, bool>;

std::string unknown_key(std::string_view name) {
  std::vector<std::string_view> names;
  for (const ConfigKey& key : config_table()) names.push_back(key.name);
  const auto nearest = nearest_name(name, names);
  if (nearest) return fmt::format("unknown key '{}'; did you mean '{}'?", name, *nearest);
  return fmt::format("unknown key '{}'; docs/operate/configuration.md lists the valid ones", name);
}

// --- Checking and storing one value

// HOST:PORT, [IPV6]:PORT or unix:/PATH.
bool is_address(std::string_view text) {
  if (text.starts_with(kUnixScheme)) return text.substr(kUnixScheme.size()).starts_with('/');
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find(':') != std::string_view::npos) return false;
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc() && end == port.data() + port.size() && number <= 65535;
}

// A list as the environment may spell it, TOML's brackets and quotes among it, with nothing but commas.
std::string bare_list(std::string text) {
  std::erase_if(text, [](char c) { return c == '[' || c == ']' || c == '"' || c == ' '; });
  return text;
}

std::string wrong_text(const ConfigKey& key, const std::string& value) {
  if (key.text == TextKind::ranges) {
    const auto ranges = parse_ranges(value);
    return ranges ? "" : ranges.error().message();
  }
  if (key.text == TextKind::address && !is_address(value))
    return fmt::format(
        "'{}' is no address; one looks like 127.0.0.1:8600, [::1]:8600 or "
        "unix:/run/suggestd/shop.sock",
        value);
  if (key.text == TextKind::path && value.empty()) return "the path is empty";
  if (key.text == TextKind::currency && !value.empty()) {
    const auto currency = Currency::parse(value);
    return currency ? "" : currency.error().message();
  }
  if (key.text == TextKind::time_zone && !value.empty()) {
    const auto zone = TimeZone::parse(value);
    return zone ? "" : zone.error().message();
  }
  if (key.text != TextKind::choice ||
      std::find(key.choices.begin(), key.choices.end(), value) != key.choices.end())
    return "";
  const auto nearest = nearest_name(value, key.choices);
  return fmt::format("'{}' is not {}{}", value, config_type_name(key),
                     nearest ? fmt::format("; did you mean '{}'?", *nearest) : "");
}

std::string wrong_number(const ConfigKey& key, double value) {
  if (std::isfinite(value) && value >= key.smallest && value <= key.largest) return "";
  return fmt::format("{} is out of range; {} {} are allowed", value, config_range(key), key.unit);
}

// Stores `value`; returns what is wrong with it, or "".
std::string store_value(const ConfigKey& key, const Value& value, Config& config) {
  if (const auto* field = std::get_if<TextField>(&key.field)) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr)
      return fmt::format("'{}' must be text in quotes: {}", key.name, config_type_name(key));
    const std::string stored = key.text == TextKind::ranges ? bare_list(*text) : *text;
    if (std::string wrong = wrong_text(key, stored); !wrong.empty())
      return fmt::format("'{}': {}", key.name, wrong);
    (*field)(config) = stored;
    return "";
  }
  if (const auto* field = std::get_if<BoolField>(&key.field)) {
    const auto* flag = std::get_if<bool>(&value);
    if (flag == nullptr) return fmt::format("'{}' must be true or false", key.name);
    (*field)(config) = *flag;
    return "";
  }
  const auto* whole = std::get_if<std::int64_t>(&value);
  const auto* real = std::get_if<double>(&value);
  const bool wants_integer = std::holds_alternative<IntegerField>(key.field);
  if (whole == nullptr && (real == nullptr || wants_integer))
    return fmt::format("'{}' must be {} {}", key.name, wants_integer ? "an" : "a", config_type_name(key));
  const double number = whole != nullptr ? static_cast<double>(*whole) : *real;
  if (std::string wrong = wrong_number(key, number); !wrong.empty())
    return fmt::format("'{}': {}", key.name, wrong);
  if (wants_integer) {
    std::get<IntegerField>(key.field)(config) = *whole;
  } else {
    std::get<NumberField>(key.field)(config) = number;
  }
  return "";
}

// --- Texts of the environment and of --set, read as the key's type asks

template <class Number>
bool whole_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

Value value_from_text(const ConfigKey& key, std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  if (quoted) text = text.substr(1, text.size() - 2);
  if (std::holds_alternative<BoolField>(key.field)) {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
  } else if (!std::holds_alternative<TextField>(key.field)) {
    std::int64_t integer = 0;
    if (whole_number(text, integer)) return integer;
    double number = 0;
    if (whole_number(text, number)) return number;
  }
  return std::string(text);
}

void apply_text(std::string_view name, std::string_view text, const std::string& origin, LoadedConfig& loaded,
                ConfigProblems& problems) {
  const ConfigKey* key = find_config_key(name);
  if (key == nullptr) return problems.add(origin, unknown_key(name));
  if (std::string wrong = store_value(*key, value_from_text(*key, text), loaded.config); !wrong.empty())
    return problems.add(origin, wrong);
  loaded.origins[std::string(name)] = origin;
}

// --- The file

std::string place(const std::string& file, const toml::source_region& source) {
  return fmt::format("{}:{}:{}", file, source.begin.line, source.begin.column);
}

nlohmann::json to_json(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [name, child] : *table) object[std::string(name.str())] = to_json(child);
    return object;
  }
  if (const auto* array = node.as_array()) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& child : *array) list.push_back(to_json(child));
    return list;
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  std::ostringstream text;  // dates and times: as they are written
  text << toml::node_view<const toml::node>(node);
  return text.str();
}

// An array of texts, with commas between; nothing if it holds anything else.
std::optional<Value> to_list(const toml::array& array) {
  std::string list;
  for (const toml::node& item : array) {
    const auto* text = item.as_string();
    if (text == nullptr) return std::nullopt;
    list += (list.empty() ? "" : ",") + text->get();
  }
  return list;
}

std::optional<Value> to_value(const ConfigKey& key, const toml::node& node) {
  if (const auto* array = node.as_array(); array != nullptr && key.text == TextKind::ranges)
    return to_list(*array);
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  return std::nullopt;
}

// The table was the last to be added.
void check_one_of_a_name(const NamedTables& kind, const toml::table& table, LoadedConfig& loaded,
                         ConfigProblems& problems) {
  const auto name = table["name"].value<std::string>();
  if (!name) return;  // who reads the tables asks for one
  const Texts& texts = kind.texts(loaded.config);
  const Texts& places = kind.places(loaded);
  for (std::size_t earlier = 0; earlier + 1 < texts.size(); ++earlier) {
    const auto other = nlohmann::json::parse(texts[earlier]);
    if (other.value("name", nlohmann::json()) != *name) continue;
    problems.add(places.back(),
                 fmt::format("the {} '{}' is there already, at {}", kind.noun, *name, places[earlier]));
    return;
  }
}

// False if the name is not that of such tables.
bool apply_named_tables(std::string_view name, const std::string& file, const toml::node& node,
                        LoadedConfig& loaded, ConfigProblems& problems) {
  const auto* kind = std::ranges::find(kNamedTables, name, &NamedTables::name);
  if (kind == kNamedTables.end()) return false;
  const auto* tables = node.as_array();
  if (tables == nullptr || !tables->is_array_of_tables()) {
    problems.add(place(file, node.source()),
                 fmt::format("{}s are tables that begin with [[{}]]", kind->noun, kind->name));
    return true;
  }
  for (const toml::node& table : *tables) {
    kind->texts(loaded.config).push_back(json_text(to_json(table)));
    kind->places(loaded).push_back(place(file, table.source()));
    check_one_of_a_name(*kind, *table.as_table(), loaded, problems);
  }
  return true;
}

void apply_section(const std::string& file, std::string_view section, const toml::table& table,
                   LoadedConfig& loaded, ConfigProblems& problems) {
  for (const auto& [name, node] : table) {
    const std::string full = fmt::format("{}.{}", section, name.str());
    const std::string where = place(file, name.source());
    if (apply_named_tables(full, file, node, loaded, problems)) continue;
    const ConfigKey* key = find_config_key(full);
    if (key == nullptr) {
      problems.add(where, unknown_key(full));
      continue;
    }
    const std::string value_place = place(file, node.source());
    const auto value = to_value(*key, node);
    if (!value) {
      problems.add(value_place, fmt::format("'{}' must be {}", full, config_type_name(*key)));
    } else if (std::string wrong = store_value(*key, *value, loaded.config); !wrong.empty()) {
      problems.add(value_place, wrong);
    } else {
      loaded.origins[full] = where;
    }
  }
}

std::string unknown_section(std::string_view name) {
  std::vector<std::string_view> names;
  for (const NamedTables& kind : kNamedTables) names.push_back(kind.name);
  for (const ConfigSection& section : config_sections()) names.push_back(section.name);
  const auto nearest = nearest_name(name, names);
  if (nearest) return fmt::format("unknown section '{}'; did you mean '[{}]'?", name, *nearest);
  return fmt::format("unknown section '{}'; the sections are {}", name, fmt::join(names, ", "));
}

Result<std::string> read_text(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return errno_error(fmt::format("{}: cannot be read", file), errno);
  std::string text(kMostConfigBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return errno_error(fmt::format("{}: cannot be read", file), errno);
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() <= kMostConfigBytes) return text;
  return invalid(
      fmt::format("{}: has more than {} bytes, the most of a configuration file", file, kMostConfigBytes));
}

// The file, and after it those of conf.d beside it by name, so that "90-here.toml" has the last word.
Result<std::vector<std::string>> config_files(const std::string& file) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  const fs::path folder = fs::path(file).parent_path() / "conf.d";
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path().extension() == ".toml") files.push_back(entry->path().string());
  }
  if (failed && failed != std::errc::no_such_file_or_directory && failed != std::errc::not_a_directory)
    return errno_error(fmt::format("{}: cannot be read", folder.string()), failed.value());
  std::ranges::sort(files);
  files.insert(files.begin(), file);
  if (files.size() <= kMostConfigFiles) return files;
  return invalid(
      fmt::format("{}: holds more than the {} files that are read", folder.string(), kMostConfigFiles - 1));
}

Status apply_file(const std::string& file, LoadedConfig& loaded, ConfigProblems& problems) {
  const auto text = read_text(file);
  if (!text) return text.error();
  try {
    const toml::table root = toml::parse(*text, file);
    for (const auto& [name, node] : root) {
      const auto& sections = config_sections();
      const bool known = std::any_of(
          sections.begin(), sections.end(),
          [&section_name = name](const auto& section) { return section.name == section_name.str(); });
      if (apply_named_tables(name.str(), file, node, loaded, problems)) continue;
      if (known && node.is_table()) {
        apply_section(file, name.str(), *node.as_table(), loaded, problems);
      } else {
        problems.add(place(file, name.source()),
                     known ? fmt::format("'{}' is a section: write [{}]", name.str(), name.str())
                           : unknown_section(name.str()));
      }
    }
  } catch (const toml::parse_error& wrong) {
    problems.add(place(file, wrong.source()), std::string(wrong.description()));
  }
  return {};
}

// --- Environment

void apply_environment(const std::map<std::string, std::string>& environment, LoadedConfig& loaded,
                       ConfigProblems& problems) {
  std::map<std::string, std::string_view> keys;
  for (const ConfigKey& key : config_table()) keys.emplace(environment_name(key.name), key.name);
  for (const auto& [variable, text] : environment) {
    const std::string_view rest =
        std::string_view(variable).substr(std::min(kEnvironmentPrefix.size(), variable.size()));
    if (!variable.starts_with(kEnvironmentPrefix) || rest.find("__") == std::string_view::npos) continue;
    const auto found = keys.find(variable);
    if (found != keys.end()) {
      apply_text(found->second, text, "environment variable " + variable, loaded, problems);
      continue;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, key] : keys) names.push_back(name);
    const auto nearest = nearest_name(variable, names);
    problems.add("environment variable " + variable,
                 nearest ? fmt::format("sets no key; did you mean {}?", *nearest) : "sets no key");
  }
}

void apply_settings(const std::vector<std::string>& settings, LoadedConfig& loaded,
                    ConfigProblems& problems) {
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      problems.add("--set " + setting, "must be KEY=VALUE, such as http.shop_listen=127.0.0.1:8600");
      continue;
    }
    const std::string_view text(setting);
    apply_text(text.substr(0, equals), text.substr(equals + 1), "--set " + setting.substr(0, equals), loaded,
               problems);
  }
}

}  // namespace

Config default_config() {
  Config config;
  for (const ConfigKey& key : config_table()) {
    [[maybe_unused]] const std::string wrong = store_value(key, value_from_text(key, key.standard), config);
    assert(wrong.empty());
  }
  return config;
}

Result<LoadedConfig> load_config(const ConfigSources& sources) {
  LoadedConfig loaded{default_config(), {}, {}, {}};
  for (const ConfigKey& key : config_table()) loaded.origins[std::string(key.name)] = "default";
  ConfigProblems problems;
  if (sources.file) {
    const auto files = config_files(*sources.file);
    if (!files) return files.error();
    for (const std::string& file : *files) {
      if (Status read = apply_file(file, loaded, problems); !read) return std::move(read).error();
    }
  }
  apply_environment(sources.environment, loaded, problems);
  apply_settings(sources.settings, loaded, problems);
  if (problems.none()) check_together(loaded, problems);
  if (!problems.none()) return std::move(problems).error();
  return loaded;
}

std::map<std::string, std::string> config_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || !text.starts_with(kEnvironmentPrefix)) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::string environment_name(std::string_view key) {
  std::string name(kEnvironmentPrefix);
  for (const char c : key) {
    if (c == '.') {
      name += "__";
    } else {
      name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return name;
}

}  // namespace suggestd
