"""Open data of a region: the page that explains it, the files, the catalogue by DCAT."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from citizens.exports.catalogue import Addresses, catalogue
from citizens.exports.files import BY_EXTENSION, FORMATS
from citizens.exports.tables import Dataset, Field, datasets_of, fields_of, open_data
from citizens.selectors.region import PublicRegion, public_region
from portal.templatetags.public import absolute
from portal.views.public.base import Made, OfRegion, RegionPage
from portal.views.public.pages import short

JSON_LD = "application/ld+json"


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a table with its size."""

    extension: str
    size: int


@dataclass(frozen=True, slots=True)
class TableLine:
    """One table of open data on the page."""

    dataset: Dataset
    fields: tuple[Field, ...]
    files: tuple[FileLine, ...]


def data_address(code: str) -> str:
    return absolute(reverse("portal:public-data", args=[code]))


class DataPage(RegionPage):
    """Which tables there are, what their columns mean, what they may be used for."""

    template, active, part = "portal/public/data.html", "data", "shows_data"

    def context(self, public: PublicRegion, **kwargs: Any) -> dict[str, Any]:
        data, changed, where = open_data(public), self.changed(), data_address(self.code)
        return {
            "title": _("Open data") + f" · {public.region}",
            "description": short(
                _("Programs, indicators, budgets and quick wins of %(region)s as CSV and JSON, free to use.")
                % {"region": public.region}
            ),
            "changed": changed,
            "tables": [
                TableLine(
                    each,
                    fields_of(each, public),
                    tuple(FileLine(form.extension, len(form.write(each, data, changed, where))) for form in FORMATS),
                )
                for each in datasets_of(public)
            ],
        }


class DataFile(OfRegion):
    """One table as CSV or JSON."""

    part = "shows_data"

    def make(self, dataset: str, extension: str, **kwargs: Any) -> Made:
        public = public_region(self.publication)
        found = next((each for each in datasets_of(public) if each.slug == dataset), None)
        form = BY_EXTENSION.get(extension)
        if found is None or form is None:
            raise Http404
        changed = self.changed()
        content = form.write(found, open_data(public), changed, data_address(self.code))
        name = f"{self.code}-{dataset}.{extension}"
        kind = f"{form.media_type}; charset=utf-8"
        return Made(content, kind, changed, name)


class DataCatalogue(OfRegion):
    """The catalogue as JSON-LD; always in the language of the files that it names."""

    part = "shows_data"

    def make(self, **kwargs: Any) -> Made:
        with translation.override(settings.LANGUAGE_CODE):
            public, changed = public_region(self.publication), self.changed()
            found = catalogue(open_data(public), changed, self._where())
        return Made(json.dumps(found, ensure_ascii=False, indent=1).encode(), JSON_LD, changed)

    def _where(self) -> Addresses:
        return Addresses(
            region=absolute(reverse("portal:public-region", args=[self.code])),
            data=data_address(self.code),
            catalogue=absolute(reverse("portal:public-catalogue", args=[self.code])),
            file=lambda slug, extension: absolute(reverse("portal:public-dataset", args=[self.code, slug, extension])),
        )
