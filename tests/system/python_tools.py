"""Test tools that are no Debian packages, in a virtual environment of their own that all clones of a user share.

    python3 tests/system/python_tools.py      installs them, unless they are there

Without them the tests that need one are skipped, aloud.
"""
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

LIST = Path(__file__).with_name("python_tools.txt")
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "suggestd"
# Another list is another environment: nothing is ever changed in one that a test may be using.
FOLDER = CACHE / f"python-{hashlib.sha256(LIST.read_bytes()).hexdigest()[:16]}"
DONE = FOLDER / "installed"  # made last
HOW = "python3 tests/system/python_tools.py installs it"
PATIENCE_SECONDS = 300


def program(name):
    """The path of a tool's program, or None."""
    return shutil.which(str(FOLDER / "bin" / name)) if DONE.exists() else None


def file(name):
    """The path of a file that belongs to a tool, or None."""
    return next(FOLDER.glob(f"lib/python*/site-packages/{name}"), None) if DONE.exists() else None


def install():
    shutil.rmtree(FOLDER, ignore_errors=True)
    # Debian's Python: its version is what the list was made with.
    subprocess.run(["/usr/bin/python3", "-m", "venv", FOLDER], check=True)
    # Each tool's own needs stand in the list; the browser library behind axe-playwright-python is not needed for its script.
    subprocess.run([FOLDER / "bin" / "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--retries", "1",
                    "--timeout", "20", "-r", LIST], check=True, timeout=PATIENCE_SECONDS)
    DONE.touch()


if __name__ == "__main__":
    if not DONE.exists():
        try:
            install()
        except (OSError, subprocess.SubprocessError) as error:
            sys.exit(f"the test tools of {LIST} can't be installed, so that their tests will be skipped: {error}")
