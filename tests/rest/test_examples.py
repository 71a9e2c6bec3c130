"""The example programs of `examples/rest/` are run against a portal that answers, with a real key; so is a client that
is made from the schema."""

from __future__ import annotations

import csv
import importlib
import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command

from monev.monitoring.models.progress import Spending
from organizations.scopes import Scope
from organizations.services.keys import make_key
from portal.views.pulling import FOLDER, STAND_IN, example_text
from tests.factories.masterplan import PlanVersionFactory, ProgramFactory
from tests.factories.monitoring import ProgressReportFactory
from tests.monev.monitoring.entry_case import NOW, make_case

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
PROGRAMS = 3


@pytest.fixture
def key(cast, region, other_region, live_server):
    """A key of the region's assessor; programs with a verified report there, and one program elsewhere."""
    version = PlanVersionFactory(plan__region=region)
    for number in range(PROGRAMS):
        program = ProgramFactory(plan_version=version, code=f"SG-{number:02d}", name=f"Layanan, digital {number}")
        ProgressReportFactory(program=program, state="verified", physical_percent=20 * number)
    ProgramFactory(plan_version__plan__region=other_region, code="XX-01")
    type(version).objects.update(status="adopted", adopted_on="2025-01-02")
    return make_key(cast.assessor, "contoh")[1]


@pytest.fixture
def environment(key, live_server):
    return {**os.environ, "PORTAL": live_server.url, "KEY": key}


