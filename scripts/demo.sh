#!/usr/bin/env bash
# Two containers talk to each other: one behind Falcon, one behind the kernel's VXLAN. Options: see falcon demo --help.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
"$here/setup.sh" run build
exec "$here/falcon" demo "$@"
