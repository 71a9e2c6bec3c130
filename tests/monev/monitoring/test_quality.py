"""What the data-quality rules tell OPD staff and verifiers."""

import datetime
import doctest
import json
import re
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import quality, quality_rules
from monev.monitoring.progress import AMBER, RED
from monev.monitoring.quality import (
    SEVERITIES,
    TEXTS,
    Finding,
    IndicatorFact,
    MilestoneFact,
    Proof,
    ReportFacts,
    SharedFile,
    message,
)
from monev.monitoring.quality_catalogue import BY_CODE, CATALOGUE, GROUPS
from monev.monitoring.quality_codes import CODES
from monev.monitoring.quality_rules import CHECKS, check
from monev.monitoring.rules import DEFAULT, Rules

D = Decimal

WORDS = {
    "physical_fell": "fell from 48.0 % to 30.0 %",
    "jump": "rose by +52.0 points",
    "silent": "for 2 periods",
    "nil_repeated": "3. period in a row",
    "copied_narrative": "same words",
    "behind_unexplained": "-19.0 points off the plan",
    "late_unexplained": "why it is late",
    "items_done": "progress is 80.0 %",
    "items_open": "1 of 2 action items",
    "milestone_overdue": "Uji coba was due on 31 August 2026",
    "spending_fell": "Spending from PAD fell from Rp 400,000,000 to Rp 350,000,000",
    "above_ceiling": "Rp 510,000,000, above the ceiling of Rp 500,000,000",
    "amount_scale": "Count the zeros",
    "spent_at_once": "All of the ceiling from PAD (Rp 500,000,000)",
    "money_without_progress": "Rp 350,000,000 is spent but physical progress is zero",
    "progress_without_money": "Physical progress is 20.0 % but nothing is spent",
    "finished_little_spent": "only 24.0 % of the ceiling",
    "implausible": "3.28 lies outside the plausible range of 25 to 100",
    "value_unchanged": "the value is 41 for 3 periods in a row, while physical progress rose by +30.0 points",
    "exact_targets": "All 2 indicators",
    "no_evidence": "without evidence",
    "no_handover": "no hand-over record",
    "spending_unproven": "grew by Rp 350,000,000",
    "kept_unproven": "kept without evidence",
    "shared_evidence": "evidence of Desa Digital",
    "evidence_later": "dated 20 November 2026",
    "evidence_earlier": "dated 1 June 2025",
    "evidence_expired": "held until 30 June 2026",
    "dead_link": "drive: laporan TW III is dead",
}


def test_the_examples_of_the_modules_hold():
    assert doctest.testmod(quality).failed == 0
    assert doctest.testmod(quality_rules).failed == 0


@pytest.mark.parametrize("each", CATALOGUE, ids=lambda each: each.code)
def test_each_rule_finds_its_example_alone_and_says_what_to_do(each):
    findings = check(each.example, DEFAULT)
    assert [finding.code for finding in findings] == [each.code]
    assert findings[0].severity == each.severity
    with translation.override("en"):
        assert WORDS[each.code] in message(findings[0])


def test_every_rule_has_a_function_a_severity_a_text_and_an_explanation():
    assert set(CODES) == set(TEXTS) == set(SEVERITIES) == set(CHECKS) == set(BY_CODE) == set(WORDS)
    assert [each.code for each in CATALOGUE] == list(CODES)
    assert {each.group for each in CATALOGUE} == set(GROUPS)


@pytest.mark.parametrize("code", CODES)
def test_a_rule_that_is_switched_off_finds_nothing(code):
    assert check(BY_CODE[code].example, Rules(quality_off=[code])) == []


FINISHED = {"physical": D(100), "previous_physical": D(90), "evidence_count": 1}
DAY = datetime.date(2026, 9, 30)


