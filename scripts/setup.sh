#!/usr/bin/env bash
# Installs what a bare Debian (or Ubuntu) lacks to run, build, test or measure Falcon. Can be run any number of times.
# Leaves alone what is there: installs nothing for a tool that is present, whoever provides it, and removes nothing.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: setup.sh [run|build|test|bench]...      default: test

  run    what the daemon, the demo and lab.sh call
  build  the .NET SDK, and what the XDP programs are compiled with
  test   run, build, and the tools of scripts/test.sh
  bench  run, build, and the tools and applications of scripts/bench.sh
USAGE
}

# Layer, what must be there (a command, a library or a file), and the Debian package that contains it.
readonly catalogue='
run    ip                                  iproute2
run    bridge                              iproute2
run    ethtool                             ethtool
run    ping                                iputils-ping
run    iperf3                              iperf3
run    nc                                  netcat-openbsd
run    sysctl                              procps
run    setsid                              util-linux
run    libbpf.so.1                         libbpf1
build  clang                               clang
build  flock                               util-linux
build  /usr/include/bpf/bpf_helpers.h      libbpf-dev
build  /usr/include/linux/bpf.h            linux-libc-dev
build  /etc/ssl/certs/ca-certificates.crt  ca-certificates
test   ss                                  iproute2
test   socat                               socat
test   tcpdump                             tcpdump
test   tshark                              tshark
test   /usr/bin/python3                    python3
test   jq                                  jq
test   shellcheck                          shellcheck
bench  taskset                             util-linux
bench  jq                                  jq
bench  bpftool                             bpftool
bench  sockperf                            sockperf
bench  nginx                               nginx-light
bench  wrk                                 wrk
bench  memcached                           memcached
bench  memcaslap                           libmemcached-tools
'
# Packages that start a server when they are installed.
readonly services=(nginx memcached)
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

layers=() updated=false

say() { printf 'setup: %s\n' "$*" >&2; }

parse_layers() {
    local layer
    for layer in "${@:-test}"; do
        case $layer in
            run | build) layers+=("$layer") ;;
            test | bench) layers+=(run build "$layer") ;;
            -h | --help) usage; exit 0 ;;
            *) usage >&2; exit 2 ;;
        esac
    done
}

wants() { [[ " ${layers[*]} " == *" $1 "* ]]; }

is_present() {
    case $1 in
        /*) [[ -e $1 ]] ;;
        *.so*) [[ $(ldconfig -p) == *[[:space:]]"$1 ("* ]] ;;
        nc) command -v nc >/dev/null && [[ $(readlink -f "$(command -v nc)") != *traditional ]] ;; # netcat-traditional has no unix sockets
        *) command -v "$1" >/dev/null ;;
    esac
}

# Layer and package of everything that is missing.
missing() {
    local layer tool package
    while read -r layer tool package; do
        if [[ -n $layer ]] && wants "$layer" && ! is_present "$tool"; then echo "$layer $package"; fi
    done <<<"$catalogue" | sort -u
}

is_available() {
    $updated || ((EUID != 0)) || { apt-get update -q >&2 && updated=true; }
    apt-cache show "$1" >/dev/null 2>&1
}

install_packages() {
    if ((EUID != 0)); then
        say "missing packages: $*"
        say "run this as root to install them: sudo $0 ${layers[*]}"
        exit 1
    fi
    say "installing $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-remove --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >&2 && return
    say "apt-get could not install them all; what is installed already was not removed for them"
    exit 1
}

# A benchmark's server must not keep running on the machine. A server that was installed before is left alone.
silence_services() {
    local service
    for service in "${services[@]}"; do
        [[ " $* " == *" $service"* ]] || continue
        if [[ -d /run/systemd/system ]]; then
            systemctl disable --now --quiet "$service" || true
        else
            service "$service" stop >/dev/null 2>&1 || true
        fi
        say "$service is installed but neither running nor enabled"
    done
}

setup_packages() {
    local wanted line layer package chosen=()
    mapfile -t wanted < <(missing)
    ((${#wanted[@]} > 0)) || return 0
    if ! command -v apt-get >/dev/null; then
        say "this is not Debian: install what its packages are called here:" \
            "$(printf '%s\n' "${wanted[@]#* }" | sort -u | tr '\n' ' ')"
        return
    fi
    for line in "${wanted[@]}"; do
        read -r layer package <<<"$line"
        if is_available "$package" || [[ $layer != bench ]]; then
            chosen+=("$package")
        else
            say "this distribution has no $package: the benchmarks that use it will not run"
        fi
    done
    ((${#chosen[@]} > 0)) || return 0
    install_packages "${chosen[@]}"
    silence_services "${chosen[@]}"
}

has_sdk() { dotnet --list-sdks 2>/dev/null | grep '^10\.' >/dev/null; }
has_runtime() { dotnet --list-runtimes 2>/dev/null | grep '^Microsoft.AspNetCore.App 10\.' >/dev/null; }

# setup_dotnet CHECK PACKAGE NAME
setup_dotnet() {
    "$1" && return
    if command -v apt-get >/dev/null && is_available "$2"; then
        install_packages "$2"
    fi
    "$1" && return
    say "the .NET $3 10 is missing, and this distribution has no package for it:"
    say "install it as Microsoft's page \"Install .NET on Linux\" says, so that 'dotnet --info' shows it (for root as well)"
    exit 1
}

parse_layers "$@"
setup_packages
if wants build; then
    setup_dotnet has_sdk dotnet-sdk-10.0 SDK
else
    setup_dotnet has_runtime aspnetcore-runtime-10.0 "runtime with ASP.NET Core"
fi
say "everything is there"
