"""How long a report still takes."""

import pytest
from django.utils.translation import override

from monev.reports.remaining import left_label, seconds_left


@pytest.mark.parametrize(
    ("lately", "elapsed", "progress", "left"),
    [
        ([20.0], 5, 10, 15),
        ([10.0, 20.0, 90.0], 5, 10, 15),
        ([10.0, 20.0], 5, 0, 10),
        ([20.0], 30, 60, 20),
        ([20.0], 20, 50, 20),
        ([], 30, 75, 10),
        ([], 30, 0, None),
        ([], 0, 0, None),
        ([20.0], 25, 0, None),
        ([], 12, 100, 0),
        ([], -3, 50, 0),
    ],
    ids=[
        "the last one took 20 seconds",
        "the median, not the mean",
        "the median of two lies between them",
        "it takes longer than usual: by its progress",
        "exactly as long as usual: by its progress",
        "the first of its kind: by its progress",
        "the first of its kind, just begun",
        "nothing is known",
        "longer than usual without progress",
        "finished but for the last line",
        "clocks of two hosts that differ",
    ],
)
def test_time_left_is_what_such_reports_took_lately(lately, elapsed, progress, left):
    assert seconds_left(lately, elapsed=elapsed, progress=progress) == left


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, "less than 10 seconds left"),
        (9, "less than 10 seconds left"),
        (10, "about 10 seconds left"),
        (24, "about 20 seconds left"),
        (59, "about 60 seconds left"),
        (61, "about 1 minute left"),
        (170, "about 3 minutes left"),
        (3600, "about 1 hour left"),
        (9000, "about 3 hours left"),
    ],
)
def test_time_left_is_said_as_people_say_it(seconds, words):
    with override("en"):
        assert left_label(seconds) == words


def test_time_left_in_indonesian():
    with override("id"):
        assert left_label(21) == "kira-kira 20 detik lagi"
