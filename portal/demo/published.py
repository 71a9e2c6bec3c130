"""What is published about Kabupaten Sumbawa Barat: documents, stages, the council, partners, innovations."""

from __future__ import annotations

from typing import Any

from masterplan.models.plans import MasterPlan, PlanVersion, Program
from masterplan.models.preparation import Council, LegalDocument, PreparationStage
from organizations.models import Agency, Partner, Region
from pillars.models import PillarSet
from portal.demo.store import examples, facts
from portal.reference.files import toml

INNOVATIONS_TITLE = "Inovasi pelayanan publik yang dipublikasikan (bukan rencana induk)"
INNOVATION_NOTE = (
    "Inovasi yang diberitakan 2023 dan 2025. Sumber tidak menyebut pilar dan tidak menyatakan bahwa inovasi ini "
    "termasuk rencana induk, sehingga belum ditempatkan pada pilar."
)


def load(region: Region) -> dict[str, LegalDocument]:
    """Documents (returned by key), stages, the council, published partners."""
    content = toml("demo/facts.toml")
    sources = content["sources"]
    documents = facts(LegalDocument(region=region, **_document(row, sources)) for row in content["document"])
    by_key = {row["key"]: document for row, document in zip(content["document"], documents, strict=True)}
    facts(
        PreparationStage(region=region, position=position, **_stage(row, sources, by_key))
        for position, row in enumerate(content["stage"], start=1)
    )
    council = content["council"]
    facts(
        [
            Council(
                region=region,
                kind=council["kind"],
                name=council["name"],
                decree=by_key[council["decree"]],
                source=sources[council["source"]],
            )
        ]
    )
    facts(Partner(region=region, **{**row, "source": sources[row["source"]]}) for row in content["partner"])
    return by_key


def _document(row: dict[str, Any], sources: dict[str, str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "key"} | {"source": sources[row["source"]]}


def _stage(row: dict[str, Any], sources: dict[str, str], documents: dict[str, LegalDocument]) -> dict[str, Any]:
    return {**row, "source": sources[row["source"]], "document": documents.get(row.get("document", ""))}


def innovations(region: Region, agencies: dict[str, Agency]) -> None:
    """The published innovations, as a draft without pillars: nothing is guessed, a person places them."""
    content = toml("demo/facts.toml")
    sources = content["sources"]
    unnamed = _unnamed_agency(region)
    source = sources[content["innovation"][0]["source"]]
    [plan] = facts([MasterPlan(region=region, title=INNOVATIONS_TITLE, start_year=2023, end_year=2025, source=source)])
    pillar_set = PillarSet.objects.get(code="2017")
    [version] = facts([PlanVersion(plan=plan, number=1, pillar_set=pillar_set, note=INNOVATION_NOTE, source=source)])
    facts(
        Program(
            plan_version=version,
            code=f"INV-{number:02d}",
            name=row["name"],
            lead_agency=agencies.get(row.get("agency", ""), unnamed),
            start_year=row["year"],
            end_year=row["year"],
            output=row.get("text", ""),
            source=sources[row["source"]],
        )
        for number, row in enumerate(content["innovation"], start=1)
    )


def _unnamed_agency(region: Region) -> Agency:
    row = toml("demo/agencies.toml")["unnamed"]
    [agency] = examples(
        [
            Agency(
                region=region,
                code=row["code"],
                name=row["name"],
                short_name=row["short"],
                is_collective=True,
                source="Penanda: sumber publikasi tidak menyebut OPD",
            )
        ]
    )
    return agency
