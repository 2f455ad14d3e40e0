#!/usr/bin/env bash
# Builds container hosts in network namespaces, for the demo, tests/netns, the benchmarks and people.
#
# Hosts h1..hN have an underlay device eth1 and one namespace per container. The last K hosts carry the overlay with the kernel's
# VXLAN and a bridge, the others with Falcon. Nothing touches the root namespace: every device is created inside the lab.
set -euo pipefail

readonly state_root=/run/falcon-lab
readonly vxlan_port=4789
readonly ready_seconds=10

usage() {
    cat <<'USAGE'
usage: lab.sh up    [--name LAB] [--hosts N] [--containers M] [--kernel-hosts K] [--underlay 4|6] [--mtu BYTES]
                    [--lane packet|xdp] [--transmit auto|xsk|packet] [--path auto|engine|kernel]
                    [--overlays O] [--workers CPU[,CPU…][/…]] [--idle adaptive|poll|block] [--offloads on|off] [--steering 'KEY: VALUE, …']
                    [--budget N:'KEY: VALUE, …']… [--json] [--no-start]
       lab.sh down  [--name LAB | --all]
       lab.sh list
       lab.sh enter [--name LAB] NAME [COMMAND…]     a shell (or COMMAND) in a namespace, such as h1 or h1c1

defaults: --name lab --hosts 2 --containers 1 --kernel-hosts 1 --underlay 4 --mtu 1500 --lane packet --transmit auto
          --path auto --overlays 1 --workers 0 --idle adaptive --offloads off
--offloads on leaves the offloads of the underlay's veths on, as kind and containerlab do; no one then finishes checksums and segments
addresses: host I 10.99.0.I or fd99::I; container J on host I 192.168.100.(I*10+J) and fd00:100::(I*10+J); overlay o has VNI 99+o
state: /run/falcon-lab/LAB/ (topology.json; per Falcon host falcon.yaml, falcon.log, falcon.pid, admin.sock)
$FALCON names the executable; without it the repository's Release build is used, and built first when it is out of date.
USAGE
}

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
misuse() { say "$*"; say "see lab.sh --help"; exit 2; }

# --- options -------------------------------------------------------------------------------------------------------------------

lab=lab hosts=2 containers=1 kernel_hosts=1 underlay=4 mtu=1500 lane=packet transmit=auto path=auto overlays=1
workers=0 idle=adaptive offloads=off steering='' json=false start=true all=false
rest=() budgets=()

parse_options() {
    while (($# > 0)); do
        case $1 in
            --name | --hosts | --containers | --kernel-hosts | --underlay | --mtu | --lane | --transmit | --path | --overlays | \
                --workers | --idle | --offloads | --steering | --budget)
                (($# > 1)) || misuse "$1 needs a value"
                set_option "$1" "$2"
                shift 2
                ;;
            --json) json=true; shift ;;
            --no-start) start=false; shift ;;
            --all) all=true; shift ;;
            -h | --help) usage; exit 0 ;;
            --) shift; rest+=("$@"); return ;;
            -*) misuse "unknown option $1" ;;
            *) rest+=("$@"); return ;;
        esac
    done
}

set_option() {
    case $1 in
        --name)
            [[ $2 =~ ^[a-z0-9][a-z0-9-]{0,31}$ ]] || misuse "--name $2: up to 32 lower-case letters, digits and hyphens"
            lab=$2
            ;;
        --hosts) hosts=$(number "$1" "$2" 1 24) ;;
        --containers) containers=$(number "$1" "$2" 0 9) ;;
        --kernel-hosts) kernel_hosts=$(number "$1" "$2" 0 24) ;;
        --overlays) overlays=$(number "$1" "$2" 1 100) ;;
        --mtu) mtu=$(number "$1" "$2" 1350 65535) ;;
        --underlay)
            [[ $2 == [46] ]] || misuse "--underlay $2: must be 4 or 6"
            underlay=$2
            ;;
        --lane)
            [[ $2 == packet || $2 == xdp ]] || misuse "--lane $2: must be packet or xdp"
            lane=$2
            ;;
        --transmit)
            [[ $2 == auto || $2 == xsk || $2 == packet ]] || misuse "--transmit $2: must be auto, xsk or packet"
            transmit=$2
            ;;
        --path)
            [[ $2 == auto || $2 == engine || $2 == kernel ]] || misuse "--path $2: must be auto, engine or kernel"
            path=$2
            ;;
        --workers)
            [[ $2 =~ ^[0-9]+(,[0-9]+)*(/[0-9]+(,[0-9]+)*)*$ ]] ||
                misuse "--workers $2: must be CPU numbers, such as 0,1, or one list per host: 1/0"
            workers=$2
            ;;
        --steering) steering=$2 ;;
        --offloads)
            [[ $2 == on || $2 == off ]] || misuse "--offloads $2: must be on or off"
            offloads=$2
            ;;
        --budget)
            [[ $2 =~ ^[1-9]:. ]] ||
                misuse "--budget $2: must be the number of a container on each host and its budget, such as '2:cpu: 20%'"
            [[ ! -v budgets[${2%%:*}] ]] || misuse "--budget $2: container ${2%%:*} has a budget already"
            budgets[${2%%:*}]=${2#*:}
            ;;
        --idle)
            [[ $2 == adaptive || $2 == poll || $2 == block ]] || misuse "--idle $2: must be adaptive, poll or block"
            idle=$2
            ;;
    esac
}

