"""What production refuses to start with, and what it only warns of: rules over the settings, all told at once.

Pure: a rule is given the settings by name and says what is wrong, in English and Indonesian, for whoever stands before
a server that does not start.
"""

from __future__ import annotations

import ipaddress
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.overlaps import backup_place, files_place

ERROR, WARNING = "error", "warning"
SHORTEST_KEY, FEWEST_SIGNS = 50, 10
SHORTEST_TOKEN = 24
WEAK_WORDS = ("django-insecure", "changeme", "change-me", "ganti", "secret-key", "example", "contoh", "insecure")
WEAK_PASSWORDS = frozenset(
    {"", "postgres", "password", "admin", "root", "smartcity", "portal", "secret", "rahasia", "123456", "12345678"}
    | {"changeme", "change-me", "ganti", "example", "contoh", "test", "user"}
)
HERE = frozenset({"localhost", "127.0.0.1", "::1", ""})
INSIDE = (".internal", ".local", ".lan", ".localdomain", ".svc", ".home.arpa")
SENDING_NOTHING = ("filebased", "console", "dummy", "locmem")
WITH_TLS = frozenset({"require", "verify-ca", "verify-full"})
WIDE = 8
"""A network with a shorter prefix (IPv4) stands for half of the internet, not for a monitoring system."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its code, the setting, and what to do, in both languages."""

    code: str
    setting: str
    english: str
    indonesian: str
    severity: str = ERROR

    def __str__(self) -> str:
        return f"{self.setting} [{self.code}]\n    {self.english}\n    {self.indonesian}"


Settings = Mapping[str, Any]
Rule = Callable[[Settings], Iterator[Finding]]


def findings(settings: Settings) -> list[Finding]:
    """All that is wrong for production, worst first."""
    found = [finding for rule in RULES for finding in rule(settings)]
    return sorted(found, key=lambda each: each.severity != ERROR)


def refusal(settings: Settings) -> str:
    """Why production does not start with these settings; empty when it may."""
    wrong = [each for each in findings(settings) if each.severity == ERROR]
    if not wrong:
        return ""
    head = (
        f"PRODUCTION=1 does not start with {len(wrong)} unsafe settings (docs/settings.md):\n"
        f"PRODUCTION=1 tidak dijalankan karena {len(wrong)} pengaturan tidak aman (docs/settings.md):"
    )
    return "\n".join([head, *(f"{number}. {each}" for number, each in enumerate(wrong, start=1))])


def _secret_key(settings: Settings) -> Iterator[Finding]:
    key = str(settings.get("SECRET_KEY") or "")
    if not key:
        yield Finding(
            "secret-key-missing",
            "SECRET_KEY",
            'It is not set. Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
            'Belum diisi. Buat dengan: python -c "import secrets; print(secrets.token_urlsafe(50))"',
        )
        return
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS:
        yield Finding(
            "secret-key-weak",
            "SECRET_KEY",
            f"It is too short or too simple: at least {SHORTEST_KEY} characters made by a machine.",
            f"Terlalu pendek atau terlalu sederhana: minimal {SHORTEST_KEY} karakter acak buatan mesin.",
        )
    if any(word in key.lower() for word in WEAK_WORDS):
        yield Finding(
            "secret-key-known",
            "SECRET_KEY",
            "It is the example of some documentation, which everybody knows. Make one of your own.",
            "Nilainya contoh dari dokumentasi yang diketahui semua orang. Buat kunci sendiri.",
        )


def _modes(settings: Settings) -> Iterator[Finding]:
    if settings.get("DEBUG"):
        yield Finding(
            "debug",
            "DEBUG",
            "DEBUG=1 shows code and settings on error pages. Set DEBUG=0.",
            "DEBUG=1 menampilkan kode dan pengaturan di halaman galat. Isi DEBUG=0.",
        )
    if settings.get("DEMO"):
        yield Finding(
            "demo",
            "DEMO",
            "DEMO=1 shows passwords on the log-in page. Set DEMO=0.",
            "DEMO=1 menampilkan kata sandi di halaman masuk. Isi DEMO=0.",
        )


def _hosts(settings: Settings) -> Iterator[Finding]:
    hosts = list(filter(None, settings.get("ALLOWED_HOSTS") or []))
    if not hosts:
        yield Finding(
            "hosts-missing",
            "ALLOWED_HOSTS",
            "It is not set: the names under which the portal is reached, such as smartcity.example.go.id.",
            "Belum diisi: nama alamat portal, misalnya smartcity.example.go.id.",
        )
    if "*" in hosts:
        yield Finding(
            "hosts-any",
            "ALLOWED_HOSTS",
            "* lets anybody forge the host name in links of mails. Name the hosts.",
            "* membuat siapa pun dapat memalsukan alamat pada tautan surel. Sebutkan namanya.",
        )
    for origin in settings.get("CSRF_TRUSTED_ORIGINS") or []:
        if not origin.startswith("https://"):
            yield Finding(
                "origin-plain",
                "CSRF_TRUSTED_ORIGINS",
                f"{origin} does not begin with https://.",
                f"{origin} tidak diawali https://.",
            )


