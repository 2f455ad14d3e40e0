#!/usr/bin/env bash
# Builds Falcon and runs its tests. The last line is exactly `N passed, N failed, N skipped`.
set -euo pipefail

repo=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$repo"
readonly results=$repo/TestResults
readonly project_limit=30m published_limit=25 columns=140
unit=true netns=true filter='' passed=0 failed=0 skipped=0

usage() {
    cat <<'USAGE'
usage: scripts/test.sh [--unit | --netns] [--filter TEXT]
  --unit         only what needs no root
  --netns        only the tests in network namespaces (as root)
  --filter TEXT  only tests whose full name contains TEXT; style checks are left out
USAGE
}

parse_options() {
    while (($# > 0)); do
        case $1 in
            --unit) netns=false ;;
            --netns) unit=false ;;
            --filter)
                (($# > 1)) || { usage >&2; exit 2; }
                filter=$2
                shift
                ;;
            -h | --help) usage; exit 0 ;;
            *) usage >&2; exit 2 ;;
        esac
        shift
    done
    $unit || $netns || { usage >&2; exit 2; }
}

step() { printf '\n== %s\n' "$*"; }

finish() {
    printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    ((failed == 0 && passed > 0)) && exit 0
    exit 1
}

build() {
    step "build (Release, warnings are errors)"
    if ! dotnet build Falcon.sln -c Release -warnaserror -nologo -v quiet -clp:NoSummary -nodeReuse:false; then
        echo "FAIL build"
        failed=1
        finish
    fi
    FALCON=$(scripts/build.sh)
    export FALCON
}

# A check counts only when it fails: the totals are of tests.
check() {
    step "$1"
    shift
    "$@" || { echo "FAIL $*"; failed=$((failed + 1)); }
}

# A daemon that runs as root brings along what it needs and no more: the native code of one drawing library was once 150 MB.
# shellcheck disable=SC2317 # check calls it
published_is_lean() {
    local directory=$results/published megabytes
    dotnet publish cli -c Release --no-build -nologo -v quiet -o "$directory" || return
    megabytes=$(du -sm "$directory" | cut -f 1)
    echo "$megabytes MB, of at most $published_limit"
    ((megabytes <= published_limit)) && [[ -z $(find "$directory" -iname '*scottplot*' -o -name '*.so') ]]
}

# Tables in Markdown are as long as they are.
# shellcheck disable=SC2317 # check calls it
lines_fit() {
    local long sources=('*.cs' '*.sh' '*.c' '*.h' '*.props' '*.csproj')
    long=$(git ls-files -z "${sources[@]}" | LC_ALL=C.UTF-8 xargs -0 grep -nP "^.{$((columns + 1)),}") || true
    long+=$(git ls-files -z '*.md' | LC_ALL=C.UTF-8 xargs -0 grep -nP "^[^|].{$columns,}") || true
    [[ -z $long ]] || { printf '%s\n' "$long" | cut -c 1-200; return 1; }
}

checks() {
    check "lines of at most $columns columns" lines_fit
    check "shell scripts" shellcheck scripts/*.sh scripts/falcon .ci/run
    check "size of what is published" published_is_lean
    check "code style" dotnet format Falcon.sln --verify-no-changes --no-restore
}

# Runs one test project and adds the totals of its report (CTRF); a project that leaves no report has crashed.
run_project() {
    local project=$1 name report code=0 options=()
    shift
    name=$(basename "$project" .csproj)
    report=$results/$name.json
    [[ -z $filter ]] || options=(-method "*$filter*")
    step "$(dirname "$project")"
    # Started by nohup or in the background, a shell ignores these signals, and so would every daemon that a test sends them to.
    env --default-signal=HUP,INT timeout --foreground -k 30 "$project_limit" "$(dirname "$project")/bin/Release/net10.0/$name" \
        -noLogo -noColor -noAutoReporters -result-ctrf "$report" "${options[@]}" "$@" </dev/null || code=$?
    if ! jq -e .results.summary "$report" >/dev/null 2>&1; then
        echo "FAIL $name ended with code $code and without a report"
        failed=$((failed + 1))
        return
    fi
    add_totals "$report" "$code"
}

add_totals() {
    local project_passed project_failed project_skipped
    read -r project_passed project_failed project_skipped < <(
        jq -r '.results.summary | "\(.passed) \(.failed) \(.skipped + .pending + .other)"' "$1")
    if (($2 != 0 && project_failed == 0)); then
        echo "FAIL $(basename "$1" .json) ended with code $2 though no test failed"
        project_failed=1
    fi
    jq -r '.results.tests[] | select(.status != "passed")
        | (if .status == "failed" then "FAIL" else "SKIP" end) + " " + .name, (.message // "" | split("\n")[:4][] | "  " + .[:140])' "$1"
    passed=$((passed + project_passed)) failed=$((failed + project_failed)) skipped=$((skipped + project_skipped))
}

unit_tests() {
    local project
    for project in tests/*/*.csproj tests/bench/*/*.csproj; do
        [[ $project == tests/netns/* ]] || run_project "$project"
    done
}

netns_tests() {
    if ((EUID == 0)); then
        run_project tests/netns/Falcon.Netns.Tests.csproj -parallelMode none
    else
        echo "SKIP tests/netns: network namespaces need root"
        skipped=$((skipped + 1))
    fi
}

main() {
    parse_options "$@"
    scripts/setup.sh test
    rm -rf "$results"
    mkdir -p "$results"
    build
    if $unit && [[ -z $filter ]]; then checks; fi
    if $unit; then unit_tests; fi
    if $netns; then netns_tests; fi
    finish
}

main "$@"
