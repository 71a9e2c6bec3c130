#!/bin/sh
# Realised spending of programs into the portal, with curl. Once:
#   export PORTAL=https://portal.example KEY=sc_...     (a key with the scope "write", of somebody who enters)
#   sh write.sh spending.json
# spending.json, amounts cumulative in the year:
#   {"region": "52.07", "period": "2026-3", "rows": [
#     {"program": "SG-01", "source_of_funds": "1.1", "amount": 412500000},
#     {"program": "SG-02", "source_of_funds": "1.2", "amount": "98750000.00"}]}
set -eu

send() { # FILE QUERY [HEADER]: post the rows; what is refused is shown and ends the script
    curl -sS --fail-with-body --retry 3 -X POST -H "Authorization: Api-Key $KEY" \
        -H "Content-Type: application/json" ${3:+-H "$3"} --data-binary "@$1" "$PORTAL/api/v1/spending/bulk/$2"
    echo
}

send "$1" "?dry_run=true" # checks every row and stores nothing
# Retried under one key a request is written once, even where its answer was lost.
send "$1" "" "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)"
