// Reading the members of a record that the store keeps as JSON.
//
// Errors   corrupt, naming the member: the store alone writes these records.
// Threads  pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "base/time.h"

namespace suggestd::http {

// "" if it is absent.
Result<std::string> text_of(const nlohmann::json& object, std::string_view name);
// 0 if it is absent.
Result<std::uint64_t> number_of(const nlohmann::json& object, std::string_view name);
Result<std::optional<Timestamp>> time_of(const nlohmann::json& object, std::string_view name);
// Writes nothing if there is no time.
void put_time(nlohmann::json& object, const char* name, const std::optional<Timestamp>& time);

}  // namespace suggestd::http
