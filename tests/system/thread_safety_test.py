"""Clang refuses code that uses a guarded field without its mutex, and takes code that holds it (src/base/mutex.h)."""
import os
import shutil
import subprocess
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("SUGGESTD_SOURCE_DIR", Path(__file__).resolve().parents[2]))
CLANG = shutil.which("clang++-14")
CLASS = """#include "base/mutex.h"
using namespace suggestd;
class Shelf {
 public:
  void put(int row);
 private:
  void put_locked(int row) SUGGESTD_REQUIRES(mutex_) { last_ = row; }
  Mutex mutex_;
  SharedMutex shared_;
  ConditionVariable changed_;
  int last_ SUGGESTD_GUARDED_BY(mutex_) = 0;
  int seen_ SUGGESTD_GUARDED_BY(shared_) = 0;
};
void Shelf::put(int row) {
  %s
}
"""


@unittest.skipUnless(CLANG, "clang++-14 is not installed")
class ThreadSafety(unittest.TestCase):
    def compile(self, body):
        done = subprocess.run([CLANG, "-std=c++20", "-fsyntax-only", "-Wthread-safety", "-Werror", f"-I{SOURCE / 'src'}",
                               "-x", "c++", "-"], input=CLASS % body, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    def test_what_holds_the_mutex_compiles(self):
        for body in ("const MutexLock lock(mutex_); last_ = row;",
                     "const MutexLock lock(mutex_); put_locked(row);",
                     "const ExclusiveLock lock(shared_); seen_ = row;",
                     "const SharedLock lock(shared_); row = seen_;",
                     "MutexLock lock(mutex_); lock.unlock(); lock.lock(); last_ = row;",
                     "MutexLock lock(mutex_); changed_.wait(lock, [&]() SUGGESTD_REQUIRES(mutex_) { return last_ == row; });"):
            with self.subTest(body=body):
                self.assertEqual(self.compile(body), (0, ""))

    def test_what_does_not_is_refused(self):
        for body in ("last_ = row;", "put_locked(row);", "const SharedLock lock(shared_); seen_ = row;",
                     "MutexLock lock(mutex_); lock.unlock(); last_ = row;",
                     "{ const MutexLock lock(mutex_); } last_ = row;",
                     "MutexLock lock(mutex_); changed_.wait(lock, [&] { return last_ == row; });"):
            with self.subTest(body=body):
                status, told = self.compile(body)
                self.assertEqual(status, 1)
                self.assertIn("-Wthread-safety", told)


if __name__ == "__main__":
    unittest.main()
