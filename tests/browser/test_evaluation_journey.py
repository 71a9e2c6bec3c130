"""The national evaluation from the self-assessment to the follow-up, by the people who do it, on the real pages.

The ministry opens a round on the instrument of 2023 and takes KSB in; the region confirms what the portal proposes;
three assessors score, one of them differs; the stage closes and is published; letter and table are downloaded and read;
a recommendation becomes a task of an OPD; next year's assessment opens with what became of it.

By the services instead of the pages, because they are the same press again and again: the answers to items without a
proposal after the first one, each assessor's scores after the first items of a dimension, and next year's round (this
year's is opened on the pages). The work behind closing and publishing is done here, in place of the worker.
"""

from __future__ import annotations

import datetime
import io

import openpyxl
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from monev.evaluation.models.assessments import Answer, Assessment
from monev.evaluation.models.closing import StageJob
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.models.results import Finding, NationalResult
from monev.evaluation.models.rounds import EvaluationRound, RoundStage
from monev.evaluation.models.scores import Assignment, ItemScore
from monev.evaluation.selectors.self_assessment import self_assessment
from monev.evaluation.services.assignments import Order, assign
from monev.evaluation.services.rounds import open_round, take_in
from monev.evaluation.services.score_sheets import Mark, score_items
from monev.evaluation.services.self_assessment import Words, give_answer
from monev.evaluation.services.stage_jobs import run_job
from tests.browser.cases import PHONE, PROOF
from tests.browser.evaluation_case import make_assessors, make_ksb, second_of_secretariat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALL_THREE = 3
"""What every assessor gives, but for two items: 1.01 gets 3, 3 and 1, and the first item of the outcome 3, 2 and 3."""
DIMENSIONS = {
    "baseline": "2,87",  # (7/3 + 4 × 3) / 5
    "output": "3,00",
    "outcome": "2,99",  # (8/3 + 32 × 3) / 33
    "impact": "3,00",
    "quick_win": "3,00",
    "collaboration": "3,00",
}
INDEX = "2,99"  # 0.287 + 0.598 + 2.1 = 2.985, half up
RECOMMENDATION = "Tetapkan rencana induk dengan Peraturan Daerah"
OTHERS = ("Program berjalan sesuai peta jalan", "Data dukung belum lengkap")


@pytest.fixture
def case(live_server, region, agency):
    return make_ksb(region, agency)


def test_from_the_self_assessment_to_next_years_assessment(open_as, cast, case):
    case.assessors = make_assessors()
    national, verifier = open_as(cast.national), open_as(cast.verifier)
    ministry_opens_the_round(national, case)
    region_assesses_itself(verifier, case, cast.verifier)
    ministry_opens_stage_two(national, case, cast.national)
    for number, person in enumerate(case.assessors):
        assessor_scores(open_as(person), case, number)
    region_sees_no_score(verifier, case)
    ministry_closes_and_publishes(national, case)
    table_comes_out(national, case)
    letter_comes_out(verifier, case)
    recommendation_becomes_a_task(verifier, open_as(cast.staff, **PHONE), case)
    task_is_verified(open_as(second_of_secretariat(case.region)), case)
    next_years_assessment_shows_it(verifier, case, cast)


def agree(person, selector: str) -> None:
    """Press something that asks first, and say yes."""
    person.page.click(selector)
    with person.page.expect_navigation():
        person.page.click("dialog.confirm .btn-primary")
    person.check()


def figure(text: str) -> str:
    return " ".join(text.split())


def ministry_opens_the_round(national, case) -> None:
    """From the list of rounds: instrument, year, days; then KSB by its code."""
    today = timezone.localdate()
    days = {name: today + datetime.timedelta(days=more) for name, more in DAYS.items()}
    national.open(reverse("evaluation:round-open"))
    national.page.select_option("[name=instrument]", str(case.instrument.pk))
    for name, words in {"year": str(case.year), "name": "Evaluasi Smart City KSB"}.items():
        national.page.fill(f"[name={name}]", words)
    for name, day in days.items():
        national.page.fill(f"[name={name}]", day.isoformat())
    national.press("main form button[type=submit]")
    case.round = EvaluationRound.objects.get()
    national.open(reverse("evaluation:round-regions", args=[case.round.pk]))
    national.page.fill("[name=regions]", case.region.code)
    national.press("main form button[type=submit]")
    case.assessment = Assessment.objects.get(region=case.region)


