#include "base/whole_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/secret.h"

namespace suggestd {
namespace {

std::filesystem::path part_of(const std::filesystem::path& name) {
  std::filesystem::path part = name;
  return part += ".part";
}

}  // namespace

void WholeFile::FreeHash::operator()(evp_md_ctx_st* hash) const { EVP_MD_CTX_free(hash); }

Result<std::unique_ptr<WholeFile>> WholeFile::open(const std::filesystem::path& name) {
  const std::filesystem::path part = part_of(name);
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return errno_error(part.string(), errno);
  std::FILE* const out = ::fdopen(file, "wb");
  if (out == nullptr) {
    const Error problem = errno_error(part.string(), errno);
    ::close(file);
    return problem;
  }
  return std::unique_ptr<WholeFile>(new WholeFile(name, out));
}

WholeFile::WholeFile(std::filesystem::path name, std::FILE* out)
    : name_(std::move(name)), out_(out), hash_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr);
}

WholeFile::~WholeFile() {
  if (out_ == nullptr) return;
  std::fclose(out_);
  std::error_code ignored;  // a rest is of no use, as its name says
  std::filesystem::remove(part(), ignored);
}

std::filesystem::path WholeFile::part() const { return part_of(name_); }

Error WholeFile::failure() const { return errno_error(part().string(), errno); }

Status WholeFile::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), out_) != bytes.size()) return failure();
  EVP_DigestUpdate(hash_.get(), bytes.data(), bytes.size());
  summary_.bytes += bytes.size();
  return {};
}

Status WholeFile::line(std::string_view text) {
  ++summary_.lines;
  if (Status written = write(text); !written) return written;
  return write("\n");
}

Result<FileSummary> WholeFile::finish() {
  if (std::fflush(out_) != 0 || ::fsync(::fileno(out_)) != 0) return failure();
  if (std::fclose(std::exchange(out_, nullptr)) != 0) return failure();
  std::error_code problem;
  std::filesystem::rename(part(), name_, problem);
  if (problem) return errno_error(name_.string(), problem.value());
  Sha256 hash{};
  EVP_DigestFinal_ex(hash_.get(), hash.data(), nullptr);
  summary_.sha256 = to_hex(hash);
  return summary_;
}

}  // namespace suggestd
