"""packaging/terraform: its form, its names and types by the provider's own schema, and its plan against a cloud that is
only pretended. Nothing here makes a server: tests/packages/cloud_init_test.py boots what cloud-init is told.

Terraform (1.11 or later) and the provider are no Debian packages. A check that lacks one of them is skipped, aloud. The
provider is a Go module, which builds for some minutes; Terraform looks for it in a folder that begins with the host of its
own registry (Terraform's manual, "Implied Local Mirror Directories"):

    folder=build/terraform/HOST/terraform-provider-openstack/openstack/3.4.0/linux_amd64
    GOBIN=$PWD/build/go go install github.com/terraform-provider-openstack/terraform-provider-openstack/v3@v3.4.0
    mkdir -p $folder && cp build/go/terraform-provider-openstack $folder/terraform-provider-openstack_v3.4.0
    python3 tests/system/terraform_test.py
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE

EXAMPLE = SOURCE / "packaging" / "terraform"
PROGRAM = os.environ.get("SUGGESTD_TERRAFORM") or shutil.which("terraform")
PROVIDERS = Path(os.environ.get("SUGGESTD_TERRAFORM_PROVIDERS", SOURCE / "build" / "terraform"))


class Example(unittest.TestCase):
    def setUp(self):
        if PROGRAM is None:
            self.skip("Terraform is not installed")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "example"
        shutil.copytree(EXAMPLE, self.folder)
        self.settings = Path(folder.name) / "terraform.rc"
        self.settings.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{PROVIDERS}"\n  }}\n}}\n')

    def skip(self, why):
        print(f"\nSKIP: {why}, so packaging/terraform is not checked. "
              "The head of tests/system/terraform_test.py says how to get it", file=sys.stderr)
        self.skipTest(why)

    def run_terraform(self, *command):
        ran = subprocess.run([PROGRAM, *command], cwd=self.folder, text=True, capture_output=True, check=False, timeout=300,
                             env={**os.environ, "TF_CLI_CONFIG_FILE": str(self.settings), "CHECKPOINT_DISABLE": "1"})
        self.assertEqual(ran.returncode, 0, f"{command}: {ran.stdout[-4000:]}{ran.stderr[-4000:]}")
        return ran.stdout

    def test_it_has_the_usual_form(self):
        self.run_terraform("fmt", "-check", "-diff", "-recursive")

    def test_the_provider_knows_its_names_and_the_plan_is_as_promised(self):
        if not PROVIDERS.is_dir():
            self.skip("the provider of OpenStack is not there")
        self.run_terraform("init", "-input=false", "-no-color")
        self.run_terraform("validate", "-no-color")
        self.assertIn("4 passed, 0 failed", self.run_terraform("test", "-no-color"))


if __name__ == "__main__":
    unittest.main()
