"""Verifies an exported audit log with Python alone: python verify_export.py audit-52.07.zip"""

import hashlib
import json
import sys
import zipfile

BODY = ("at", "by", "verb", "region", "subject_type", "subject_uid", "content", "form", "number")


def sha256(value):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


with zipfile.ZipFile(sys.argv[1]) as pack:
    manifest, data = json.loads(pack.read("manifest.json")), pack.read("entries.ndjson")
heads = {name: [each["first"] - 1, each["before"]] for name, each in manifest["chains"].items()}
problem = "" if hashlib.sha256(data).hexdigest() == manifest["sha256"] else "the file is not that of the manifest"
for e in map(json.loads, data.splitlines()):
    position, previous = heads[e["chain"]]
    digest = sha256({key: e[key] for key in BODY}) if "verb" in e else e["digest"]
    link = {"form": e["form"], "chain": e["chain"], "position": position + 1, "previous": previous, "digest": digest}
    text = {"salt": e.get("salt"), "label": e.get("label"), "details": e.get("details")}
    if e["hash"] != sha256(link | {"seen": e["seen"], "marked": e["marked"]}):
        problem = problem or f"chain {e['chain']}, position {position + 1}: not as it was sealed"
    elif "verb" in e and not e["redacted_by"] and sha256(text) != e["content"]:
        problem = problem or f"chain {e['chain']}, position {position + 1}: name or details were changed"
    heads[e["chain"]] = [position + 1, e["hash"]]
ends = {name: [each["last"], each["head"]] for name, each in manifest["chains"].items()}
sys.exit(problem or (0 if heads == ends else "entries are missing at the end"))
