"""Paper forms of a citizen survey from a CSV file: every row is checked first, all are written or none.

A row is named by its number; the same number with the same answers is the same form, so a file may be sent twice.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.tabular import rows_as_csv
from monev.evaluation.models.surveys import Survey, SurveyResponse, SurveyService
from monev.evaluation.selectors.surveys import items_of, services_of
from monev.evaluation.services.survey_responses import FORGOTTEN, Reply, store_reply
from monev.evaluation.survey_checks import STEPS
from monev.evaluation.survey_people import phone_hash, plain_number
from monev.monitoring.periods import today_in
from organizations import audit
from organizations.intake import take_in
from organizations.models import User
from organizations.roles import Can
from organizations.scoping import require_within

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5_000
NUMBER, DAY, PHONE, USE, CONSENT = "nomor", "tanggal", "telepon", "pakai", "setuju"
TRUE, FALSE = {"ya", "y", "1", "yes"}, {"tidak", "t", "n", "0", "no", ""}
NOON = time(12)


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one row of the file; `column` is empty for the whole row."""

    row: int
    column: str
    message: str


class WrongRows(Exception):
    """The file has rows that cannot be read: nothing was written."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of the file of one survey."""

    survey: Survey
    services: Sequence[SurveyService]
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """In their order: number, day, telephone, consent; for each service whether it was used, and its statements."""
        asked = [
            name for each in self.services for name in (self.use(each), *self.codes.get(each.sub_dimension.code, ()))
        ]
        return [NUMBER, DAY, PHONE, CONSENT, *asked]

    def use(self, service: SurveyService) -> str:
        """The column that says whether the service was used."""
        return f"{USE}_{service.sub_dimension.code}"


def layout_of(survey: Survey) -> Layout:
    """The columns that the file of this survey has."""
    codes: dict[str, list[str]] = {}
    for item in items_of([survey])[survey.pk]:
        codes.setdefault(item.sub_dimension.code, []).append(item.code)  # type: ignore[union-attr]
    return Layout(survey, services_of([survey])[survey.pk], codes)


def template_of(survey: Survey) -> str:
    """The heading with two rows that show how it is filled in; they are left out when they come back unchanged."""
    layout = layout_of(survey)
    day = survey.opens_on.isoformat()
    rows = [
        {NUMBER: "CONTOH-1", DAY: day, PHONE: "0812 3456 7890", CONSENT: "ya"},
        {NUMBER: "CONTOH-2", DAY: day, PHONE: "", CONSENT: "ya"},
    ]
    for number, row in enumerate(rows):
        for place, service in enumerate(layout.services):
            used = number == 0 or place == 0
            row[layout.use(service)] = "ya" if used else "tidak"
            row |= dict.fromkeys(layout.codes.get(service.sub_dimension.code, ()), "3" if used else "")
    return rows_as_csv([(name, name) for name in layout.columns], rows)


@transaction.atomic
def import_replies(survey: Survey, content: bytes, *, by: User) -> tuple[int, int]:
    """Write the forms of a file; how many are new, how many were there before. WrongRows names every error."""
    if survey.state == Survey.State.DRAFT:
        raise Refused(_("Open the survey first."))
    require_within(survey, by, Can.SELF_ASSESS)
    take_in(content, by=by, field="upload")
    layout = layout_of(survey)
    replies, errors = _read(layout, _rows(layout, content))
    if errors:
        raise WrongRows(errors)
    new, known = _write(survey, replies, by)
    audit.record(by, "survey.imported", survey, region=survey.region, rows=new)
    return new, known


def _rows(layout: Layout, content: bytes) -> list[dict[str, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_("The file is not text in UTF-8. Save it as “CSV UTF-8”.")) from error
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text.replace("\x00", "")), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    lines = list(reader)
    if not lines:
        raise Refused(_("The file is empty."))
    head = [name.strip() for name in lines[0]]
    missing = [name for name in layout.columns if name not in head]
    if missing:
        raise Refused(_("Columns are missing: %(names)s. Take the template.") % {"names": ", ".join(missing)})
    rows = [dict(zip(head, (cell.strip() for cell in line), strict=False)) for line in lines[1:]]
    if len(rows) > MOST_ROWS:
        raise Refused(_("At most %(most)s rows a file.") % {"most": MOST_ROWS})
    return rows


