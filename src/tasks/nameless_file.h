// A file without a name for as long as the object lives: bytes that are read once more and then forgotten.
//
// Threads  one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::tasks {

class NamelessFile {
 public:
  // In the system's folder for temporary files. Errors: io.
  static Result<std::unique_ptr<NamelessFile>> make();
  ~NamelessFile();
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  Status write(std::string_view bytes);
  // A path by which this process opens it, from its beginning.
  std::string path() const;

 private:
  explicit NamelessFile(int descriptor) : descriptor_(descriptor) {}

  const int descriptor_;
};

}  // namespace suggestd::tasks
