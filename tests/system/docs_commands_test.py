"""Runs every command line of README.md and docs/ as a reader would paste it, against the shop of scripts/quickstart.

Each page is pasted by itself, from its first block to its last, into a shell that stands in a copy of the tree where
the quickstart has just run. Only this differs from a reader's machine: the addresses in PORTS become free ports, and
curl ends with an error when it is refused (a .curlrc).

The first line of a fenced block says its kind:
    sh      commands; one that fails, fails the test
    output  stands below such a block and is what that printed; "..." stands for what differs from run to run, and
            blanks and line ends don't count
    json, toml, html ...  is shown and not run
A block that says nothing is an error: commands could hide in it. A comment before a block of commands, or right below
a heading for all blocks of its section, may say
    <!-- not run: WHY -->   it needs what a test has not
    <!-- refused -->        the command is meant to fail; the block below shows how
"""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import BINARY, SOURCE, free_ports

# The quickstart's two listeners, and those of a server that a page starts by itself.
PORTS = ("127.0.0.1:8600", "127.0.0.1:8601", "127.0.0.1:8700", "127.0.0.1:8701")
SHOWN = {"json", "toml", "text", "csv", "html", "js", "python", "xml", "yaml", "ini", "ts"}
FENCE = re.compile(r"^ *```(\w*) *$")
NOT_RUN = re.compile(r"^ *<!-- not run: .+ -->$")
REFUSED = re.compile(r"^ *<!-- refused -->$")
BLOCK_BEGINS = "\x1e"  # printed before each block, with its number
PAGE_SECONDS = 60  # then the shell and what it started are ended


@dataclass
class Block:
    line: int  # of its fence
    word: str
    text: str
    remark: str  # the comment that it stands under


class PageError(Exception):
    pass


def blocks_of(text):
    """The fenced blocks of a page, in order."""
    blocks = []
    lines = text.splitlines()
    remark = section_remark = ""
    section_level = 0  # of the heading that section_remark stands under
    after_heading = 0  # the level of a heading right above
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        if match := FENCE.match(line):
            end = at + 1
            while end < len(lines) and lines[end].strip() != "```":
                end += 1
            indent = len(line) - len(line.lstrip())
            body = "\n".join(row[indent:] for row in lines[at + 1:end])
            blocks.append(Block(at + 1, match.group(1), body, remark or section_remark))
            at, remark, after_heading = end, "", 0
        elif line.startswith("#"):
            remark, after_heading = "", len(line) - len(line.lstrip("#"))
            if after_heading <= section_level:
                section_remark, section_level = "", 0
        elif NOT_RUN.match(line) or REFUSED.match(line):
            if after_heading:
                section_remark, section_level = line, after_heading
            else:
                remark = line
        elif line:
            remark, after_heading = "", 0
        at += 1
    return blocks


def checked(blocks):
    """(commands, expected output or None) for each block that is to be run."""
    steps = []
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        output = following.text if following and following.word == "output" else None
        if block.word == "sh":
            if REFUSED.match(block.remark) and output is None:
                raise PageError(f"line {block.line}: a refused command needs an output that shows how")
            if not NOT_RUN.match(block.remark):
                steps.append((block, output))
        elif block.word == "output":
            if place == 0 or blocks[place - 1].word != "sh":
                raise PageError(f"line {block.line}: an output without commands above it")
        elif block.word not in SHOWN:
            raise PageError(f"line {block.line}: the block says '{block.word}'; say sh, output, or {sorted(SHOWN)}")
        elif block.remark:
            raise PageError(f"line {block.line}: a remark about a block that is not run anyway")
    return steps