number() {
    if ! [[ $2 =~ ^[0-9]{1,5}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then
        misuse "$1 $2: must be a number from $3 to $4"
    fi
    echo "$((10#$2))"
}

require_root() {
    ((EUID == 0)) || die "network namespaces need root: run this with sudo"
}

# --- names and addresses -------------------------------------------------------------------------------------------------------

state() { echo "$state_root/$lab"; }
kind() { (($1 > hosts - kernel_hosts)) && echo kernel || echo falcon; }
vni() { echo "$((99 + $1))"; }
inner_mtu() { [[ $underlay == 4 ]] && echo "$((mtu - 50))" || echo "$((mtu - 70))"; }
underlay_address() { [[ $underlay == 4 ]] && echo "10.99.0.$1" || echo "fd99::$1"; }
underlay_prefix() { [[ $underlay == 4 ]] && echo 24 || echo 64; }

# Containers of overlay 1 are named h1c1, those of overlay 2 h1c1o2. MACs and addresses are deliberately the same in every overlay.
container_name() { (($3 == 1)) && echo "h$1c$2" || echo "h$1c$2o$3"; }
container_mac() { printf '02:00:00:00:%02d:%02d' "$1" "$2"; }
container_ipv4() { echo "192.168.100.$(($1 * 10 + $2))/24"; }
container_ipv6() { echo "fd00:100::$(($1 * 10 + $2))/64"; }

# Calls `$1 host container overlay` for every container of host $2.
each_container() {
    local j o
    for ((o = 1; o <= overlays; o++)); do
        for ((j = 1; j <= containers; j++)); do
            "$1" "$2" "$j" "$o"
        done
    done
}

# --- namespaces ----------------------------------------------------------------------------------------------------------------

namespaces_of() {
    ip netns list | awk '{ print $1 }' | grep -E "^$1-(sw|h[0-9]+(c[0-9]+(o[0-9]+)?)?)\$" || true
}

# Duplicate address detection would delay every IPv6 address by seconds. Router solicitations only clutter captures.
create_namespace() {
    ip netns add "$1"
    ip netns exec "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0 \
        net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.dad_transmits=0 \
        net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.default.router_solicitations=0
    ip -n "$1" link set lo up
}

create_namespaces() {
    local i
    for ((i = 1; i <= hosts; i++)); do
        create_namespace "$lab-h$i"
        each_container create_container_namespace "$i"
    done
}

create_container_namespace() { create_namespace "$lab-$(container_name "$@")"; }

# --- underlay ------------------------------------------------------------------------------------------------------------------

create_underlay() {
    local i
    if ((hosts == 2)); then
        ip -n "$lab-h1" link add eth1 type veth peer name eth1 netns "$lab-h2"
    else
        create_switch
    fi
    for ((i = 1; i <= hosts; i++)); do
        configure_uplink "$i"
    done
}

create_switch() {
    local i
    create_namespace "$lab-sw"
    ip -n "$lab-sw" link add br0 mtu "$mtu" type bridge stp_state 0 forward_delay 0 mcast_snooping 0
    ip -n "$lab-sw" link set br0 addrgenmode none up
    for ((i = 1; i <= hosts; i++)); do
        ip -n "$lab-sw" link add "h$i" type veth peer name eth1 netns "$lab-h$i"
        ip -n "$lab-sw" link set "h$i" mtu "$mtu" master br0 addrgenmode none up
    done
}

# A veth passes partial checksums and 64 KiB segments to its peer, which no wire would do: complete both before the "wire", unless told
# otherwise. GRO gives the receiving end NAPI, like a network card's driver.
configure_uplink() {
    local netns="$lab-h$1" flags=()
    [[ $underlay == 4 ]] || flags=(nodad)
    ip -n "$netns" link set eth1 mtu "$mtu"
    ip netns exec "$netns" ethtool -K eth1 tx "$offloads" tso "$offloads" gso "$offloads" gro on >/dev/null
    ip -n "$netns" addr add "$(underlay_address "$1")/$(underlay_prefix)" dev eth1 "${flags[@]}"
    ip -n "$netns" link set eth1 up
}

# --- a host with the kernel's VXLAN --------------------------------------------------------------------------------------------

create_kernel_host() {
    local o
    for ((o = 1; o <= overlays; o++)); do
        create_kernel_overlay "$1" "$(vni "$o")"
    done
    each_container create_kernel_port "$1"
}

create_kernel_overlay() {
    local netns="$lab-h$1" id=$2 peer
    ip -n "$netns" link add "br$id" mtu "$(inner_mtu)" type bridge stp_state 0 forward_delay 0 mcast_snooping 0
    # Without "dev eth1": the kernel would delete it together with eth1.
    ip -n "$netns" link add "vx$id" mtu "$(inner_mtu)" type vxlan id "$id" dstport "$vxlan_port" local "$(underlay_address "$1")" learning
    ip -n "$netns" link set "vx$id" master "br$id" addrgenmode none up
    ip -n "$netns" link set "br$id" addrgenmode none up
    for ((peer = 1; peer <= hosts; peer++)); do
        ((peer == $1)) || bridge -n "$netns" fdb append 00:00:00:00:00:00 dev "vx$id" dst "$(underlay_address "$peer")"
    done
}

create_kernel_port() {
    local host="$lab-h$1" netns port="c$2o$3"
    netns="$lab-$(container_name "$@")"
    ip -n "$host" link add "$port" mtu "$(inner_mtu)" type veth \
        peer name eth0 address "$(container_mac "$1" "$2")" mtu "$(inner_mtu)" netns "$netns"
    ip -n "$host" link set "$port" master "br$(vni "$3")" addrgenmode none up
    ip -n "$netns" addr add "$(container_ipv4 "$1" "$2")" dev eth0
    ip -n "$netns" addr add "$(container_ipv6 "$1" "$2")" dev eth0 nodad
    ip -n "$netns" link set eth0 up
}

# --- a host with Falcon --------------------------------------------------------------------------------------------------------

write_config() {
    local dir o
    dir="$(state)/h$1"
    mkdir -p "$dir"
    {
        printf 'uplinks: [{device: eth1, transmit: %s}]\nvteps: ["%s"]\nvxlan-port: %s\n' \
            "$transmit" "$(underlay_address "$1")" "$vxlan_port"
        printf 'workers: [%s]\nidle: %s\nsteering: {%s}\nport-lane: %s\noverlays:\n' "$(workers_of "$1")" "$idle" "$steering" "$lane"
        for ((o = 1; o <= overlays; o++)); do
            write_overlay "$1" "$o"
        done
        printf 'admin-socket: %s/admin.sock\n' "$dir"
    } >"$dir/falcon.yaml"
}

# The worker list of host $1. Hosts without one of their own use the last list.
workers_of() {
    local lists
    IFS=/ read -ra lists <<<"$workers"
    local list=${lists[$1 - 1]:-${lists[-1]}}
    echo "${list//,/, }"
}

write_overlay() {
    local peer j peers=()
    for ((peer = 1; peer <= hosts; peer++)); do
        ((peer == $1)) || peers+=("\"$(underlay_address "$peer")\"")
    done
    printf '  - vni: %s\n    mtu: %s\n    peers: [%s]\n' "$(vni "$2")" "$(inner_mtu)" "$(join ', ' "${peers[@]}")"
    [[ $path == auto ]] || printf '    path: %s\n' "$path"
    ((containers == 0)) || printf '    ports:\n'
    for ((j = 1; j <= containers; j++)); do
        printf '      - name: %s\n        netns: %s\n        device: eth0\n' \
            "$(container_name "$1" "$j" "$2")" "$lab-$(container_name "$1" "$j" "$2")"
        printf '        mac: "%s"\n        addresses: ["%s", "%s"]\n' \
            "$(container_mac "$1" "$j")" "$(container_ipv4 "$1" "$j")" "$(container_ipv6 "$1" "$j")"
        [[ ! -v budgets[$j] ]] || printf '        budget: {%s}\n' "${budgets[$j]}"
    done
}

join() {
    local separator=$1 result=${2:-}
    shift $(($# > 1 ? 2 : 1))
    (($# == 0)) || result+=$(printf "$separator%s" "$@")
    echo "$result"
}

resolve_falcon() {
    if [[ -z ${FALCON:-} ]]; then
        FALCON=$("$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build.sh")
    fi
    command -v "$FALCON" >/dev/null || die "FALCON=$FALCON is not an executable"
}

# setsid, so that Ctrl-C in the terminal that built the lab does not end it.
start_falcon() {
    local dir
    dir="$(state)/h$1"
    setsid ip netns exec "$lab-h$1" "$FALCON" run --config "$dir/falcon.yaml" </dev/null >"$dir/falcon.log" 2>&1 &
    echo "$!" >"$dir/falcon.pid"
    wait_until_ready "$1" "$!"
}

# The admin socket accepts connections once frames flow.
wait_until_ready() {
    local dir deadline=$((SECONDS + ready_seconds))
    dir="$(state)/h$1"
    until [[ -S $dir/admin.sock ]] && nc -zU "$dir/admin.sock" 2>/dev/null; do
        kill -0 "$2" 2>/dev/null || fail_start "$1" "falcon on h$1 ended before it was ready"
        ((SECONDS < deadline)) || fail_start "$1" "falcon on h$1 was not ready within $ready_seconds s"
        sleep 0.05
    done
}

fail_start() {
    say "$2; its log:"
    sed 's/^/    /' "$(state)/h$1/falcon.log" >&2
    exit 1
}

# --- topology.json -------------------------------------------------------------------------------------------------------------

write_topology() {
    local i host_rows=() container_rows=()
    for ((i = 1; i <= hosts; i++)); do
        host_rows+=("$(host_json "$i")")
        while read -r row; do
            container_rows+=("$row")
        done < <(each_container container_json "$i")
    done
    {
        printf '{\n  "name": "%s", "state": "%s", "underlay": %s, "mtu": %s, "innerMtu": %s, "lane": "%s",\n' \
            "$lab" "$(state)" "$underlay" "$mtu" "$(inner_mtu)" "$lane"
        printf '  "hosts": [\n    %s\n  ],\n' "$(join $',\n    ' "${host_rows[@]}")"
        printf '  "containers": [\n    %s\n  ]\n}\n' "$(join $',\n    ' "${container_rows[@]}")"
    } >"$(state)/topology.json"
}

host_json() {
    local dir config=null socket=null log=null pid=null
    dir="$(state)/h$1"
    if [[ $(kind "$1") == falcon ]]; then
        config="\"$dir/falcon.yaml\"" socket="\"$dir/admin.sock\"" log="\"$dir/falcon.log\""
        [[ ! -f $dir/falcon.pid ]] || pid=$(<"$dir/falcon.pid")
    fi
    printf '{ "name": "h%s", "netns": "%s-h%s", "kind": "%s", "address": "%s", "device": "eth1", ' \
        "$1" "$lab" "$1" "$(kind "$1")" "$(underlay_address "$1")"
    printf '"config": %s, "socket": %s, "log": %s, "pid": %s }\n' "$config" "$socket" "$log" "$pid"
}

container_json() {
    local name
    name=$(container_name "$@")
    printf '{ "name": "%s", "netns": "%s-%s", "host": "h%s", "overlay": %s, "vni": %s, "device": "eth0", "mac": "%s", ' \
        "$name" "$lab" "$name" "$1" "$3" "$(vni "$3")" "$(container_mac "$1" "$2")"
    printf '"addresses": ["%s", "%s"] }\n' "$(container_ipv4 "$1" "$2")" "$(container_ipv6 "$1" "$2")"
}

# --- commands ------------------------------------------------------------------------------------------------------------------

up() {
    local i
    require_root
    ((kernel_hosts <= hosts)) || misuse "--kernel-hosts $kernel_hosts: there are only $hosts hosts"
    if ((kernel_hosts < hosts)) && $start; then
        resolve_falcon
    fi
    [[ -z $(namespaces_of "$lab") ]] || die "lab '$lab' exists already: remove it with lab.sh down --name $lab"
    mkdir -p "$state_root"
    mkdir "$(state)" 2>/dev/null || die "lab '$lab' exists already: remove it with lab.sh down --name $lab"
    trap abandon EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP

    create_namespaces
    create_underlay
    for ((i = 1; i <= hosts; i++)); do
        if [[ $(kind "$i") == kernel ]]; then create_kernel_host "$i"; else write_config "$i"; fi
    done
    for ((i = 1; i <= hosts - kernel_hosts; i++)); do
        ! $start || start_falcon "$i"
    done
    write_topology
    trap - EXIT INT TERM HUP
    report
}

# Runs when `up` ends early. The process started last may not be in its namespace yet, so it is ended by the PID that bash knows.
abandon() {
    local code=$?
    trap '' INT TERM HUP
    if [[ -n ${!:-} ]] && kill -KILL "$!" 2>/dev/null; then
        wait "$!" 2>/dev/null || true
    fi
    tear_down "$lab"
    say "lab '$lab' was not built; everything it had created is removed"
    exit "$code"
}

report() {
    if $json; then
        cat "$(state)/topology.json"
    else
        say "lab '$lab' is up: $(namespaces_of "$lab" | tr '\n' ' ')"
    fi
}

# Cannot be interrupted: half a lab is worse than a second's wait.
down() {
    require_root
    trap '' INT TERM HUP
    if $all; then
        local dir
        for dir in "$state_root"/*/; do
            [[ ! -d $dir ]] || tear_down "$(basename "$dir")"
        done
    else
        tear_down "$lab"
    fi
}

# Works on whatever is left of a lab. Ends processes only by the PID files in its state directory.
tear_down() {
    local netns pid_file
    for pid_file in "$state_root/$1"/*.pid "$state_root/$1"/*/*.pid; do
        [[ ! -f $pid_file ]] || end_process "$1" "$(<"$pid_file")"
    done
    for netns in $(namespaces_of "$1"); do
        warn_of_processes "$netns"
        ip netns del "$netns" || true
    done
    rm -rf "${state_root:?}/$1"
}

# A PID file may be stale and its number reused: only processes inside the lab's namespaces are ours.
end_process() {
    local tries
    [[ $2 =~ ^[0-9]+$ ]] && lives_in "$1" "$2" || return 0
    kill -TERM "$2" 2>/dev/null || return 0
    for ((tries = 0; tries < 100; tries++)); do
        lives_in "$1" "$2" || return 0
        sleep 0.05
    done
    say "process $2 did not end within 5 s: killed"
    kill -KILL "$2" 2>/dev/null || true
}

lives_in() {
    local netns inode
    [[ $(ps -o stat= -p "$2" 2>/dev/null) == [!Z]* ]] || return 1
    inode=$(stat -Lc %i "/proc/$2/ns/net" 2>/dev/null) || return 1
    for netns in $(namespaces_of "$1"); do
        [[ $(stat -Lc %i "/run/netns/$netns") != "$inode" ]] || return 0
    done
    return 1
}

warn_of_processes() {
    local pids
    pids=$(ip netns pids "$1" 2>/dev/null | tr '\n' ' ') || true
    [[ -z $pids ]] || say "note: still running in $1: $pids"
}

list() {
    local dir name
    for dir in "$state_root"/*/; do
        [[ -d $dir ]] || continue
        name=$(basename "$dir")
        printf '%s: %s\n' "$name" "$(namespaces_of "$name" | tr '\n' ' ')"
    done
}

enter() {
    require_root
    ((${#rest[@]} > 0)) || misuse "enter which namespace? such as: lab.sh enter h1c1"
    local netns="$lab-${rest[0]#"$lab"-}"
    [[ -e /run/netns/$netns ]] || die "there is no namespace $netns; lab.sh list shows what there is"
    if ((${#rest[@]} > 1)); then
        exec nsenter --net="/run/netns/$netns" -- "${rest[@]:1}"
    fi
    exec nsenter --net="/run/netns/$netns" -- env debian_chroot="$netns" "${SHELL:-/bin/bash}"
}

main() {
    local command=${1:-}
    shift || true
    case $command in
        up | down | list)
            parse_options "$@"
            ((${#rest[@]} == 0)) || misuse "unexpected argument ${rest[0]}"
            "$command"
            ;;
        enter) parse_options "$@"; enter ;;
        -h | --help | help) usage ;;
        '') usage >&2; exit 2 ;;
        *) misuse "unknown command $command" ;;
    esac
}

main "$@"
