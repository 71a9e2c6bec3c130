"""Directives on their pages: from a figure to the OPD, the answer with its evidence, and back to the council."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, RequestContext, Template
from django.urls import reverse

from core.errors import Refused
from masterplan.models.preparation import Directive
from monev.monitoring.models.evidence import EvidenceUse, StoredFile
from monev.monitoring.selectors.ledger import LedgerFilter, ledger, ledger_rows
from monev.monitoring.services.evidence import detach
from monev.monitoring.services.evidence_verdicts import judge
from notices.models import Notice
from organizations.models import Region
from portal.selectors.home import home_of
from portal.services import directives
from portal.services.directive_reminders import compile_directive_reminders
from portal.services.directives import Proofs
from tests.factories.masterplan import CommitmentFactory, PlanVersionFactory, PledgeFactory, ProgramFactory, adopt
from tests.factories.preparation import DecisionFactory, DirectiveFactory

pytestmark = pytest.mark.django_db
NOW = "2026-10-01 02:00:00+00:00"
TODAY = datetime.date(2026, 10, 1)
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def directive(region, agency, cast):
    return DirectiveFactory(
        region=region, agency=agency, given_by=cast.council, text="Percepat lelang", due_on=datetime.date(2026, 10, 20)
    )


def file(name="foto.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def page(name, row):
    return reverse(f"portal:{name}", args=[row.pk])


def told(code):
    return {notice.user for notice in Notice.objects.filter(kind=code)}


def answer(browser, directive, **data):
    return browser.post(page("directive-answer", directive), {"text": "Lelang dimulai", "evidence_link": "", **data})


def take(browser, directive, step, **data):
    words = {"step": step, "words": "", "seen_version": directive.version, **data}
    return browser.post(page("directive-step", directive), words)


def test_the_link_at_a_figure_fills_the_form_in(as_, cast, region, agency, other_agency):
    version = PlanVersionFactory(plan__region=region)
    program = ProgramFactory(plan_version=version, lead_agency=agency)
    adopt(version)
    origin = "/daerah/52.07/dasbor/?periode=2026-3"
    query = {"program": program.pk, "tentang": "Deviasi −12,3 poin", "dari": origin}
    browser, address = as_(cast.council), reverse("portal:directive-give", args=[region.code])
    form = browser.get(address, query).context["form"]
    assert (form["agency"].value(), form["program"].value()) == (agency.pk, str(program.lineage))
    given = {"agency": agency.pk, "program": str(program.lineage), "text": "Percepat", "due_on": "2026-10-20"}
    posted = browser.post(f"{address}?program={program.pk}&tentang=Deviasi&dari=/daerah/52.07/dasbor/", given)
    made = Directive.objects.get()
    assert posted.url == page("directive-detail", made)
    assert (made.about, made.about_url, made.program_lineage) == ("Deviasi", "/daerah/52.07/dasbor/", program.lineage)
    assert told("directive.given") == {cast.staff, cast.head}


@pytest.mark.parametrize("origin", ["https://contoh.example/", "//contoh.example/", "javascript:alert(1)"])
def test_a_link_to_another_host_is_not_taken_for_the_figure(as_, cast, region, origin):
    answer = as_(cast.council).get(reverse("portal:directive-give", args=[region.code]), {"dari": origin})
    assert answer.context["origin"] == ""
    assert origin not in answer.content.decode()


def test_the_form_offers_the_opds_of_the_region_only(as_, cast, region, agency, other_agency, other_region):
    form = as_(cast.council).get(reverse("portal:directive-give", args=[region.code])).context["form"]
    assert set(form.fields["agency"].queryset) == {agency, other_agency}
    stranger = cast.foreign_agency_staff.memberships.get().agency
    given = {"agency": stranger.pk, "text": "Percepat", "due_on": "2026-10-20"}
    assert as_(cast.council).post(reverse("portal:directive-give", args=[region.code]), given).status_code == 422
    assert not Directive.objects.exists()


def test_a_decision_and_a_commitment_become_a_directive_in_one_step(as_, cast, region, agency):
    decision = DecisionFactory(meeting__council__region=region, text="Lengkapi data")
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency))
    browser, address = as_(cast.council), reverse("portal:directive-give", args=[region.code])
    form = browser.get(address, {"keputusan": decision.pk, "janji": pledge.pk}).context["form"]
    assert (form["text"].value(), form["agency"].value()) == ("Lengkapi data", agency.pk)
    given = {"agency": agency.pk, "text": "Lengkapi data", "due_on": "2026-10-20"}
    browser.post(f"{address}?keputusan={decision.pk}&janji={pledge.pk}", given)
    made = Directive.objects.get()
    assert (made.decision, made.meeting, made.pledge) == (decision, decision.meeting, pledge)


@pytest.mark.parametrize(("who", "shown"), [("council", True), ("secretary", True), ("staff", False), ("admin", False)])
def test_only_who_may_give_directives_sees_the_way_to_them(rf, cast, region, agency, who, shown):
    request = rf.get("/daerah/52.07/dasbor/?periode=2026-3")
    request.user = getattr(cast, who)
    words = '{% include "components/give_directive.html" with region=region agency=agency about="Deviasi" only %}'
    html = Template(words).render(RequestContext(request, {"region": region, "agency": agency}))
    assert ("arahan/baru" in html) is shown
    if shown:
        assert f"opd={agency.pk}&amp;tentang=Deviasi&amp;dari=%2Fdaerah%2F52.07%2Fdasbor%2F%3Fperiode%3D2026-3" in html


def test_without_a_request_there_is_no_way_to_a_directive(region):
    words = '{% include "components/give_directive.html" with region=region only %}'
    assert "arahan" not in Template(words).render(Context({"region": region}))


def test_the_opd_answers_with_files_and_a_link(as_, cast, directive):
    files = [file("foto-1.pdf"), file("foto-2.pdf", PDF + b"2")]
    posted = answer(as_(cast.staff), directive, evidence_file=files, evidence_link="berbagi.example/lelang")
    assert posted.status_code == 302
    uses = EvidenceUse.objects.filter(directive_answer__directive=directive)
    assert [use.evidence.title for use in uses.order_by("pk")] == ["foto-1", "foto-2", "berbagi.example"]
    assert told("directive.answered") == {cast.council}
    shown = as_(cast.council).get(page("directive-detail", directive)).content.decode()
    assert "Lelang dimulai" in shown
    assert "foto-1.pdf" in shown


def test_a_refused_file_keeps_the_words_and_writes_nothing(as_, cast, directive):
    files = [file("foto.pdf"), file("makro.docm")]
    posted = answer(as_(cast.staff), directive, evidence_file=files)
    assert posted.status_code == 422
    assert "Lelang dimulai" in posted.content.decode()
    directive.refresh_from_db()
    assert (directive.status, directive.answers.count(), EvidenceUse.objects.count()) == ("open", 0, 0)


def test_the_same_file_is_kept_once_and_its_other_places_are_said(cast, directive, region, agency):
    other = DirectiveFactory(region=region, agency=agency, text="Data bersama")
    for row in (directive, other):
        _made, attached = directives.answer(row, "Selesai", Proofs([file()]), by=cast.staff)
    assert StoredFile.objects.count() == 1
    assert attached[0].also_used_by == ("Percepat lelang",)


def test_evidence_of_an_answer_stands_in_the_ledger_and_leads_to_its_directive(as_, cast, directive, region):
    directives.answer(directive, "Selesai", Proofs([file()], "https://berbagi.example/a"), by=cast.staff)
    rows = ledger(region, LedgerFilter(), today=TODAY, seen_by=cast.council)
    lines = ledger_rows(list(rows), today=TODAY, seen_by=cast.council)
    assert {(each.proves[0].slug, each.proves[0].subject, each.proves[0].period) for each in lines} == {
        ("directive", "Percepat lelang", None)
    }
    for address in (
        reverse("monitoring:ledger", args=[region.code]),
        reverse("monitoring:ledger", args=[region.code]) + "?bersama=1",
        reverse("monitoring:evidence-detail", args=[lines[0].evidence.pk]),
    ):
        assert as_(cast.council).get(address).status_code == 200
    detail = as_(cast.council).get(reverse("monitoring:evidence-detail", args=[lines[0].evidence.pk]))
    assert page("directive-detail", directive) in detail.content.decode()


def test_evidence_of_an_answer_is_neither_judged_apart_nor_taken_back(cast, directive):
    _made, attached = directives.answer(directive, "Selesai", Proofs([file()]), by=cast.staff)
    with pytest.raises(Refused):
        judge(attached[0].use, "strong", by=cast.verifier)
    with pytest.raises(Refused):
        detach(attached[0].use, by=cast.staff)
    assert EvidenceUse.objects.count() == 1


def test_the_council_sends_back_and_closes_and_the_opd_is_told(as_, cast, directive):
    answer(as_(cast.staff), directive)
    directive.refresh_from_db()
    assert take(as_(cast.council), directive, "send_back").status_code == 422
    assert take(as_(cast.council), directive, "send_back", words="Lengkapi", due_on="2026-11-01").status_code == 302
    assert told("directive.sent_back") == {cast.staff, cast.head}
    answer(as_(cast.head), directive, text="Lengkap")
    directive.refresh_from_db()
    assert take(as_(cast.secretary), directive, "close", words="Baik").status_code == 302
    assert told("directive.closed") == {cast.staff, cast.head}
    words = as_(cast.assessor).get(page("directive-detail", directive)).content.decode()
    assert all(each in words for each in ("Lelang dimulai", "Lengkapi", "Lengkap", "Baik"))


def test_an_answer_that_came_meanwhile_is_shown_before_the_council_closes(as_, cast, directive):
    answer(as_(cast.staff), directive)
    directive.refresh_from_db()
    seen = directive.version
    answer(as_(cast.head), directive, text="Lelang gagal")
    posted = take(as_(cast.council), directive, "close", words="Terima kasih", seen_version=seen)
    assert posted.status_code == 409
    shown = posted.content.decode()
    assert "Lelang gagal" in shown
    assert "Terima kasih" in shown
    again = posted.context["step_form"]["seen_version"].value()
    assert take(as_(cast.council), directive, "close", words="Terima kasih", seen_version=again).status_code == 302


def test_who_may_do_nothing_is_offered_nothing(as_, cast, directive):
    for who, offered in (("staff", "answer"), ("council", "step"), ("colleague", None), ("assessor", None)):
        html = as_(getattr(cast, who)).get(page("directive-detail", directive)).content.decode()
        assert (page("directive-answer", directive) in html) is (offered == "answer")
        assert (page("directive-step", directive) in html) is (offered == "step")


def test_the_list_is_narrowed_by_state_and_opd_and_can_be_saved(as_, cast, directive, region, other_agency):
    DirectiveFactory(region=region, agency=other_agency, text="Lama", due_on=datetime.date(2026, 9, 1))
    browser, address = as_(cast.assessor), reverse("portal:directives", args=[region.code])
    assert "Percepat lelang" in browser.get(address).content.decode()
    late = browser.get(address, {"arahan.keadaan": "overdue"}).content.decode()
    assert "Lama" in late
    assert "Percepat lelang" not in late
    saved = browser.get(address, {"arahan.keadaan": "overdue", "unduh": "arahan.csv"}).content.decode()
    assert "Lama" in saved
    assert "Percepat lelang" not in saved


def test_directives_stand_first_in_the_work_of_the_opd_and_of_no_other(as_, cast, directive):
    assert [each.directive for each in home_of(cast.staff).directives] == [directive]
    assert home_of(cast.colleague).directives == ()
    assert page("directive-detail", directive) in as_(cast.staff).get(reverse("portal:home")).content.decode()
    assert page("directive-detail", directive) in as_(cast.staff).get(reverse("monitoring:work-list")).content.decode()
    directives.answer(directive, "Selesai", Proofs(), by=cast.staff)
    assert home_of(cast.staff).directives == ()
    assert [each.pk for each in home_of(cast.council).headlines[0].answered] == [directive.pk]


def test_opds_are_reminded_once_before_and_every_week_after_the_due_date(cast, region, agency):
    Region.objects.filter(pk=region.pk).update(is_active=True)
    DirectiveFactory(region=region, agency=agency, text="Dekat", due_on=datetime.date(2026, 10, 5))
    DirectiveFactory(region=region, agency=agency, text="Jauh", due_on=datetime.date(2026, 12, 5))
    DirectiveFactory(region=region, agency=agency, text="Dijawab", due_on=datetime.date(2026, 9, 5), status="answered")
    assert (compile_directive_reminders(), compile_directive_reminders()) == (2, 0)
    assert told("directive.due_soon") == {cast.staff, cast.head}
    with time_machine.travel("2026-10-07 02:00:00+00:00"):
        assert (compile_directive_reminders(), compile_directive_reminders()) == (2, 0)
    with time_machine.travel("2026-10-14 02:00:00+00:00"):
        assert compile_directive_reminders() == 2
    overdue = Notice.objects.filter(kind="directive.overdue", user=cast.staff)
    assert [each.params["text"] for each in overdue] == ["Dekat", "Dekat"]


def test_when_the_giver_left_the_council_is_told(cast, directive):
    cast.council.memberships.update(ends_on=datetime.date(2026, 9, 30))
    directives.answer(directive, "Selesai", Proofs(), by=cast.staff)
    assert told("directive.answered") == {cast.secretary}
