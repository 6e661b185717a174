#!/usr/bin/env bash
# How fast ContainerNet is, side by side with others: sudo ./benchmarks/run.sh [--quick] [WORD]
# With a word only the benchmarks whose class in benchmarks/Work has it in its name are run.
# It runs in a network of its own, so the machine's is never touched. The table is in benchmarks/results/ afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup.sh

require_root
require_dotnet
require_tools ip=iproute2 unshare=util-linux mount=mount cc=gcc cc=libc6-dev

say "== Build"
mkdir -p benchmarks/bin
cc -O2 -Wall -o benchmarks/bin/floor benchmarks/floor/floor.c
dotnet build benchmarks -c Release -v quiet
# Without its help, which takes no part in this.
if command -v pwsh >/dev/null; then dotnet publish src/ContainerNet.PowerShell -c Release -o bin -v quiet; fi

say "== Measure"
in_sandbox dotnet benchmarks/bin/Release/net10.0/ContainerNet.Benchmarks.dll "$PWD" "$PWD/benchmarks/bin/floor" "$@"
