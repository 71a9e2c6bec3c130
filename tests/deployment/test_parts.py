"""Which processes a host runs: the scripts of deploy/ with a systemctl that writes down what it is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SYSTEMCTL = """#!/bin/sh
echo "$*" >> "$TOLD"
case "$1" in
    is-enabled) grep -qx "$3" "$ENABLED" ;;
    is-active) ! grep -qx "$3" "$FAILING" ;;
esac
"""


class Host:
    """A host on which some units are enabled, and some fail."""

    def __init__(self, folder: Path, enabled: str = "", failing: str = "") -> None:
        self.folder = folder
        for name, units in (("enabled", enabled), ("failing", failing), ("told", "")):
            (folder / name).write_text("".join(f"smartcity-{each}\n" for each in units.split()))
        (folder / "systemctl").write_text(SYSTEMCTL)
        (folder / "systemctl").chmod(0o755)

    def run(self, words: str) -> int:
        names = {name.upper(): str(self.folder / name) for name in ("enabled", "failing", "told")}
        script = f'. deploy/lib.sh; answers() {{ echo answers >> "$TOLD"; }}; {words}'
        environment = names | {"PATH": f"{self.folder}:/usr/bin:/bin", "STAY": "0", "STAY_BETWEEN": "0"}
        done = subprocess.run(["bash", "-euc", script], cwd=ROOT, env=environment, capture_output=True, text=True)
        return done.returncode

    @property
    def told(self) -> list[str]:
        lines = (self.folder / "told").read_text().splitlines()
        return [each for each in lines if not each.startswith("is-")]


def test_one_server_starts_all_again_and_waits_for_an_answer(tmp_path: Path) -> None:
    host = Host(tmp_path, "web worker long beat")
    assert host.run("restart_parts") == 0
    jobs = [f"restart --no-block smartcity-{each}" for each in ("worker", "long", "beat")]
    assert host.told == [*jobs, "restart smartcity-web", "answers"]


def test_an_upgrade_of_a_web_host_starts_no_second_timetable(tmp_path: Path) -> None:
    host = Host(tmp_path, "web")
    assert host.run("restart_parts") == 0
    assert host.told == ["restart smartcity-web", "answers"]


def test_an_upgrade_of_a_worker_host_starts_no_web_process_and_sees_that_workers_stay(tmp_path: Path) -> None:
    host = Host(tmp_path, "worker long")
    assert host.run("restart_parts") == 0
    assert host.told == ["restart --no-block smartcity-worker", "restart --no-block smartcity-long"]


def test_a_worker_host_whose_worker_does_not_stay_is_told_so(tmp_path: Path) -> None:
    assert Host(tmp_path, "worker long", failing="long").run("restart_parts") == 1


def test_packages_that_are_the_same_are_taken_over_and_run_from_the_new_folder(tmp_path: Path) -> None:
    """No download for an upgrade that changes no package; the old release may be deleted afterwards."""
    (tmp_path / "1").mkdir()
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", tmp_path / "1/.venv"], check=True)
    (tmp_path / "1/.venv/bin/tool").write_text(f"#!{tmp_path}/1/.venv/bin/python\nimport sys\nprint(sys.prefix)\n")
    (tmp_path / "1/.venv/bin/tool").chmod(0o755)
    (tmp_path / "1/.complete").touch()
    for name, lock in (("1", "a==1\n"), ("2", "a==1\n"), ("3", "a==2\n")):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "requirements.lock").write_text(lock)
    host = Host(tmp_path)
    assert host.run(f"RELEASES={tmp_path}; take_over_packages {tmp_path}/2") == 0
    assert host.run(f"RELEASES={tmp_path}; ! take_over_packages {tmp_path}/3") == 0
    subprocess.run(["rm", "-r", tmp_path / "1"], check=True)
    said = subprocess.run([tmp_path / "2/.venv/bin/tool"], check=True, capture_output=True, text=True).stdout
    assert said.strip() == f"{tmp_path}/2/.venv"


def test_secrets_that_lie_beside_the_release_are_not_copied_to_where_all_may_read_them(tmp_path: Path) -> None:
    tree, copy = tmp_path / "tree", tmp_path / "copy"
    secret = [
        "portal.env",
        ".env",
        "site.pem",
        "site.key",
        "secrets/portal.env",
        "secrets/database_password",
        "core/old.pyc",
    ]
    needed = [".env.example", "manage.py", "core/secrets/words.py", "docs/example.env"]
    for name in secret + needed:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(name)
    copy.mkdir()
    assert Host(tmp_path).run(f"copy_tree {tree} {copy}") == 0
    assert sorted(str(each.relative_to(copy)) for each in copy.rglob("*") if each.is_file()) == sorted(needed)


def place_folders(folder: Path, settings: str) -> dict[str, str]:
    """What stands in the units of a host with these settings."""
    (folder / "portal.env").write_text(settings)
    for each in ("smartcity-.service.d", "smartcity-backup.service.d"):
        (folder / "system" / each).mkdir(parents=True, exist_ok=True)
    own = f'SYSTEM={folder}/system SETTINGS={folder}/portal.env DATA={folder}/data PERSON="$(id -un)"'
    assert Host(folder).run(f'install() {{ mkdir -p "${{@: -1}}"; }}; {own}; place_folders') == 0
    return {each.parent.name: each.read_text() for each in (folder / "system").rglob("*.conf")}


def test_a_disk_of_backups_that_is_not_mounted_keeps_nothing_but_the_backup_from_starting(tmp_path: Path) -> None:
    found = place_folders(tmp_path, f'BACKUP_TARGET="{tmp_path}/disk 1/100%"\n')
    assert found["smartcity-.service.d"] == f'[Service]\nReadWritePaths="-{tmp_path}/disk 1/100%%"\n'
    assert found["smartcity-backup.service.d"] == f'[Unit]\nRequiresMountsFor="{tmp_path}/disk 1/100%%"\n'


def test_folders_of_the_settings_may_be_written_and_a_change_is_followed(tmp_path: Path) -> None:
    settings = "BACKUP_TARGET={0}/b\nFILES_DIR={0}/files\nMETRICS_DIR={0}/data/metrics\nVAR_DIR={0}/data\n"
    found = place_folders(tmp_path, settings.format(tmp_path))
    lines = [f'ReadWritePaths="-{tmp_path}/{each}"' for each in ("b", "files")]
    assert found["smartcity-.service.d"].splitlines() == ["[Service]", *lines]
    assert (tmp_path / "files").is_dir()
    found = place_folders(tmp_path, f"BACKUP_TARGET=s3://b/c\nMETRICS_DIR={tmp_path}/counted\n")
    assert found == {"smartcity-.service.d": f'[Service]\nReadWritePaths="-{tmp_path}/counted"\n'}
    assert place_folders(tmp_path, "BACKUP_TARGET=s3://b/c\n") == {}


def smartcity(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The command of an installed server, with root's rights and a portal that says what it gets."""
    current = folder / "current"
    (current / ".venv/bin").mkdir(parents=True)
    for path, text in (
        (folder / "id", "[ $1 = -u ] && echo 0 || echo root"),
        (folder / "runuser", 'shift 3; exec "$@"'),
        (current / ".venv/bin/python", 'echo "$PWD $*"; cat'),
        (folder / "smartcity", (ROOT / "deploy/smartcity").read_text().replace("/opt/smartcity/current", str(current))),
    ):
        path.write_text(text if text.startswith("#!") else f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    (folder / "caller").mkdir()
    (folder / "caller/portal.key").touch()
    (folder / "caller/restore").touch()
    environment = {"PATH": f"{folder}:/usr/bin:/bin"}
    command = [str(folder / "smartcity"), *words]
    return subprocess.run(
        command, cwd=folder / "caller", env=environment, input=given, capture_output=True, text=True, check=True
    )


def test_a_key_of_root_reaches_the_portal_by_standard_input(tmp_path: Path) -> None:
    done = smartcity(tmp_path, "restore", "/mnt", "--private-key", "-", given="AGE-SECRET-KEY-1")
    assert done.stdout == f"{tmp_path}/current manage.py restore /mnt --private-key -\nAGE-SECRET-KEY-1"
    assert done.stderr == ""


def test_who_names_a_file_of_the_own_folder_is_told_to_give_the_whole_path(tmp_path: Path) -> None:
    done = smartcity(tmp_path, "restore", "/mnt", "--private-key", "portal.key")
    assert done.stderr.count("\n") == 1
    assert f"you mean {tmp_path}/caller/portal.key?" in done.stderr


def place(folder: Path, tree: Path) -> list[str]:
    """The release of the folder `releases`, placed from a tree; packages come from nowhere but here."""
    host = Host(folder)
    python = "#!/bin/sh\\n"
    script = f"""RELEASES={folder}/releases SETTINGS={folder}/none; chown() {{ :; }}; collect() {{ :; }}
        fetch_packages() {{ echo fetched >> "$TOLD"; mkdir -p "$1/.venv/bin"; printf '{python}' > "$1/.venv/bin/python"
            chmod 755 "$1/.venv/bin/python"; }}
        place {tree}; test "$NEW" = {folder}/releases/0.7.0"""
    assert host.run(script) == 0
    return host.told


def test_packages_that_an_update_of_python_took_away_are_made_anew(tmp_path: Path) -> None:
    """From the unpacked folder, and from the installed one, of which nothing else is lost."""
    tree, installed = tmp_path / "tree", tmp_path / "releases/0.7.0"
    (tree / "smartcity/settings").mkdir(parents=True)
    (tree / "smartcity/settings/base.py").write_text('VERSION = "0.7.0"\n')
    assert place(tmp_path, tree) == ["fetched"]
    assert place(tmp_path, tree) == []
    for source in (tree, installed):
        (installed / ".venv/bin/python").unlink()
        (installed / ".venv/bin/python").symlink_to("/usr/bin/python3.gone")
        assert place(tmp_path, source) == ["fetched"]
        assert (installed / ".complete").exists()
        assert (installed / "smartcity/settings/base.py").exists()
        assert place(tmp_path, source) == []


def choose(folder: Path, options: str = ":") -> tuple[str, str]:
    """What deploy/install takes for DOMAIN, TLS and PARTS when it is told the options, and what it warns of."""
    script = f"""set -o pipefail; CHOICES={folder}/install.conf SETTINGS={folder}/portal.env SITE=/etc/site
        EMAIL= DOMAIN= TLS= PARTS=
        {options}
        earlier_choices
        warn_unused ${{TOLD:-}} 2> {folder}/warned
        keep_choices
        echo "$DOMAIN $TLS $PARTS $ACME" > {folder}/taken"""
    assert Host(folder).run(script) == 0
    return (folder / "taken").read_text().strip(), (folder / "warned").read_text()


def test_what_was_chosen_holds_until_something_else_is_said(tmp_path: Path) -> None:
    taken = "a.example internal web a@b.example"
    assert choose(tmp_path, "DOMAIN=a.example TLS=internal PARTS=web EMAIL=a@b.example")[0] == taken
    (tmp_path / "portal.env").write_text("ALLOWED_HOSTS=a.example\n")
    assert choose(tmp_path) == (taken, "")
    assert choose(tmp_path, "TLS=/root/a.pem,/root/a.key")[0] == "a.example /root/a.pem,/root/a.key web a@b.example"
    assert choose(tmp_path)[0] == "a.example /etc/site/certificate.pem,/etc/site/key.pem web a@b.example"
    (tmp_path / "portal.env").write_text("ALLOWED_HOSTS=b.example,c.example\n")
    assert choose(tmp_path, "PARTS=web,beat TLS=off")[0] == "b.example off web,beat a@b.example"
    assert (tmp_path / "install.conf").stat().st_mode & 0o777 == 0o644


def test_without_an_earlier_choice_there_are_defaults(tmp_path: Path) -> None:
    (tmp_path / "portal.env").write_text("ALLOWED_HOSTS=b.example\n")
    assert choose(tmp_path)[0] == "b.example acme web,worker,long,beat"


def test_options_that_do_nothing_because_the_settings_are_there_are_said(tmp_path: Path) -> None:
    told = 'DOMAIN=a.example TOLD="--mail --backup --tls"'
    assert choose(tmp_path, told)[1] == ""
    (tmp_path / "portal.env").write_text("ALLOWED_HOSTS=a.example\n")
    warned = choose(tmp_path, told)[1]
    assert warned.count("\n") == 1
    assert "not used: --mail (EMAIL_...) --backup (BACKUP_TARGET)." in warned
    assert "ALLOWED_HOSTS" in choose(tmp_path, "DOMAIN=other.example")[1]
