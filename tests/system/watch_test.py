"""The server's own watch, against local receivers: what it raises, tells once, clears, holds back, and keeps over restarts."""
import base64
import sys
import tempfile
import time
import unittest
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server, make_certificate
from smtp_sink import SmtpSink
from watch_receivers import LOOPBACK, Hook, busy_weeks, eventually, mail, order, send_orders, slack, webhook

LOOK_SECONDS = 5
ALL_DAY = ("00:00-12:00", "12:00-00:00")


class WatchCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.hook = Hook()

    def serve(self, tables, private=LOOPBACK):
        """A server with these receivers, whose thresholds conf.d changes."""
        self.server = Server(self.folder, private + tables)
        self.more = self.folder / "conf.d" / "50-test.toml"
        self.more.parent.mkdir()
        self.more.write_text("[watch]\nhold_seconds = 0\ndisk_free_percent = 0\n", encoding="utf-8")
        self.admin_key = self.server.make_key("--scopes", "admin")
        self.server.start()
        self.addCleanup(self.server.end)

    def admin(self):
        return self.server.admin(self.admin_key)

    def set(self, **settings):
        lines = "".join(f"{name} = {value}\n" for name, value in {"hold_seconds": 0, **settings}.items())
        self.more.write_text(f"[watch]\n{lines}", encoding="utf-8")
        answer = self.admin().post("/v1/config/reload", None)
        self.assertEqual(answer.status, 200, answer.text)

    def disk_is_low(self, low):
        self.set(disk_free_percent=100 if low else 0)

    def alarms(self):
        return [alarm["condition"] for alarm in self.admin().get("/v1/status").json["alarms"]]

    def assert_told(self, expected, hook=None):
        self.assertEqual(eventually((hook or self.hook).told, expected), expected, self.server.log_tail())

    def tearDown(self):
        self.assertEqual(self.hook.faults, [])


class Notices(WatchCase):
    def test_an_alarm_is_told_once_to_each_kind_of_receiver_and_once_when_it_is_over(self):
        chat, sink = Hook(signed=False), SmtpSink()
        self.serve(webhook(self.folder, self.hook) + slack(self.folder, chat) + mail(sink))
        self.disk_is_low(True)
        self.assert_told(["raised disk_low"])
        time.sleep(2 * LOOK_SECONDS)
        self.assert_told(["raised disk_low"])
        self.assertEqual(self.alarms(), ["disk_low"])
        metrics = self.server.admin().get("/metrics").text
        self.assertIn('suggestd_watch_alarms{condition="disk_low",shop=""} 1', metrics)
        self.assertIn('suggestd_watch_waiting_notices{receiver="mail"} 0', metrics)
        self.disk_is_low(False)
        self.assert_told(["raised disk_low", "cleared disk_low"])
        self.assertEqual(eventually(lambda: len(sink.mails), 2), 2)
        self.assertEqual(eventually(self.alarms, []), [])
        self.assertEqual([body["text"].split(":")[0] for body in chat.bodies],
                         ["ALARM disk_low (warning), the server", "CLEARED disk_low (warning), the server"])
        to, raised = sink.mails[0]
        self.assertEqual(to, ["ops@shop.example", "boss@shop.example"])
        self.assertEqual(raised["Subject"], "[suggestd] ALARM disk_low, the server")
        self.assertEqual(raised["From"], "suggestd@shop.example")
        self.assertRegex(raised.get_content(), r"^ALARM disk_low \(warning\), the server: [\d.]+ % of the store's disk")

    def test_an_open_alarm_is_told_again_when_the_configuration_says_so(self):
        self.serve(webhook(self.folder, self.hook))
        self.set(disk_free_percent=100, repeat_seconds=1)
        eventually(lambda: len(self.hook.told()) >= 3, True)
        self.assertEqual(self.hook.told()[:3], ["raised disk_low", "still disk_low", "still disk_low"])

    def test_a_receiver_that_was_down_is_told_what_is_still_so(self):
        self.serve(webhook(self.folder, self.hook))
        self.hook.status = 503
        self.disk_is_low(True)
        self.assertTrue(eventually(lambda: self.hook.tries >= 2, True), self.server.log_tail())
        failing = self.admin().get("/v1/status").json["receivers"]
        self.assertEqual(failing, [{"name": "ops", "waiting": 1, "failure": "it answers with status 503"}])
        self.assertIn('suggestd_watch_waiting_notices{receiver="ops"} 1', self.server.admin().get("/metrics").text)
        self.hook.status = 204
        self.assert_told(["raised disk_low"])

    def test_what_came_and_went_while_a_receiver_was_down_is_not_told(self):
        self.serve(webhook(self.folder, self.hook))
        self.hook.status = 500
        self.disk_is_low(True)
        eventually(lambda: self.hook.tries >= 1, True)
        self.disk_is_low(False)
        self.assertEqual(eventually(self.alarms, []), [])
        self.hook.status = 204
        time.sleep(3 * LOOK_SECONDS)
        self.assertEqual(self.hook.told(), [])

    def test_a_restart_neither_tells_again_nor_forgets(self):
        self.serve(webhook(self.folder, self.hook))
        self.disk_is_low(True)
        self.assert_told(["raised disk_low"])
        since = self.admin().get("/v1/status").json["alarms"][0]["since"]
        eventually(lambda: self.server.admin().get("/metrics").text.count('waiting_notices{receiver="ops"} 0'), 1)
        time.sleep(1)
        self.server.kill()
        self.server.start()
        self.assertEqual(eventually(self.alarms, ["disk_low"]), ["disk_low"])
        time.sleep(2 * LOOK_SECONDS)
        self.assertEqual(self.admin().get("/v1/status").json["alarms"][0]["since"], since)
        self.assert_told(["raised disk_low"])
        self.server.kill()
        self.more.write_text("[watch]\nhold_seconds = 0\ndisk_free_percent = 0\n", encoding="utf-8")
        self.server.start()
        self.assert_told(["raised disk_low", "cleared disk_low"])


