// Every configuration key, once: the loader, check-config, the sample file and the reference page are all
// made from this table.
//
// A new key is a member of Config (settings/config.h), a row in config_table.cc, and a line in
// tests/system/config_effect_test.py that shows its effect.
//
// Threads  the table is made once and only read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "settings/config.h"
#include "settings/config_key.h"

namespace suggestd {

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
