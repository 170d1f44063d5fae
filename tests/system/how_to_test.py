"""Who builds by the pages of docs/internals/how-to/ gets what compiles: a test follows each page on a copy of the tree.

A step stands at the place that the page names. Where a step was left out, the compiler says so.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("SUGGESTD_SOURCE_DIR", Path(__file__).resolve().parents[2]))
COMPILE = ["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-DFMT_SHARED", "-Isrc", "-Iinclude", "-Itests"]
MISSING = subprocess.run([sys.executable, SOURCE / "scripts" / "build-dashboard", "--missing"], text=True,
                         capture_output=True, check=True).stdout.strip()

RANKING = """// The cheapest products first.
//
// Threads  as a Ranking.
#pragma once
#include "recommend/lists/ranking.h"
namespace suggestd::recommend {
class CheapestRanking final : public Ranking {
 public:
  std::vector<lookup::Hit> top(std::size_t, const lookup::Bitmap&) const override { return {}; }
  Statements reasons(std::span<const lookup::Hit> hits) const override {
    return Statements(hits.size(), Statement{StatementCode::cheap});
  }
};
}  // namespace suggestd::recommend
"""
ROUTES_HEADER = """// Shelves.
#pragma once
#include <vector>
#include "http/route.h"
namespace suggestd::http {
void add_shelf_routes(std::vector<Route>& routes);
}
"""
ROUTES = """#include "http/handlers/shelves.h"
#include "base/json_text.h"
#include "http/exchange.h"
namespace suggestd::http {
namespace {
Result<Response> get_shelf(const Request& request, Services&) {
  Response response;
  JsonWriter(response.body).begin_object().member("length", request.integer("length")).end_object();
  return response;
}
}  // namespace
void add_shelf_routes(std::vector<Route>& routes) {
  Route shelf{.method = "GET", .path = "/v1/shelves/{shelf_id}", .tag = "Shelves"};
  shelf.summary = "A shelf.";
  shelf.scope = Scope::read;
  shelf.shop_needed = true;
  shelf.parameters = {{.name = "length", .type = ParameterType::integer, .standard = "1", .smallest = 1, .largest = 9}};
  shelf.handler = get_shelf;
  routes.push_back(std::move(shelf));
}
}  // namespace suggestd::http
"""
PAGE = """import type { ReactElement } from "react";
import { Page } from "../../parts/page";
import { t } from "../../text/text";
export function Shelves({ shop }: { shop: string }): ReactElement {
  return <Page title={t("shelves")}><p>{shop}</p></Page>;
}
"""


class Tree(unittest.TestCase):
    page = ""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)
        for name in ("src", "include", "tests/follow", "tests/store", "web", "scripts"):
            shutil.copytree(SOURCE / name, self.tree / name, ignore=shutil.ignore_patterns("golden", "__pycache__"))
        self.text = (SOURCE / "docs" / "internals" / "how-to" / f"build-a-{self.page}.md").read_text(encoding="utf-8")

    def add(self, name, behind, text):
        """Puts `text` behind the first `behind` in a file that the page names."""
        self.assertIn(name, self.text, "the page does not name it")
        path = self.tree / name
        whole = path.read_text(encoding="utf-8")
        self.assertIn(behind, whole)
        path.write_text(whole.replace(behind, behind + text, 1), encoding="utf-8")

    def write(self, name, text):
        self.assertIn(str(Path(name).parent), self.text, "the page does not name its folder")
        (self.tree / name).write_text(text, encoding="utf-8")

    def compile(self, name):
        done = subprocess.run([*COMPILE, name], cwd=self.tree, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    def compiles(self, *names):
        for name in names:
            status, told = self.compile(name)
            self.assertEqual(status, 0, f"{name}: {told[:2000]}")


class ListKind(Tree):
    page = "list-kind"

    def build(self, maker):
        self.add("src/recommend/list_kinds.h", "  bought_next,\n", "  cheapest,\n")
        self.add("src/recommend/list_kinds.h", '.summary = "What is bought in the order after this one."},\n',
                 '    ListKindEntry{.kind = ListKind::cheapest, .name = "cheapest", .shows = "cheap products",\n'
                 '                  .subject = ListSubject::anyone, .path = "/v1/cheapest", .summary = "Cheap."},\n')
        self.add("src/recommend/statement_table.h", "  ranked_below,\n", "  cheap,\n")
        self.add("src/recommend/statement_table.h", 'all products of the list rank above it."},\n',
                 '    StatementEntry{StatementCode::cheap, "cheap", "cheap"},\n')
        self.write("src/recommend/lists/cheapest_ranking.h", RANKING)
        makers = "src/recommend/lists/make_list.cc"
        self.add(makers, '#include "recommend/lists/make_list.h"\n', '#include "recommend/lists/cheapest_ranking.h"\n')
        self.add(makers, "RankingPtr popular(const Ingredients& from) { return popular_ranking(from.snapshot); }\n",
                 "RankingPtr cheapest(const Ingredients&) { return std::make_unique<CheapestRanking>(); }\n")
        self.add(makers, "personal, bought_next", ", cheapest" if maker else "")

    def test_a_kind_of_list(self):
        self.build(maker=True)
        self.compiles("src/recommend/lists/make_list.cc")

    def test_a_kind_without_a_maker_is_refused(self):
        self.build(maker=False)
        status, told = self.compile("src/recommend/lists/make_list.cc")
        self.assertEqual(status, 1)
        self.assertIn("a kind without a maker", told)


class Follower(Tree):
    page = "follower"

    def test_a_follower(self):
        self.add("src/follow/followers.h", 'FollowerKind{kExperiments, "experiments", "the outcomes of experiments", false},\n',
                 '    FollowerKind{FollowerId{0x09}, "shelves", "what lies on shelves", false},\n')
        (self.tree / "follower.cc").write_text(
            '#include "follow/small_follower.h"\n#include "follow/followers.h"\n'
            'static_assert(suggestd::follow::kFollowers.back().name == "shelves");\n', encoding="utf-8")
        self.assertIn("tests/follow/small_follower.h", self.text)
        self.compiles("follower.cc")


class Metric(Tree):
    page = "metric"

    def test_a_metric(self):
        self.add("src/base/metrics_table.cc", "static const std::vector<MetricFamily> table = {\n",
                 '      {"suggestd_shelves_total", counter, "", "Shelves that were filled."},\n')
        (self.tree / "count.cc").write_text('#include "base/metrics.h"\nvoid fill();\nvoid fill() {\n'
                                            '  suggestd::counter("suggestd_shelves_total").add();\n}\n', encoding="utf-8")
        self.compiles("src/base/metrics_table.cc", "count.cc")


class RouteByThePage(Tree):
    page = "route"

    def test_a_route(self):
        self.write("src/http/handlers/shelves.h", ROUTES_HEADER)
        self.write("src/http/handlers/shelves.cc", ROUTES)
        self.add("src/http/routes.cc", '#include "http/routes.h"\n', '#include "http/handlers/shelves.h"\n')
        self.add("src/http/routes.cc", "    add_order_routes(routes);\n", "    add_shelf_routes(routes);\n")
        self.compiles("src/http/handlers/shelves.cc", "src/http/routes.cc")


class ConfigKey(Tree):
    page = "config-key"

    def test_a_config_key(self):
        self.add("src/settings/config.h", "    double most_hidden = 0;\n", "    double shelves = 0;\n")
        self.add("src/settings/config_table.cc", "void add_catalogue_keys(std::vector<ConfigKey>& keys) {\n",
                 '  keys.push_back(number("catalogue.shelves", [](Config& c) -> double& { return c.catalogue.shelves; }, "1",\n'
                 '                        "shelves", 0, 9, Reload::restart, "Shelves; each costs wood."));\n')
        self.compiles("src/settings/config_table.cc")


@unittest.skipIf(MISSING, f"not installed: {MISSING}")
class DashboardPage(Tree):
    page = "page"

    def test_a_page(self):
        (self.tree / "web/src/pages/shelves").mkdir()
        (self.tree / "web/src/pages/shelves/shelves.tsx").write_text(PAGE, encoding="utf-8")
        words = self.tree / "web/src/text/monitoring_words.ts"
        self.assertIn("web/src/text/", self.text)
        first = words.read_text(encoding="utf-8")
        opening = first[:first.index("{\n") + 2]
        words.write_text(first.replace(opening, opening + '  shelves: ["Shelves", "Regale"],\n', 1), encoding="utf-8")
        self.add("web/src/pages.ts", "pageTable: readonly PageEntry[] = [\n",
                 '  { id: "shelves", title: "shelves", of: "shop", scope: "read", key: "v" },\n')
        content = "web/src/frame/content.tsx"
        self.add(content, 'import type { ReactElement } from "react";\n', 'import { Shelves } from "../pages/shelves/shelves";\n')
        self.add(content, "  switch (page) {\n", '    case "shelves": return <Shelves key={shop} shop={shop} />;\n')
        done = subprocess.run([sys.executable, self.tree / "scripts" / "build-dashboard", "--out", self.tree / "out" / "files",
                               "--table", self.tree / "out" / "table.cc"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)


del Tree  # the base class has no tests of its own

if __name__ == "__main__":
    unittest.main()
