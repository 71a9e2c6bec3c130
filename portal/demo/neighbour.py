"""The second region: a few example programs, so that it shows who sees which region."""

from __future__ import annotations

from datetime import date

from organizations.models import Agency, Region
from portal.demo import people, plan, play
from portal.demo.agencies import Offices
from portal.demo.store import REASON, examples
from portal.reference.files import toml

CODE = "52.04"
TITLE = "Rencana Induk Smart City Kabupaten Sumbawa (contoh)"


def load(today: date) -> Region:
    """The region with its OPDs, plan, periods and progress."""
    region = Region.objects.get(code=CODE)
    region.is_active = True
    region.store(by=None, reason=REASON)
    content = toml("demo/neighbour/region.toml")
    agencies = {
        agency.code: agency
        for agency in examples(
            Agency(region=region, code=row["code"], name=row["name"], short_name=row["short"], source=content["source"])
            for row in content["agency"]
        )
    }
    rows = toml("demo/neighbour/programs.toml")["program"]
    programs = plan.load(region, Offices(agencies, {}), rows, TITLE)
    play.load(region, rows, programs, people.operators(list(agencies.values())), people.verifier_of(region), today)
    return region
