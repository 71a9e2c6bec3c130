"""What belongs to a plan as a document and what does not, with the reason. The documentation shows this page."""

from __future__ import annotations

from collections.abc import Iterator

WITHIN: dict[str, str] = {
    "plan, versions": "what was adopted, what it superseded, and the draft that is under way",
    "programs, supporting OPDs, action items": "the matrix of the plan",
    "budget lines, planned progress, indicators, targets": "the figures that reports are measured against",
    "partnerships, partners": "what others contribute to a program",
    "OPDs": "those that the plan names, with those above them and those that took over",
    "legal documents": "those that a version or a commitment names, without their files",
    "commitments, pledges": "what OPDs signed for programs of this plan, or in its years for no program",
    "quick wins, milestones, risks": "those of programs of this plan, or of its years and no program",
}
"""In the document."""

_CATALOGUE = "a national catalogue, named by its codes; the portal that imports has it already"
_COUNCIL = "work of the council on the plan; it goes on in the portal where it began"

LEFT_OUT: dict[str, str] = {
    "masterplan.FundSource": _CATALOGUE,
    "masterplan.NomenclatureItem": _CATALOGUE,
    "masterplan.PillarRule": _CATALOGUE,
    "masterplan.PreparationStage": "how the plan came about, not what it says",
    "masterplan.Council": _COUNCIL,
    "masterplan.CouncilMember": "people; a file that anybody may pass on names none",
    "masterplan.Meeting": _COUNCIL,
    "masterplan.Attendance": "people; a file that anybody may pass on names none",
    "masterplan.Decision": _COUNCIL,
    "masterplan.AgendaItem": _COUNCIL,
    "masterplan.Directive": _COUNCIL,
    "masterplan.DirectiveAnswer": _COUNCIL,
    "masterplan.DirectiveStep": _COUNCIL,
    "masterplan.SupportRequest": "a letter to a ministry with an answer of its own",
    "masterplan.PlanImport": "how a plan came into one portal",
    "quickwins.Replication": "between two regions; neither plan owns it",
    "pillars.PillarSet": _CATALOGUE,
    "pillars.Pillar": _CATALOGUE,
    "pillars.SubDimension": _CATALOGUE,
}
"""Tables beside the plan that are not in the document. Their history and the audit log stay in the portal, too."""

ALSO_LEFT_OUT: dict[str, str] = {
    "progress reports, values, spending, evidence": (
        "what came of the plan, not the plan; `/api/v1/` and exports hand them out. Where an import keeps "
        "`lineage`, they find their program again"
    ),
    "assessments, reports, surveys, feedback": "what others say of the plan",
    "people, roles, keys, posts": "who works with the plan; no personal data leave with it",
    "files": "a document names legal documents with number, title, date and link; files are fetched from `/api/v1/`",
    "archived rows": "what a region has taken out of its plan",
}
"""What is not a table beside the plan, but what somebody may look for."""

COLUMNS_LEFT_OUT = {"archived_at", "created_at", "updated_at", "version", "file"}
"""Columns of the tables in the document that are not: the database's own, archived rows, files."""


def belonging() -> Iterator[str]:
    """Both lists as Markdown."""
    yield from _table("in the document", WITHIN)
    yield from _table("not in it", _by_reason() | ALSO_LEFT_OUT)


def _table(title: str, rows: dict[str, str]) -> Iterator[str]:
    yield f"| {title} | why |"
    yield "| --- | --- |"
    for name, reason in rows.items():
        yield f"| {name} | {reason} |"
    yield ""


def _by_reason() -> dict[str, str]:
    """Tables with the same reason in one line."""
    names: dict[str, list[str]] = {}
    for label, reason in LEFT_OUT.items():
        names.setdefault(reason, []).append(f"`{label.partition('.')[2]}`")
    return {", ".join(each): reason for reason, each in names.items()}
