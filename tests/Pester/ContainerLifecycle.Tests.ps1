# Containers that are made, started, stopped, restarted and removed by the cmdlets: twice, several at once, and with -WhatIf.

BeforeDiscovery {
    $missing = @('runc', 'conmon', 'busybox' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) })
    if ($missing) { Write-Warning "Skipped: containers need $missing." }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
    if (Get-Command busybox -ErrorAction Ignore) { $root = New-BusyboxRoot "$TestDrive/root" }

    $sleeper = @{ RootFileSystem = $root; Command = 'sh'; ArgumentList = '-c', 'trap "exit 0" TERM; while :; do sleep 0.05; done' }

    # Starts containers that take no notice of SIGTERM, and returns when they say so.
    function Start-Deaf([string[]] $Name) {
        foreach ($one in $Name) { $null = Start-NetContainer -RootFileSystem $root -Name $one -- sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done' }
        Wait-Until { -not ($Name | Where-Object { (Get-NetContainerLog $_).Text -notcontains 'ready' }) }
    }

    function Remove-AllContainers { Get-NetContainer | Remove-NetContainer -Force }
}

Describe 'New-NetContainer and Start-NetContainer' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'make a container, and start it by its name, in every way' -ForEach @(
        @{ Way = 'a word'; Start = { Start-NetContainer web } }
        @{ Way = '-Name'; Start = { Start-NetContainer -Name web } }
        @{ Way = 'a name from the pipeline'; Start = { 'web' | Start-NetContainer } }
        @{ Way = 'a container from the pipeline'; Start = { Get-NetContainer web | Start-NetContainer } }
        @{ Way = 'its id'; Start = { Start-NetContainer -Name (Get-NetContainer web).Id.Substring(0, 12) } }
    ) {
        $made = New-NetContainer @sleeper -Name web
        $made.State | Should -Be Created
        $made.ProcessId | Should -BeNullOrEmpty
        $started = & $Start
        $started.Id | Should -Be $made.Id -Because $Way
        "/proc/$($started.ProcessId)" | Should -Exist
        (& $Start).ProcessId | Should -Be $started.ProcessId
    }

    It 'write the existing container when they run twice' {
        $first = Start-NetContainer @sleeper -Name web -Publish 8080:80
        (Start-NetContainer @sleeper -Name web -Publish 8080:80).ProcessId | Should -Be $first.ProcessId
        (New-NetContainer @sleeper -Name web -Publish 8080:80).Id | Should -Be $first.Id
        Get-NetContainer | Should -HaveCount 1
    }

    It 'list the differences in the error, and replace the container with -Force' {
        $first = Start-NetContainer @sleeper -Name web -Publish 8080:80
        $problem = Get-ErrorOf { Start-NetContainer @sleeper -Name web -Publish 8081:80 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ContainerExists,*'
        $problem.CategoryInfo.Category | Should -Be ResourceExists
        "$problem" | Should -BeLike '*Publish is 8080:80, not 8081:80*-Force*'
        $second = Start-NetContainer @sleeper -Name web -Publish 8081:80 -Force
        $second.Id | Should -Not -Be $first.Id
        (Get-NetContainer).Id | Should -Be $second.Id
    }

    It 'take a name as an image if there is no container of that name' {
        (Get-ErrorOf { Start-NetContainer ./no-such-image }).FullyQualifiedErrorId | Should -Not -BeLike 'ContainerNotFound*'
    }

    It 'say that parameters without an image are nothing to make a container of' {
        $null = New-NetContainer @sleeper -Name web
        $problem = Get-ErrorOf { Start-NetContainer -Name web -Publish 8080:80 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'RootFileSystemMissing,*'
        "$problem" | Should -BeLike '-Publish *'
        (Get-NetContainer web).State | Should -Be Created
    }

    It 'keep a container that cannot be started, with the same exit code as Docker' {
        $null = New-NetContainer -RootFileSystem $root -Name web -Command no-such-program
        (Get-ErrorOf { Start-NetContainer web }).FullyQualifiedErrorId | Should -BeLike 'CommandNotFound,*'
        $container = Get-NetContainer web
        "$($container.State) $($container.ExitCode)" | Should -Be 'Created 127'
    }

    It 'write with -Wait what this run of the container writes, and set its exit code' {
        $null = New-NetContainer -RootFileSystem $root -Name job -- sh -c 'echo run >> /runs; wc -l < /runs; exit 3'
        Start-NetContainer job -Wait | Should -Be '1'
        Start-NetContainer job -Wait | Should -Be '2'
        $LASTEXITCODE | Should -Be 3
    }
}

Describe 'Several containers' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'are stopped together within one timeout' {
        Start-Deaf deaf1, deaf2, deaf3
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $stopped = Get-NetContainer | Stop-NetContainer -TimeoutSeconds 4 -PassThru
        # One after the other they would take twelve seconds at least.
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 11
        $stopped.Name | Sort-Object | Should -Be deaf1, deaf2, deaf3
        $stopped.ExitCode | Should -Be 137, 137, 137
    }

    It 'are restarted, waited for and removed together, and a missing container is an error of its own' {
        foreach ($name in 'a1', 'a2') { $null = Start-NetContainer @sleeper -Name $name }
        $restarted = Restart-NetContainer a1, nope, a2 -TimeoutSeconds 0 -ErrorAction SilentlyContinue -ErrorVariable problems
        $restarted.Name | Should -Be a1, a2
        $problems.FullyQualifiedErrorId | Should -BeLike 'ContainerNotFound,*'
        Stop-NetContainer a1, a2
        Wait-NetContainer a1, a2 | Should -HaveCount 2
        Remove-NetContainer a1, a2
        Get-NetContainer | Should -BeNullOrEmpty
    }

    It 'show how many of them are done' {
        foreach ($name in 'a1', 'a2') { $null = New-NetContainer @sleeper -Name $name }
        $shell = [PowerShell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$PSScriptRoot/../../ContainerNet.psd1'; Remove-NetContainer a1, a2").Invoke()
            $shell.Streams.Progress.StatusDescription | Should -Contain '2 of 2'
        }
        finally { $shell.Dispose() }
    }
}

