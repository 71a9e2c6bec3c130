"""The table of a trial: what was done, how long it took, what was seen."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

from debian import DOMAIN, Debian
from namespaces import run
from visitor import Visitor


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


def new_debian(suite: str, base: Path | None) -> Debian:
    """Not made yet; its folder is there."""
    folder = Path(tempfile.mkdtemp(prefix="deploy-", dir=os.environ.get("TMPDIR", "/tmp")))
    folder.chmod(0o755)
    return Debian(suite, folder, base)


def size(folder: Path) -> str:
    return f"{int(run('du', '-smx', str(folder)).stdout.split()[0])} MB"


def sizes(debian: Debian) -> str:
    return f"{size(debian.root)} in all, {size(debian.root / 'opt/smartcity')} the release"


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
