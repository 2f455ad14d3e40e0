#!/usr/bin/env bash
# Builds and runs the benchmark scenarios with the given arguments; see scripts/bench.sh --help.
# scripts/bench.sh simulate [--help] runs the simulation of larger hosts instead, without root.
set -euo pipefail
repo=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

case ${1:-} in
    simulate)
        executable=$("$repo/scripts/build.sh" simulation)
        exec "$executable" "${@:2}"
        ;;
    list | -h | --help) ;; # measures nothing, so it needs no tool and no falcon
    *)
        "$repo/scripts/setup.sh" bench
        FALCON=${FALCON:-$("$repo/scripts/build.sh")}
        export FALCON
        ;;
esac

executable=$("$repo/scripts/build.sh" scenarios)
exec "$executable" "$@"
