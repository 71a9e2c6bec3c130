"""The handbook under /bantuan/: open to everybody, for nothing in it is secret."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from handbook import plain, site


@require_safe
def page(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """One page or file of the built site; where there is none, the page from its source."""
    folder = site.root()
    if folder is None:
        return _plainly(request, path)
    found = site.find(folder, path)
    if found is None:
        raise Http404
    if found.name == "index.html" and path and not path.endswith(("/", "index.html")):
        return HttpResponsePermanentRedirect(f"{request.path}/")
    kept = site.read(found)
    answer = HttpResponse(kept.content, content_type=kept.content_type)
    answer.headers["ETag"] = kept.etag
    answer.headers["Cache-Control"] = kept.cache_control
    if kept.etag in parse_etags(request.headers.get("If-None-Match", "")):
        return get_conditional_response(request, etag=kept.etag, response=answer) or answer
    return answer


def _plainly(request: HttpRequest, path: str) -> HttpResponse:
    """The page from its Markdown, with a note for whoever runs the portal; its pictures from beside it."""
    picture = site.find(plain.docs(), path) if path.endswith((".png", ".svg")) else None
    if picture is not None:
        kept = site.read(picture)
        return HttpResponse(kept.content, content_type=kept.content_type)
    source = plain.source_of(path)
    if source is None:
        raise Http404
    found = plain.render(source, reverse("handbook:contents"))
    return render(request, "handbook/plain.html", {"title": found.title, "description": found.title, "page": found})
