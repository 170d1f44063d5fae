"""The dashboard's card that imports a file, by mouse, by drop and by keys alone."""
import csv
import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import needs_browser
from dashboard_case import DashboardCase, Keys

BAD = "product_id,title,price,currency\nim1,Bowl,4.00,EUR\n=im2,Plate,cheap,EUR\n"


@needs_browser
class DashboardImport(DashboardCase):
    def setUp(self):
        super().setUp()
        self.browser.driver.get("about:blank")  # the same address again would keep the file that was chosen

    def file(self, name, text):
        path = Path(self.server.folder) / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def chosen(self, label):
        field = self.browser.field(label)
        return next(option.text for option in field.find_elements("tag name", "option") if option.is_selected())

    def test_a_file_by_keys_alone_with_its_rejects_to_download(self):
        browser = self.browser
        self.open("shop/default/connect", "Connect default")
        browser.tab_to("File: drop it here").send_keys(self.file("products.csv", BAD))
        self.assertEqual((self.chosen("What is in it"), self.chosen("Its form")), ("Products", "CSV table"))
        browser.tab_to("Import it", "button")
        browser.press(Keys.ENTER)
        browser.find("[role=status]", "2 records read: 1 new, 0 changed, 0 as before, 1 refused.")
        browser.find(".rejects td", "line 3")
        browser.tab_to("Download the rejects", "button")
        browser.press(Keys.ENTER)
        kept = self.downloads / "rejects-products.csv"
        browser.until("no CSV", lambda: kept.exists() and kept.stat().st_size)
        rows = list(csv.reader(kept.read_text(encoding="utf-8-sig").splitlines()))
        self.assertEqual(rows[0], ["place", "why", "record"])
        self.assertEqual((rows[1][0], rows[1][2]), ("line 3", "'=im2,Plate,cheap,EUR"), "no formula for a spreadsheet")
        self.assertEqual(self.server.client().get("/v1/products/im1").json["title"], "Bowl")

    def test_a_file_is_dropped_and_guessed_by_its_name(self):
        browser = self.browser
        self.open("shop/default/connect", "Connect default")
        browser.driver.execute_script("""
            const files = new DataTransfer();
            files.items.add(new File([arguments[0]], "orders-2026.ndjson"));
            arguments[1].dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: files}));""",
                                      '{"order_id":"im-1"}\n', browser.find(".drop"))
        browser.until("guessed", lambda: self.chosen("What is in it") == "Orders")
        self.assertEqual(self.chosen("Its form"), "NDJSON, one record a line")
        self.assertEqual(browser.there("label.checkbox"), [], "the file of all products is a file of products")
        browser.click("button", "Import it")
        browser.find("[role=status]", "1 record read: 0 new, 0 changed, 0 as before, 1 refused.")

    def test_a_whole_catalogue_hides_only_after_a_second_word(self):
        browser = self.browser
        self.open("shop/default/connect", "Connect default")
        browser.click("button", "Import it")
        browser.find(".error", "Choose a file first.")
        browser.field("File: drop it here").send_keys(self.file("all.csv", "product_id,title\np1,Product 1\n"))
        browser.click("label.checkbox", "The file holds all products")
        browser.click("button", "Import it")
        browser.find("[role=status]", "Nothing was hidden")
        browser.click("button", "Hide them all the same")
        browser.find("[role=status]", "not in the file are hidden now.")

    def test_a_file_that_is_too_large_is_told_in_plain_words(self):
        browser = self.browser
        self.open("shop/default/connect", "Connect default")
        path = self.file("large.csv", "product_id,title\n")
        os.truncate(path, 40 << 20)
        browser.field("File: drop it here").send_keys(path)
        browser.click("button", "Import it")
        browser.find("[role=alert]", "The file is larger than the server takes at once")
        self.assertTrue(all("413" in line for line in browser.console()), "the browser tells the refusal, and nothing else")

    def test_it_fits_a_telephone(self):
        self.narrow()
        self.check_width([("connect", "Connect default")])
        browser = self.browser
        browser.field("File: drop it here").send_keys(self.file("narrow.csv", BAD + "w," + "W" * 500 + ",cheap,EUR\n"))
        browser.click("button", "Import it")
        browser.find(".rejects td", "line 4")
        self.assertLessEqual(browser.overflow(), 0)


if __name__ == "__main__":
    unittest.main()
