"""Signs of life of a real worker and a real timetable, and what a health check of a container makes of them."""

from __future__ import annotations

import time

import pytest
from django.core.management import CommandError, call_command

from core import pulses
from core.pulses import Pulse
from tests.servers import wait_for
from tests.workers import BEAT, redis_url, run_in, starting, worker_environment

ASK = """
from core import incidents, jobs
with incidents.numbered() as number:
    jobs.send("operations.tasks.look_at_certificate")
print(number)
"""


def log(folder) -> str:
    return (folder / "worker.log").read_text()


def test_a_sign_of_life_grows_old(settings, capsys):
    with pytest.raises(CommandError, match="no sign of life"):
        call_command("worker_alive")
    pulses.tell("worker", "quick@here", queues=["quick", "long"])
    call_command("worker_alive")
    assert "quick@here" in capsys.readouterr().out
    settings.PULSE_STALE_SECONDS = -1
    with pytest.raises(CommandError, match=r"no sign of life for \d+ s"):
        call_command("worker_alive")


def test_another_hosts_worker_does_not_make_ours_alive():
    pulses._keep(Pulse("worker", "quick@there", time.time(), host="another-host"))
    with pytest.raises(CommandError):
        call_command("worker_alive")
    call_command("worker_alive", any_host=True)


def test_who_ends_in_order_is_gone_at_once():
    pulses.tell("worker", "a")
    pulses.tell("worker", "b")
    pulses.forget("worker", "a")
    assert [each.name for each in pulses.pulses()] == ["b"]


def test_what_is_older_than_a_day_or_unreadable_is_forgotten(tmp_path):
    pulses._keep(Pulse("web", "old", time.time() - 2 * 86400))
    pulses._keep(Pulse("web", "new", time.time()))
    (tmp_path / "pulses" / "odd.json").write_text("{}")
    assert [each.name for each in pulses.pulses()] == ["new"]
    assert len(list((tmp_path / "pulses").iterdir())) == 1


def test_a_broken_folder_stops_no_process(settings, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(pulses, "_folder", lambda: tmp_path / "file")
    pulses.quietly(pulses.tell, "worker", "a")


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_and_the_timetable_say_that_they_live(tmp_path, settings, capsys):
    """Their folder of signs is the one that this test looks into. What a request asks for is done under its number."""
    settings.REDIS_URL = redis_url()
    environment = worker_environment(tmp_path, REPORT_SWEEP_SECONDS="1")
    for begin in starting(environment, tmp_path):
        worker, beat = begin(), begin(command=BEAT)
        wait_for(lambda: call_command("worker_alive"), "the worker")
        wait_for(lambda: call_command("worker_alive", beat=True), "the timetable")
        seen = next(each for each in pulses.pulses() if each.role == "worker")
        assert seen.said["queues"] == ["long", "quick"]
        assert seen.version == settings.VERSION
        number = run_in(environment, ASK).splitlines()[-1]
        wait_for(lambda number=number: f"certificate [{number}] state=success" in log(tmp_path) or 1 / 0, "the job")
        beat.terminate()
        worker.terminate()
        worker.wait(timeout=30)
        with pytest.raises(CommandError):
            call_command("worker_alive")
