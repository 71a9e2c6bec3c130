"""What waits in the folder of messages, for installations without Redis."""

from __future__ import annotations

import os
import time

from operations.selectors.queues import queues


def test_what_waits_is_counted_with_the_age_of_the_oldest(tmp_path):
    for number, (queue, seconds) in enumerate([("quick", 90), ("quick", 10), ("long", 5), ("other", 500)]):
        message = tmp_path / f"{number}_0000-1111.{queue}.msg"
        message.write_text("{}")
        os.utime(message, (time.time() - seconds,) * 2)
    (tmp_path / "quick.part").write_text("")
    found = {each.name: each for each in queues()}
    assert (found["quick"].waiting, found["long"].waiting) == (2, 1)
    assert 89 < found["quick"].oldest < 95
    assert set(found) == {"quick", "long"}
