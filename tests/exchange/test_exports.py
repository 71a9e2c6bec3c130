"""Exports: asked for, compiled from one moment, the same data the same bytes, downloaded in parts, only one's own."""

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import Refused
from exchange.models import Export
from exchange.services import compiling
from exchange.services.exports import cancel_export, request_export, retry_export
from exchange.tables import TABLES
from organizations.models import PullEntry
from organizations.scopes import Scope
from organizations.services.keys import make_key
from tests.factories.masterplan import ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programs(region, other_region):
    foreign = ProgramFactory(plan_version__plan__region=other_region, name="Program daerah lain")
    own = [ProgramFactory(plan_version__plan__region=region, name=f'=Program "{n}", baris\nkedua') for n in range(3)]
    return own, foreign


def compiled(by, tables=("programs", "plans"), file_format="csv", **which):
    export = request_export(tables, by=by, file_format=file_format, **which)
    assert compiling.fill_export(export.pk)
    export.refresh_from_db()
    assert export.state == "done", export.error
    return export


def archive(export):
    return zipfile.ZipFile(io.BytesIO(export.file.read()))


@pytest.mark.parametrize("file_format", ["csv", "ndjson", "json", "xlsx"])
def test_the_manifest_says_what_is_in_the_files(file_format, cast, programs, region):
    export = compiled(cast.assessor, file_format=file_format, region=region)
    files = archive(export)
    manifest = json.loads(files.read("manifest.json"))
    assert files.namelist() == ["manifest.json", f"plans.{file_format}", f"programs.{file_format}"]
    for table in manifest["tables"]:
        content = files.read(table["file"])
        assert hashlib.sha256(content).hexdigest() == table["sha256"]
        assert len(content) == table["size"]
    assert [(each["name"], each["rows"]) for each in manifest["tables"]] == [("plans", 3), ("programs", 3)]
    assert manifest["snapshot"] == export.snapshot
    assert manifest["filters"]["region"] == region.code
    assert (export.rows_done, export.tables_done, export.percent) == (6, 2, 100)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="the command is not installed")
