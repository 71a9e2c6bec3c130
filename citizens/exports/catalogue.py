"""The catalogue of a region's open data by DCAT 3 and DCAT-AP, as JSON-LD that needs nothing from elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from citizens.exports.files import FORMATS, Format
from citizens.exports.tables import Dataset, OpenData, datasets_of
from monev.monitoring.models.periods import Period

Node = dict[str, Any]
CONTEXT: Node = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
IANA = "https://www.iana.org/assignments/media-types/"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
LANGUAGES = [{"@id": f"http://publications.europa.eu/resource/authority/language/{code}"} for code in ("IND", "ENG")]
THEME = {"@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE"}
IN_FORCE = {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things stand: the region's page, the page of its data, a file, the catalogue; all absolute."""

    region: str
    data: str
    catalogue: str
    file: Callable[[str, str], str]


def catalogue(data: OpenData, changed: datetime, where: Addresses) -> Node:
    """The whole catalogue as a JSON-LD node."""
    public = data.public
    since = public.publication.published_since
    return {
        "@context": CONTEXT,
        "@id": where.catalogue,
        "@type": "dcat:Catalog",
        "dct:title": _texts(
            f"Data terbuka Smart City {public.region.name}", f"Smart City open data, {public.region.name}"
        ),
        "dct:description": _texts(
            "Program, indikator, anggaran, quick win dan dokumen rencana induk Smart City; hanya angka terverifikasi.",
            "Programs, indicators, budgets, quick wins and documents of the Smart City plan; verified figures only.",
        ),
        "dct:publisher": _publisher(data, where),
        "dct:language": LANGUAGES,
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE_URL},
        "dct:issued": _moment(since or changed),
        "dct:modified": _moment(changed),
        "dct:spatial": _place(data),
        "foaf:homepage": {"@id": where.data},
        "dcat:themeTaxonomy": {"@id": "http://publications.europa.eu/resource/authority/data-theme"},
        "dcat:dataset": [_dataset(each, data, changed, where) for each in datasets_of(public)],
    }


def _dataset(dataset: Dataset, data: OpenData, changed: datetime, where: Addresses) -> Node:
    public = data.public
    return {
        "@id": f"{where.data}#{dataset.slug}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{public.region.code}/{dataset.slug}",
        "dct:title": _own(dataset.title),
        "dct:description": _own(dataset.about),
        "dct:publisher": _publisher(data, where),
        "dct:issued": _moment(public.publication.published_since or changed),
        "dct:modified": _moment(changed),
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE_URL},
        "dct:accessRights": IN_FORCE,
        "dct:language": LANGUAGES[0],
        "dct:spatial": _place(data),
        **_temporal(data),
        "dct:accrualPeriodicity": {"@id": f"{FREQUENCY}{_frequency(data)}"},
        "dcat:keyword": [_text(word, "id") for word in dataset.keywords],
        "dcat:theme": THEME,
        "dcat:landingPage": {"@id": where.data},
        "dcat:contactPoint": _contact(data, where),
        "dcat:distribution": [_distribution(each, dataset, data, changed, where) for each in FORMATS],
    }


def _distribution(form: Format, dataset: Dataset, data: OpenData, changed: datetime, where: Addresses) -> Node:
    address = where.file(dataset.slug, form.extension)
    content = form.write(dataset, data, changed, where.data)
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _text(f"{dataset.slug}.{form.extension}", "id"),
        "dcat:accessURL": {"@id": where.data},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{IANA}{form.media_type}"},
        "dct:format": {"@id": f"{FILE_TYPE}{form.extension.upper()}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(len(content))},
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE_URL},
        "dct:modified": _moment(changed),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": hashlib.sha256(content).hexdigest()},
        },
    }


def _publisher(data: OpenData, where: Addresses) -> Node:
    return {
        "@id": where.region,
        "@type": "foaf:Agent",
        "foaf:name": _text(f"Pemerintah {data.public.region.name}", "id"),
        "foaf:homepage": {"@id": where.region},
    }


def _contact(data: OpenData, where: Addresses) -> Node:
    found: Node = {
        "@id": f"{where.region}#kontak",
        "@type": "vcard:Organization",
        "vcard:fn": f"Pemerintah {data.public.region.name}",
        "vcard:hasURL": {"@id": where.region},
    }
    if email := data.public.publication.contact_email:
        found["vcard:hasEmail"] = {"@id": f"mailto:{email}"}
    return found


def _place(data: OpenData) -> Node:
    region = data.public.region
    return {
        "@type": "dct:Location",
        "dct:identifier": region.code,
        "skos:prefLabel": _text(f"{region.name}, {region.province.name}", "id"),
    }


def _temporal(data: OpenData) -> Node:
    years = sorted({year.plan.year for own in data.years.by_program.values() for year in own})
    if not years:
        return {}
    return {
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(date(years[0], 1, 1)),
            "dcat:endDate": _day(date(years[-1], 12, 31)),
        }
    }


def _frequency(data: OpenData) -> str:
    period = data.public.period
    return "MONTHLY" if period and period.kind == Period.Kind.MONTH else "QUARTERLY"


def _text(text: str, language: str) -> Node:
    return {"@value": text, "@language": language}


def _texts(indonesian: str, english: str) -> list[Node]:
    return [_text(indonesian, "id"), _text(english, "en")]


def _own(text: Any) -> list[Node]:
    """A text of the catalogue of translations in both languages."""
    found = []
    for language in ("id", "en"):
        with translation.override(language):
            found.append(_text(str(text), language))
    return found


def _moment(value: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": value.isoformat(timespec="seconds")}


def _day(value: date) -> Node:
    return {"@type": "xsd:date", "@value": value.isoformat()}
