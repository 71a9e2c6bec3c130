"""A directive from the figure to its close: the council at a desk, the OPD on a phone, the council again."""

from __future__ import annotations

import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from masterplan.models.preparation import Directive
from monev.monitoring.models.evidence import EvidenceUse
from tests.browser.cases import PHONE
from tests.factories.masterplan import CommitmentFactory, PledgeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def photo() -> bytes:
    """As large as a phone takes them."""
    made = io.BytesIO()
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(made, "JPEG", quality=92)
    return made.getvalue()


def test_a_directive_from_the_figure_to_its_close(open_as, cast, region, agency):
    pledge = PledgeFactory(commitment=CommitmentFactory(region=region, agency=agency), text="Posyandu melapor daring")
    council, staff = open_as(cast.council), open_as(cast.staff, **PHONE)
    council_gives(council, pledge)
    staff_answers(staff)
    council_closes(council)
    staff.open(reverse("portal:home"))
    assert not staff.page.locator("#home-directives").count()


def council_gives(council, pledge) -> None:
    """From the page of the figure, with two inputs."""
    council.open(reverse("portal:pledge-detail", args=[pledge.pk]))
    council.press("a.give-directive")
    assert council.page.locator("[name=agency] option:checked").inner_text() == str(pledge.commitment.agency)
    council.press("main form button[type=submit]")
    assert not Directive.objects.exists(), "without words nothing is given"
    council.page.fill("[name=text]", "Sambungkan semua posyandu")
    council.page.fill("[name=due_on]", (timezone.localdate() + datetime.timedelta(days=10)).isoformat())
    council.press("main form button[type=submit]")
    assert Directive.objects.get().pledge == pledge


def staff_answers(staff) -> None:
    """From the first page, with a photo."""
    directive = Directive.objects.get()
    staff.open(reverse("portal:home"))
    staff.press(f'main a[href="{reverse("portal:directive-detail", args=[directive.pk])}"]')
    staff.page.fill("[name=text]", "Sudah tersambung di delapan desa")
    staff.page.set_input_files(
        "[name=evidence_file]", {"name": "posyandu.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    staff.press("#send-answer")
    directive.refresh_from_db()
    assert (directive.status, directive.answer) == ("answered", "Sudah tersambung di delapan desa")
    proof = EvidenceUse.objects.get(directive_answer__directive=directive).evidence
    assert proof.file_name == "posyandu.jpg"
    assert proof.stored_file.size < len(photo()), "the phone makes it smaller before it sends it"


def council_closes(council) -> None:
    """From the first page, after a look at the photo."""
    directive = Directive.objects.get()
    council.open(reverse("portal:home"))
    council.press(f'main a[href="{reverse("portal:directive-detail", args=[directive.pk])}"]')
    assert "Sudah tersambung di delapan desa" in council.page.inner_text("main")
    assert council.page.locator(".course__proof img").count() == 1
    council.page.fill("[name=words]", "Terima kasih")
    council.press("button[name=step][value=close]")
    directive.refresh_from_db()
    assert directive.status == "closed"
    assert "Terima kasih" in council.page.inner_text("main")