def _portal_url(settings: Settings) -> Iterator[Finding]:
    url = str(settings.get("PORTAL_URL") or "")
    parts = urlsplit(url)
    if parts.scheme != "https" or (parts.hostname or "") in HERE:
        yield Finding(
            "portal-url",
            "PORTAL_URL",
            f"{url or 'nothing'}: links in mails need the public address with https://.",
            f"{url or 'kosong'}: tautan dalam surel memerlukan alamat publik dengan https://.",
        )


def _mail(settings: Settings) -> Iterator[Finding]:
    backend = str(settings.get("EMAIL_BACKEND") or "")
    if any(f".{word}." in backend for word in SENDING_NOTHING):
        yield Finding(
            "mail-not-sent",
            "EMAIL_BACKEND",
            f"{backend} sends nothing: nobody would get a link to set a password.",
            f"{backend} tidak mengirim apa pun: tautan untuk membuat kata sandi tidak akan sampai.",
        )
    if "@localhost" in str(settings.get("DEFAULT_FROM_EMAIL") or "@localhost"):
        yield Finding(
            "mail-sender",
            "DEFAULT_FROM_EMAIL",
            "The sender is an address of this machine; mail servers refuse it.",
            "Alamat pengirim masih alamat mesin ini; server surel lain akan menolaknya.",
            WARNING,
        )


def _redis(settings: Settings) -> Iterator[Finding]:
    url = str(settings.get("REDIS_URL") or "")
    parts = urlsplit(url)
    if url and parts.scheme != "unix" and (parts.hostname or "") not in HERE and not parts.password:
        yield Finding(
            "redis-open",
            "REDIS_URL",
            "Redis on another machine without a password: whoever reaches it can run jobs. redis://:password@host:6379/0",
            "Redis di mesin lain tanpa kata sandi: siapa pun yang menjangkaunya dapat menjalankan tugas. "
            "redis://:sandi@host:6379/0",
        )


def _database(settings: Settings) -> Iterator[Finding]:
    where = (settings.get("DATABASES") or {}).get("default") or {}
    if str(where.get("ENGINE", "")).endswith("sqlite3"):
        redis = urlsplit(str(settings.get("REDIS_URL") or ""))
        if redis.hostname and redis.hostname not in HERE:
            yield Finding(
                "sqlite-shared",
                "DATABASE_URL",
                "SQLite serves one machine; with Redis on another one several seem to be meant. Use PostgreSQL.",
                "SQLite hanya untuk satu mesin; Redis di mesin lain menandakan beberapa mesin. Gunakan PostgreSQL.",
            )
        return
    yield from _database_login(where)


def _database_login(where: Mapping[str, Any]) -> Iterator[Finding]:
    host, password = str(where.get("HOST") or ""), str(where.get("PASSWORD") or "")
    is_socket = not host or host.startswith("/")
    weak = password.lower() in WEAK_PASSWORDS or password == str(where.get("USER") or "")
    if weak and not is_socket:
        yield Finding(
            "database-password",
            "DATABASE_URL",
            "The password of the database is missing or one that everybody tries first.",
            "Kata sandi basis data kosong atau termasuk yang pertama kali ditebak orang.",
        )
    mode = (where.get("OPTIONS") or {}).get("sslmode", "")
    if is_socket or host in HERE or mode in WITH_TLS or _is_inside(host):
        return
    is_public = _address(host) is not None
    yield Finding(
        "database-plain",
        "DATABASE_URL",
        f"The way to {host} may be read by others: add ?sslmode=require (or verify-full).",
        f"Jalur ke {host} dapat dibaca pihak lain: tambahkan ?sslmode=require (atau verify-full).",
        ERROR if is_public else WARNING,
    )


def _is_inside(host: str) -> bool:
    """Whether a host is one of the own network: a private address, a name without a dot (a container), .internal.

    >>> _is_inside("db"), _is_inside("10.1.2.3"), _is_inside("db.prod.internal"), _is_inside("db.example.go.id")
    (True, True, True, False)
    """
    address = _address(host)
    if address is not None:
        return not address.is_global
    return "." not in host or host.endswith(INSIDE)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = Path(str(settings.get("VAR_DIR") or "."))
    if folder.is_dir() and folder.stat().st_mode & stat.S_IWOTH:
        yield Finding(
            "folder-open",
            "VAR_DIR",
            f"Every user of this machine may write to {folder}: chmod o-w {folder}",
            f"Semua pengguna mesin ini dapat menulis ke {folder}: chmod o-w {folder}",
        )


