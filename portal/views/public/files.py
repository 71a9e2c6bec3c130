"""Files of a region for everybody: documents, pictures of stories, preview cards, its colour."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath
from typing import Any

from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext as _

from citizens.models import ACCENT, QuickWinStory
from citizens.selectors.program import public_program
from citizens.selectors.published import published_row
from citizens.selectors.region import PublicRegion, public_region
from core import formats
from core.cards import Card, png
from core.contrast import is_readable
from core.uploads import KINDS
from masterplan.models.preparation import LegalDocument
from monev.monitoring.labels import predicate_label
from portal.views.public.base import Made, OfRegion

PNG, JPEG, CSS = "image/png", "image/jpeg", "text/css; charset=utf-8"
SIZES = {"640": "thumbnail", "1280": "picture"}
UNKNOWN = "application/octet-stream"


def content_of(file: Any) -> bytes:
    """The bytes of a stored file; Http404 when they are gone."""
    try:
        with file.open("rb") as opened:
            return bytes(opened.read())
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error


class DocumentFile(OfRegion):
    """The file of a published document, saved under a name made of its title."""

    part, keeps = "shows_documents", False

    def make(self, uid: uuid.UUID, **kwargs: Any) -> Made:
        rows = LegalDocument.objects.of_region(self.publication.region).exclude(file="")
        row = published_row(rows, uid=uid)
        extension = PurePosixPath(row.file.name).suffix.lstrip(".").lower()
        kind = KINDS.get(extension)
        name = f"{slugify(row.title)[:100] or 'dokumen'}.{extension}"
        return Made(content_of(row.file), kind.content_type if kind else UNKNOWN, row.updated_at, name)


class StoryPicture(OfRegion):
    """The picture of a quick win's story, in one of two sizes."""

    part, keeps = "shows_quick_wins", False

    def make(self, uid: uuid.UUID, size: str, **kwargs: Any) -> Made:
        if size not in SIZES:
            raise Http404
        rows = QuickWinStory.objects.of_region(self.publication.region).exclude(picture="")
        row = published_row(rows, quick_win__uid=uid)
        return Made(content_of(getattr(row, SIZES[size])), JPEG, row.updated_at)


class RegionCard(OfRegion):
    """The picture that is shown when the region's page is shared."""

    def make(self, **kwargs: Any) -> Made:
        public = public_region(self.publication)
        total = public.figures.total if public.figures else None
        card = Card(
            place="Smart City",
            title=str(public.region),
            figure=formats.percent(total.achievement.value) if total and total.achievement.value is not None else "",
            words=_words(_("achievement of the master plan"), total.predicate if total else None),
            foot=foot_of(public),
            accent=accent_of(public),
        )
        return Made(png(card), PNG, self.changed())


class ProgramCard(OfRegion):
    """The picture that is shown when a program's page is shared."""

    def make(self, lineage: uuid.UUID, **kwargs: Any) -> Made:
        public = public_region(self.publication)
        page = public_program(public, lineage)
        figure, sub = page.figure, page.program.sub_dimension
        known = figure is not None and figure.achievement.value is not None
        card = Card(
            place=str(public.region),
            title=page.program.name,
            figure=formats.percent(figure.achievement.value) if figure and known else "",
            words=_words(_("achievement"), figure.predicate if figure else None),
            foot=foot_of(public),
            accent=sub.pillar.color if sub and is_readable(sub.pillar.color) else accent_of(public),
        )
        return Made(png(card), PNG, self.changed())


def _words(what: str, predicate: str | None) -> str:
    return f"{what}: {predicate_label(predicate)}" if predicate else what


def foot_of(public: PublicRegion) -> str:
    """The last line of a card: of when, verified, and whether it is made up."""
    if public.period is None:
        return _("No verified figures yet")
    words = _("Verified, %(period)s") % {"period": public.period}
    return " · ".join([words, _("example data")]) if public.is_example else words


def accent_of(public: PublicRegion) -> str:
    """The region's colour; one that cannot be read is never used."""
    accent = public.publication.accent
    return accent if is_readable(accent) else ACCENT


class Accent(OfRegion):
    """The region's colour as a style sheet: the policy allows none inside a page."""

    keeps = False

    def make(self, **kwargs: Any) -> Made:
        accent = self.publication.accent
        color = accent if is_readable(accent) else ACCENT
        return Made(f":root {{ --accent: {color}; }}\n".encode(), CSS, self.publication.updated_at)
