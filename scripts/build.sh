#!/usr/bin/env bash
# build.sh [falcon|scenarios|simulation]: builds the Release executable (falcon without a name) when a source is newer than the last
# build, and prints its path. Safe to run concurrently.
set -euo pipefail

repo=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$repo"
readonly target=${1:-falcon}
# Its own project first; then those that it is made of.
case $target in
    falcon) projects=(cli control pktgen engine steering vxlan xsk api) name=falcon ;;
    scenarios)
        projects=(bench/scenarios bench/pipelines bench/plots testing pktgen engine steering vxlan xsk api)
        name=Falcon.Bench.Scenarios
        ;;
    simulation) projects=(bench/simulation bench/plots steering) name=Falcon.Bench.Simulation ;;
    *) echo "usage: build.sh [falcon|scenarios|simulation]" >&2; exit 2 ;;
esac
readonly projects name
readonly directory=$repo/${projects[0]}/bin/Release/net10.0
readonly executable=$directory/$name stamp=$directory/.built

# Directories count as well: their time changes when a file in them is removed.
is_stale() {
    [[ -x $executable && -f $stamp ]] || return 0
    [[ -n $(find "${projects[@]}" scripts/lab.sh Directory.Build.props Directory.Packages.props global.json \
        \( -name bin -o -name obj \) -prune -o -newer "$stamp" -print -quit) ]]
}

# The stamp bears the time at which the build began, so that what is edited meanwhile is built next time;
# bin and obj are made before, for they change their directory's time.
build() {
    local log began
    mkdir -p "${projects[@]/%//bin}" "${projects[@]/%//obj}"
    log=$(mktemp)
    began=$(mktemp)
    echo "building $target (Release)" >&2
    if ! dotnet build "${projects[0]}" -c Release -nologo -v quiet -clp:NoSummary -nodeReuse:false >"$log" 2>&1 9>&-; then
        cat "$log" >&2
        rm -f "$log" "$began"
        echo "the build failed" >&2
        exit 1
    fi
    mv "$began" "$stamp"
    rm -f "$log"
}

if is_stale; then
    exec 9<"$repo/cli"
    flock 9
    if is_stale; then build; fi
fi
echo "$executable"
