"""A wall clock that is moved for one program: the tests' way to another day."""
import subprocess
from pathlib import Path

# Adds the seconds in a file to the wall clock; the monotonic one goes on.
SHIM = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t id, struct timespec* t) {
  const int result = (int)syscall(SYS_clock_gettime, id, t);
  char text[32] = "";
  const int file = id == CLOCK_REALTIME ? open(getenv("WALL_CLOCK_OFFSET"), O_RDONLY | O_CLOEXEC) : -1;
  if (file >= 0) {
    if (read(file, text, sizeof text - 1) > 0) t->tv_sec += atol(text);
    close(file);
  }
  return result;
}
"""


class ShiftedClock:
    """The programs that start with its environment read the real clock, moved by what shift() said last."""

    def __init__(self, folder):
        shim, self.offset = Path(folder) / "shim.so", Path(folder) / "offset"
        subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-o", shim, "-"], input=SHIM, text=True, check=True)
        self.shift(0)
        self.environment = {"LD_PRELOAD": str(shim), "WALL_CLOCK_OFFSET": str(self.offset)}

    def shift(self, seconds):
        # In one step: a reader sees the old number or the new one.
        new = self.offset.with_suffix(".new")
        new.write_text(str(seconds), encoding="ascii")
        new.replace(self.offset)
