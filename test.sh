#!/usr/bin/env bash
# Runs all tests: sudo ./test.sh
# It needs the .NET 10 SDK, and installs what else is missing: tools with apt, PowerShell and Pester with NuGet.
set -euo pipefail
cd "$(dirname "$0")"
. tools/setup.sh

require_root
require_dotnet
require_pwsh
require_tools ip=iproute2 nft=nftables iptables=iptables sysctl=procps ping=iputils-ping unshare=util-linux setpriv=util-linux script=bsdutils mount=mount \
  "${container_tools[@]}" busybox=busybox-static docker-registry=docker-registry umoci=umoci catatonit=catatonit zstd=zstd getfattr=attr setcap=libcap2-bin

passed=0 failed=0 skipped=0
results=$(mktemp -d)
# A sandbox ends with the process that made it (unshare --kill-child).
trap 'for job in $(jobs -p); do pkill -P "$job" || true; done; rm -rf "$results"' EXIT

# add PASSED FAILED SKIPPED
add() { passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3)); }

# run_xunit NAME PROGRAM: runs an xunit test program. Its tests spend half of their time waiting for processes and packets, so two run
# at once on each processor.
run_xunit() { in_sandbox "$2" -noLogo -noColor -maxThreads 2x >"$results/$1.log" 2>&1; }

# run_pester NAME ARGUMENT …: runs Pester test files; the arguments say which.
run_pester() {
  local name=$1
  shift
  in_sandbox pwsh -NoProfile -File tests/Pester/Invoke-Tests.ps1 -PesterPath "$pester" -ResultPath "$results/$name.counts" "$@" >"$results/$name.log" 2>&1
}

# What an xunit program's closing line counts; one that dies before it is a failure.
count_xunit() {
  local log="$results/$1.log" summary total errors fails skips
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -1) || true
  [ -n "$summary" ] || { add 0 1 0; say "    The $1 tests ended early." >>"$results/failures"; return; }
  awk '/\[FAIL\]$/ { left = 4 } left-- > 0' "$log" >>"$results/failures"
  read -r total errors fails skips < <(sed -E 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/' <<<"$summary")
  add $((total - errors - fails - skips)) $((errors + fails)) "$skips"
}

count_pester() {
  [ -s "$results/$1.counts" ] || { add 0 1 0; say "    The $1 tests ended early." >>"$results/failures"; return; }
  add $(head -n 1 "$results/$1.counts")
  tail -n +2 "$results/$1.counts" >>"$results/failures"
}

# show NAME: waits for the suite of that name, and shows what it printed.
show() {
  wait "${suites[$1]}" || true
  say "== The $1 tests"
  cat "$results/$1.log"
}

say "== Build"
dotnet build ContainerNet.slnx -c Release -v quiet
pwsh -NoProfile -File build.ps1 -Task Package -ProjectUri https://example.org/containernet
pester=$(pester_directory)

# Each suite is in a sandbox of its own, so all run at once. What failed is said again at the end: a long log is cut at its
# beginning.
say "== Tests (each suite is shown when it has ended)"
documents=Documents.Tests.ps1,Examples.Tests.ps1,Help.Tests.ps1
containers=ContainerExit.Tests.ps1,ContainerImage.Tests.ps1,ContainerLifecycle.Tests.ps1,ContainerPrograms.Tests.ps1,NetContainer.Tests.ps1
declare -A suites
run_xunit unit tests/Unit/bin/Release/net10.0/ContainerNet.Tests & suites[unit]=$!
run_pester document -Filter "$documents" & suites[document]=$!
run_pester container -Filter "$containers" & suites[container]=$!
run_pester cmdlet -Exclude "$documents,$containers" & suites[cmdlet]=$!
run_xunit help-builder tests/HelpBuilder/bin/Release/net10.0/HelpBuilder.Tests & suites[help-builder]=$!
for suite in help-builder unit; do show $suite; count_xunit $suite; done
for suite in container cmdlet document; do show $suite; count_pester $suite; done

[ ! -s "$results/failures" ] || { say "== What failed"; cat "$results/failures"; }
say "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
