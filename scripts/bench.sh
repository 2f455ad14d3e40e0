#!/usr/bin/env bash
# Builds and runs the benchmark scenarios with the given arguments; see scripts/bench.sh --help.
# scripts/bench.sh simulate [--help] runs the simulation of larger hosts instead, without root.
set -euo pipefail
repo=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

build() { dotnet build "$repo/bench/$1" -c Release -nologo -v quiet -clp:NoSummary -nodeReuse:false >&2; }

if [[ ${1:-} == simulate ]]; then
    build simulation
    exec "$repo/bench/simulation/bin/Release/net10.0/Falcon.Bench.Simulation" "${@:2}"
fi

"$repo/scripts/setup.sh"
FALCON=${FALCON:-$("$repo/scripts/build.sh")}
export FALCON
build scenarios
exec "$repo/bench/scenarios/bin/Release/net10.0/Falcon.Bench.Scenarios" "$@"