def script_of(steps):
    """One bash script of all steps, which ends at the first command that fails."""
    lines = ["exec 2>&1", "set -eo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for number, (block, _) in enumerate(steps):
        lines.append(f"printf '{BLOCK_BEGINS}{number}\\n'")
        if REFUSED.match(block.remark):
            lines += ["set +e", "(set -e", block.text, ")", "refused=$?", "set -e",
                      "[ $refused -ne 0 ] || { echo 'was meant to be refused'; exit 1; }"]
        else:
            lines.append(block.text)
    return "\n".join(lines) + "\n"


def matches(expected, printed):
    """True if both are the same but for blanks, where "..." stands for anything."""
    parts = ["".join(part.split()) for part in expected.split("...")]
    return re.fullmatch(".*?".join(re.escape(part) for part in parts), "".join(printed.split())) is not None


class Paste:
    """Pastes pages into a shell in `tree`."""

    def __init__(self, tree, ports):
        self.tree = tree
        self.ports = dict(zip(PORTS, ports))
        (tree / "curl").mkdir(exist_ok=True)
        (tree / "curl" / ".curlrc").write_text("fail-with-body\n")

    def page(self, text):
        """Runs a page's blocks. Raises PageError, which names the line."""
        for address, port in self.ports.items():
            text = re.sub(re.escape(address) + r"(?!\d)", f"127.0.0.1:{port}", text)
        steps = checked(blocks_of(text))
        if not steps:
            return
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SUGGESTD_")}
        done = subprocess.run(["timeout", "--kill-after=5", str(PAGE_SECONDS), "bash", "--norc", "-c", script_of(steps)],
                              cwd=self.tree, text=True, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              env={**environment, "CURL_HOME": str(self.tree / "curl")})
        if BLOCK_BEGINS not in done.stdout:
            raise PageError(f"line {steps[0][0].line}: the shell did not begin: {done.stdout}")
        printed = [part.split("\n", 1)[1] for part in done.stdout.split(BLOCK_BEGINS)[1:]]
        for (block, expected), text_printed in zip(steps, printed):
            if expected is not None and not (done.returncode and text_printed is printed[-1]):
                if not matches(expected, text_printed):
                    raise PageError(f"line {block.line}: expected\n{expected}\nbut it printed\n{text_printed}")
        if done.returncode:
            block = steps[len(printed) - 1][0]
            raise PageError(f"line {block.line}: status {done.returncode} of\n{block.text}\n"
                            f"which printed\n{printed[-1]}")


def wait_until_free(port):
    until = time.monotonic() + 30
    while True:
        with socket.socket() as holder:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                return holder.bind(("127.0.0.1", port))
            except OSError:
                if time.monotonic() > until:
                    raise
        time.sleep(0.01)


class Quickstart:
    """A copy of the tree with the quickstart's shop in build/quickstart, smaller than it is by default."""

    CUSTOMERS = "400"

    def __init__(self, folder):
        self.folder = Path(folder)
        self.tree = self.folder / "tree"
        self.home = self.tree / "build" / "quickstart"
        self.ports = free_ports(4)
        self.home.mkdir(parents=True)
        (self.tree / "build" / "release").symlink_to(BINARY.parent)
        for path in SOURCE.iterdir():
            if path.name in ("config", "docs"):
                shutil.copytree(path, self.tree / path.name)  # pages may write there
            elif path.name not in ("build", ".git"):
                (self.tree / path.name).symlink_to(path)
        self.fill(self.home / "sample-shop")
        self.tour()
        self.tour("--stop")
        shutil.copytree(self.home, self.folder / "shop", symlinks=True, ignore=shutil.ignore_patterns("owner.sock"))

    def fill(self, shop):
        """Does the quickstart's import, but straight into the store."""
        subprocess.run([sys.executable, SOURCE / "scripts" / "make-sample-shop", shop / "data",
                        "--customers", self.CUSTOMERS], check=True, stdout=subprocess.DEVNULL)
        for kind in ("products", "users", "orders", "events"):
            subprocess.run([BINARY, "import", "--format", "ndjson", "--kind", kind, "--store", shop / "store",
                            shop / "data" / f"{kind}.ndjson"], check=True, capture_output=True)
        (shop / "imported").touch()

    def tour(self, *arguments):
        done = subprocess.run([sys.executable, SOURCE / "scripts" / "sample_shop" / "tour.py", *arguments], text=True,
                              env={**os.environ, "SUGGESTD_QUICKSTART_DIR": str(self.home),
                                   "SUGGESTD_QUICKSTART_PORT": str(self.ports[0]),
                                   "SUGGESTD_BINARY_DIR": str(BINARY.parent)},
                              capture_output=True, check=False, timeout=240)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)

    def begin_again(self):
        self.end()
        shutil.rmtree(self.home)
        shutil.copytree(self.folder / "shop", self.home, symlinks=True)
        self.tour()

    def end(self):
        """Kills the server, which another shop takes the place of."""
        try:
            pid = int((self.home / "pid").read_text())
            os.kill(pid, signal.SIGKILL)
        except (OSError, ValueError):
            return
        for port in self.ports[:2]:
            wait_until_free(port)


