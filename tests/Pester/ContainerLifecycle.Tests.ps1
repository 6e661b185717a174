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
        @{ Cmdlet = 'Stop-NetContainer'; Expected = 'kill -s TERM *', 'timeout 10 tail --pid=*', 'runc --root /run/containernet/runtime delete --force $id_web', 'ip link delete veth*', 'umount */merged' }
        @{ Cmdlet = 'Restart-NetContainer'; Expected = 'kill -s TERM *', 'runc --root /run/containernet/runtime delete --force $id_web', 'mount -t overlay *', 'ip link add veth*', 'runc --root /run/containernet/runtime start $id_web' }
        @{ Cmdlet = 'Remove-NetContainer'; Expected = 'runc --root /run/containernet/runtime delete --force $id_web', 'ip link delete veth*', 'umount */merged', 'rm -r /var/lib/containernet/containers/$id_web' }
    ) {
        $container = Start-NetContainer @sleeper -Name web -Publish 8080:80
        $before = Get-ContainerTrace
        $lines = Invoke-Pwsh "$Cmdlet web -WhatIf"
        foreach ($line in $Expected) { $lines -like "What if: $line" | Should -Not -BeNullOrEmpty -Because "'$line' is one of: $($lines -join "`n")" }
        $lines -notlike 'What if: *' | Should -BeNullOrEmpty
        $lines -match '[0-9a-f]{64}' | Should -Be "What if: id_web=$($container.Id) # container 'web'"
        Assert-ContainerTrace $before
        (Get-NetContainer web).ProcessId | Should -Be $container.ProcessId
    }

    It 'is shown by Start-NetContainer -WhatIf for one that is there, and by New-NetContainer -WhatIf' {
        $null = New-NetContainer @sleeper -Name web
        $lines = Invoke-Pwsh 'Start-NetContainer web -WhatIf'
        $lines[0] | Should -Be "What if: id_web=$((Get-NetContainer web).Id) # container 'web'"
        $lines | Should -Contain 'What if: runc --root /run/containernet/runtime start $id_web'
        (Get-NetContainer web).State | Should -Be Created
        $lines = Invoke-Pwsh "New-NetContainer -RootFileSystem '$root' -Name new -Command sh -WhatIf"
        $lines[0] | Should -BeLike "What if: id_new=`$(*) # a new id for container 'new'"
        $lines[1..9] | Should -Be 'What if: mkdir -m 700 /var/lib/containernet/containers/$id_new'
        Get-NetContainer | Should -HaveCount 1
    }

    It 'is a script that a shell runs' {
        $lines = Invoke-Pwsh "New-NetContainer -RootFileSystem '$root' -Name my-web.1 -Command sh -WhatIf"
        $lines -replace '^What if: ' | & sh -eu
        $made = Get-ChildItem /var/lib/containernet/containers
        $made.Name | Should -Match '^[0-9a-f]{64}$'
        $made.UnixMode | Should -Be 'drwx------'
        Remove-Item $made

        $lines = Invoke-Pwsh "Start-NetContainer -RootFileSystem '$root' -Name web -Network none -WhatIf -- sleep 1000"
        $lines -match '[0-9a-f]{64}' | Should -BeNullOrEmpty
        @($lines -replace '^What if: ' -notlike 'runc *') + 'echo $id_web' | & sh -eu | Set-Variable id
        "/run/containernet/netns/$id" | Should -Exist
        "/var/lib/containernet/containers/$id/merged/bin/busybox" | Should -Exist
        umount "/run/containernet/netns/$id" "/var/lib/containernet/containers/$id/merged"
        Remove-Item "/run/containernet/netns/$id", "/var/lib/containernet/containers/$id" -Recurse

        $null = Start-NetContainer @sleeper -Name web
        Stop-NetContainer web
        (Invoke-Pwsh 'Remove-NetContainer web -WhatIf') -replace '^What if: ' | & sh -eu
        Get-NetContainer | Should -BeNullOrEmpty
    }

    It 'tells containers apart that are stopped at once' {
        $null = Start-NetContainer @sleeper -Name web
        $null = Start-NetContainer @sleeper -Name db
        $lines = Stop-NetContainer web, db -Verbose 4>&1 | ForEach-Object { "$_" }
        $lines -match '[0-9a-f]{64}' | Sort-Object | Should -Be (Get-NetContainer | Sort-Object Name | ForEach-Object { "id_$($_.Name)=$($_.Id) # container '$($_.Name)'" })
        foreach ($name in 'web', 'db') { $lines | Should -Contain "runc --root /run/containernet/runtime delete --force `$id_$name" }
    }

    It 'is shown for a network that has endpoints' {
        $null = New-ContainerNetwork demo 10.81.0.0/24 -BridgeName br-demo
        $null = Start-NetContainer @sleeper -Name web -Network demo
        $lines = Invoke-Pwsh 'Remove-ContainerNetwork demo -WhatIf'
        $lines -like 'What if: ip link delete group *' | Should -Not -BeNullOrEmpty
        $lines -like 'What if: # forget network*' | Should -Not -BeNullOrEmpty
        $lines -match '[0-9a-f]{64}' | Should -BeNullOrEmpty
        Get-ContainerEndpoint demo | Should -HaveCount 1
        Remove-NetContainer web -Force
        Remove-ContainerNetwork demo
    }
}

Describe 'The plan of a network whose ports another one takes over' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'is shown by <Command>' -ForEach @{ Command = 'Remove-ContainerNetwork demo -Force' }, @{ Command = 'Get-ContainerEndpoint demo | Disconnect-ContainerNetwork' } {
        $null = New-ContainerNetwork demo 10.81.0.0/24
        $null = New-ContainerNetwork other 10.82.0.0/24
        $null = Start-NetContainer @sleeper -Name web -Network demo, other -Publish 8080:80
        $lines = Invoke-Pwsh "$Command -WhatIf"
        $lines | Should -Contain "What if: nft delete element inet containernet published '{ tcp . 8080 }'"
        $lines | Should -Contain "What if: nft add element inet containernet published '{ tcp . 8080 : 10.82.0.2 . 80 }'"
        (Get-PortMapping).ContainerAddress | Should -Be '10.81.0.2'
        Remove-NetContainer web -Force
        Remove-ContainerNetwork demo, other
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
