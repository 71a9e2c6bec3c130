"""The network goes and comes back: nothing typed is lost, nothing is sent twice, nothing stays after logging out."""

from __future__ import annotations

import io
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.models.progress import ProgressReport
from monev.monitoring.models.trail import Transition
from tests.browser.cases import PHONE, PROOF, entry_address, is_kept, open_case, until

expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_CONNECTION_RESET", "status of 401")
KEPT = """async () => {
    const rows = await Promise.all(["drafts", "outbox", "files"].map(portal.keep.all));
    const pages = (await caches.keys()).filter((name) => name.startsWith("pages:"));
    return [...rows.map((each) => each.length), pages.length];
}"""
"""Drafts, sendings, files and caches of pages that the browser holds."""
PART = 256 * 1024


@pytest.fixture
def case(live_server, region, agency, other_agency):
    return open_case(region, agency, other_agency)


@pytest.fixture
def staff(open_as, cast, case):
    """At a phone, with the list of work opened once, so that the pages of entry are kept."""
    person = open_as(cast.staff, **PHONE)
    person.tolerated = CUT
    person.page.goto(person.host + reverse("monitoring:work-list"))
    is_kept(person.page, case.address)
    return person


def has_kept(page: Page, name: str, text: str) -> None:
    """Wait until the browser has written what was typed."""
    typed = "async ([name, text]) => (await portal.keep.all('drafts')).some((row) => row.fields[name] === text)"
    until(page, typed, [name, text])


def state(page: Page, kind: str):
    expect(page.locator("#save-state")).to_have_attribute("data-kind", kind, timeout=15_000)


def posts_of(person, action: str) -> list[str]:
    """Fills with the key of every post of that action."""
    keys: list[str] = []

    def look(request) -> None:
        body = (request.post_data_buffer or b"").decode(errors="replace") if request.method == "POST" else ""
        if re.search(rf'name="action"\s+{action}\s', body):
            keys.append(re.search(r'name="key"\s+(\S+)', body).group(1))

    person.context.on("request", look)
    return keys


def is_sent(person) -> ProgressReport:
    person.page.wait_for_url("**/laporan/*/")
    person.check()
    report = ProgressReport.objects.get()
    assert report.state == "submitted"
    assert Transition.objects.count() == 1
    return report


def test_a_draft_survives_the_cut_and_is_sent_once(staff, case):
    page, keys = staff.page, posts_of(staff, "submit")
    staff.open(case.address)
    page.fill("[name=physical_percent]", "62,5")
    state(page, "saved")
    staff.context.set_offline(True)
    page.fill("[name=narrative]", "Ditulis tanpa jaringan")
    state(page, "offline")
    has_kept(page, "narrative", "Ditulis tanpa jaringan")

    page.reload()
    expect(page.locator("[name=narrative]")).to_have_value("Ditulis tanpa jaringan")
    expect(page.locator("[name=physical_percent]")).to_have_value("62,5")
    assert page.locator("html").get_attribute("data-kept")
    staff.check()
    page.fill(f"[name=spending_{case.pad.pk}]", "412,5 juta")
    page.fill(f"[name=value_{case.indicator.pk}]", "41")
    page.click("#submit-report")
    state(page, "queued")
    staff.check()
    assert ProgressReport.objects.get().narrative == ""

    page.reload()
    state(page, "queued")
    assert ProgressReport.objects.get().state == "draft"
    keys.clear()
    staff.context.set_offline(False)
    report = is_sent(staff)
    assert report.narrative == "Ditulis tanpa jaringan"
    assert report.spending.get().amount == 412_500_000
    assert len(keys) == 1
    until(page, f"async () => (await ({KEPT})()).slice(0, 3).every((count) => count === 0)")


def test_a_lost_answer_sends_nothing_twice(staff, case):
    """The server did the work, and the answer never arrived: the same sending is asked again and answered the same."""
    page, keys = staff.page, posts_of(staff, "submit")
    lost = []

    def lose(route) -> None:
        if b"submit" in (route.request.post_data_buffer or b"") and not lost:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    staff.open(case.address)
    page.fill("[name=physical_percent]", "40")
    page.fill(f"[name=spending_{case.pad.pk}]", "1 juta")
    page.fill(f"[name=value_{case.indicator.pk}]", "3")
    state(page, "saved")
    page.route("**/isi/", lose)
    page.click("#submit-report")
    report = is_sent(staff)
    assert lost == [200]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert report.history.filter(state="submitted").count() == 1


def test_a_sending_waits_while_its_page_is_closed(staff, case):
    """The page of entry was left: another page of the portal sends it, and says so until then."""
    page = staff.page
    staff.open(case.address)
    staff.context.set_offline(True)
    page.fill("[name=physical_percent]", "30")
    page.fill(f"[name=spending_{case.pad.pk}]", "0")
    page.fill(f"[name=value_{case.indicator.pk}]", "3")
    page.click("#submit-report")
    state(page, "queued")
    page.goto(staff.host + reverse("monitoring:work-list"))
    expect(page.locator("#waiting-line")).to_contain_text("1")
    staff.check()
    staff.context.set_offline(False)
    expect(page.locator("#flash")).to_contain_text(case.program.name)
    expect(page.locator("#waiting-line")).to_be_hidden()
    assert ProgressReport.objects.get().state == "submitted"
    assert Transition.objects.count() == 1