class Orders(WatchCase):
    def test_a_shop_that_falls_silent_is_told_of_in_quiet_hours_too_and_its_next_order_ends_it(self):
        calm, other = Hook(), Hook()
        quiet = "".join(webhook(self.folder, hook, name, f'quiet_hours = "{hours}"\n')
                        for hook, name, hours in ((self.hook, "am", ALL_DAY[0]), (calm, "pm", ALL_DAY[1])))
        self.serve(quiet + webhook(self.folder, other, "other", 'shops = ["elsewhere"]\n'))
        client = self.server.client()
        send_orders(client, busy_weeks())
        self.set(no_orders_false_alarms=100, disk_free_percent=100, lag_seconds=0)
        self.assertEqual(eventually(lambda: "no_orders" in self.alarms(), True, 120), True, self.server.log_tail())
        alarm = next(one for one in client.get("/v1/status").json["alarms"] if one["condition"] == "no_orders")
        self.assertEqual((alarm["shop"], alarm["severity"]), ("default", "critical"))
        self.assertRegex(alarm["words"], r"^no order has come for \d+ \w+; in the same hours of other weeks there were [\d.]+")
        # One of the two receivers is in its quiet hours: of the disk only the other is told, of the orders both.
        eventually(lambda: [hook.told().count("raised no_orders") for hook in (self.hook, calm)], [1, 1])
        self.assertEqual([hook.told().count("raised no_orders") for hook in (self.hook, calm)], [1, 1])
        self.assertEqual(sorted(hook.told().count("raised disk_low") for hook in (self.hook, calm)), [0, 1])
        placed = client.post("/v1/orders", order("now", datetime.now(timezone.utc)))
        self.assertEqual(placed.status, 201, placed.text)
        eventually(lambda: [hook.told().count("cleared no_orders") for hook in (self.hook, calm)], [1, 1])
        self.assertEqual([hook.told().count("cleared no_orders") for hook in (self.hook, calm)], [1, 1])
        self.assertEqual(other.told(), [])


