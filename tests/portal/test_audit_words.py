"""Every verb that a service writes into the audit log has words."""

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from masterplan.workflow import Step as DirectiveStep
from monev.evaluation.models.results import FindingStep
from monev.monitoring.models.sending import WorkbookUpload
from monev.monitoring.workflow import Step
from portal.selectors.audit_words import DETAILS, VERBS, detail_words, kind_words, verb_words

VERB = re.compile(r"[a-z_]+\.[a-z_]+")
ROOT = Path(__file__).parents[2]
ENDS = (WorkbookUpload.State.CHECKED, WorkbookUpload.State.APPLIED, WorkbookUpload.State.REFUSED, "failed")
COMPOSED = {
    "f'directive.{move.step}'": {f"directive.{step}" for step in DirectiveStep.values},
    "f'finding.{row.step}'": {f"finding.{step}" for step in FindingStep.Step.values},
    "f'report.{found.step}'": {f"report.{step}" for step in Step.values},
    "f'workbook.{state}'": {f"workbook.{state}" for state in ENDS},
}
"""Verbs that are put together, and what comes of them."""
APPS = (
    "core",
    "organizations",
    "notices",
    "webhooks",
    "accounts",
    "pillars",
    "masterplan",
    "quickwins",
    "monev",
    "exchange",
    "portal",
    "operations",
    "handbook",
)


def verbs_written() -> set[str]:
    """The second argument of each call of `audit.record`, and each constant that a variable there may hold; where many
    acts are written at once, whatever looks like a verb."""
    found: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text()
            if "audit.record(" in text:
                found |= verbs_of(ast.parse(text))
            if "audit.record_all(" in text:
                found |= {each for each in constants(ast.parse(text)) if VERB.fullmatch(each)}
    return found


def verbs_of(tree: ast.AST) -> set[str]:
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and ast.unparse(each.func) == "audit.record"]
    found: set[str] = set()
    for call in calls:
        verb = call.args[1]
        if isinstance(verb, ast.JoinedStr):
            assert ast.unparse(verb) in COMPOSED, f"give this verb words: {ast.unparse(verb)}"
            found |= COMPOSED[ast.unparse(verb)]
        elif isinstance(verb, ast.Name):
            found |= constants(verb_of_name(tree, verb.id))
        else:
            found |= constants(verb)
    return found


def verb_of_name(tree: ast.AST, name: str) -> ast.AST:
    """Where a name that stands for a verb gets its value: an assignment, or the calls of the function that takes it."""
    nodes = list(ast.walk(tree))
    given = [
        each.value
        for each in nodes
        if isinstance(each, ast.Assign) and any(getattr(target, "id", "") == name for target in each.targets)
    ]
    takers = {
        each.name for each in nodes if isinstance(each, ast.FunctionDef) and name in [arg.arg for arg in each.args.args]
    }
    calls = [each for each in nodes if isinstance(each, ast.Call) and getattr(each.func, "id", "") in takers]
    assert given or calls, f"nobody gives {name} a value"
    return ast.Tuple([*given, *(arg for call in calls for arg in [*call.args, *(k.value for k in call.keywords)])])


def constants(tree: ast.AST) -> set[str]:
    """The texts with a point in them: `evidence.judged`."""
    texts = (each.value for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return {text for text in texts if isinstance(text, str) and "." in text}


def test_every_verb_has_words():
    written = verbs_written()
    assert len(written) > 40
    assert written - set(VERBS) == set()


def test_no_words_for_verbs_that_nobody_writes():
    assert set(VERBS) - verbs_written() == set()


@pytest.mark.parametrize("language", ["id", "en"])
def test_words_are_sentences(language):
    from django.utils import translation

    with translation.override(language):
        words = [verb_words(verb) for verb in VERBS]
    assert all(words)
    assert all("." not in text and "_" not in text for text in words)
    assert len(set(words)) == len(words)


def test_an_unknown_kind_stays_as_it_is():
    assert kind_words("gone.table") == "gone.table"
    assert kind_words("x") == "x"


def details_written() -> set[str]:
    """The names of what `audit.record` is given beside who, what, and where."""
    found: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for each in ast.walk(ast.parse(path.read_text())):
                if isinstance(each, ast.Call) and ast.unparse(each.func) == "audit.record":
                    found |= {word.arg for word in each.keywords if word.arg}
    return found - {"region"}


def test_every_detail_in_the_log_has_words():
    assert details_written() - set(DETAILS) == set()


def test_several_ways_to_log_in_are_each_told_in_words():
    with override("id"):
        assert detail_words("way", "password, totp")[1] == "kata sandi, aplikasi autentikator"
