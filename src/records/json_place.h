// Where and why a text stops being JSON, in words for the person who wrote it.
//
// Threads  pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace suggestd {

// "line 3, column 14" of the byte at `offset`, both from 1; columns count characters, not bytes. An offset
// beyond the text is the place behind its end.
std::string place_in(std::string_view text, std::size_t offset);

// The reason why a whole text can't be JSON, told by how it begins: it is empty, packed, or of another
// encoding. "" if it may be JSON.
std::string unlike_json(std::string_view text);

// Says what stands at `offset`, where a JSON parser gave up, and what is likely wrong with it.
std::string json_fault(std::string_view text, std::size_t offset);

}  // namespace suggestd
