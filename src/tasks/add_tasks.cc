#include "tasks/add_tasks.h"

#include "tasks/backup_task.h"
#include "tasks/context_import_task.h"
#include "tasks/evaluation_task.h"
#include "tasks/export_task.h"
#include "tasks/feed_import_task.h"
#include "tasks/look_back_task.h"
#include "tasks/shop_delete_task.h"
#include "tasks/shop_export_task.h"
#include "tasks/training_task.h"

namespace suggestd::tasks {

void add_tasks(jobs::JobBook& book, const TaskParts& parts) {
  if (parts.backups != nullptr) book.add(std::make_unique<BackupTask>(*parts.backups));
  if (parts.outbound != nullptr) {
    book.add(std::make_unique<FeedImportTask>(parts));
    book.add(std::make_unique<ContextImportTask>(parts));
  }
  if (parts.look_back != nullptr) book.add(std::make_unique<LookBackTask>(parts));
  if (parts.find_shop) {
    book.add(std::make_unique<TrainingTask>(parts));
    book.add(std::make_unique<EvaluationTask>(parts));
  }
  book.add(std::make_unique<ExportTask>(parts));
  book.add(std::make_unique<ShopExportTask>(parts));
  book.add(std::make_unique<ShopDeleteTask>(parts, book));
}

}  // namespace suggestd::tasks
