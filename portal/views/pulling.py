"""The public page 'pull your regions in five minutes': the example programs of `examples/rest/` with this address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from core.languages import language_choices
from portal.templatetags.public import absolute

FOLDER = settings.BASE_DIR / "examples" / "rest"
STAND_IN = "https://portal.example"
"""The address that the examples name; tests replace it as this page does."""

FILES = (("curl", "pull.sh"), ("Python", "pull.py"), ("R", "pull.R"), ("Excel, Power BI (Power Query)", "pull.pq"))

WRITING = (("curl", "write.sh"), ("Python", "write.py"))
"""For systems of a region: spending in bulk."""


class Example(NamedTuple):
    """One example program: what it is for, its file and text."""

    title: str
    anchor: str
    file_name: str
    text: str


def example_text(file_name: str, address: str) -> str:
    """The text of one example, with `address` for the portal."""
    return (FOLDER / file_name).read_text(encoding="utf-8").replace(STAND_IN, address)


def portal_address() -> str:
    """The address that the installation says it has, never the one that a request claims."""
    return absolute("")


class PullGuide(TemplateView):
    """How to read one's regions with curl, Python, R and Excel. For everybody: it holds no data."""

    template_name = "portal/pull_guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = portal_address()
        found = {
            "title": _("Pull your regions in five minutes"),
            "site": {"languages": language_choices(self.request.path)},
            "address": address,
            "examples": _examples(FILES, address),
            "writing": _examples(WRITING, address),
        }
        return super().get_context_data(**found | kwargs)


def _examples(files: Iterable[tuple[str, str]], address: str) -> list[Example]:
    return [Example(title, name.replace(".", "-"), name, example_text(name, address)) for title, name in files]


class PullExample(View):
    """One example program as a file."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        if name not in {file_name for _title, file_name in (*FILES, *WRITING)}:
            raise Http404
        answer = HttpResponse(example_text(name, portal_address()), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
