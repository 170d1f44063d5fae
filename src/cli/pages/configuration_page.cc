#include "cli/pages/configuration_page.h"

#include <fmt/format.h>

#include "base/version.h"
#include "cli/pages/roff.h"
#include "settings/config_table.h"

namespace suggestd::cli {
namespace {

std::string help_with_facts(const ConfigKey& key) {
  std::string text = fmt::format("{} ({}", key.help, config_type_name(key));
  if (!key.unit.empty()) text += fmt::format(", in {}", key.unit);
  if (const std::string range = config_range(key); !range.empty()) text += fmt::format(", {}", range);
  return text + (key.reload == Reload::live ? "; applied by a reload)" : "; applied at start)");
}

void tell_sources(Roff& page) {
  page.section("DESCRIPTION");
  page.paragraph(
      "The configuration of suggestd(1) is a file in TOML. Every key has a default, so an empty file is a "
      "good one. "
      "A value comes from, later ones winning: the default; the file that --config names; the files "
      "conf.d/*.toml "
      "beside it, in the order of their names; the environment, where http.shop_listen is "
      "SUGGESTD_HTTP__SHOP_LISTEN; and --set http.shop_listen=... on the command line.");
  page.paragraph("What is wrong with it, and which value came from where:");
  page.example(
      "suggestd check-config --config /etc/suggestd/suggestd.toml\n"
      "suggestd check-config --config /etc/suggestd/suggestd.toml --print-config");
  page.paragraph(
      "A reload (systemctl reload suggestd, SIGHUP) reads everything again and applies all of it or nothing; "
      "keys "
      "that are applied at start keep their value until a restart, and the log names them.");
}

}  // namespace

std::string configuration_page() {
  Roff page("suggestd.toml", 5, kVersion);
  page.section("NAME");
  page.paragraph("suggestd.toml - configuration of suggestd");
  tell_sources(page);
  for (const ConfigSection& section : config_sections()) {
    page.section(fmt::format("[{}]", section.name));
    page.paragraph(section.help);
    for (const ConfigKey& key : config_table()) {
      const std::size_t dot = key.name.find('.');
      if (key.name.substr(0, dot) == section.name)
        page.entry(key.name.substr(dot + 1), fmt::format("= {}", key.standard), help_with_facts(key));
    }
  }
  page.section("[[scenario]]");
  page.paragraph(
      "Each such table defines one placement of lists: its name, its list, its fallbacks, filters and rules, "
      "as "
      "/usr/share/doc/suggestd/use/scenarios.md describes them.");
  page.section("SEE ALSO");
  page.paragraph(
      "suggestd(1); /usr/share/doc/suggestd/examples/suggestd.toml has every key with its default.");
  return page.text();
}

}  // namespace suggestd::cli