Describe 'A plan of containers' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'is shown by <Cmdlet> -WhatIf as commands, and changes nothing' -ForEach @(
        @{ Cmdlet = 'Stop-NetContainer'; Expected = 'kill -s TERM *', 'timeout 10 tail --pid=*', 'runc delete --force *', 'ip link delete veth*', 'umount */merged' }
        @{ Cmdlet = 'Restart-NetContainer'; Expected = 'kill -s TERM *', 'runc delete --force *', 'mount -t overlay *', 'ip link add veth*', 'runc start *' }
        @{ Cmdlet = 'Remove-NetContainer'; Expected = 'runc delete --force *', 'ip link delete veth*', 'umount */merged', 'rm -r /var/lib/containernet/containers/*' }
    ) {
        $container = Start-NetContainer @sleeper -Name web -Publish 8080:80
        $before = Get-ContainerTrace
        $lines = Invoke-Pwsh "$Cmdlet web -WhatIf"
        foreach ($line in $Expected) { $lines -like "What if: $line" | Should -Not -BeNullOrEmpty -Because "'$line' is one of: $($lines -join "`n")" }
        $lines -notlike 'What if: *' | Should -BeNullOrEmpty
        Assert-ContainerTrace $before
        (Get-NetContainer web).ProcessId | Should -Be $container.ProcessId
    }

    It 'is shown by Start-NetContainer -WhatIf for one that is there, and by New-NetContainer -WhatIf' {
        $null = New-NetContainer @sleeper -Name web
        Invoke-Pwsh 'Start-NetContainer web -WhatIf' | Should -Contain "What if: runc start $((Get-NetContainer web).Id)"
        (Get-NetContainer web).State | Should -Be Created
        Invoke-Pwsh "New-NetContainer -RootFileSystem '$root' -Name new -Command sh -WhatIf" | Should -BeLike "What if: mkdir -m 700 /var/lib/containernet/containers/*"
        Get-NetContainer | Should -HaveCount 1
    }

    It 'is shown for a network that has endpoints' {
        $null = New-ContainerNetwork demo 10.81.0.0/24 -BridgeName br-demo
        $null = Start-NetContainer @sleeper -Name web -Network demo
        $lines = Invoke-Pwsh 'Remove-ContainerNetwork demo -WhatIf'
        $lines -like 'What if: ip link delete group *' | Should -Not -BeNullOrEmpty
        $lines -like 'What if: # forget network*' | Should -Not -BeNullOrEmpty
        Get-ContainerEndpoint demo | Should -HaveCount 1
        Remove-NetContainer web -Force
        Remove-ContainerNetwork demo
    }
}

Describe 'A damaged record' -Skip:($missing.Count -gt 0) {
    It 'is reported by name, keeps no other from being listed, and is removable' {
        $web = New-NetContainer @sleeper -Name web
        $null = New-NetContainer @sleeper -Name other
        Clear-Content "/var/lib/containernet/containers/$($web.Id)/container.json"
        $listed = Get-NetContainer -ErrorAction SilentlyContinue -ErrorVariable problems
        $listed.Name | Should -Be other
        $problems.FullyQualifiedErrorId | Should -BeLike 'ContainerDamaged,*'
        "$problems" | Should -BeLike "*'web'*Remove-NetContainer web*"
        Get-NetContainer other -ErrorAction Stop | Should -HaveCount 1
        Remove-NetContainer web, other
        Get-NetContainer | Should -BeNullOrEmpty
    }
}
