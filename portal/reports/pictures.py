"""Photos in a paper: which may stand in it, and their bytes as they were when the snapshot was taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext

from citizens.models import QuickWinStory
from citizens.selectors.photos import photos_of
from core import formats
from core.documents import Picture
from core.errors import Refused
from monev.monitoring.models.evidence import Evidence, EvidenceUse
from monev.monitoring.services.previews import name_of, preview_of
from monev.reports.catalogue.quarterly.reading import Data
from quickwins.models import QuickWin

MOST = 2
Verdict = EvidenceUse.Verdict
CONVINCING = (Verdict.SUFFICIENT, Verdict.STRONG)


def frozen_pictures(quick_win: QuickWin) -> list[dict[str, str]]:
    """The picture that the region gave to the public story, and photos of verified evidence that a verifier found
    convincing, drawn small and without metadata; none of a story that is held back."""
    story = QuickWinStory.objects.filter(quick_win=quick_win, archived_at=None).first()
    if story is not None and story.is_withheld:
        return []
    found = [*_of_story(story), *_of_evidence(quick_win, story)]
    return found[:MOST]


def _of_story(story: QuickWinStory | None) -> Iterable[dict[str, str]]:
    if story is None or not story.picture:
        return
    if made := _frozen(str(story.picture.name)):
        text = story.picture_text or gettext("Photo: %(title)s") % {"title": story.quick_win.title}
        yield {**made, "alternative": text, "note": text}


def _of_evidence(quick_win: QuickWin, story: QuickWinStory | None) -> Iterable[dict[str, str]]:
    rows = photos_of(quick_win).filter(uses__verdict__in=CONVINCING, uses__archived_at=None, kind=Evidence.Kind.PHOTO)
    if story is not None and story.evidence_id:
        rows = rows.exclude(pk=story.evidence_id)
    for row in rows.distinct()[:MOST]:
        if row.stored_file is None or preview_of(row.stored_file) is None:
            continue
        if made := _frozen(name_of(row.stored_file)):
            dated = gettext("%(title)s (%(day)s)") % {"title": row.title, "day": formats.longdate(row.dated_on)}
            yield {**made, "alternative": row.title, "note": dated}


def _frozen(name: str) -> dict[str, str] | None:
    """Name and hash of a stored file; None where it is not there."""
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return {"stored": name, "sha256": hashlib.sha256(file.read()).hexdigest()}


def picture_of(data: Data) -> Picture:
    """A frozen picture as a block. Raises `Refused` when the stored file is not the one of the snapshot."""
    return Picture("", _read(data["stored"], data["sha256"]), data["alternative"], data["note"])


def _read(name: str, sha256: str) -> bytes:
    if not default_storage.exists(name):
        raise Refused(gettext("A photo of this report is no longer in the storage of the portal."))
    with default_storage.open(name) as file:
        content: Any = file.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refused(gettext("A stored photo of this report does not match its SHA-256."))
    return bytes(content)
