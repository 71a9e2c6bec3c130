"""The hosts of deploy/several-hosts: network namespaces joined by a bridge, and what runs in them."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import proxy
import psycopg2
import redis as redis_client
from botocore.config import Config
from namespaces import inside, run
from visitor import Visitor

TREE = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
DOMAIN = "portal.nasional.example"
NET = "10.77.0"
HOSTS = {"people": 9, "proxy": 10, "web1": 11, "web2": 12, "worker1": 21, "worker2": 22}
HOSTS |= {"db": 31, "replica": 32, "redis": 41, "files": 51}
PEOPLE_FROM, PEOPLE_TO = 100, 180
"""Each person comes from an address of their own: attempts to log in are counted by address."""
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
        for number in range(PEOPLE_FROM, PEOPLE_TO):
            run("ip", "-n", self.name("people"), "addr", "add", f"{NET}.{number}/24", "dev", "eth0")

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
        self.people = PEOPLE_FROM
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
        flags += [
            "-c",
            "tcp_user_timeout=8000",
            "-c",
            "wal_keep_size=256MB",
            "-c",
            "fsync=off",
            "-c",
            "full_page_writes=off",
        ]
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
        where = f"host={address('db')} user=portal password={self.secret['db']} application_name=replica "
        where += DATABASE_OPTIONS.replace("&", " ")
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

    def keep_files(self, folder: Path) -> None:
        """All of the store, as files."""
        with inside(self.network.path("people")):
            for each in self.bucket().objects.all():
                target = folder / each.key
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(each.get()["Body"].read())

    def bring_files(self, folder: Path) -> None:
        with inside(self.network.path("people")):
            for each in folder.rglob("*"):
                if each.is_file():
                    self.bucket().put_object(Key=str(each.relative_to(folder)), Body=each.read_bytes())

    def bucket(self) -> Any:
        return boto3.resource(
            "s3", endpoint_url=f"http://{address('files')}:9000", aws_access_key_id="portal", region_name="us-east-1",
            aws_secret_access_key=self.secret["key"],
            config=Config(connect_timeout=3, read_timeout=5, retries={"max_attempts": 1}),
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
            "DATABASE_REPLICA_URL": f"{self.database_url}?{DATABASE_OPTIONS}".replace(
                address("db"), address("replica")
            ),
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
        servers = {each: f"{address(each)}:8000" for each in ("web1", "web2")}
        state = f"\nfrontend state\n\tbind {address('proxy')}:8404\n\tstats enable\n\tstats uri /\n"
        words = proxy.configuration(self.folder, address("proxy"), DOMAIN, servers, more=state)
        self.start("proxy", "proxy", words)

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
        person = Visitor((address("proxy"), 443), DOMAIN, str(self.folder / "certificate.pem"), timeout)
        self.people = PEOPLE_FROM + (self.people + 1 - PEOPLE_FROM) % (PEOPLE_TO - PEOPLE_FROM)
        person.source = f"{NET}.{self.people}"
        return person

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
