"""Example findings of the national evaluations of the last two years, and how the region follows them up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from monev.evaluation.models.results import Finding, FindingEvidence, FindingStep
from monev.monitoring.models.evidence import Evidence
from organizations.models import Agency, Region, User
from organizations.roles import Role
from portal.demo import papers
from portal.demo.evidence import keep
from portal.demo.people import holder
from portal.demo.periods import moment
from portal.demo.proofs import DISCLAIMER, GREY, PNG, Proof
from portal.demo.store import examples
from portal.reference.files import toml

Row = dict[str, Any]
Step = FindingStep.Step
INSTITUTION = "Universitas Contoh"
OF_OPD = (Step.PROGRESS, Step.REPORTED)


def load(region: Region, agencies: dict[str, Agency], today: date) -> None:
    """The findings in the order of the file."""
    rows = toml("demo/findings.toml")["finding"]
    examples([_finding(row, number, region, agencies, today) for number, row in enumerate(rows, start=1)])


def _finding(row: Row, number: int, region: Region, agencies: dict[str, Agency], today: date) -> Finding:
    said = [each for each in row.get("steps", ()) if each["step"] in OF_OPD]
    return Finding(
        region=region,
        agency=agencies.get(row.get("agency", "")),
        year=today.year - row.get("years_ago", 1),
        kind=row["kind"],
        text=row["text"],
        position=number,
        assessor_name=row["assessor"],
        institution=INSTITUTION,
        status=row.get("status", Finding.Status.OPEN),
        due_on=today + timedelta(days=row["due_in"]) if "due_in" in row else None,
        follow_up=said[-1]["words"] if said else "",
        progress_percent=said[-1].get("percent", 100) if said else 0,
    )


def follow_up(region: Region, today: date) -> None:
    """The course of each finding, with evidence; once the people of the OPDs are there."""
    for row in toml("demo/findings.toml")["finding"]:
        if row.get("steps"):
            finding = Finding.objects.select_related("region", "agency").get(region=region, text=row["text"])
            for said in row["steps"]:
                _take(finding, said, today)


def _take(finding: Finding, said: Row, today: date) -> None:
    at = moment(finding.region, today - timedelta(days=said["days_ago"]), 10)
    by = _operator(finding.agency) if said["step"] in OF_OPD else holder(Role.VERIFIER)
    is_given = said["step"] == Step.ASSIGNED
    step = FindingStep(
        finding=finding,
        step=said["step"],
        words=said.get("words", ""),
        agency=finding.agency if is_given else None,
        due_on=finding.due_on if is_given else None,
        progress_percent=said.get("percent", None if is_given else finding.progress_percent),
        by=by,
        at=at,
    )
    _prove(examples([step])[0], said, by, at)
    if said["step"] == Step.VERIFIED:
        finding.verified_at, finding.verified_by = at, by
        finding.store(by=by, reason="load_demo")


def _operator(agency: Agency | None) -> User | None:
    """Somebody of the OPD who enters."""
    staff = User.objects.filter(memberships__agency=agency, memberships__role=Role.AGENCY_STAFF)
    return staff.order_by("pk").first()


def _prove(step: FindingStep, said: Row, by: User | None, at: datetime) -> None:
    """A picture, and a link where there is one."""
    found = []
    agency = step.finding.agency
    owner: Row = {"region": step.finding.region, "agency": agency, "dated_on": at.date(), "uploaded_by": by}
    if title := said.get("proof"):
        name = f"tindak-lanjut-{step.pk}.png"
        picture = Proof(f"Contoh: {title}", Evidence.Kind.OTHER, "", name, PNG, papers.picture(GREY, title))
        file = {"stored_file": keep(picture), "file_name": picture.file_name, "kind": picture.kind}
        found.append(Evidence(title=picture.title, note=DISCLAIMER, **file, **owner))
    if link := said.get("link"):
        found.append(Evidence(title=f"Contoh: {title} (tautan)", link=link, note=DISCLAIMER, **owner))
    examples(FindingEvidence(step=step, evidence=row) for row in examples(found))
