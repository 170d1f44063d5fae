"""The dashboard's pages for groups of people, campaigns and experiments: each one's main deed by mouse or by keys alone."""
import csv
import io
import json
import sys
import unittest
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import Browser, needs_browser
from dashboard_case import HOSTILE, PASSWORD, DashboardCase, Keys

# All of the shop's people but u1 ordered in January alone.
AWAY = {"people": "lapsed(180d)"}


@needs_browser
class DashboardCampaigns(DashboardCase):
    def setUp(self):
        super().setUp()
        self.client = self.server.client(self.server.make_key("--scopes", "ingest,read,recommend,merchandise,privacy"))
        self.addCleanup(self.client.close)

    def put(self, path, body):
        answer = self.client.put(path, body)
        self.assertIn(answer.status, (200, 201), answer.text)

    # --- segments

    def test_segment_is_made_counted_and_its_people_are_shown_by_keys(self):
        browser = self.browser
        self.open("shop/default/segments", "Segments")
        browser.tab_to("Its name", "textbox")
        browser.press("away", Keys.ENTER)
        browser.find("h1", "away")
        browser.find(".figure", "11 of 12 people")
        browser.tab_to("Condition", "textbox")
        browser.press_with(Keys.CONTROL, Keys.END)
        browser.press(" and bouhgt()")
        browser.find(".faulty .error", "bouhgt")
        for _ in range(len("bouhgt()")):
            browser.press(Keys.BACKSPACE)
        browser.press('bought(category == "Tea")')
        browser.until("the error goes", lambda: not browser.there(".faulty"))
        browser.tab_to("Save", "button")
        browser.press(Keys.ENTER)
        browser.find(".toast", "away is saved.")
        self.assertEqual(self.client.get("/v1/segments/away").json["people"], 'lapsed(180d) and bought(category == "Tea")')
        self.assertNotIn("from=", browser.driver.current_url)
        browser.tab_to("u2", "link")
        browser.press(Keys.ENTER)
        browser.find("h1", "Model explorer")
        self.assertIn("/explorer/person/u2", browser.driver.current_url)

    def test_segment_is_written_by_the_form_and_deleted_after_a_typed_word(self):
        browser = self.browser
        self.put("/v1/segments/others", AWAY)
        self.open("shop/default/segments", "Segments")
        browser.find("td", "others")
        browser.fill("Its name", "tea")
        browser.choose("Begin with", "An empty condition")
        browser.click("button", "Begin")
        browser.find("h1", "tea")
        browser.choose("Who", "bought")
        browser.fill("Category", "Tea")
        browser.fill("In the last days", "400")
        browser.click("fieldset button", "Add")
        self.assertEqual(browser.field("Condition").get_attribute("value"), 'bought(category == "Tea", 400d)')
        browser.choose("Joined by", "but not")
        browser.choose("Who", "ordered several times")
        browser.fill("Orders, at least", "4")
        browser.click("fieldset button", "Add")
        browser.find(".figure", "11 of 12 people")
        browser.choose("Compare with", "others")
        browser.find(".share-line", "In both")
        self.assertIn("with=others", browser.driver.current_url)
        browser.click("button", "Save")
        browser.find(".toast", "tea is saved.")
        browser.click(".toast button", "Undo")
        browser.find("h1", "Segments")
        self.assertEqual(self.client.get("/v1/segments/tea").status, 404)
        self.open("shop/default/segments/others", "others")
        browser.click("button", "Delete the segment")
        browser.press("others", Keys.ENTER)
        browser.find(".toast", "others is deleted.")
        self.assertEqual(self.client.get("/v1/segments/others").status, 404)

    def test_list_of_people_is_uploaded(self):
        browser = self.browser
        file = self.downloads.parent / "letter.csv"
        file.write_text("user_id\nu3\nu4\nnobody-yet\n", encoding="utf-8")
        self.open("shop/default/segments", "Segments")
        browser.field("File").send_keys(str(file))
        self.assertEqual(browser.field("Name of the list").get_attribute("value"), "letter")
        browser.click("button", "Upload")
        browser.find(".toast", "3 people are on the list letter.")
        browser.find("h1", "letter")
        browser.find(".names a", "u4")
        browser.find(".figure", "2 of 12 people")
        file.write_text("user_id\nu5\n", encoding="utf-8")
        self.open("shop/default/segments", "Segments")
        browser.field("File").send_keys(str(file))
        browser.choose("If there is a list of this name", "add to it")
        browser.click("button", "Upload")
        browser.find(".figure", "3 of 12 people")
        browser.click("button", "Forget the list")
        browser.press("letter", Keys.ENTER)
        browser.find(".toast", "The list letter is forgotten.")
        browser.find("td .error", "can't be counted")

    # --- campaigns

    def test_campaign_is_planned_run_and_told(self):
        browser = self.browser
        self.put("/v1/segments/receivers", AWAY)
        self.open("shop/default/campaigns", "Campaigns")
        browser.fill("Its name", "spring")
        browser.press(Keys.ENTER)
        browser.find("h1", "spring")
        browser.choose("People", "receivers")
        browser.fill("Filter", 'category == "Tea"')
        browser.fill("Held out", "30")
        self.assertFalse(browser.find("button", "Make a plan").is_enabled(), "a plan is made of what is saved")
        browser.click("button", "Save")
        browser.find(".toast", "spring is saved.")
        stored = self.client.get("/v1/campaigns/spring").json
        self.assertEqual((stored["people"], stored["holdout"]), ({"segment": "receivers"}, 0.3))
        browser.until("it can be planned", lambda: browser.find("button", "Make a plan").is_enabled())
        browser.click("button", "Make a plan")
        browser.find("td", "Can be addressed")
        browser.fill("Products for each person", "2")
        browser.click("button", "Save")
        browser.until("it can be planned again", lambda: browser.find("button", "Make a plan").is_enabled())
        browser.click("button", "Make a plan")
        browser.find("th", "The plan before")
        browser.fill("Name of the run", "first")
        browser.click("button", "Run it")
        browser.find(".toast", "spring has run.")
        self.assertIn("run=first", browser.driver.current_url)
        # Nobody has bought since: no interval, and the number that it takes is the server's.
        browser.find(".intervals", "orders a person")
        fewest = self.client.get("/v1/campaigns/spring/report").json["fewest_buyers"]
        browser.find(".intervals .words", f"Too early to say: each group needs {fewest} buyers.")
        browser.click("button", "Download the lists")
        file = self.downloads / "spring-first-sent.csv"
        browser.until("no lists", lambda: file.exists() and file.stat().st_size)
        rows = file.read_text(encoding="utf-8").splitlines()
        lists = [json.loads(line) for line in self.client.get("/v1/campaigns/spring/lists").text.splitlines()]
        self.assertEqual(len(rows), 1 + len(lists))
        self.assertTrue(rows[0].startswith("user_id,group,product_1,"))
        self.assertEqual({len(one["products"]) for one in lists}, {2})
        file.unlink()
        browser.fill("Count links at", "https://shop.example/mail")
        browser.click("button", "Download the lists")
        browser.until("no lists with tracked links", lambda: file.exists() and file.stat().st_size)
        pixel = next(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))["pixel"]
        with urllib.request.urlopen(self.server.url + pixel.removeprefix("https://shop.example/mail"), timeout=20) as picture:
            self.assertEqual(picture.headers["Content-Type"], "image/gif")
        browser.driver.refresh()
        self.assertEqual(browser.find("td[data-title=Opened]", "1").text, "1")

    def test_campaign_is_refused_at_its_field_saved_planned_and_run_by_keys(self):
        browser = self.browser
        self.open("shop/default/campaigns/typed?new=yes", "typed")
        browser.tab_to("Filter", "textbox")
        browser.press("pirce < 20")
        browser.tab_to("Save", "button")
        browser.press(Keys.ENTER)
        browser.find(".faulty .error", "did you mean 'price'?")
        self.assertEqual(browser.field("Filter").get_attribute("value"), "pirce < 20")
        self.assertTrue(all("400" in line for line in browser.console()))
        browser.tab_to("Filter", "textbox")
        browser.press_with(Keys.CONTROL, "a")
        browser.press("price < 20")
        browser.tab_to("Save", "button")
        browser.press(Keys.ENTER)
        browser.find(".toast", "typed is saved.")
        for deed, seen in (("Make a plan", "Can be addressed"), ("Run it", "Assigned")):
            browser.tab_to(deed, "button")
            browser.press(Keys.ENTER)
            browser.find("td", seen)
        browser.tab_to("Delete the campaign", "button")
        browser.press(Keys.ENTER)
        browser.press("typed", Keys.ENTER)
        browser.find(".toast", "typed is deleted.")

    def test_analyst_reads_what_merchants_make_and_can_do_nothing_to_it(self):
        self.put("/v1/campaigns/read", {"per_person": 2})
        self.put("/v1/segments/gone-away", AWAY)
        self.experiment("tried", "cart")
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.addCleanup(admin.close)
        made = admin.post("/v1/accounts", {"email": "eve@example.org", "name": "Eve", "roles": [{"role": "analyst", "shop": "default"}]})
        self.assertEqual(made.status, 201, made.text)
        other = Browser(self.downloads)
        self.addCleanup(other.end)
        other.driver.get(made.json["invitation"]["link"])
        other.fill("Your name", "Eve")
        other.fill("New password", PASSWORD)
        other.press(Keys.ENTER)
        other.find("h1", "Overview")
        menu = [entry.text for entry in other.there(".menu a")]
        self.assertIn("Campaigns", menu)
        self.assertIn("Experiments", menu)
        self.assertNotIn("Keys", menu)
        other.driver.get(f"{self.address}/#/shop/default/campaigns/read")
        other.find(".hint", "Your role reads this.")
        buttons = [button.text for button in other.there("#content button")]
        for deed in ("Save", "Make a plan", "Run it", "Delete the campaign"):
            self.assertNotIn(deed, buttons)
        self.assertEqual(other.console(), [])
        other.driver.get(f"{self.address}/#/shop/default/segments/gone-away")
        other.find(".figure", "11 of 12 people")
        other.find(".hint", "Your role reads this.")
        other.driver.get(f"{self.address}/#/shop/default/experiments/tried")
        other.find(".hint", "Your role reads this.")
        buttons = [button.text for button in other.there("#content button")]
        for deed in ("Save", "Start", "Delete the experiment"):
            self.assertNotIn(deed, buttons)
        self.assertEqual(other.console(), [])

    # --- experiments

    def experiment(self, name, scenario):
        self.put(f"/v1/scenarios/{scenario}", {"list": "popular"})
        self.put(f"/v1/experiments/{name}", {"scenario": scenario, "variants": [
            {"name": "control", "share": 0.5}, {"name": "changed", "share": 0.5, "scenario": {"filter": 'brand == "Acme"'}}]})

    def test_experiment_is_made_and_started_by_keys(self):
        browser = self.browser
        self.put("/v1/scenarios/cart", {"list": "bought-together"})
        self.open("shop/default/experiments", "Experiments")
        browser.tab_to("Its name", "textbox")
        browser.press("varied", Keys.ENTER)
        browser.find("h1", "varied")
        browser.tab_to("Variety", "button")
        browser.press(Keys.ENTER)
        browser.tab_to("Save", "button")
        browser.press(Keys.ENTER)
        browser.find(".toast", "varied is saved.")
        stored = self.client.get("/v1/experiments/varied").json
        self.assertEqual(stored["experiment"]["variants"][1]["scenario"], {"diversity": 0.5})
        browser.find(".card", "in the last four weeks")
        browser.tab_to("Start", "button")
        browser.press(Keys.ENTER)
        browser.find(".toast", "varied has started.")
        browser.find(".hint", "a running experiment is not changed")
        self.assertEqual(self.client.get("/v1/experiments/varied").json["state"], "running")
        browser.tab_to("Stop", "button")
        browser.press(Keys.ENTER)
        browser.press("varied", Keys.ENTER)
        browser.find(".toast", "varied has stopped.")

    def test_experiment_tells_what_it_found_and_is_promoted(self):
        browser = self.browser
        self.experiment("found", "place")
        self.assertEqual(self.client.post("/v1/experiments/found/start", None).status, 200)
        for number in range(20):
            self.client.get(f"/v1/popular?scenario=place&user_id=u{number}")
        self.open("shop/default/experiments", "Experiments")
        browser.find("tr", "running")
        browser.click("td a", "found")
        browser.find(".intervals", "Too few visitors and buyers yet")
        browser.until("the visitors are told", lambda: sum(
            int(cell.text.split()[-1]) for cell in browser.there("td[data-title=Visitors]")) == 20 or browser.click("button", "Reload"))
        browser.find(".hint", "The variants got their shares of visitors.")
        browser.click("button", "Make changed the place")
        browser.press("changed", Keys.ENTER)
        browser.find(".toast", "place is now what changed was, as version 2.")
        browser.find(".chip", "changed was made the place.")
        self.assertEqual(self.client.get("/v1/scenarios/place").json["filter"], 'brand == "Acme"')
        self.assertEqual(self.client.post("/v1/experiments/found/start", None).status, 200)
        self.open("shop/default/experiments", "Experiments")
        browser.click("td a", "found")
        run = browser.field("Run")
        browser.until("two runs can be chosen", lambda: len(run.find_elements("tag name", "option")) == 2)
        self.assertEqual(browser.there(".chip.good"), [], "nothing of the new run is made the place")
        browser.choose("Run", run.find_elements("tag name", "option")[1].text)
        browser.find(".chip", "changed was made the place.")

    def test_two_rankings_are_mixed_and_told_apart(self):
        browser = self.browser
        # One click in as many days is too few to plan by; without an old order the click would be a day's.
        long_ago = (datetime.now(timezone.utc) - timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.put("/v1/orders/long-ago", {"order_id": "long-ago", "user_id": "u1", "currency": "EUR", "placed_at": long_ago,
                                         "lines": [{"product_id": "p1", "quantity": 1, "price": "2"}]})
        for name, brand in (("m1", "Acme"), ("m2", "Other")):
            self.put(f"/v1/products/{name}", {"title": name, "brand": brand})
        self.put("/v1/scenarios/mixed-place", {"list": "popular"})
        self.put("/v1/experiments/mixed", {"scenario": "mixed-place", "variants": [
            {"name": name, "share": 0.5, "scenario": {"filter": f'brand == "{brand}"'}}
            for name, brand in (("control", "Other"), ("changed", "Acme"))]})
        self.open("shop/default/experiments", "Experiments")
        browser.click("td a", "mixed")
        browser.choose("Method", "Mix two rankings in each list")
        browser.find(".hint", "each of them sees both rankings")
        self.assertEqual(browser.there("input[type=checkbox]"), [])
        browser.click("button", "Save")
        browser.find(".toast", "mixed is saved.")
        stored = self.client.get("/v1/experiments/mixed").json["experiment"]
        self.assertEqual((stored["method"], stored["metric"], stored["guards"]), ("interleaving", "clicks", []))
        browser.find(".card", "Too few visitors have clicked")
        browser.click("button", "Start")
        browser.find(".toast", "mixed has started.")
        answer = self.client.get("/v1/popular?scenario=mixed-place&user_id=u1&limit=2").json
        self.client.post("/v1/events", {"type": "rec_click", "user_id": "u1", "recommendation_id": answer["recommendation_id"],
                                        "product_id": answer["items"][0]["product_id"]})
        browser.find(".intervals", "No visitor yet whose days are over")
        browser.until("the click is told", lambda: sum(
            int(cell.text.split()[-1]) for cell in browser.there("td[data-title=Clicks]")) == 1 or browser.click("button", "Reload"))
        browser.click("button", "Make changed the place")
        browser.press("changed", Keys.ENTER)
        browser.find(".chip", "changed was made the place.")

    # --- all of them

    def test_calendar_shows_both_by_date(self):
        browser = self.browser
        self.experiment("dated", "dated-place")
        self.assertEqual(self.client.post("/v1/experiments/dated/start", None).status, 200)
        self.open("shop/default/calendar?from=2001-01", "Calendar")
        browser.find(".empty", "Nothing in these months")
        browser.click("button", "Today")
        browser.find(".spans li", "dated")
        browser.click(".spans a", "dated")
        browser.find("h1", "dated")

    def test_german_narrow_and_hostile(self):
        browser = self.browser
        for name, title in HOSTILE.items():
            self.put(f"/v1/segments/h-{name}", {"people": f"bought(product_id == {json.dumps('h-' + name)})", "description": title})
        self.put("/v1/campaigns/narrow", {"products": {"ids": [f"h-{name}" for name in HOSTILE]}})
        self.experiment("narrow", "narrow-place")
        self.narrow()
        self.open("shop/default/segments", "Segments")
        browser.click(".top button", "Deutsch")
        self.addCleanup(lambda: browser.click(".top button", "English"))
        self.check_width((
            ("segments", "Segmente"), ("segments/h-long", "h-long"), ("campaigns", "Kampagnen"), ("campaigns/narrow", "narrow"),
            ("experiments", "Experimente"), ("experiments/narrow", "narrow"), ("calendar", "Kalender")))


if __name__ == "__main__":
    unittest.main()
