// Jobs of the kind `shop-delete`: takes a shop away with all that it holds. Parameters: {"confirm":"NAME"}, the
// shop's name once more. The result is the receipt.
//
// Steps    suspend it, count what it holds, revoke its keys, remove its exports, end its followers and delete its rows in one batch,
//          forget its roles and jobs, compact its ranges so that no file holds them. Each may be done twice.
// Resuming the checkpoint holds the shop's number and the counts: a later shop of the same name, made before a
//          killed run goes on, has another number and is left alone.
// Backups  made before hold the shop until they are deleted; the receipt names them.
// Threads  as JobKind.
#pragma once

#include "jobs/job_kind.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

inline constexpr std::string_view kShopDelete = "shop-delete";

class ShopDeleteTask final : public jobs::JobKind {
 public:
  // Requires: `book` outlives this.
  ShopDeleteTask(TaskParts parts, jobs::JobBook& book) : parts_(std::move(parts)), book_(book) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  struct Receipt;

  bool is_there(const std::string& shop, ShopId id) const;
  Result<Receipt> begin(jobs::RunningJob& job) const;
  Status count(ShopId shop, Receipt& receipt, jobs::RunningJob& job) const;
  Status take_away(const std::string& shop, Receipt& receipt, jobs::RunningJob& job) const;
  std::string finished(const std::string& shop, const Receipt& receipt) const;

  const TaskParts parts_;
  jobs::JobBook& book_;
};

}  // namespace suggestd::tasks
