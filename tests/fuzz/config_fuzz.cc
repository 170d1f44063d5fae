// A configuration file of any bytes: it is taken, or refused in words.
#include <cstdint>
#include <cstdlib>

#include "fuzz/memory_file.h"
#include "settings/load_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const suggestd::fuzz::MemoryFile file(data, size);
  suggestd::ConfigSources sources;
  sources.file = file.name();
  const auto loaded = suggestd::load_config(sources);
  if (!loaded && loaded.error().message().empty()) std::abort();
  return 0;
}