class Tests(WatchCase):
    def test_an_operator_sees_which_receiver_a_test_reaches(self):
        self.serve(webhook(self.folder, self.hook) + mail(SmtpSink()))
        self.hook.status = 410
        told = self.admin().post("/v1/watch/test", None)
        self.assertEqual(told.json, {"receivers": [
            {"name": "ops", "delivered": False, "failure": "it answers with status 410"},
            {"name": "mail", "delivered": True, "failure": None}]})
        self.hook.status = 200
        self.assertTrue(self.admin().post("/v1/watch/test", None).json["receivers"][0]["delivered"])
        self.assertEqual(self.hook.bodies[-1]["type"], "suggestd.watch.test")
        self.assertEqual(self.server.admin(self.server.key).post("/v1/watch/test", None).status, 403)

    def test_mail_goes_by_tls_with_a_password_from_a_file(self):
        make_certificate(self.folder, "localhost")
        sign_in = base64.b64encode(b"\0watch\0pass word").decode()
        sink = SmtpSink(self.folder, password=sign_in)
        (self.folder / "password").write_text("pass word\n", encoding="utf-8")
        private = LOOPBACK + f'ca_file = "{self.folder / "certificate.pem"}"\n'
        self.serve(mail(sink, "smtps", f'user = "watch"\npassword_file = "{self.folder / "password"}"\n'), private)
        self.assertEqual(self.admin().post("/v1/watch/test", None).json["receivers"],
                         [{"name": "mail", "delivered": True, "failure": None}])
        self.assertEqual(sink.mails[0][1]["Subject"], "[suggestd] test of the watch")

    def test_a_certificate_that_nobody_vouches_for_gets_neither_mail_nor_password(self):
        make_certificate(self.folder, "localhost")
        sink = SmtpSink(self.folder)
        self.serve(mail(sink, "smtps"))
        told = self.admin().post("/v1/watch/test", None).json["receivers"][0]
        self.assertFalse(told["delivered"])
        self.assertIn("certificate", told["failure"])
        self.assertEqual(sink.commands, [])

    def test_receivers_lead_nowhere_that_other_calls_may_not_go(self):
        self.serve(webhook(self.folder, self.hook) + mail(SmtpSink()), private="")
        for told in self.admin().post("/v1/watch/test", None).json["receivers"]:
            self.assertFalse(told["delivered"])
            self.assertIn("outbound.allowed_private", told["failure"])
        self.assertEqual(self.hook.tries, 0)


class Configuration(WatchCase):
    def check(self, text):
        config = self.folder / "checked.toml"
        config.write_text(text, encoding="utf-8")
        return Server(self.folder).run("check-config", "--config", config)

    def test_nonsense_is_found_before_a_start(self):
        good = webhook(self.folder, self.hook)
        self.assertEqual(self.check(good).returncode, 0)
        for text, words in ((good.replace("webhook", "pager"), "kind"), (good + good, "is there already"),
                            (good + 'quiet_hours = "late"\n', "22:00-07:00"), (good + 'colour = "red"\n', "colour"),
                            (good.replace(f'url = "{self.hook.address}"\n', ""), "url"),
                            ('[watch]\nreceiver = "ops"\n', "[[watch.receiver]]"),
                            ("[watch]\nhold_second = 1\n", "did you mean 'watch.hold_seconds'")):
            with self.subTest(text):
                checked = self.check(text)
                self.assertEqual(checked.returncode, 78, checked.stdout)
                self.assertIn(words, checked.stderr)
                self.assertIn("checked.toml", checked.stderr)

    def test_a_reload_with_a_missing_secret_changes_nothing(self):
        self.serve(webhook(self.folder, self.hook))
        (self.folder / "secret").unlink()
        answer = self.admin().post("/v1/config/reload", None)
        self.assertEqual(answer.status, 409, answer.text)
        self.assertIn("'ops'", answer.text)
        self.assertTrue(self.admin().post("/v1/watch/test", None).json["receivers"][0]["delivered"])

    def test_a_reload_takes_receivers_in_and_out(self):
        self.serve(webhook(self.folder, self.hook))
        new = Hook()
        self.more.write_text(webhook(self.folder, new, "new"), encoding="utf-8")
        applied = self.admin().post("/v1/config/reload", None).json["applied"]
        self.assertIn("watch.receiver", applied)
        told = self.admin().post("/v1/watch/test", None).json["receivers"]
        self.assertEqual([receiver["name"] for receiver in told], ["ops", "new"])
        self.assertNotIn("thirty", self.server.log.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
