#!/usr/bin/env bash
# Two hosts with a container each, one behind Falcon, one behind the kernel's VXLAN, talk to each other. Options: see falcon demo --help.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
"$here/setup.sh" run build
exec "$here/falcon" demo "$@"
