"""How the tests of a package are called: with the package, and a folder that keeps what is made once."""
import os
import sys
import unittest
from pathlib import Path

from bare_debian import Impossible

SOURCE = Path(__file__).resolve().parents[2]
SKIPPED = 77  # the status where the machine can't do it


class Result(unittest.TextTestResult):
    """Tells whether the machine was at fault, and not the package."""

    impossible = None

    def addError(self, test, err):
        if isinstance(err[1], Impossible):
            self.impossible = str(err[1])
        super().addError(test, err)


def main(case, explanation):
    """Runs the tests of `case`, which finds `package` and `folder` in itself."""
    if len(sys.argv) not in (2, 3):
        sys.exit(explanation)
    case.package = Path(sys.argv[1]).resolve()
    case.folder = Path(sys.argv[2] if len(sys.argv) == 3 else SOURCE / "build" / "packages").resolve()
    if os.geteuid() != 0:
        print("SKIPPED: only root boots machines and runs containers")
        sys.exit(SKIPPED)
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, failfast=True, resultclass=Result).run(tests)
    if result.impossible:
        print(f"SKIPPED: {result.impossible}")
        sys.exit(SKIPPED)
    sys.exit(0 if result.wasSuccessful() else 1)
