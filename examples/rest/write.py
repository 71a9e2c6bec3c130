"""Realised spending from a file of the finance system into the portal, with Python alone (3.9 or later).

The key needs the scope "write", its owner enters for the OPD. The CSV file has the columns program, source_of_funds
and amount (cumulative in the year, a point before the decimals):

PORTAL=https://portal.example KEY=sc_... python write.py spending.csv 52.07 2026-3
"""

import csv
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path


def send(body, query="", key=None):
    """The status and the answer of one request."""
    headers = {"Authorization": f"Api-Key {os.environ['KEY']}", "Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    address = f"{os.environ['PORTAL']}/api/v1/spending/bulk/{query}"
    request = urllib.request.Request(address, data=json.dumps(body).encode(), headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        is_json = "json" in refused.headers.get("Content-Type", "")  # a proxy between answers with a page
        return refused.code, json.load(refused) if is_json else {"errors": [], "detail": f"Status {refused.code}"}


def send_once(body):
    """Write; where the line breaks, ask again under the same key, so that nothing is written twice."""
    key = str(uuid.uuid4())
    for pause in (2, 10, 30):
        try:
            status, answer = send(body, key=key)
        except urllib.error.URLError:
            status = 0
        if status not in (0, 502, 503, 504) and not (status == 409 and "under_way" in str(answer["errors"])):
            return status, answer
        time.sleep(pause)
    sys.exit("The portal does not answer. Try again later.")


file_name, region, period = sys.argv[1:]
with Path(file_name).open(encoding="utf-8-sig", newline="") as file:
    rows = list(csv.DictReader(file))
body = {"region": region, "period": period, "rows": rows}
status, answer = send(body, "?dry_run=true")  # checks every row and stores nothing
if status == 200:
    status, answer = send_once(body)
if status != 200:
    for error in answer["errors"]:
        print(error["attr"], error["code"], error["detail"], sep="\t")
    sys.exit(answer["detail"])
counts = answer["counts"]
print(counts["created"], "new,", counts["updated"], "changed,", counts["unchanged"], "same")
