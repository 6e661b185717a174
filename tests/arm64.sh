#!/usr/bin/env bash
# Imports the package in a PowerShell for arm64, which qemu runs on this machine, and starts containernetd for arm64 where the package
# has it. Make the package before: pwsh ./build.ps1 -Task Package. Then: sudo tests/arm64.sh [PACKAGE]
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup.sh

library=/usr/aarch64-linux-gnu
package=$(realpath "${1:-$(ls -d out/ContainerNet/* | tail -1)}")
require_dotnet
require_tools qemu-aarch64-static=qemu-user-static
[ -e $library/lib/libstdc++.so.6 ] || require_tools libstdc++6-arm64=libstdc++6-arm64-cross libgcc-arm64=libgcc-s1-arm64-cross libc6-arm64=libc6-arm64-cross
# Two names for one page of memory are more than qemu allows.
export DOTNET_EnableWriteXorExecute=0

dotnet publish tests/Arm64 -c Release -o out/arm64 -v quiet -p:RunAnalyzers=false
qemu-aarch64-static -L $library out/arm64/ContainerNet.Arm64 tests/Arm64/Import.ps1 "$package"
service=$package/bin/linux-arm64/containernetd
if [ -x "$service" ]; then
  usage=$(qemu-aarch64-static -L $library "$service" 2>&1) || true
  [[ $usage == 'usage: containernetd'* ]] || { say "containernetd does not run on arm64: $usage" >&2; exit 1; }
  say "containernetd runs on Arm64."
fi