def _metrics(settings: Settings) -> Iterator[Finding]:
    token = str(settings.get("METRICS_TOKEN") or "")
    if token and len(token) < SHORTEST_TOKEN:
        yield Finding(
            "metrics-token",
            "METRICS_TOKEN",
            f"It can be guessed: at least {SHORTEST_TOKEN} characters.",
            f"Dapat ditebak: minimal {SHORTEST_TOKEN} karakter.",
        )
    for name in ("METRICS_NETWORKS", "HEALTH_NETWORKS"):
        for network in settings.get(name) or []:
            yield from _network(name, network)


def _network(name: str, text: str) -> Iterator[Finding]:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        yield Finding(
            "network-unreadable",
            name,
            f"{text} is no network, such as 10.20.0.0/16.",
            f"{text} bukan jaringan, contoh: 10.20.0.0/16.",
        )
        return
    if network.prefixlen < (WIDE if network.version == 4 else 2 * WIDE):
        yield Finding(
            "network-open",
            name,
            f"{text} is open to the internet. Name the network of the monitoring system.",
            f"{text} terbuka untuk internet. Sebutkan jaringan sistem pemantau saja.",
        )


def _backup(settings: Settings) -> Iterator[Finding]:
    target, folder = str(settings.get("BACKUP_TARGET") or ""), settings.get("MEDIA_ROOT")
    if not target or not folder:
        return
    files = files_place((settings.get("STORAGES") or {}).get("default") or {}, folder)
    if backup_place(target, str(settings.get("BACKUP_ENDPOINT") or "")).overlaps(files):
        yield Finding(
            "backup-overlaps",
            "BACKUP_TARGET",
            "Backups and the portal's own files lie in each other. Name a place outside FILES_DIR and STORAGE_PREFIX.",
            "Tempat cadangan dan berkas portal tumpang tindih. Pilih tempat di luar FILES_DIR dan STORAGE_PREFIX.",
        )


def _advice(settings: Settings) -> Iterator[Finding]:
    """What is allowed and worth a thought."""
    for is_so, finding in (
        (
            settings.get("WEBHOOK_HTTP"),
            Finding(
                "webhook-plain",
                "WEBHOOK_HTTP",
                "Messages to other systems may go unencrypted; only for an intranet without certificates.",
                "Pesan ke sistem lain boleh terkirim tanpa enkripsi; hanya untuk intranet tanpa sertifikat.",
                WARNING,
            ),
        ),
        (
            settings.get("SURVEY_SALT", "") == settings.get("SECRET_KEY"),
            Finding(
                "survey-salt",
                "SURVEY_SALT",
                "It follows from SECRET_KEY: a new key in a running survey lets people answer twice. Give it a value.",
                "Mengikuti SECRET_KEY: kunci baru saat survei berjalan membuat warga dapat menjawab dua kali. Isilah.",
                WARNING,
            ),
        ),
        (
            not settings.get("SECURE_SSL_REDIRECT"),
            Finding(
                "no-https-redirect",
                "SECURE_SSL_REDIRECT",
                "Who comes by http is not sent on to https here; make sure that the proxy does it.",
                "Pengunjung lewat http tidak dialihkan ke https di sini; pastikan proxy melakukannya.",
                WARNING,
            ),
        ),
        (
            "BACKUP_TARGET" in settings and not settings["BACKUP_TARGET"],
            Finding(
                "no-backup",
                "BACKUP_TARGET",
                "No backup is made by itself. Name a folder or store on another machine.",
                "Tidak ada pencadangan otomatis. Tentukan folder atau penyimpanan di mesin lain.",
                WARNING,
            ),
        ),
        (
            _is_plain_and_away(settings.get("SENTRY_DSN")),
            Finding(
                "sentry-plain",
                "SENTRY_DSN",
                "Reports of errors go unencrypted over the network. Use https://.",
                "Laporan galat terkirim tanpa enkripsi. Gunakan https://.",
                WARNING,
            ),
        ),
    ):
        if is_so:
            yield finding


def _is_plain_and_away(url: Any) -> bool:
    parts = urlsplit(str(url or ""))
    return parts.scheme == "http" and (parts.hostname or "") not in HERE and not _is_inside(parts.hostname or "")


RULES: tuple[Rule, ...] = (
    *(_secret_key, _modes, _hosts, _portal_url, _mail, _redis, _database, _folder, _metrics, _backup, _advice),
)
