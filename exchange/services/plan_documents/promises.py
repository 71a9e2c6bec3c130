"""Commitments with pledges, and quick wins with milestones and risks, of a document."""

from __future__ import annotations

from itertools import chain
from typing import Any

from exchange.interchange import shapes
from exchange.interchange.checks import Item, located
from exchange.interchange.problems import Problem
from exchange.services.plan_documents.writing import REASON, Writer, rows_of
from masterplan.models.commitments import Commitment
from quickwins.models import QuickWin


def write_commitments(writer: Writer) -> list[Problem]:
    """Store those that the region does not have; the others stay as they are, and are told."""
    own: Any = Commitment.objects.of_region(writer.region)
    there = {str(uid) for uid in own.values_list("uid", flat=True)}
    notes, new = [], []
    for each, at in located(writer.content["commitments"], "/commitments"):
        agency = writer.agencies[each["agency"]]
        if each["uid"] in there:
            notes.append(Problem("commitment_exists", at, {"name": agency.name}))
            continue
        document = writer.documents.get(each["document"])
        row = writer.build(shapes.COMMITMENT, each, region=writer.region, agency=agency, document=document)
        new.append((each, row))
    writer.create(shapes.COMMITMENT, [row for _each, row in new])
    pledges = [rows_of(writer, shapes.PLEDGE, each["pledges"], commitment=row) for each, row in new]
    writer.create(shapes.PLEDGE, chain(*pledges))
    return notes


def write_quick_wins(writer: Writer) -> list[Problem]:
    """Store those that the region does not have; the others stay as they are, and are told."""
    rows: Any = QuickWin.objects.of_region(writer.region)
    there = {(row.title, row.year): row for row in rows}
    notes: list[Problem] = []
    known: dict[str, QuickWin] = {}
    new: list[tuple[Item, QuickWin]] = []
    for each, at in located(writer.content["quick_wins"], "/quick_wins"):
        row = there.get((each["title"], each["year"]))
        if row is not None:
            notes.append(Problem("quick_win_exists", at, {"title": each["title"], "year": each["year"]}))
        else:
            row = _quick_win(writer, each)
            new.append((each, row))
        if each["uid"]:
            known[each["uid"]] = row
    writer.create(shapes.QUICK_WIN, [row for _each, row in new])
    _belonging(writer, new)
    for each, row in new:
        if each["predecessor"]:
            row.predecessor = known[each["predecessor"]]
            row.store(by=writer.by, reason=REASON)
    return notes


def _quick_win(writer: Writer, item: Item) -> QuickWin:
    catalogues = writer.catalogues
    row: QuickWin = writer.build(
        shapes.QUICK_WIN,
        item,
        region=writer.region,
        agency=writer.agencies[item["agency"]],
        pillar=catalogues.pillars[item["pillar_set"], item["pillar"]],
        sub_dimension=catalogues.sub_dimensions.get((item["pillar_set"], item["sub_dimension"])),
    )
    return row


def _belonging(writer: Writer, new: list[tuple[Item, QuickWin]]) -> None:
    """Milestones, risks and partners of new quick wins."""
    milestones = [rows_of(writer, shapes.MILESTONE, each["milestones"], quick_win=row) for each, row in new]
    writer.create(shapes.MILESTONE, chain(*milestones))
    risks = [rows_of(writer, shapes.RISK, each["risks"], quick_win=row) for each, row in new]
    writer.create(shapes.RISK, chain(*risks))
    link = QuickWin.partners.through
    link._default_manager.bulk_create(
        [
            link(quickwin=row, partner=writer.partners[name])  # type: ignore[call-arg]
            for each, row in new
            for name in each["partners"]
        ]
    )
