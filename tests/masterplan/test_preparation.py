"""How a region came to its plan: what the page shows, to whom, and in how many queries."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from masterplan.models.preparation import (
    Council,
    CouncilMember,
    Decision,
    Directive,
    LegalDocument,
    Meeting,
    PreparationStage,
    SupportRequest,
)
from organizations.models import Ministry
from tests.factories.masterplan import PledgeFactory
from tests.factories.organizations import PartnerFactory


def prepare(region, agency, mark="1"):
    """One row of everything on the page."""
    document = LegalDocument.objects.create(
        region=region, kind="mou", title=f"Nota {mark}", year=2022, dated_on=date(2022, 4, 21)
    )
    council = Council.objects.create(region=region, kind="council", name=f"Dewan {mark}", decree=document)
    CouncilMember.objects.create(council=council, post=f"Bupati {mark}", role_text="Ketua")
    meeting = Meeting.objects.create(council=council, held_on=date(2023, 1, 5), agenda=f"Agenda {mark}")
    Decision.objects.create(meeting=meeting, text=f"Putusan {mark}")
    Directive.objects.create(
        region=region, agency=agency, given_on=date(2025, 1, 1), due_on=date(2025, 2, 1), text=f"Arahan {mark}"
    )
    PledgeFactory(commitment__region=region, commitment__agency=agency, text=f"Janji {mark}")
    ministry = Ministry.objects.create(code=f"K{mark}", name=f"Kementerian {mark}")
    SupportRequest.objects.create(
        region=region, ministry=ministry, agency=agency, subject=f"Permintaan {mark}", text="x"
    )
    PartnerFactory(region=region, name=f"Mitra {mark}")
    return document


@pytest.fixture
def url(region):
    return reverse("masterplan:preparation", args=[region.code])


def test_the_page_tells_the_whole_way_to_the_plan(region, agency, cast, as_, url):
    PreparationStage.objects.create(region=region, kind="mou", position=2, status="done")
    PreparationStage.objects.create(region=region, kind="readiness", position=1, status="done")
    prepare(region, agency)

    page = as_(cast.assessor).get(url)

    assert [stage.kind for stage in page.context["page"].stages] == ["readiness", "mou"]
    for word in ("Nota", "Dewan", "Bupati", "Agenda", "Putusan", "Arahan", "Janji", "Permintaan", "Mitra"):
        assert f"{word} 1" in page.content.decode()


def test_rows_of_another_region_stay_there(region, other_region, cast, as_, url):
    prepare(other_region, other_region.agencies.first())

    assert "Nota 1" not in as_(cast.council).get(url).content.decode()
    assert as_(cast.foreign_council).get(url).status_code == 404


def test_nobody_reads_it_without_logging_in(client, cast, url):
    assert client.get(url).status_code == 302


def test_a_document_is_downloaded_by_people_of_the_region(region, agency, cast, as_):
    document = prepare(region, agency)
    address = reverse("masterplan:document-file", args=[document.pk])
    assert as_(cast.council).get(address).status_code == 404  # it has no file

    document.file.save("nota.pdf", ContentFile(b"%PDF-1.4"))
    answer = as_(cast.council).get(address)

    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert "attachment" in answer["Content-Disposition"]
    assert as_(cast.foreign_council).get(address).status_code == 404


def test_twice_the_rows_take_the_same_queries(
    region, agency, cast, as_, url, django_assert_max_num_queries, django_assert_num_queries
):
    prepare(region, agency)
    browser = as_(cast.council)
    with django_assert_max_num_queries(18) as first:
        browser.get(url)
    prepare(region, agency, "2")
    with django_assert_num_queries(len(first.captured_queries)):
        browser.get(url)
