// Erasures of people as jobs of the kind `erasure`, in one list with those of the book. They are none of its own: each is
// made by a request for an erasure, shop/erasure_worker.h does the work, and the receipt (store/tables/receipt.h) is the
// job's record. It can't be cancelled or forgotten.
//
// Id       "erasure-RECEIPT".
// Private  a job tells the receipt's id and counts; the ids of the person are in none.
// Threads  any.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "jobs/job_book.h"
#include "store/store.h"

namespace suggestd::tasks {

inline constexpr std::string_view kErasure = "erasure";

// As JobBook::list(), with the erasures between, and with those of `others` that the filter takes. Reads all receipts of the
// shops that are asked for, and keeps as many as the page has jobs. Errors: those of the store.
Result<jobs::JobPage> list_all_jobs(const jobs::JobBook& book, store::Store& store,
                                    const jobs::JobFilter& filter, std::vector<jobs::Job> others);
// Nothing if the id is no erasure's. Errors: those of the store.
Result<std::optional<jobs::Job>> find_erasure(store::Store& store, std::string_view job_id);

}  // namespace suggestd::tasks
