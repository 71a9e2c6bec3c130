"""The steps of who looks after a server: installed, restarted, upgraded, backed up, destroyed, restored."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from debian import DOMAIN, until
from namespaces import inside
from releases import bring, version_of
from trial import Trial, memory, new_debian, size, sizes
from working import choose_password, rows, work

INSTALL = f"deploy/install --domain {DOMAIN} --tls internal"


def boot(trial: Trial) -> None:
    trial.debian.make()
    trial.step("clean Debian made", size(trial.debian.root))
    trial.debian.boot()
    trial.step("started with systemd as process 1", trial.debian.sh("systemctl is-system-running || true").strip())


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


def another_server(trial: Trial, name: str, suite: str, base: Path | None) -> None:
    """The server is gone; what was kept on another machine, its settings and backups, is brought to a new one."""
    old = trial.debian
    kept = old.folder.with_name(f"{old.folder.name}-kept")
    kept.mkdir(mode=0o700)
    shutil.copytree(old.root / "var/backups/smartcity", kept / "backups")
    shutil.copy(old.root / "etc/smartcity/portal.env", kept / "portal.env")
    old.remove()
    trial.step("destroyed: the whole server")
    trial.debian = new_debian(suite, base)
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
