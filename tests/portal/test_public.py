"""Pages for everybody: what is published is seen, what is not is not reachable in any way, by nobody."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from citizens.models import Feedback, Publication
from citizens.selectors.region import public_region
from core import formats
from masterplan.models.preparation import LegalDocument
from monev.monitoring.models.periods import Period
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.selectors.figures import region_figures
from monev.monitoring.workflow import State
from tests.factories.citizens import (
    DocumentSwitchFactory,
    FeedbackFactory,
    ProgramSwitchFactory,
    PublicationFactory,
    QuickWinStoryFactory,
)
from tests.factories.masterplan import PlanVersionFactory, ProgramFactory
from tests.factories.preparation import LegalDocumentFactory
from tests.factories.quickwins import MilestoneFactory, QuickWinFactory
from tests.factories.trail import QuickWinReportFactory

PDF = b"%PDF-1.7\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + bytes(64)
OF_REGION = ("region", "program-list", "quick-win-list", "document-list", "data", "catalogue", "card", "accent")
SETS = ("program", "indikator", "anggaran", "pilar", "quick-win", "dokumen")


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def publication(region, programs):
    return PublicationFactory(region=region, introduction="Pengantar bagi warga.")


@pytest.fixture
def win(region, agency, quarters):
    """A quick win with a picture, a milestone, a verified report and a newer one that is not verified."""
    row = QuickWinFactory(region=region, agency=agency, title="Antrean dari rumah", benefit="Tidak menunggu lagi")
    MilestoneFactory(quick_win=row, name="Uji coba")
    QuickWinReportFactory(quick_win=row, period=quarters[0], state=State.VERIFIED, physical_percent=Decimal("41.5"))
    QuickWinReportFactory(quick_win=row, period=quarters[1], state=State.SUBMITTED, physical_percent=Decimal("97.3"))
    picture = ContentFile(JPEG, "foto.jpg")
    QuickWinStoryFactory(quick_win=row, picture=picture, thumbnail=picture, width=60, height=40, picture_text="Loket")
    return row


@pytest.fixture
def decree(region):
    row = LegalDocumentFactory(region=region, title="Keputusan terbuka", file=ContentFile(PDF, "sk.pdf"))
    DocumentSwitchFactory(document=row)
    return row


def url(name, region, **keys):
    return reverse(f"portal:public-{name}", kwargs={"region": region.code, **keys})


def text(answer):
    return b"".join(answer).decode("utf-8", "replace")


def every_address(region, programs, win, decree):
    """Every public address of the region, and all in which a program, quick win or document is named."""
    found = [url(name, region) for name in OF_REGION]
    found += [url("pillar", region, letters="EC"), url("region", region) + "?gambar=kurva-s.svg"]
    for program in programs.values():
        found += [url(name, region, lineage=program.lineage) for name in PER_PROGRAM]
    found += [url("quick-win", region, uid=win.uid), url("document-file", region, uid=decree.uid)]
    found += [url("picture", region, uid=win.uid, size=size) for size in ("640", "1280")]
    found += [
        url("dataset", region, dataset=name, extension=extension) for name in SETS for extension in ("csv", "json")
    ]
    return found


PER_PROGRAM = ("program", "program-card", "feedback", "feedback-sent")


@pytest.fixture
def addresses(region, programs, win, decree):
    return every_address(region, programs, win, decree)


def test_a_published_region_is_open_to_everybody(publication, addresses, client):
    closed = {address: code for address in addresses if (code := client.get(address).status_code) != 200}
    assert closed == {}


@pytest.mark.one_database
@pytest.mark.parametrize("person", ["anonymous", "admin", "staff", "national"])
def test_an_unpublished_region_cannot_be_told_from_one_that_does_not_exist(addresses, region, cast, as_, person):
    """Not even for its own administrator: who is logged in sees on public pages what everybody sees."""
    PublicationFactory(region=region, is_published=False)
    client = Client() if person == "anonymous" else as_(getattr(cast, person))
    nowhere = client.get("/publik/99.99/")
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, nowhere.content), address
        assert not {"ETag", "Last-Modified"} & set(answer.headers)
        assert answer["Cache-Control"] == "no-store"
    for address in ("/publik/", "/sitemap.xml", "/robots.txt"):
        assert region.code not in text(client.get(address))


def test_a_withdrawn_region_is_gone_at_once(publication, addresses, client):
    assert client.get(addresses[0]).status_code == 200
    publication.is_published = False
    publication.store(by=None)
    assert {client.get(address).status_code for address in addresses} == {404}


def everything(client, addresses):
    """All that the public addresses say, in both languages, with their headers."""
    said = []
    for address in [*addresses, "/publik/", "/sitemap.xml"]:
        for language in ("", "&bahasa=en" if "?" in address else "?bahasa=en"):
            answer = client.get(address + language)
            if answer.status_code == 200 and not answer["Content-Type"].startswith(("image/png", "image/jpeg")):
                said.append(f"{dict(answer.headers)} {text(answer)}")
    return "\n".join(said)


@pytest.mark.one_database
def test_nothing_unverified_and_no_name_of_staff_is_said(publication, addresses, client, cast, programs, quarters):
    """Figures that nobody verified, words of reports, drafts of the plan, and people: in no page and no file."""
    waiting = ProgressReport.objects.get(program=programs["waiting"])
    type(waiting).objects.filter(pk=waiting.pk).update(
        narrative="Kalimat operator", physical_percent=Decimal("87.65"), entered_by=cast.staff
    )
    draft = PlanVersionFactory(plan=programs["good"].plan_version.plan, number=2)
    ProgramFactory(plan_version=draft, name="Program rahasia dalam draf", lead_agency=programs["good"].lead_agency)
    said = everything(client, addresses)
    hidden = [
        "Kalimat operator",
        "87,65",
        "87.65",
        "87,7",
        "Gagal lelang",
        "Program rahasia dalam draf",
        "97,3",
        "97.3",
    ]
    hidden += [person.name for person in vars(cast).values()] + [person.email for person in vars(cast).values()]
    assert [each for each in hidden if each in said] == []
    assert "41,5" in said


def test_a_correction_that_is_not_verified_changes_nothing(publication, region, programs, quarters, client):
    before = client.get(url("region", region)).content
    old = ProgressReport.objects.get(program=programs["good"], period=quarters[1])
    ProgressReport.objects.create(
        program=old.program, period=old.period, revision=2, state=State.SUBMITTED, physical_percent=99
    )
    assert client.get(url("region", region)).content == before


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["program", "quick win", "document"])
def test_what_the_region_holds_back_is_nowhere(publication, addresses, client, region, programs, win, decree, kind):
    if kind == "program":
        ProgramSwitchFactory(region=region, program_lineage=programs["late"].lineage)
        name, gone = "Pasar daring", [url(each, region, lineage=programs["late"].lineage) for each in PER_PROGRAM]
        gone.append(url("pillar", region, letters="EC"))
    elif kind == "quick win":
        type(win.public_story).objects.update(is_withheld=True)
        name = win.title
        gone = [url("quick-win", region, uid=win.uid), url("picture", region, uid=win.uid, size="640")]
    else:
        type(decree.public_switch).objects.update(is_public=False)
        name, gone = decree.title, [url("document-file", region, uid=decree.uid)]
    said = everything(client, addresses)
    assert name not in said
    assert {client.get(address).status_code for address in gone} == {404}
    for lineage in [programs["late"].lineage] if kind == "program" else []:
        assert str(lineage) not in said


def test_a_program_held_back_counts_in_no_figure(publication, region, programs):
    """Else its figures were the difference between the whole and what is shown."""
    ProgramSwitchFactory(region=region, program_lineage=programs["late"].lineage)
    public = public_region(publication)
    assert public.figures.total.ceiling == 400
    assert (public.hidden, len(public.figures.programs)) == (1, 2)


def test_a_document_is_not_public_until_somebody_says_so(publication, region, client, decree):
    other = LegalDocumentFactory(region=region, title="Nota internal", file=ContentFile(PDF, "nota.pdf"))
    assert client.get(url("document-file", region, uid=other.uid)).status_code == 404
    assert other.title not in text(client.get(url("document-list", region)))
    answer = client.get(url("document-file", region, uid=decree.uid))
    assert (text(answer), answer["Content-Disposition"]) == (
        PDF.decode(),
        'attachment; filename="keputusan-terbuka.pdf"',
    )


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("shows_documents", ("document-list",)),
        ("shows_quick_wins", ("quick-win-list",)),
        ("shows_data", ("data", "catalogue")),
    ],
)
def test_a_part_that_is_switched_off_is_gone_from_pages_and_data(publication, region, client, part, names):
    setattr(publication, part, False)
    publication.store(by=None)
    for name in names:
        assert client.get(url(name, region)).status_code == 404
        assert url(name, region) not in text(client.get(url("region", region)))
        assert url(name, region) not in text(client.get("/sitemap.xml"))


@pytest.mark.one_database
def test_a_region_that_hides_money_shows_none(publication, region, addresses, client):
    publication.shows_spending = False
    publication.store(by=None)
    said = everything(client, addresses)
    assert "Rp" not in re.sub(r"Rp\w", "", said)
    assert "pagu_rp" not in said
    assert client.get(url("dataset", region, dataset="anggaran", extension="csv")).status_code == 404


def test_rows_of_another_region_are_not_found_below_this_one(publication, other_region, win, decree, client):
    PublicationFactory(region=other_region)
    for address in (
        url("quick-win", other_region, uid=win.uid),
        url("picture", other_region, uid=win.uid, size="640"),
        url("document-file", other_region, uid=decree.uid),
    ):
        assert client.get(address).status_code == 404


def test_only_feedback_that_was_let_through_is_shown(publication, region, agency, programs, client):
    lineage = programs["good"].lineage
    common = {"agency": agency, "program_lineage": lineage}
    FeedbackFactory(text="Belum dilihat siapa pun", **common)
    FeedbackFactory(text="Iklan judi", state="rejected", rejection_reason="Iklan", **common)
    FeedbackFactory(text="Kader sangat membantu", state="approved", **common)
    page = text(client.get(url("program", region, lineage=lineage)))
    assert "Kader sangat membantu" in page
    assert "Belum dilihat" not in page
    assert "Iklan judi" not in page


def test_the_figures_are_those_of_the_dashboard_to_the_last_digit(publication, region, programs, as_, cast, client):
    period = Period.objects.get(region=region, number=3)
    total = region_figures(region, period).total
    page = text(client.get(url("region", region)))
    for figure in (total.achievement.value, total.physical.value, total.planned):
        assert formats.percent(figure) in page
    dashboard = text(as_(cast.council).get(reverse("portal:dashboard", args=[region.code])))
    assert formats.percent(total.achievement.value) in dashboard


# --- kept by browsers and proxies ----------------------------------------------------------------------------------


@pytest.mark.one_database
def test_every_page_is_the_same_for_everybody_and_asks_no_session(publication, addresses, cast, as_, client):
    somebody = as_(cast.admin)
    somebody.cookies["django_language"] = "en"
    for address in addresses:
        if "masukan" in address:
            continue
        answer = client.get(address)
        assert answer.content == somebody.get(address).content
        assert answer["Cache-Control"] == "public, max-age=300", address
        assert "Cookie" not in answer.get("Vary", ""), address
        assert not answer.cookies, address
        again = client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
        assert (again.status_code, again.content) == (304, b"")


def test_the_tag_changes_with_what_is_published_and_not_with_what_is_not(publication, region, programs, client, win):
    address = url("region", region)
    before = client.get(address)
    waiting = ProgressReport.objects.get(program=programs["waiting"])
    waiting.narrative = "masih rahasia"
    waiting.store(by=None)
    same = client.get(address)
    assert [before[name] for name in ("ETag", "Last-Modified")] == [same[name] for name in ("ETag", "Last-Modified")]
    publication.introduction = "Pengantar baru."
    publication.store(by=None)
    assert client.get(address)["ETag"] != before["ETag"]
    assert "Pengantar baru." in text(client.get(address))


def test_a_report_that_is_verified_now_shows_at_once(publication, region, programs, client):
    address = url("program", region, lineage=programs["waiting"].lineage)
    assert "50,0" not in text(client.get(address))
    waiting = ProgressReport.objects.get(program=programs["waiting"])
    waiting.state = State.VERIFIED
    waiting.store(by=None)
    assert "50,0" in text(client.get(address))


def test_the_language_stands_in_the_address(publication, region, client):
    english = client.get(url("region", region) + "?bahasa=en")
    assert english["Content-Language"] == "en"
    page = text(english)
    assert '<html lang="en"' in page
    assert f'href="{url("program-list", region)}?bahasa=en"' in page
    assert f'<link rel="alternate" hreflang="id" href="http://localhost:8000{url("region", region)}">' in page
    client.cookies["django_language"] = "en"
    assert '<html lang="id"' in text(client.get(url("region", region)))


def test_pages_tell_search_engines_and_messengers_what_they_are(publication, region, programs, win, client):
    for address in (url("region", region), url("program", region, lineage=programs["good"].lineage)):
        page = text(client.get(address))
        assert re.search(r"<title>[^<]{10,}</title>", page)
        assert re.search(r'<meta name="description" content="[^"]{10,160}">', page)
        assert f'<link rel="canonical" href="http://localhost:8000{address}">' in page
        image = re.search(r'<meta property="og:image" content="http://localhost:8000([^"]+)">', page)[1]
        assert client.get(image)["Content-Type"] == "image/png"
        assert 'name="twitter:card" content="summary_large_image"' in page


def test_a_made_up_host_stands_in_no_page(publication, region, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert "jahat.example" not in text(client.get(url("region", region), HTTP_HOST="jahat.example"))


def test_pages_are_read_without_a_script_and_are_small(publication, region, programs, win, decree, client):
    pages = [url(name, region) for name in ("region", "program-list", "quick-win-list", "document-list", "data")]
    pages.append(url("program", region, lineage=programs["good"].lineage))
    for address in pages:
        page = text(client.get(address))
        assert "<script" not in page
        assert "tabler" not in page
        assert len(page) < 40_000, address


def test_the_map_for_search_engines_names_published_pages_only(publication, region, programs, win, client):
    ProgramSwitchFactory(region=region, program_lineage=programs["late"].lineage)
    found = re.findall(r"<loc>http://localhost:8000([^<]+)</loc>", text(client.get("/sitemap.xml")))
    assert url("program", region, lineage=programs["good"].lineage) in found
    assert {client.get(address).status_code for address in found} == {200}
    assert "Disallow: /\n" in text(client.get("/robots.txt"))


@pytest.mark.parametrize(
    ("name", "most"),
    [("region", 30), ("program-list", 28), ("program", 34), ("quick-win-list", 28), ("data", 40), ("catalogue", 40)],
)
def test_a_page_needs_few_queries_and_a_kept_one_hardly_any(publication, region, programs, client, name, most):
    address = url(name, region, **({"lineage": programs["good"].lineage} if name == "program" else {}))
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    with CaptureQueriesContext(connection) as kept:
        client.get(address)
    assert len(first) <= most
    assert len(kept) == 2


# --- the form ------------------------------------------------------------------------------------------------------


def sent(form_page, **words):
    """What a browser sends from that page."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text(form_page)))
    return {**found, "text": "Posyandu di desa kami buka terlalu singkat.", "name": "", "email": "", **words}


