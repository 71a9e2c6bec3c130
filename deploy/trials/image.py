"""The steps of the Dockerfile, by hand."""

from __future__ import annotations

import re
import shutil

from debian import DOMAIN, until
from releases import TREE, bring
from trial import Trial, size


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
