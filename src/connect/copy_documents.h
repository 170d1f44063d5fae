// The way of an import: documents of a source, in batches, into a target.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "connect/formats/document_source.h"
#include "connect/targets/import_target.h"

namespace suggestd::cli {

struct CopyHooks {
  ImportTarget::OnRefused refused;
  // After each document, with the bytes of the files read so far and in all (0: not known). An error ends the copy.
  std::function<Status(std::uint64_t read, std::uint64_t total)> progress;
};

// Counts the documents in `records`, and what became of them in `counts`. Errors: those of the source, the target and
// the hooks; documents stored before stay.
Status copy_documents(DocumentSource& source, ImportTarget& target, std::uint64_t& records,
                      ImportCounts& counts, const CopyHooks& hooks);

}  // namespace suggestd::cli
