#include "settings/config_rows.h"

#include <utility>

namespace suggestd::config_rows {
namespace {

ConfigKey free_text(std::string_view name, TextField field, TextKind kind, std::string_view standard,
                    std::string_view help) {
  return {.name = name,
          .field = field,
          .standard = standard,
          .unit = "",
          .text = kind,
          .choices = {},
          .help = help};
}

// An integer or a number, by the kind of its field.
template <class Field>
ConfigKey bounded(std::string_view name, Field field, std::string_view standard, std::string_view unit,
                  double smallest, double largest, Reload reload, std::string_view help) {
  return {.name = name,
          .field = field,
          .standard = standard,
          .unit = unit,
          .smallest = smallest,
          .largest = largest,
          .choices = {},
          .reload = reload,
          .help = help};
}

}  // namespace

ConfigKey address(std::string_view name, TextField field, std::string_view standard, std::string_view help) {
  return free_text(name, field, TextKind::address, standard, help);
}

ConfigKey path(std::string_view name, TextField field, std::string_view standard, std::string_view help) {
  return free_text(name, field, TextKind::path, standard, help);
}

ConfigKey path_or_none(std::string_view name, TextField field, std::string_view standard,
                       std::string_view help) {
  return free_text(name, field, TextKind::path_or_none, standard, help);
}

ConfigKey text_or_none(std::string_view name, TextField field, TextKind kind, std::string_view help) {
  ConfigKey key = free_text(name, field, kind, "\"\"", help);
  key.reload = Reload::live;
  return key;
}

ConfigKey ranges(std::string_view name, TextField field, Reload reload, std::string_view help) {
  ConfigKey key = free_text(name, field, TextKind::ranges, "[]", help);
  key.reload = reload;
  return key;
}

ConfigKey choice(std::string_view name, TextField field, std::string_view standard,
                 std::vector<std::string_view> choices, Reload reload, std::string_view help) {
  return {.name = name,
          .field = field,
          .standard = standard,
          .unit = "",
          .text = TextKind::choice,
          .choices = std::move(choices),
          .reload = reload,
          .help = help};
}

ConfigKey integer(std::string_view name, IntegerField field, std::string_view standard, std::string_view unit,
                  double smallest, double largest, Reload reload, std::string_view help) {
  return bounded(name, field, standard, unit, smallest, largest, reload, help);
}

ConfigKey number(std::string_view name, NumberField field, std::string_view standard, std::string_view unit,
                 double smallest, double largest, Reload reload, std::string_view help) {
  return bounded(name, field, standard, unit, smallest, largest, reload, help);
}

ConfigKey boolean(std::string_view name, BoolField field, std::string_view standard, Reload reload,
                  std::string_view help) {
  return {.name = name,
          .field = field,
          .standard = standard,
          .unit = "",
          .choices = {},
          .reload = reload,
          .help = help};
}

}  // namespace suggestd::config_rows
