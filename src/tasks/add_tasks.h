// All kinds of jobs that a server has.
//
// Threads  once, before the book starts.
#pragma once

#include "jobs/job_book.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

// Adds every kind of job that these parts can do. Requires: the parts outlive the book.
void add_tasks(jobs::JobBook& book, const TaskParts& parts);

}  // namespace suggestd::tasks
