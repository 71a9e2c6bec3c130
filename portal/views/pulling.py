"""The public page 'pull your regions in five minutes': the example programs of `examples/rest/` with this address."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from core.middleware import PARAMETER

FOLDER = settings.BASE_DIR / "examples" / "rest"
STAND_IN = "https://portal.example"
"""The address that the examples name; tests replace it as this page does."""

FILES = (("curl", "pull.sh"), ("Python", "pull.py"), ("R", "pull.R"), ("Excel, Power BI (Power Query)", "pull.pq"))


class Example(NamedTuple):
    """One example program: what it is for, its file and text."""

    title: str
    anchor: str
    file_name: str
    text: str


def example_text(file_name: str, address: str) -> str:
    """The text of one example, with `address` for the portal."""
    return (FOLDER / file_name).read_text(encoding="utf-8").replace(STAND_IN, address)


class PullGuide(TemplateView):
    """How to read one's regions with curl, Python, R and Excel. For everybody: it holds no data."""

    template_name = "portal/pull_guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.request.build_absolute_uri("/").rstrip("/")
        files = (
            ("curl", "pull.sh"),
            ("Python", "pull.py"),
            ("R", "pull.R"),
            ("Excel, Power BI (Power Query)", "pull.pq"),
        )
        examples = [Example(title, name.replace(".", "-"), name, example_text(name, address)) for title, name in files]
        path, standard = self.request.path, settings.LANGUAGE_CODE
        languages = [
            (code, path if code == standard else f"{path}?{PARAMETER}={code}", code == get_language())
            for code, _name in settings.LANGUAGES
        ]
        found = {
            "title": _("Pull your regions in five minutes"),
            "site": {"languages": languages},
            "address": address,
            "examples": examples,
        }
        return super().get_context_data(**found | kwargs)


class PullExample(View):
    """One example program as a file."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        if name not in {each.name for each in FOLDER.iterdir()}:
            raise Http404
        text = example_text(name, request.build_absolute_uri("/").rstrip("/"))
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
