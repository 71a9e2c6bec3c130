"""Example life of the council: members, meetings, directives; commitments with pledges; requests to ministries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from masterplan.models.commitments import Commitment, Pledge
from masterplan.models.plans import Program
from masterplan.models.preparation import (
    Attendance,
    Council,
    CouncilMember,
    Decision,
    Directive,
    LegalDocument,
    Meeting,
    PreparationStage,
    SupportRequest,
)
from organizations.models import Agency, Membership, Ministry, Region
from organizations.roles import Role
from portal.demo.people import holder
from portal.demo.store import examples
from portal.reference.files import toml

Row = dict[str, Any]
SIGNATORIES = "Bupati Sumbawa Barat\nSekretaris Daerah\nKepala {agency}"


def load(region: Region, agencies: dict[str, Agency], programs: dict[str, Program], today: date) -> None:
    """Members, meetings with attendance and decisions, directives, requests to ministries."""
    content = toml("demo/governance.toml")
    examples([PreparationStage(region=region, kind="adoption", status="done", position=9, **content["adoption"])])
    council = Council.objects.get(region=region)
    members = examples(_members(council, content["member"], agencies))
    meetings = examples(
        Meeting(
            council=council, held_on=today - timedelta(days=row["days_ago"]), **_only(row, "place", "agenda", "minutes")
        )
        for row in content["meeting"]
    )
    pairs = list(zip(content["meeting"], meetings, strict=True))
    examples(_attendance(pairs, members))
    examples(
        Decision(meeting=meeting, text=text, position=position)
        for row, meeting in pairs
        for position, text in enumerate(row["decisions"], start=1)
    )
    examples(_directives(region, content["directive"], agencies, programs, meetings, today))
    examples(_requests(region, content["support"], agencies, today))


def _only(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names if name in row}


def _members(council: Council, rows: list[Row], agencies: dict[str, Agency]) -> Iterator[CouncilMember]:
    seat = Membership.objects.get(user=holder(Role.COUNCIL), role=Role.COUNCIL)
    for position, row in enumerate(rows, start=1):
        yield CouncilMember(
            council=council,
            post=row["post"],
            role_text=row["role"],
            agency=agencies.get(row.get("agency", "")),
            membership=seat if row.get("is_demo_user") else None,
            is_external=row.get("is_external", False),
            position=position,
        )


def _attendance(pairs: list[tuple[Row, Meeting]], members: list[CouncilMember]) -> Iterator[Attendance]:
    for row, meeting in pairs:
        for number, member in enumerate(members):
            yield Attendance(
                meeting=meeting,
                member=member,
                present=number not in row["absent"],
                represented_by=row.get("represented", {}).get(str(number), ""),
            )


def _directives(
    region: Region,
    rows: list[Row],
    agencies: dict[str, Agency],
    programs: dict[str, Program],
    meetings: list[Meeting],
    today: date,
) -> Iterator[Directive]:
    chair = holder(Role.COUNCIL)
    for row in rows:
        closed = row.get("closed_days_ago")
        yield Directive(
            region=region,
            agency=agencies[row["agency"]],
            program_lineage=programs[row["program"]].lineage,
            meeting=meetings[row["meeting"]],
            decision=_decision(meetings[row["meeting"]], row),
            given_by=chair,
            given_on=today - timedelta(days=row["days_ago"]),
            due_on=today + timedelta(days=row["due_in"]),
            closed_on=today - timedelta(days=closed) if closed else None,
            **_only(row, "text", "status", "answer"),
        )


def _decision(meeting: Meeting, row: Row) -> Decision | None:
    """The decision of the meeting that the directive carries out, if it names one."""
    return meeting.decisions.filter(position=row["decision"] + 1).first() if "decision" in row else None


def _requests(region: Region, rows: list[Row], agencies: dict[str, Agency], today: date) -> Iterator[SupportRequest]:
    ministries = {ministry.code: ministry for ministry in Ministry.objects.all()}
    for row in rows:
        answered = row.get("answered_days_ago")
        yield SupportRequest(
            region=region,
            ministry=ministries[row["ministry"]],
            agency=agencies[row["agency"]],
            sent_on=today - timedelta(days=row["days_ago"]),
            answered_on=today - timedelta(days=answered) if answered else None,
            **_only(row, "subject", "text", "status", "answer", "source"),
        )


def commitments(
    region: Region, agencies: dict[str, Agency], programs: dict[str, Program], document: LegalDocument
) -> list[Pledge]:
    """A commitment for each OPD that pledges something, under the published joint commitment; the pledges."""
    rows = toml("demo/governance.toml")["pledge"]
    codes = list(dict.fromkeys(row["agency"] for row in rows))
    made = examples(
        Commitment(
            region=region,
            agency=agencies[code],
            signed_text="sekitar Oktober 2022",
            signatories=SIGNATORIES.format(agency=agencies[code].name),
            document=document,
        )
        for code in codes
    )
    by_agency = dict(zip(codes, made, strict=True))
    return examples(
        Pledge(
            commitment=by_agency[row["agency"]],
            program_lineage=programs[row["program"]].lineage,
            **_only(row, "text", "due_year", "state"),
        )
        for row in rows
    )