def test_who_takes_an_export_checks_it_with_a_common_command(cast, programs, region, tmp_path):
    export = compiled(cast.assessor, tables=None, region=region)
    archive(export).extractall(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    lines = [f"{each['sha256']}  {each['file']}\n" for each in manifest["tables"]]
    (tmp_path / "SHA256SUMS").write_text("".join(lines))
    said = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.count(": OK") == len(lines) == len(export.tables)
    (tmp_path / "whole.zip").write_bytes(export.file.storage.open(export.file.name).read())
    assert hashlib.sha256((tmp_path / "whole.zip").read_bytes()).hexdigest() == export.sha256


def test_json_is_an_array_of_the_lines_of_ndjson(cast, programs):
    lines = archive(compiled(cast.assessor, file_format="ndjson")).read("programs.ndjson").splitlines()
    array = archive(compiled(cast.assessor, file_format="json")).read("programs.json")
    assert json.loads(array) == [json.loads(each) for each in lines]
    assert {each["name"][:8] for each in json.loads(array)} == {"=Program"}


@pytest.mark.parametrize("file_format", ["csv", "ndjson", "json", "xlsx"])
def test_a_region_exported_twice_is_the_same_bytes_and_the_same_snapshot(file_format, cast, programs, region):
    first = compiled(cast.assessor, file_format=file_format, region=region)
    kept = first.file.read()
    first.file.storage.delete(first.file.name)
    again = compiled(cast.assessor, file_format=file_format, region=region)
    assert again.file.read() == kept
    assert again.pk != first.pk
    assert (again.snapshot, again.sha256, again.taken_at) == (first.snapshot, first.sha256, first.taken_at)
    programs[0][0].name = "Nama baru"
    programs[0][0].save()
    changed = compiled(cast.assessor, file_format=file_format, region=region)
    assert changed.snapshot != first.snapshot
    assert changed.sha256 != first.sha256
    assert changed.taken_at > first.taken_at


def test_nobody_gets_a_row_that_they_may_not_see(cast, programs):
    own = archive(compiled(cast.assessor)).read("programs.csv").decode()
    assert "Program daerah lain" not in own
    assert "'=Program" in own
    assert "Program daerah lain" in archive(compiled(cast.national)).read("programs.csv").decode()


def test_every_table_can_be_exported(cast, programs):
    export = compiled(cast.national, tables=None)
    assert export.tables_done == len(TABLES)


def test_only_what_changed_since_comes_with_what_was_archived(cast, programs):
    own, _foreign = programs
    since = timezone.now()
    own[0].archive(by=cast.admin, reason="Salah")
    export = compiled(cast.assessor, tables=["programs"], file_format="ndjson", updated_since=since)
    (row,) = map(json.loads, archive(export).read("programs.ndjson").splitlines())
    assert row["uid"] == str(own[0].uid)
    assert row["archived_at"]


def test_the_same_export_under_way_is_not_made_twice(cast, region, settings):
    settings.EXPORTS_PER_PERSON = 1
    first = request_export(["plans"], by=cast.assessor, file_format="csv")
    assert request_export(["plans"], by=cast.assessor, file_format="csv") == first
    with pytest.raises(Refused):
        request_export(["plans"], by=cast.assessor, file_format="json")


def test_a_cancelled_export_keeps_nothing_and_can_be_tried_again(cast, region):
    export = request_export(["plans"], by=cast.assessor, file_format="csv")
    cancel_export(export, by=cast.assessor)
    assert compiling.fill_export(export.pk) is None
    retry_export(export, by=cast.assessor)
    assert compiling.fill_export(export.pk).is_downloadable


def test_an_export_whose_worker_died_is_taken_up_until_it_is_given_up(cast, region):
    export = request_export(["plans"], by=cast.assessor, file_format="csv")
    long_ago = timezone.now() - timedelta(hours=1)
    Export.objects.filter(pk=export.pk).update(state="running", attempt=1, heartbeat_at=long_ago)
    assert compiling.take_up_stale_exports() == 1
    Export.objects.filter(pk=export.pk).update(attempt=5)
    assert compiling.take_up_stale_exports() == 0
    export.refresh_from_db()
    assert export.state == "failed"
    assert export.error


def test_who_lost_the_role_meanwhile_gets_nothing(cast, region):
    export = request_export(["plans"], by=cast.assessor, file_format="csv")
    cast.assessor.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert compiling.fill_export(export.pk).state == "failed"


def test_a_file_is_removed_when_its_time_is_over_unless_another_export_shares_it(cast, programs):
    old, young = compiled(cast.assessor), compiled(cast.assessor)
    assert old.file.name == young.file.name
    Export.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert compiling.remove_expired_exports() == 1
    assert young.file.storage.exists(young.file.name)
    Export.objects.filter(pk=young.pk).update(expires_at=timezone.now() - timedelta(days=1))
    compiling.remove_expired_exports()
    assert not young.file.storage.exists(young.file.name)


class TestRest:
    @pytest.fixture
    def client(self, as_, cast):
        return as_(cast.assessor)

    def ask(self, client, **body):
        return client.post("/api/v1/exports/", body, content_type="application/json")

    def test_an_export_is_asked_for_and_followed(self, client, region):
        asked = self.ask(client, tables="all", region=region.code, format="ndjson")
        assert asked.status_code == 201, asked.content
        assert self.ask(client, tables="all", region=region.code, format="ndjson").status_code == 200
        shown = client.get(asked["Location"]).json()
        assert (shown["state"], shown["percent"], shown["region"]["code"]) == ("queued", 0, region.code)
        assert client.get(f"{asked['Location']}file/").status_code == 404
        assert client.post(f"{asked['Location']}cancel/").json()["state"] == "cancelled"

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"tables": []},
            {"tables": ["no-such"]},
            {"tables": "all", "format": "pdf"},
            {"tables": "all", "region": "99.99"},
            {"tables": "all", "cohort": "none"},
            {"tables": ["report-runs"]},
        ],
    )
    def test_what_cannot_be_exported_is_refused_at_its_field(self, body, client, region):
        assert self.ask(client, **body).status_code == 400

    def test_a_download_that_broke_off_goes_on(self, client, cast, programs):
        export = compiled(cast.assessor)
        address, whole = f"/api/v1/exports/{export.pk}/file/", export.file.read()

        def get(**headers):
            return client.get(address, headers=headers)

        full = get()
        assert b"".join(full.streaming_content) == whole
        assert full["ETag"] == f'"{export.sha256}"'
        assert full["Accept-Ranges"] == "bytes"
        part = get(range="bytes=100-")
        assert part.status_code == 206
        assert part["Content-Range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
        assert b"".join(part.streaming_content) == whole[100:]
        assert b"".join(get(range="bytes=-7").streaming_content) == whole[-7:]
        assert get(range="bytes=0-9", **{"if-range": '"another"'}).status_code == 200
        assert get(range="bytes=0-9", **{"if-range": f'"{export.sha256}"'}).status_code == 206
        outside = get(range=f"bytes={len(whole)}-")
        assert (outside.status_code, outside["Content-Range"]) == (416, f"bytes */{len(whole)}")
        assert get(**{"if-none-match": f'"{export.sha256}"'}).status_code == 304


def send_with(secret, **body):
    client = Client(headers={"authorization": f"Api-Key {secret}"})
    return client, client.post("/api/v1/exports/", body, content_type="application/json")


class TestKeys:
    def test_a_key_for_one_region_exports_that_region_and_nothing_else(self, cast, programs, region, other_region):
        whole = compiled(cast.national, tables=["programs"])
        _key, secret = make_key(cast.national, "KSB saja", scopes=[Scope.EXPORT], regions=[region])
        assert send_with(secret, tables=["programs"])[1].status_code == 400
        assert send_with(secret, tables=["programs"], region=other_region.code)[1].status_code == 400
        client, asked = send_with(secret, tables=["programs"], region=region.code)
        assert asked.status_code == 201, asked.content
        compiling.fill_export(asked.json()["id"])
        content = b"".join(client.get(f"{asked['Location']}file/").streaming_content)
        rows = zipfile.ZipFile(io.BytesIO(content)).read("programs.csv").decode()
        assert "Program daerah lain" not in rows
        assert rows.count("'=Program") == 3
        assert client.get(f"/api/v1/exports/{whole.pk}/file/").status_code == 404

    def test_a_key_that_only_reads_asks_for_no_export(self, cast, region):
        _key, secret = make_key(cast.assessor, "baca", scopes=[Scope.READ])
        assert send_with(secret, tables="all")[1].status_code == 403

    def test_the_log_says_of_which_regions_rows_were_taken(self, cast, programs, region):
        _key, secret = make_key(cast.national, "nasional", scopes=[Scope.EXPORT])
        client = Client(headers={"authorization": f"Api-Key {secret}"})
        for which in ({"region": region}, {}):
            export = compiled(cast.national, tables=["programs"], **which)
            b"".join(client.get(f"/api/v1/exports/{export.pk}/file/"))
        everything, own = PullEntry.objects.filter(table="exports/file").order_by("-pk")
        assert (own.region, own.rows, own.bytes > 0, own.key.name) == (region, 3, True, "nasional")
        assert (everything.reach, everything.rows) == (PullEntry.Reach.NATION, 4)


def test_a_person_asks_for_an_export_on_the_page_and_downloads_it(as_, cast, region, programs):
    client = as_(cast.assessor)
    made = client.post("/data/ekspor/", {"region": region.pk, "format": "csv", "tables": ["programs"]})
    assert made.status_code == 302
    export = Export.objects.get()
    compiling.fill_export(export.pk)
    page = client.get(made["Location"])
    assert f"{made['Location']}berkas.zip" in page.content.decode()
    assert b"".join(client.get(f"{made['Location']}berkas.zip").streaming_content)[:2] == b"PK"
    assert "Program (<code>programs</code>)" in page.content.decode()
    missing = client.post("/data/ekspor/", {"format": "pdf", "tables": ["programs"]})
    assert missing.status_code == 422
    assert 'value="programs" checked' in missing.content.decode()


def test_a_moment_that_nobody_can_mean_is_refused_at_its_field(as_, cast, region):
    asked = {"region": region.pk, "tables": ["programs"], "format": "csv", "updated_since": "0001-01-01T00:00"}
    answer = as_(cast.admin).post(reverse("exchange:export-list"), asked)
    assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["updated_since"])
