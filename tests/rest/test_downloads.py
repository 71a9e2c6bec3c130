"""Files of REST: whole, in parts, not twice; a download that broke off goes on; who goes away leaves nothing open."""

import hashlib
import http.client
import os
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from exchange.models import Export
from masterplan.models.catalogues import NomenclatureItem
from organizations.scopes import Scope
from organizations.services.keys import make_key
from tests.factories.exchange import ExportFactory
from tests.rest.tables import MAKERS

CONTENT = bytes(range(256)) * 40
PATIENCE = 20


def export(region, by):
    row = ExportFactory(region=region, requested_by=by, state=Export.State.DONE, sha256=digest(CONTENT), size=10240)
    row.file.save("ekspor.zip", ContentFile(CONTENT))
    return row


def digest(content):
    return hashlib.sha256(content).hexdigest()


def stored(name, region, by):
    """A row of the list whose file is `CONTENT`."""
    if name == "exports":
        return export(region, by)
    row = MAKERS[name](region)
    holder = row.stored_file if name == "evidence" else row
    field = "minutes_file" if name == "meetings" else "file"
    file = getattr(holder, field)
    kept = file.storage.save(f"uji/{name}.bin", ContentFile(CONTENT))
    columns = {field: kept} | ({"sha256": digest(CONTENT)} if hasattr(holder, "sha256") else {})
    type(holder)._base_manager.filter(pk=holder.pk).update(**columns)
    return row


@pytest.mark.parametrize(
    "name", ["legal-documents", "meetings", "evidence", "report-files", "result-letters", "exports"]
)
def test_every_file_comes_whole_or_in_parts_and_never_twice(name, as_, cast, region, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client, row = as_(cast.assessor), stored(name, region, cast.assessor)

    def get(**headers):
        return client.get(f"/api/v1/{name}/{row.pk}/file/", headers=headers)

    whole = get()
    assert b"".join(whole.streaming_content) == CONTENT
    tag = whole["ETag"]
    assert (whole["Accept-Ranges"], whole["Content-Length"]) == ("bytes", str(len(CONTENT)))
    part = get(range="bytes=1000-")
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 1000-{len(CONTENT) - 1}/{len(CONTENT)}")
    assert b"".join(part.streaming_content) == CONTENT[1000:]
    assert get(range="bytes=0-9", **{"if-range": tag}).status_code == 206
    assert get(range="bytes=0-9", **{"if-range": '"another"'}).status_code == 200
    assert get(range=f"bytes={len(CONTENT)}-").status_code == 416
    assert get(range="bytes=0-9", **{"if-none-match": tag}).status_code == 304


@pytest.fixture
def ask(live_server, cast):
    """`ask(path, **headers)`: a program on another machine, with a key; the answer is not read yet."""
    place = urlsplit(live_server.url)
    _key, secret = make_key(cast.assessor, "sistem", scopes=[Scope.READ, Scope.EXPORT])
    opened = []

    def asking(path, **headers):
        line = http.client.HTTPConnection(place.hostname, place.port, timeout=PATIENCE)
        opened.append(line)
        line.request("GET", path, headers={"Authorization": f"Api-Key {secret}", **headers})
        return line.getresponse()

    yield asking
    for line in opened:
        line.close()


@pytest.mark.django_db(transaction=True)
def test_a_program_whose_line_broke_takes_only_what_it_lacks(ask, region, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = f"/api/v1/exports/{export(region, cast.assessor).pk}/file/"
    first = ask(path)
    have = first.read(4000)
    first.close()
    rest = ask(path, Range=f"bytes={len(have)}-", **{"If-Range": first.headers["ETag"]})
    assert rest.status == 206
    assert digest(have + rest.read()) == first.headers["ETag"].strip('"') == digest(CONTENT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wanted", ["csv", "ndjson"])
def test_who_goes_away_in_the_middle_of_a_list_leaves_nothing_open(wanted, ask, region):
    NomenclatureItem.objects.bulk_create(
        NomenclatureItem(edition="uji", code=f"9.{n}", level="program", name="Penyelenggaraan " * 40)
        for n in range(20_000)
    )
    answer = ask(f"/api/v1/nomenclature/?all=true&format={wanted}")
    assert answer.status == 200
    assert len(answer.read(100_000)) == 100_000
    # On SQLite a reader is seen by what it keeps from being written back: there has to be something.
    NomenclatureItem.objects.create(edition="uji", code="8", level="program", name="Later")
    assert what_is_open()
    answer.close()
    end = time.monotonic() + PATIENCE
    while left := what_is_open():
        assert time.monotonic() < end, left
        time.sleep(0.1)


def what_is_open():
    """What a stream that nobody reads would keep: the thread that copies, and the reading transaction."""
    found = [each.name for each in threading.enumerate() if each.name == "copy"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND state <> 'idle'"
            )
            return [*found, *(state for (state,) in cursor.fetchall())]
        name = os.path.realpath(str(connection.settings_dict["NAME"]))
        cursor.execute("PRAGMA busy_timeout")
        patience = cursor.fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")  # who reads is seen at once; with patience, after 20 seconds
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {patience}")
    return [*found, *([f"{name} is being read"] if busy else [])]