def _read(layout: Layout, rows: Sequence[Mapping[str, str]]) -> tuple[dict[int, Reply], list[RowError]]:
    """The forms by the number of their row, and what is wrong."""
    replies: dict[int, Reply] = {}
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        name = row.get(NUMBER, "")
        if not any(row.values()) or name.upper().startswith("CONTOH-"):
            continue
        found = list(_problems(layout, row, number))
        if name in seen:
            found.append(RowError(number, NUMBER, _("The same number stands in row %(row)s.") % {"row": seen[name]}))
        seen.setdefault(name, number)
        errors += found
        if not found:
            replies[number] = _reply(layout, row)
    if not replies and not errors:
        raise Refused(_("The file has no rows with answers."))
    return replies, errors


def _problems(layout: Layout, row: Mapping[str, str], number: int) -> Iterator[RowError]:
    if not row.get(NUMBER):
        yield RowError(number, NUMBER, _("Give every form its number."))
    day = _day(row.get(DAY, ""))
    if day is None:
        yield RowError(number, DAY, _("Write the day as 2026-11-24 or 24/11/2026."))
    elif not layout.survey.opens_on <= day <= min(layout.survey.closes_on, today_in(layout.survey.region.time_zone)):
        yield RowError(number, DAY, _("The day lies outside the survey."))
    if row.get(PHONE) and plain_number(row[PHONE]) is None:
        yield RowError(number, PHONE, _("This is not a telephone number."))
    if row.get(CONSENT, "").casefold() not in TRUE:
        yield RowError(number, CONSENT, _("Without consent (ya) a form cannot be taken."))
    for service in layout.services:
        yield from _part_problems(layout, service, row, number)
    used = [service for service in layout.services if row.get(layout.use(service), "").casefold() in TRUE]
    if layout.survey.form == Survey.Form.THREE and len(used) > 1:
        yield RowError(number, "", _("This survey has a form for each service: one row is about one of them."))


def _part_problems(layout: Layout, service: SurveyService, row: Mapping[str, str], number: int) -> Iterator[RowError]:
    use = row.get(layout.use(service), "").casefold()
    if use not in TRUE | FALSE:
        yield RowError(number, layout.use(service), _("Write ya or tidak."))
    for code in layout.codes.get(service.sub_dimension.code, ()):
        value = row.get(code, "")
        if use in TRUE and value not in {str(step) for step in STEPS}:
            yield RowError(number, code, _("Write a whole number from 0 to 4."))
        elif use in FALSE and value:
            yield RowError(number, code, _("The service was not used: leave the cell empty."))


def _reply(layout: Layout, row: Mapping[str, str]) -> Reply:
    survey = layout.survey
    used = [each for each in layout.services if row.get(layout.use(each), "").casefold() in TRUE]
    codes = [code for each in used for code in layout.codes.get(each.sub_dimension.code, ())]
    in_three = survey.form == Survey.Form.THREE and len(used) == 1
    at = datetime.combine(_day(row[DAY]) or survey.opens_on, NOON, ZoneInfo(survey.region.time_zone))
    return Reply(
        uid=uuid.uuid5(survey.uid, f"impor:{row[NUMBER]}"),
        channel=SurveyResponse.Channel.IMPORT,
        used=tuple(each.sub_dimension.code for each in used),
        answers={code: int(row[code]) for code in codes},
        service=used[0] if in_three else None,
        phone_hash=phone_hash(row.get(PHONE, ""), region=survey.region.code, year=survey.year) if used else "",
        answered_at=at,
    )


def _day(text: str) -> date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _write(survey: Survey, replies: Mapping[int, Reply], by: User) -> tuple[int, int]:
    Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    uids = [reply.uid for reply in replies.values()]
    known = {row.uid: row for row in SurveyResponse.objects.filter(survey=survey, uid__in=uids)}
    changed = [
        RowError(number, NUMBER, _("This number was imported before with other answers: give the form another number."))
        for number, reply in replies.items()
        if reply.uid in known and not _is_same(known[reply.uid], reply)
    ]
    if changed:
        raise WrongRows(changed)
    for reply in replies.values():
        if reply.uid not in known:
            store_reply(survey, reply, by=by)
    return len(replies) - len(known), len(known)


def _is_same(row: SurveyResponse, reply: Reply) -> bool:
    same_person = row.phone_hash == reply.phone_hash or row.phone_hash.startswith(FORGOTTEN)
    return (row.answers, sorted(row.used)) == (dict(reply.answers), sorted(reply.used)) and same_person
