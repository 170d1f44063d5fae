"""The dashboard in a browser: signing in by a provider that is another site, and what it says when that fails."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import Browser, needs_browser
from openid_provider import Provider, add_provider
from person import PASSWORD, first_owner
from server import Server


@needs_browser
class SigningInByAProvider(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        # To a browser "localhost" is another site than 127.0.0.1, where the dashboard is.
        self.provider = Provider(folder.name, host="localhost")
        self.addCleanup(self.provider.end)
        self.server = Server(folder.name)
        add_provider(self.server, self.provider)
        self.server.start()
        self.addCleanup(self.server.end)
        if "without the dashboard" in self.server.admin().get("/").text:
            self.skipTest("the server was built without the dashboard (SUGGESTD_DASHBOARD=OFF)")
        self.owner = first_owner(self.server)
        self.browser = Browser(Path(folder.name) / "downloads")
        self.addCleanup(self.browser.end)
        self.address = f"http://127.0.0.1:{self.server.admin_port}"

    def press_the_button(self):
        self.browser.driver.get(self.address)
        self.browser.click("a.button", "Sign in with the company")
        self.browser.click("button", "Yes, it is me")

    def test_an_invited_person_is_in_and_stays_in(self):
        self.assertEqual(self.owner.invite("bob@example.com", "owner").status, 201)
        self.press_the_button()
        self.browser.find("h1", "Overview")
        self.assertEqual(self.browser.driver.current_url.split("#")[0], f"{self.address}/")
        self.assertNotIn("code=", self.browser.driver.current_url)
        session = self.browser.driver.get_cookie("suggestd_session")
        self.assertEqual((session["sameSite"], session["httpOnly"]), ("Strict", True))
        self.assertIsNone(self.browser.driver.get_cookie("suggestd_sign_in"), "it is over")
        self.browser.driver.refresh()
        self.browser.find("h1", "Overview")
        # A change needs the session's token beside the cookie.
        self.browser.driver.get(f"{self.address}/#/shop/default/people")
        self.browser.find("td", "bob@example.com")
        self.browser.find("td", "as the sign-in provider has it")
        self.assertEqual(self.browser.console(), [])

    def test_a_stranger_is_told_so_and_can_sign_in_otherwise(self):
        self.press_the_button()
        self.browser.find(".problem", "No account here has your e-mail address")
        self.browser.click("button", "Deutsch")
        self.browser.find(".problem", "Hier hat kein Konto Ihre E-Mail-Adresse")
        self.browser.find("a.button", "Anmelden mit the company")
        self.browser.fill("E-Mail-Adresse", "ada@example.com")
        self.browser.fill("Passwort", PASSWORD)
        self.browser.click("button", "Anmelden")
        self.browser.find("h1", "Überblick")
        self.assertNotIn("problem", self.browser.driver.current_url)


if __name__ == "__main__":
    unittest.main()
