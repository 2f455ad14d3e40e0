#!/usr/bin/env bash
# Compares what udp-small shows for the kernel's overlay with udpgso_bench_tx and udpgso_bench_rx, the tools with which the kernel's
# developers test UDP. That sender hands 64 datagrams at a time to the kernel (UDP_SEGMENT), so it is nearly as cheap as falcon pktgen.
set -euo pipefail

repo=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
readonly repo lab=crosscheck$$ payload=18 train=64 port=9000 sender_cpu=0 sink_cpu=1
readonly server=192.168.100.11 server_mac=02:00:00:00:01:01 absent=192.168.100.29

usage() {
    cat <<'USAGE'
usage: crosscheck.sh [ROUNDS [SECONDS]]       default: 5 rounds of 3 seconds

Both senders run on CPU 0 and both sinks on CPU 1, by turns, in the same lab of two kernel hosts. Needs root, gcc, xz, and Debian's package
linux-source-6.1 (140 MB). The two programs are built in a temporary directory; nothing is installed.
USAGE
}

say() { printf 'crosscheck: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

build_tools() {
    local source=tools/testing/selftests
    say "building udpgso_bench_tx and udpgso_bench_rx from Debian's linux-source-6.1"
    (cd "$work" && apt-get download -q -o APT::Sandbox::User=root linux-source-6.1 >/dev/null) ||
        die "apt-get cannot download linux-source-6.1"
    dpkg-deb --fsys-tarfile "$work"/linux-source-*.deb | tar x -O --wildcards '*.tar.xz' | xz -dc |
        tar x -C "$work" --strip-components=1 --wildcards "*/$source/net/udpgso_bench_*.c" "*/$source/kselftest.h"
    local side
    for side in tx rx; do
        gcc -O2 -I"$work/$source" -o "$work/$side" "$work/$source/net/udpgso_bench_$side.c"
    done
}

# The sending host cuts large datagrams into frames before the wire, so that frames are as small as those of falcon pktgen.
build_lab() {
    "$repo/scripts/lab.sh" up --name "$lab" --hosts 2 --containers 1 --kernel-hosts 2 >/dev/null
    ip netns exec "$lab-h2" ethtool -K eth1 tx-udp_tnl-segmentation off tx-udp_tnl-csum-segmentation off
    ip netns exec "$lab-h2c1" ping -q -c 1 "$server" >/dev/null
    uplink_mac=$(ip -n "$lab-h1" -j link show dev eth1 | jq -r '.[0].address')
}

cleanup() {
    "$repo/scripts/lab.sh" down --name "$lab" 2>/dev/null || true
    rm -rf "$work"
}

on() { ip netns exec "$lab-$1" taskset -c "${@:2}"; }

# Datagrams per second, as the sink counts them.
ours() {
    on h1c1 $sink_cpu timeout -s INT $((seconds + 2)) "$FALCON" pktgen sink --port $port --json >"$work/sink.json" &
    sleep 1
    on h2 $sender_cpu "$FALCON" pktgen --device eth1 --cpu $sender_cpu --seconds "$seconds" --size $payload --port $port \
        --to-mac $server_mac --from-ip $absent --to-ip $server \
        --vxlan-vni 100 --outer-to-mac "$uplink_mac" --outer-from 10.99.0.2 --outer-to 10.99.0.1 --json >/dev/null
    wait
    jq '.datagrams / .seconds | floor' "$work/sink.json"
}

# The sink prints a line per second. The first and the last cover less than a second of traffic.
theirs() {
    on h1c1 $sink_cpu timeout -s INT $((seconds + 2)) "$work/rx" -4 -p $port 2>"$work/rx.txt" &
    sleep 0.5
    on h2c1 $sender_cpu "$work/tx" -4 -D $server -p $port -u -S $payload -s $((payload * train)) -l "$seconds" >/dev/null 2>&1
    wait
    awk '{ print $(NF - 1) }' "$work/rx.txt" | sed '1d;$d' | median
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

[[ ${1:-} != -h && ${1:-} != --help ]] || { usage; exit 0; }
rounds=${1:-5} seconds=${2:-3}
[[ $rounds =~ ^[1-9][0-9]?$ && $seconds =~ ^[3-9]$|^[1-9][0-9]$ ]] || { usage >&2; exit 2; }
((EUID == 0)) || die "network namespaces need root: run this with sudo"
FALCON=${FALCON:-$("$repo/scripts/build.sh")}
work=$(mktemp -d)
trap cleanup EXIT
build_tools
build_lab
for ((round = 1; round <= rounds; round++)); do
    ours | tee -a "$work/ours" | sed 's|$| datagrams/s: falcon pktgen and sink|'
    theirs | tee -a "$work/theirs" | sed 's|$| datagrams/s: udpgso_bench_tx and _rx|'
done
jq -n --argjson ours "$(median <"$work/ours")" --argjson theirs "$(median <"$work/theirs")" \
    '{ours: $ours, theirs: $theirs, ratio: ($ours / $theirs * 100 | round / 100)}'
