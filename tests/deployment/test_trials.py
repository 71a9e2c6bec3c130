"""The portal is installed in a clean Debian and used; hosts are cut off while people work: real processes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# With the tests of real processes, once: not on every database.
pytestmark = pytest.mark.worker


CACHE = Path.home() / ".cache/smart-city-trials"
"""What the trials have fetched (deploy/trials/debian.py); TRIAL_CACHE names another folder, or none if empty."""


def carry_out(*words: str) -> None:
    environment = {"TRIAL_CACHE": str(CACHE)} | os.environ
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=1800, env=environment)
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-6000:]}"


@pytest.mark.clean_root
def test_somebody_installs_the_portal_on_a_clean_debian_and_works_with_it():
    """By the documented commands alone: log-in over https, progress entered, a report by the worker, everything
    restarted; upgraded to a next release, backed up, removed with all its data, restored, and worked with again."""
    carry_out("deploy/try-in-clean-root")


@pytest.mark.several_hosts
def test_hosts_are_cut_off_while_people_work_and_nothing_is_lost_or_double():
    carry_out("deploy/several-hosts", "--short", *migrated_already())


def migrated_already() -> list[str]:
    """The database that scripts/test has migrated, to begin with: that is tried elsewhere, and takes a minute."""
    server, made = os.environ.get("DATABASE_URL", ""), os.environ.get("MIGRATED_DATABASE", "")
    if not server.startswith("postgres") or not made:
        return []
    return ["--migrated", f"{server.rpartition('/')[0]}/{made}"]
