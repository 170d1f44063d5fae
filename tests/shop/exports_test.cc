#include "shop/exports.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <thread>

#include "store/temporary_store.h"

namespace suggestd::shop {
namespace {

constexpr ShopId kOne{1};

using Names = std::vector<std::string>;

class Fixture {
 public:
  void write(const std::string& name, const std::string& text) {
    const auto made = exports.make_folder("a");
    REQUIRE(made.ok());
    std::filesystem::create_directories((*made / name).parent_path());
    std::ofstream(*made / name) << text;
  }

  Names holding(const std::string& user, const std::string& order = "none") {
    store::ErasureReceipt person;
    person.people = {{PersonIdKind::user, user}};
    person.orders = {order};
    const auto names = exports.holding("a", person, {});
    REQUIRE(names.ok());
    return *names;
  }

  store::TemporaryFolder folder;
  Exports exports{folder.path() / "exports"};
};

TEST_CASE("an export holds a person whose id, or whose order's, is a text of it") {
  Fixture fixture;
  fixture.write("orders.ndjson", R"({"order_id":"o1","user_id":"u1"})"
                                 "\n");
  fixture.write("others.ndjson", R"({"order_id":"o12","user_id":"u12","note":"say \"u1\" to o1"})"
                                 "\n");
  fixture.write("night/users.ndjson", R"({"user_id":"a\"b"})"
                                      "\n");
  fixture.write("night/manifest.json", "{}\n");
  fixture.write("torn.ndjson.part", "{\"user_id\":\"u\n{\"user_id\":\"u1\"}\n{\"user_id\":\"u");
  CHECK(fixture.holding("u1") == Names{"orders.ndjson", "torn.ndjson.part"});
  CHECK(fixture.holding("none", "o1") == Names{"orders.ndjson"});
  CHECK(fixture.holding("a\"b") == Names{"night"});
  CHECK(fixture.holding("u") == Names());
  const std::string far(200'000, 'x');
  fixture.write("far.ndjson", "{\"x\":\"" + far + "\",\"user_id\":\"u2\"}\n");
  CHECK(fixture.holding("u2") == Names{"far.ndjson"});

  REQUIRE(fixture.exports.remove("a", {"night", "gone before"}).ok());
  CHECK(*fixture.exports.names("a") ==
        Names{"far.ndjson", "orders.ndjson", "others.ndjson", "torn.ndjson.part"});
  REQUIRE(fixture.exports.remove_shop("a").ok());
  CHECK(fixture.exports.names("a")->empty());
}

TEST_CASE("a look at exports leads out of the folder by no link") {
  Fixture fixture;
  std::ofstream(fixture.folder.path() / "outside") << R"({"user_id":"u1"})";
  fixture.write("o.ndjson", "{}");
  std::filesystem::create_symlink(fixture.folder.path() / "outside",
                                  *fixture.exports.make_folder("a") / "link");
  CHECK(fixture.holding("u1") == Names());
}

TEST_CASE("none looks at exports while one is written, and none is begun before the look is over") {
  Exports exports("anywhere");
  auto writing = exports.begin_writing(kOne, {});
  REQUIRE(writing.ok());
  CHECK(exports.try_begin_looking(kOne) == nullptr);
  std::stop_source stopped;
  stopped.request_stop();
  CHECK(exports.begin_writing(kOne, stopped.get_token()).error().kind() == ErrorKind::busy);
  CHECK(exports.begin_writing(ShopId{2}, stopped.get_token()).ok());
  writing->reset();
  Exports::Turn looking = exports.try_begin_looking(kOne);
  REQUIRE(looking != nullptr);
  std::thread writer([&] { CHECK(exports.begin_writing(kOne, {}).ok()); });
  looking.reset();
  writer.join();
}

TEST_CASE("without a folder there are no exports") {
  const Exports exports("");
  CHECK(exports.make_folder("a").error().kind() == ErrorKind::conflict);
  CHECK(exports.names("a")->empty());
  CHECK(exports.remove_shop("a").ok());
}

}  // namespace
}  // namespace suggestd::shop
