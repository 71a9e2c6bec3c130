"""What the scripts of deploy/ do when they are cut off, begun twice, or run with unusual rights; systemd is played."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deployment.test_parts import Host, choose

ROOT = Path(__file__).resolve().parents[2]
STAND_INS = """
needs_root() { :; }
place() { NEW="$RELEASES/$(version_of "$1")"; echo place >> "$TOLD"; }
manage() { shift; echo "manage $1" >> "$TOLD"; }
knows() { :; }
as_portal() { echo "as_portal $3" >> "$TOLD"; }
place_units() { :; }
journalctl() { :; }
restart_parts() { echo "restart $(basename "$(readlink -f "$CURRENT")")" >> "$TOLD"; eval "${RESTART:-}"; }
"""


class Server:
    """A server with release 1; release 2 lies unpacked beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tree = folder, folder / "unpacked"
        lib = (ROOT / "deploy/lib.sh").read_text().replace("=/opt/smartcity", f"={folder}/opt")
        lib = lib.replace("SETTINGS=/etc/smartcity/portal.env", f"SETTINGS={folder}/portal.env") + STAND_INS
        for tree, version in ((folder / "opt/releases/1", 1), (folder / "opt/releases/2", 2), (self.tree, 2)):
            for each in ("deploy", "smartcity/settings"):
                (tree / each).mkdir(parents=True)
            (tree / "smartcity/settings/base.py").write_text(f'VERSION = "{version}"\n')
            (tree / "deploy/lib.sh").write_text(lib)
            shutil.copy(ROOT / "deploy/upgrade", tree / "deploy/upgrade")
        (folder / "opt/current").symlink_to(folder / "opt/releases/1")
        (folder / "portal.env").write_text("BACKUP_TARGET=/srv/backups\n")

    def upgrade(self, *words: str, restart: str = "") -> subprocess.CompletedProcess[str]:
        environment = {"PATH": "/usr/bin:/bin", "TOLD": str(self.folder / "told"), "RESTART": restart}
        environment["LOCK"] = str(self.folder / "lock")
        command = ["bash", str(self.tree / "deploy/upgrade"), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    @property
    def told(self) -> list[str]:
        """What was done since the last look."""
        path = self.folder / "told"
        lines = path.read_text().splitlines() if path.exists() else []
        path.write_text("")
        return lines

    @property
    def current(self) -> str:
        return (self.folder / "opt/current").resolve().name


WHOLE = ["place", "manage backup", "manage preflight", "as_portal migrate", "restart 2"]


def test_an_upgrade_that_went_well_is_done_once(tmp_path: Path) -> None:
    server = Server(tmp_path)
    assert server.upgrade().returncode == 0
    assert (server.told, server.current) == (WHOLE, "2")
    again = server.upgrade()
    assert (again.returncode, server.told) == (0, [])
    assert "runs already" in again.stdout


def test_an_upgrade_that_was_cut_off_after_the_switch_is_brought_to_its_end(tmp_path: Path) -> None:
    """The connection is lost while the new release starts: nobody has seen yet whether it answers."""
    server = Server(tmp_path)
    assert server.upgrade(restart="kill -KILL $$").returncode < 0
    assert server.told == WHOLE
    done = server.upgrade()
    assert (done.returncode, server.told, server.current) == (0, ["restart 2"], "2")
    assert "runs already" in server.upgrade().stdout


def test_an_upgrade_that_was_cut_off_goes_back_when_the_new_release_does_not_answer(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.upgrade(restart="kill -KILL $$")
    assert server.told == WHOLE
    failed = server.upgrade(restart='[ "$(basename "$(readlink -f "$CURRENT")")" = 1 ]')
    assert failed.returncode == 1
    assert "1 runs again" in failed.stderr
    assert (server.told, server.current) == (["restart 2", "restart 1"], "1")
    assert server.upgrade().returncode == 0
    assert server.told == WHOLE


def test_a_number_of_releases_that_is_none_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    server = Server(tmp_path)
    for word in ("0", "all", ""):
        assert server.upgrade("--keep", word).returncode == 1
    assert server.told == []


def test_of_two_at_once_the_second_is_refused(tmp_path: Path) -> None:
    server = Server(tmp_path)
    with (tmp_path / "lock").open("w") as held:
        subprocess.run(["flock", "-n", str(held.fileno())], pass_fds=[held.fileno()], check=True)
        refused = server.upgrade()
        assert refused.returncode == 1
        assert "at work" in refused.stderr
        assert (server.told, server.current) == ([], "1")
    assert server.upgrade().returncode == 0
    for name in ("install", "upgrade", "uninstall"):
        assert "\nalone\n" in (ROOT / "deploy" / name).read_text(), name


@pytest.mark.parametrize("mask", ["022", "027", "077"])
def test_what_others_must_read_can_be_read_whatever_mask_root_has(tmp_path: Path, mask: str) -> None:
    """Hardened servers have 027 or 077: Caddy could not read its site."""
    script = f"umask {mask}; . deploy/lib.sh; echo > {tmp_path}/site"
    subprocess.run(["bash", "-euc", script], cwd=ROOT, check=True)
    assert (tmp_path / "site").stat().st_mode & 0o777 == 0o644


def own_target(folder: Path) -> tuple[list[str], str]:
    """What of a folder of backups is given to the portal, and what is warned of."""
    script = f"""PERSON=portal; chown() {{ echo "$@" >> "$TOLD"; }}; own_target {folder}/backups 2> {folder}/warned"""
    host = Host(folder)
    assert host.run(script) == 0
    return [each.replace(f"{folder}/", "") for each in host.told], (folder / "warned").read_text()


def test_backups_that_came_from_another_server_are_given_to_the_portal(tmp_path: Path) -> None:
    for each in ("runs", "files", "lost+found"):
        (tmp_path / "backups" / each).mkdir(parents=True)
    own = "portal:portal backups"
    assert own_target(tmp_path) == ([f"-R {own}/runs", f"-R {own}/files", own], "")


def test_what_else_lies_where_backups_are_to_go_is_not_given_away(tmp_path: Path) -> None:
    """`--backup /var/backups`: Debian keeps copies of the passwords there."""
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups/shadow.bak").touch()
    given, warned = own_target(tmp_path)
    assert given == []
    assert "shadow.bak" in warned


def test_a_setting_is_read_in_either_kind_of_quotes(tmp_path: Path) -> None:
    (tmp_path / "portal.env").write_text("A='/mnt/disk 1'\nB=\"/mnt/disk 1\"\nC=/mnt/x\nD=it's\n")
    host = Host(tmp_path)
    assert host.run(f'SETTINGS={tmp_path}/portal.env; for e in A B C D; do setting $e >> "$TOLD"; done') == 0
    assert host.told == ["/mnt/disk 1", "/mnt/disk 1", "/mnt/x", "it's"]


def test_a_path_is_that_of_the_folder_in_which_it_was_said(tmp_path: Path) -> None:
    """deploy/install goes to another folder before it looks."""
    words = ["backups", "/srv/b", "s3://bucket/b", "", "site.pem,keys/site.key"]
    script = f'. {ROOT}/deploy/lib.sh; for each in "$@"; do printf "%s\\n" "$(whole "$each")"; done'
    done = subprocess.run(
        ["bash", "-euc", script, "-", *words], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    here = [f"{tmp_path}/backups", "/srv/b", "s3://bucket/b", "", f"{tmp_path}/site.pem,{tmp_path}/keys/site.key"]
    assert done.stdout.splitlines() == here


def test_settings_that_are_not_taken_are_warned_of(tmp_path: Path) -> None:
    """After a disaster: installed once without --settings, then with it; the secrets are still the new ones."""
    (tmp_path / "portal.env").write_text("ALLOWED_HOSTS=a.example\n")
    (tmp_path / "kept.env").write_text("ALLOWED_HOSTS=a.example\nSECRET_KEY=old\n")
    told = f"DOMAIN=a.example TOLD=--settings GIVEN={tmp_path}/kept.env"
    assert "--settings" in choose(tmp_path, told)[1]
    (tmp_path / "kept.env").write_text("ALLOWED_HOSTS=a.example\n")
    assert choose(tmp_path, told)[1] == ""


def test_secrets_for_compose_that_were_cut_off_are_made_whole_the_next_time(tmp_path: Path) -> None:
    """A full disk: what was written last is empty, and must not be taken for made."""
    for each in ("deploy", "smartcity/settings", "stand-ins"):
        (tmp_path / each).mkdir(parents=True)
    for each in ("deploy/compose-secrets", "smartcity/settings/base.py"):
        shutil.copy(ROOT / each, tmp_path / each)
    count, full = tmp_path / "count", tmp_path / "stand-ins/cat"
    environment = {"PATH": f"{full.parent}:{os.environ['PATH']}"}
    words = [str(tmp_path / "deploy/compose-secrets"), "portal.daerah.example"]
    for number in (1, 2):
        count.write_text("")
        full.write_text(
            f"#!/bin/sh\nprintf . >> {count}\n[ $(wc -c < {count}) != {number} ] || exit 1\nexec /bin/cat\n"
        )
        full.chmod(0o755)
        assert subprocess.run(words, capture_output=True, env=environment).returncode == 1
    subprocess.run(words, check=True, capture_output=True)
    made = (tmp_path / "secrets/portal.env").read_text()
    assert (tmp_path / "secrets/database_password").read_text() in made
    assert "REDIS_URL=redis://:" in made
    assert made.split("REDIS_URL=redis://:")[1].split("@")[0] in (tmp_path / "secrets/redis.conf").read_text()
    (tmp_path / ".env").unlink()
    subprocess.run(words, check=True, capture_output=True)
    assert (tmp_path / "secrets/portal.env").read_text() == made
    assert "DOMAIN=portal.daerah.example" in (tmp_path / ".env").read_text()


def test_what_removing_leaves_because_it_lies_elsewhere_is_named(tmp_path: Path) -> None:
    """Files of people on another disk, a bucket, a database of another host: nobody should think them gone."""
    host = Host(tmp_path)
    own = f'SETTINGS={tmp_path}/portal.env DATA=/var/lib/smartcity; elsewhere >> "$TOLD"; echo >> "$TOLD"'
    for settings, named in (
        ("DATABASE_URL=postgres://smartcity:x@127.0.0.1:5432/smartcity\nFILES_DIR=/var/lib/smartcity/files\n", ""),
        (
            "DATABASE_URL=postgres://s:x@db/p\nFILES_DIR=/srv/files\n",
            " /srv/files (FILES_DIR) the database of another host",
        ),
        ("DATABASE_URL=postgres://s:x@db/p\nSTORAGE_BUCKET=b\n", " b (STORAGE_BUCKET) the database of another host"),
    ):
        (tmp_path / "portal.env").write_text(settings)
        assert host.run(own) == 0
        assert host.told[-1] == named
    assert "elsewhere" in (ROOT / "deploy/uninstall").read_text()
