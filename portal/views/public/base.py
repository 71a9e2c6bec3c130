"""What all public pages share: the same bytes for everybody, kept by browsers and proxies, 304 when nothing changed.

A page is made from published rows only, kept on the server under a mark of the region's whole state, and recognised by
browsers by a hash of its own bytes: so no header tells that something unpublished changed. The session is never asked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import get_language
from django.views import View

from citizens.models import Publication
from citizens.selectors.published import publication_at
from citizens.selectors.region import PublicRegion, public_region
from citizens.selectors.state import changed_at, state_of
from core import charts as drawing
from core.charts import Chart
from core.languages import in_language, language_choices
from core.parts import PICTURE
from portal.templatetags.public import absolute, address

HTML, SVG = "text/html; charset=utf-8", "image/svg+xml"
KEPT = 15 * 60
DRAWN = 400
"""Pixels: about as wide as a phone, so that the letters in a drawing are read there without zooming."""
LOCALES = {"id": "id_ID", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Made:
    """An answer before its headers: bytes, type, when what it shows changed last, the name under which it is saved."""

    content: bytes
    content_type: str = HTML
    changed: datetime | None = None
    name: str = ""


def respond(request: HttpRequest, made: Made, *, max_age: int | None = None) -> HttpResponse:
    """The same for everybody: `Cache-Control: public`, a tag of the content, 304 for who has it already."""
    tag = f'"{hashlib.sha256(made.content).hexdigest()[:32]}"'
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Cache-Control"] = f"public, max-age={settings.PUBLIC_MAX_AGE if max_age is None else max_age}"
    response["ETag"] = tag
    if made.changed:
        response["Last-Modified"] = http_date(made.changed.timestamp())
    if made.name:
        response["Content-Disposition"] = content_disposition_header(True, made.name) or ""
    return get_conditional_response(request, etag=tag, response=response) or response


def missing() -> HttpResponse:
    """One answer for what is not published and for what does not exist; kept by nobody."""
    response = HttpResponse(render_to_string("portal/public/missing.html", {"language": get_language()}), status=404)
    response["Cache-Control"] = "no-store"
    return response


class PublicView(View):
    """A page for everybody. `make` returns its bytes or raises Http404."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return respond(request, self.make(**kwargs))
        except Http404:
            return missing()

    def make(self, *args: Any, **kwargs: Any) -> Made:
        """The answer, from published rows."""
        raise NotImplementedError


class OfRegion(PublicView):
    """A page of a region that publishes itself. `part`: the switch of the region that must be on.

    `keeps`: whether what was made is kept on the server; files lie there anyway.
    """

    part: ClassVar[str] = ""
    keeps: ClassVar[bool] = True
    publication: Publication

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return respond(request, self._kept(kwargs.pop("region"), **kwargs))
        except Http404:
            return missing()

    def _kept(self, code: str, **kwargs: Any) -> Made:
        """What was made before, as long as nothing of the region changed; never an answer that there is nothing."""
        self.publication = publication_at(code)
        if self.part and not getattr(self.publication, self.part):
            raise Http404
        if not self.keeps:
            return self.make(**kwargs)
        asked = (self.request.path, get_language() or "", self.request.GET.get(PICTURE, ""))
        mark = f"{settings.VERSION}|{state_of(self.publication.region)}|{'|'.join(asked)}"
        key = f"public:{hashlib.sha256(mark.encode()).hexdigest()}"
        made: Made | None = cache.get(key)
        if made is None:
            made = self.make(**kwargs)
            cache.set(key, made, KEPT)
        return made

    @property
    def code(self) -> str:
        return self.publication.region.code

    def changed(self) -> datetime:
        """When something that citizens see of this region changed last."""
        return changed_at(self.publication)


class RegionPage(OfRegion):
    """An HTML page of a region, and the pictures of its charts at the same address with `?gambar=`."""

    template: ClassVar[str]
    active: ClassVar[str] = ""
    charts: tuple[Chart, ...] = ()

    def make(self, *args: Any, **kwargs: Any) -> Made:
        public = public_region(self.publication)
        context = self.context(public, **kwargs)
        if asked := self.request.GET.get(PICTURE):
            return Made(self._drawing(asked).encode(), SVG, self.changed())
        shared = {
            "public": public,
            "publication": self.publication,
            "region": self.publication.region,
            "active": self.active,
            "charts": {each.id.replace("-", "_"): each for each in self.charts},
            "site": site_of(self.request.path),
            "licence": settings.OPEN_DATA_LICENCE,
            "licence_url": settings.OPEN_DATA_LICENCE_URL,
        }
        image = context.get("image") or address("card", self.code)
        text = render_to_string(self.template, {**shared, **context, "image": absolute(image)})
        return Made(text.encode(), HTML, self.changed())

    def context(self, public: PublicRegion, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`title`, `description` and what the template shows."""
        raise NotImplementedError

    def _drawing(self, name: str) -> str:
        for each in self.charts:
            if name == f"{each.id}.svg":
                return drawing.svg(each.spec, width=DRAWN)
        raise Http404


def site_of(path: str) -> dict[str, Any]:
    """What the head of a page says of its address: canonical, in each language, locale."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "language": language,
        "canonical": absolute(in_language(path, language)),
        "locale": LOCALES.get(language, LOCALES["id"]),
        "alternates": [(code, absolute(in_language(path, code))) for code, _name in settings.LANGUAGES],
        "languages": language_choices(path),
    }
