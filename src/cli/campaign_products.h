// The products of a campaign from a file: a range that a merchant has put together in a spreadsheet.
//
// File     CSV with a column "product_id", other columns passed over; or one id a line and nothing else.
// Threads  one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "connect/api_client.h"

namespace suggestd::cli {

// In the order of the file, each once. Errors: io; invalid, with the line, for a row that can't be read or is no id, and for a
// file without one.
Result<std::vector<std::string>> read_product_ids(const std::filesystem::path& file);

// Puts the ids into the campaign in place of those that it has; a filter stays. Errors: what the server says, also that the
// campaign has changed since it was read.
Status set_products(ApiClient& client, const std::string& campaign, const std::vector<std::string>& ids);

}  // namespace suggestd::cli
