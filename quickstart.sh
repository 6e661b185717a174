#!/usr/bin/env bash
# The main job, start to end: sudo ./quickstart.sh [--plan]
# A network, two namespaces on it, a small server whose published port answers to the host and to its LAN, a container; then
# all of it is removed. It runs in a network of its own, so the machine's is never touched.
set -euo pipefail
cd "$(dirname "$0")"
. tools/setup.sh

usage() { say "usage: sudo ./quickstart.sh [--plan]    --plan shows each step as the command that it equals" >&2; exit 2; }

plan=()
for option; do
  case $option in
    --plan) plan=(-Verbose) ;;
    *) usage ;;
  esac
done

say "ContainerNet's main job, in a network of its own: the machine's network is not touched."
require_root
require_dotnet
require_pwsh
require_tools ip=iproute2 unshare=util-linux mount=mount "${container_tools[@]}" busybox=busybox-static

say "Building the module. This takes about half a minute the first time."
build_module
say "Running examples/quickstart.ps1"
in_sandbox pwsh -NoProfile -File examples/quickstart.ps1 "${plan[@]}"
