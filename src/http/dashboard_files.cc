#include "http/dashboard_files.h"

namespace suggestd::http {

std::span<const StaticFile> dashboard_files() { return {}; }

}  // namespace suggestd::http
