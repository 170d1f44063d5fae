"""The API's shapes as the dashboard writes them down are those that the server describes: no member that it lacks."""
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE, OneServerCase

# Interface in web/src/api/*types.ts -> schema, and the way to an object inside of it.
SHAPES = {
    "FieldError": "FieldError", "Key": "Key", "Shop": "Shop", "ListItem": "ListItem", "List": "List",
    "ScorePart": "ListItem trace", "Statement": "Statement", "Source": "ListItem trace sources", "RuleEffect": "List rules",
    "ScenarioPart": "ScenarioPart", "Scenario": "Scenario", "Rule": "Scenario rules", "ScenarioVersion": "ScenarioVersions versions",
    "ScenarioDraft": "ScenarioDraft", "ScenarioDrafts": "ScenarioDrafts",
    "BeforeAfter": "BeforeAfter", "ProductMove": "ProductMove", "DryRun": "DryRun", "ListPair": "DryRun examples",
    "Money": "PlacementReport revenue", "PlacementReport": "PlacementReport", "Report": "Report", "Order": "Order",
    "OrderLine": "OrderLine", "Orders": "Orders", "Product": "Product", "Change": "Changes changes", "Changes": "Changes",
    "ServerStatus": "ServerStatus", "ShopStatus": "ServerStatus shops", "LastReload": "LastReload",
    "WatchAlarm": "WatchAlarm", "OtherServer": "OtherServer", "ServerReport": "OtherServer report",
    "Follower": "ServerStatus shops followers", "Readiness": "Readiness", "Consumer": "Consumer",
    "ListOptions": "ListOptions", "CatalogueFindings": "CatalogueFindings", "Finding": "CatalogueFindings findings",
    "FoundProduct": "CatalogueFindings findings records",
    "Segment": "Segment", "ListedSegment": "Segments segments", "Segments": "Segments", "SegmentSize": "SegmentSizes segments",
    "SegmentSizes": "SegmentSizes", "ListedPerson": "ListedPerson", "SegmentPeople": "SegmentPeople", "PeopleList": "PeopleList",
    "Imported": "Imported", "ImportReject": "Imported rejects",
    "Job": "Job", "JobProgress": "Job progress", "ListedJob": "Job", "Jobs": "Jobs",
    "Campaign": "Campaign", "SegmentName": "Campaign people", "CampaignProducts": "Campaign products",
    "CampaignCaps": "Campaign caps", "GroupCap": "Campaign caps groups", "Campaigns": "Campaigns",
    "CampaignGroup": "CampaignGroup", "ReachedCap": "CampaignGroup caps dearest", "CampaignPlan": "CampaignPlan",
    "LeftOut": "CampaignPlan people left_out", "CampaignRuns": "CampaignRuns", "CampaignRun": "CampaignRuns runs",
    "Receiver": "Receiver", "Receivers": "Receivers",
    "UptakeSource": "CampaignPlan uptake", "CampaignDifferences": "CampaignDifferences",
    "CampaignReportPart": "CampaignReportPart", "CampaignParts": "CampaignReport parts",
    "CampaignResult": "CampaignResult", "CampaignDifference": "CampaignDifference", "CampaignReport": "CampaignReport",
    "Experiment": "Experiment", "Variant": "Experiment variants", "Guard": "Experiment guards",
    "StoredExperiment": "StoredExperiment", "ExperimentRun": "ExperimentRun", "PastRun": "ExperimentRuns runs",
    "ExperimentRuns": "ExperimentRuns", "StoppedVariant": "ExperimentRun stopped_variants",
    "Experiments": "Experiments", "ExperimentPlan": "ExperimentPlan", "ExperimentFinding": "ExperimentFinding",
    "Interval": "ExperimentFinding interval", "ExperimentReport": "ExperimentReport",
    "RankedVariant": "ExperimentPreference rankings", "ExperimentPreference": "ExperimentPreference",
    "InterleavingReport": "InterleavingReport",
    "ReportedVariant": "ExperimentReport variants", "Settled": "ExperimentReport variants settled",
}


def interfaces(text):
    """Name -> its own members, those of inner objects left out."""
    found = {}
    for name, body in re.findall(r"(?ms)^export interface (\w+)[^{\n]*\{\n(.*?)^\}", text):
        found[name] = re.findall(r"(?m)^  (\w+)\??:", body)
    return found


class DashboardTypes(OneServerCase):
    def members_of(self, schemas, way):
        name, *inner = way.split()
        schema = schemas[name]
        for step in inner:
            schema = schema["properties"][step]
            schema = schema.get("items", schema)
            if "$ref" in schema:
                schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
        return schema["properties"]

    def schemas(self):
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.addCleanup(admin.close)
        return admin.get("/openapi.json").json["components"]["schemas"]

    def test_each_code_of_a_sentence_has_a_text_in_both_languages(self):
        schema = self.schemas()["StatementCode"]
        english = dict(line.split(": ", 1) for line in schema["description"].splitlines()[1:])
        self.assertEqual(list(english), schema["enum"])
        text = (SOURCE / "web" / "src" / "text" / "statements.ts").read_text(encoding="utf-8")
        tables = {name: dict(re.findall(r'(?m)^  (\w+): "(.+)",$', body))
                  for name, body in re.findall(r"(?ms)^const (\w+): [^=]*= \{\n(.*?)^\};", text)}
        german = tables["german"] | {kind + code: ("{products} " if kind == "without_" else "") + phrase
                                     for code, phrase in tables["left"].items() for kind in ("without_", "is_")}
        self.assertEqual(set(german), set(english))
        for code, form in english.items():
            with self.subTest(code=code):
                self.assertLessEqual(set(re.findall(r"{(\w+)}", german[code])), set(re.findall(r"{(\w+)}", form)))
        alike = re.search(r"const alike.*?\{ (.*) \}", text).group(1)
        source = (SOURCE / "src" / "recommend" / "lists" / "likeness_ranking.cc").read_text(encoding="utf-8")
        kinds = re.search(r"kKinds\{\s*(\{\{.*?)\};", source, re.DOTALL).group(1)
        self.assertEqual(re.findall(r"(\w+):", alike), re.findall(r'"(\w+)"', kinds))

    def test_no_member_is_written_down_that_the_server_lacks(self):
        files = sorted((SOURCE / "web" / "src" / "api").glob("*types.ts"))
        written = interfaces("".join(path.read_text(encoding="utf-8") for path in files))
        schemas = self.schemas()
        for name, way in SHAPES.items():
            self.assertTrue(written[name], name)
            lacking = set(written[name]) - set(self.members_of(schemas, way))
            self.assertEqual(lacking, set(), f"{name} in web/src/api, {way} in /openapi.json")


if __name__ == "__main__":
    unittest.main()
