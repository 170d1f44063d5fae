"""docs/use/examples/orders.ipynb, executed by Jupyter on what the server exports of the sample shop.

Debian's python3-nbconvert, python3-ipykernel and python3-matplotlib run it. Where no Python here has all three, this is
skipped, aloud; SUGGESTD_JUPYTER_PYTHON names another Python.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import BINARY, SOURCE, Server

NOTEBOOK = SOURCE / "docs" / "use" / "examples" / "orders.ipynb"
PYTHONS = (os.environ.get("SUGGESTD_JUPYTER_PYTHON"), sys.executable, "/usr/bin/python3")


def python_with_jupyter():
    for python in filter(None, PYTHONS):
        tried = subprocess.run([python, "-c", "import ipykernel, matplotlib, nbconvert"], capture_output=True, check=False)
        if tried.returncode == 0:
            return python
    return None


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


class Notebook(unittest.TestCase):
    def test_it_is_kept_without_outputs(self):
        for cell in code_cells(json.loads(NOTEBOOK.read_text(encoding="utf-8"))):
            self.assertEqual((cell["outputs"], cell["execution_count"]), ([], None), cell["source"][0])

    def exported(self, folder):
        """The sample shop's orders, as a server that has taken them writes them."""
        subprocess.run([SOURCE / "scripts" / "make-sample-shop", folder / "shop", "--customers", "600", "--until", "2026-01-31"],
                       check=True, capture_output=True)
        server = Server(folder).start()
        self.addCleanup(server.end)
        environment = {**os.environ, "SUGGESTD_KEY": server.key}
        for command in (["import", "--format", "ndjson", "--kind", "orders", "--to", server.url, folder / "shop" / "orders.ndjson"],
                        ["export", "--kind", "orders", "--from", server.url, folder / "orders.ndjson"]):
            done = server.run(*command, env=environment)
            self.assertEqual(done.returncode, 0, done.stderr)
        return folder / "orders.ndjson"

    def test_it_reads_an_export_evaluates_and_plots(self):
        python = python_with_jupyter()
        if python is None:
            print("\nSKIP: no Python here has nbconvert, ipykernel and matplotlib; nobody has executed "
                  "docs/use/examples/orders.ipynb", file=sys.stderr)
            self.skipTest("no Jupyter")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = self.exported(Path(folder.name))
        ran = subprocess.run(
            [python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", folder.name, "--output", "done.ipynb",
             "--ExecutePreprocessor.timeout=300", NOTEBOOK],
            text=True, capture_output=True, check=False, timeout=400,
            env={**os.environ, "HOME": folder.name, "SUGGESTD_ORDERS": str(file), "SUGGESTD_PROGRAM": str(BINARY)})
        self.assertEqual(ran.returncode, 0, ran.stderr[-4000:])
        outputs = [output for cell in code_cells(json.loads((Path(folder.name) / "done.ipynb").read_text(encoding="utf-8")))
                   for output in cell["outputs"]]
        self.assertEqual(sum("image/png" in output.get("data", {}) for output in outputs), 3)
        told = "".join("".join(output.get("text", [])) for output in outputs if output.get("name") == "stdout")
        self.check_figures(told, file)

    def check_figures(self, told, file):
        """The notebook's figures are those that are counted here once more."""
        orders = sorted((json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()),
                        key=lambda order: order["placed_at"])
        people = [order["user_id"] for order in orders if "user_id" in order]
        repeated = len(people) - len(set(people))
        self.assertIn(f"{len(orders):,} orders from {orders[0]['placed_at'][:10]} to {orders[-1]['placed_at'][:10]}", told)
        self.assertIn(f"{repeated / len(people):.1%} of {len(people):,} orders come from people who had bought before", told)
        self.assertRegex(told, r"people: recall 0\.\d\d\d, NDCG 0\.\d\d\d")


if __name__ == "__main__":
    unittest.main()