DAYS = {"until_day": 10, "first_from": -20, "first_until": -10, "second_from": -1, "second_until": 30}


def region_assesses_itself(verifier, case, person) -> None:
    """At least half of the items are proposed; they are confirmed part by part; one is corrected with a reason."""
    verifier.open(reverse("evaluation:assessment-list", args=[case.region.code]))
    overview = reverse("evaluation:assessment-detail", args=[case.region.code, case.assessment.pk])
    verifier.press(f'main a[href="{overview}"]')
    counts = self_assessment(case.assessment).counts
    assert counts.total == 117
    assert counts.proposed * 2 >= counts.total, f"{counts.proposed} of {counts.total} are proposed"
    assert str(counts.proposed) in verifier.page.inner_text("main .cards")
    for part in verifier.page.eval_on_selector_all("a.part-link", "links => links.map((each) => each.pathname)"):
        confirm_part(verifier, part)
    left = [each for each in self_assessment(case.assessment).lines if not each.is_answered]
    assert len(left) == counts.total - counts.proposed
    answer_by_hand(verifier, case, left[0].code)
    for line in self_assessment(case.assessment).lines:
        if not line.is_answered:
            words = Words(score=ALL_THREE, text="Laporan OPD")
            give_answer(line, case.assessment, words, by=person, seen_version=line.answer.version if line.answer else 0)
    correct(verifier, case)
    verifier.open(overview)
    agree(verifier, '#kurang form button[type="submit"]')
    case.assessment.refresh_from_db()
    assert case.assessment.is_submitted


def confirm_part(verifier, address: str) -> None:
    """Everything that the page proposes, pillar by pillar where it is shown so."""
    verifier.open(address)
    tabs = verifier.page.eval_on_selector_all(".pillar-tabs__tab", "links => links.map((each) => each.search)")
    for number, tab in enumerate(tabs or [""]):
        if tab:
            verifier.open(address + tab, axe=number == 0)
        if verifier.page.locator('button[name="all"]').count():
            agree(verifier, 'button[name="all"]')


def answer_by_hand(verifier, case, code: str) -> None:
    """An item without a proposal: a score, words, and a file of the OPD."""
    address = reverse("evaluation:answer", args=[case.region.code, case.assessment.pk, code])
    verifier.open(address)
    verifier.page.check(f'[name=answer][value="{ALL_THREE}"]')
    verifier.page.fill("[name=text]", "Laporan kinerja tahun ini")
    verifier.press('button[name="action"][value="submit"]')
    assert Answer.objects.get(item__code=code).confirmed_at is not None


def correct(verifier, case) -> None:
    """Another score than the proposed one asks for the reason."""
    line = next(each for each in self_assessment(case.assessment).lines if each.step == 4)
    verifier.open(reverse("evaluation:answer", args=[case.region.code, case.assessment.pk, line.code]))
    verifier.page.check('[name=answer][value="3"]')
    verifier.page.fill("[name=reason]", "Satu program baru berjalan sebagian")
    verifier.press('button[name="action"][value="submit"]')
    row = Answer.objects.get(item__code=line.code)
    assert (row.proposed, row.score, row.reason) == (4, 3, "Satu program baru berjalan sebagian")


def ministry_opens_stage_two(national, case, person) -> None:
    """The page opens it; three assessors are assigned."""
    national.open(reverse("evaluation:round-detail", args=[case.round.pk]))
    case.stage = case.round.stages.get(kind=RoundStage.Kind.INTERVIEW)
    agree(national, f'form[action="{reverse("evaluation:stage-open", args=[case.stage.pk])}"] button')
    case.stage.refresh_from_db()
    today = timezone.localdate()
    last = today + datetime.timedelta(days=20)
    orders = [
        Order(case.assessment, assessor, today, last, f"Universitas {number}", is_chair=number == 1)
        for number, assessor in enumerate(case.assessors, start=1)
    ]
    assign(case.stage, orders, by=person)


