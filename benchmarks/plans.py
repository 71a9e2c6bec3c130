"""The plans of the main queries at national size: `python benchmarks/plans.py > docs/plans.md`.

DATABASE_URL names a PostgreSQL filled by `make_national`. The same queries are looked at by `tests/plans`, on a smaller
nation. Says on the error output which large tables are read from beginning to end.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from national import machine, prepare

REGION = "52.07"
WRITTEN = ("progress-reports", "indicator-values", "quality-flags", "evidence:")
LEFT_OUT = ("OPD dashboard", "forecast", "home of an OPD", "work of an OPD", "rows of a quarterly report")
"""Lists and pages whose plans are like those of others: looked at, not written down."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-plans-") as folder:
        prepare(Path(folder))
        from organizations.models import Region
        from tests.plans.cases import LARGE, LISTS, cases, scanned

        print("# Plans of the main queries\n")
        print(
            f"`benchmarks/plans.py`, on the data of `make_national`: {machine()}. No plan may read a large table from"
        )
        print("its beginning to its end; `tests/plans` fails otherwise.\n")
        for case in cases(Region.objects.get(code=REGION)):
            queries = [each for each in case.queries() if "accounts_session" not in each.sql]
            written = not case.name.startswith((*LISTS, *LEFT_OUT)) or case.name.startswith(WRITTEN)
            if written:
                print(f"## {case.name[:1].upper()}{case.name[1:]}\n")
            for query in queries:
                plan = query.explained()
                if tables := scanned(plan):
                    print(f"{case.name}: {', '.join(sorted(tables))}\n{query.sql[:3000]}\n{plan}\n", file=sys.stderr)
                if written and any(table in plan for table in LARGE):
                    print(f"```\n{shortened(plan)}\n```\n")


def shortened(plan: str) -> str:
    """Lists of keys are left out: they are as long as a region has rows."""
    return "\n".join(line if len(line) < 200 else f"{line[:160]} …" for line in plan.splitlines())


if __name__ == "__main__":
    main()
