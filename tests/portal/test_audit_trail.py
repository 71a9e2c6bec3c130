"""The audit page says whether the log is as it was written, and hands out a file that somebody outside can verify."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as portal_settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.origin import coming_through
from notices.models import Notice
from organizations import audit
from organizations.models import AuditAnchor, AuditCheck, AuditEntry
from organizations.services.sealing import seal_entries
from portal.services.audit_checks import check_nightly, check_once
from portal.tasks import check_audit
from tests.factories.frozen import thawed
from tests.threads import at_once

pytestmark = pytest.mark.django_db
SCRIPT = Path(portal_settings.BASE_DIR) / "examples" / "audit" / "verify_export.py"
GUARD = "sealed_organizations_auditentry_update"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def log(cast, region, other_region):
    for number in range(4):
        audit.record(cast.admin, "region.settings", region, region=region, note=f"Siti Aminah {number}")
    audit.record(cast.verifier, "period.locked", region, region=region)
    audit.record(cast.foreign_verifier, "period.locked", other_region, region=other_region)
    audit.record(cast.admin, "report.saved", region, region=region)


def tamper(**values: object) -> None:
    with thawed(GUARD):
        AuditEntry.objects.filter(verb="period.locked", region__code="52.07").update(**values)


def test_a_quiet_night_finds_the_log_intact_and_tells_nobody(log, cast):
    first, second = check_nightly(), check_nightly()
    assert (first.is_whole, first.entries, first.is_intact) == (True, 7, True)
    assert (second.is_whole, second.entries) == (False, 0)
    assert not Notice.objects.exists()


def test_after_a_week_everything_is_verified_again(log, settings):
    check_nightly()
    settings.AUDIT_WHOLE_CHECK_DAYS = 0
    assert check_nightly().is_whole


def test_a_night_that_the_broker_delivers_twice_is_checked_once(log):
    check_audit()
    check_audit()
    assert (AuditCheck.objects.count(), AuditAnchor.objects.count()) == (1, 1)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        check_audit()
    assert AuditCheck.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nobody_begins_a_check_while_one_is_under_way(cast, region):
    audit.record(cast.admin, "region.settings", region, region=region)
    made = at_once(check_once, 4)
    assert len([each for each in made if each]) == 1
    assert (AuditCheck.objects.count(), AuditAnchor.objects.count()) == (1, 1)


def test_administrators_of_region_and_nation_are_told_of_tampering_once(log, cast, as_, region):
    check_nightly()
    tamper(subject_label="Lain")
    AuditCheck.objects.all().delete()
    assert not check_nightly().is_intact
    check_nightly()
    told = Notice.objects.filter(kind="audit.broken")
    assert set(told.values_list("user", flat=True)) == {cast.admin.pk, cast.national.pk}
    assert told.count() == 2
    page = as_(cast.admin).get(reverse("portal:audit", args=[region.code])).content.decode()
    assert "audit-state" in page
    assert "52.07:5" in page
    assert as_(cast.national).get(told.get(user=cast.national).url).status_code == 200


def test_the_page_shows_the_head_that_is_kept_outside(log, cast, as_, region):
    check_nightly()
    page = as_(cast.admin).get(reverse("portal:audit", args=[region.code]))
    state = page.context["state"]
    assert state.anchor == f"52.07:6:{AuditEntry.objects.get(chain='52.07', position=6).hash}"
    assert (state.is_intact, state.position, state.waiting) == (True, 6, 0)


def test_acts_are_found_by_the_key_they_came_through(cast, region, as_):
    with coming_through("REST: SIPD"):
        audit.record(cast.admin, "region.settings", region, region=region)
    audit.record(cast.admin, "region.settings", region, region=region)
    url = reverse("portal:audit", args=[region.code])
    assert len(as_(cast.admin).get(url, {"kunci": "sipd"}).context["lines"]) == 1


def pack_of(browser, region, **asked: str) -> bytes:
    answer = browser.post(reverse("portal:audit", args=[region.code]), {"format": "ndjson", **asked})
    assert answer["Content-Type"] == "application/zip"
    return b"".join(answer.streaming_content)


def says(tmp_path: Path, pack: bytes) -> tuple[int, str]:
    """What the script of the examples says of a pack: exit code and words."""
    file = tmp_path / "audit.zip"
    file.write_bytes(pack)
    done = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.strip()


def read(pack: bytes) -> tuple[list[dict], dict, list[str]]:
    with zipfile.ZipFile(io.BytesIO(pack)) as file:
        lines = [json.loads(line) for line in file.read("entries.ndjson").splitlines()]
        return lines, json.loads(file.read("manifest.json")), file.namelist()


def with_lines(pack: bytes, lines: list[dict], change=lambda line: line) -> bytes:
    """The same pack with other lines, and a manifest that fits them."""
    import hashlib

    made, (_lines, manifest, _names) = io.BytesIO(), read(pack)
    data = b"".join(change(json.dumps(line, ensure_ascii=False).encode()) + b"\n" for line in lines)
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("entries.ndjson", data)
        file.writestr("manifest.json", json.dumps(manifest | {"sha256": hashlib.sha256(data).hexdigest()}))
    return made.getvalue()


def test_somebody_outside_verifies_the_file_with_the_script_in_it(log, cast, as_, region, tmp_path):
    pack = pack_of(as_(cast.admin), region)
    lines, manifest, names = read(pack)
    assert [line["position"] for line in lines] == [1, 2, 3, 4, 5, 6, 7]  # the last is the export itself
    assert (manifest["chains"]["52.07"]["told"], manifest["made_by"]) == (7, cast.admin.name)
    assert "verify_export.py" in names
    assert says(tmp_path, pack) == (0, "")


def test_what_was_not_asked_for_is_in_the_file_as_its_digest_only(log, cast, as_, region, tmp_path):
    audit.record(cast.verifier, "period.locked", region, region=region)
    pack = pack_of(as_(cast.admin), region, tindakan="period.locked")
    lines, manifest, _names = read(pack)
    assert [("verb" in line) for line in lines] == [True, False, True]
    assert (manifest["chains"]["52.07"]["entries"], manifest["filter"]) == (3, {"verb": "period.locked"})
    assert cast.admin.name not in json.dumps(lines)
    assert says(tmp_path, pack) == (0, "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda lines: lines[2].update(verb="report.verified"), "position 3: not as it was sealed"),
        (lambda lines: lines[2].update(details={}), "position 3: name or details were changed"),
        (lambda lines: lines.pop(3), "position 4: not as it was sealed"),
        (lambda lines: lines.pop(), "entries are missing at the end"),
        (lambda lines: lines.insert(2, lines.pop(3)), "position 3: not as it was sealed"),
        (lambda lines: lines[2].update(approved_by="Sekda"), "position 3: approved_by was never sealed"),
        (lambda lines: lines[2].update(position=9), "position 3: not as it was sealed"),
    ],
)
def test_the_script_notices_what_was_changed_in_the_file(log, cast, as_, region, tmp_path, change, words):
    pack = pack_of(as_(cast.admin), region)
    lines = read(pack)[0]
    change(lines)
    code, said = says(tmp_path, with_lines(pack, lines))
    assert (code, words in said) == (1, True), said


def test_the_script_notices_what_was_added_to_an_entry_that_is_told_by_its_digest(log, cast, as_, region, tmp_path):
    audit.record(cast.verifier, "period.locked", region, region=region)
    pack = pack_of(as_(cast.admin), region, tindakan="period.locked")
    lines = read(pack)[0]
    lines[1]["label"] = "Made up"
    code, said = says(tmp_path, with_lines(pack, lines))
    assert (code, "position 6: label was never sealed" in said) == (1, True), said


def test_the_script_notices_a_name_that_stands_twice(log, cast, as_, region, tmp_path):
    """A reader may take the first, the script the last."""
    pack = pack_of(as_(cast.admin), region)
    made_up = b'{"verb": "report.verified", "form"'
    doubled = with_lines(pack, read(pack)[0], lambda line: line.replace(b'{"form"', made_up, 1))
    assert says(tmp_path, doubled) == (1, "a name stands twice in one entry")


def test_the_script_names_the_texts_that_it_cannot_vouch_for(log, cast, as_, region, tmp_path):
    """Who changes a file may call any text one that was made unreadable."""
    pack = pack_of(as_(cast.admin), region)
    lines = read(pack)[0]
    lines[2].update(label="Made up", redacted_by=1)
    file = tmp_path / "audit.zip"
    file.write_bytes(with_lines(pack, lines))
    done = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=False)
    assert "position 3: name and details were made unreadable" in done.stdout


def test_the_script_has_few_lines_and_needs_python_alone():
    text = SCRIPT.read_text()
    code = text.split('"""')[2]
    assert len([line for line in code.splitlines() if line.strip()]) < 40
    assert {line.split()[1] for line in text.splitlines() if line.startswith("import ")} <= sys.stdlib_module_names