def pages():
    return [SOURCE / "README.md", *sorted((SOURCE / "docs").rglob("*.md"))]


class Pages(unittest.TestCase):
    """The pages themselves."""

    def test_every_command_of_every_page_runs_as_typed(self):
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        shop = Quickstart(folder.name)
        self.addCleanup(shop.end)
        paste = Paste(shop.tree, shop.ports)
        for page in pages():
            with self.subTest(page=str(page.relative_to(SOURCE))):
                text = page.read_text(encoding="utf-8")
                if checked(blocks_of(text)):
                    shop.begin_again()
                    paste.page(text)


    def test_the_page_on_errors_has_each_type_of_problem(self):
        source = (SOURCE / "src" / "http" / "problem.cc").read_text(encoding="utf-8")
        constants = dict(re.findall(r'constexpr std::string_view (k\w+) = "([\w-]+)";', source))
        types = {(status, constants.get(name, name.strip('"')))
                 for status, name in re.findall(r'^ +\{(\d+), ("[\w-]+"|k\w+), "', source, re.MULTILINE)}
        page = (SOURCE / "docs" / "use" / "errors-and-limits.md").read_text(encoding="utf-8")
        told = set(re.findall(r"^\| (\d+) \| `([\w-]+)` \|", page, re.MULTILINE))
        told |= {(status, name) for name, status in re.findall(r"^`([\w-]+)` \((\d+)\) has a name", page, re.MULTILINE)}
        self.assertEqual(told, types)


class Judging(unittest.TestCase):
    """That the test can fail: small pages that are wrong, each in one way."""

    def paste(self, text):
        with tempfile.TemporaryDirectory() as folder:
            Paste(Path(folder), range(1, 5)).page(text)

    def test_what_is_right_passes(self):
        self.paste("```sh\nA=1\n```\nwords\n```sh\necho '{\"a\": '$A'}'; echo $RANDOM b\n```\n\n"
                   "```output\n{\"a\":1} ... b\n```\n"
                   "<!-- not run: needs root -->\n```sh\nfalse\n```\n<!-- refused -->\n```sh\necho no; false\n```\n"
                   "```output\nno\n```\n```json\n{}\n```\n## Far away\n<!-- not run: needs a data set -->\nwords\n"
                   "```sh\nfalse\n```\nwords\n### Farther\n```sh\nfalse\n```\n## Near\n```sh\ntrue\n```\n")

    def test_what_is_wrong_is_named_with_its_line(self):
        for text, said in (
                ("\n```sh\nfalse\n```\n", "line 2: status 1"),
                ("```sh\ntrue\n```\n```sh\nfalse\ntrue\n```\n", "line 4: status 1"),
                ("```sh\nfalse | cat\n```\n", "line 1: status 1"),
                ("```sh\necho 1\n```\n```output\n2\n```\n", "line 1: expected"),
                ("<!-- refused -->\n```sh\ntrue\n```\n```output\n\n```\n", "line 2: status 1"),
                ("<!-- refused -->\n```sh\nfalse\n```\n", "line 2: a refused command needs an output"),
                ("<!-- not run -->\n```sh\nfalse\n```\n", "line 2: status 1"),
                ("<!-- not run: needs root -->\nwords\n```sh\nfalse\n```\n", "line 3: status 1"),
                ("## Far\n<!-- not run: far -->\n## Near\n```sh\nfalse\n```\n", "line 4: status 1"),
                ("```\nls\n```\n", "line 1: the block says ''"),
                ("```output\nx\n```\n", "line 1: an output without commands")):
            with self.subTest(page=text):
                with self.assertRaises(PageError) as raised:
                    self.paste(text)
                self.assertIn(said, str(raised.exception))

    def test_a_refused_request_is_a_failed_command(self):
        with self.assertRaises(PageError):
            self.paste("```sh\ncurl -s http://127.0.0.1:8600/livez\n```\n")


if __name__ == "__main__":
    unittest.main()
