#include "settings/config_together.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

#include "settings/config_table.h"

namespace suggestd {
namespace {

std::string_view origin(const LoadedConfig& loaded, std::string_view key) {
  return loaded.origins.find(key)->second;
}

// "'http.shop_listen' (F:2:1)"
std::string with_place(const LoadedConfig& loaded, std::string_view key) {
  return fmt::format("'{}' ({})", key, origin(loaded, key));
}

// The problem stands at `key`, which is the one to change, and names `other`.
void add_contradiction(const LoadedConfig& loaded, std::string_view key, std::string_view other,
                       std::string_view why, ConfigProblems& problems) {
  problems.add(origin(loaded, key), fmt::format("'{}' and {} {}", key, with_place(loaded, other), why));
}

void check_certificate(const LoadedConfig& loaded, std::string_view certificate, std::string_view key,
                       const std::string& certificate_file, const std::string& key_file,
                       ConfigProblems& problems) {
  if (certificate_file.empty() == key_file.empty()) return;
  const auto& [given, missing] = key_file.empty() ? std::pair(certificate, key) : std::pair(key, certificate);
  problems.add(origin(loaded, given),
               fmt::format("'{}' needs {} beside it, which is empty", given, with_place(loaded, missing)));
}

struct Address {
  std::string_view host;
  std::string_view port;
};

Address split(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  return {address.substr(0, colon), address.substr(colon + 1)};
}

bool is_any_host(std::string_view host) { return host == "0.0.0.0" || host == "[::]"; }

bool is_on_this_machine(std::string_view host) {
  return host == "unix" || host.starts_with("127.") || host == "[::1]" || host == "localhost";
}

// Port 0 takes any free port, so it never meets another.
bool overlap(const Address& a, const Address& b) {
  return a.port == b.port && a.port != "0" &&
         (a.host == b.host || is_any_host(a.host) || is_any_host(b.host));
}

void check_addresses(const LoadedConfig& loaded, ConfigProblems& problems) {
  const Config::Http& http = loaded.config.http;
  if (!overlap(split(http.shop_listen), split(http.admin_listen))) return;
  add_contradiction(loaded, "http.admin_listen", "http.shop_listen",
                    fmt::format("take the same port of the same address, {} and {}; give each its own",
                                http.admin_listen, http.shop_listen),
                    problems);
}

// Weakest first, as the table has them.
std::ptrdiff_t strength(std::string_view level) {
  const auto& levels = find_config_key("consistency.strongest")->choices;
  return std::ranges::find(levels, level) - levels.begin();
}

void check_levels(const LoadedConfig& loaded, ConfigProblems& problems) {
  const Config::Consistency& consistency = loaded.config.consistency;
  if (strength(consistency.strongest) >= strength(consistency.standard)) return;
  add_contradiction(loaded, "consistency.strongest", "consistency.standard",
                    fmt::format("contradict each other: '{}' is weaker than '{}', which requests get that "
                                "ask for nothing",
                                consistency.strongest, consistency.standard),
                    problems);
}

std::filesystem::path plain(const std::string& path) {
  return (std::filesystem::path(path) / "").lexically_normal();
}

bool is_within(const std::string& path, const std::string& folder) {
  const std::filesystem::path inner = plain(path);
  const std::filesystem::path outer = plain(folder).parent_path();
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

void check_folders(const LoadedConfig& loaded, ConfigProblems& problems) {
  const std::string& backups = loaded.config.backup.folder;
  const std::string& exports = loaded.config.exports.folder;
  const std::string& store = loaded.config.store.path;
  if (!backups.empty() && is_within(backups, store)) {
    add_contradiction(
        loaded, "backup.folder", "store.path",
        "lie in one folder: what takes the store takes its backups too; put them on another disk", problems);
  }
  if (exports.empty()) return;
  if (is_within(exports, store)) {
    add_contradiction(
        loaded, "export.folder", "store.path",
        "lie in one folder: whoever fetches exports stands beside the database; give them their own",
        problems);
  }
  if (!backups.empty() && plain(exports) == plain(backups)) {
    add_contradiction(
        loaded, "export.folder", "backup.folder",
        "are the same folder: exports and backups are deleted by other rules; give each its own", problems);
  }
}

void remark_on_listener(const LoadedConfig& loaded, std::string_view key, const std::string& address,
                        const std::string& certificate, std::vector<std::string>& remarks) {
  if (!certificate.empty() || is_on_this_machine(split(address).host)) return;
  remarks.push_back(
      fmt::format("{} = {} reaches beyond this machine without TLS: keys and people's data travel readable, "
                  "unless a proxy or a private net stands around it",
                  with_place(loaded, key), address));
}

}  // namespace

void check_together(const LoadedConfig& loaded, ConfigProblems& problems) {
  const Config::Http& http = loaded.config.http;
  check_certificate(loaded, "http.shop_tls_certificate", "http.shop_tls_key", http.shop_tls_certificate,
                    http.shop_tls_key, problems);
  check_certificate(loaded, "http.admin_tls_certificate", "http.admin_tls_key", http.admin_tls_certificate,
                    http.admin_tls_key, problems);
  check_addresses(loaded, problems);
  check_levels(loaded, problems);
  check_folders(loaded, problems);
}

std::vector<std::string> config_remarks(const LoadedConfig& loaded) {
  const Config& config = loaded.config;
  std::vector<std::string> remarks;
  remark_on_listener(loaded, "http.shop_listen", config.http.shop_listen, config.http.shop_tls_certificate,
                     remarks);
  remark_on_listener(loaded, "http.admin_listen", config.http.admin_listen, config.http.admin_tls_certificate,
                     remarks);
  if (config.model.trending_half_life_hours >= 24 * config.model.popular_half_life_days) {
    remarks.push_back(fmt::format("{} is not below {}: trending lists will show what popular ones show",
                                  with_place(loaded, "model.trending_half_life_hours"),
                                  with_place(loaded, "model.popular_half_life_days")));
  }
  return remarks;
}

}  // namespace suggestd