@pytest.mark.parametrize(
    "facts",
    [
        ReportFacts(),
        ReportFacts(**FINISHED),
        ReportFacts(**FINISHED, proofs=(Proof("ba.pdf", is_handover=True),)),
        ReportFacts(**FINISHED, proofs=(Proof("foto.jpg", verdict="sufficient"), Proof("b.jpg", verdict="weak"))),
        ReportFacts(**FINISHED, items=("done", "stopped", "goes_on", "unreported")),
        ReportFacts(**FINISHED, spending={"A": D(50)}, ceilings={"A": D(100)}),
        ReportFacts(**FINISHED, spending={"A": D(5)}),
        ReportFacts(physical=D(80), previous_physical=D(80), items=("done", "goes_on")),
        ReportFacts(items=("done",)),
        ReportFacts(
            physical=D(60), previous_physical=D(20), spending={"A": D(5)}, ceilings={"A": D(5)}, evidence_count=1
        ),
        ReportFacts(physical=D(20)),
        ReportFacts(spending={"CSR": D(5)}, physical=D(1), evidence_count=1),
        ReportFacts(spending={"A": D(5)}, previous_spending={"A": D(5)}, physical=D(1)),
        ReportFacts(spending={"A": D(5)}, ceilings={"A": D(5)}, last_month=4, evidence_count=1),
        ReportFacts(indicators=(IndicatorFact("a", D(25), D(25), D(25)), IndicatorFact("b", None, D(1), D(2)))),
        ReportFacts(
            indicators=(IndicatorFact("a", D(2), unchanged=3), IndicatorFact("b", D(2), unchanged=2, risen=D(9)))
        ),
        ReportFacts(indicators=(IndicatorFact("a", D(2), target=D(2), realised=D(2)),)),
        ReportFacts(
            indicators=(
                IndicatorFact("a", D(2), target=D(2), realised=D(2)),
                IndicatorFact("b", D(3), target=D(2), realised=D(3)),
            )
        ),
        ReportFacts(periods_since_update=1, is_nil=True, nil_periods=2),
        ReportFacts(narrative="Idem.", previous_narrative="Idem."),
        ReportFacts(narrative="x" * 40, previous_narrative="x" * 40, is_nil=True, nil_periods=1),
        ReportFacts(deviation=D(-19), light=RED, is_explained=True),
        ReportFacts(deviation=D(-7), light=AMBER),
        ReportFacts(is_late=True, is_explained=True),
        ReportFacts(is_late=True, is_nil=True, nil_periods=1),
        ReportFacts(overdue=(MilestoneFact("Uji coba", DAY),), is_explained=True),
        ReportFacts(evidence_count=1, closed_on=DAY, proofs=(Proof("a", DAY),)),
        ReportFacts(
            evidence_count=1, year_began_on=DAY, proofs=(Proof("a", DAY), Proof("sk", DAY.replace(2020), outlasts=True))
        ),
        ReportFacts(evidence_count=1, ended_on=DAY, proofs=(Proof("a", expires_on=DAY),)),
        ReportFacts(pledge_kept=True, evidence_count=1),
    ],
)
def test_what_is_in_order_gives_no_finding(facts):
    assert check(facts, DEFAULT) == []


def test_two_sources_indicators_or_files_of_one_rule_are_two_findings():
    found = check(
        ReportFacts(
            physical=D(1),
            evidence_count=2,
            spending={"PAD": D(6), "DAK": D(7)},
            ceilings={"PAD": D(5), "DAK": D(5)},
            indicators=(IndicatorFact("IKM", D(3), D(25)), IndicatorFact("IKM", D(4), D(25))),
            shared_files=(SharedFile("a.jpg", "P"), SharedFile("a.jpg", "Q"), SharedFile("b.jpg", "P")),
        ),
        DEFAULT,
    )
    assert [(each.code, each.about) for each in found] == [
        ("above_ceiling", "PAD"),
        ("above_ceiling", "DAK"),
        ("implausible", "IKM"),
        ("implausible", "IKM (2)"),
        ("shared_evidence", "a.jpg"),
        ("shared_evidence", "b.jpg"),
    ]
    assert found[4].params["program"] == "P, Q"


def test_a_region_sets_its_own_thresholds():
    facts = ReportFacts(physical=D(25), previous_physical=D(10), periods_since_update=3)
    assert [finding.code for finding in check(facts, Rules(jump_points=10, silent_periods=4))] == ["jump"]


def test_warnings_come_before_notices():
    severities = [finding.severity for finding in check(ReportFacts(physical=D(100)), DEFAULT)]
    assert severities == ["warning", "notice"]


def test_a_finding_reads_the_same_after_it_was_stored_as_json():
    for each in CATALOGUE:
        for finding in check(each.example, DEFAULT):
            stored = json.loads(json.dumps(dict(finding.params), default=str))
            assert message(Finding(finding.code, finding.severity, stored)) == message(finding)


