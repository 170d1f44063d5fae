// Files as anybody may import them: each reader comes to an end without a crash, whatever the bytes are. The
// first byte chooses format and kind.
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include "connect/formats/open_documents.h"
#include "fuzz/memory_file.h"

namespace {

using namespace suggestd;
using cli::ImportFormat;
using shop::RecordKind;

constexpr ImportFormat kFormats[] = {ImportFormat::csv, ImportFormat::google_feed,
                                     ImportFormat::online_retail, ImportFormat::ndjson,
                                     ImportFormat::dunnhumby};
constexpr RecordKind kKinds[] = {RecordKind::products, RecordKind::orders, RecordKind::users,
                                 RecordKind::events};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const fuzz::MemoryFile file(data + 1, size - 1);
  const auto documents = cli::open_documents(kFormats[data[0] % std::size(kFormats)], kKinds[data[0] / 8 % 4],
                                             {file.name()}, {}, {});
  if (!documents) return 0;
  for (;;) {
    const auto document = (*documents)->next();
    if (!document || !*document) return 0;
    if ((*document)->json.find('\n') != std::string::npos) std::abort();  // it becomes a line of NDJSON
  }
}
