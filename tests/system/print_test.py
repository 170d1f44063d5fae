"""`suggestd print`: the manual pages and the shells' completions know every command, option and key that there is.

All that there is, is read from --help and --print-config, which don't share their code with what is tested.
"""
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from server import BINARY

OPTION = re.compile(r"^  (-[\w-]+(?:,-[\w-]+)*)", re.M)
ASK_BASH = """
source "$1"; shift
compopt() { :; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_suggestd
printf '%s\\n' "${COMPREPLY[@]}"
"""
ASK_ZSH = """
_describe() { print -l -- ${(P)2} }
_files() { print -l -- "$@" *(N) }
file=$1; shift
words=("$@") CURRENT=$#
source "$file"
"""


def output(*command, **options):
    return subprocess.run([*map(str, command)], text=True, capture_output=True, check=True, timeout=60, **options).stdout


def names_under(heading, text):
    """The first words of the lines below a heading of --help."""
    part = re.search(rf"^{heading}:\n((?:  .*\n?)*)", text, re.M)
    return re.findall(r"^  ([\w-]+)", part.group(1), re.M) if part else []


def read_commands(path=()):
    """{words of the command: its options}, the program and all below it."""
    text = output(BINARY, *path, "--help")
    found = {path: {name for names in OPTION.findall(text) for name in names.split(",")}}
    for name in names_under("Subcommands", text):
        found |= read_commands((*path, name))
    return found


class Shell:
    """One shell's completions, loaded and asked."""

    def __init__(self, folder, name):
        self.name = name
        self.file = Path(folder) / f"completion.{name}"
        self.file.write_text(output(BINARY, "print", name), encoding="utf-8")

    def proposed(self, *words, folder=None):
        line = ["suggestd", *words]
        if self.name == "fish":
            asked = f"source {self.file}; complete -C '{' '.join(line)}'"
            told = output("fish", "--no-config", "-c", asked, cwd=folder, env={**os.environ, "HOME": str(self.file.parent)})
            return {name.split("\t")[0] for name in told.splitlines()}
        if self.name == "bash":
            return set(output("bash", "-c", ASK_BASH, "_", self.file, *line, cwd=folder).split())
        return {name.split(":")[0] for name in output("zsh", "-fc", ASK_ZSH, "_", self.file, *line, cwd=folder).splitlines()}


class Print(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = read_commands()
        cls.folder = tempfile.TemporaryDirectory()
        cls.shells = [Shell(cls.folder.name, name) for name in ("bash", "zsh", "fish")]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_help_was_understood(self):
        self.assertGreater(len(self.commands), 25)
        self.assertIn("--config", self.commands[("key", "create")])

    def test_the_manual_has_a_section_for_each_command_and_names_its_options(self):
        page = re.sub(r"\\f[BIR]", "", output(BINARY, "print", "suggestd.1").replace("\\-", "-"))
        sections = dict(re.findall(r'^\.SS "suggestd ([a-z -]+?) (?:COMMAND )?\[OPTION\].*"\n((?:(?!\.S[HS]).*\n)*)', page, re.M))
        self.assertEqual(set(sections), {" ".join(path) for path in self.commands if path})
        for path, options in self.commands.items():
            for option in options - {"-h", "--help", "--version"}:
                self.assertRegex(sections[" ".join(path)], rf"(?m)^\.TP\n(.*, )?{option}(,.*| [A-Z_=]+)?$", path)

    def test_the_configurations_manual_names_each_key_below_its_section(self):
        page = output(BINARY, "print", "suggestd.toml.5").replace("\\-", "-")
        keys = re.findall(r"^(\w+)\.(\w+) = ", output(BINARY, "check-config", "--print-config"), re.M)
        self.assertGreater(len(keys), 50)
        for section, key in keys:
            below = page.split(f'.SH "[{section}]"')[1].split(".SH")[0]
            self.assertIn(f"\\fB{key} \\fI", below)

    def test_the_manual_is_set_without_a_warning(self):
        for page in ("suggestd.1", "suggestd.toml.5"):
            done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-z"], input=output(BINARY, "print", page), text=True,
                                  capture_output=True, check=True, timeout=60)
            self.assertEqual(done.stderr, "", page)

    def test_each_shell_proposes_each_command_and_option(self):
        for shell in self.shells:
            for path, options in self.commands.items():
                with self.subTest(shell.name, command=path):
                    below = {there[-1] for there in self.commands if there and there[:-1] == path}
                    self.assertLessEqual(below, shell.proposed(*path, ""))
                    long_ones = {option for option in options if option.startswith("--")}
                    self.assertLessEqual(long_ones, shell.proposed(*path, "--"))

    def test_each_shell_proposes_values_files_and_folders(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a-file").touch()
            (Path(folder) / "a-folder").mkdir()
            for shell in self.shells:
                with self.subTest(shell.name):
                    self.assertEqual(shell.proposed("import", "--kind", ""), {"orders", "products", "users", "events"})
                    self.assertEqual(shell.proposed("import", "--kind", "or") & {"orders"}, {"orders"})
                    self.assertIn("a-file", shell.proposed("serve", "--config", "", folder=folder))
                    self.assertIn("a-file", shell.proposed("import", "", folder=folder))
                    self.assertTrue({"a-folder", "a-folder/"} & shell.proposed("restore", "--store", "", folder=folder))
                    self.assertFalse({"a-file"} & shell.proposed("serve", "", folder=folder))


if __name__ == "__main__":
    unittest.main()
