#!/usr/bin/env bash
# The receive path under the JIT (tiered PGO) and as NativeAOT for this machine's instructions, in turns, at real-time priority (root).
# usage: bench/receive/compare.sh [ROUNDS=5] [BATCH=64]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly rounds=${1:-5} batch=${2:-64}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# A lock file of its own: the native compiler is a package that the project itself does not need.
publish() {
    dotnet publish -c Release -r linux-x64 --self-contained "$2" -p:Aot="$2" -p:NuGetLockFilePath=obj/compare.lock.json \
        -o "$out/$1" -nologo -v quiet -clp:NoSummary -nodeReuse:false
}

publish jit false
publish aot true
for ((round = 0; round < rounds; round++)); do
    for kind in jit aot; do
        chrt -f 5 "$out/$kind/falcon-bench-receive" 15 "$batch"
    done
done