def run(words: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def small_pages(text: str) -> str:
    """The same program with pages of two rows, so that it must turn pages."""
    assert "page_size=500" in text
    return text.replace("page_size=500", "page_size=2")


def written(folder: Path, name: str) -> Path:
    (folder / name).write_text(small_pages(example_text(name, STAND_IN)), encoding="utf-8")
    return folder / name


def test_curl_brings_every_page_into_one_file(tmp_path, environment, region):
    run(["sh", str(written(tmp_path, "pull.sh"))], tmp_path, environment)
    with (tmp_path / "programs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["code"] for row in rows) == ["SG-00", "SG-01", "SG-02"]
    assert {row["region.code"] for row in rows} == {region.code}
    with (tmp_path / "progress-reports.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == PROGRAMS


def test_python_reads_every_page_and_then_only_what_changed(tmp_path, environment, region):
    program = written(tmp_path, "pull.py")
    said = run([sys.executable, str(program)], tmp_path, environment)
    assert said.count(f"{region.name}\tSG-") == PROGRAMS
    assert f"{PROGRAMS} progress reports since the last time" in said
    assert "XX-01" not in said
    again = run([sys.executable, str(program)], tmp_path, environment)
    assert "1 progress reports since the last time" in again, "the newest comes once more, so that none is missed"


def plain(folder: Path, name: str) -> str:
    (folder / name).write_text(example_text(name, STAND_IN), encoding="utf-8")
    return str(folder / name)


@pytest.fixture
def finance(cast, region, agency, other_agency, live_server):
    """A finance system with a key of the OPD's staff, in an open quarter: the case and its environment."""
    with time_machine.travel(NOW, tick=True):
        _key, secret = make_key(cast.staff, "SIPD", scopes=[Scope.WRITE])
        yield make_case(region, agency, other_agency), {**os.environ, "PORTAL": live_server.url, "KEY": secret}


def test_curl_writes_spending_after_a_trial(tmp_path, finance):
    case, environment = finance
    row = {"program": case.program.code, "source_of_funds": case.pad.code, "amount": "412500000.50"}
    (tmp_path / "spending.json").write_text(json.dumps({"region": "52.07", "period": "2026-3", "rows": [row]}))
    said = run(["sh", plain(tmp_path, "write.sh"), "spending.json"], tmp_path, environment)
    tried, written_rows = [json.loads(line) for line in said.splitlines()]
    assert (tried["dry_run"], written_rows["counts"]["created"]) == (True, 1)
    assert str(Spending.objects.get().amount) == "412500000.50"


def test_python_writes_the_spending_of_a_csv_file_or_says_what_to_mend(tmp_path, finance):
    case, environment = finance
    program, file = plain(tmp_path, "write.py"), tmp_path / "spending.csv"
    words = [sys.executable, program, "spending.csv", "52.07", "2026-3"]
    lines = ["program,source_of_funds,amount", f"{case.program.code},{case.pad.code},250000000"]
    file.write_text("\n".join([*lines, f"{case.program.code},9.9,1"]), encoding="utf-8")
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "rows[1].source_of_funds\tunknown_source_of_funds\t" in done.stdout, done.stdout + done.stderr
    assert not Spending.objects.exists()
    file.write_text("\n".join(lines), encoding="utf-8")
    assert run(words, tmp_path, environment).strip() == "1 new, 0 changed, 0 same"
    assert run(words, tmp_path, environment).strip() == "0 new, 0 changed, 1 same"
    assert Spending.objects.get().amount == 250_000_000


@pytest.mark.rscript
def test_r_reads_every_page(tmp_path, environment, region):
    said = run(["Rscript", "--vanilla", str(written(tmp_path, "pull.R"))], tmp_path, environment)
    assert region.code in said
    assert re.search(rf"{re.escape(region.code)}\s+20\b", said), said


def test_what_power_query_asks_for_is_there(key, live_server):
    """Excel runs on no machine of ours: the addresses, the headers and the columns that the query names are tried."""
    text = small_pages(example_text("pull.pq", live_server.url))
    assert text.count("(") == text.count(")")
    assert text.count("{") == text.count("}")
    assert f'Portal = "{live_server.url}"' in text
    assert 'Authorization = "Api-Key " & Key' in text
    following = live_server.url + re.search(r'First = Portal & "([^"]+)"', text)[1]
    rows = []
    while following:
        asked = urllib.request.Request(  # noqa: S310
            following, headers={"Authorization": f"Api-Key {key}", "Accept": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            page = json.load(answer)
        rows += page["results"]
        following = page["next"]
    assert len(rows) == PROGRAMS
    taken = re.search(r"Table.FromRecords\(Rows, \{([^}]+)\}", text)[1]
    assert set(re.findall(r'"([^"]+)"', taken)) <= set(rows[0])
    inner = re.search(r'ExpandRecordColumn\(Programs, "region", \{([^}]+)\}', text)[1]
    assert set(re.findall(r'"([^"]+)"', inner)) <= set(rows[0]["region"])


def test_a_client_made_from_the_schema_reads_the_portal(tmp_path, key, live_server, region, monkeypatch):
    schema = tmp_path / "schema.yaml"
    call_command("spectacular", file=str(schema))
    maker = Path(sys.executable).with_name("openapi-python-client")
    package = tmp_path / "portal_client"
    made = run(
        [
            str(maker),
            "generate",
            "--path",
            str(schema),
            "--meta",
            "none",
            "--output-path",
            str(package),
        ],
        tmp_path,
        {**os.environ, "PATH": f"{maker.parent}{os.pathsep}{os.environ['PATH']}"},
    )
    assert "unable to" not in made.lower(), made
    monkeypatch.syspath_prepend(str(tmp_path))
    client_module = importlib.import_module("portal_client.client")
    client = client_module.AuthenticatedClient(base_url=live_server.url, token=key, prefix="Api-Key")
    names = operation_modules(package)
    regions = importlib.import_module(names["regions_list"]).sync(client=client)
    assert [each.code for each in regions.results] == [region.code]
    programs = importlib.import_module(names["programs_list"]).sync(client=client, page_size=2)
    assert {each.code for each in programs.results} < {"SG-00", "SG-01", "SG-02"}
    refused = client_module.AuthenticatedClient(base_url=live_server.url, token="wrong", prefix="Api-Key")
    answer = importlib.import_module(names["regions_list"]).sync_detailed(client=refused)
    assert answer.status_code == 401


def operation_modules(package: Path) -> dict[str, str]:
    """Operation -> the module of the generated client that holds it."""
    found = package.joinpath("api").glob("*/*.py")
    return {each.stem: f"{package.name}.api.{each.parent.name}.{each.stem}" for each in found}


def test_every_example_is_tried_here():
    source = Path(__file__).read_text(encoding="utf-8")
    assert all(f'"{each.name}"' in source for each in FOLDER.iterdir())
    assert str(FOLDER).startswith(str(settings.BASE_DIR))
