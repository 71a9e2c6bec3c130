"""What people do in a portal that was installed, and what must be there of it afterwards."""

from __future__ import annotations

import re

from debian import Debian, until
from namespaces import inside
from trial import Trial
from visitor import Visitor, headline

PEOPLE = {"staff": "staf.opd@ksb.example", "verifier": "verifikator@ksb.example"}
PASSWORD = "Coba-Portal-2026"
COUNT = "(SELECT count(*) FROM monitoring_progressreport), (SELECT count(*) FROM reports_compiledreport)"
MARKS = "SELECT narrative FROM monitoring_progressreport WHERE narrative LIKE $$Uji pemasangan%$$ ORDER BY 1"


def choose_password(trial: Trial, path: str) -> None:
    with inside(trial.debian.network):
        person = trial.visitor()
        until("TLS", lambda: person.get("/akun/login/").status == 200, 60)
        secret = "Kunci-Pertama-Portal-77-Sumbawa"
        done = person.send(person.get(path), "password1", password1=secret, password2=secret)
        assert done.status == 200, headline(done)
        again = trial.visitor().get(path)
        assert "password1" not in again.text, "the link works twice"
        entered = trial.visitor().log_in("admin@daerah.example", secret)
        assert entered.status == 200, headline(entered)
        assert entered.path != "/akun/login/", "the administrator is not let in"


def example_data(trial: Trial) -> None:
    """People and plans to work with; production refuses them, so they are brought in beside it."""
    trial.debian.sh(
        "cd /opt/smartcity/current && "
        "runuser -u smartcity -- env PRODUCTION=0 DEMO=1 .venv/bin/python manage.py load_demo"
    )
    query = "SELECT pg_size_pretty(pg_database_size($$smartcity$$))"
    large = trial.debian.sh(f"runuser -u postgres -- psql -X -tA smartcity -c '{query}'").strip()
    trial.step("example data", f"database {large}")


def work(trial: Trial, mark: str) -> None:
    """A clerk enters progress over https; a verifier has a report compiled by the worker, and downloads it."""
    with inside(trial.debian.network):
        clerk, verifier = trial.visitor(), trial.visitor()
        assert clerk.log_in(PEOPLE["staff"], PASSWORD).path != "/akun/login/"
        listed = clerk.get("/pekerjaan/")
        entries = sorted(set(re.findall(r'href="(/laporan/program/\d+/\d+/isi/)', listed.text)))
        assert entries, f"nothing to enter: {headline(listed)}"
        saved = ""
        for address in entries:
            page = clerk.get(address)
            if 'name="narrative"' in page.text and 'id="save-draft"' in page.text:
                saved = address
                done = clerk.send(page, "narrative", narrative=mark, action="save")
                assert done.status == 200, headline(done)
                break
        assert saved, "no open entry"
        assert mark in clerk.get(saved).text, "what was saved is not there"
        trial.step("progress entered over https and read again", saved)
        assert verifier.log_in(PEOPLE["verifier"], PASSWORD).path != "/akun/login/"
        compiled(trial, verifier)


def compiled(trial: Trial, verifier: Visitor) -> None:
    asking = verifier.get("/daerah/52.07/monev/minta/?kind=rfk")
    asked = verifier.send(asking, "kind", again="on")
    assert asked.status == 200, headline(asked)
    address = asked.path
    files: list[str] = []

    def ready() -> bool:
        files[:] = re.findall(r'href="(/monev/\d+/unduh/pdf/)"', verifier.get(address).text)
        return bool(files)

    until(f"the report {address}", ready, 90)
    got = verifier.get(files[0].replace("&amp;", "&"))
    assert got.status == 200, got.status
    assert got.body[:4] in (b"%PDF", b"PK\x03\x04"), got.body[:20]
    trial.step("report compiled by the worker and downloaded", f"{len(got.body)} bytes")


def rows(debian: Debian) -> str:
    """How many reports there are, and the words that people entered."""
    ask = f"runuser -u postgres -- psql -X -tA smartcity -c 'SELECT {COUNT}' -c '{MARKS}'"
    return ", ".join(debian.sh(ask).strip().splitlines())
