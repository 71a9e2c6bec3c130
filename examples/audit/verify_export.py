"""Verifies an exported audit log with Python alone: python verify_export.py audit-52.07.zip

It names texts that were made unreadable: nothing in the file vouches for what they became. `by_name` is how the person
of `by` was called when the file was made.
"""

import hashlib
import json
import sys
import zipfile

BODY = ("at", "by", "verb", "region", "subject_type", "subject_uid", "content", "form", "number")
PLACE = ("form", "chain", "position", "seen", "hash", "marked")
TEXT = ("label", "details", "salt", "redacted_by", "by_name")


def sha256(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def once(pairs):
    return dict(pairs) if len(dict(pairs)) == len(pairs) else sys.exit("a name stands twice in one entry")


with zipfile.ZipFile(sys.argv[1]) as pack:
    manifest, data = json.loads(pack.read("manifest.json")), pack.read("entries.ndjson")
heads = {name: [each["first"] - 1, each["before"]] for name, each in manifest["chains"].items()}
problem = "" if hashlib.sha256(data).hexdigest() == manifest["sha256"] else "the file is not that of the manifest"
for e in (json.loads(line, object_pairs_hook=once) for line in data.splitlines()):
    position, previous = heads[e["chain"]]
    digest = sha256({key: e[key] for key in BODY}) if "verb" in e else e["digest"]
    link = {"form": e["form"], "chain": e["chain"], "position": position + 1, "previous": previous, "digest": digest}
    text = {"salt": e.get("salt"), "label": e.get("label"), "details": e.get("details")}
    where = f"chain {e['chain']}, position {position + 1}"
    if e["hash"] != sha256(link | {"seen": e["seen"], "marked": e["marked"]}) or e["position"] != position + 1:
        problem = problem or f"{where}: not as it was sealed"
    elif more := sorted({*e} - {*PLACE, *((*BODY, *TEXT) if "verb" in e else ("digest",))}):
        problem = problem or f"{where}: {', '.join(more)} was never sealed"
    elif e.get("redacted_by"):
        print(f"{where}: name and details were made unreadable, nothing here vouches for them")
    elif "verb" in e and sha256(text) != e["content"]:
        problem = problem or f"{where}: name or details were changed"
    heads[e["chain"]] = [position + 1, e["hash"]]
ends = {name: [each["last"], each["head"]] for name, each in manifest["chains"].items()}
sys.exit(problem or (0 if heads == ends else "entries are missing at the end"))
