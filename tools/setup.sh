# Sourced by quickstart.sh and test.sh: what both need set up before they begin. Not a command.
# Needs the .NET SDK and, where a tool is missing, apt.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*"; }

require_root() {
  [ "$(id -u)" -eq 0 ] || { say "This needs root: it makes network namespaces. Run it with sudo." >&2; exit 1; }
}

require_dotnet() {
  command -v dotnet >/dev/null || { say "The .NET 10 SDK is missing: see https://dotnet.microsoft.com/download" >&2; exit 1; }
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

# What containers need, besides what networks do; names on networks are answered by aardvark-dns, and skopeo pulls images.
container_tools=(runc=runc conmon=conmon skopeo=skopeo /usr/lib/podman/aardvark-dns=aardvark-dns)

# The module as Import-Module finds it: assemblies and formats in bin/, help in en-US/.
build_module() {
  dotnet publish src/ContainerNet.PowerShell -c Release -o bin -v quiet
  dotnet build tools/HelpBuilder -c Release -v quiet
  dotnet tools/HelpBuilder/bin/Release/net10.0/HelpBuilder.dll bin/ContainerNet.PowerShell.dll docs/help en-US
}

# Network, mount and process namespaces of our own, with empty folders for names and state: whatever happens inside, the
# machine is as before when it ends. Its processes end with it; control groups are the machine's, so containers that a
# failure left are taken back by the runtime before. The shell stays as process 1, which orphans fall to; what runs can tell
# by its mounts that it is not process 1's, as it can outside.
in_sandbox() {
  unshare --net --mount --pid --fork --kill-child --mount-proc sh -c '
    for folder in /run/netns /run/containernet /var/lib/containernet; do
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

has_pester() {
  command -v pwsh >/dev/null && pwsh -NoProfile -Command 'exit [int](-not (Get-Module -ListAvailable Pester | Where-Object Version -ge 5.5))'
}
