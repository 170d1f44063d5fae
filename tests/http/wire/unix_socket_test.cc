#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include <catch2/catch.hpp>

#include "base/unix_address.h"
#include "http/wire/listening_socket.h"
#include "store/temporary_store.h"

namespace suggestd::http {
namespace {

// True if the path can be connected to.
bool answers(const std::string& path) {
  const auto address = UnixAddress::of(path);
  REQUIRE(address.ok());
  const int client = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const bool connected = ::connect(client, address->get(), address->size()) == 0;
  ::close(client);
  return connected;
}

TEST_CASE(
    "a Unix socket is its owner's or its group's, takes a left one's place, and may lie deep in the tree") {
  const store::TemporaryFolder folder;
  for (const std::string& name : {std::string("s"), std::string(150, 'd')}) {
    const std::filesystem::path parent = folder.path() / name;
    std::filesystem::create_directories(parent);
    const std::string path = (parent / "owner.sock").string();
    for (int start = 0; start < 2; ++start) {
      const bool group = start == 1;
      const auto listening = listen_on("unix:" + path, group ? UnixAccess::group : UnixAccess::owner);
      REQUIRE(listening.ok());
      struct stat file {};
      REQUIRE(::lstat(path.c_str(), &file) == 0);
      CHECK((file.st_mode & 0777) == (group ? 0660 : 0600));
      CHECK(answers(path));
      CHECK_FALSE(listen_on("unix:" + path, UnixAccess::owner).ok());  // nobody's place is taken who is there
      ::close(listening->socket);
      CHECK_FALSE(answers(path));  // the file is still there
    }
  }
}

TEST_CASE("a file that is no socket is not taken away") {
  const store::TemporaryFolder folder;
  const std::string path = (folder.path() / "precious").string();
  std::filesystem::create_directory(path);
  CHECK_FALSE(listen_on("unix:" + path, UnixAccess::owner).ok());
  CHECK(std::filesystem::is_directory(path));
}

}  // namespace
}  // namespace suggestd::http
