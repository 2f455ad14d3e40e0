#!/usr/bin/env bash
# Drives the kernel's own packet generator (/proc/net/pktgen) with the options of `falcon pktgen`, so that both can be compared.
set -euo pipefail

readonly proc=/proc/net/pktgen

usage() {
    cat <<'USAGE'
usage: pktgen.sh --device DEV --to-mac MAC --from-ip IP --to-ip IP [--netns NS] [--from-mac MAC] [--port 9] [--source-port 1024]
                 [--flows N] [--burst B] [--size BYTES] [--rate PPS] [--seconds S | --count N] [--cpu C] [--json]

The kernel's pktgen has no VXLAN, no IMIX and no flow and sequence number per flow: those options are refused. Its payload starts with a
magic number, a sequence number over all flows and a wall clock time; `falcon pktgen sink` counts it as foreign.
Exit codes: 0 success, 1 fault, 2 bad usage, 3 this kernel has no pktgen.
USAGE
}

die() { printf 'pktgen.sh: %s\n' "$2" >&2; exit "$1"; }

device='' netns='' to_mac='' from_mac='' from_ip='' to_ip='' port=9 source_port=1024 flows=1 burst=1 size=18
rate=0 seconds='' count=0 cpu=0 json=false

parse_options() {
    while (($# > 0)); do
        case $1 in
            -h | --help) usage; exit 0 ;;
            --json) json=true; shift; continue ;;
            --imix | --xsk | --vxlan-* | --outer-*) die 2 "$1: the kernel's pktgen cannot; use falcon pktgen" ;;
            --device | --netns | --to-mac | --from-mac | --from-ip | --to-ip | --port | --source-port | --flows | --burst | --size | \
                --rate | --seconds | --count | --cpu) ;;
            *) die 2 "unknown option $1; see pktgen.sh --help" ;;
        esac
        (($# > 1)) || die 2 "$1 needs a value"
        local name=${1#--}
        printf -v "${name//-/_}" '%s' "$2"
        shift 2
    done
    local option
    for option in device to_mac from_ip to_ip; do
        [[ -n ${!option} ]] || die 2 "--${option//_/-} is needed; see pktgen.sh --help"
    done
    ((size >= 18)) || die 2 "--size $size: the least is 18"
}

enter_namespace() {
    [[ -z $netns || -n ${PKTGEN_ENTERED:-} ]] || PKTGEN_ENTERED=1 exec nsenter --net="$(namespace_path)" "$0" "$@"
}

namespace_path() {
    case $netns in
        pid:*) echo "/proc/${netns#pid:}/ns/net" ;;
        /*) echo "$netns" ;;
        *) echo "/run/netns/$netns" ;;
    esac
}

check() {
    [[ -e $proc/pgctrl ]] || modprobe pktgen 2>/dev/null || true
    [[ -e $proc/pgctrl ]] ||
        die 3 "this kernel has no $proc (CONFIG_NET_PKTGEN is not built, or the module cannot be loaded): use falcon pktgen"
    ip link show dev "$device" >/dev/null 2>&1 || die 3 "there is no device $device in this network namespace"
    if has_default_route -4 || has_default_route -6; then
        die 2 "$device carries the default route: refusing to flood the way to the rest of the world"
    fi
    [[ -e $proc/kpktgend_$cpu ]] || die 2 "--cpu $cpu: there is no $proc/kpktgend_$cpu"
}

has_default_route() { ip "$1" route show default dev "$device" 2>/dev/null | grep -q .; }

# Writes a command to a file of pktgen. The file's Result line has the answer.
tell() {
    local file=$1
    shift
    echo "$*" >"$proc/$file" || die 1 "pktgen refused '$*' for $file: $(sed -n 's/^Result: *//p' "$proc/$file")"
}

configure() {
    local suffix='' ethernet_ip_udp=42
    if [[ $to_ip == *:* ]]; then suffix=6 ethernet_ip_udp=62; fi
    local name=$device@$cpu

    tell "kpktgend_$cpu" rem_device_all
    tell "kpktgend_$cpu" add_device "$name"
    tell "$name" count "$count"
    tell "$name" pkt_size $((ethernet_ip_udp + size))
    tell "$name" clone_skb 0
    tell "$name" delay 0
    ((rate == 0)) || tell "$name" ratep "$rate"
    tell "$name" dst_mac "$to_mac"
    [[ -z $from_mac ]] || tell "$name" src_mac "$from_mac"
    if [[ -n $suffix ]]; then
        tell "$name" src6 "$from_ip"
        tell "$name" dst6 "$to_ip"
    else
        tell "$name" src_min "$from_ip"
        tell "$name" src_max "$from_ip"
        tell "$name" dst "$to_ip"
    fi
    tell "$name" udp_dst_min "$port"
    tell "$name" udp_dst_max "$port"
    tell "$name" udp_src_min "$source_port"
    tell "$name" udp_src_max $((source_port + flows))
    ((burst == 1)) || tell "$name" burst "$burst"
    tell "$name" flag UDPCSUM
}

run() {
    trap 'echo stop >$proc/pgctrl' INT TERM
    if [[ -n $seconds ]]; then
        (sleep "$seconds" && echo stop >$proc/pgctrl) &
    fi
    echo start >$proc/pgctrl || true # returns when all threads have stopped
    wait
}

report() {
    local name=$device@$cpu sent micros pps
    sent=$(sed -n 's/.*pkts-sofar: \([0-9]*\).*/\1/p' "$proc/$name")
    micros=$(sed -n 's/^Result: OK: \([0-9]*\)(.*/\1/p' "$proc/$name")
    [[ -n $micros ]] || die 1 "pktgen did not run: $(sed -n 's/^Result: *//p' "$proc/$name")"
    pps=$((micros > 0 ? sent * 1000000 / micros : 0))
    if $json; then
        printf '{"device":"%s","mode":"kernel pktgen","frames":%d,"sent":%d,"seconds":%d.%06d,"pps":%d,"askedPps":%s}\n' \
            "$device" "$sent" "$sent" $((micros / 1000000)) $((micros % 1000000)) "$pps" "$( ((rate > 0)) && echo "$rate" || echo null)"
    else
        printf '%s, kernel pktgen: %d frames in %d.%06d s, %d frames/s\n' \
            "$device" "$sent" $((micros / 1000000)) $((micros % 1000000)) "$pps"
    fi
}

parse_options "$@"
enter_namespace "$@"
check
configure
run
report
