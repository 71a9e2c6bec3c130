"""The portal is installed in a clean Debian and used; hosts are cut off while people work: real processes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# With the tests of real processes, once: not on every database.
pytestmark = pytest.mark.worker


def carry_out(*words: str) -> None:
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-6000:]}"


@pytest.mark.clean_root
def test_somebody_installs_the_portal_on_a_clean_debian_and_works_with_it():
    """Log-in over https, progress entered, a report compiled by the worker, everything restarted, installed again."""
    carry_out("deploy/try-in-clean-root")


@pytest.mark.several_hosts
def test_hosts_are_cut_off_while_people_work_and_nothing_is_lost_or_double():
    carry_out("deploy/several-hosts", "--short")
