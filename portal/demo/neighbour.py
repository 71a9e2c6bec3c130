"""The second region: a few example programs, so that it shows who sees which region."""

from __future__ import annotations

from datetime import date

from organizations.models import Agency, Region
from portal.demo import people, periods, plan, progress
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
    operators = people.operators(list(agencies.values()))
    rows = toml("demo/neighbour/programs.toml")["program"]
    programs = plan.load(region, Offices(agencies, {}), rows, TITLE)
    calendar = periods.load(region, today)
    progress.load(rows, programs, calendar, operators, None, today)
    periods.lock(calendar, None)
    return region
