// One configuration key, as a row of the table (settings/config_table.h).
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace suggestd {

struct Config;  // settings/config.h

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
  currency,   // ISO 4217; or empty
  time_zone,  // of the IANA; or empty
  ranges,     // of IP addresses: an array in TOML; in the environment with commas between, as Config holds it
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

}  // namespace suggestd
