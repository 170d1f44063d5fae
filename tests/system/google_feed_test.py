"""Google product feeds, as shops have them, into the real binary: XML and text, and as a full synchronisation."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>
<title>Tea &amp; More</title><link>https://shop.example/</link>
<item>
 <g:id>TEA-1</g:id><title><![CDATA[Earl Grey & Bergamot, 100 g]]></title><link>https://shop.example/tea-1</link>
 <g:image_link>https://shop.example/tea-1.jpg</g:image_link>
 <g:additional_image_link>https://shop.example/b.jpg</g:additional_image_link>
 <g:additional_image_link>https://shop.example/c.jpg</g:additional_image_link>
 <g:availability>in_stock</g:availability><g:price>12.50 EUR</g:price><g:sale_price>9.99 EUR</g:sale_price>
 <g:brand>Leaf</g:brand><g:product_type>Tea &gt; Black</g:product_type><g:item_group_id>TEA</g:item_group_id>
 <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
</item>
<item><g:id>TEA-2</g:id><g:title>Last year's harvest</g:title><g:availability>out of stock</g:availability>
 <g:price>15 GBP</g:price><g:sale_price>5 GBP</g:sale_price>
 <g:sale_price_effective_date>2020-02-24T11:07+0100/2020-03-01T23:07+0100</g:sale_price_effective_date></item>
<item><g:id>TEA-3</g:id><g:title>Spring tea</g:title><g:availability>preorder</g:availability>
 <g:price>15.00 EUR</g:price></g:item_never_opened></item>
</channel></rss>"""
GOOD_RSS = RSS.replace("</g:item_never_opened>", "").replace(
    "<g:title>Spring tea", "<g:expiration_date>2120-07-11T11:07+0100</g:expiration_date><g:title>Spring tea")
TSV = ("id\ttitle\timage link\tavailability\tprice\tproduct type\n"
       "T1\tA \"quoted\" mug\thttps://x.example/1.jpg\tin stock\t3.99 EUR\tKitchen > Mugs\n"
       "T2\t\"A tab\tinside\"\t\tout of stock\t1 EUR\tKitchen\n")


class GoogleFeed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(self.client.close)

    def load(self, text, *flags):
        feed = self.folder / "feed"
        feed.write_text(text, encoding="utf-8")
        return self.server.run("import", "--format", "google-feed", "--kind", "products", "--to", self.server.url,
                               *flags, feed, env={"SUGGESTD_KEY": self.server.key})

    def product(self, product_id):
        answer = self.client.get(f"/v1/products/{product_id}")
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def shown(self):
        return {item["product_id"]
                for item in self.client.get("/v1/new?limit=50", Suggestd_Consistency="strong").json["items"]}

    def test_rss(self):
        done = self.load(GOOD_RSS)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.product("TEA-1"), {
            "product_id": "TEA-1", "title": "Earl Grey & Bergamot, 100 g", "price": "9.99", "currency": "EUR",
            "categories": ["Tea > Black"], "brand": "Leaf", "image": "https://shop.example/tea-1.jpg",
            "link": "https://shop.example/tea-1", "group_id": "TEA",
            "properties": {"additional_image_link": ["https://shop.example/b.jpg", "https://shop.example/c.jpg"],
                           "availability": "in_stock"}})
        self.assertEqual((self.product("TEA-2")["price"], self.product("TEA-2")["stock"]), ("15.00", 0))
        self.assertEqual(self.product("TEA-3")["available_until"], "2120-07-11T10:07:00Z")
        self.assertEqual(self.shown(), {"TEA-1", "TEA-3"}, "sold out is not shown, a preorder is")

    def test_prices_without_a_currency_take_the_one_that_is_given(self):
        text = TSV.replace("3.99 EUR", "3.99").replace("1 EUR", "1,50 GBP")
        self.assertIn("names no currency", self.load(text).stderr)
        self.assertEqual(self.load(text, "--currency", "JPY").returncode, 65, "a yen has no cents")
        done = self.load(text, "--currency", "EUR")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = [(self.product(one)["price"], self.product(one)["currency"]) for one in ("T1", "T2")]
        self.assertEqual(told, [("3.99", "EUR"), ("1.50", "GBP")])
        self.assertIn("--currency: ", self.load(text, "--currency", "EURO").stderr)

    def test_text(self):
        done = self.load(TSV)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.product("T1")["title"], 'A "quoted" mug')
        self.assertEqual(self.product("T2")["title"], "A tab\tinside")
        self.assertEqual(self.product("T1")["categories"], ["Kitchen > Mugs"])
        self.assertEqual(self.shown(), {"T1"})

    def test_a_broken_feed_hides_nothing(self):
        self.assertEqual(self.load(GOOD_RSS).returncode, 0)
        broken = self.load(RSS, "--full-sync")
        self.assertEqual(broken.returncode, 65)
        self.assertIn("mismatched tag", broken.stderr)
        self.assertIn("nothing was hidden", broken.stderr)
        self.assertEqual(self.shown(), {"TEA-1", "TEA-3"})

    def test_full_sync(self):
        self.assertEqual(self.load(GOOD_RSS).returncode, 0)
        unsure = self.load(TSV, "--full-sync")
        self.assertNotEqual(unsure.returncode, 0)
        self.assertIn("confirm", unsure.stderr)
        self.assertEqual(self.shown(), {"TEA-1", "TEA-3", "T1"})
        sure = self.load(TSV, "--full-sync", "--confirm")
        self.assertEqual(sure.returncode, 0, sure.stderr)
        self.assertIn("3 products were not in the files and are hidden now", sure.stdout)
        self.assertEqual(self.shown(), {"T1"})


if __name__ == "__main__":
    unittest.main()
