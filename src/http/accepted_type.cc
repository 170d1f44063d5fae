#include "http/accepted_type.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace suggestd::http {
namespace {

std::string trimmed_lower(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  std::string out(text.substr(first, text.find_last_not_of(" \t") - first + 1));
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool is_unwanted(std::string_view parameters) {
  const std::string lower = trimmed_lower(parameters);
  return lower == "q=0" || lower == "q=0.0" || lower == "q=0.00" || lower == "q=0.000";
}

}  // namespace

std::string_view accepted_type(std::string_view accept, std::span<const std::string_view> offered) {
  while (!accept.empty()) {
    const std::string_view range = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(accept.size(), range.size() + 1));
    const std::size_t semicolon = std::min(range.find(';'), range.size());
    const std::string type = trimmed_lower(range.substr(0, semicolon));
    const bool unwanted = semicolon < range.size() && is_unwanted(range.substr(semicolon + 1));
    const auto found = std::ranges::find(offered, std::string_view(type));
    if (found != offered.end() && !unwanted) return *found;
  }
  return offered.front();
}

}  // namespace suggestd::http
