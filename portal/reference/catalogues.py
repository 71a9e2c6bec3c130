"""Pillars, sources of funds, ministries, and the calculation rules that hold where a region has none of its own."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from masterplan.models.catalogues import FundSource
from monev.monitoring.models.periods import RuleVersion
from monev.monitoring.rules import DEFAULT, Rules
from monev.monitoring.services.standings import mark_rules
from organizations.models import Ministry
from pillars.models import Pillar, PillarSet, SubDimension
from portal.reference.files import csv_rows, toml
from portal.reference.rows import Tally, bring

RULES_CODE = "2026-1"
FOUNDERS_SOURCE = "insidentb.com, 6 Oktober 2022 (kementerian pendiri Gerakan Menuju Smart City)"
HELPER_SOURCE = "insidentb.com, 6 Oktober 2022 (dukungan aplikasi pengelolaan lingkungan)"


def load() -> dict[str, Tally]:
    """All catalogues."""
    return {
        "pillars": _pillars(),
        "sources of funds": _fund_sources(),
        "ministries": _ministries(),
        "calculation rules": _calculation_rules(),
    }


def _pillars() -> Tally:
    content = toml("reference/pillars.toml")
    done = bring(PillarSet, ("code",), [content["set"]])
    pillar_set = PillarSet.objects.get(code=content["set"]["code"])
    done += bring(Pillar, ("pillar_set_id", "code"), _pillar_rows(content["pillar"], pillar_set))
    pillars = {pillar.code: pillar.pk for pillar in Pillar.objects.filter(pillar_set=pillar_set)}
    return done + bring(
        SubDimension,
        ("code",),
        (
            {**row, "pillar_id": pillars[pillar["code"]], "position": position}
            for pillar in content["pillar"]
            for position, row in enumerate(pillar["sub_dimensions"], start=1)
        ),
    )


def _pillar_rows(pillars: list[dict[str, Any]], pillar_set: PillarSet) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in pillar.items() if name != "sub_dimensions"}
        | {"pillar_set_id": pillar_set.pk, "position": position}
        for position, pillar in enumerate(pillars, start=1)
    ]


def _fund_sources() -> Tally:
    """Parents come before their children in the file; two passes, so that a parent has its id."""
    rows = csv_rows("reference/fund_sources.csv")
    names = (
        {"code": row["code"], "name_id": row["name_id"], "name_en": row["name_en"], "is_apbd": row["is_apbd"] == "1"}
        for row in rows
    )
    done = bring(FundSource, ("code",), names)
    ids = dict(FundSource.objects.values_list("code", "pk"))
    bring(FundSource, ("code",), ({"code": row["code"], "parent_id": ids.get(row["parent"])} for row in rows))
    return done


def _ministries() -> Tally:
    return bring(Ministry, ("code",), (_ministry(row) for row in csv_rows("reference/ministries.csv")))


def _ministry(row: dict[str, str]) -> dict[str, Any]:
    founder = row["is_founder"] == "1"
    return {**row, "is_founder": founder, "source": FOUNDERS_SOURCE if founder else HELPER_SOURCE}


def _calculation_rules() -> Tally:
    """The national rules; where they are new or differ, what is kept of the figures is recalculated."""
    done = bring(RuleVersion, ("code",), [_rules()], keep=("settings", "valid_from", "note"))
    if done.created or done.changed:
        mark_rules(RuleVersion.objects.get(code=RULES_CODE))
    return done


def _rules() -> dict[str, Any]:
    """The national defaults, every setting spelled out, so that later defaults do not change figures of today."""
    return {
        "code": RULES_CODE,
        "valid_from": date(2017, 1, 1),
        "settings": {
            each.name: _plain(getattr(DEFAULT, each.name)) for each in fields(Rules) if each.name != "version"
        },
        "note": "Aturan baku: Permendagri 86/2017 dan praktik pengendalian kontrak kritis.",
    }


def _plain(value: Any) -> Any:
    """As JSON keeps it: decimals as text, bands as lists."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return dict(value) if isinstance(value, dict) else value
