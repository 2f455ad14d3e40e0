#!/usr/bin/env bash
# Installs what a bare Debian (or Ubuntu) needs to build, demonstrate and test Falcon. Can be run any number of times.
set -euo pipefail

# Build: the XDP programs. Run and demo: namespaces, ping, iperf3, the readiness probe (nc). Scripts: jq, flock, shellcheck.
readonly needed=(ca-certificates clang llvm libbpf1 libbpf-dev linux-libc-dev
    iproute2 ethtool iputils-ping iputils-arping iperf3 netcat-openbsd procps util-linux
    socat python3 tcpdump tshark xdp-tools jq shellcheck)
# The tools and applications of the benchmarks.
readonly benchmarks=(bpftool sockperf nginx-light wrk memcached libmemcached-tools)
# Packages that start a server of their own accord.
readonly services=(nginx memcached)

say() { printf 'setup: %s\n' "$*" >&2; }

is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }
# Another flavour of nginx serves as well, and installing ours would replace it.
has_nginx_already() { [[ $1 == nginx-light && -x /usr/sbin/nginx ]]; }
is_available() { apt-cache show "$1" >/dev/null 2>&1; }

missing() {
    local package
    for package in "$@"; do
        is_installed "$package" || has_nginx_already "$package" || echo "$package"
    done
}

install_packages() {
    if ((EUID != 0)); then
        say "missing packages: $*"
        say "run this as root to install them: sudo $0"
        exit 1
    fi
    say "installing $*"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >&2
}

# A benchmark's server must not run on the machine because of us. One that was there before is left as it is.
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
    local wanted package chosen=()
    command -v apt-get >/dev/null || { say "this is no Debian: install these yourself: ${needed[*]} ${benchmarks[*]}"; return; }
    mapfile -t wanted < <(missing "${needed[@]}" "${benchmarks[@]}")
    ((${#wanted[@]} > 0)) || return 0
    ((EUID != 0)) || apt-get update -q >&2
    for package in "${wanted[@]}"; do
        if [[ " ${benchmarks[*]} " == *" $package "* ]] && ! is_available "$package"; then
            say "this distribution has no $package: the benchmarks that use it will not run"
        else
            chosen+=("$package")
        fi
    done
    ((${#chosen[@]} > 0)) || return 0
    install_packages "${chosen[@]}"
    silence_services "${chosen[@]}"
}

has_dotnet() { command -v dotnet >/dev/null && dotnet --list-sdks | grep '^10\.' >/dev/null; }

setup_dotnet() {
    has_dotnet && return
    if is_available dotnet-sdk-10.0; then
        install_packages dotnet-sdk-10.0
    fi
    has_dotnet && return
    say "the .NET SDK 10 is missing, and this distribution has no package for it:"
    say "install it as Microsoft's page \"Install .NET on Linux\" says, so that 'dotnet --list-sdks' shows 10.0.x (for root as well)"
    exit 1
}

setup_packages
setup_dotnet
say "everything is there"
