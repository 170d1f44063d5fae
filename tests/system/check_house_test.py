"""scripts/check-house finds a fault against each of its rules, and lets pass what keeps them."""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check-house"
HEADER = "src/store/shelf.h"
GOOD = """// The shelf that holds a shop's rows; src/store/shelf.cc fills it.
//
// Threads  any.
#pragma once
class Shelf {
 public:
  void put_row(int row);
};
"""
TREE = {
    HEADER: GOOD,
    "src/store/shelf.cc": '#include "store/shelf.h"\nconstexpr int kRows = 3;\n',
    "include/suggestd/shop.h": "// A shop as its embedder sees it.\n//\n// Threads  one at a time.\n#pragma once\n",
    "docs/decisions/0301-rows.md": "# Rows\n",
}
GIT = ("git", "-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "commit.gpgsign=false")


def write(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def run(root, *arguments):
    command = [sys.executable, root / "scripts" / "check-house", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def check(files):
    """Exit status and output for a good tree with these files in the place of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "scripts").mkdir()
        shutil.copy(SCRIPT, root / "scripts")
        write(root, {**TREE, **files})
        return run(root)


def check_commits(*subjects):
    """The same for a good tree with a history: the script's own commit, then one with each subject."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "scripts").mkdir()
        shutil.copy(SCRIPT, root / "scripts")
        write(root, TREE)
        subprocess.run([*GIT, "init", "-q"], cwd=root, check=True)
        subprocess.run([*GIT, "add", "."], cwd=root, check=True)
        for subject in ("An older subject ends with a dot.", *subjects):
            subprocess.run([*GIT, "commit", "-q", "--allow-empty", "-m", subject], cwd=root, check=True)
        return run(root)


def commented(comments):
    """A good header with these comments behind its code, and the line of each."""
    text, lines = GOOD, []
    for comment in comments:
        lines.append(text.count("\n") + 2)
        text += "\n" + "".join(f"// {line}\n" for line in comment.split("\n"))
    return text, lines


def function(lines, head="void Shelf::put_row(int row) {"):
    return head + "\n" + "  more();\n" * (lines - 2) + "}\n"


class CheckHouse(unittest.TestCase):
    def passes(self, files):
        status, output = check(files)
        self.assertEqual(status, 0, output)

    def fails(self, files, *patterns):
        """The files have one fault for each pattern, which matches the whole line that tells it."""
        status, output = check(files)
        self.assertEqual((status, output.count("\n")), (1, len(patterns)), output)
        for line, pattern in zip(output.splitlines(), patterns):
            self.assertRegex(line, re.compile(rf"\A{pattern}\Z"))

    def test_a_good_tree_passes(self):
        self.passes({})

    def test_rules_are_listed_with_their_reasons(self):
        status, output = run(SCRIPT.parents[1], "--rules")
        self.assertEqual(status, 0)
        self.assertEqual([line.split(":")[0] for line in output.splitlines()],
                         ["dead_names", "function_length", "commit_subjects", "banned_words", "header_opening",
                          "thread_rules", "one_door"])
        for line in output.splitlines():
            self.assertGreater(len(line.split()), 10, line)

    # --- dead_names

    def test_names_in_comments_that_are_there(self):
        text, _ = commented((
            "See src/store/shelf.h.", "See store/shelf.cc, and shelf.h.", "Decision 0301 says why.",
            "docs/decisions/0301 says why.", "put_row() takes it.", "Shelf::put_row(row) takes it.", "At most kRows.",
            "All of src/store/.", "Its owners share src/store/<stem>_parts.h.", "It is in docs/decisions/*.md.",
            "tests/golden/release-VERSION holds it."))
        self.passes({HEADER: text, "tests/golden/release-1/x.ndjson": ""})

    def test_names_in_comments_that_are_gone(self):
        gone = {"See src/store/board.h.": "src/store/board.h", "See board.h.": "board.h",
                "See store/board.cc.": "store/board.cc", "All of src/model/.": "src/model/",
                "It is in tests/system/lost_test.py.": "tests/system/lost_test.py", "Decision 0302 says why.": "0302",
                "It rests on decision\n0303.": "0303", "docs/decisions/0304 says why.": "0304",
                "take_row() is next.": "take_row", "Shelf::take_rows(row) is next.": "take_rows",
                "At most kColumns.": "kColumns"}
        text, lines = commented(gone)
        self.fails({HEADER: text}, *(f"{HEADER}:{line}: nothing is called {re.escape(name)}"
                                     for line, name in zip(lines, gone.values())))

    def test_names_in_comments_of_scripts(self):
        files = {"CMakeLists.txt": "\n# take_row() is next.\n", "cmake/a.cmake": "set(A 1)\nset(B 2)  # take_row()\n",
                 "scripts/fill": "#!/bin/bash\n# take_row() is next.\n",
                 "tests/system/a_test.py": '\n"""take_row() is next."""\n'}
        self.fails(files, *(f"{path}:2: nothing is called take_row" for path in files))

    # --- function_length

    def test_functions_of_a_screen(self):
        path = "src/store/shelf.cc"
        for lines, text in ((70, function(70)), (70, "namespace a {\n" + function(70) + function(70) + "}\n"),
                            (0, "class B {\n" + "  void put_row(int row) {}\n" * 100 + "};\n"),
                            (0, "const int kTable[] = {\n" + "    1,\n" * 100 + "};\n"),
                            (6, "int f() {\n  static const int rows[] = {\n" + "    1,\n" * 100 + "  };\n}\n")):
            with self.subTest(lines=lines, text=text[:40]):
                self.passes({path: text})

    def test_longer_functions(self):
        path = "src/store/shelf.cc"
        for line, head, text in (
                (1, "void Shelf::put_row", function(71)),
                (3, "void Shelf::put_row", "namespace a {\nconst int kOne = 1;\n" + function(71) + "}\n"),
                (2, "int sum", "class B {\n" + function(71, "  int sum() const {") + "};\n"),
                (1, "Shelf::Shelf", function(71, "Shelf::Shelf() : row_{1}, column_{2} {")),
                (1, "template", function(71, "template <class Row>\nvoid put(Row row) {")),
                (1, "const auto put", function(71, "const auto put = [](int row) {")),
                (1, "void f", function(71, "void f() { const char* text = \"}\"; /* } */ char brace = '}';"))):
            with self.subTest(head=head):
                self.fails({path: text}, rf"{path}:{line}: 7[12] lines; at most 70: {re.escape(head)}.*")

    def test_longer_functions_of_python(self):
        path = "tests/system/a_test.py"
        self.passes({path: "def f():\n" + "    f()\n" * 69})
        self.fails({path: "def f():\n" + "    f()\n" * 70}, f"{path}:1: 71 lines; at most 70: f")

    # --- commit_subjects

    def test_commits_with_good_subjects(self):
        for subjects in ((), ("Put rows on the shelf",), ("x" * 72,), ("Ask for 1.5 seconds", "é" * 36)):
            with self.subTest(subjects=subjects):
                self.assertEqual(check_commits(*subjects)[0], 0)

    def test_commits_with_bad_subjects(self):
        for subject, what in (("x" * 73, "a subject of 73 bytes"), ("é" * 37, "a subject of 74 bytes"),
                              ("Put rows on the shelf.", "a subject that ends with a dot")):
            with self.subTest(subject=subject):
                status, output = check_commits(subject, "A good one")
                self.assertEqual((status, output.count("\n")), (1, 1), output)
                self.assertRegex(output, rf"\A[0-9a-f]+: {what}.*{re.escape(subject)}\n\Z")

    # --- banned_words

    def test_plain_words(self):
        text, _ = commented((
            "Rows that a shop holds.", "Rows are as many as the shop has, so long as it is open.",
            "The simplest shelf utters nothing.", "A row, and what it holds.", "It tells of a row."))
        self.passes({HEADER: text, "docs/page.md": "What a shop holds so long.\n"})

    def test_banned_words_in_comments_and_pages(self):
        banned = {"It is simply put.": "'simply': leave it out: .*", "It can utilize rows.": "'utilize': use",
                  "It leaves due to the fact that it can.": "'due to the fact that': because",
                  "Rows, columns etc. are there.": "'etc': name the others, .*",
                  "It asks in order to know.": "'in order to': to", "Note that it ends.": "'Note that': leave it out",
                  "It may, i.e. can, end.": "'i.e.': that is", "It may, e.g. at night, end.": "'e.g.': for example"}
        text, lines = commented(banned)
        page = "# Page\n" + "".join(sentence + "\n" for sentence in banned)
        self.fails({HEADER: text, "docs/page.md": page},
                   *(f"{HEADER}:{line}: {said}" for line, said in zip(lines, banned.values())),
                   *(f"docs/page.md:{line}: {said}" for line, said in enumerate(banned.values(), 2)))

    def test_riddles(self):
        riddles = {"What a shop holds.": "What", "Of two, the last.": "Of", "Whom it belongs to.": "Whom",
                   "Rows stay. What else.": "What", "It waits for so many pages.": "so many",
                   "It asks so often.": "so often", "It waits for so long.": "so long"}
        text, lines = commented(riddles)
        self.fails({HEADER: text}, *(f"{HEADER}:{line}: '{word}': .*" for line, word in zip(lines, riddles.values())))

    # --- header_opening

    def test_locks_and_json_have_one_door(self):
        door = "// The door of all locks, for everybody.\nstd::mutex mutex;\n"
        self.passes({"src/base/mutex.h": door, "src/store/shelf.cc": "// std::mutex\nMutex mutex;\n"})
        self.fails({"src/store/shelf.cc": "\nstd::shared_mutex mutex;\n"},
                          "src/store/shelf.cc:2: 'std::shared_mutex': Mutex.*")
        self.fails({"src/store/shelf.cc": "auto a = json.dump();\n"}, r"src/store/shelf.cc:1: '\.dump\(': json_text.*")

    def test_headers_that_open_with_code_or_nearly_nothing(self):
        rest = GOOD[GOOD.index("#pragma"):]
        self.fails({HEADER: rest.replace("class", "// Threads  any.\nclass")},
                   f"{HEADER}:1: opens without a comment that says what it is")
        self.fails({HEADER: "// Shelf.\n" + rest.replace("class", "// Threads  any.\nclass")},
                   f"{HEADER}:1: its first comment is too short to say what it is")
        self.passes({"tests/store/shelf.h": "#pragma once\n"})

    def test_public_headers_say_their_thread_rule_at_once(self):
        path = "include/suggestd/shop.h"
        text = "// A shop as its embedder sees it.\n#pragma once\nstruct Shop {};\n"
        self.fails({path: text}, f"{path}:1: its first comment says no thread rule .*")
        self.passes({path: text.replace(".\n", ".\n// Threads  any.\n", 1)})
        self.passes({HEADER: text})

    # --- thread_rules

    def test_classes_with_functions_say_their_thread_rule(self):
        mute = GOOD.replace("Threads  any.", "Cost     little.")
        self.fails({HEADER: mute}, f"{HEADER}:5: a class without a thread rule .*")
        self.passes({HEADER: mute.replace("class Shelf", "// A shelf. Threads: any.\nclass Shelf")})
        for text in ("class Shelf;\nvoid put_row(int row);\n", "enum class Row { first, second };\nint put_row();\n",
                     "struct Row {\n  int number = 0;\n};\n"):
            with self.subTest(text=text):
                self.passes({HEADER: mute[:mute.index("class")] + text, "src/store/row.cc": "void put_row();\n"})


if __name__ == "__main__":
    unittest.main()