@pytest.fixture
def form(publication, region, programs, monkeypatch):
    """The address of the form; a person took long enough."""
    monkeypatch.setattr("citizens.spam.FASTEST", -1)
    return url("feedback", region, lineage=programs["good"].lineage)


def test_somebody_without_an_account_writes(form, region, programs):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(form, sent(browser.get(form), email="siti@contoh.example"))
    assert answer.status_code == 302
    assert browser.get(answer["Location"]).status_code == 200
    row = Feedback.objects.get()
    assert (row.state, row.program_lineage, row.region) == ("new", programs["good"].lineage, region)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Singkat"},
        {"text": "judi.xyz dan slot.top"},
        {"email": "bukan surel"},
        {"website": "http://x.example"},
        {"token": ""},
        {"text": "x" * 2001},
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(form, client, wrong):
    words = sent(client.get(form), name="Siti Aminah", **wrong)
    page = client.post(form, words)
    assert page.status_code == 422
    assert "field__error" in text(page)
    assert 'value="Siti Aminah"' in text(page)
    assert words["text"][:40] in text(page)
    assert not Feedback.objects.exists()


def test_who_was_too_fast_only_presses_once_more(publication, region, programs, client, monkeypatch):
    address = url("feedback", region, lineage=programs["good"].lineage)
    page = client.post(address, sent(client.get(address)))
    assert page.status_code == 422
    monkeypatch.setattr("citizens.spam.FASTEST", -1)
    assert client.post(address, sent(page)).status_code == 302


def test_a_region_that_takes_no_feedback_has_no_form(form, publication, client):
    Publication.objects.update(shows_feedback=False)
    assert client.get(form).status_code == 404
    assert client.post(form, {"text": "Halo"}).status_code == 404
    assert LegalDocument.objects.count() == 0
