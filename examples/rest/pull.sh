#!/bin/sh
# Programs and progress of the regions that you may read, as CSV files, with curl. Once:
#   export PORTAL=https://portal.example KEY=sc_...
#   sh pull.sh
set -eu

pull() { # ADDRESS FILE: every page of a list; the header line stands in the file once
    address="$PORTAL/api/v1/$1" first=yes
    : > "$2"
    while [ -n "$address" ]; do
        curl -sS --fail-with-body -D headers.txt -o page.csv -H "Authorization: Api-Key $KEY" "$address"
        if [ "$first" = yes ]; then cat page.csv >> "$2"; else tail -n +2 page.csv >> "$2"; fi
        first=no
        address=$(tr ',' '\n' < headers.txt | tr -d '\r' | sed -n 's/.*<\(.*\)>; rel="next".*/\1/p')
    done
    rm -f headers.txt page.csv
}

pull "regions/?format=csv&page_size=500" regions.csv
pull "programs/?format=csv&page_size=500&version_status=adopted" programs.csv
pull "progress-reports/?format=csv&page_size=500&state=verified" progress-reports.csv
