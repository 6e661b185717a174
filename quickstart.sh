#!/usr/bin/env bash
# The main job, start to end: sudo ./quickstart.sh
# A network, two namespaces on it, a small server whose published port answers to the host and to its LAN, a container; then
# all of it is removed. It runs in a network of its own, so the machine's is never touched.
set -euo pipefail
cd "$(dirname "$0")"
. tools/setup.sh

require_root
require_dotnet
require_tools ip=iproute2 unshare=util-linux mount=mount "${container_tools[@]}" busybox=busybox-static

if command -v pwsh >/dev/null; then
  build_module
  in_sandbox pwsh -NoProfile -File examples/quickstart.ps1
else
  say "pwsh is not installed, so this runs the same job from C# (examples/quickstart.cs)."
  dotnet build examples/quickstart.cs -c Release -v quiet
  in_sandbox dotnet run --no-build -c Release examples/quickstart.cs
fi
