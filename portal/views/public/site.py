"""What search engines ask for: which addresses they may visit, and which there are."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse

from citizens.models import Publication
from citizens.selectors.published import publications
from citizens.selectors.region import PublicRegion, public_region
from citizens.selectors.state import changed_at
from citizens.selectors.stories import stories
from core.languages import in_language
from portal.templatetags.public import absolute
from portal.views.public.base import Made, PublicView

TEXT, XML = "text/plain; charset=utf-8", "application/xml; charset=utf-8"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


class Robots(PublicView):
    """`robots.txt`: public pages and what they are made of, nothing else."""

    def make(self, **kwargs: Any) -> Made:
        lines = (
            "User-agent: *",
            f"Allow: {reverse('portal:public-list')}",
            f"Allow: {settings.STATIC_URL}"
            if settings.STATIC_URL.startswith("/")
            else f"Allow: /{settings.STATIC_URL}",
            "Disallow: /",
            f"Sitemap: {absolute(reverse('portal:sitemap'))}",
            "",
        )
        return Made("\n".join(lines).encode(), TEXT)


class Sitemap(PublicView):
    """`sitemap.xml`: every published page in both languages, with the day of its last change."""

    def make(self, **kwargs: Any) -> Made:
        pages = [_entry(reverse("portal:public-list"), "")]
        for publication in publications():
            day = changed_at(publication).date().isoformat()
            pages += [_entry(path, day) for path in paths_of(publication)]
        return Made(f"{HEAD}{''.join(pages)}</urlset>\n".encode(), XML)


def paths_of(publication: Publication) -> list[str]:
    """The pages of a region that can be opened."""
    public = public_region(publication)
    code = publication.region.code
    found = [reverse("portal:public-region", args=[code]), reverse("portal:public-program-list", args=[code])]
    found += [reverse("portal:public-program", args=[code, lineage]) for lineage in sorted(public.lineages)]
    found += [reverse("portal:public-pillar", args=[code, letters]) for letters in _pillars(public)]
    if publication.shows_quick_wins:
        found.append(reverse("portal:public-quick-win-list", args=[code]))
        found += [reverse("portal:public-quick-win", args=[code, row.quick_win.uid]) for row in stories(public)]
    if publication.shows_documents:
        found.append(reverse("portal:public-document-list", args=[code]))
    if publication.shows_data:
        found.append(reverse("portal:public-data", args=[code]))
    return found


def _pillars(public: PublicRegion) -> list[str]:
    return [each.letters for each in public.figures.pillars if each.letters] if public.figures else []


def _entry(path: str, day: str) -> str:
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(absolute(in_language(path, code)))}"/>'
        for code, _name in settings.LANGUAGES
    )
    return f"<url><loc>{escape(absolute(path))}</loc>{changed}{others}</url>\n"