AMOUNTS = st.dictionaries(st.sampled_from(["APBD", "DAK"]), st.decimals(0, 10**15, places=2))
PERCENT = st.none() | st.decimals(0, 100, places=2)
FIGURE = st.none() | st.decimals(-(10**9), 10**9, places=3)
DAYS = st.none() | st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))
NAME = st.text(max_size=300)
INDICATORS = st.builds(
    IndicatorFact,
    name=NAME,
    value=FIGURE,
    lowest=FIGURE,
    highest=FIGURE,
    target=FIGURE,
    realised=FIGURE,
    unchanged=st.integers(1, 12),
    risen=st.decimals(-100, 100, places=2),
)
PROOFS = st.builds(
    Proof,
    name=NAME,
    dated_on=DAYS,
    expires_on=DAYS,
    is_handover=st.booleans(),
    outlasts=st.booleans(),
    is_dead=st.booleans(),
    verdict=st.sampled_from(["", "none", "weak", "sufficient", "strong"]),
)
FACTS = st.builds(
    ReportFacts,
    physical=PERCENT,
    previous_physical=PERCENT,
    spending=AMOUNTS,
    previous_spending=AMOUNTS,
    ceilings=AMOUNTS,
    evidence_count=st.integers(0, 3),
    shared_files=st.lists(st.builds(SharedFile, NAME, NAME), max_size=4).map(tuple),
    indicators=st.lists(INDICATORS, max_size=4).map(tuple),
    periods_since_update=st.integers(0, 4),
    is_nil=st.booleans(),
    nil_periods=st.integers(0, 5),
    narrative=NAME,
    previous_narrative=NAME,
    is_explained=st.booleans(),
    is_late=st.booleans(),
    deviation=st.none() | st.decimals(-100, 100, places=2),
    light=st.sampled_from([None, "green", "amber", "red"]),
    items=st.lists(st.sampled_from(["waiting", "running", "done", "stopped", "goes_on"]), max_size=4).map(tuple),
    overdue=st.lists(st.builds(MilestoneFact, NAME, st.dates()), max_size=3).map(tuple),
    pledge_kept=st.booleans(),
    proofs=st.lists(PROOFS, max_size=4).map(tuple),
    last_month=st.integers(1, 12),
    year_began_on=DAYS,
    ended_on=DAYS,
    closed_on=DAYS,
)
OFF = st.lists(st.sampled_from(CODES), max_size=6, unique=True)


@given(FACTS)
def test_any_facts_give_findings_that_can_be_read_and_kept(facts):
    found = check(facts, DEFAULT)
    for finding in found:
        assert not re.search(r"%\([a-z_]+\)s", TEXTS[finding.code] % {**dict.fromkeys(finding.params, "")})
        assert message(finding)
        assert json.loads(json.dumps(dict(finding.params), default=str)).keys() == finding.params.keys()
    keys = [(each.code, each.about) for each in found]
    assert len(keys) == len(set(keys))
    assert all(len(about) <= 250 for _, about in keys)


@given(FACTS)
def test_the_same_facts_give_the_same_findings(facts):
    assert check(facts, DEFAULT) == check(facts, Rules())


@given(FACTS, OFF)
def test_switching_rules_off_removes_exactly_their_findings(facts, off):
    everything = check(facts, DEFAULT)
    assert check(facts, Rules(quality_off=off)) == [each for each in everything if each.code not in off]


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2), st.decimals(0, 40, places=2))
def test_more_progress_than_last_time_never_looks_like_less(before, now, threshold):
    found = {
        each.code for each in check(ReportFacts(physical=now, previous_physical=before), Rules(jump_points=threshold))
    }
    assert ("physical_fell" in found) == (now < before)
    assert ("jump" in found) == (now - before > threshold)


def test_unknown_rules_are_not_switched_off_silently():
    with pytest.raises(ValueError, match="no_such_rule"):
        Rules(quality_off=["no_such_rule"])
    with pytest.raises(ValueError, match="list of rules"):
        Rules(quality_off="jump")
    assert Rules(quality_off=["dead_link", "jump"]).quality_off == ("jump", "dead_link")