def test_the_nation_gets_every_chain_in_one_file(log, cast, as_, tmp_path):
    audit.record(None, "period.reminded", cast.nobody, region=None)
    answer = as_(cast.national).post(reverse("portal:audit-nation"), {"format": "ndjson"})
    pack = b"".join(answer.streaming_content)
    assert set(read(pack)[1]["chains"]) == {"52.07", "52.04", "nasional"}
    assert says(tmp_path, pack) == (0, "")


def test_verification_reads_as_often_for_many_entries_as_for_few(log, cast, region, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    from organizations.services.verifying import verify

    seal_entries()
    with CaptureQueriesContext(connection) as few:
        verify()
    audit.record_all(cast.admin, [("region.settings", region, region, {"note": str(n)}) for n in range(300)])
    seal_entries()
    with django_assert_num_queries(len(few)):
        assert verify().is_intact


@pytest.mark.parametrize("name", ["portal:audit", "portal:pulls"])
@pytest.mark.parametrize("given", [{"dari": "0001-01-01"}, {"sampai": "9999-12-31"}, {"sampai": "0001-01-01"}])
def test_the_first_and_the_last_day_that_there_are_can_be_asked_for(as_, cast, region, name, given):
    assert as_(cast.admin).get(reverse(name, args=[region.code]), given).status_code == 200
