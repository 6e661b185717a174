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
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
}

# The module as Import-Module finds it: assemblies and formats in bin/, help in en-US/.
build_module() {
  dotnet publish src/ContainerNet.PowerShell -c Release -o bin -v quiet
  dotnet build tools/HelpBuilder -c Release -v quiet
  dotnet tools/HelpBuilder/bin/Release/net10.0/HelpBuilder.dll bin/ContainerNet.PowerShell.dll docs/help en-US
}

# A network and a mount namespace of our own, with empty folders for names and state: whatever happens inside,
# the machine is as before when it ends.
in_sandbox() {
  unshare --net --mount sh -c '
    for folder in /run/netns /run/containernet /var/lib/containernet; do
      mkdir -p "$folder" && mount -t tmpfs tmpfs "$folder" || exit 1
    done
    ip link set lo up
    exec "$@"' sh "$@"
}

has_pester() {
  command -v pwsh >/dev/null && pwsh -NoProfile -Command 'exit [int](-not (Get-Module -ListAvailable Pester | Where-Object Version -ge 5.5))'
}
