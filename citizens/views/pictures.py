"""The picture of a story for the people of the region, also while it is not public."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest

from citizens.models import QuickWinStory
from organizations.roles import Can
from organizations.screens import ScopedScreen


class StoryPreview(ScopedScreen):
    """The small picture."""

    needs = Can.ADMINISTER
    queryset: Any = QuickWinStory.objects.select_related("quick_win")

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:
        story = self.get_object()
        try:
            file = story.thumbnail.open("rb")
        except (FileNotFoundError, ValueError) as error:
            raise Http404 from error
        return FileResponse(file, content_type="image/jpeg")
