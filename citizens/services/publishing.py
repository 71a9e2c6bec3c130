"""What a region shows to citizens: publish, withdraw, hold back, give a picture."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citizens.models import DocumentSwitch, ProgramSwitch, Publication, QuickWinStory
from citizens.selectors.photos import photo_of
from core.errors import Refused
from core.pictures import NoPicture, web_pictures
from masterplan.models.plans import PlanVersion
from masterplan.models.preparation import LegalDocument
from organizations.models import Region, User
from organizations.roles import Can
from organizations.scoping import require_within
from quickwins.models import QuickWin


def publication_of(region: Region) -> Publication:
    """How the region shows itself; what it would be when nothing was decided yet (not stored)."""
    return Publication.objects.filter(region=region).first() or Publication(region=region)


@transaction.atomic
def change_publication(
    region: Region, words: Mapping[str, Any], *, by: User, seen_version: int | None = None
) -> Publication:
    """Store what the page says and which parts it shows; whether it is public does not change here."""
    row = publication_of(region)
    for name, value in words.items():
        setattr(row, name, value)
    row.store(by=by, reason="public page changed", seen_version=seen_version if row.pk else None)
    require_within(row, by, Can.ADMINISTER)
    return row


@transaction.atomic
def publish_region(region: Region, *, by: User) -> Publication:
    """From now on everybody sees the region. A region without an adopted plan has nothing to show."""
    if not PlanVersion.objects.in_force().of_region(region).exists():
        raise Refused(_("Adopt the master plan first: citizens see only what is in force."))
    row = publication_of(region)
    if row.is_published:
        raise Refused(_("The region is public already."))
    row.is_published, row.published_since = True, timezone.now()
    row.store(by=by, reason="region published")
    require_within(row, by, Can.ADMINISTER)
    return row


@transaction.atomic
def withdraw_region(region: Region, *, by: User) -> Publication:
    """Nobody sees the region any more; its decisions stay for the next time."""
    row = publication_of(region)
    if not row.is_published:
        raise Refused(_("The region is not public."))
    row.is_published = False
    row.store(by=by, reason="region withdrawn")
    require_within(row, by, Can.ADMINISTER)
    return row


@transaction.atomic
def hold_back_programs(region: Region, withheld: Collection[uuid.UUID], *, by: User) -> int:
    """Exactly these programs are held back, in all versions of the plan; returns how many decisions changed."""
    rows = {row.program_lineage: row for row in ProgramSwitch.objects.of_region(region)}
    wanted = {lineage: lineage in withheld for lineage in {*rows, *withheld}}
    changed = 0
    for lineage, held in wanted.items():
        row = rows.get(lineage) or ProgramSwitch(region=region, program_lineage=lineage, is_withheld=False)
        changed += _switch(row, "is_withheld", held, by)
    return changed


@transaction.atomic
def show_documents(region: Region, shown: Collection[int], *, by: User) -> int:
    """Exactly these documents are public; those of other regions are not touched."""
    rows = {row.document_id: row for row in DocumentSwitch.objects.of_region(region)}
    own = set(LegalDocument.objects.of_region(region).filter(pk__in={*rows, *shown}).values_list("pk", flat=True))
    changed = 0
    for pk in own:
        row = rows.get(pk) or DocumentSwitch(region=region, document_id=pk, is_public=False)
        changed += _switch(row, "is_public", pk in shown, by)
    return changed


@transaction.atomic
def hold_back_quick_win(quick_win: QuickWin, withheld: bool, *, by: User) -> int:
    """Hold one quick win back, or show it."""
    return _switch(_story(quick_win), "is_withheld", withheld, by)


def _switch(row: Any, name: str, wanted: bool, by: User) -> int:
    """Store a decision when it differs from what was decided before."""
    if getattr(row, name) == wanted:
        return 0
    setattr(row, name, wanted)
    row.store(by=by, reason="public page changed")
    require_within(row, by, Can.ADMINISTER)
    return 1


def _story(quick_win: QuickWin) -> QuickWinStory:
    return QuickWinStory.objects.filter(quick_win=quick_win).first() or QuickWinStory(quick_win=quick_win)


@transaction.atomic
def give_picture(quick_win: QuickWin, content: bytes, text: str, *, by: User) -> QuickWinStory:
    """An uploaded photo becomes the picture of the story: a copy without metadata."""
    return _store_picture(_story(quick_win), content, text, by)


@transaction.atomic
def take_picture(quick_win: QuickWin, evidence_uid: uuid.UUID, text: str, *, by: User) -> QuickWinStory:
    """A photo from verified evidence of this quick win becomes the picture; the evidence itself stays where it is."""
    evidence = photo_of(quick_win, evidence_uid)
    if evidence is None or evidence.stored_file is None:
        raise Refused(_("This photo is not among the verified evidence of the quick win."), field="evidence")
    with evidence.stored_file.file.open("rb") as file:
        content = file.read()
    story = _story(quick_win)
    story.evidence = evidence
    return _store_picture(story, content, text, by, keep_evidence=True)


def _store_picture(
    story: QuickWinStory, content: bytes, text: str, by: User, *, keep_evidence: bool = False
) -> QuickWinStory:
    try:
        made = web_pictures(content)
    except NoPicture as problem:
        raise Refused(
            _("This file cannot be read as a picture. Choose a JPEG, PNG or WebP."), field="upload"
        ) from problem
    name = hashlib.sha256(made.large).hexdigest()[:32]
    if not keep_evidence:
        story.evidence = None
    story.picture.save(f"{name}.jpg", ContentFile(made.large), save=False)
    story.thumbnail.save(f"{name}-640.jpg", ContentFile(made.small), save=False)
    story.width, story.height, story.picture_text = made.width, made.height, text
    story.store(by=by, reason="picture of the story")
    require_within(story, by, Can.ADMINISTER)
    return story


@transaction.atomic
def remove_picture(quick_win: QuickWin, *, by: User) -> QuickWinStory:
    """The story stands without a picture again."""
    story = _story(quick_win)
    if not story.picture:
        raise Refused(_("This story has no picture."))
    story.picture, story.thumbnail, story.picture_text, story.evidence = "", "", "", None
    story.width = story.height = 0
    story.store(by=by, reason="picture removed")
    require_within(story, by, Can.ADMINISTER)
    return story
