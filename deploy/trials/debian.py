"""A clean Debian of its own, made by mmdebstrap and started with its systemd as process 1, in namespaces."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from namespaces import control_groups, remove_group, run

DOMAIN = "portal.daerah.example"
NEEDED = ("mmdebstrap", "unshare", "nsenter", "slirp4netns")
BOOT = """set -e
R={root}
mount --make-rprivate /
mount --bind $R $R
mount -t proc proc $R/proc
mount -t sysfs -o ro sysfs $R/sys
mount -t cgroup2 cgroup2 $R/sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs $R/dev
for each in null zero full random urandom tty; do : > $R/dev/$each; mount --bind /dev/$each $R/dev/$each; done
mkdir $R/dev/pts $R/dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts $R/dev/pts
ln -s pts/ptmx $R/dev/ptmx
ln -s /proc/self/fd $R/dev/fd
ln -s fd/0 $R/dev/stdin
ln -s fd/1 $R/dev/stdout
ln -s fd/2 $R/dev/stderr
mount -t tmpfs -o mode=1777 tmpfs $R/dev/shm
mount -t tmpfs -o mode=755 tmpfs $R/run
mount -t tmpfs -o mode=1777 tmpfs $R/tmp
ip link set lo up
cd $R
mkdir -p .before
pivot_root . .before
exec chroot . /bin/sh -c 'umount -l /.before; export container=trial; exec /lib/systemd/systemd --log-target=journal'
"""


def missing() -> str:
    """What this machine lacks; empty: the trial can be made."""
    if os.geteuid() != 0:
        return "needs root"
    absent = [each for each in NEEDED if not shutil.which(each)]
    if absent:
        return f"not installed: {', '.join(absent)}"
    if control_groups() is None:
        return "no unified control groups"
    return "" if Path("/dev/net/tun").exists() else "no /dev/net/tun"


PACKAGES = "systemd,systemd-sysv,dbus,ca-certificates,python3,curl"
FRESH = 7 * 86400
APT, WHEELS = "var/cache/apt/archives", "var/cache/wheels"


class Cache:
    """What was fetched once is kept on this machine for a week (TRIAL_CACHE), so that the next trial waits less for the
    network: the clean Debian, Debian's packages, Python's wheels. Versions are asked for, or pinned, each time.
    """

    def __init__(self, suite: str) -> None:
        place = os.environ.get("TRIAL_CACHE")
        self.folder = Path(place) / suite if place else None

    @property
    def base(self) -> Path | None:
        return self.folder / "base.tar" if self.folder else None

    def bring(self, root: Path) -> None:
        for where in (APT, WHEELS):
            if self.folder and (self.folder / where).is_dir():
                run("mkdir", "-p", str(root / where))
                run("cp", "-a", f"{self.folder / where}/.", str(root / where))

    def _mark(self, tree: Path) -> Path | None:
        """Is there when all wheels are that this release lists."""
        listed = next(
            tree / f"requirements.{ending}" for ending in ("lock", "txt") if (tree / f"requirements.{ending}").exists()
        )
        number = hashlib.sha256(listed.read_bytes()).hexdigest()[:16]
        return self.folder / WHEELS / f"{number}.all" if self.folder else None

    def settings(self, tree: Path) -> dict[str, str]:
        """What pip is told: to take wheels from the folder where all are there."""
        mark = self._mark(tree)
        return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": f"/{WHEELS}"} if mark and is_fresh(mark) else {}

    def keep(self, debian: Debian, tree: Path) -> None:
        """New files only; each appears at once, for others may look there."""
        mark = self._mark(tree)
        if not mark or not self.folder:
            return
        if not is_fresh(mark):
            python = "/opt/smartcity/current/.venv/bin/python -m pip"
            debian.sh(f"cd /tmp && {python} freeze > list && {python} download -q --no-deps -d /{WHEELS} -r list")
        for where in (APT, WHEELS):
            for each in (debian.root / where).glob("*.*"):
                target = self.folder / where / each.name
                if each.suffix in (".deb", ".whl") and not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
                    shutil.copy(each, unfinished)
                    unfinished.rename(target)
        if not is_fresh(mark):
            mark.touch()


def is_fresh(path: Path) -> bool:
    return path.exists() and path.stat().st_mtime > time.time() - FRESH


class Debian:
    """A clean Debian in a folder, started with systemd as its process 1."""

    def __init__(self, suite: str, folder: Path, base: Path | None = None) -> None:
        self.suite, self.folder, self.root = suite, folder, folder / "root"
        self.cache = Cache(suite)
        self.base = base or self.cache.base or folder / "base.tar"
        self.group = (control_groups() or Path("/nowhere")) / f"deploy-{os.getpid()}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.init = 0
        self.pip: dict[str, str] = {}

    def make(self) -> None:
        if not is_fresh(self.base):
            self.base.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self.base.with_name(f"{os.getpid()}-{self.base.name}")
            run("mmdebstrap", "--variant=minbase", f"--include={PACKAGES}", self.suite, str(unfinished), mirror())
            unfinished.rename(self.base)
        self.root.mkdir()
        run("tar", "-C", str(self.root), "--numeric-owner", "--exclude=./dev/*", "-xf", str(self.base))
        (self.root / "etc/resolv.conf").write_text("nameserver 10.0.2.3\n")
        (self.root / "etc/hostname").write_text("portal\n")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost portal {DOMAIN}\n")
        # How this machine reaches package indexes holds for the trial too.
        bundle = Path("/etc/ssl/certs/ca-certificates.crt")
        if bundle.exists():
            own = self.root / "usr/local/share/ca-certificates"
            own.mkdir(parents=True, exist_ok=True)
            for each in Path("/usr/local/share/ca-certificates").glob("*.crt"):
                shutil.copy(each, own)
        for each in (Path("/etc/pip.conf"), Path("/etc/xdg/pip")):
            if each.is_dir():
                shutil.copytree(each, self.root / each.relative_to("/"))
            elif each.exists():
                shutil.copy(each, self.root / each.relative_to("/"))
        # TMPDIR is a folder of this machine.
        run("chroot", str(self.root), "/usr/bin/env", "-u", "TMPDIR", "update-ca-certificates")
        # What is unpacked here need not outlive a cut of power.
        (self.root / "etc/dpkg/dpkg.cfg.d/unsafe").write_text("force-unsafe-io\n")
        self.cache.bring(self.root)

    def boot(self) -> None:
        self.group.mkdir()
        script = BOOT.format(root=self.root)

        def into_group() -> None:
            (self.group / "cgroup.procs").write_text(str(os.getpid()))

        words = [
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--uts",
            "--ipc",
            "--net",
            "--cgroup",
            "--kill-child",
            "sh",
            "-c",
        ]
        outside = subprocess.Popen([*words, script], stdin=subprocess.DEVNULL, preexec_fn=into_group)
        self.processes.append(outside)
        children = Path(f"/proc/{outside.pid}/task/{outside.pid}/children")
        until("the first process", lambda: bool(children.read_text().split()))
        self.init = int(children.read_text().split()[0])
        booted = ("running", "degraded")
        until("systemd", lambda: self.sh("systemctl is-system-running", check=False).strip() in booted, 90)
        self._connect()

    def _connect(self) -> None:
        words = ["slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback", str(self.init), "tap0"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        self.processes.append(subprocess.Popen(words, **quiet))  # type: ignore[call-overload]
        until("the network", lambda: "tap0" in self.sh("cat /proc/net/dev"))

    @property
    def network(self) -> str:
        return f"/proc/{self.init}/ns/net"

    def sh(self, command: str, check: bool = True, shown: bool = False) -> str:
        """A command of root in there; what it printed."""
        words = [
            "nsenter",
            "-t",
            str(self.init),
            "-m",
            "-u",
            "-i",
            "-n",
            "-p",
            "-C",
            "-r",
            "-w",
            "--",
            "/usr/bin/env",
            "-i",
        ]
        own = {name: value for name, value in os.environ.items() if name.startswith("PIP_") and "FIND" not in name}
        pip = [f"{name}={value}" for name, value in (own | self.pip).items()]
        words += [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME=/root",
            "LANG=C.UTF-8",
            *pip,
        ]
        streams: dict[str, object] = {"stderr": None, "stdout": subprocess.PIPE} if shown else {"capture_output": True}
        done = run(*words, "/bin/bash", "-c", command, check=check, stdin=subprocess.DEVNULL, **streams)
        return done.stdout + (done.stderr if not check else "")

    def tell(self, command: str) -> str:
        """The same, shown while it runs: what somebody at the screen of the server sees."""
        return self.sh(f"set -o pipefail; {command} 2>&1 | tee >(cat >&2)", shown=True)

    def remove(self) -> None:
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL if process is self.processes[0] else signal.SIGTERM)
            process.wait(timeout=30)
        for _try in range(50):
            if not self.group.exists() or not any(
                each.read_text().strip() for each in self.group.rglob("cgroup.procs")
            ):
                break
            time.sleep(0.1)
        remove_group(self.group)
        # The mounts were seen only in there and are gone with it: a folder like any other.
        shutil.rmtree(self.folder, ignore_errors=True)


def mirror() -> str:
    return os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")


def until(what: str, happens: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if happens():
                return
        except (OSError, RuntimeError):
            pass
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.2)
