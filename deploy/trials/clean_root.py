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
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from debian import missing
from image import image
from releases import TREE, version_of
from server import (
    another_server,
    backed_up,
    broken,
    destroyed,
    install,
    install_before,
    restarted,
    restored,
    security,
    upgraded,
)
from trial import Trial, new_debian
from working import example_data, work


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
    another_server(trial, "portal", options.suite, options.base)
    restored(trial, "portal", before)


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
    trial = Trial(new_debian(options.suite, options.base))
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
