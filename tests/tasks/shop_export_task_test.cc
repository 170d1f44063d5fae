#include "tasks/shop_export_task.h"

#include <nlohmann/json.hpp>

#include "base/secret.h"
#include "shop/scenario_drafts.h"
#include "tasks/export_files.h"
#include "tasks/tasks_on_a_store.h"

namespace suggestd::tasks {
namespace {

const jobs::JobRequest kExport{"shop-export", "a", "{}", {}};

nlohmann::json result_of(const jobs::Job& job) {
  INFO(job.run.failure);
  REQUIRE(job.run.state == jobs::JobState::succeeded);
  return nlohmann::json::parse(job.run.result);
}

TEST_CASE("the manifest tells each file's lines and hash") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  tasks.order("b", "2");
  shop::ScenarioDrafts drafts(tasks.shops->store().meta(), tasks.shops->find("a")->id());
  REQUIRE(drafts.put({"home", R"({"list":"for-you"})", 0, now(), "ada@shop.example", std::nullopt, ""}).ok());
  tasks.work();
  tasks.put("e", kExport);
  const std::filesystem::path folder = result_of(tasks.end_of("e"))["folder"].get<std::string>();
  const auto manifest = nlohmann::json::parse(TasksOnAStore::content(folder / "manifest.json"));
  CHECK(manifest["files"].size() == 13);
  for (const auto& file : manifest["files"]) {
    const std::string content = TasksOnAStore::content(folder / file["file"].get<std::string>());
    CHECK(to_hex(sha256(content)) == file["sha256"]);
    CHECK(content.size() == file["bytes"]);
  }
  CHECK(TasksOnAStore::content(folder / "drafts.ndjson").find(R"("name":"home")") != std::string::npos);
  CHECK(TasksOnAStore::content(folder / "orders.ndjson").find(R"("order_id":"1")") != std::string::npos);
  CHECK(TasksOnAStore::content(folder / "orders.ndjson").find(R"("order_id":"2")") == std::string::npos);
}

// An export that has written its orders; the name of the folder that it writes.
std::string begin_export(TasksOnAStore& tasks) {
  tasks.order("a", "1");
  tasks.put("e", kExport);
  tasks.book->start();
  const auto run = tasks.book->claim();
  REQUIRE(run->save(R"([{"file":"orders.ndjson","lines":17,"bytes":5,"sha256":"as it was"}])").ok());
  return file_time(run->due()) + ".part";
}

TEST_CASE("after a kill the export goes on with the file that is not whole") {
  TasksOnAStore tasks;
  const std::string part = begin_export(tasks);
  std::filesystem::create_directories(tasks.folder.path() / "exports" / "a" / part);
  tasks.open_book();
  tasks.work();
  const auto result = result_of(tasks.end_of("e"));
  CHECK(result["files"][0]["sha256"] == "as it was");
  CHECK(result["files"][5]["lines"] == 1);
  CHECK_FALSE(
      std::filesystem::exists(std::filesystem::path(result["folder"].get<std::string>()) / "orders.ndjson"));
}

TEST_CASE("an export whose folder an erasure took after a kill begins anew") {
  TasksOnAStore tasks;
  begin_export(tasks);
  tasks.open_book();
  tasks.work();
  const auto result = result_of(tasks.end_of("e"));
  CHECK(result["files"][0]["lines"] == 1);
  CHECK(
      std::filesystem::exists(std::filesystem::path(result["folder"].get<std::string>()) / "orders.ndjson"));
}

TEST_CASE("one kind is exported into a file that the caller names") {
  TasksOnAStore tasks;
  tasks.order("a", "1");
  tasks.work();
  tasks.put("e", {"export", "a", R"({"kind":"orders","file":"o.ndjson"})", {}});
  CHECK(result_of(tasks.end_of("e"))["records"] == 1);
  CHECK(std::filesystem::exists(tasks.folder.path() / "exports" / "a" / "o.ndjson"));
  for (const char* bad :
       {R"({"kind":"orders","file":"../o"})", R"({"kind":"keys"})", R"({})", R"({"kind":"orders","x":1})"})
    CHECK(tasks.book->put("x", {"export", "a", bad, {}}).error().kind() == ErrorKind::invalid);
}

}  // namespace
}  // namespace suggestd::tasks
