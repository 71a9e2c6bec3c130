"""What the data-quality rules tell OPD staff and verifiers."""

import doctest
import json
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from monev.monitoring import quality as module
from monev.monitoring.quality import (
    SEVERITIES,
    TEXTS,
    Finding,
    IndicatorFact,
    ReportFacts,
    SharedFile,
    check,
    message,
)
from monev.monitoring.rules import DEFAULT, Rules

D = Decimal

CASES = [
    ("physical_fell", ReportFacts(physical=D(30), previous_physical=D(35)), "fell from 35.0 % to 30.0 %"),
    (
        "spending_fell",
        ReportFacts(spending={"APBD": D(5)}, previous_spending={"APBD": D(9)}, physical=D(1)),
        "Spending from APBD fell from Rp 9 to Rp 5",
    ),
    (
        "above_ceiling",
        ReportFacts(physical=D(10), spending={"APBD": D(510)}, ceilings={"APBD": D(500)}),
        "Rp 510, above the ceiling of Rp 500",
    ),
    (
        "amount_scale",
        ReportFacts(physical=D(10), spending={"DAK": D(400_000)}, ceilings={"DAK": D(500)}),
        "Count the zeros",
    ),
    ("no_evidence", ReportFacts(physical=D(100), previous_physical=D(90)), "without evidence"),
    ("jump", ReportFacts(physical=D(61), previous_physical=D(20)), "rose by +41.0 points"),
    (
        "implausible",
        ReportFacts(indicators=(IndicatorFact("IKM", D("3.28"), D(25), D(100)),)),
        "IKM: 3.28 lies outside the plausible range of 25 to 100",
    ),
    ("implausible", ReportFacts(indicators=(IndicatorFact("IKM", D(101), None, D(100)),)), "– to 100"),
    (
        "shared_evidence",
        ReportFacts(shared_files=(SharedFile("foto.jpg", "Desa Digital"),)),
        "evidence of Desa Digital",
    ),
    ("silent", ReportFacts(periods_since_update=2), "for 2 periods"),
    (
        "money_without_progress",
        ReportFacts(physical=D(0), spending={"APBD": D(100)}, ceilings={"APBD": D(500)}),
        "Rp 100 is spent but physical progress is zero",
    ),
    (
        "progress_without_money",
        ReportFacts(physical=D(20), ceilings={"APBD": D(500)}),
        "Physical progress is 20.0 % but nothing is spent",
    ),
]


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("code", "facts", "words"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)])
def test_each_rule_finds_its_case_alone_and_says_what_to_do(code, facts, words):
    findings = check(facts, DEFAULT)
    assert [finding.code for finding in findings] == [code]
    with translation.override("en"):
        assert words in message(findings[0])


def test_every_rule_has_a_case_a_severity_and_a_text():
    assert {case[0] for case in CASES} == set(TEXTS) == set(SEVERITIES)


@pytest.mark.parametrize(
    "facts",
    [
        ReportFacts(),
        ReportFacts(physical=D(100), previous_physical=D(80), evidence_count=1),
        ReportFacts(physical=D(60), previous_physical=D(20), spending={"A": D(5)}, ceilings={"A": D(5)}),
        ReportFacts(physical=D(20)),
        ReportFacts(spending={"CSR": D(5)}, physical=D(1)),
        ReportFacts(indicators=(IndicatorFact("a", D(25), D(25), D(25)), IndicatorFact("b", None, D(1), D(2)))),
        ReportFacts(periods_since_update=1),
    ],
)
def test_what_is_in_order_gives_no_finding(facts):
    assert check(facts, DEFAULT) == []


def test_a_region_sets_its_own_thresholds():
    facts = ReportFacts(physical=D(25), previous_physical=D(10), periods_since_update=3)
    assert [finding.code for finding in check(facts, Rules(jump_points=10, silent_periods=4))] == ["jump"]


def test_warnings_come_before_notices():
    severities = [finding.severity for finding in check(ReportFacts(physical=D(100)), DEFAULT)]
    assert severities == ["warning", "notice"]


def test_a_finding_reads_the_same_after_it_was_stored_as_json():
    for _, facts, _ in CASES:
        for finding in check(facts, DEFAULT):
            stored = json.loads(json.dumps(dict(finding.params), default=str))
            assert message(Finding(finding.code, finding.severity, stored)) == message(finding)


AMOUNTS = st.dictionaries(st.sampled_from(["APBD", "DAK"]), st.decimals(0, 10**15, places=2))
PERCENT = st.none() | st.decimals(0, 100, places=2)


@given(st.builds(ReportFacts, PERCENT, PERCENT, AMOUNTS, AMOUNTS, AMOUNTS, st.integers(0, 3)))
def test_any_facts_give_findings_that_can_be_read(facts):
    for finding in check(facts, DEFAULT):
        assert "%(" not in message(finding)
