"""Several hosts on one machine, in network namespaces: cut off and brought back one after the other while people save,
read and have reports compiled. Counts what was lost, what was double, and who got no helpful answer.

proxy (haproxy, TLS) - web1, web2 - worker1, worker2 (with the timetable) - db, replica (streaming) - redis - files (S3).
"""

from __future__ import annotations

import argparse
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import psycopg2
import redis as redis_client
from botocore.config import Config

sys.path.insert(0, str(Path(__file__).resolve().parent))
from namespaces import inside, run
from visitor import Answer, Visitor, headline

TREE = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
DOMAIN = "portal.nasional.example"
NET = "10.77.0"
HOSTS = {"people": 9, "proxy": 10, "web1": 11, "web2": 12, "worker1": 21, "worker2": 22}
HOSTS |= {"db": 31, "replica": 32, "redis": 41, "files": 51}
PASSWORD = "Coba-Portal-2026"
BUCKET = "portal"
NEEDED = ("ip", "tc", "haproxy", "redis-server", "openssl")
DATABASE_OPTIONS = "connect_timeout=3&tcp_user_timeout=8000&keepalives_idle=5&keepalives_interval=2&keepalives_count=3"


def address(host: str) -> str:
    return f"{NET}.{HOSTS[host]}"


def postgres_folder() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in folders if (each / "pg_basebackup").exists() and (each / "postgres").exists()), None)


def missing() -> str:
    """What this machine lacks; empty: the trial can be made."""
    if os.geteuid() != 0:
        return "needs root"
    absent = [each for each in NEEDED if not shutil.which(each)]
    if postgres_folder() is None:
        absent.append("postgresql")
    return f"not installed: {', '.join(absent)}" if absent else ""


class Network:
    """The hosts as namespaces, joined by a bridge in a namespace of its own: this machine's network is not touched."""

    def __init__(self) -> None:
        self.mark = f"dep{os.getpid() % 100000}"

    def name(self, host: str) -> str:
        return f"{self.mark}-{host}"

    def path(self, host: str) -> str:
        return f"/run/netns/{self.name(host)}"

    def make(self) -> None:
        switch = self.name("switch")
        run("ip", "netns", "add", switch)
        run("ip", "-n", switch, "link", "add", "br0", "type", "bridge")
        run("ip", "-n", switch, "link", "set", "br0", "up")
        for host, number in HOSTS.items():
            mine = self.name(host)
            run("ip", "netns", "add", mine)
            run("ip", "-n", mine, "link", "set", "lo", "up")
            run("ip", "-n", mine, "link", "add", "eth0", "type", "veth", "peer", "name", f"v{number}", "netns", switch)
            run("ip", "-n", switch, "link", "set", f"v{number}", "master", "br0", "up")
            run("ip", "-n", mine, "addr", "add", f"{NET}.{number}/24", "dev", "eth0")
            run("ip", "-n", mine, "link", "set", "eth0", "up")

    def cut(self, host: str) -> None:
        """The cable is pulled at the switch: no reset, no refusal, only silence."""
        run("ip", "-n", self.name("switch"), "link", "set", f"v{HOSTS[host]}", "down")

    def join(self, host: str) -> None:
        run("ip", "-n", self.name("switch"), "link", "set", f"v{HOSTS[host]}", "up")

    def worsen(self, host: str, words: str) -> None:
        run("tc", "-n", self.name("switch"), "qdisc", "add", "dev", f"v{HOSTS[host]}", "root", "netem", *words.split())

    def mend(self, host: str) -> None:
        run("tc", "-n", self.name("switch"), "qdisc", "del", "dev", f"v{HOSTS[host]}", "root")

    def remove(self) -> None:
        for host in (*HOSTS, "switch"):
            run("ip", "netns", "del", self.name(host), check=False)


