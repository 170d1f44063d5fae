"""The dashboard in a browser: registering where the operator allows it, by mouse and by keys alone, and where not."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import Browser, needs_browser
from dashboard_case import HOSTILE, Keys
from person import PASSWORD, first_owner
from server import Server


@needs_browser
class Registering(unittest.TestCase):
    def begin(self, registration="open"):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, f'[sign_in]\nregistration = "{registration}"\n').start()
        self.addCleanup(self.server.end)
        if "without the dashboard" in self.server.admin().get("/").text:
            self.skipTest("the server was built without the dashboard (SUGGESTD_DASHBOARD=OFF)")
        self.owner = first_owner(self.server)
        self.browser = Browser(Path(folder.name) / "downloads")
        self.addCleanup(self.browser.end)
        self.address = f"http://127.0.0.1:{self.server.admin_port}"
        self.browser.driver.get(self.address)
        self.browser.find("h1", "suggestd")
        return self.browser

    def test_by_mouse_what_is_taken_is_mended_and_the_shop_is_there(self):
        browser = self.begin()
        browser.click("a", "Register")
        browser.find("h1", "Register")
        browser.fill("E-mail address", "ada@example.com")
        browser.fill("Your name", HOSTILE["script"])
        browser.fill("Password", PASSWORD)
        browser.fill("Name of the shop", "default")
        browser.click("button", "Register")
        browser.find(".error", "is the name of a shop already")
        self.assertEqual(browser.field("Password").get_attribute("value"), PASSWORD)
        browser.fill("Name of the shop", "tea")
        browser.click("button", "Register")
        browser.find(".error", "has an account already")
        browser.fill("E-mail address", "ben@example.com")
        browser.click("button", "Register")
        browser.find("h1", "Connect tea")
        self.assertIn("/shop/tea/connect", browser.driver.current_url)
        self.assertNotIn("Shops", [entry.text for entry in browser.there(".menu a")])
        self.assertIsNone(browser.driver.execute_script("return window.pwned || null"))
        refused = [line for line in browser.console() if "409" not in line]
        self.assertEqual(refused, [])
        browser.driver.refresh()
        browser.find("h1", "Connect tea")
        people = {one["email"]: one for one in self.owner.get("/v1/accounts").json["accounts"]}
        self.assertEqual(people["ben@example.com"]["roles"], [{"role": "owner", "shop": "tea"}])

    def test_by_keys_alone_and_in_german(self):
        browser = self.begin()
        browser.click("button", "Deutsch")
        browser.find("p", "Noch kein Konto?")
        browser.tab_to("Registrieren")
        browser.press(Keys.ENTER)
        browser.find("h1", "Registrieren")
        self.assertEqual(browser.name_of(browser.focused()), "E-Mail-Adresse")
        browser.press("eva@example.com", Keys.TAB, "Eva", Keys.TAB, PASSWORD, Keys.TAB, "kaffee", Keys.ENTER)
        browser.find("h1", "kaffee anbinden")
        self.assertEqual(browser.console(), [])

    def test_where_it_is_closed_no_link_is_shown_and_the_page_says_so(self):
        browser = self.begin("invitation")
        browser.find("p", "Whoever runs this server can invite you")
        self.assertEqual([link.text for link in browser.there("a") if link.text == "Register"], [])
        browser.driver.get(f"{self.address}/#/register")
        browser.find("p", "Accounts of this server are by invitation")
        self.assertEqual(browser.there("form"), [])
        self.assertEqual(browser.console(), [])

    def test_the_owner_sees_who_came_by_themselves(self):
        browser = self.begin()
        browser.driver.get(f"{self.address}/#/register")
        browser.fill("E-mail address", "ben@example.com")
        browser.fill("Your name", "Ben")
        browser.fill("Password", PASSWORD)
        browser.fill("Name of the shop", "tea")
        browser.press(Keys.ENTER)
        browser.find("h1", "Connect tea")
        browser.driver.delete_all_cookies()
        browser.driver.get("about:blank")
        browser.driver.get(self.address)
        browser.fill("E-mail address", "ada@example.com")
        browser.fill("Password", PASSWORD)
        browser.press(Keys.ENTER)
        browser.find("h1", "Overview")
        browser.driver.get(f"{self.address}/#/shop/tea/people")
        browser.find("td .chip", "address not vouched for")
        browser.driver.get(f"{self.address}/#/server/shops")
        browser.find("td .chip", "registered")


if __name__ == "__main__":
    unittest.main()
