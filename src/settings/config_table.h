// Every configuration key, once: the loader, check-config, the sample file and the reference page are all
// made from this table.
//
// A new key is a member of Config (settings/config.h), a row in config_table.cc, and a line in
// tests/system/config_effect_test.py that shows its effect.
//
// Threads  the table is made once and only read.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "settings/config.h"

namespace suggestd {

enum class Reload {
  live,     // a reload applies a change
  restart,  // needs a restart; a reload names it and keeps the old value
};

// The member of a Config that a key fills, as a lambda without captures, so that the table is plain data.
using TextField = std::string& (*)(Config&);
using IntegerField = std::int64_t& (*)(Config&);
using NumberField = double& (*)(Config&);
using BoolField = bool& (*)(Config&);

enum class TextKind {
  address,
  path,
  path_or_none,
  choice,
  ranges,  // of IP addresses: an array in TOML; in the environment with commas between, as Config holds it
};

struct ConfigKey {
  std::string_view name;  // "section.key"
  std::variant<TextField, IntegerField, NumberField, BoolField> field;
  std::string_view standard;  // default, as it is written in TOML
  std::string_view unit;      // "" for none
  double smallest = 0;        // numbers only
  double largest = 0;
  TextKind text = TextKind::choice;
  std::vector<std::string_view> choices;  // text of kind choice only
  Reload reload = Reload::restart;
  std::string_view help;  // whole sentences: what it does, what it costs
};

struct ConfigSection {
  std::string_view name;
  std::string_view help;
};

const std::vector<ConfigKey>& config_table();
const std::vector<ConfigSection>& config_sections();

// Null if there is no such key.
const ConfigKey* find_config_key(std::string_view name);

// "address", "path", "one of a, b", "integer", "number", "true or false".
std::string config_type_name(const ConfigKey& key);
// "1 to 65536", or "" where there is no range.
std::string config_range(const ConfigKey& key);
// A key's value in `config`, as both TOML and JSON write it.
std::string config_value(const ConfigKey& key, const Config& config);

// Gives `into` the value that `from` has.
void copy_config_value(const ConfigKey& key, const Config& from, Config& into);

// config/suggestd.toml: every key commented, with its default.
std::string sample_config_file();
// docs/operate/configuration.md.
std::string config_reference();

}  // namespace suggestd
