#include "store/disk/row_iterator.h"

#include <string>
#include <utility>

#ifdef __SANITIZE_THREAD__
// The sanitizer's runtime has both; the compiler's headers do not declare them.
extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
#endif

namespace suggestd::store {

#ifdef __SANITIZE_THREAD__

namespace {

class CopiedRows : public rocksdb::Iterator {
 public:
  explicit CopiedRows(std::unique_ptr<rocksdb::Iterator> rows) : rows_(std::move(rows)) {}

  bool Valid() const override { return rows_->Valid(); }
  void SeekToFirst() override {
    step([&] { rows_->SeekToFirst(); });
  }
  void SeekToLast() override {
    step([&] { rows_->SeekToLast(); });
  }
  void Seek(const rocksdb::Slice& key) override {
    step([&] { rows_->Seek(key); });
  }
  void SeekForPrev(const rocksdb::Slice& key) override {
    step([&] { rows_->SeekForPrev(key); });
  }
  void Next() override {
    step([&] { rows_->Next(); });
  }
  void Prev() override {
    step([&] { rows_->Prev(); });
  }
  rocksdb::Slice key() const override { return key_; }
  rocksdb::Slice value() const override { return value_; }
  rocksdb::Status status() const override { return rows_->status(); }

 private:
  template <typename Step>
  void step(const Step& step) {
    step();
    if (!rows_->Valid()) return;
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    key_.assign(rows_->key().data(), rows_->key().size());
    value_.assign(rows_->value().data(), rows_->value().size());
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  }

  std::unique_ptr<rocksdb::Iterator> rows_;
  std::string key_;
  std::string value_;
};

}  // namespace

std::unique_ptr<rocksdb::Iterator> row_iterator(rocksdb::Iterator* rows) {
  return std::make_unique<CopiedRows>(std::unique_ptr<rocksdb::Iterator>(rows));
}

#else

std::unique_ptr<rocksdb::Iterator> row_iterator(rocksdb::Iterator* rows) {
  return std::unique_ptr<rocksdb::Iterator>(rows);
}

#endif

}  // namespace suggestd::store
