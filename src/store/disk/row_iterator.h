// RocksDB's iterators, as our readers are given them.
//
// Debian's RocksDB is not instrumented: ThreadSanitizer does not see that a row in memory is handed from its writer to
// its reader, and tells a race as soon as our code reads the row. A report that has the writer's stack is known for
// RocksDB's by it (tests/tsan_suppressions.txt); one whose stack is forgotten is not. So under ThreadSanitizer our code
// reads a copy of each row, and the copying alone is not watched. In every other build the iterator is RocksDB's own.
//
// Threads  as rocksdb::Iterator: one at a time.
#pragma once

#include <memory>

#include <rocksdb/iterator.h>

namespace suggestd::store {

// Takes `rows` over.
std::unique_ptr<rocksdb::Iterator> row_iterator(rocksdb::Iterator* rows);

}  // namespace suggestd::store
