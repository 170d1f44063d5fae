// The threads that do a book's jobs, at low priority. An exception of a job ends that job alone.
//
// Threads  made and destroyed by one.
#pragma once

#include <cstddef>
#include <thread>
#include <vector>

#include "jobs/job_book.h"

namespace suggestd::jobs {

class JobWorkers {
 public:
  // Starts the book. With fewer threads from the system than asked for it works with those. Requires: `book`
  // outlives this.
  JobWorkers(JobBook& book, std::size_t threads);
  ~JobWorkers();  // asks all runs to stop, and waits for them
  JobWorkers(const JobWorkers&) = delete;
  JobWorkers& operator=(const JobWorkers&) = delete;

 private:
  void work();

  JobBook& book_;
  std::vector<std::thread> threads_;
};

}  // namespace suggestd::jobs