def assessor_scores(assessor, case, number: int) -> None:
    """The first dimension by keys, the others by the services; a finding; submitting."""
    own = Assignment.objects.get(assessor=case.assessors[number])
    assessor.open(reverse("evaluation:desk"))
    assessor.press(f'main h2 a[href="{reverse("evaluation:assignment-detail", args=[own.pk])}"]')
    sheet = reverse("evaluation:score-sheet", args=[own.pk, "baseline"])
    assessor.press(f'main a[href="{sheet}"]')
    type_scores(assessor, [1 if number == 2 else ALL_THREE, *[ALL_THREE] * 4])
    rest = case.instrument.items.exclude(indicator__dimension__code="baseline").order_by("position")
    odd = rest.filter(indicator__dimension__code="outcome").first()
    marks = {each.pk: Mark(score=2 if number == 1 and each == odd else ALL_THREE) for each in rest}
    score_items(own, marks, by=case.assessors[number])
    write_finding(assessor, own, number)
    seen = [row.assignment_id for row in ItemScore.objects.allowed(case.assessors[number], "view")]
    assert set(seen) == {own.pk}, "before submitting nobody sees the scores of colleagues"
    assessor.open(reverse("evaluation:assignment-detail", args=[own.pk]))
    assessor.press("#scores-submit button[type=submit]")
    own.refresh_from_db()
    assert own.is_submitted
    if number == 2:
        assert "1.01" in assessor.page.inner_text("main"), "the item on which they differ is to be talked about"


def type_scores(assessor, scores: list[int]) -> None:
    """With the keys of the sheet; what is typed saves itself."""
    page = assessor.page
    page.locator("[data-item]").first.focus()
    for place, score in enumerate(scores):
        page.keyboard.press(str(score))
        if place < len(scores) - 1:
            page.keyboard.press("j")
    with page.expect_navigation():
        page.click('button[name="next"]')


def write_finding(assessor, own, number: int) -> None:
    """One recommends, the others note a strength and a weakness."""
    kind = ("recommendation", "strength", "weakness")[number]
    assessor.open(f"{reverse('evaluation:assessor-finding-add', args=[own.pk])}?jenis={kind}")
    if number == 0:
        assessor.page.select_option(
            "[name=item]", label=assessor.page.inner_text('[name=item] option:has-text("1.01")')
        )
    assessor.page.fill("[name=text]", (RECOMMENDATION, *OTHERS)[number])
    assessor.press("main form button[type=submit]")


def region_sees_no_score(verifier, case) -> None:
    """All three have submitted; nothing of it reaches the region before the ministry publishes."""
    verifier.open(result_address(case))
    assert INDEX not in verifier.page.inner_text("main")
    assert not Finding.objects.exists()


def result_address(case) -> str:
    return reverse("evaluation:result", args=[case.region.code, case.assessment.pk])


def ministry_closes_and_publishes(national, case) -> None:
    """What they differ on is shown before; then close, letter head, publish."""
    address = reverse("evaluation:stage-closing", args=[case.stage.pk])
    national.open(address)
    national.page.check("[name=confirmed]")
    national.press(f'form[action="{reverse("evaluation:stage-close", args=[case.stage.pk])}"] button')
    work(case)
    national.open(address)
    head = {
        "letter_number": "B-1384/2026",
        "letter_date": timezone.localdate().isoformat(),
        "letter_place": "Jakarta",
        "signer_post": "Direktur Jenderal",
        "signer_name": "Nama Contoh",
    }
    for name, words in head.items():
        national.page.fill(f"[name={name}]", words)
    national.press(f'form[action="{reverse("evaluation:stage-letter-head", args=[case.stage.pk])}"] button')
    national.press(f'form[action="{reverse("evaluation:stage-publish", args=[case.stage.pk])}"] button')
    work(case)
    case.stage.refresh_from_db()
    assert case.stage.is_published
    assert str(NationalResult.objects.get(stage="final").index).replace(".", ",") == INDEX


def work(case) -> None:
    """What the worker does; a second one finds nothing to do."""
    run_job(StageJob.objects.filter(stage=case.stage).order_by("-pk").first().pk)


def fetch(person, address: str) -> bytes:
    """A file, as the browser of the person gets it."""
    answer = person.context.request.get(person.host + address)
    assert answer.ok, f"{address}: {answer.status}"
    return answer.body()


def pdf_text(content: bytes) -> str:
    return figure(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))


