"""The dashboard in a browser: each page's main deed by mouse and by keys alone, hostile titles, and a quiet console."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import Browser, needs_browser
from dashboard_case import HOSTILE, PASSWORD, DashboardCase, Keys
from server import Client


@needs_browser
class Dashboard(DashboardCase):
    # --- the frame

    def test_page_and_answers_forbid_what_is_foreign(self):
        client = Client(self.server.admin_port, None)
        self.addCleanup(client.close)
        policy = client.get("/").headers["Content-Security-Policy"]
        for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
            self.assertIn(part, policy)
        self.assertNotIn("unsafe", policy)
        cookie = self.browser.driver.get_cookie("suggestd_session")
        self.assertTrue(cookie["httpOnly"])
        self.assertEqual(cookie["sameSite"], "Strict")
        self.assertEqual(self.browser.driver.execute_script("return document.cookie"), "")

    def test_keys_lead_everywhere(self):
        browser = self.browser
        self.open("shop/default/overview", "Overview")
        browser.press("?")
        browser.find("dialog h2", "Keys of this page")
        browser.press(Keys.ESCAPE)
        browser.press("gm")
        browser.find("h1", "Merchandising")
        browser.press_with(Keys.CONTROL, "k")
        browser.find("dialog[open] [role=option]", "Overview")
        browser.press("monit", Keys.ENTER)
        browser.find("h1", "Monitoring")
        browser.press_with(Keys.CONTROL, "k")
        browser.find("dialog[open]")
        browser.press("Product 7")
        browser.find("dialog [role=option]", "Product p7")
        browser.press(Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER)
        browser.find("h1", "Model explorer")
        self.assertIn("/explorer/product/p7", browser.driver.current_url)
        browser.driver.back()
        browser.find("h1", "Monitoring")

    def test_skip_link_comes_first(self):
        browser = self.browser
        self.open("server/monitoring", "Monitoring")
        browser.driver.refresh()
        browser.find("h1", "Monitoring")
        self.assertEqual(browser.name_of(browser.tab_to("Skip to the content", most=2)), "Skip to the content")
        browser.press(Keys.ENTER)
        self.assertEqual(browser.focused().get_attribute("id"), "content")

    def test_language_and_scheme_are_kept(self):
        browser = self.browser
        self.open("shop/default/overview", "Overview")
        before = browser.driver.execute_script("return document.documentElement.dataset.scheme")
        browser.click(".top button", "Deutsch")
        browser.find("h1", "Überblick")
        browser.press("t")
        browser.driver.refresh()
        browser.find("h1", "Überblick")
        root = browser.driver.execute_script("return [document.documentElement.lang, document.documentElement.dataset.scheme]")
        self.assertEqual(root, ["de", "light" if before == "dark" else "dark"])
        browser.press("t")
        browser.click(".top button", "English")
        browser.find("h1", "Overview")

    # --- the pages

    def test_overview_tells_what_lists_led_to(self):
        browser = self.browser
        self.open("shop/default/overview?days=7", "Overview")
        browser.find(".tile .figure", "14.50")
        browser.find("td", "front")
        chart = browser.tab_to("Revenue in EUR a day", "slider")
        self.assertIn("14.50", chart.get_attribute("aria-valuetext"))
        browser.press(Keys.ARROW_LEFT)
        browser.until("the arrow keys go from day to day", lambda: "0.00" in chart.get_attribute("aria-valuetext"))
        browser.click("button", "Download CSV")
        file = self.downloads / "suggestd-default.csv"
        browser.until("no CSV", lambda: file.exists() and file.stat().st_size)
        browser.find("dt", "Last order received")  # those of this shop were placed long before
        self.assertRegex(file.read_text(encoding="utf-8-sig"), r"(?m)^[-\d]+,front,[^,]*,1,1,1,1,EUR,14\.50\s*$")

    def test_a_shop_that_is_not_there_is_told(self):
        self.open("shop/nope/overview", "Overview")
        self.browser.find(".problem", "There is no shop nope.")
        self.assertNotIn("does not answer", self.browser.find("#content").text)
        self.browser.until("all is read", lambda: not self.browser.there("#content [aria-busy=true]"))
        self.browser.console()  # which tells each of the reads that found nothing

    def test_explorer_shows_a_person_by_keys_and_says_why(self):
        browser = self.browser
        self.open("shop/default/explorer/person", "Model explorer")
        browser.tab_to("The person's id", "textbox")
        browser.press("u1", Keys.ENTER)
        browser.find(".list-pane", "For you")
        browser.find(".list-pane .reason")
        browser.tab_to("Why not this one?", "combobox")
        browser.press("Product 7")
        browser.find(".options [role=option]", "p7")
        browser.press(Keys.ENTER)
        browser.find(".why-not")
        self.assertIn("why=p7", browser.driver.current_url)
        browser.tab_to("Why ", None)
        browser.press(Keys.SPACE)
        browser.find(".list-pane details .shares", None)
        browser.find(".past-order", "from-list")
        self.assertNotIn("neither a profile", browser.find("#content").text)  # u1 has orders and no profile
        self.open("shop/default/explorer/person/nobody", "Model explorer")
        browser.find("#content .hint", "neither a profile nor an order")

    def test_explorer_sets_two_scenarios_side_by_side(self):
        browser = self.browser
        self.open("shop/default/explorer/guest/p1?left=s:front&right=l:popular", "Model explorer")
        browser.find(".list-pane h2", "Left: Scenario front")
        browser.find(".list-pane h2", "Right: Popular")
        browser.click("button[aria-label='Take out Product 1']")
        browser.until("the cart is in the address", lambda: "/guest?" in browser.driver.current_url)

    def test_scenario_is_made_tried_saved_and_removed_by_keys(self):
        browser = self.browser
        self.open("shop/default/merchandising", "Merchandising")
        browser.tab_to("Its name", "textbox")
        browser.press_with(Keys.CONTROL, "a")
        browser.press("spring", Keys.ENTER)
        browser.find("h1", "spring")
        browser.tab_to("Filter", "textbox")
        browser.press("pirce < 20")
        browser.find(".faulty .error", "did you mean 'price'?")
        browser.press_with(Keys.CONTROL, "a")
        browser.press("price < 20")
        browser.until("the error goes", lambda: not browser.there(".faulty"))
        browser.find(".pair", "With this draft")
        browser.tab_to("Save and put live", "button")
        browser.press(Keys.ENTER)
        browser.find(".toast", "spring is live as version 1.")
        stored = self.server.client().get("/v1/scenarios/spring").json
        self.assertEqual(stored["filter"], "price < 20")
        browser.click(".toast button", "Undo")
        browser.find(".toast", "back as it was")
        self.assertEqual(self.server.client().get("/v1/scenarios/spring").status, 404)
        self.assertEqual([line for line in browser.console() if "404" not in line and "400" not in line], [])

    def test_rules_are_edited_by_mouse_and_removed_after_a_typed_word(self):
        browser, client = self.browser, self.server.client()
        self.addCleanup(client.close)
        self.assertIn(client.put("/v1/scenarios/summer", {"list": "popular"}).status, (200, 201))
        self.open("shop/default/merchandising/summer", "summer")
        browser.click("[aria-label='Add a rule'] button", "Pin")
        browser.fill("Add a product", "Product 9")
        browser.click(".rule .options [role=option]", "p9")
        browser.fill("Add a product", "Product 8")
        browser.click(".rule .options [role=option]", "p8")
        browser.click("button[aria-label='Move Product 8 up']")
        browser.find(".pair-list li", "Product 8")
        browser.click("button", "Try it on 200 lists")
        browser.find(".card", "Every rule did something.")
        browser.click("button", "Save and put live")
        browser.find(".toast", "version 2")
        self.assertEqual(client.get("/v1/scenarios/summer").json["rules"][0]["products"], ["p8", "p9"])
        browser.click("button[aria-label='Put back version 1']")
        browser.find("td", "rules removed: pin-1")
        browser.click("button", "Remove the scenario")
        browser.press("winter", Keys.ENTER)
        browser.find("dialog .error")
        browser.fill("Type summer", "summer")
        browser.press(Keys.ENTER)
        browser.find("h1", "Merchandising")
        self.assertEqual(client.get("/v1/scenarios/summer").status, 404)

    def test_new_shop_gets_from_its_name_to_a_list(self):
        browser = self.browser
        self.open("server/shops", "Shops")
        browser.fill("Name of the shop", "garden")
        browser.press(Keys.ENTER)
        browser.find("h1", "Connect garden")
        browser.find("[role=status]", "0 of 6 steps done")
        browser.click("button", "Make a key")
        key = browser.find(".secret").text
        self.assertIn(key, browser.find("pre").text)
        client = self.server.client(key)
        self.addCleanup(client.close)
        client.put("/v1/products/pot", {"title": "Pot"})
        browser.find("[role=status]", "2 of 6")
        client.post("/v1/events", {"type": "view", "user_id": "dana", "product_id": "pot"})
        client.post("/v1/orders", {"order_id": "1", "user_id": "dana", "placed_at": "2026-11-01T00:00:00Z", "currency": "EUR",
                                   "lines": [{"product_id": "pot", "quantity": 1, "price": "1"}]})
        browser.find("[role=status]", "4 of 6")
        browser.click("a", "See what the shop would show")
        browser.find("a", "dana")
        self.open("server/shops", "Shops")
        browser.click("button[aria-label='Delete garden']")
        browser.press("garden", Keys.ENTER)
        browser.find(".toast", "garden is deleted.")

    def test_key_is_made_and_revoked(self):
        browser = self.browser
        self.open("shop/default/keys", "Keys")
        browser.fill("What it is for", "till")
        browser.press(Keys.ENTER)
        key = browser.find("dialog .secret").text
        client = self.server.client(key)
        self.addCleanup(client.close)
        self.assertEqual(client.get("/v1/popular").status, 200)
        browser.click("dialog button", "Done")
        row = browser.find("tr", "till")
        key_id = row.find_element("css selector", "code").text
        browser.click(f"button[aria-label='Revoke {key_id}']")
        browser.press(key_id, Keys.ENTER)
        browser.find(".toast", "is revoked")
        self.assertEqual(client.get("/v1/popular").status, 401)

    def test_somebody_is_invited_and_sees_no_more_than_the_role_opens(self):
        browser = self.browser
        self.open("shop/default/people", "People and roles")
        browser.fill("E-mail address", "ben@example.org")
        browser.press(Keys.ENTER)
        link = browser.find("dialog .secret").text
        browser.press(Keys.ESCAPE)
        browser.find("td", "ben@example.org")
        other = Browser(self.downloads)
        self.addCleanup(other.end)
        other.driver.get(link)
        other.fill("Your name", "Ben")
        other.fill("New password", PASSWORD)
        other.press(Keys.ENTER)
        other.find("h1", "Overview")
        self.assertEqual([entry.text for entry in other.there(".menu a")],
                         ["Overview", "What it earns", "Model explorer", "Merchandising", "Segments", "Campaigns", "Receivers",
                          "Experiments", "Calendar", "Catalogue", "Connect the shop", "API reference", "Ben"])
        other.driver.get(f"{self.address}/#/shop/default/keys")
        other.find(".problem", "Your role does not open this")
        self.open("shop/default/audit", "Audit log")
        browser.find("td", "POST /v1/accounts")

    def test_session_that_ends_asks_again_and_keeps_what_was_typed(self):
        browser = self.browser
        self.open("shop/default/keys", "Keys")
        browser.fill("What it is for", "kept words")
        kept = browser.driver.get_cookie("suggestd_session")
        browser.driver.delete_cookie("suggestd_session")
        self.addCleanup(lambda: browser.driver.get_cookie("suggestd_session") or browser.driver.add_cookie(kept))
        browser.press(Keys.ENTER)
        browser.find("dialog h2", "Sign in again")
        browser.press(PASSWORD, Keys.ENTER)
        browser.until("the dialog goes", lambda: not browser.there("dialog[open]"))
        self.assertEqual(browser.field("What it is for").get_attribute("value"), "kept words")
        self.assertTrue(all("401" in line for line in browser.console()))

    def test_catalogue_tells_what_is_wrong_page_by_page(self):
        browser = self.browser
        self.open("shop/default/catalogue", "Catalogue")
        browser.find(".card h2", "Without a picture")
        browser.find(".card .chip", "28 of 28 products")
        self.assertFalse(browser.there("img[src=x]"))
        rows = lambda: len(browser.driver.find_elements("css selector", ".card:first-of-type tbody tr"))
        self.assertEqual(rows(), 5)
        browser.click(".card:first-of-type button", "Show more")
        browser.until("all products are there", lambda: rows() == 28)

    def test_monitoring_shows_all_shops(self):
        browser = self.browser
        self.open("server/monitoring", "Monitoring")
        browser.find("td", "default")
        browser.find("td", "ready")
        browser.find(".card", "keep up with their shops")
        browser.find("dt", "Configuration read")
        browser.find("dt", "Asked to come again (503, 507)")

    def test_monitoring_lists_jobs_and_begins_a_training(self):
        browser = self.browser
        self.open("server/monitoring", "Monitoring")
        browser.click("button", "Train now")
        browser.find("td", "Training")
        browser.find("td", "orders were learned")

    # --- strangers' words

    def test_hostile_titles_are_text(self):
        browser = self.browser
        for name, title in HOSTILE.items():
            self.open(f"shop/default/explorer/product/h-{name}", "Model explorer")
            shown = browser.find(".product .title").get_attribute("textContent")
            self.assertEqual(shown, title, name)
        self.open("shop/default/explorer/guest/h-script/h-long", "Model explorer")
        browser.find(".chip", "<script>")
        self.assertLessEqual(browser.overflow(), 0, "500 characters do not widen the page")

    def test_narrow_window_needs_no_scrolling_sideways(self):
        browser = self.browser
        self.narrow()
        self.check_width((
            ("overview", "Overview"), ("explorer/person/u1", "Model explorer"), ("keys", "Keys"),
            ("explorer/product/h-long", "Model explorer"), ("merchandising/front", "front"),
            ("connect", "Connect"), ("catalogue", "Catalogue"), ("people", "People and roles"), ("audit", "Audit log")))
        browser.click(".menu-button")
        browser.click(".menu a", "Overview")
        browser.find("h1", "Overview")


if __name__ == "__main__":
    unittest.main()
