"""The dashboard and the alerts that we hand out name metrics that the portal has."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from core.counting import COUNTED, PREFIX
from operations.selectors.metrics import GAUGES

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "monitoring"
NAME = re.compile(rf"{PREFIX}[a-z_]+")
SELECTED = re.compile(rf"({PREFIX}[a-z_]+)\{{([^}}]*)\}}")
GROUPED = re.compile(r"by \(([^)]*)\)")
GIVEN = {"le", "instance", "job"}


def known() -> dict[str, set[str]]:
    """Every series, and its labels."""
    found = {f"{PREFIX}{name}": set(labels) for name, (_words, labels, _read) in GAUGES.items()}
    for name, what in COUNTED.items():
        endings = ("_bucket", "_sum", "_count") if what.steps else ("_total",)
        found |= {f"{PREFIX}{name}{ending}": set(what.labels) for ending in endings}
    return found


def expressions() -> list[str]:
    board = json.loads((FOLDER / "grafana-dashboard.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    alerts = yaml.safe_load((FOLDER / "alerts.yml").read_text())
    return asked + [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("expression", expressions())
def test_it_asks_for_what_there_is(expression):
    series = known()
    names = NAME.findall(expression)
    assert [name for name in names if name not in series] == []
    for name, chosen in SELECTED.findall(expression):
        assert set(re.findall(r"(\w+)(?:=~|!=|=)", chosen)) <= series[name] | GIVEN
    for grouped in GROUPED.findall(expression):
        labels = {label.strip() for label in grouped.split(",")}
        assert labels <= GIVEN.union(*(series[name] for name in names))


def test_every_metric_is_looked_at_somewhere():
    """What nobody draws and nobody is called for need not be measured."""
    asked = set(NAME.findall(" ".join(expressions())))
    unseen = {name for name in (*GAUGES, *COUNTED) if not any(each.startswith(PREFIX + name) for each in asked)}
    assert unseen == set()


def test_each_alert_says_what_to_do():
    alerts = yaml.safe_load((FOLDER / "alerts.yml").read_text())
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert {"summary", "description"} <= set(rule["annotations"]), rule["alert"]
        assert rule["labels"]["severity"] in ("critical", "warning")


@pytest.mark.promtool
def test_prometheus_takes_the_rules():
    done = subprocess.run(["promtool", "check", "rules", str(FOLDER / "alerts.yml")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.promtool
def test_the_commands_of_the_documentation_make_a_configuration_that_prometheus_takes(tmp_path):
    """As they stand in docs/operation.md, in folders of the test, and without restarting anything."""
    page = (ROOT / "docs/operation.md").read_text()
    commands = re.search(r"```sh\n(token=.*?)^curl", page, re.S | re.M)[1]
    commands = re.sub(r" && systemctl restart \S+", "", commands).replace("/etc/", f"{tmp_path}/")
    commands = commands.replace(" -g prometheus", "")
    for each in ("smartcity", "prometheus"):
        (tmp_path / each).mkdir()
    # The shipped file names the folder of Debian's Prometheus, which the machine of a test has not.
    commands = commands.replace(
        "promtool", f"sed -i 's|/etc/|{tmp_path}/|' {tmp_path}/prometheus/prometheus.yml; promtool"
    )
    done = subprocess.run(["bash", "-euc", commands], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 rule files found" in done.stdout
    token = (tmp_path / "prometheus/smartcity-token").read_text()
    assert len(token) == 48
    assert (tmp_path / "smartcity/portal.env").read_text() == f"METRICS_TOKEN={token}\n"
    assert (tmp_path / "prometheus/smartcity-token").stat().st_mode & 0o007 == 0