class Hosts:
    """What runs on the hosts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.network = folder, Network()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.secret = {name: secrets.token_hex(16) for name in ("db", "redis", "key")}
        self.postgres = postgres_folder() or Path()
        self.person = pwd.getpwnam("postgres")

    def start(self, name: str, host: str, words: list[str], *, person: bool = False, **environment: str) -> None:
        """`words` on `host`; its output goes to a file named by `name`."""
        rights = {"user": self.person.pw_uid, "group": self.person.pw_gid, "extra_groups": []} if person else {}
        with inside(self.network.path(host)), (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                words, cwd="/" if person else TREE, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, **rights,  # type: ignore[arg-type]
            )  # fmt: skip

    def stop(self, name: str, how: int = signal.SIGTERM) -> None:
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    # --- the parts -----------------------------------------------------------------------------------------------

    @property
    def database_url(self) -> str:
        return f"postgres://portal:{self.secret['db']}@{address('db')}:5432/portal"

    def start_database(self) -> None:
        flags = [
            "-c",
            "listen_addresses=*",
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=200",
            "-c",
            "max_wal_senders=5",
        ]
        flags += ["-c", "tcp_keepalives_idle=5", "-c", "tcp_keepalives_interval=2", "-c", "tcp_keepalives_count=3"]
        flags += ["-c", "tcp_user_timeout=8000", "-c", "wal_keep_size=256MB"]
        self.start("db", "db", [str(self.postgres / "postgres"), "-D", str(self.folder / "db"), *flags], person=True)
        self.wait("the database", lambda: self.ask("SELECT 1"))

    def make_database(self) -> None:
        data, secret = self.folder / "db", self.folder / "password"
        secret.write_text(self.secret["db"])
        data.mkdir(mode=0o700)
        for each in (data, secret):
            os.chown(each, self.person.pw_uid, self.person.pw_gid)
        words = [
            str(self.postgres / "initdb"),
            "-D",
            str(data),
            "-U",
            "portal",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
        ]
        run(*words, "-E", "UTF8", "--locale=C", user=self.person.pw_uid, group=self.person.pw_gid, cwd="/")
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NET}.0/24 scram-sha-256\nhost replication all {NET}.0/24 scram-sha-256\n")
        self.start_database()
        self.ask("CREATE DATABASE portal", database="postgres")

    def make_replica(self) -> None:
        target = self.folder / "replica"
        where = f"host={address('db')} user=portal password={self.secret['db']} application_name=replica keepalives_idle=5 keepalives_interval=2 keepalives_count=3 tcp_user_timeout=8000"
        words = [
            str(self.postgres / "pg_basebackup"),
            "-d",
            where,
            "-D",
            str(target),
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
        ]
        with inside(self.network.path("replica")):
            run(*words)
        run("chown", "-R", "postgres", str(target))
        target.chmod(0o700)
        flags = [
            "-c",
            "listen_addresses=*",
            "-c",
            "unix_socket_directories=",
            "-c",
            "hot_standby=on",
            "-c",
            "wal_receiver_timeout=10s",
            "-c",
            "max_connections=200",
        ]
        self.start("replica", "replica", [str(self.postgres / "postgres"), "-D", str(target), *flags], person=True)

    def start_redis(self) -> None:
        configuration = self.folder / "redis.conf"
        configuration.write_text(
            f'bind {address("redis")}\nrequirepass {self.secret["redis"]}\nappendonly yes\nsave ""\n'
            f"dir {self.folder}\ntcp-keepalive 5\n"
        )
        self.start("redis", "redis", ["redis-server", str(configuration)])
        self.wait("Redis", lambda: redis_client.Redis.from_url(self.redis_url, socket_timeout=2).ping())

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.secret['redis']}@{address('redis')}:6379/0"

    def start_files(self) -> None:
        self.start("files", "files", [PYTHON, "-m", "moto.server", "-H", address("files"), "-p", "9000"])
        self.wait("the files", lambda: self.bucket().meta.client.list_buckets())
        with inside(self.network.path("people")):
            self.bucket().meta.client.create_bucket(Bucket=BUCKET)

    def bucket(self) -> object:
        return boto3.resource(
            "s3", endpoint_url=f"http://{address('files')}:9000", aws_access_key_id="portal", region_name="us-east-1",
            aws_secret_access_key=self.secret["key"], config=Config(connect_timeout=3, read_timeout=5, retries={"max_attempts": 1}),
        ).Bucket(BUCKET)  # fmt: skip

    def environment(self, host: str) -> dict[str, str]:
        place = self.folder / "var" / host
        place.mkdir(parents=True, exist_ok=True)
        own = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        return own | {
            "PRODUCTION": "1",
            "SECRET_KEY": self.secret["key"] * 3,
            "ALLOWED_HOSTS": DOMAIN,
            "CSRF_TRUSTED_ORIGINS": f"https://{DOMAIN}",
            "PORTAL_URL": f"https://{DOMAIN}",
            "BEHIND_PROXY": "1",
            "DEFAULT_FROM_EMAIL": f"Portal <portal@{DOMAIN}>",
            "EMAIL_HOST": address("people"),
            "EMAIL_TIMEOUT": "3",
            "DATABASE_URL": f"{self.database_url}?{DATABASE_OPTIONS}",
            "DATABASE_REPLICA_URL": f"{self.database_url.replace(address('db'), address('replica'))}?{DATABASE_OPTIONS}",
            "REDIS_URL": self.redis_url,
            "STORAGE_BUCKET": BUCKET,
            "STORAGE_ENDPOINT": f"http://{address('files')}:9000",
            "STORAGE_REGION": "us-east-1",
            "STORAGE_ACCESS_KEY": "portal",
            "STORAGE_SECRET_KEY": self.secret["key"],
            "VAR_DIR": str(place),
            "STATIC_DIR": str(self.folder / "collected"),
            "BIND": f"{address(host)}:8000" if host in HOSTS else "127.0.0.1:8000",
            "WEB_WORKERS": "1",
            "WEB_THREADS": "8",
            "WORKER_CONCURRENCY": "1",
            "REPORTS_PER_PERSON_AND_DAY": "5000",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "smartcity.settings",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def manage(self, *words: str, **more: str) -> str:
        """A command of the portal, on the host of a worker."""
        with inside(self.network.path("worker1")):
            environment = self.environment("worker1") | {"DATABASE_REPLICA_URL": ""} | more
            return run(PYTHON, "manage.py", *words, cwd=TREE, env=environment).stdout

    def start_part(self, host: str, part: str) -> None:
        environment = self.environment(host)
        with inside(self.network.path(host)), (self.folder / f"{host}-{part}.log").open("ab") as log:
            words = [str(TREE / "deploy/run"), part]
            self.running[f"{host}-{part}"] = subprocess.Popen(
                words,
                cwd=TREE,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_proxy(self) -> None:
        folder = self.folder
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={DOMAIN}"]
        run(*words, "-addext", f"subjectAltName=DNS:{DOMAIN}", "-keyout", str(key), "-out", str(certificate))
        (folder / "both.pem").write_text(certificate.read_text() + key.read_text())
        page = (TREE / "deploy/caddy/unavailable.html").read_text()
        head = "HTTP/1.0 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\nRetry-After: 20\r\nCache-Control: no-store\r\n\r\n"
        (folder / "503.http").write_text(head + page, newline="")
        words_of = {
            "ERRORS": str(folder / "503.http"), "BIND": f"{address('proxy')}:443", "CERTIFICATE": str(folder / "both.pem"),
            "CHECK": self.check, "DOMAIN": DOMAIN,
        }  # fmt: skip
        text = (TREE / "deploy/haproxy/haproxy.cfg").read_text()
        for word, value in words_of.items():
            text = text.replace(f"@{word}@", value)
        text += "".join(f"\tserver {each} {address(each)}:8000\n" for each in ("web1", "web2"))
        text += f"\nfrontend state\n\tbind {address('proxy')}:8404\n\tstats enable\n\tstats uri /\n"
        (folder / "haproxy.cfg").write_text(text)
        self.start("proxy", "proxy", ["haproxy", "-db", "-f", str(folder / "haproxy.cfg")])

    @property
    def check(self) -> str:
        """What the proxy asks to know whether a host is ready."""
        return "/health/ready" if (TREE / "operations/views/watching.py").exists() else "/akun/login/"

    # --- looking -------------------------------------------------------------------------------------------------

    def ask(self, query: str, *values: object, database: str = "portal", host: str = "db") -> list[tuple[object, ...]]:
        url = (
            self.database_url.replace(address("db"), address(host)).rsplit("/", 1)[0]
            + f"/{database if query != 'SELECT 1' else 'postgres'}"
        )
        with inside(self.network.path("people")):
            connection = psycopg2.connect(url, connect_timeout=3)
            try:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute(query, values or None)
                    return cursor.fetchall() if cursor.description else []
            finally:
                connection.close()

    def wait(self, what: str, happens: Callable[[], object], seconds: float = 60) -> float:
        """Until `happens` raises nothing and is not False; how long that took."""
        began = time.monotonic()
        with inside(self.network.path("people")):
            while True:
                try:
                    if happens() is not False:
                        return time.monotonic() - began
                except Exception as problem:  # noqa: BLE001
                    last = str(problem)
                else:
                    last = "not yet"
                if time.monotonic() - began > seconds:
                    raise TimeoutError(f"{what}: not within {seconds:.0f} s ({last})")
                time.sleep(0.2)

    def visitor(self, timeout: float = 60) -> Visitor:
        return Visitor((address("proxy"), 443), DOMAIN, str(self.folder / "certificate.pem"), timeout)

    def served_by(self, host: str) -> bool:
        """Whether the proxy sends people to that web host."""
        with inside(self.network.path("people")):
            listing = Visitor((address("proxy"), 8404), "state").once("GET", "/;csv", None).text
        row = next(line for line in listing.splitlines() if line.startswith(f"web,{host},"))
        return ",UP," in row

    def remove(self) -> None:
        for host in HOSTS:
            with suppress(RuntimeError):
                self.network.join(host)
        for name in ["worker2-beat", *self.running]:
            if name in self.running:
                with suppress(ProcessLookupError):
                    os.killpg(self.running[name].pid, signal.SIGINT if name in ("db", "replica") else signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.network.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class Tally:
    """What people met."""

    answers: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    asked: dict[str, float] = field(default_factory=dict)
    phase: str = "start"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def met(self, kind: str, answer: Answer | None, problem: str, seconds: float) -> None:
        with self.lock:
            if answer is None:
                state = "no answer"
                self.bad.append(f"{self.phase}: {kind}: {problem}")
            elif answer.status < 400:
                state = "good"
            elif is_helpful(answer):
                state = "helpful refusal"
            else:
                state = "bare error"
                self.bad.append(f"{self.phase}: {kind} {answer.path}: {answer.status} {headline(answer)[:120]}")
            self.answers[f"{kind}: {state}"] += 1
            self.answers[f"{self.phase}|{state}"] += 1
            self.slowest[self.phase] = max(self.slowest.get(self.phase, 0), seconds)


def is_helpful(answer: Answer) -> bool:
    """A page in words that says what to do, not a bare line of a server."""
    return "<h1" in answer.text and "</html>" in answer.text and "lang=" in answer.text


class People:
    """Clerks who save, people who read, and a verifier who has reports compiled; all in threads of their own."""

    def __init__(self, hosts: Hosts, tally: Tally, clerks: list[str], readers: int) -> None:
        self.hosts, self.tally = hosts, tally
        self.ended = threading.Event()
        works = [(self._save, each) for each in clerks]
        works += [(self._read, "dewan@ksb.example")] * readers + [(self._compile, "verifikator@ksb.example")]
        self.threads = [threading.Thread(target=self._live, args=(work, email), daemon=True) for work, email in works]

    def start(self) -> None:
        for each in self.threads:
            each.start()

    def end(self) -> None:
        self.ended.set()
        for each in self.threads:
            each.join(timeout=90)
        assert not any(each.is_alive() for each in self.threads), "somebody still waits for an answer"

    def _live(self, work: Callable[[Visitor], None], email: str) -> None:
        with inside(self.hosts.network.path("people")):
            person = self.hosts.visitor()
            while not self.ended.is_set():
                if "sessionid" not in " ".join(person.cookies) and not self._enter(person, email):
                    self.ended.wait(1)
                    continue
                try:
                    work(person)
                except (LookupError, RuntimeError):
                    self.ended.wait(0.5)

    def _enter(self, person: Visitor, email: str) -> bool:
        page = self._try("log-in", lambda: person.get("/akun/login/"))
        if page is None or page.status != 200:
            return False
        entered = self._try("log-in", lambda: person.send(page, "password", login=email, password=PASSWORD))
        return entered is not None and entered.status == 200 and entered.path != "/akun/login/"

    def _try(self, kind: str, act: Callable[[], Answer]) -> Answer | None:
        began = time.monotonic()
        answer, problem = None, ""
        try:
            answer = act()
        except (OSError, ssl.SSLError, RuntimeError, LookupError) as found:
            problem = repr(found)
        except Exception as found:  # noqa: BLE001
            problem = repr(found)
        self.tally.met(kind, answer, problem, time.monotonic() - began)
        return answer

    def _read(self, person: Visitor) -> None:
        for path in ("/daerah/52.07/dasbor/", "/", "/daerah/52.07/monev/"):
            if self.ended.is_set():
                return
            self._try("read", lambda path=path: person.get(path))  # type: ignore[misc]
            self.ended.wait(0.3)

    def _save(self, person: Visitor) -> None:
        """One save with words that are found again: acknowledged, or looked for before it is tried again."""
        where = getattr(person, "entry", "")
        if not where:
            where = find_entry(person)
            person.entry = where  # type: ignore[attr-defined]
        mark = f"Uji {secrets.token_hex(8)}"
        for _again in range(60):
            page = self._try("open", lambda: person.get(where))
            if page is None or page.status != 200:
                self.ended.wait(0.5)
                continue
            if mark in page.text:  # it was saved, the answer was lost
                self._acknowledge(mark)
                break
            done = self._try("save", lambda page=page: post_once(person, page, mark))  # type: ignore[misc]
            if done is not None and done.status in (302, 303):
                self._acknowledge(mark)
                break
            with self.tally.lock:
                self.tally.unknown.append(mark)
            self.ended.wait(0.5)
        self.ended.wait(0.3)

    def _acknowledge(self, mark: str) -> None:
        with self.tally.lock:
            self.tally.acknowledged.append(mark)

    def _compile(self, person: Visitor) -> None:
        asking = self._try("ask", lambda: person.get("/daerah/52.07/monev/minta/?kind=rfk"))
        if asking is not None and asking.status == 200:
            asked = self._try("ask", lambda: person.send(asking, "kind", again="on"))
            if asked is not None and asked.status == 200 and (found := re.match(r"/monev/([^/]+)/", asked.path)):
                with self.tally.lock:
                    self.tally.asked[found[1]] = time.monotonic()
        self.ended.wait(2.5)


def find_entry(person: Visitor) -> str:
    for address_ in sorted(set(re.findall(r'href="(/[^"?#]*/periode/\d+/)', person.get("/pekerjaan/").text))):
        if 'id="save-draft"' in person.get(address_).text:
            return address_
    raise LookupError("nothing to enter")


def post_once(person: Visitor, page: Answer, mark: str) -> Answer:
    """Send the form of entry; the redirect is the acknowledgement and is not followed."""
    from urllib.parse import urlencode, urljoin

    from visitor import forms_of

    form = next(each for each in forms_of(page.text) if "narrative" in each.fields)
    body = urlencode(form.fields | {"narrative": mark, "action": "save"}).encode()
    return person.once("POST", urljoin(page.path, form.action), body)


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

    def __init__(self, hosts: Hosts, short: bool, filled: Path | None = None) -> None:
        self.hosts, self.short, self.filled, self.tally = hosts, short, filled, Tally()
        self.rows: list[dict[str, object]] = []
        self.began = time.monotonic()

    def say(self, words: str) -> None:
        print(f"{time.monotonic() - self.began:6.1f} s  {words}", flush=True)

    def set_up(self) -> list[str]:
        hosts = self.hosts
        hosts.network.make()
        hosts.make_database()
        hosts.start_redis()
        hosts.start_files()
        self.say("network, database, Redis, files")
        self._fill()
        listed = hosts.manage("shell", "-v0", "-c", CLERKS, PRODUCTION="0", DEMO="1")
        hosts.manage("collectstatic", "--noinput", "-v0")
        self.say("database filled, static files")
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
            return
        with inside(hosts.network.path("worker1")):
            run(str(TREE / "deploy/run"), "migrate", env=hosts.environment("worker1") | {"DATABASE_REPLICA_URL": ""})
        hosts.manage("load_demo", PRODUCTION="0", DEMO="1")
        if kept:
            with inside(hosts.network.path("people")):
                run(str(programs / "pg_dump"), "-Fc", "-f", str(kept), url)

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
            row["works again after"] = round(self.hosts.wait(host, works_again, 90), 1)

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
        self.quiet("nothing happens", 6 if self.short else 30)
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
            row["works again after"] = round(hosts.wait("saving", self.a_save(), 90), 1)
        if not self.short:
            with self.phase("primary database cut off") as row:
                hosts.network.cut("db")
                time.sleep(15)
                hosts.network.join("db")
                row["works again after"] = round(hosts.wait("saving", self.a_save(), 90), 1)
        self.cut_off("files", self.fresh(self.a_report))
        if not self.short:
            with self.phase("web2: 300 ms late, 10 % lost"):
                hosts.network.worsen("web2", "delay 300ms loss 10%")
                time.sleep(20)
                hosts.network.mend("web2")
        self.quiet("afterwards", pause)

    def count(self) -> dict[str, object]:
        """Nothing lost, nothing double."""
        hosts, tally = self.hosts, self.tally
        history = "SELECT narrative, count(*) FROM monitoring_historicalprogressreport WHERE narrative LIKE 'Uji %%' GROUP BY 1"
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
    reader.add_argument("--results", type=Path, help="write what was counted to this file (JSON)")
    reader.add_argument("--keep-logs", type=Path, help="copy the logs of all processes to this folder at the end")
    options = reader.parse_args()
    if lacking := missing():
        print(f"The trial cannot be made here: {lacking}", file=sys.stderr)
        return 3
    folder = Path(tempfile.mkdtemp(prefix="deploy-hosts-", dir=os.environ.get("TMPDIR", "/tmp")))
    folder.chmod(0o755)
    hosts = Hosts(folder)
    trial = Trial(hosts, options.short, options.filled)
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
