#include "watch/secret_file.h"

#include <cerrno>
#include <fstream>

#include <fmt/format.h>

namespace suggestd::watch {

Result<std::string> read_secret_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return errno_error(path, errno);
  std::string text(kMostSecretBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return errno_error(path, errno);
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMostSecretBytes)
    return invalid(fmt::format("{}: has more than {} bytes", path, kMostSecretBytes));
  text.erase(text.find_last_not_of(" \r\n\t") + 1);
  if (text.empty()) return invalid(fmt::format("{}: is empty", path));
  return text;
}

}  // namespace suggestd::watch
