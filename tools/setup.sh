# Sourced by quickstart.sh, test.sh and build.ps1: what they need set up before they begin. Not a command.
# Needs the .NET SDK and, where a tool is missing, apt.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*"; }

require_root() {
  [ "$(id -u)" -eq 0 ] || { say "This needs root: it makes network namespaces. Run it with sudo." >&2; exit 1; }
}

require_dotnet() {
  command -v dotnet >/dev/null || { say "The .NET 10 SDK is missing: see https://dotnet.microsoft.com/download" >&2; exit 1; }
}

# A pwsh of 7.6 or later: the one on PATH, or else the PowerShell tool from NuGet, in a directory that git ignores. The version
# is the one that the cmdlets are compiled against.
require_pwsh() {
  local wanted directory
  wanted=$(sed -n 's|.*<PowerShellVersion>\(.*\)</PowerShellVersion>.*|\1|p' Directory.Packages.props)
  directory=$PWD/.tools/PowerShell-$wanted
  [ -x "$directory/pwsh" ] && { use_pwsh "$directory"; return; }
  command -v pwsh >/dev/null && pwsh -NoLogo -NoProfile -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.6")' && return
  say "Installing PowerShell $wanted in $directory"
  dotnet tool install PowerShell --version "$wanted" --tool-path "$directory" >/dev/null
  use_pwsh "$directory"
}

# The tool's pwsh looks for the .NET runtime in DOTNET_ROOT, or else where an installer has put it.
use_pwsh() {
  export PATH="$1:$PATH" DOTNET_ROOT="${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}"
}

# Prints the directory of the Pester package, which NuGet restores.
pester_directory() {
  dotnet restore tests/Pester/Packages.proj -v quiet >&2
  dotnet msbuild tests/Pester/Packages.proj -getProperty:PkgPester
}

# require_tools tool=package …: installs the packages of the tools that are missing.
require_tools() {
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${missing[*]}"
  (
    forbid_daemons
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
  )
}

# A daemon that a package brings must not start while it is installed: it would listen on the machine's network (invoke-rc.d(8)).
forbid_daemons() {
  local policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] && return
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

# What containers need, besides what networks do; skopeo pulls images, and aardvark-dns answers for names where containernetd is not built.
container_tools=(runc=runc conmon=conmon skopeo=skopeo /usr/lib/podman/aardvark-dns=aardvark-dns)

# Prints the runtime identifier of this machine, which the module's directories are named for.
architecture() {
  case $(uname -m) in aarch64) echo linux-arm64 ;; *) echo linux-x64 ;; esac
}

# build_service DIRECTORY ARCHITECTURE: containernetd, beside the module's assemblies. .NET's compiler for native programs needs a C compiler
# as its linker, and zlib. For another architecture it needs that architecture's gcc. Without containernetd aardvark-dns answers for
# names, and a PowerShell sees to the end of containers.
build_service() {
  local target=$2 gcc=gcc options=()
  if [ "$target" != "$(architecture)" ]; then
    case $target in linux-arm64) gcc=aarch64-linux-gnu-gcc ;; *) gcc=x86_64-linux-gnu-gcc ;; esac
    options=(-r "$target" "-p:CppCompilerAndLinker=$gcc" "-p:ObjCopyName=${gcc%gcc}objcopy")
  elif [ "$(id -u)" -eq 0 ]; then
    require_tools gcc=gcc
    [ -e /usr/include/zlib.h ] || require_tools zlib.h=zlib1g-dev
  fi
  if ! command -v "$gcc" >/dev/null || [ ! -e /usr/include/zlib.h ]; then
    say "containernetd is not built for $target: it needs $gcc and the package zlib1g-dev." >&2
    return
  fi
  dotnet publish src/ContainerNet.Service -c Release -o "$1/$target" "${options[@]}" -v quiet -p:RunAnalyzers=false ||
    say "containernetd is not built for $target: the compiler has failed. Names on networks need aardvark-dns there." >&2
}

# The module as Import-Module finds it: assemblies, formats and containernetd in bin/, help in en-US/. The analyzers run where the whole
# solution is built (test.sh): here they would take most of the time.
build_module() {
  dotnet publish src/ContainerNet.PowerShell -c Release -o bin -v quiet -p:RunAnalyzers=false
  build_help bin en-US
  build_service bin "$(architecture)"
}

# build_package DIRECTORY: the same in another directory, for both architectures.
build_package() {
  local target
  build_module
  cp -r bin en-US "$1"
  for target in linux-x64 linux-arm64; do
    [ "$target" = "$(architecture)" ] && continue
    dotnet publish src/ContainerNet.PowerShell -c Release -r "$target" -o "$1/bin/$target" -v quiet -p:RunAnalyzers=false -p:IsForOtherArchitecture=true
    rm "$1/bin/$target/ContainerNet.Format.ps1xml"
    build_service "$1/bin" "$target"
  done
}


# build_help BIN DIRECTORY: what Get-Help shows.
build_help() {
  dotnet build tools/HelpBuilder -c Release -v quiet -p:RunAnalyzers=false
  dotnet tools/HelpBuilder/bin/Release/net10.0/HelpBuilder.dll "$1/$(architecture)/ContainerNet.PowerShell.dll" docs/help "$2"
}

# Network, mount and process namespaces of our own, with empty folders for names and state: whatever happens inside, the
# machine is as before when it ends. Its processes end with it; control groups are the machine's, so containers that a
# failure left are taken back by the runtime before. The shell stays as process 1, which orphans fall to; what runs can tell
# by its mounts that it is not process 1's, as it can outside.
in_sandbox() {
  unshare --net --mount --pid --fork --kill-child --mount-proc sh -c '
    for folder in /run/netns /run/containernet /var/lib/containernet /etc/containernet; do
      mkdir -p "$folder" && mount -t tmpfs tmpfs "$folder" || exit 1
    done
    ip link set lo up
    unshare --mount "$@"
    code=$?
    for container in /run/containernet/runtime/*; do
      [ -d "$container" ] && runc --root /run/containernet/runtime delete --force "${container##*/}"
    done
    exit $code' sh "$@"
}
