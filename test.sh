#!/usr/bin/env bash
# Runs all tests: sudo ./test.sh
# The unit tests need the .NET SDK only; the Pester tests run where pwsh with Pester is installed.
set -euo pipefail
cd "$(dirname "$0")"
. tools/setup.sh

require_root
require_dotnet
require_tools ip=iproute2 nft=nftables iptables=iptables sysctl=procps ping=iputils-ping unshare=util-linux setpriv=util-linux script=bsdutils mount=mount \
  "${container_tools[@]}" busybox=busybox-static docker-registry=docker-registry umoci=umoci zstd=zstd getfattr=attr setcap=libcap2-bin

passed=0 failed=0 skipped=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# add PASSED FAILED SKIPPED
add() { passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3)); }

# An xunit test program, and what its closing line counts; one that dies before it is a failure.
run_xunit() {
  local log="$results/$(basename "$1").log" summary
  in_sandbox "$1" -noLogo -noColor 2>&1 | tee "$log" || true
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -1)
  [ -n "$summary" ] || { add 0 1 0; return; }
  local total errors fails skips
  read -r total errors fails skips < <(sed -E 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/' <<<"$summary")
  add $((total - errors - fails - skips)) $((errors + fails)) "$skips"
}

run_pester() {
  in_sandbox pwsh -NoProfile -File tests/Pester/Invoke-Tests.ps1 -ResultPath "$results/pester" || true
  [ -s "$results/pester" ] || { add 0 1 0; return; }
  add $(cat "$results/pester")
}

say "== Build"
dotnet build ContainerNet.slnx -c Release -v quiet
say "== Unit tests"
run_xunit tests/Unit/bin/Release/net10.0/ContainerNet.Tests
run_xunit tests/HelpBuilder/bin/Release/net10.0/HelpBuilder.Tests

say "== Pester tests"
if has_pester; then
  build_module
  run_pester
else
  say "Skipped: they need pwsh 7.6 with Pester 5.5 or later. To get PowerShell: https://aka.ms/install-powershell; then: Install-Module Pester"
fi

say "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
