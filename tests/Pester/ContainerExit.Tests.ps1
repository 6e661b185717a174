# What follows a container's end when nobody waits for it: conmon runs the exit command. That is containernetd, or a PowerShell like
# the one that started the container where containernetd is not built. That it holds no lock for ever shows in another process,
# which then makes a network.

BeforeDiscovery {
    $missing = @('runc', 'conmon', 'busybox' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) })
    if ($missing) { Write-Warning "Skipped: containers need $missing." }
    $hasNames = (Test-Path /usr/lib/podman/aardvark-dns) -or (Get-Command aardvark-dns -ErrorAction Ignore)
    $hasService = Test-Path "$PSScriptRoot/../../bin/*/containernetd"
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
    if (Get-Command busybox -ErrorAction Ignore) { $root = New-BusyboxRoot "$TestDrive/root" }

    # The module as it is where containernetd could not be built.
    $manifest = (Resolve-Path "$PSScriptRoot/../../ContainerNet.psd1").Path
    $bare = (New-Item "$TestDrive/bare" -ItemType Directory).FullName
    & cp -r $manifest "$(Split-Path $manifest)/bin" $bare
    Remove-Item "$bare/bin/*/containernetd"
    $manifests = @{ containernetd = $manifest; PowerShell = "$bare/ContainerNet.psd1" }

    # What a script writes in a PowerShell of its own, which is killed when it does not end: then a lock is held for ever.
    function Read-InTime([string] $Script, [string] $Manifest = $manifests.containernetd) {
        $start = [Diagnostics.ProcessStartInfo]::new('pwsh')
        '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$Manifest'; $Script" | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        try {
            $output = $process.StandardOutput.ReadToEndAsync()
            if (-not $process.WaitForExit(60000)) { $process.Kill($true); throw "It did not end: $Script" }
            $output.Result.Trim()
        }
        finally { $process.Dispose() }
    }

    # Waits for what the exit command leaves last, and looks at files alone, so that nothing here cleans up.
    function Wait-ContainerGone([string] $Id) {
        Wait-Until -TimeoutSeconds 120 { -not (Test-Path "/run/containernet/containers/$Id") }
    }

    # The words of the command that conmon was given for a container.
    function Get-ExitCommand([string] $Id) {
        $monitor = [IO.File]::ReadAllText("/proc/$(Get-Content "/run/containernet/containers/$Id/conmon.pid")/cmdline").Split([char] 0)
        for ($i = 0; $i -lt $monitor.Count; $i++) { if ($monitor[$i] -in '--exit-command', '--exit-command-arg') { $monitor[$i + 1] } }
    }

    function Get-StartCount([string] $Id) {
        @((Get-Content "/var/lib/containernet/containers/$Id/container.log" -ErrorAction Ignore) -match ' run$').Count
    }
}

