"""Every command of the documentation is run: by a test that is named, by CI, or here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import time_machine
from django.conf import settings

from organizations.scopes import Scope
from organizations.services.keys import make_key
from tests.monev.monitoring.entry_case import NOW, make_case

ROOT = Path(settings.BASE_DIR)
LISTED = tomllib.loads((Path(__file__).parent / "commands.toml").read_text())["block"]
FENCE = re.compile(r"^( *)```(?:sh|bash|shell|console)\b[^\n]*\n(.*?)^\1```", re.M | re.S)
RUNS_IN_CI = (".ci/run", "scripts/test")
ASSIGNMENT = re.compile(r"^[A-Z_]+=\S*$")
SHELL_WORDS = ("cd", "sudo", "exec", "time", "nice")


class Block(NamedTuple):
    """One fenced block: the page and its commands."""

    page: str
    text: str

    @property
    def first(self) -> str:
        return self.text.strip().splitlines()[0]


def blocks() -> list[Block]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        Block(page.relative_to(ROOT).as_posix(), match[2])
        for page in pages
        if "parts" not in page.parts
        for match in FENCE.finditer(page.read_text())
    ]


BLOCKS = blocks()


def entries_of(block: Block) -> list[dict]:
    return [each for each in LISTED if each["page"] == block.page and block.first.startswith(each["begins"])]


def commands(text: str) -> list[str]:
    """The lines of a block as they are run: continued lines joined, remarks left out."""
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip() and not line.strip().startswith("#")]


def telling_words(command: str) -> list[str]:
    """What names a command wherever it is run: scripts/x, or the word after manage.py or smartcity.

    >>> telling_words("VAR=1 .venv/bin/python manage.py migrate -v0"), telling_words("./scripts/docs --to site")
    (['migrate'], ['docs'])
    """
    words = [word for word in command.split() if not ASSIGNMENT.match(word)]
    found = [after for word, after in pairwise(words) if word == "smartcity" or word.endswith("manage.py")]
    found += [word.rsplit("/", 1)[-1] for word in words if re.match(r"^(\./)?(scripts|\.ci)/[\w.-]+$", word)]
    if not found:
        found = [word.removeprefix("./") for word in words if word not in SHELL_WORDS][:1]
    return found


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page}: {block.first[:40]}")
def test_every_block_says_what_runs_it(block):
    found = entries_of(block)
    assert len(found) == 1, f"give it one entry in tests/handbook/commands.toml: {block.first!r}"
    (entry,) = found
    runners = [*entry.get("run_by", ()), *([entry["ci"]] if "ci" in entry else [])]
    assert runners or entry.get("here") or entry.get("rest") in RESTS
    assert "ci" not in entry or entry["ci"] in RUNS_IN_CI


@pytest.mark.parametrize("entry", [each for each in LISTED if "run_by" in each], ids=lambda each: each["begins"][:40])
def test_what_runs_a_block_is_there_and_names_its_commands(entry):
    text = ""
    for runner in entry["run_by"]:
        path, _mark, name = runner.partition("::")
        source = (ROOT / path).read_text()
        assert f"def {name}(" in source, runner
        text += source
    text += (ROOT / entry["ci"]).read_text() if "ci" in entry else ""
    if entry.get("from_page"):
        assert Path(entry["page"]).name in text
        return
    (block,) = [block for block in BLOCKS if entry in entries_of(block)]
    missing = [each for each in commands(block.text) if not any(word in text for word in telling_words(each))]
    assert missing == [], f"{entry['run_by']} does not run: {missing}"


def test_no_entry_is_about_a_block_that_is_gone():
    assert [each["begins"] for each in LISTED if not any(each in entries_of(block) for block in BLOCKS)] == []


def test_blocks_that_change_nothing_are_run(tmp_path):
    """`here = true` in the list: looked at, not written, in the folder of the project."""
    for block in BLOCKS:
        if any(each.get("here") for each in entries_of(block)):
            done = run(block.text, ROOT, {"VAR_DIR": str(tmp_path)})
            assert done.returncode == 0, block.page + done.stdout + done.stderr


def run(text: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = ["bash", "-euo", "pipefail", "-c", text]
    return subprocess.run(
        words, cwd=folder, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def sandbox(tmp_path):
    """A folder, and `uuidgen` where the machine has none."""
    if not shutil.which("uuidgen"):
        tool = tmp_path / "bin" / "uuidgen"
        tool.parent.mkdir()
        tool.write_text("#!/usr/bin/env python3\nimport uuid\nprint(uuid.uuid4())\n")
        tool.chmod(0o755)
    return tmp_path


def answers(text: str, case, user, portal: str, sandbox: Path) -> list[dict]:
    """The JSON that each call of a block was answered with."""
    _key, secret = make_key(user, "contoh", scopes=[Scope.READ, Scope.EXPORT, Scope.WRITE])
    known = {"KEY": secret, "PORTAL": portal, "PATH": f"{sandbox / 'bin'}:{os.environ['PATH']}"}
    said = ""
    for command in commands(text):
        done = run(command.replace("curl ", "curl -sS ", 1), sandbox, known)
        assert done.returncode == 0, done.stderr
        said += done.stdout + "\n"
    return [json.loads(line) for line in said.splitlines() if line.strip()]


def plan(block: Block, case, cast, portal: str, sandbox: Path) -> None:
    """The plan goes out; the trial and the import say that the region has it already."""
    text = block.text.replace("plans/12/", f"plans/{case.program.plan_version.plan_id}/")
    tried, stored = answers(text, case, cast.admin, portal, sandbox)
    assert json.loads((sandbox / "plan.json").read_text())["format"] == "smart-city-plan"
    assert [tried["errors"][0]["code"], stored["errors"][0]["code"]] == ["plan_exists", "plan_exists"]


def spending(block: Block, case, cast, portal: str, sandbox: Path) -> None:
    """Both rows are understood; the second names a version that nobody has seen."""
    text = block.text.replace("\n", " ").replace("\\ ", " ")
    text = text.replace("SG-01", case.program.code).replace("1.1", case.pad.code).replace("1.2", case.pad.code)
    text = text.replace("SG-02", case.program.code)
    (tried,) = answers(text, case, cast.staff, portal, sandbox)
    assert tried["dry_run"] is True
    assert len(tried["rows"]) == 2


RESTS = {"plan": plan, "spending": spending}


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "block",
    [block for block in BLOCKS if any("rest" in each for each in entries_of(block))],
    ids=lambda block: block.page,
)
def test_calls_of_rest_are_answered(block, cast, region, agency, other_agency, live_server, sandbox):
    (entry,) = entries_of(block)
    with time_machine.travel(NOW, tick=True):
        case = make_case(region, agency, other_agency)
        RESTS[entry["rest"]](block, case, cast, live_server.url, sandbox)
