"""The public page of the first region, and example feedback of citizens: answered, shown, and waiting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from citizens.models import DocumentSwitch, Feedback, Publication, QuickWinStory
from citizens.services.publishing import give_picture, publish_region
from citizens.spam import digest_of
from core.cards import font
from masterplan.models.plans import Program
from masterplan.models.preparation import LegalDocument
from organizations.models import Region, User
from organizations.roles import Role
from portal.demo.people import holder
from portal.demo.periods import moment
from portal.demo.store import EXAMPLE_SOURCE, examples, facts
from portal.reference.files import toml
from quickwins.models import QuickWin

Row = dict[str, Any]
WIDTH, HEIGHT = 1280, 720
DRAWN = "Gambar contoh buatan untuk demonstrasi, bukan foto: perbukitan dan laut dengan tulisan CONTOH."


def load(
    region: Region,
    documents: dict[str, LegalDocument],
    programs: dict[str, Program],
    wins: list[QuickWin],
    operators: dict[int, User],
    today: date,
) -> None:
    """Publish the region with its documents, three drawn pictures and three texts of citizens."""
    content = toml("demo/citizens.toml")
    facts(
        [
            Publication(
                region=region,
                introduction=content["introduction"].strip(),
                contact=content["contact"],
                accent=content["accent"],
                source=content["introduction_source"],
            )
        ]
    )
    administrator = holder(Role.REGION_ADMIN)
    publish_region(region, by=administrator)
    rows = [documents[key] for key in content["documents"]]
    facts(DocumentSwitch(region=region, document=row, source=row.source) for row in rows)
    for number in content["pictures"]:
        _illustrate(wins[number], administrator)
    feedback = examples(_feedback(region, content["feedback"], programs, operators, today))
    for row, made in zip(content["feedback"], feedback, strict=True):
        Feedback.objects.filter(pk=made.pk).update(created_at=_day(region, today, row["days_ago"]))


def _illustrate(quick_win: QuickWin, by: User) -> None:
    story = give_picture(quick_win, drawing(quick_win.pillar.color), DRAWN, by=by)
    QuickWinStory.objects.filter(pk=story.pk).update(is_example=True, source=EXAMPLE_SOURCE)


def _feedback(
    region: Region, rows: list[Row], programs: dict[str, Program], operators: dict[int, User], today: date
) -> Iterator[Feedback]:
    moderator = holder(Role.VERIFIER)
    for row in rows:
        program = programs[row["program"]]
        is_new, answered = row["state"] == "new", row.get("answered_days_ago")
        yield Feedback(
            region=region,
            agency=program.lead_agency,
            program_lineage=program.lineage,
            program_name=program.name,
            text=row["text"],
            digest=digest_of(row["text"]),
            state=row["state"],
            moderated_by=None if is_new else moderator,
            moderated_at=None if is_new else _day(region, today, row["days_ago"] - 1),
            answer=row.get("answer", ""),
            answered_by=operators[program.lead_agency_id] if answered else None,
            answered_at=_day(region, today, answered) if answered else None,
        )


def _day(region: Region, today: date, days_ago: int) -> Any:
    return moment(region, today - timedelta(days=days_ago), 9)


def drawing(color: str) -> bytes:
    """Hills and sea in the colour of the pillar, with the word CONTOH; the same bytes every time."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _mixed(color, 0.16))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((900, 110, 1060, 270), fill=_mixed(color, 0.05))
    for top, share in ((430, 0.38), (510, 0.62), (600, 1.0)):
        draw.polygon(list(_hill(top, int(share * 7))), fill=_mixed(color, share))
    draw.text((60, 56), "CONTOH", font=font(64, bold=True), fill=_mixed(color, 1.0))
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _hill(top: int, number: int) -> Iterator[tuple[int, int]]:
    """The outline of one range of hills, whole numbers only."""
    yield (0, HEIGHT)
    for step in range(17):
        rise = ((step * 37 + number * 53) % 11) * 9
        yield (step * WIDTH // 16, top - rise)
    yield (WIDTH, HEIGHT)


def _mixed(color: str, share: float) -> tuple[int, int, int]:
    """So much of the colour, the rest white."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return (
        round(255 - (255 - red) * share),
        round(255 - (255 - green) * share),
        round(255 - (255 - blue) * share),
    )
