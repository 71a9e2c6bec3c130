"""What stands in compose.yaml, Dockerfile and the units: compared with the code, judged by the tools that exist."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
PARTS = ("web", "worker", "long", "beat", "migrate", "backup", "check")
SCRIPTS = ["deploy/install", "deploy/upgrade", "deploy/uninstall", "deploy/lib.sh", "deploy/run", "deploy/smartcity"]
SCRIPTS += ["deploy/compose-secrets", "deploy/try-in-clean-root", "deploy/several-hosts"]
OF_OTHERS = {
    "DOMAIN",
    "TLS",
    "LANG",
    "TMPDIR",
    "WORKER_NAME",
    "POSTGRES_USER",
    "POSTGRES_DB",
    "POSTGRES_PASSWORD_FILE",
    "POSTGRES_INITDB_ARGS",
}
"""Not read by the portal: by Caddy, PostgreSQL, the shell, Python itself."""


def known_settings() -> set[str]:
    """All names that .env.example explains."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return {found[1] for line in lines if (found := re.match(r"(?:# )?([A-Z][A-Z0-9_]+)=", line))}


def written_by(script: str) -> set[str]:
    """The settings that a script writes into a file of settings."""
    text = (ROOT / script).read_text()
    return set(re.findall(r"^([A-Z][A-Z0-9_]+)=\S", "\n".join(re.findall(r"<<TEXT\n(.*?)\nTEXT", text, re.S)), re.M))


def test_every_setting_that_is_given_to_a_process_is_one_that_is_explained():
    given = {name for each in SERVICES.values() for name in each.get("environment", {})}
    given |= written_by("deploy/install") | written_by("deploy/compose-secrets")
    units = "\n".join(each.read_text() for each in (ROOT / "deploy/systemd").rglob("*.conf"))
    given |= set(re.findall(r"([A-Z_]+)=", " ".join(re.findall(r"^Environment=(.*)$", units, re.M))))
    later = {"BACKUP_TARGET"}
    assert given - OF_OTHERS - known_settings() - later == set()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_may_write_nothing_but_its_data_and_gains_no_rights(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"]["max-size"]
    limits = service["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= set(limits)
    assert not service.get("privileged")
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    assert name == "migrate" or service.get("healthcheck") or name == "web", "web: that of the image"


@pytest.mark.parametrize("name", ["web", "worker", "long", "migrate"])
def test_large_temporary_files_are_on_the_disk_and_not_in_the_memory_of_a_container(name):
    """A part of a pack of evidence has a gigabyte; a tmpfs counts against the memory."""
    service = SERVICES[name]
    assert service["environment"]["TMPDIR"] == "/data/tmp"
    assert "files:/data" in service["volumes"]
    (memory,) = service["tmpfs"]
    assert int(re.search(r"^/tmp:size=(\d+)m", memory)[1]) <= 64
    assert re.search(r"install -d -o 10001 -g 10001 .* /data/tmp ", (ROOT / "Dockerfile").read_text()), (
        "a new volume has it"
    )


def test_large_temporary_files_of_the_units_are_on_the_disk_that_they_may_write():
    hardening = (ROOT / "deploy/systemd/smartcity-.service.d/hardening.conf").read_text()
    assert re.search(r"^Environment=.*\bTMPDIR=/var/lib/smartcity/tmp$", hardening, re.M)
    assert "\nReadWritePaths=/var/lib/smartcity\n" in hardening


def test_a_process_makes_its_temporary_folder_and_clears_what_killed_ones_have_left(tmp_path):
    folder = tmp_path / "data/tmp"
    words = ["sh", str(ROOT / "deploy/run"), "what"]
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(folder), "VAR_DIR": str(folder.parent)}
    subprocess.run(words, env=environment, capture_output=True)
    assert folder.stat().st_mode & 0o777 == 0o700
    for name, days in (("left", 3), ("in-work", 1)):
        (folder / name).mkdir()
        (folder / name / "part.zip").touch()
        then = time.time() - days * 86400
        os.utime(folder / name, (then, then))
    subprocess.run(words, env=environment | {"VAR_DIR": "/elsewhere"}, capture_output=True)
    assert len(list(folder.iterdir())) == 2, "a folder of somebody else"
    subprocess.run(words, env=environment, capture_output=True)
    assert [each.name for each in folder.iterdir()] == ["in-work"]


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, each in SERVICES.items() if each.get("ports")] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["database"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]
    assert "inside" not in SERVICES["proxy"]["networks"]


def test_everything_waits_for_the_migrated_database():
    for name in ("web", "worker", "long", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["proxy"]["depends_on"]["web"]["condition"] == "service_healthy"


def test_images_are_pinned_and_no_secret_is_written_down():
    for each in SERVICES.values():
        assert re.search(r":(\d+\.\d+|\$\{VERSION)", each["image"]), each["image"]
    text = (ROOT / "compose.yaml").read_text()
    assert not re.search(r"(PASSWORD|SECRET_KEY)\s*[:=]\s*[\"']?\w", text.replace("POSTGRES_PASSWORD_FILE", "FILE"))


def test_named_volumes_and_secrets_exist():
    used = {
        part.split(":")[0]
        for each in SERVICES.values()
        for part in each.get("volumes", [])
        if not part.startswith("./")
    }
    assert used == set(COMPOSE["volumes"])
    for each in SERVICES.values():
        for secret in each.get("secrets", []):
            assert (secret if isinstance(secret, str) else secret["source"]) in COMPOSE["secrets"]
        for part in each.get("volumes", []):
            assert not part.startswith("./") or (ROOT / part.split(":")[0]).exists(), part


def test_the_image_is_slim_pinned_and_run_by_nobody_special():
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^ARG PYTHON=3\.1[123]\.\d+-slim-\w+$", text, re.M)
    assert len(re.findall(r"^FROM python:\$\{PYTHON\}", text, re.M)) == 2
    last = text[text.rindex("FROM ") :]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert re.search(r"^HEALTHCHECK .*check", last, re.M)
    assert "ADD " not in text
    assert "sudo" not in text
    assert not re.search(r"^ENV .*SECRET", text, re.M)
    assert "10001:10001" in {each.get("user") for each in SERVICES.values()}


def test_nothing_secret_or_large_gets_into_the_image():
    left_out = set((ROOT / ".dockerignore").read_text().split())
    assert {".git", ".env", "var", "secrets", "tests", ".venv*"} <= left_out


def test_translations_are_compiled_and_come_along():
    assert (ROOT / "locale/id/LC_MESSAGES/django.mo").stat().st_size > 100_000
    assert "locale" not in (ROOT / ".dockerignore").read_text()


def test_every_part_that_is_started_is_known():
    text = (ROOT / "deploy/run").read_text()
    for part in PARTS:
        assert re.search(rf"^    {part}\)", text, re.M)
    started = {each["command"][0] for name, each in SERVICES.items() if each["image"].startswith("smartcity")}
    for unit in UNITS:
        found = re.search(r"^ExecStart=/opt/smartcity/current/deploy/run (\w+)$", unit.read_text(), re.M)
        assert found, unit
        started.add(found[1])
    assert started <= set(PARTS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_can_be_read_by_their_shell(script):
    path = ROOT / script
    shell = "bash" if path.name == "lib.sh" or "bash" in path.read_text().splitlines()[0] else "sh"
    done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert path.name == "lib.sh" or os.access(path, os.X_OK)


def test_units_have_limits_and_come_back_when_they_fail():
    for unit in UNITS:
        reader = configparser.RawConfigParser(strict=False)
        reader.optionxform = str  # type: ignore[assignment,method-assign]
        reader.read_string(unit.read_text())
        service = reader["Service"]
        assert service["MemoryMax"], unit
        assert service["Restart"] == ("no" if "backup" in unit.name else "always")
    hardening = (ROOT / "deploy/systemd/smartcity-.service.d/hardening.conf").read_text()
    for line in (
        "User=smartcity",
        "ProtectSystem=strict",
        "NoNewPrivileges=true",
        "PrivateTmp=true",
        "CapabilityBoundingSet=",
    ):
        assert f"\n{line}\n" in hardening


@pytest.mark.systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda each: each.stem)
def test_systemd_judges_the_units_safe(unit, tmp_path):
    """Offline, in a folder that looks like the root of a server."""
    place = tmp_path / "etc/systemd/system"
    shutil.copytree(ROOT / "deploy/systemd", place)
    (tmp_path / "usr/lib/systemd").mkdir(parents=True)
    words = [
        "systemd-analyze",
        "security",
        "--offline=yes",
        f"--root={tmp_path}",
        "--threshold=25",
        "--no-pager",
        unit.name,
    ]
    done = subprocess.run(words, capture_output=True, text=True)
    assert "Overall exposure" in done.stdout, done.stderr
    assert done.returncode == 0, done.stdout[-1500:]


def test_secrets_for_compose_are_made_once(tmp_path):
    for each in ("deploy", "smartcity/settings"):
        (tmp_path / each).mkdir(parents=True)
    for each in ("deploy/compose-secrets", "smartcity/settings/base.py"):
        shutil.copy(ROOT / each, tmp_path / each)
    words = [str(tmp_path / "deploy/compose-secrets"), "portal.daerah.example"]
    subprocess.run(words, check=True, capture_output=True)
    made = (tmp_path / "secrets/portal.env").read_text()
    password = (tmp_path / "secrets/database_password").read_text()
    assert f"postgres://smartcity:{password}@database:5432/smartcity" in made
    assert len(re.search(r"^SECRET_KEY=(\w+)$", made, re.M)[1]) >= 50
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert "DOMAIN=portal.daerah.example" in (tmp_path / ".env").read_text()
    subprocess.run(words, check=True, capture_output=True)
    assert (tmp_path / "secrets/portal.env").read_text() == made
