#!/usr/bin/env bash
# How fast ContainerNet is, side by side with others: sudo ./benchmarks/run.sh [--quick] [--only ROW…] [--output DIRECTORY]
# It installs with apt what it compares with, and runs in a network of its own, so the machine's is never touched.
# The table, results.md, and the same data as results.json, are in benchmarks/results/ or in DIRECTORY.
set -euo pipefail
folder=$PWD
cd "$(dirname "$0")/.."
. tools/setup.sh

require_root
require_dotnet
require_pwsh
require_tools ip=iproute2 unshare=util-linux mount=mount

# offer PROGRAM PACKAGE…: installs what is missing for a row's sake. Where that does not work, the row says that it is missing.
offer() {
  local program=$1
  shift
  [ -e "$program" ] || command -v "$program" >/dev/null || missing+=("$@")
}

# In a shell of its own, so that what is forbidden is allowed again afterwards.
install_missing() (
  [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null || exit 0
  say "Installing ${missing[*]}"
  forbid_daemons
  apt-get update -qq >/dev/null || exit 0
  for package in "${missing[@]}"; do
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$package" >/dev/null || say "$package cannot be installed"
  done
)

missing=()
offer cc gcc libc6-dev
offer iptables iptables
offer /usr/lib/cni/bridge containernetworking-plugins
offer /usr/lib/podman/netavark netavark
offer dockerd docker.io
offer podman podman
offer runc runc
offer conmon conmon
offer iperf3 iperf3
offer nft nftables
offer strace strace
install_missing

say "== Build"
mkdir -p benchmarks/bin
# compile PROGRAM OPTION…: where it cannot be, its rows say that it is missing.
compile() { cc -O2 -Wall "${@:2}" -o "benchmarks/bin/$1" "benchmarks/native/$1.c" || say "$1 cannot be compiled"; }
compile floor
compile replay
compile connect
compile pause -static
dotnet publish benchmarks -c Release -o benchmarks/bin/published -v quiet
# Without its help, which takes no part in this.
dotnet publish src/ContainerNet.PowerShell -c Release -o bin -v quiet

say "== Measure"
root=$PWD
cd "$folder"
in_sandbox dotnet "$root/benchmarks/bin/published/ContainerNet.Benchmarks.dll" "$root" "$@"
