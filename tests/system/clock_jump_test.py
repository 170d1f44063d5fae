"""A wall clock that jumps ten years and back takes no kept answer away."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server
from shifted_clock import ShiftedClock

VIEW = {"type": "view", "user_id": "ann", "product_id": "p"}
YEARS = 10 * 365 * 86_400


class ClockJump(unittest.TestCase):
    def test_a_repeat_after_the_jump_is_no_second_event(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        clock = ShiftedClock(folder.name)
        server = Server(folder.name).start(**clock.environment)
        self.addCleanup(server.end)
        client = server.client()
        self.addCleanup(client.close)

        def event(key):
            answer = client.post("/v1/events", VIEW, Idempotency_Key=key)
            self.assertEqual(answer.status, 201, answer.text)
            return answer
        first = event("before")
        clock.shift(YEARS)
        self.assertEqual(event("then").sequence, 2)
        clock.shift(0)
        self.assertEqual(event("now").sequence, 3)
        for key, sequence in (("before", 1), ("then", 2), ("now", 3)):
            again = event(key)
            self.assertEqual((again.sequence, again.headers["Idempotent-Replayed"]), (sequence, "true"), key)
        self.assertEqual(event("before").text, first.text)
        changes = client.get("/v1/changes?since=beginning&mode=all").json["changes"]
        self.assertEqual([change["seq"] for change in changes], [1, 2, 3])
        self.assertGreater(changes[1]["at"], "2030", "the jump was seen")


if __name__ == "__main__":
    unittest.main()