Describe 'A container''s end, which <_> sees to' -Skip:($missing.Count -gt 0) -ForEach @(if ($hasService) { 'containernetd' }; 'PowerShell') {
    BeforeAll {
        $module = $manifests[$_]
        function Start-Elsewhere([string] $Arguments) { Read-InTime "(Start-NetContainer -RootFileSystem '$root' $Arguments).Id" $module }
    }
    AfterEach {
        Get-NetContainer | Remove-NetContainer -Force
        Get-ContainerNetwork | Where-Object Driver -EQ bridge | Remove-ContainerNetwork -Force
        Clear-Network
    }

    It 'is seen to by that program' {
        $id = Start-Elsewhere '-Name brief -- sleep 300'
        $words = @(Get-ExitCommand $id)
        $words[-1] | Should -Be $id
        "$words" -match ' container-exited ' | Should -Be ($_ -eq 'containernetd')
        "$words" -match 'Repair-NetContainer' | Should -Be ($_ -eq 'PowerShell')
        & kill -9 (Get-NetContainer brief).ProcessId
        Wait-ContainerGone $id
        (Get-NetContainer brief).ExitCode | Should -Be 137
    }

    It 'holds no lock for ever on a network with names, although conmon blocks SIGCHLD' -Skip:(-not ($hasNames -or $_ -eq 'containernetd')) {
        $null = New-ContainerNetwork demo 172.20.0.0/24
        $id = Start-Elsewhere "-Name again -Network demo -Restart on-failure:1 -- sh -c 'echo run; exit 3'"
        Wait-Until -TimeoutSeconds 120 { (Get-StartCount $id) -eq 2 }
        Wait-ContainerGone $id
        Read-InTime '(New-ContainerNetwork other 172.21.0.0/24).Name' | Should -Be 'other'
    }

    It 'holds no lock for ever when the name server has ended before' -Skip:(-not ($hasNames -or $_ -eq 'containernetd')) {
        $null = New-ContainerNetwork demo 172.20.0.0/24
        $null = Start-Elsewhere '-Name keeps -Network demo -- sleep 300'
        $id = Start-Elsewhere '-Name ends -Network demo -- sleep 2'
        Get-Content /run/containernet/names/*.pid -ErrorAction Ignore | ForEach-Object { & kill -9 $_ }
        Wait-ContainerGone $id
        Read-InTime '(New-ContainerNetwork other 172.21.0.0/24).Name' | Should -Be 'other'
    }

    It 'holds no lock for ever with iptables' {
        Set-ContainerNetConfiguration -FirewallBackend iptables
        try {
            $id = Start-Elsewhere '-Name brief -- sleep 1'
            Wait-ContainerGone $id
            Read-InTime '(Get-NetContainer brief).State' | Should -Be 'Exited'
            Get-NetContainer | Remove-NetContainer -Force
            Get-ContainerNetwork | Where-Object Driver -EQ bridge | Remove-ContainerNetwork -Force
        }
        finally { Remove-Item /etc/containernet/daemon.json -ErrorAction Ignore }
    }
}

Describe 'A PowerShell as the exit command, where containernetd is not built' -Skip:($missing.Count -gt 0) {
    BeforeAll {
        $dotnet = @(Get-Command dotnet -CommandType Application)[0].Source
        # A PowerShell as packages install it: beside its assemblies stands an executable that hosts .NET itself. Where the one that
        # runs has none, it is made as the SDK makes executables: the name of the assembly is written into a template.
        function New-PackagedShell {
            $template = @(Get-ChildItem "$(Split-Path (Resolve-Path ([IO.FileInfo]::new($dotnet).ResolveLinkTarget($true) ?? $dotnet)))/sdk/*/AppHostTemplate/apphost")[-1]
            $folder = (New-Item "$TestDrive/packaged" -ItemType Directory).FullName
            & cp -r "$PSHOME/." $folder
            $bytes = [IO.File]::ReadAllBytes($template.FullName)
            $mark = [Text.Encoding]::UTF8.GetBytes('c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2')
            $text = [Text.Encoding]::Latin1.GetString($bytes)
            $place = $text.IndexOf([Text.Encoding]::Latin1.GetString($mark), [StringComparison]::Ordinal)
            $name = [Text.Encoding]::UTF8.GetBytes('pwsh.dll')
            [Array]::Clear($bytes, $place, $mark.Length)
            [Array]::Copy($name, 0, $bytes, $place, $name.Length)
            [IO.File]::WriteAllBytes("$folder/pwsh", $bytes)
            & chmod 755 "$folder/pwsh"
            "$folder/pwsh"
        }
        # What runs a script in each kind of PowerShell.
        $kinds = @{
            'pwsh on PATH, which may be the launcher of the .NET tool' = @('pwsh')
            'dotnet with pwsh.dll'                                     = @($dotnet, "$PSHOME/pwsh.dll")
            'the executable of a package'                              = @(New-PackagedShell)
        }
        $env:DOTNET_ROOT ??= Split-Path ([IO.FileInfo]::new($dotnet).ResolveLinkTarget($true) ?? $dotnet)
        function Invoke-Kind([string] $Kind, [string] $Script) {
            $words = @($kinds[$Kind]) + '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$($manifests.PowerShell)'; $Script"
            & $words[0] @($words | Select-Object -Skip 1)
        }
    }
    AfterEach { Get-NetContainer | Remove-NetContainer -Force }

    It 'removes with -Remove, and starts again as -Restart says, for <_>' -ForEach @(
        'pwsh on PATH, which may be the launcher of the .NET tool', 'dotnet with pwsh.dll', 'the executable of a package'
    ) {
        $id, $again = Invoke-Kind $_ @"
            (Start-NetContainer -RootFileSystem '$root' -Remove sleep 1).Id
            (Start-NetContainer -RootFileSystem '$root' -Name again -Restart on-failure:1 -- sh -c 'echo run; exit 7').Id
"@
        $again | Should -Not -BeNullOrEmpty
        Wait-Until -TimeoutSeconds 120 { -not (Test-Path "/var/lib/containernet/containers/$id") }
        Wait-Until -TimeoutSeconds 120 { (Get-StartCount $again) -eq 2 }
        # The second run is over when the exit code is known, which is after its last line.
        Wait-Until { $null -ne (Get-NetContainer again).ExitCode }
        (Get-NetContainer again).ExitCode, (Get-NetContainer again).RestartCount | Should -Be 7, 1
        Wait-ContainerGone $again
    }
}
