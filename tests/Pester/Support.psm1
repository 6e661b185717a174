# What the test files share. The whole suite runs in a network and a mount namespace of its own (test.sh), so a test may
# use any name; it leaves nothing behind for the next one.

$script:Manifest = (Resolve-Path "$PSScriptRoot/../../ContainerNet.psd1").Path

# What iproute2 sees, as objects: the independent reader.
function Get-Ip {
    $json = & ip -j @args 2>$null
    if ($json) { $json | ConvertFrom-Json }
}

# The names that are there, in one string: what must be the same before and after something that changes nothing.
function Get-NetworkState {
    $namespaces = @(Get-ChildItem /run/netns | ForEach-Object Name)
    $links = @((Get-Ip link).ifname) + @(foreach ($name in $namespaces) { (Get-Ip -n $name link).ifname | ForEach-Object { "$name/$_" } })
    "$namespaces | $links | $(& nft list ruleset)"
}

# Takes away everything but lo, by other means than the module's.
function Clear-Network {
    foreach ($name in Get-ChildItem /run/netns | ForEach-Object Name) { & ip netns delete $name }
    # A namespace goes a moment after its name, and takes its ends of cables along.
    foreach ($link in (Get-Ip link).ifname | Where-Object { $_ -ne 'lo' }) { & ip link delete $link 2>$null }
    & ip addr flush dev lo scope global
    & ip route flush type blackhole
    & nft flush ruleset
    Get-Content /run/containernet/names/aardvark.pid -ErrorAction Ignore | ForEach-Object { & kill $_ }
    Remove-Item /run/containernet/*, /var/lib/containernet/* -Recurse -Force -ErrorAction Ignore
    # A failure to clean up a link that had gone by then is none of the next native command's.
    $global:LASTEXITCODE = 0
}

# A root file system that holds busybox, two users, and nothing else.
function New-BusyboxRoot([string] $Path) {
    foreach ($folder in 'bin', 'sbin', 'etc', 'proc', 'sys', 'dev', 'tmp', 'root') { $null = New-Item "$Path/$folder" -ItemType Directory -Force }
    Copy-Item (Get-Command busybox).Source "$Path/bin/busybox"
    foreach ($applet in & "$Path/bin/busybox" --list | Where-Object { $_ -ne 'busybox' }) { $null = New-Item "$Path/bin/$applet" -ItemType SymbolicLink -Value busybox }
    "root:x:0:0:root:/root:/bin/sh`nweb:x:1000:1001::/home/web:/bin/sh" | Set-Content "$Path/etc/passwd"
    "root:x:0:`nweb:x:1001:`nextra:x:2000:web" | Set-Content "$Path/etc/group"
    $Path
}

# All that containers leave on the machine while they are there, by other means than the module's.
function Get-ContainerTrace {
    Get-ContainerMonitor
    Get-Content /proc/self/mountinfo | ForEach-Object { (-split $_)[4] } | Where-Object { $_ -match '/containernet/.' }
    & find /run/containernet /var/lib/containernet -path '*/merged/*' -prune -o -not -name endpoints.jsonl -print
    (Get-Ip link).ifname
    & nft list ruleset
}

# Fails where there is more or less of containers than there was. Control groups are the machine's, where other runs of these
# tests have theirs: those of certain containers are looked for, by their ids.
function Assert-ContainerTrace([string[]] $Expected, [string[]] $Id) {
    $difference = @(Compare-Object $Expected @(Get-ContainerTrace) | ForEach-Object { "$($_.SideIndicator) $($_.InputObject)" })
    $groups = @(& find /sys/fs/cgroup -maxdepth 2 -type d -name 'containernet-*' | Where-Object { ($_ -replace '.*-') -in $Id })
    if ($difference -or $groups) { throw "What containers leave behind differs:`n$($difference + $groups -join "`n")" }
}

# The command lines of the processes that watch containers in this sandbox. One whose container has ended goes a moment later.
function Get-ContainerMonitor {
    $own = (Get-Item /proc/self/ns/mnt).Target
    $clock = [Diagnostics.Stopwatch]::StartNew()
    do {
        $lines = @(foreach ($process in Get-Process conmon, runc -ErrorAction Ignore) {
                if ((Get-Item "/proc/$($process.Id)/ns/mnt" -ErrorAction Ignore).Target -ne $own) { continue }
                # Not its property CommandLine, which mistakes an argument of several lines.
                try { [IO.File]::ReadAllText("/proc/$($process.Id)/cmdline").Replace("`0", ' ') } catch [IO.IOException] { }
            }) | Where-Object { $_ }
        $late = $lines | Where-Object { $_ -notmatch '--cid ([0-9a-f]{64})' -or -not (Test-Path "/run/containernet/containers/$($Matches[1])/config.json") }
    } while ($late -and $clock.Elapsed.TotalSeconds -lt 10)
    $lines
}

# Waits until something is true.
function Wait-Until([scriptblock] $Condition, [int] $TimeoutSeconds = 30) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $TimeoutSeconds) { throw "After $TimeoutSeconds seconds there is no: $Condition" }
        Start-Sleep -Milliseconds 50
    }
}

# Runs PowerShell with the module in a process of its own, and returns what its terminal would show, line by line.
function Invoke-Pwsh {
    param([string] $Script, [string[]] $Prefix = @(), [string] $Module = $script:Manifest)
    $command = "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$Module'; $Script"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($command))
    $words = @($Prefix) + 'pwsh', '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', $encoded
    @() | & $words[0] @($words | Select-Object -Skip 1) 2>&1 | ForEach-Object { "$_" }
}

# The one error that a command writes.
function Get-ErrorOf([scriptblock] $Script) {
    $errors = @()
    & { $ErrorActionPreference = 'Continue'; & $Script } 2>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $errors += $_ } }
    if ($errors.Count -ne 1) { throw "$($errors.Count) errors instead of one: $errors" }
    $errors[0]
}

# Types lines into PowerShell at a terminal, each when the screen shows what it waits for, and returns the screen. A terminal
# that script(1) makes without having one itself has no size until stty(1) gives it one. PSReadLine divides by the width, so
# a session at a terminal without a size, as a serial line is, has to do without it.
function Invoke-Terminal {
    param([string] $Setup, [Collections.Specialized.OrderedDictionary] $Lines, [int] $TimeoutSeconds = 60, [switch] $WithoutSize)
    $start = [Diagnostics.ProcessStartInfo]::new('script')
    $prepare = $WithoutSize ? '' : 'stty rows 40 columns 160; '
    $first = $WithoutSize ? 'Remove-Module PSReadLine; ' : 'Set-PSReadLineOption -HistorySaveStyle SaveNothing -PredictionSource None; '
    "-qec", "${prepare}exec pwsh -NoProfile -NoLogo -NoExit -Command `"${first}Import-Module '$script:Manifest'; $Setup`"", '/dev/null' | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.Environment['TERM'] = 'dumb'
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $screen = [Text.StringBuilder]::new()
    $buffer = [char[]]::new(4096)
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $seen = 0
    try {
        $pending = @($Lines.GetEnumerator())
        $read = $process.StandardOutput.ReadAsync($buffer, 0, $buffer.Length)
        while ($clock.Elapsed.TotalSeconds -lt $TimeoutSeconds) {
            if (-not $read.Wait(100)) { continue }
            if ($read.Result -eq 0) { return $screen.ToString() }
            $text = [string]::new($buffer, 0, $read.Result)
            # .NET asks the terminal where its cursor is, and waits for the answer.
            foreach ($question in [regex]::Matches($text, '\e\[6n')) { $process.StandardInput.Write("`e[1;1R") }
            $null = $screen.Append(($text -replace '\e\[[0-9;?]*[a-zA-Z]'))
            $read = $process.StandardOutput.ReadAsync($buffer, 0, $buffer.Length)
            while ($pending -and $screen.ToString().IndexOf($pending[0].Key, $seen) -ge 0) {
                $seen = $screen.Length
                $process.StandardInput.Write("$($pending[0].Value)`r")
                $pending = @($pending | Select-Object -Skip 1)
            }
            $process.StandardInput.Flush()
        }
        throw "The terminal shows after $TimeoutSeconds seconds: $screen"
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}

# The code blocks of a language in a Markdown file, in their order.
function Get-CodeBlock([string] $Path, [string] $Language) {
    [regex]::Matches((Get-Content $Path -Raw), "(?ms)^``````$Language\n(.*?)^``````") | ForEach-Object { $_.Groups[1].Value }
}

# Runs a line of shell in a network of its own, with empty folders for names and state, and nobody at the keyboard.
function Invoke-InSandbox([string] $Command) {
    unshare --net --mount sh -c '
        for folder in /run/netns /run/containernet /var/lib/containernet /etc/containernet; do
            mkdir -p "$folder" && mount -t tmpfs tmpfs "$folder" || exit 1
        done
        ip link set lo up
        exec </dev/null
        eval "$1"' sh $Command 2>&1 | ForEach-Object { "$_" }
}

# The directory in bin of what is compiled for this machine.
function Get-Architecture { bash -c ". '$PSScriptRoot/../../tools/setup.sh'; architecture" }

Export-ModuleMember -Function Get-Ip, Get-NetworkState, Clear-Network, Invoke-Pwsh, Get-ErrorOf, Invoke-Terminal, New-BusyboxRoot, Get-ContainerTrace, Assert-ContainerTrace, Wait-Until, Get-CodeBlock, Invoke-InSandbox, Get-Architecture
