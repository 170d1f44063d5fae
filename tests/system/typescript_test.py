"""`suggestd print typescript`: declarations that tsc takes under --strict, of every operation and shape that the server
describes, by which a client's mistake is found before it runs."""
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import BINARY, SOURCE, OneServerCase

GUIDE = SOURCE / "docs" / "use" / "typescript.md"
OPTIONS = {"strict": True, "noEmit": True, "target": "ES2021", "lib": ["ES2021", "DOM"], "types": []}
# Right words of the guide's client -> wrong ones in their place, and the words by which tsc refuses it.
MISTAKES = {
    'order_id: "1001"': ('order_nr: "1001"', "'order_nr' does not exist"),
    "quantity: 2": ('quantity: "2"', "'string' is not assignable to type 'number'"),
    "item.reason": ("item.raeson", "'raeson' does not exist"),
    'user_id: "alice"': ('user: "alice"', "'user' does not exist"),
    '"GET /v1/users/{user_id}/recommendations"': ('"GET /v1/users/{user_id}/lists"', "lists"),
}

USES_OF_SHAPES = """
import type { Campaigns, Lists, NewProduct, Operations, Scenario } from "./suggestd";
type Answer = Operations["GET /v1/campaigns"]["answers"][200];
const campaigns: Answer & Campaigns = { campaigns: { spring: { per_person: 3, people: null } }, next: null };
const scenario: Scenario = { list: "for-you", filter: null };
const product: NewProduct = { product_id: "p1" };
const told = (lists: Lists): number => ("lists" in lists ? lists.lists.length : lists.items.length);
console.log(campaigns, scenario, product, told);
"""
WRONG_SHAPES = {
    'Scenario = { list: "for-yuo" }': "for-yuo",
    "NewProduct = {}": "product_id",
    "Campaigns = { campaigns: { spring: 1 }, next: null }": "no properties in common with type 'Campaign'",
}


def guides_client():
    """The block of the guide's client."""
    return GUIDE.read_text(encoding="utf-8").split("```ts\n")[1].split("```")[0]


@unittest.skipUnless(shutil.which("tsc"), "node-typescript is not installed")
class Typescript(OneServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.printed()
        (Path(cls.folder.name) / "suggestd.d.ts").write_text(cls.text, encoding="utf-8")
        cls.document = json.loads(cls.server.admin().get("/openapi.json").text)

    @staticmethod
    def printed():
        return subprocess.run([BINARY, "print", "typescript"], text=True, capture_output=True, check=True, timeout=60).stdout

    def compiled(self, *clients):
        """The faults that tsc finds in each client beside the declarations; "" if there are none."""
        with tempfile.TemporaryDirectory(dir=self.folder.name) as folder:
            shutil.copy(Path(self.folder.name) / "suggestd.d.ts", folder)
            for number, client in enumerate(clients):
                (Path(folder) / f"client-{number}.ts").write_text(client, encoding="utf-8")
            (Path(folder) / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS}), encoding="utf-8")
            done = subprocess.run(["tsc", "-p", "tsconfig.json"], cwd=folder, text=True, capture_output=True, check=False, timeout=300)
            told = re.split(r"(?m)^(?=\S)", done.stdout)
            found = ["".join(one for one in told if one.startswith(f"client-{number}.ts")) for number in range(len(clients))]
            self.assertEqual("".join(found), done.stdout)
            return found

    def test_every_operation_and_shape_is_declared(self):
        self.assertEqual(self.text, self.printed())
        for path, operations in self.document["paths"].items():
            for method in operations:
                self.assertIn(f'  "{method.upper()} {path}": {{\n', self.text)
        for name in self.document["components"]["schemas"]:
            self.assertRegex(self.text, rf"(?m)^export (interface {name} {{|type {name} = )")

    def test_the_guides_client_compiles_and_its_mistakes_do_not(self):
        client = guides_client()
        for right in MISTAKES:
            self.assertEqual(client.count(right), 1, right)
        wrong_ones = [client.replace(right, wrong) for right, (wrong, _) in MISTAKES.items()]
        good, *refused = self.compiled(client, *wrong_ones)
        self.assertEqual(good, "")
        for told, (wrong, words) in zip(refused, MISTAKES.values()):
            self.assertIn(words, told, wrong)

    def test_unions_maps_and_null_are_told(self):
        good, *refused = self.compiled(USES_OF_SHAPES, *(f'import type {{ {wrong.split()[0]} }} from "./suggestd";\nexport const x: {wrong};\n'
                                                         for wrong in WRONG_SHAPES))
        self.assertEqual(good, "")
        for told, (wrong, words) in zip(refused, WRONG_SHAPES.items()):
            self.assertIn(words, told, wrong)


if __name__ == "__main__":
    unittest.main()