def cells(content: bytes) -> list[object]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def table_comes_out(national, case) -> None:
    """The national table, as PDF and XLSX."""
    paper, book = (
        fetch(national, reverse("evaluation:stage-file", args=[case.stage.pk, kind])) for kind in ("pdf", "xlsx")
    )
    words = pdf_text(paper)
    assert case.region.name in words
    assert INDEX in words
    found = cells(book)
    assert case.region.name in found
    assert float(INDEX.replace(",", ".")) in [float(each) for each in found if isinstance(each, int | float)]


def letter_comes_out(verifier, case) -> None:
    """The region opens its result, and downloads the letter: the same figures in all three."""
    verifier.open(result_address(case))
    shown = figure(verifier.page.inner_text("main"))
    addresses = [
        reverse("evaluation:result-letter", args=[case.region.code, case.assessment.pk, "II", kind])
        for kind in ("pdf", "xlsx")
    ]
    assert all(verifier.page.locator(f'a[href="{each}"]').count() for each in addresses)
    paper, book = (fetch(verifier, each) for each in addresses)
    words, numbers = pdf_text(paper), {round(float(each), 2) for each in cells(book) if isinstance(each, int | float)}
    for expected in (INDEX, *DIMENSIONS.values()):
        assert expected in shown
        assert expected in words
        assert float(expected.replace(",", ".")) in numbers
    assert RECOMMENDATION in words
    assert "B-1384/2026" in words


def recommendation_becomes_a_task(verifier, staff, case) -> None:
    """The secretariat gives it to an OPD from the list; the OPD reports it as done from a phone, with proof."""
    case.finding = Finding.objects.get(kind=Finding.Kind.RECOMMENDATION)
    address = reverse("evaluation:follow-up-detail", args=[case.region.code, case.finding.pk])
    verifier.open(reverse("evaluation:follow-up-list", args=[case.region.code]))
    verifier.press(f'main a[href="{address}"]')
    assert "1.01" in verifier.page.inner_text("main")
    verifier.page.select_option("[name=agency]", str(case.agency.pk))
    due = timezone.localdate() + datetime.timedelta(days=60)
    verifier.page.fill('form[action$="/opd/"] [name=due_on]', due.isoformat())
    verifier.press("#give-task")
    staff.open(reverse("portal:home"))
    staff.press(f'main a[href="{address}"]')
    staff.page.fill("[name=words]", "Perda sudah ditetapkan")
    staff.press('button[name="action"][value="done"]')
    case.finding.refresh_from_db()
    assert case.finding.status == "running", "without proof nothing is done"
    proof = {"name": "perda.pdf", "mimeType": "application/pdf", "buffer": PROOF}
    staff.page.set_input_files("[name=evidence_file]", proof)
    staff.press('button[name="action"][value="done"]')
    case.finding.refresh_from_db()
    assert (case.finding.status, case.finding.follow_up) == ("reported", "Perda sudah ditetapkan")


def task_is_verified(secretary, case) -> None:
    """From the first page of somebody else of the secretariat."""
    secretary.open(reverse("portal:home"))
    secretary.press(
        f'main a[href="{reverse("evaluation:follow-up-detail", args=[case.region.code, case.finding.pk])}"]'
    )
    secretary.press('button[name="step"][value="verify"]')
    case.finding.refresh_from_db()
    assert (case.finding.status, case.finding.verified_by.name) == ("done", "Sekretariat Kedua")


def next_years_assessment_shows_it(verifier, case, cast) -> None:
    """A copy of this year's round, a year later: its first page begins with what became of the findings."""
    days = {kind: (stage.opens_on, stage.closes_on) for stage in case.round.stages.all() for kind in [stage.kind]}
    deadline = timezone.now() + datetime.timedelta(days=300)
    instrument = Instrument.objects.get(pk=case.instrument.pk)
    made = open_round(
        instrument, year=case.year + 1, name="Evaluasi berikut", until=deadline, stages=days, by=cast.national
    )
    take_in(made, [case.region], by=cast.national)
    later = Assessment.objects.get(round=made)
    verifier.open(reverse("evaluation:assessment-detail", args=[case.region.code, later.pk]))
    opening = verifier.page.inner_text("section.opening")
    shown = (RECOMMENDATION, OTHERS[1], "Sekretariat Kedua", "perda", str(case.year), "100 %")
    assert all(words in opening for words in shown), opening
    assert OTHERS[0] not in opening, "a strength asks for nothing"