def test_what_is_ready_can_be_changed_again(staff, case):
    page = staff.page
    staff.open(case.address)
    staff.context.set_offline(True)
    page.fill("[name=physical_percent]", "30")
    page.click("#submit-report")
    state(page, "queued")
    page.click("#save-state button")
    page.fill("[name=physical_percent]", "35")
    staff.context.set_offline(False)
    state(page, "saved")
    report = ProgressReport.objects.get()
    assert (report.state, report.physical_percent) == ("draft", 35)


def test_other_pages_say_that_there_is_no_connection(staff, case):
    page = staff.page
    staff.context.set_offline(True)
    page.goto(staff.host + reverse("organizations:profile"))
    link = page.locator(f'#kept-pages a[href="{case.address}"]')
    expect(link).to_contain_text(case.program.name)
    staff.check()
    link.click()
    expect(page.locator("#entry-form")).to_be_visible()
    staff.context.set_offline(False)


def test_refusals_of_the_server_stand_at_their_fields(staff, case):
    """A queued report that lacks something comes back to the person."""
    page = staff.page
    staff.open(case.address)
    staff.context.set_offline(True)
    page.fill("[name=physical_percent]", "130")
    page.click("#submit-report")
    state(page, "queued")
    page.goto(staff.host + reverse("monitoring:work-list"))
    staff.context.set_offline(False)
    line = page.locator("#waiting-line")
    expect(line).to_have_attribute("data-kind", "asks")
    staff.check()
    line.locator("a").click()
    expect(page.locator("#field-physical_percent .errorlist")).to_be_visible()
    expect(page.locator("[name=physical_percent]")).to_be_focused()
    staff.check()
    assert not Transition.objects.exists()


def test_an_upload_goes_on_where_it_was_interrupted(staff, case):
    page, offsets, cut = staff.page, [], []
    proof = PROOF + b"%" * (2 * PART + 1000)

    def watch(route) -> None:
        offset = route.request.headers.get("upload-offset")
        if offset is None:
            return route.continue_()
        offsets.append(int(offset))
        if int(offset) == PART and not cut:
            cut.append(offset)
            staff.context.set_offline(True)
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/unggahan/**", watch)
    staff.open(case.address)
    open_evidence(page)
    page.set_input_files("[name=evidence_file]", {"name": "besar.pdf", "mimeType": "application/pdf", "buffer": proof})
    expect(page.locator(".upload-row")).to_contain_text("besar.pdf")
    page.fill("[name=evidence_title]", "Berita acara serah terima")
    page.click("#attach")
    expect(page.locator("#save-state")).to_have_attribute("data-kind", "offline")
    staff.check()
    page.reload()
    expect(page.locator(".upload-row")).to_contain_text("besar.pdf")
    staff.context.set_offline(False)
    expect(page.locator("#evidence-list")).to_contain_text("Berita acara serah terima")
    expect(page.locator(".upload-row")).to_have_count(0)
    assert offsets == [0, PART, PART, 2 * PART]
    assert EvidenceUse.objects.get().evidence.stored_file.file.read() == proof


def test_a_photo_is_made_smaller_and_stays_upright(staff, case):
    """3000 x 2000 px, held sideways: 1280 x 1920 px arrive."""
    picture = io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(picture, "JPEG", quality=92, exif=turned)
    page = staff.page
    staff.open(case.address)
    open_evidence(page)
    files = [
        {"name": "lapangan.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()},
        {"name": "catatan.pdf", "mimeType": "application/pdf", "buffer": PROOF},
    ]
    page.set_input_files("[name=evidence_file]", files)
    expect(page.locator(".upload-row")).to_have_count(2)
    page.click("#attach")
    expect(page.locator("#evidence-list")).to_contain_text("lapangan.jpg")
    expect(page.locator("#evidence-list")).to_contain_text("catatan.pdf")
    photo = EvidenceUse.objects.get(evidence__file_name="lapangan.jpg").evidence
    assert photo.kind == Evidence.Kind.PHOTO
    assert EvidenceUse.objects.get(evidence__file_name="catatan.pdf").evidence.kind == Evidence.Kind.OTHER
    stored = photo.stored_file
    with Image.open(stored.file) as arrived:
        assert arrived.size == (1280, 1920)
    assert stored.size < len(picture.getvalue()) / 2


def test_a_refused_file_says_why_and_holds_the_sending(staff, case):
    page = staff.page
    staff.open(case.address)
    open_evidence(page)
    page.set_input_files("[name=evidence_file]", {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": PROOF})
    expect(page.locator(".upload-row")).to_be_visible()
    page.fill("[name=physical_percent]", "30")
    page.click("#submit-report")
    expect(page.locator('.upload-row[data-state="refused"]')).to_contain_text("foto.jpg")
    state(page, "problem")
    staff.check()
    assert not Transition.objects.exists()
    page.click(".upload-row button")
    expect(page.locator(".upload-row")).to_have_count(0)


def test_an_empty_file_is_refused_with_the_reason(staff, case):
    page = staff.page
    staff.open(case.address)
    open_evidence(page)
    page.set_input_files("[name=evidence_file]", {"name": "kosong.pdf", "mimeType": "application/pdf", "buffer": b""})
    page.click("[name=action][value=attach]")
    expect(page.locator('.upload-row[data-state="refused"]')).to_contain_text("Berkas ini kosong")
    staff.check()


def test_what_can_not_be_sent_any_more_is_said_and_dropped(staff, case):
    """Meanwhile the head of the OPD sent the report: the page of entry does not open again."""
    page = staff.page
    staff.open(case.address)
    page.fill("[name=physical_percent]", "20")
    state(page, "saved")
    staff.context.set_offline(True)
    page.fill("[name=narrative]", "Terlambat ditulis")
    has_kept(page, "narrative", "Terlambat ditulis")
    report = ProgressReport.objects.get()
    ProgressReport.objects.update(state="submitted")
    page.goto(staff.host + reverse("monitoring:work-list"))
    staff.context.set_offline(False)
    line = page.locator("#waiting-line")
    expect(line).to_have_attribute("data-kind", "asks")
    expect(line.locator("a")).to_have_attribute("href", reverse("monitoring:report-detail", args=[report.pk]))
    staff.check()
    line.locator("button").click()
    expect(line).to_be_hidden()
    assert ProgressReport.objects.get().narrative == ""


def open_evidence(page: Page) -> None:
    part = page.locator("#evidence details").first
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()


def test_logging_out_removes_what_was_kept(staff, case):
    page = staff.page
    page.route("**/isi/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.goto(staff.host + case.address)
    page.fill("[name=narrative]", "Rahasia kantor")
    has_kept(page, "narrative", "Rahasia kantor")
    assert page.evaluate(KEPT) == [1, 0, 0, 1]
    page.goto(staff.host + reverse("account_logout"))
    page.click("form[data-leaves] button")
    dialog = page.locator("dialog.confirm")
    expect(dialog).to_contain_text("1")
    with page.expect_navigation():
        dialog.locator(".btn-primary").click()
    assert page.url.endswith(reverse("account_login"))
    assert page.evaluate(KEPT) == [0, 0, 0, 0]


