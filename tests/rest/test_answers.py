"""Filters, search, ordering, archived rows, files, CSV against formulas, people by name only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from masterplan.models.preparation import LegalDocument
from organizations.models import Partner
from tests.factories.masterplan import ProgramFactory
from tests.factories.monitoring import ProgressReportFactory
from tests.factories.organizations import AgencyFactory, PartnerFactory, UserFactory
from tests.factories.preparation import LegalDocumentFactory
from tests.factories.reports import ReportFileFactory
from tests.factories.trail import EvidenceFactory


@pytest.fixture
def assessor(as_, cast):
    return as_(cast.assessor)


def names(client, address, **params):
    return [row["name"] for row in client.get(f"/api/v1/{address}/", params).json()["results"]]


def test_programs_are_found_by_agency_year_words_and_version(assessor, region, agency, other_agency):
    at = {"plan_version__plan__region": region}
    ProgramFactory(name="Sumur bor", lead_agency=agency, start_year=2022, end_year=2023, **at)
    ProgramFactory(name="Posyandu digital", lead_agency=other_agency, start_year=2025, end_year=2026, **at)
    assert names(assessor, "programs", agency=agency.pk) == ["Sumur bor"]
    assert names(assessor, "programs", starts_until=2022) == ["Sumur bor"]
    assert names(assessor, "programs", ends_from=2025) == ["Posyandu digital"]
    assert names(assessor, "programs", search="posyandu") == ["Posyandu digital"]
    assert names(assessor, "programs", version_status="adopted") == []
    assert names(assessor, "programs", ordering="name") == ["Posyandu digital", "Sumur bor"]
    assert names(assessor, "programs", ordering="-name") == ["Sumur bor", "Posyandu digital"]
    assert len(names(assessor, "programs", region=region.code)) == 2


def test_a_filter_answers_the_same_for_a_hidden_and_a_missing_row(assessor, other_region):
    hidden = AgencyFactory(region=other_region)
    answers = [assessor.get("/api/v1/programs/", {"agency": pk}) for pk in (hidden.pk, 10**9, 10**30)]
    assert {answer.status_code for answer in answers} == {400}
    assert len({answer.content for answer in answers}) == 1
    by_code = [assessor.get("/api/v1/programs/", {"region": code}) for code in (other_region.code, "99.99")]
    assert [answer.status_code for answer in by_code] == [400, 400]
    assert by_code[0].content == by_code[1].content


@pytest.mark.parametrize(
    ("address", "params"),
    [
        ("programs", {"starts_until": "2022.5"}),
        ("programs", {"is_finished": "maybe"}),
        ("programs", {"lineage": "abc"}),
        ("programs", {"term": "eternal"}),
        ("meetings", {"held_from": "31-12-2026"}),
        ("programs", {"code": "a\x00b"}),
        ("programs", {"search": "a\x00b"}),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(assessor, address, params):
    assert assessor.get(f"/api/v1/{address}/", params).status_code == 400


def test_archived_rows_are_left_out_unless_asked_for(assessor, region):
    PartnerFactory(region=region, name="Bank Lama", archived_at=timezone.now())
    PartnerFactory(region=region, name="Bank Baru")
    assert names(assessor, "partners") == ["Bank Baru"]
    assert names(assessor, "partners", archived="yes") == ["Bank Lama"]
    assert names(assessor, "partners", archived="all", ordering="name") == ["Bank Baru", "Bank Lama"]


def test_who_asks_for_changes_is_told_what_was_archived(assessor, region):
    PartnerFactory(region=region, name="Bank Lama", archived_at=timezone.now())
    PartnerFactory(region=region, name="Bank Baru")
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    shown = assessor.get("/api/v1/partners/", {"updated_since": since}).json()["results"]
    assert [(row["name"], row["archived_at"] is None) for row in shown] == [("Bank Lama", False), ("Bank Baru", True)]
    assert names(assessor, "partners", updated_since=since, archived="no") == ["Bank Baru"]


def test_pages_are_walked_by_links(assessor, region):
    PartnerFactory.create_batch(5, region=region)
    for kind in ("json", "csv", "xlsx", "ndjson"):
        first = assessor.get("/api/v1/partners/", {"page_size": 2, "format": kind, "count": "true"})
        assert first["X-Total-Count"] == "5"
        assert 'rel="next"' in first["Link"]
    seen, address = [], "/api/v1/partners/?page_size=2"
    while address:
        answer = assessor.get(address).json()
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert sorted(seen) == sorted(Partner.objects.values_list("pk", flat=True))


def test_csv_is_chosen_by_header_too_and_runs_no_formula(assessor, region):
    PartnerFactory(region=region, name="=HYPERLINK(1)", note="-5")
    answer = assessor.get("/api/v1/partners/", headers={"Accept": "text/csv"})
    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode()
    assert text.startswith("\ufeffid,uid,region.code,region.name,kind,name,note,")
    assert ",'=HYPERLINK(1),-5," in text


def test_a_refusal_is_json_even_where_csv_was_asked_for(assessor, client):
    for answer in (assessor.get("/api/v1/partners/999/?format=csv"), client.get("/api/v1/partners/?format=csv")):
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] in ("not_found", "not_authenticated")


def test_people_are_shown_by_name_and_by_nothing_else(assessor, region, agency):
    person = UserFactory(name="Siti Aminah", email="siti@contoh.example", nip="1" * 18)
    program = ProgramFactory(plan_version__plan__region=region, lead_agency=agency)
    ProgressReportFactory(program=program, entered_by=person, submitted_by=person)
    EvidenceFactory(region=region, agency=agency, uploaded_by=person)
    for address in ("progress-reports", "evidence"):
        text = assessor.get(f"/api/v1/{address}/").content.decode()
        assert "Siti Aminah" in text
        assert "siti@" not in text
        assert "1" * 18 not in text


def _document(region):
    row = LegalDocumentFactory(region=region)
    row.file.save("sk.pdf", _content(b"sk"))
    return row


def _content(data):
    from django.core.files.base import ContentFile

    return ContentFile(data)


FILES = {
    "legal-documents": _document,
    "evidence": lambda region: EvidenceFactory(region=region),
    "report-files": lambda region: ReportFileFactory(report__region=region),
}


@pytest.mark.parametrize("address", FILES)
def test_a_file_is_handed_out_to_those_who_see_its_row(address, assessor, region, other_region, client):
    own, foreign = FILES[address](region), FILES[address](other_region)
    answer = assessor.get(f"/api/v1/{address}/{own.pk}/file/", headers={"Accept": "application/pdf"})
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)
    assert assessor.get(f"/api/v1/{address}/{foreign.pk}/file/").status_code == 404
    assert client.get(f"/api/v1/{address}/{own.pk}/file/").status_code == 401


def test_a_row_without_a_file_has_none_to_hand_out(assessor, region):
    row = LegalDocumentFactory(region=region)
    assert assessor.get(f"/api/v1/legal-documents/{row.pk}/").json()["has_file"] is False
    assert assessor.get(f"/api/v1/legal-documents/{row.pk}/file/").status_code == 404
    LegalDocument.objects.filter(pk=row.pk).update(file="documents/gone.pdf")
    assert assessor.get(f"/api/v1/legal-documents/{row.pk}/file/").status_code == 404
