#!/usr/bin/env bash
# Builds and runs the benchmark scenarios with the given arguments; see scripts/bench.sh --help.
set -euo pipefail
repo=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
"$repo/scripts/setup.sh"
FALCON=${FALCON:-$("$repo/scripts/build.sh")}
export FALCON
dotnet build "$repo/bench/scenarios" -c Release -nologo -v quiet -clp:NoSummary -nodeReuse:false >&2
exec "$repo/bench/scenarios/bin/Release/net10.0/Falcon.Bench.Scenarios" "$@"
