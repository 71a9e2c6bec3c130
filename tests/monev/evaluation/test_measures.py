"""Each rule that proposes, by table: what it measures, what it says, what it rests on, what is missing."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils.translation import override

from monev.evaluation import item_rules
from monev.evaluation.measures.facts import (
    LAST,
    NOW,
    ActionFact,
    CouncilFact,
    DirectiveFact,
    DocumentFact,
    Facts,
    FigureFact,
    MeetingFact,
    ProgramFact,
    QuickWinFact,
    Record,
    RiskFact,
    Standing,
    SurveyFact,
)
from monev.evaluation.measures.measure import frozen, thawed
from monev.evaluation.measures.registry import RULES, Item, proposal_for

ROOT = Path(__file__).parents[3]
GO, BR = 1, 2
NOTHING = Facts(region_code="52.07", year=2026)


def program(pk, pillar=GO, percent="60", **columns):
    standing = None if percent is None else Standing(900 + pk, "TW IV", Decimal(percent))
    common = {
        "code": f"P-{pk}",
        "name": f"Program {pk}",
        "agencies": frozenset({pk}),
        "start_year": 2024,
        "end_year": 2027,
    }
    return ProgramFact(pk=pk, lineage=f"l{pk}", pillar_id=pillar, standing=standing, **(common | columns))


def action(name, kind="people", **states):
    return ActionFact(name, kind, 2024, 2027, {year.removeprefix("y"): state for year, state in states.items()})


def win(pk, pillar=GO, **columns):
    words = columns.pop("words", {"problem": "Antre lama"})
    return QuickWinFact(pk, f"Quick win {pk}", pillar, columns.pop("predecessor_id", None), words, **columns)


def facts(**columns):
    return replace(NOTHING, **columns)


def ask(rule, known, parameters=None, thresholds=None, **more):
    return proposal_for(Item("4.01", rule, parameters or {}, thresholds or {}, **more), known)


PERBUP = DocumentFact(7, "regent_regulation", "Perbup Smart City", "12", 2023, True)
DECREE = DocumentFact(8, "decree", "SK Dewan", "100", 2022, True)
COUNCIL = CouncilFact(
    3,
    "council",
    "Dewan",
    8,
    "SK Dewan",
    True,
    (MeetingFact(5, date(2026, 3, 1), "Dewan", 2), MeetingFact(6, date(2026, 7, 1), "Dewan", 0)),
    (DirectiveFact(1, "Percepat", True, 5), DirectiveFact(2, "Lapor", False, 5)),
)
RUN = facts(
    programs={
        LAST: (program(1), program(2), program(3, percent=None), program(4, percent="0")),
        NOW: (program(1), program(2, percent=None), program(5, BR), program(6, BR, start_year=2026)),
    }
)
STEPS = facts(
    programs={
        LAST: (program(1, actions=(action("Latih", y2025="done"), action("Bangun", "software", y2025="waiting"))),),
        NOW: (
            program(1, actions=(action("Latih", y2026="running"), action("Bangun", "software", y2026="stopped"))),
            program(2, actions=(action("Uji", y2026="done"), action("Nanti"))),
        ),
    }
)
WINS = facts(
    quick_wins={
        LAST: (win(1), win(2)),
        NOW: (
            win(3, predecessor_id=1, partners=(("bank", "Bank"),), risks=(RiskFact("Jaringan", True, False),)),
            win(4, words={"problem": " "}, risks=(RiskFact("Dana", False, False), RiskFact("Orang", False, True))),
            win(5, BR, partners=(("region", "Sumbawa"), ("community", "Karang Taruna")), replications=("Dompu",)),
        ),
    }
)
MEASURED = [
    # rule, facts, parameters, value, step
    ("plan_regulation", facts(documents=(PERBUP, DECREE)), {}, "1", 4),
    ("plan_regulation", facts(documents=(DECREE,)), {"kinds": ["regent_regulation", "decree"]}, "0", 0),
    ("plan_regulation", facts(documents=(DECREE,), has_plan=True, plan_document_id=8), {"kinds": ["decree"]}, "1", 4),
    ("plan_regulation", facts(documents=(replace(PERBUP, year=2027),)), {}, "0", 0),
    ("council_meetings", facts(councils=(COUNCIL,)), {"council": "council"}, "2", 2),
    ("council_meetings", facts(councils=(replace(COUNCIL, meetings=()),)), {"council": "council"}, "0", 0),
    ("council_functions", facts(councils=(COUNCIL,)), {"council": "council"}, "4", 4),
    ("council_functions", facts(councils=(replace(COUNCIL, is_in_force=False, directives=()),)), {}, "2", 2),
    ("programs_last_year", RUN, {}, "50", 2),
    ("actions_last_year", STEPS, {}, "50", 2),
    ("agencies_involved", replace(RUN, agencies={1: "A", 5: "B", 9: "C"}), {}, "66.666667", 3),
    (
        "other_funds",
        facts(programs={NOW: (program(1, other_sources=("CSR",), partners=(("bank", "Bank"),)),)}),
        {},
        "2",
        2,
    ),
    ("pillar_programs", RUN, {}, "50", 2),
    ("actions_of_kind", STEPS, {"kind": "people"}, "66.666667", 2),
    ("actions_of_kind", STEPS, {"kind": "software"}, "0", 0),
    ("programs_continued", RUN, {}, "50", 2),
    ("programs_new", RUN, {}, "2", 2),
    ("public_role", replace(WINS, surveys_held=(Record("survey", "1", "GO"),)), {}, "2", 2),
    ("quick_win_words", WINS, {"field": "problem"}, "66.666667", 2),
    ("quick_win_words", WINS, {"field": "benefit"}, "0", 0),
    ("quick_win_partners", WINS, {}, "66.666667", 3),
    ("risks_identified", WINS, {}, "66.666667", 2),
    ("risks_mitigated", WINS, {}, "66.666667", 2),
    ("quick_wins_continued", WINS, {}, "50", 2),
    ("quick_wins_new", WINS, {}, "2", 2),
]


@pytest.mark.parametrize(("rule", "known", "parameters", "value", "step"), MEASURED)
def test_a_rule_measures_and_proposes(rule, known, parameters, value, step):
    found = ask(rule, known, parameters, pillar_id=GO)
    assert (found.measure.value, found.step) == (Decimal(value), step)
    assert found.measure.missing is None
    for language in ("id", "en"):
        with override(language):
            assert "%(" not in str(found.measure.sentence)


LACKING = [
    ("council_meetings", {"council": "team"}, "no_council"),
    ("council_functions", {"council": "forum"}, "no_council"),
    ("programs_last_year", {}, "no_programs"),
    ("actions_last_year", {}, "no_actions"),
    ("agencies_involved", {}, "no_agencies"),
    ("apbd_share", {}, "no_apbd_total"),
    ("other_funds", {}, "no_programs"),
    ("pillar_programs", {}, "no_pillar_programs"),
    ("external_figure", {"indicator": "spbe"}, "no_figure"),
    ("actions_of_kind", {"kind": "people"}, "no_actions_of_kind"),
    ("programs_continued", {}, "nothing_ran_last_year"),
    ("programs_new", {}, "no_programs"),
    ("quick_win_words", {"field": "problem"}, "no_quick_wins"),
    ("quick_win_partners", {}, "no_quick_wins"),
    ("risks_identified", {}, "no_quick_wins"),
    ("risks_mitigated", {}, "no_risks"),
    ("quick_wins_continued", {}, "no_quick_wins_last_year"),
    ("quick_wins_new", {}, "no_quick_wins"),
    ("survey_mean", {}, "no_survey"),
]


@pytest.mark.parametrize(("rule", "parameters", "missing"), LACKING)
def test_without_data_a_rule_proposes_nothing_and_says_what_to_enter(rule, parameters, missing):
    found = ask(rule, NOTHING, parameters, pillar_id=GO)
    assert (found.step, found.measure.value, found.measure.missing.code) == (None, None, missing)
    assert "%(" not in str(found.measure.missing)


@pytest.mark.parametrize("rule", ["plan_regulation", "collaboration", "public_role"])
def test_what_is_counted_and_not_there_is_zero(rule):
    assert ask(rule, NOTHING, pillar_id=GO).step == 0


def test_every_rule_is_tried():
    tried = {row[0] for row in MEASURED} | {row[0] for row in LACKING} | {"collaboration"}
    assert tried == set(RULES)


def test_the_documentation_and_the_editor_know_every_rule():
    described = set(re.findall(r"^\| `([a-z_]+)` \|", (ROOT / "docs/evaluation.md").read_text(), re.MULTILINE))
    assert described >= set(RULES)
    assert set(item_rules.RULES) == set(RULES)


def test_a_sentence_shows_the_figures_in_the_language_of_the_reader():
    measure = ask("pillar_programs", RUN, pillar_id=BR).measure
    with override("en"):
        assert str(measure.sentence) == "2 of 2 programs of this pillar reported verified progress in 2026 (100.0 %)."


def test_a_program_of_another_pillar_does_not_count():
    assert [each.key for each in ask("pillar_programs", RUN, pillar_id=GO).measure.records] == ["1"]


def test_collaboration_counts_programs_quick_wins_and_replications_with_other_regions():
    joint = program(1, BR, partners=(("region", "Sumbawa"), ("bank", "Bank")))
    known = replace(WINS, programs={NOW: (joint, program(2, BR, percent=None, partners=(("region", "Dompu"),)))})
    found = ask("collaboration", known, pillar_id=BR)
    assert (found.step, found.measure.value) == (3, Decimal(3))
    assert ask("collaboration", known, pillar_id=GO).step == 0


def test_the_budget_share_is_of_the_region_s_total():
    total = FigureFact(1, "apbd_total", "APBD", "miliar rupiah", 2026, Decimal("0.001"), "", (), "Perda APBD")
    known = replace(
        NOTHING,
        programs={NOW: (program(1, apbd=Decimal(20_000)), program(2, percent=None, apbd=Decimal(500_000)))},
        figures={"apbd_total": total},
    )
    found = ask("apbd_share", known)
    assert (found.measure.value, found.step) == (Decimal(2), 2)


def figure(**columns):
    return FigureFact(**({"pk": 1, "code": "x", "name": "Opini", "unit": "", "year": 2025, "value": None, "grade": "",
                          "grades": ("WTP", "WDP", "TW", "TMP"), "source": "BPK"} | columns))  # fmt: skip


@pytest.mark.parametrize(
    ("row", "thresholds", "lower", "value", "step"),
    [
        (figure(value=Decimal("2.85")), {"1": "1", "2": "1.8", "3": "2.6", "4": "3.5"}, False, "2.85", 3),
        (figure(value=Decimal("13.4")), {"1": "20", "2": "15", "3": "10", "4": "7"}, True, "13.4", 2),
        (figure(grade="WTP"), {"1": "1", "2": "2", "3": "3", "4": "4"}, False, "4", 4),
        (figure(grade="TW"), {"1": "1", "2": "2", "3": "3", "4": "4"}, False, "2", 2),
        (figure(value=Decimal(3)), {}, False, "3", None),
    ],
)
def test_a_figure_of_another_institution_is_compared_with_the_thresholds(row, thresholds, lower, value, step):
    known = facts(figures={"x": row})
    found = ask("external_figure", known, {"indicator": "x"}, thresholds, lower_is_better=lower)
    assert (found.measure.value, found.step) == (Decimal(value), step)


def test_a_grade_that_nobody_knows_proposes_nothing():
    found = ask("external_figure", facts(figures={"x": figure(grade="A+")}), {"indicator": "x"})
    assert (found.step, found.measure.missing.code) == (None, "unknown_grade")


@pytest.mark.parametrize(("answers", "enough", "code"), [(50, True, "survey_mean"), (12, False, "survey_mean_few")])
def test_the_mean_of_the_survey_is_named_as_what_it_is(answers, enough, code):
    known = facts(surveys={"4.01": SurveyFact(1, "GO", Decimal("3.304"), answers, enough)})
    found = ask("survey_mean", known)
    assert (found.step, found.measure.sentence.code) == (3, code)
    with override("en"):
        assert "3.30" in str(found.measure.sentence)
        assert "evidence" in str(found.measure.sentence)


def test_an_unknown_rule_is_an_error():
    with pytest.raises(KeyError):
        ask("horoscope", NOTHING)


def test_an_item_without_a_rule_has_no_proposal():
    assert ask("", NOTHING) is None


@pytest.mark.parametrize("rule", sorted(RULES))
def test_what_a_rule_says_survives_being_frozen(rule):
    for known in (NOTHING, RUN, WINS, STEPS, facts(councils=(COUNCIL,), documents=(PERBUP,))):
        measure = ask(
            rule, known, {"council": "council", "kind": "people", "field": "problem", "indicator": "x"}, pillar_id=GO
        ).measure
        sentence = measure.sentence or measure.missing
        assert str(thawed(frozen(sentence))) == str(sentence)


def test_a_sentence_that_the_portal_no_longer_knows_is_left_out():
    assert thawed({"code": "gone", "params": {}}) is None
