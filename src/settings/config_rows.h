// Rows of the table of configuration keys, by the type of the key.
//
// Threads  pure.
#pragma once

#include <string_view>
#include <vector>

#include "settings/config_key.h"

namespace suggestd::config_rows {

inline constexpr double kMany = 1e9;

ConfigKey address(std::string_view name, TextField field, std::string_view standard, std::string_view help);
ConfigKey path(std::string_view name, TextField field, std::string_view standard, std::string_view help);
ConfigKey path_or_none(std::string_view name, TextField field, std::string_view standard,
                       std::string_view help);
// Empty by itself; read anew by a reload.
ConfigKey text_or_none(std::string_view name, TextField field, TextKind kind, std::string_view help);
// A list, empty by itself.
ConfigKey ranges(std::string_view name, TextField field, Reload reload, std::string_view help);
ConfigKey choice(std::string_view name, TextField field, std::string_view standard,
                 std::vector<std::string_view> choices, Reload reload, std::string_view help);
ConfigKey integer(std::string_view name, IntegerField field, std::string_view standard, std::string_view unit,
                  double smallest, double largest, Reload reload, std::string_view help);
ConfigKey number(std::string_view name, NumberField field, std::string_view standard, std::string_view unit,
                 double smallest, double largest, Reload reload, std::string_view help);
ConfigKey boolean(std::string_view name, BoolField field, std::string_view standard, Reload reload,
                  std::string_view help);

}  // namespace suggestd::config_rows
