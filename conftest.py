"""What a test needs from the machine (a database server, Redis, a worker, Chromium, data): skipped where missing.

With REQUIRE_ALL=1 nothing is skipped: a missing part fails the run.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from django.apps import apps


def _has_writer(office: str) -> bool:
    """Whether the LibreOffice there can open text documents."""
    found = which(office) if office else None
    if not found:
        return False
    beside = Path(found).resolve().parent
    return any((folder / "libswlo.so").exists() for folder in (beside, beside.parent / "program"))


def _has_root(*programs: str) -> bool:
    """Whether this is root, with these programs: for tests that set a part of the machine apart."""
    return os.geteuid() == 0 and all(map(which, programs))


def _missing() -> dict[str, str]:
    """Marker -> what is missing here."""
    environment = os.environ
    needs = {
        "postgres": (environment.get("DATABASE_URL", "").startswith("postgres"), "DATABASE_URL is not PostgreSQL"),
        "redis": (bool(environment.get("REDIS_URL")), "REDIS_URL is not set"),
        "browser": (bool(environment.get("CHROMIUM")), "CHROMIUM is not set"),
        "libreoffice": (bool(environment.get("SOFFICE")), "SOFFICE is not set"),
        "text_documents": (_has_writer(environment.get("SOFFICE", "")), "SOFFICE has no LibreOffice Writer"),
        "poppler": (all(map(which, ("pdfinfo", "pdffonts", "pdftotext"))), "poppler-utils is not installed"),
        "rscript": (bool(which("Rscript")), "R (Rscript, with jsonlite) is not installed"),
        "php": (bool(which("php")), "PHP (php-cli) is not installed"),
        "clean_root": (_has_root("mmdebstrap", "slirp4netns", "nsenter"), "no root, mmdebstrap or slirp4netns"),
        "several_hosts": (_has_root("ip", "tc", "haproxy", "redis-server"), "no root, iproute2, haproxy or Redis"),
        "clamd": (bool(environment.get("CLAMD") or which("clamd")), "clamd (clamav-daemon) is not installed"),
        "promtool": (bool(which("promtool")), "promtool (Debian: prometheus) is not installed"),
        "caddy": (bool(which("caddy")), "caddy is not installed"),
        "systemd": (bool(which("systemd-analyze")), "systemd is not installed"),
        "reference_data": (bool(environment.get("REFERENCE_DATA")), "REFERENCE_DATA is not set"),
    }
    return {marker: reason for marker, (found, reason) in needs.items() if not found}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out the tests that ask the first database only: for the second one",
    )


PAGES = re.compile(r"(/views/.*|test_pages|_pages|test_views)\.py$")
"""Tests of what stands on a page. On the second database every page is opened by the tests with a browser."""


def _depends_on_database(item: pytest.Item) -> bool:
    """Whether the test, or a fixture of it, asks for the database, and could end otherwise on another one."""
    if item.get_closest_marker("one_database") or (PAGES.search(str(item.path)) and not _needs_second(item)):
        return False
    asked = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or asked & {"db", "transactional_db", "django_db_setup"})


def _needs_second(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(each) for each in ("postgres", "redis"))


LONG = (
    "tests/deployment/",
    "tests/operations/test_drill.py",
    "tests/rest/test_schema.py",
    "tests/guards/test_query_counts.py",
    "tests/monev/evaluation/test_access.py",
    "tests/operations/",
    "tests/portal/test_load_demo.py",
    "tests/portal/test_public.py",
    "tests/browser/test_pages.py",
)
"""Files of half a minute and more, the longest first: no process is left alone with one of them at the end."""


def _place(item: pytest.Item) -> int:
    """For sorting: the place among the long files; all others stay in their order behind them."""
    return next((place for place, path in enumerate(LONG) if item.nodeid.startswith(path)), len(LONG))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests whose part is missing are skipped with the reason, or fail where everything is required."""
    if config.getoption("--only-database"):
        left_out = [item for item in items if not _depends_on_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _depends_on_database(item)]
    items.sort(key=_place)
    missing = _missing()
    for item in items:
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(
                    pytest.mark.missing_part(reason) if os.environ.get("REQUIRE_ALL") else pytest.mark.skip(reason)
                )


@pytest.fixture(autouse=True)
def _required_parts(request: pytest.FixtureRequest) -> None:
    if part := request.node.get_closest_marker("missing_part"):
        pytest.fail(f"Required here: {part.args[0]}", pytrace=False)


@pytest.fixture(autouse=True)
def _thaw(request: pytest.FixtureRequest) -> Iterator[None]:
    """Before a transactional test's tables are emptied: the database refuses to remove rows that are frozen."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")  # asked for here so that it ends after this fixture
    yield
    apps.get_model("monitoring", "Period").objects.update(locked_at=None)
    apps.get_model("masterplan", "PlanVersion").objects.update(status="draft")
