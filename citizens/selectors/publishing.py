"""What the administrator decides about on the page of publishing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from citizens.models import DocumentSwitch, ProgramSwitch, QuickWinStory
from masterplan.models.plans import Program
from masterplan.models.preparation import LegalDocument
from organizations.models import Region
from organizations.roles import Can
from quickwins.models import QuickWin


@dataclass(frozen=True, slots=True)
class ProgramChoice:
    """A program and whether it is held back."""

    program: Program
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class DocumentChoice:
    """A document and whether it is public."""

    document: LegalDocument
    is_public: bool


@dataclass(frozen=True, slots=True)
class WinChoice:
    """A quick win, whether it is held back, and its story."""

    quick_win: QuickWin
    is_withheld: bool
    story: QuickWinStory | None


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything a region decides about one by one."""

    programs: tuple[ProgramChoice, ...]
    documents: tuple[DocumentChoice, ...]
    quick_wins: tuple[WinChoice, ...]


def choices_of(region: Region, *, seen_by: Any) -> Choices:
    """In a fixed number of queries; a program once, however many versions of the plan have it."""
    held = ProgramSwitch.objects.allowed(seen_by, Can.ADMINISTER).of_region(region).filter(is_withheld=True)
    withheld = set(held.values_list("program_lineage", flat=True))
    shown = DocumentSwitch.objects.allowed(seen_by, Can.ADMINISTER).of_region(region).filter(is_public=True)
    public = set(shown.values_list("document_id", flat=True))
    stories = {
        row.quick_win_id: row for row in QuickWinStory.objects.allowed(seen_by, Can.ADMINISTER).of_region(region)
    }
    return Choices(
        tuple(ProgramChoice(row, row.lineage in withheld) for row in _programs(region, seen_by)),
        tuple(DocumentChoice(row, row.pk in public) for row in _own(LegalDocument, region, seen_by)),
        tuple(_win(row, stories.get(row.pk)) for row in _own(QuickWin, region, seen_by).for_list()),
    )


def _own(model: Any, region: Region, seen_by: Any) -> Any:
    return model.objects.allowed(seen_by, Can.ADMINISTER).of_region(region).current()


def _programs(region: Region, seen_by: Any) -> Iterable[Program]:
    """Of each program its row in the newest version that is or was in force."""
    rows = _own(Program, region, seen_by).exclude(plan_version__status="draft").for_list()
    newest: dict[Any, Program] = {}
    for row in sorted(rows, key=lambda each: each.plan_version.number):
        newest[row.lineage] = row
    position = {row.pk: number for number, row in enumerate(rows)}
    return sorted(newest.values(), key=lambda row: position[row.pk])


def _win(row: QuickWin, story: QuickWinStory | None) -> WinChoice:
    return WinChoice(row, story is not None and story.is_withheld, story)
