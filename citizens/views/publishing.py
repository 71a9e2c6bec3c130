"""The public page of a region, for its administrator: publish, withdraw, choose, tell stories with pictures."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from citizens.forms import PictureForm, PublicationForm
from citizens.selectors.photos import MOST, photos_of
from citizens.selectors.publishing import choices_of
from citizens.services import publishing
from core.errors import Conflict, Refused
from core.uploads import PICTURE_ENDINGS, inspect
from organizations.intake import require_room_today
from organizations.roles import Can
from organizations.screens import RegionScreen
from quickwins.models import QuickWin

UNPROCESSABLE, CONFLICT = 422, 409


class Publishing(RegionScreen):
    """`/daerah/<code>/halaman-publik/`."""

    needs = Can.ADMINISTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self._form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PublicationForm(request.POST, instance=publishing.publication_of(self.region))
        if not form.is_valid():
            return self.page(form, status=UNPROCESSABLE)
        words = {name: form.cleaned_data[name] for name in PublicationForm.Meta.fields}
        try:
            publishing.change_publication(
                self.region, words, by=self.person, seen_version=form.cleaned_data["seen_version"]
            )
        except Conflict:
            messages.warning(request, _("Somebody else changed the public page meanwhile. It is shown as it is now."))
            return self.page(self._form(), status=CONFLICT)
        messages.success(request, _("The public page is saved."))
        return self.back()

    def _form(self) -> PublicationForm:
        row = publishing.publication_of(self.region)
        return PublicationForm(instance=row, initial={"seen_version": row.version if row.pk else None})

    def page(self, form: PublicationForm, *, status: int = 200) -> HttpResponse:
        context = {
            "region": self.region,
            "form": form,
            "publication": publishing.publication_of(self.region),
            "choices": choices_of(self.region, seen_by=self.person),
            "address": f"{settings.PORTAL_URL.rstrip('/')}/publik/{self.region.code}/",
        }
        return render(self.request, "citizens/publishing.html", context, status=status)

    def back(self) -> HttpResponse:
        return redirect("citizens:publishing", region=self.region.code)


class PublishingStep(Publishing):
    """One POST is one step on the whole page; a rule that says no becomes a message."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            done = self.step()
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, done)
        return self.back()

    def step(self) -> str:
        """Call the service; return the sentence that says what was done."""
        raise NotImplementedError


class Publish(PublishingStep):
    """Everybody sees the region from now on."""

    def step(self) -> str:
        publishing.publish_region(self.region, by=self.person)
        return _("The region is public now.")


class Withdraw(PublishingStep):
    """Nobody sees the region any more."""

    def step(self) -> str:
        publishing.withdraw_region(self.region, by=self.person)
        minutes = max(settings.PUBLIC_MAX_AGE // 60, 1)
        return _("The region is no longer public. Browsers may show kept pages for %(minutes)s minutes.") % {
            "minutes": minutes
        }


class Choose(PublishingStep):
    """Which programs, documents and quick wins are shown: those that stand on the page, no others, are decided."""

    def step(self) -> str:
        listed, shown = self._uids("listed_program"), self._uids("program")
        changed = publishing.hold_back_programs(self.region, self._withheld(listed, shown), by=self.person)
        if self.request.POST.getlist("listed_document"):
            changed += publishing.show_documents(self.region, self._numbers("document"), by=self.person)
        changed += self._quick_wins(self._uids("listed_quick_win"), self._uids("quick_win"))
        return _("Saved: %(count)s decisions changed.") % {"count": changed}

    def _withheld(self, listed: set[uuid.UUID], shown: set[uuid.UUID]) -> set[uuid.UUID]:
        """What is held back now, without the listed ones that were ticked, with the listed ones that were not."""
        choices = choices_of(self.region, seen_by=self.person).programs
        before = {each.program.lineage for each in choices if each.is_withheld}
        known = {each.program.lineage for each in choices}
        return (before - listed) | ((listed & known) - shown)

    def _quick_wins(self, listed: set[uuid.UUID], shown: set[uuid.UUID]) -> int:
        rows = QuickWin.objects.allowed(self.person, self.needs).of_region(self.region).filter(uid__in=listed)
        return sum(publishing.hold_back_quick_win(row, row.uid not in shown, by=self.person) for row in rows)

    def _uids(self, name: str) -> set[uuid.UUID]:
        found = set()
        for text in self.request.POST.getlist(name):
            try:
                found.add(uuid.UUID(text))
            except ValueError:
                continue
        return found

    def _numbers(self, name: str) -> set[int]:
        return {int(text) for text in self.request.POST.getlist(name) if text.isdecimal() and len(text) < 19}


class StoryPage(RegionScreen):
    """The picture of a quick win's story."""

    needs = Can.ADMINISTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        quick_win = self._quick_win()
        story = getattr(quick_win, "public_story", None)
        return self.page(quick_win, PictureForm(initial={"picture_text": story.picture_text if story else ""}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        quick_win = self._quick_win()
        form = PictureForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(quick_win, form, status=UNPROCESSABLE)
        try:
            self._store(quick_win, form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or "upload", str(refused.message))
            return self.page(quick_win, form, status=UNPROCESSABLE)
        messages.success(request, _("The story has its picture."))
        return redirect("citizens:story", region=self.region.code, uid=quick_win.uid)

    def _quick_win(self) -> QuickWin:
        rows = QuickWin.objects.of_region(self.region).select_related("public_story", "pillar", "agency")
        row: QuickWin = rows.obtain(self.person, self.needs, uid=self.kwargs["uid"])
        return row

    def _store(self, quick_win: QuickWin, words: dict[str, Any]) -> None:
        text = words["picture_text"]
        if words["evidence"]:
            publishing.take_picture(quick_win, words["evidence"], text, by=self.person)
            return
        upload = words["upload"]
        require_room_today(self.person, upload.size)
        inspect(upload, max_bytes=settings.STORY_PICTURE_MAX_BYTES, kinds=PICTURE_ENDINGS)
        upload.seek(0)
        publishing.give_picture(quick_win, upload.read(), text, by=self.person)

    def page(self, quick_win: QuickWin, form: PictureForm, *, status: int = 200) -> HttpResponse:
        context = {
            "region": self.region,
            "quick_win": quick_win,
            "story": getattr(quick_win, "public_story", None),
            "form": form,
            "photos": photos_of(quick_win)[:MOST],
        }
        return render(self.request, "citizens/story.html", context, status=status)


class RemovePicture(StoryPage):
    """The story stands without a picture again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        quick_win = self._quick_win()
        try:
            publishing.remove_picture(quick_win, by=self.person)
        except Refused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("The picture is removed."))
        return redirect("citizens:story", region=self.region.code, uid=quick_win.uid)
