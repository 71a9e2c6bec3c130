"""Papers about personal data: the record of processing activities (art. 31), the notice of a breach (art. 46)."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from core import formats
from core.documents import Column, Document, Facts, Letter, Section, Signature, Signatures, Table, Text, Words
from organizations.models import DataBreach, Region, User
from portal.selectors.protection import Held, officer_roles


def processing_record(region: Region | None, held: Sequence[Held]) -> Document:
    """Every table with personal data: whose, which, why, on which basis, for how long, who sees it, what is deleted."""
    now = timezone.now()
    place = region.name if region else gettext("All regions")
    return Document(
        title=gettext("Record of processing of personal data"),
        subtitle=place,
        author="Portal Smart City",
        language=get_language() or "id",
        created=int(now.timestamp()),
        head=[
            *([(gettext("Controller"), gettext("Government of %(region)s") % {"region": place})] if region else []),
            (gettext("Officer"), _officers(region)),
            (gettext("Basis"), gettext("Law 27 of 2022 on personal data protection, article 31")),
            (gettext("As of"), formats.longdate(timezone.localdate())),
        ],
        sections=[Section(gettext("Processing"), [_record_table(held)], wide=True)],
        brief=True,
        words=_words(),
    )


def _officers(region: Region | None) -> str:
    return ", ".join(dict.fromkeys(row.user.name for row in officer_roles(region))) or formats.NOTHING


def _record_table(held: Sequence[Held]) -> Table:
    columns = [
        Column("table", gettext("What is kept"), share=3),
        Column("whose", gettext("Whose data"), share=2),
        Column("fields", gettext("Columns"), share=4),
        Column("purpose", gettext("Purpose"), share=4),
        Column("basis", gettext("Basis"), share=3),
        Column("kept", gettext("How long"), share=3),
        Column("seen_by", gettext("Who sees it"), share=3),
        Column("fate", gettext("When a person is forgotten"), share=3),
        Column("count", gettext("Rows"), "count", share=1),
    ]
    rows = [
        {
            "table": each.holding.label,
            "whose": str(each.holding.whose.label),
            "fields": each.holding.field_words,
            "purpose": str(each.holding.purpose),
            "basis": str(each.holding.basis.label),
            "kept": each.kept,
            "seen_by": str(each.holding.seen_by),
            "fate": each.holding.fate_words,
            "count": each.count,
        }
        for each in held
    ]
    return Table(gettext("What is held"), "", columns, rows)


def breach_letter(breach: DataBreach, *, to_people: bool, author: User) -> Document:
    """A draft: which data, when and how, what is done about it (art. 46 (2)). Number and signature are still open."""
    region = breach.region
    place = region.name if region else "Republik Indonesia"
    subject = gettext("Notice of a failure to protect personal data")
    particulars = [
        (pgettext("letter", "Number"), "……………………"),
        (pgettext("letter", "Subject"), subject),
    ]
    to = (
        gettext("To the person concerned")
        if to_people
        else gettext("To the head of the personal data protection agency")
    )
    institution = gettext("Government of %(region)s") % {"region": place}
    return Document(
        title=subject,
        subtitle=place,
        author=author.name,
        language=get_language() or "id",
        created=int(timezone.now().timestamp()),
        head=particulars,
        sections=[Section("", [*_letter_body(breach, to_people), _signature()])],
        words=_words(),
        mark=gettext("Draft"),
        mark_explained=gettext("Draft of a letter: to be completed and signed by the region."),
        letter=Letter(institution, _place_and_day(region), particulars, [to]),
    )


def _letter_body(breach: DataBreach, to_people: bool) -> list[Text | Facts]:
    opening = gettext(
        "In accordance with article 46 of Law 27 of 2022 on personal data protection we inform you of a failure to "
        "protect personal data."
    )
    own = gettext("Your data are among those concerned. You may ask us for what the law gives you.")
    count = str(breach.people_concerned) if breach.people_concerned is not None else gettext("not known yet")
    facts = [
        (gettext("What happened"), breach.title),
        (gettext("Data that became known"), breach.data_concerned),
        (gettext("People concerned"), count),
        (gettext("Happened"), _moment(breach, "happened_at")),
        (gettext("Noticed"), _moment(breach, "noticed_at")),
        (gettext("How it became known"), breach.course),
        (gettext("What is done about it"), breach.measures),
    ]
    return [Text(opening), Facts(facts), *([Text(own)] if to_people else [])]


def _moment(breach: DataBreach, column: str) -> str:
    at = getattr(breach, column)
    if at is None:
        return gettext("not known yet")
    local = timezone.localtime(at, ZoneInfo(breach.region.time_zone) if breach.region else None)
    return f"{formats.longdate(local.date())} {local:%H.%M %Z}"


def _place_and_day(region: Region | None) -> str:
    place = region.name.removeprefix("Kabupaten ").removeprefix("Kota ") if region else "Jakarta"
    return f"{place}, {formats.longdate(timezone.localdate())}"


def _signature() -> Signatures:
    return Signatures([Signature("", gettext("Personal data protection officer"))])


def _words() -> Words:
    return Words(gettext("Contents"), gettext("Page {page} of {pages}"))
