"""Installs the portal in a clean Debian by the documented commands, uses, upgrades, destroys and restores it.

What deploy/try-in-clean-root runs. Without options: this release is installed, worked with, restarted, upgraded to one
with a higher number, backed up, removed with all its data, and restored there. With --show: the release before is
installed, upgraded to this one (after one that does not start), backed up; then that Debian goes, and this release is
installed in another one and given the backup.
The Debian is made by mmdebstrap and started with its own systemd as process 1, in namespaces of its own: nothing of
this machine is changed. It reaches package servers through slirp4netns; nobody reaches it from outside.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from debian import DOMAIN, Debian, missing, until
from namespaces import inside, run
from visitor import Visitor, headline

TREE = Path(__file__).resolve().parents[2]


class Trial:
    """The steps, timed; each ends with what was seen."""

    def __init__(self, debian: Debian) -> None:
        self.debian = debian
        self.began = self.last = time.monotonic()
        self.rows: list[tuple[str, float, str]] = []

    def step(self, name: str, seen: str = "") -> None:
        now = time.monotonic()
        self.rows.append((name, now - self.last, seen))
        load = os.getloadavg()[0]
        print(f"{now - self.began:6.1f} s  {name} ({now - self.last:.1f} s, load {load:.0f}) {seen}", flush=True)
        self.last = time.monotonic()

    def table(self) -> str:
        """For docs/deployment.md."""
        return "\n".join(f"| {name} | {seconds:.0f} | {seen} |" for name, seconds, seen in self.rows)

    def visitor(self) -> Visitor:
        trust = self.debian.root / "var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"
        return Visitor(("127.0.0.1", 443), DOMAIN, str(trust))


def version_of(tree: Path) -> str:
    found = re.search(r'^VERSION = "(.*)"$', (tree / "smartcity/settings/base.py").read_text(), re.M)
    assert found
    return found[1]


def bring(debian: Debian, name: str, version: str = "", commit: str = "") -> Path:
    """The release as an archive, as somebody downloads it, unpacked to /root/NAME; with another version number, if
    asked for: what a next release looks like from outside. A `commit` without deploy/ gets the one of today."""
    target = debian.root / "root" / name
    target.mkdir(parents=True)
    archive = debian.folder / f"{name.replace('/', '-')}.tar"
    if commit:
        run("git", "-C", str(TREE), "archive", "-o", str(archive), commit)
    else:
        files = run("git", "-C", str(TREE), "ls-files", "-co", "--exclude-standard").stdout.splitlines()
        with tarfile.open(archive, "w") as packed:
            for each in files:
                if not each.startswith(("tests/", ".venv")) and (TREE / each).exists():
                    packed.add(TREE / each, arcname=each)
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    archive.unlink()
    debian.pip = debian.cache.settings(target)
    if not (target / "deploy").exists():  # 0.6.0: that folder, and the setting of static files that it needs
        shutil.copytree(TREE / "deploy", target / "deploy")
        base = target / "smartcity/settings/base.py"
        static = 'STATIC_ROOT = env.str("STATIC_DIR", "") or VAR_DIR / "static"'
        base.write_text(base.read_text().replace('STATIC_ROOT = VAR_DIR / "static"', static))
    if version:
        base = target / "smartcity/settings/base.py"
        base.write_text(re.sub(r'^VERSION = ".*"$', f'VERSION = "{version}"', base.read_text(), flags=re.M))
    return target


def boot(trial: Trial) -> None:
    trial.debian.make()
    trial.step("clean Debian made", size(trial.debian.root))
    trial.debian.boot()
    trial.step("started with systemd as process 1", trial.debian.sh("systemctl is-system-running || true").strip())


INSTALL = f"deploy/install --domain {DOMAIN} --tls internal"


def install(trial: Trial) -> None:
    debian = trial.debian
    boot(trial)
    tree = bring(debian, "portal")
    said = debian.tell(f"cd /root/portal && {INSTALL} --email admin@daerah.example")
    link = re.search(rf"https://{re.escape(DOMAIN)}(/\S+)", said.split("this link works once")[-1])
    assert link, "no link for the first administrator"
    trial.step("deploy/install", sizes(debian))
    debian.cache.keep(debian, tree)
    mode = oct((debian.root / "etc/smartcity/portal.env").stat().st_mode & 0o777)
    assert mode == "0o640", mode
    choose_password(trial, link[1])
    trial.step("first administrator chose a password by the link and logged in; the link works once")


def install_before(trial: Trial, commit: str) -> None:
    """The release before this one, as a server has it that is upgraded."""
    debian = trial.debian
    boot(trial)
    tree = bring(debian, "before", commit=commit)
    debian.tell(f"cd /root/before && {INSTALL}")
    trial.step(f"deploy/install of release {version_of(tree)}", sizes(debian))
    debian.cache.keep(debian, tree)


def sizes(debian: Debian) -> str:
    return f"{size(debian.root)} in all, {size(debian.root / 'opt/smartcity')} the release"


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


PEOPLE = {"staff": "staf.opd@ksb.example", "verifier": "verifikator@ksb.example"}
PASSWORD = "Coba-Portal-2026"


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


def restarted(trial: Trial) -> None:
    """Everything is started again, as after a cut of power: what was saved is there."""
    debian = trial.debian
    debian.sh("systemctl restart smartcity.target smartcity-web smartcity-worker smartcity-long smartcity-beat")
    with inside(debian.network):
        person = trial.visitor()
        answer = person.get("/akun/login/")
        assert answer.status == 200, "while it restarts the proxy waits"
    states = debian.sh("systemctl is-active smartcity-web smartcity-worker smartcity-long smartcity-beat caddy").split()
    assert states == ["active"] * 5, states
    trial.step("restarted; asked at once, answered", memory(debian))
    # A process that is killed comes back by itself.
    debian.sh("systemctl kill -s KILL smartcity-web")
    state = "systemctl show -p NRestarts --value smartcity-web; systemctl is-active smartcity-web"
    until("systemd", lambda: debian.sh(state, check=False).split() == ["1", "active"], 60)
    trial.step("killed web process was started again by systemd")


def security(trial: Trial) -> None:
    said = trial.debian.sh(
        "cd /etc/systemd/system; systemd-analyze verify smartcity*.service smartcity*.timer 2>&1 || true;"
        "for each in web worker long beat; do systemd-analyze security smartcity-$each --no-pager | tail -1; done"
    )
    print(re.sub(r"^", "    ", said, flags=re.M))
    for tls in ("", "tls internal"):  # the proxy of compose.yaml
        check = "caddy validate --config compose.caddyfile --adapter caddyfile"
        trial.debian.sh(f"cd /root/portal/deploy/caddy; DOMAIN=a.example TLS='{tls}' {check}")
    exposures = [float(each) for each in re.findall(r"Overall exposure level[^:]*: ([\d.]+)", said)]
    assert len(exposures) == 4, said
    assert max(exposures) < 2.5, exposures
    trial.step("systemd-analyze security", f"exposure {max(exposures)} of 10")


def memory(debian: Debian) -> str:
    """What each unit holds (PSS: shared pages counted once), in MB."""
    found = {}
    script = (
        "for u in smartcity-web smartcity-worker smartcity-long smartcity-beat "
        "$(systemctl list-units --plain --no-legend 'postgresql@*' | cut -d' ' -f1) redis-server@smartcity caddy; do "
        'g=$(systemctl show -p ControlGroup --value "$u"); [ -n "$g" ] || continue; s=0; '
        "for p in $(find /sys/fs/cgroup$g -name cgroup.procs -exec cat {} +); do "
        "n=$(sed -n 's/^Pss: *\\([0-9]*\\).*/\\1/p' /proc/$p/smaps_rollup 2>/dev/null); s=$((s + ${n:-0})); done; "
        'echo "$u $s"; done'
    )
    for line in debian.sh(script, check=False).splitlines():
        name, _, kilobytes = line.partition(" ")
        if kilobytes.isdigit():
            found[name.replace("smartcity-", "")] = int(kilobytes) // 1024
    return f"memory {sum(found.values())} MB: {json.dumps(found)}"


def size(folder: Path) -> str:
    return f"{int(run('du', '-smx', str(folder)).stdout.split()[0])} MB"


def broken(trial: Trial) -> None:
    """A release that does not start is taken back; the one before works on with the changed database."""
    debian = trial.debian
    before = debian.sh("basename $(readlink /opt/smartcity/current)").strip()
    target = bring(debian, "broken", f"{before}.1")
    (target / "smartcity/wsgi.py").write_text("raise SystemExit('this release cannot start')\n")
    said = debian.sh("/root/broken/deploy/upgrade; echo code $?", check=False)
    assert "code 1" in said, said
    assert f"{before} runs again" in said, said
    trial.step(f"a release that does not start: {before} is back")
    work(trial, "Uji pemasangan: kembali")


def upgraded(trial: Trial, name: str, version: str = "") -> None:
    """The next release serves on, with what was saved."""
    debian = trial.debian
    target = bring(debian, name, version)
    said = debian.tell(f"/root/{name}/deploy/upgrade")
    assert debian.sh("readlink /opt/smartcity/current").strip().endswith(f"/{version_of(target)}")
    answers = re.search(r"\d+ s after the switch", said)
    assert answers, said
    assert "Berkas statis sudah dikumpulkan" in said, said
    trial.step(f"upgraded to {version_of(target)}", f"answers {answers[0]}; {sizes(debian)}")
    debian.cache.keep(debian, target)
    work(trial, "Uji pemasangan: sesudah pembaruan")


COUNT = "(SELECT count(*) FROM monitoring_progressreport), (SELECT count(*) FROM reports_compiledreport)"
MARKS = "SELECT narrative FROM monitoring_progressreport WHERE narrative LIKE $$Uji pemasangan%$$ ORDER BY 1"


def rows(debian: Debian) -> str:
    """How many reports there are, and the words that people entered."""
    ask = f"runuser -u postgres -- psql -X -tA smartcity -c 'SELECT {COUNT}' -c '{MARKS}'"
    return ", ".join(debian.sh(ask).strip().splitlines())


def backed_up(trial: Trial) -> str:
    trial.debian.sh("smartcity backup /var/backups/smartcity")
    trial.step("backup of database and files", size(trial.debian.root / "var/backups/smartcity"))
    return rows(trial.debian)


def destroyed(trial: Trial, name: str) -> None:
    """All that the portal had on this server goes, but for the backups and what was kept apart."""
    debian = trial.debian
    debian.sh(f"cp /etc/smartcity/portal.env /root/kept.env && /root/{name}/deploy/uninstall --remove-data")
    assert not (debian.root / "var/lib/smartcity").exists()
    assert not (debian.root / "etc/smartcity").exists()
    trial.step("destroyed: database, Redis, files, settings, programs, user")


def another_server(trial: Trial, name: str, options: argparse.Namespace) -> None:
    """The server is gone; what was kept on another machine, its settings and backups, is brought to a new one."""
    old = trial.debian
    kept = old.folder.with_name(f"{old.folder.name}-kept")
    kept.mkdir(mode=0o700)
    shutil.copytree(old.root / "var/backups/smartcity", kept / "backups")
    shutil.copy(old.root / "etc/smartcity/portal.env", kept / "portal.env")
    old.remove()
    trial.step("destroyed: the whole server")
    trial.debian = new_debian(options)
    boot(trial)
    bring(trial.debian, name)
    shutil.copy(kept / "portal.env", trial.debian.root / "root/kept.env")
    (trial.debian.root / "var/backups").mkdir(exist_ok=True)
    shutil.copytree(kept / "backups", trial.debian.root / "var/backups/smartcity")
    shutil.rmtree(kept)


def restored(trial: Trial, name: str, before: str) -> None:
    """As docs/deployment.md says: installed empty, restored, installed again; everything is there, work goes on."""
    debian = trial.debian
    debian.tell(f"/root/{name}/{INSTALL} --settings /root/kept.env --empty")
    trial.step("deploy/install --settings ... --empty")
    debian.tell("smartcity restore /var/backups/smartcity --yes")
    trial.step("restore")
    debian.tell(f"/root/{name}/{INSTALL}")
    now = rows(debian)
    assert now == before, f"{now} instead of {before}"
    settings = [(debian.root / each).read_text() for each in ("etc/smartcity/portal.env", "root/kept.env")]
    assert settings[0] == settings[1], "secrets changed"
    trial.step("deploy/install: restored, everything answers", f"as before: {now}")
    work(trial, "Uji pemasangan: sesudah pemulihan")


def image(trial: Trial) -> None:
    """The steps of the Dockerfile, one after the other, as an engine would do them; then the web process as its user on
    a file system that cannot be written."""
    debian = trial.debian
    debian.make()
    debian.boot()
    debian.sh(
        "apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; "
        "ln -sf python3 /usr/bin/python"
    )
    trial.step("base with Python", debian.sh("python --version").strip())
    bring(debian, "../portal")
    ignored = (TREE / ".dockerignore").read_text().split("\n")
    for each in ignored:
        if each and each[0] not in "#!*" and "*" not in each and each not in ("Dockerfile", "compose.yaml"):
            shutil.rmtree(debian.root / "portal" / each, ignore_errors=True)
    text = (TREE / "Dockerfile").read_text().replace("\\\n", " ")
    for command in re.findall(r"^RUN (.+)$", text, re.M):
        debian.sh(f"cd /portal && {command}")
        trial.step(" ".join(command.split())[:90], size(debian.root / "portal"))
    environment = dict(re.findall(r"(\w+)=(\S+)", " ".join(re.findall(r"^ENV (.+)$", text, re.M))))
    del environment["PATH"]
    environment |= {"SECRET_KEY": "k3" * 10 + "Qz7-" * 12, "ALLOWED_HOSTS": DOMAIN, "PORTAL_URL": f"https://{DOMAIN}"}
    environment |= {
        "BEHIND_PROXY": "1",
        "DEFAULT_FROM_EMAIL": f"portal@{DOMAIN}",
        "CSRF_TRUSTED_ORIGINS": f"https://{DOMAIN}",
    }
    safe = "-p User=10001 -p Group=10001 -p ProtectSystem=strict -p ReadWritePaths=/data -p PrivateTmp=yes "
    safe += "-p CapabilityBoundingSet= -p NoNewPrivileges=yes -p WorkingDirectory=/portal " + " ".join(
        f"--setenv={k}={v}" for k, v in environment.items()
    )
    debian.sh(f"systemd-run --quiet --wait --pipe {safe} /portal/deploy/run migrate")
    trial.step("deploy/run migrate as user 10001, root read-only")
    debian.sh(f"systemd-run --quiet --unit=image {safe} /portal/deploy/run web")
    check = f"systemd-run --quiet --wait --pipe {safe} /portal/deploy/run check"
    until("the web process", lambda: "no answer" not in debian.sh(f"{check} || echo no answer", check=False), 60)
    trial.step("deploy/run web and check", f"packages and portal {size(debian.root / 'portal')}")


def every_check(trial: Trial) -> None:
    install(trial)
    example_data(trial)
    work(trial, "Uji pemasangan: pertama")
    restarted(trial)
    security(trial)
    upgraded(trial, "next", f"{version_of(TREE)}.1")
    before = backed_up(trial)
    destroyed(trial, "next")
    restored(trial, "next", before)


def show(trial: Trial, options: argparse.Namespace) -> None:
    install_before(trial, options.before)
    example_data(trial)
    work(trial, "Uji pemasangan: pertama")
    broken(trial)
    upgraded(trial, "portal")
    before = backed_up(trial)
    another_server(trial, "portal", options)
    restored(trial, "portal", before)


def new_debian(options: argparse.Namespace) -> Debian:
    folder = Path(tempfile.mkdtemp(prefix="deploy-", dir=os.environ.get("TMPDIR", "/tmp")))
    folder.chmod(0o755)
    return Debian(options.suite, folder, options.base)


def main() -> int:
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    reader.add_argument("--suite", default="bookworm", help="bookworm (Debian 12, default) or trixie (13)")
    reader.add_argument("--base", type=Path, help="keep the clean Debian in this file, and take it from there")
    reader.add_argument("--show", action="store_true", help="from the release before, with another server at the end")
    reader.add_argument("--before", default="e4e251c", help="the commit of the release before (default: that of 0.6.0)")
    reader.add_argument(
        "--image", action="store_true", help="the steps of the Dockerfile instead (take --suite trixie)"
    )
    reader.add_argument("--shell", action="store_true", help="a shell in there at the end, or when something fails")
    options = reader.parse_args()
    if lacking := missing():
        print(f"The trial cannot be made here: {lacking}", file=sys.stderr)
        return 3
    trial = Trial(new_debian(options))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if options.image:
            image(trial)
        elif options.show:
            show(trial, options)
        else:
            every_check(trial)
        print(f"\n{trial.table()}")
        print("\nAll is well.")
        return 0
    except BaseException:
        debian = trial.debian
        if debian.init:
            print(
                debian.sh(
                    "journalctl -p 4 -n 60 --no-pager; journalctl -u 'smartcity-*' -n 60 --no-pager", check=False
                ),
                file=sys.stderr,
            )
            if options.shell:
                subprocess.run(["nsenter", "-t", str(debian.init), "-a", "-r", "-w", "/bin/bash"], check=False)
        raise
    finally:
        trial.debian.remove()


if __name__ == "__main__":
    sys.exit(main())
