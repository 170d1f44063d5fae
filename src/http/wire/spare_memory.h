// Gives memory back to the system after large requests and answers. The C library keeps freed memory for its
// next use, in an arena for each few threads; after a hundred large bodies that is gigabytes that nobody
// needs.
//
// Bounds   a block of kMappedBytes or more is mapped by itself and goes back when it is freed; the end of an
//          arena goes back when kArenaEndBytes of it are free. By itself the library raises both, to 32 and
//          64 MB, after the first large block, and malloc_trim() does not reach the ends of arenas.
// Trim     free blocks in between go back when no large request has ended for kQuiet: while such requests
//          come, the memory is in use again at once.
// Cost     one pass over the free blocks; why not otherwise: decision 0301.
// Threads  any.
#pragma once

#include <cstddef>

namespace suggestd::http {

// Call it once, before requests are served.
void bound_spare_memory() noexcept;

// Tells that a body or an answer of `bytes` bytes has been dealt with.
void note_transfer(std::size_t bytes) noexcept;

// Called about once a second; does nothing unless there was a large one.
void give_back_spare_memory() noexcept;

}  // namespace suggestd::http
