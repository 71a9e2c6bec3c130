"""Data of earlier releases in the tables of today: nothing lost, every figure as that release said it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.operations.conftest import RELEASES
from tests.operations.installations import KEPT, Installation, copied, on_server, release, upgraded

pytestmark = pytest.mark.django_db
FIGURES = """
import datetime, json, sys, time_machine
with time_machine.travel(datetime.datetime.fromisoformat({moment!r}), tick=True):
    import django; django.setup()
    from tests.releases.figures import figures
    print("\\n" + json.dumps(figures(), sort_keys=True))
"""
SERVED = """
import gc, json; gc.disable()
import django; django.setup()
from tests.operations.unpacking import read_and_write_as
print("\\n" + json.dumps(read_and_write_as({version!r})))
"""
GROWS = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture(params=RELEASES)
def version(request) -> str:
    return request.param


@pytest.fixture
def portal(version, demo, tmp_path) -> Iterator[Installation]:
    """One of the test's own: whoever asks for figures logs in, which changes rows."""
    if version != RELEASES[-1]:
        yield upgraded(tmp_path / "var", version)
        return
    own = copied(demo, tmp_path / "var", "served")
    yield own
    if own.url.startswith("postgres"):
        on_server(f'DROP DATABASE "{own.url.rpartition("/")[2]}" WITH (FORCE)')


def differences(before: object, after: object, where: str = "") -> Iterator[str]:
    """What is said otherwise; what a later version says besides is no difference."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in before.items():
            if name not in after:
                yield f"{where}.{name} is gone"
            else:
                yield from differences(value, after[name], f"{where}.{name}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differences(old, new, f"{where}[{number}]")
    elif before != after:
        yield f"{where}: {before!r}, now {after!r}"


def test_rows_and_figures_are_those_of_the_release(portal, version):
    said = release(version)
    found = {table: len(rows) for table, rows in portal.rows().items()}
    assert {
        table: count for table, count in said["rows"].items() if found.get(table) != count and table not in GROWS
    } == {}
    now = json.loads(portal.run(FIGURES.format(moment=said["moment"])).splitlines()[-1])
    assert list(differences(said["figures"]["rest"], now["rest"])) == []
    for page, percentages in said["figures"]["pages"].items():
        assert set(percentages) <= set(now["pages"][page]), page


def test_the_release_reads_and_writes_its_rows_in_the_tables_of_today(portal, version):
    """Its code serves while the tables are already new. Also: the upgrade changed no value of any row."""
    said = portal.run(SERVED.format(version=version))
    assert json.loads(said.splitlines()[-1]) == {"upgraded": [], "written": []}


@pytest.mark.parametrize("version", RELEASES)
def test_what_is_kept_is_small(version):
    assert sum(path.stat().st_size for path in (KEPT / version).iterdir()) < 1_500_000


def test_a_lost_figure_would_be_seen():
    assert list(differences({"a": [1, {"b": "2"}]}, {"a": [1, {"b": "2", "c": 3}]})) == []
    assert list(differences({"a": 1}, {"a": 2})) == [".a: 1, now 2"]
    assert list(differences({"a": 1}, {})) == [".a is gone"]
