"""Programs and progress of the regions that you may read, with Python alone (3.9 or later, nothing to install).

PORTAL=https://portal.example KEY=sc_... python pull.py
"""

import json
import os
import urllib.request
from pathlib import Path


def pull(address):
    """Every row of a list, page by page."""
    following = f"{os.environ['PORTAL']}/api/v1/{address}"
    while following:
        request = urllib.request.Request(following, headers={"Authorization": f"Api-Key {os.environ['KEY']}"})
        with urllib.request.urlopen(request) as answer:
            page = json.load(answer)
        yield from page["results"]
        following = page["next"]


def changed(address, mark):
    """The rows that changed since the last time, the newest of them once more, so that none is missed.

    `mark` is a file that remembers the moment of the newest. In the order of changes a row that changes meanwhile comes
    once more at the end.
    """
    since = f"&updated_since={mark.read_text()}" if mark.exists() else ""
    rows = list(pull(f"{address}{since}"))
    if rows:
        mark.write_text(max(row["updated_at"] for row in rows).replace("+", "%2B"))
    return rows


regions = {row["code"]: row["name"] for row in pull("regions/?page_size=500")}
for program in pull("programs/?page_size=500&version_status=adopted"):
    region = program["region"]["code"]
    print(regions[region], program["code"], program["name"], sep="\t")
reports = changed("progress-reports/?page_size=500&state=verified&ordering=updated_at", Path("progress-reports.mark"))
print(len(reports), "progress reports since the last time")
