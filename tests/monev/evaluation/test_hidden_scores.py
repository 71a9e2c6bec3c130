"""Scores stay hidden: from colleagues until both submitted, from the region until the stage is published."""

import pytest
import time_machine
from django.urls import reverse

from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.models.scores import AssessorFinding, ItemScore
from monev.evaluation.services.score_sheets import Mark, score_items, submit_scores
from organizations.roles import Can
from tests.factories.evaluation import AssessorFindingFactory
from tests.monev.evaluation.scoring_case import NOW, make_scoring

pytestmark = pytest.mark.django_db
REGION = ["staff", "head", "verifier", "council", "admin"]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(region, cast):
    """Ana submitted 1s, Budi scored 4s and did not submit."""
    made = make_scoring(region, cast.admin)
    ana, budi, _citra = made.assignments
    for assignment, value in ((ana, 1), (budi, 4)):
        marks = {item.pk: Mark(value, note=f"Catatan {assignment.assessor}") for item in made.items}
        score_items(assignment, marks, by=assignment.assessor)
        AssessorFindingFactory(assignment=assignment, text=f"Temuan {assignment.assessor}")
    submit_scores(ana, by=ana.assessor)
    return made


def seen(user, model=ItemScore):
    rows = model.objects.allowed(user, Can.VIEW)
    return {row.assignment.assessor.name for row in rows.select_related("assignment__assessor")}


@pytest.mark.parametrize("model", [ItemScore, AssessorFinding])
def test_an_assessor_sees_a_colleague_only_after_both_submitted(case, model):
    ana, budi, citra = (each.assessor for each in case.assignments)
    assert seen(ana, model) == {"Ana"}, "Budi has not submitted"
    assert seen(budi, model) == {"Budi"}, "Budi may not look before submitting"
    assert seen(citra, model) == set()
    submit_scores(case.assignments[1], by=budi)
    assert seen(ana, model) == seen(budi, model) == {"Ana", "Budi"}


@pytest.mark.parametrize("name", [*REGION, "assessor"])
def test_the_region_sees_no_score_before_the_stage_is_published(case, cast, as_, name):
    person = getattr(cast, name)
    browser = as_(person)
    score = ItemScore.objects.filter(score=1).first()
    finding = AssessorFinding.objects.first()
    for state in ("open", "closed"):
        RoundStage.objects.filter(pk=case.stage.pk).update(state=state, closed_at=NOW)
        for table, row in (("item-scores", score), ("assessor-findings", finding)):
            assert browser.get(f"/api/v1/{table}/").json()["results"] == []
            assert browser.get(f"/api/v1/{table}/{row.pk}/").status_code == 404
            assert "Catatan Ana" not in browser.get(f"/api/v1/{table}/", {"format": "csv"}).content.decode()
        for slug, row in (("nilai-asesor", score), ("temuan-asesor", finding)):
            address = reverse("portal:history", kwargs={"table": slug, "uid": row.uid})
            assert browser.get(address).status_code == 404
        for word in ("Temuan", "Catatan"):
            found = browser.get(reverse("portal:search"), {"q": word}).content.decode()
            assert f"{word} Ana" not in found
    RoundStage.objects.filter(pk=case.stage.pk).update(state="published")
    assert browser.get(f"/api/v1/item-scores/{score.pk}/").json()["score"] == 1
    assert browser.get(reverse("portal:history", kwargs={"table": "nilai-asesor", "uid": score.uid})).status_code == 200


@pytest.mark.parametrize("name", REGION)
def test_no_page_of_scoring_opens_for_the_region(case, cast, as_, name):
    browser, row = as_(getattr(cast, name)), case.assignments[0]
    for page, more in (
        ("assignment-detail", []),
        ("score-sheet", ["output"]),
        ("score-comparison", []),
        ("score-revise", [case.items[0].pk]),
        ("assignment-reopen", []),
    ):
        assert browser.get(reverse(f"evaluation:{page}", args=[row.pk, *more])).status_code == 403
    history = reverse("portal:history", kwargs={"table": "penugasan-asesor", "uid": row.uid})
    assert "Catatan Ana" not in browser.get(history).content.decode()


def test_the_audit_log_of_the_region_tells_no_score(case, cast, as_):
    log = as_(cast.admin).get(reverse("portal:audit", args=["52.07"])).content.decode()
    assert "Ana" not in log
    assert not [each for each in _entries(cast.admin) if each.verb.startswith("score")]


def _entries(user):
    from organizations.models import AuditEntry

    return AuditEntry.objects.allowed(user, Can.VIEW)


def test_a_colleague_opens_neither_ones_sheet_nor_ones_comparison(case, as_):
    ana, budi, _citra = case.assignments
    browser = as_(budi.assessor)
    for page, more in (("score-sheet", ["output"]), ("score-comparison", []), ("assignment-detail", [])):
        assert browser.get(reverse(f"evaluation:{page}", args=[ana.pk, *more])).status_code == 403


def test_an_assessor_of_another_region_finds_nothing(case, cast, as_):
    browser = as_(cast.foreign_assessor)
    assert browser.get(reverse("evaluation:assignment-detail", args=[case.assignments[0].pk])).status_code == 404
    assert browser.get("/api/v1/item-scores/").json()["results"] == []


def test_the_comparison_opens_with_submitting_and_lists_disputed_items_first(case, as_):
    _ana, budi, citra = case.assignments
    browser = as_(citra.assessor)
    address = reverse("evaluation:score-comparison", args=[citra.pk])
    assert browser.get(address).status_code == 302
    marks = {item.pk: Mark(2 if number else 4) for number, item in enumerate(case.items)}
    score_items(citra, marks, by=citra.assessor)
    submit_scores(citra, by=citra.assessor)
    page = browser.get(address).context["page"]
    assert [each.item.code for each in page.disputed] == ["1.01"], "4 against 1; Budi has not submitted"
    first = page.items[0]
    assert [row and row.score for row in first.scores] == [1, None, 4]
    assert str(first.mean) == "2.50"
    submit_scores(budi, by=budi.assessor)
    page = browser.get(address).context["page"]
    assert len(page.disputed) == 4


def test_after_the_talk_the_own_score_is_revised_on_its_page(case, as_):
    ana, budi, _citra = case.assignments
    submit_scores(budi, by=budi.assessor)
    browser, item = as_(ana.assessor), case.items[0]
    address = reverse("evaluation:score-revise", args=[ana.pk, item.pk])
    version = ItemScore.objects.get(assignment=ana, item=item).version
    sent = {"score": "3", "note": "Setelah bahas", "seen_version": version}
    assert browser.post(address, sent).status_code == 422
    answer = browser.post(address, sent | {"reason": "Bukti ditunjukkan saat wawancara"})
    assert answer.status_code == 302
    assert ItemScore.objects.get(assignment=ana, item=item).score == 3
    assert ItemScore.objects.get(assignment=budi, item=item).score == 4
    assert browser.post(address, sent | {"reason": "Lagi", "score": "2"}).status_code == 409