def test_somebody_else_finds_nothing(staff, case, cast):
    """The session ended, and the next person logs in on the same phone."""
    page = staff.page
    page.route("**/isi/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.goto(staff.host + case.address)
    page.fill("[name=narrative]", "Rahasia kantor")
    has_kept(page, "narrative", "Rahasia kantor")
    staff.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(staff.host + reverse("account_login"))
    expect(page.locator("#waiting-line")).to_contain_text("1")
    staff.check()
    session = Client()
    session.force_login(cast.verifier)
    value = session.cookies[settings.SESSION_COOKIE_NAME].value
    staff.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": staff.host}])
    page.goto(staff.host + reverse("portal:home"))
    until(page, f"async () => (await ({KEPT})()).slice(0, 3).every((count) => count === 0)")
    staff.context.set_offline(True)
    page.goto(staff.host + case.address)
    expect(page.locator("#kept-pages")).to_be_hidden()
    assert "Rahasia" not in page.content()
    staff.context.set_offline(False)


def test_a_draft_of_somebody_who_was_logged_out_is_not_lost(staff, case, cast):
    """The session ended while typing; the same person logs in again and finds it."""
    page = staff.page
    staff.open(case.address)
    session = next(each for each in staff.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME)
    staff.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("[name=narrative]", "Sebelum sesi berakhir")
    state(page, "problem")
    expect(page.locator("#save-state a")).to_have_attribute("href", re.compile(r"next="))
    assert not ProgressReport.objects.exists()
    staff.context.add_cookies([session])
    page.goto(staff.host + entry_address(case, case.program))
    expect(page.locator("[name=narrative]")).to_have_value("Sebelum sesi berakhir")
    state(page, "saved")
    assert ProgressReport.objects.get().narrative == "Sebelum sesi berakhir"


OLD_PAGE = """new MutationObserver((changes, observer) => {
    const [version, words] = ["seen_version", "narrative"].map((name) => document.querySelector(`[name=${name}]`));
    if (!version || !words) return;
    version.setAttribute("value", "0");
    words.textContent = "Lama";
    observer.disconnect();
}).observe(document, { childList: true, subtree: true });"""
"""The page as the server had written it before the worker stored the draft."""


def test_a_page_written_before_the_draft_was_stored_shows_the_draft(staff, case):
    page = staff.page
    staff.open(case.address)
    page.fill("[name=narrative]", "Terbaru")
    state(page, "saved")
    has_kept(page, "narrative", "Terbaru")
    page.add_init_script(OLD_PAGE)
    page.reload()
    expect(page.locator("[name=narrative]")).to_have_value("Terbaru")
    page.fill("[name=hindering_factors]", "Tidak ada")
    state(page, "saved")
    staff.check()
    report = ProgressReport.objects.get()
    assert (report.narrative, report.hindering_factors) == ("Terbaru", "Tidak ada")
