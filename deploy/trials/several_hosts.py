"""Several hosts on one machine, in network namespaces: cut off and brought back one after the other while people work.

People save, read and have reports compiled; counted is what was lost, what was double, and who got no helpful answer.
proxy (haproxy, TLS) - web1, web2 - worker1, worker2 (with the timetable) - db, replica - redis - files (S3).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from hosts import TREE, Hosts, missing
from namespaces import inside, run
from people import PASSWORD, People, Tally, find_entry

CLERKS = """
from organizations.models import Agency, Membership, Region, User
from organizations.roles import Role
region = Region.objects.get(code="52.07")
for number, agency in enumerate(Agency.objects.filter(region=region).order_by("pk")):
    email = f"beban{number}@ksb.example"
    if not User.objects.filter(email=email).exists():
        person = User.objects.create_user(email, "Coba-Portal-2026", name=f"Contoh Petugas {number}", is_example=True)
        Membership(user=person, role=Role.AGENCY_STAFF, region=region, agency=agency).store(by=None)
    print("CLERK", email)
"""


class Trial:
    """The hosts, the people, and what happens to them."""

    def __init__(self, hosts: Hosts, short: bool, filled: Path | None = None, migrated: str = "") -> None:
        self.hosts, self.short, self.filled, self.migrated, self.tally = hosts, short, filled, migrated, Tally()
        self.rows: list[dict[str, object]] = []
        self.began = time.monotonic()

    def say(self, words: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {words}", flush=True)

    def set_up(self) -> list[str]:
        hosts = self.hosts
        hosts.network.make()
        with ThreadPoolExecutor(1) as beside:
            collected = beside.submit(hosts.manage, "collectstatic", "--noinput", "-v0")
            hosts.make_database()
            hosts.start_redis()
            hosts.start_files()
            self.say("network, database, Redis, files")
            self._fill()
            listed = hosts.manage("shell", "-v0", "-c", CLERKS, PRODUCTION="0", DEMO="1")
            collected.result()
        self.say("example data, clerks, static files")
        hosts.make_replica()
        for host, part in (
            ("web1", "web"),
            ("web2", "web"),
            ("worker1", "worker"),
            ("worker2", "worker"),
            ("worker2", "beat"),
        ):
            hosts.start_part(host, part)
        hosts.start_proxy()
        hosts.wait(
            "the replica", lambda: bool(hosts.ask("SELECT state FROM pg_stat_replication WHERE state = 'streaming'"))
        )
        hosts.wait("the portal", lambda: hosts.visitor().get("/akun/login/").status == 200, 120)
        for each in ("web1", "web2"):
            hosts.wait(each, lambda each=each: hosts.served_by(each), 60)  # type: ignore[misc]
        self.say("all hosts answer")
        return self._who_can_enter([each.split()[1] for each in listed.splitlines() if each.startswith("CLERK")])

    def _fill(self) -> None:
        """Tables, reference and example data; from a file where one was kept."""
        hosts, kept = self.hosts, self.filled
        programs, url = hosts.postgres, hosts.database_url
        if kept and kept.exists():
            with inside(hosts.network.path("people")):
                run(str(programs / "pg_restore"), "--no-owner", "-d", url, str(kept))
            hosts.bring_files(kept.with_name(f"{kept.name}.files"))
            return
        if self.migrated:
            dump = str(hosts.folder / "migrated.dump")
            run(str(programs / "pg_dump"), "-Fc", "-Z0", "-f", dump, self.migrated)
            with inside(hosts.network.path("people")):
                run(str(programs / "pg_restore"), "--no-owner", "-d", url, dump)
            hosts.manage("load_reference")
        else:
            with inside(hosts.network.path("worker1")):
                settings = hosts.environment("worker1") | {"DATABASE_REPLICA_URL": ""}
                run(str(TREE / "deploy/run"), "migrate", env=settings)
        self.say("tables and reference data")
        hosts.manage("load_demo", PRODUCTION="0", DEMO="1")
        if kept:
            with inside(hosts.network.path("people")):
                run(str(programs / "pg_dump"), "-Fc", "-f", str(kept), url)
            hosts.keep_files(kept.with_name(f"{kept.name}.files"))

    def _who_can_enter(self, emails: list[str]) -> list[str]:
        found = []
        with inside(self.hosts.network.path("people")):
            for email in emails:
                person = self.hosts.visitor()
                person.log_in(email, PASSWORD)
                with suppress(LookupError):
                    find_entry(person)
                    found.append(email)
                if len(found) == (4 if self.short else 8):
                    break
        assert len(found) >= 3, f"only {len(found)} clerks have something to enter"
        return found

    @contextmanager
    def phase(self, name: str) -> Iterator[dict[str, object]]:
        self.tally.phase = name
        row: dict[str, object] = {"what": name}
        before = len(self.tally.acknowledged)
        began = time.monotonic()
        yield row
        row["seconds"] = round(time.monotonic() - began, 1)
        row["saves"] = len(self.tally.acknowledged) - before
        for state in ("good", "helpful refusal", "bare error", "no answer"):
            row[state] = self.tally.answers[f"{name}|{state}"]
        row["slowest"] = round(self.tally.slowest.get(name, 0), 1)
        self.rows.append(row)
        self.say(json.dumps(row))

    def quiet(self, name: str, seconds: float) -> None:
        with self.phase(name):
            time.sleep(seconds)

    def cut_off(self, host: str, works_again: Callable[[], object]) -> None:
        """Cut, wait, join; `works_again` says when the part does its work as before."""
        with self.phase(f"{host} cut off") as row:
            self.hosts.network.cut(host)
            time.sleep(5 if self.short else 15)
            self.hosts.network.join(host)
            row["works again after"] = round(self.hosts.wait(host, works_again, 180), 1)

    def a_save(self) -> Callable[[], bool]:
        before = len(self.tally.acknowledged)
        return lambda: len(self.tally.acknowledged) > before + 2

    def a_report(self) -> bool:
        """A report that was asked for just now gets ready."""
        count = "SELECT count(*) FROM reports_compiledreport WHERE state = 'done'"
        return self._more(count)

    def _more(self, query: str) -> bool:
        now = self.hosts.ask(query)[0][0]
        first = self.__dict__.setdefault("_seen", now)
        return bool(now > first)  # type: ignore[operator]

    def fresh(self, check: Callable[[], bool]) -> Callable[[], bool]:
        self.__dict__.pop("_seen", None)
        return check

    def happen(self) -> None:
        hosts, pause = self.hosts, 4 if self.short else 15
        self.quiet("nothing happens", 4 if self.short else 30)
        self.cut_off("web1", lambda: hosts.served_by("web1"))
        self.cut_off("worker1", self.fresh(self.a_report))
        if not self.short:
            self.cut_off("worker2", self.fresh(self.a_report))
        self.cut_off("redis", self.fresh(self.a_report))
        self.cut_off("replica", lambda: bool(hosts.ask("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'")))
        with self.phase("primary database stopped and started") as row:
            hosts.stop("db", signal.SIGINT)
            time.sleep(3 if self.short else 10)
            hosts.start_database()
            row["works again after"] = round(hosts.wait("saving", self.a_save(), 180), 1)
        if not self.short:
            with self.phase("primary database cut off") as row:
                hosts.network.cut("db")
                time.sleep(15)
                hosts.network.join("db")
                row["works again after"] = round(hosts.wait("saving", self.a_save(), 180), 1)
        self.cut_off("files", self.fresh(self.a_report))
        if not self.short:
            with self.phase("web2: 300 ms late, 10 % lost") as row:
                try:
                    hosts.network.worsen("web2", "delay 300ms loss 10%")
                except RuntimeError as problem:  # a kernel without sch_netem
                    row["not done"] = str(problem).strip().rsplit("\n", 1)[-1]
                else:
                    time.sleep(20)
                    hosts.network.mend("web2")
        self.quiet("afterwards", pause)

    def count(self) -> dict[str, object]:
        """Nothing lost, nothing double."""
        hosts, tally = self.hosts, self.tally
        table = "monitoring_historicalprogressreport"
        history = f"SELECT narrative, count(*) FROM {table} WHERE narrative LIKE 'Uji %%' GROUP BY 1"  # noqa: S608
        stored = {str(text): int(str(times)) for text, times in hosts.ask(history)}
        lost = [each for each in tally.acknowledged if each not in stored]
        double = {each: times for each, times in stored.items() if times > 1}
        waiting = "SELECT count(*) FROM reports_compiledreport WHERE state IN ('queued', 'running')"
        took = hosts.wait("all reports", lambda: hosts.ask(waiting)[0][0] == 0, 180)
        reports = hosts.ask("SELECT state, count(*), max(attempt) FROM reports_compiledreport GROUP BY 1")
        files = [str(name) for (name,) in hosts.ask("SELECT file FROM reports_reportfile")]
        with inside(hosts.network.path("people")):
            kept = {each.key for each in hosts.bucket().objects.all()}  # type: ignore[attr-defined]
        apart = hosts.ask("SELECT count(*), max(id) FROM monitoring_historicalprogressreport")
        hosts.wait("the replica has all", lambda: hosts.ask(
            "SELECT count(*), max(id) FROM monitoring_historicalprogressreport", host="replica") == apart)  # fmt: skip
        return {
            "saves acknowledged": len(tally.acknowledged),
            "saves tried again": len(tally.unknown),
            "lost": len(lost),
            "double": len(double),
            "reports asked for": len(tally.asked),
            "reports": [[str(word) for word in row] for row in reports],
            "reports ready after the end, s": round(took, 1),
            "files of reports": len(files),
            "files missing in the store": len([each for each in files if each not in kept]),
            "answers": {name: number for name, number in sorted(tally.answers.items()) if "|" not in name},
        }


def main() -> int:
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    reader.add_argument("--short", action="store_true", help="fewer people, shorter cuts: for every check")
    reader.add_argument("--filled", type=Path, help="keep the filled database in this file, and take it from there")
    reader.add_argument("--migrated", default="", help="an empty, migrated PostgreSQL database (URL) to begin with")
    reader.add_argument("--results", type=Path, help="write what was counted to this file (JSON)")
    reader.add_argument("--keep-logs", type=Path, help="copy the logs of all processes to this folder at the end")
    options = reader.parse_args()
    if lacking := missing():
        print(f"The trial cannot be made here: {lacking}", file=sys.stderr)
        return 3
    folder = Path(tempfile.mkdtemp(prefix="deploy-hosts-", dir=os.environ.get("TMPDIR", "/tmp")))
    folder.chmod(0o755)
    hosts = Hosts(folder)
    trial = Trial(hosts, options.short, options.filled, options.migrated)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    people = None
    try:
        clerks = trial.set_up()
        people = People(hosts, trial.tally, clerks, 3 if options.short else 12)
        people.start()
        trial.happen()
        people.end()
        counted = trial.count()
        print(json.dumps(counted, indent=1))
        print("\n".join(sorted(set(trial.tally.bad))[:40]))
        if options.results:
            options.results.write_text(
                json.dumps({"phases": trial.rows, "counted": counted, "bad": trial.tally.bad}, indent=1)
            )
        wrong = [name for name in ("lost", "double", "files missing in the store") if counted[name]]
        wrong += ["people without a helpful answer"] * bool(trial.tally.bad)
        print(f"\nWrong: {', '.join(wrong)}" if wrong else "\nAll is well.")
        return 1 if wrong else 0
    finally:
        if people:
            people.ended.set()
        if options.keep_logs:
            options.keep_logs.mkdir(parents=True, exist_ok=True)
            for each in folder.glob("*.log"):
                shutil.copy(each, options.keep_logs)
        hosts.remove()


if __name__ == "__main__":
    sys.exit(main())
