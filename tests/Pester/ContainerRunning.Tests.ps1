# What a container still needs while it runs: to be paused, renamed, signalled, changed and looked at.

BeforeDiscovery {
    $missing = @('runc', 'conmon', 'busybox' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) })
    if ($missing) { Write-Warning "Skipped: containers need $missing." }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
    if (Get-Command busybox -ErrorAction Ignore) { $root = New-BusyboxRoot "$TestDrive/root" }

    $sleeper = @{ RootFileSystem = $root; Command = 'sh'; ArgumentList = '-c', 'trap "exit 0" TERM; echo ready; while :; do sleep 0.05; done' }

    # Starts a container of a line of shell, and returns it when it says that it is ready.
    function Start-Ready([string] $Name, [string] $Script, [hashtable] $More = @{}) {
        $container = Start-NetContainer -RootFileSystem $root -Name $Name @More -- sh -c $Script
        Wait-Until { (Get-NetContainerLog $Name).Text -contains 'ready' }
        $container
    }

    # The file of a control group of version 2, or of one controller of version 1.
    function Get-Limit([string] $Id, [string] $Controller, [string] $Separate, [string] $Unified) {
        $unifiedPath = "/sys/fs/cgroup/containernet-$Id/$Unified"
        (Get-Content ((Test-Path $unifiedPath) ? $unifiedPath : "/sys/fs/cgroup/$Controller/containernet-$Id/$Separate") -Raw).Trim()
    }

    function Test-Frozen([string] $Id) { (Get-Limit $Id freezer freezer.state cgroup.events) -match 'FROZEN|frozen 1' }

    function Remove-AllContainers { Get-NetContainer | Remove-NetContainer -Force }
}

Describe 'Suspend-NetContainer and Resume-NetContainer' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'pause a container and let it continue, in every way' -ForEach @(
        @{ Way = 'a name'; Suspend = { Suspend-NetContainer web -PassThru }; Resume = { Resume-NetContainer web -PassThru } }
        @{ Way = 'a wildcard'; Suspend = { Suspend-NetContainer w* -PassThru }; Resume = { Resume-NetContainer w* -PassThru } }
        @{ Way = 'a name from the pipeline'; Suspend = { 'web' | Suspend-NetContainer -PassThru }; Resume = { 'web' | Resume-NetContainer -PassThru } }
        @{ Way = 'a container from the pipeline'; Suspend = { Get-NetContainer web | Suspend-NetContainer -PassThru }; Resume = { Get-NetContainer web | Resume-NetContainer -PassThru } }
    ) {
        $web = Start-NetContainer @sleeper -Name web
        $paused = & $Suspend
        "$($paused.Name) $($paused.State)" | Should -Be 'web Paused' -Because $Way
        Test-Frozen $web.Id | Should -BeTrue
        (& $Resume).State | Should -Be Running
        Test-Frozen $web.Id | Should -BeFalse
    }

    It 'are shown as docker ps shows it, and filtered by -State' {
        $null = Start-NetContainer @sleeper -Name web
        Suspend-NetContainer web
        (Get-NetContainer web | Format-List | Out-String) -replace '\e\[[0-9;]*m' | Should -Match '(?m)^Status +: Up .+ \(Paused\)\s*$'
        (Get-NetContainer -State Paused).Name | Should -Be web
        Get-NetContainer -State Running | Should -BeNullOrEmpty
    }

    It 'pause several at once, and report each error by itself' {
        foreach ($name in 'a1', 'a2') { $null = Start-NetContainer @sleeper -Name $name }
        $paused = Suspend-NetContainer a1, nope, a2 -PassThru -ErrorAction SilentlyContinue -ErrorVariable problems
        $paused.Name | Sort-Object | Should -Be a1, a2
        $problems.FullyQualifiedErrorId | Should -BeLike 'ContainerNotFound,*'
        $problem = Get-ErrorOf { Suspend-NetContainer a1 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ContainerPaused,*'
        $problem.CategoryInfo.Category | Should -Be ResourceBusy
    }

    It 'leave an exec and a start of a paused container refused, and a stop heard' {
        $null = Start-Ready web $sleeper.ArgumentList[1]
        Suspend-NetContainer web
        (Get-ErrorOf { Invoke-NetContainer web true }).FullyQualifiedErrorId | Should -BeLike 'ContainerPaused,*'
        (Get-ErrorOf { Start-NetContainer web }).FullyQualifiedErrorId | Should -BeLike 'ContainerPaused,*'
        (Stop-NetContainer web -PassThru).ExitCode | Should -Be 0
    }
}

Describe 'Signals' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'are sent by name and by number' {
        $null = Start-Ready web 'trap "echo HUP" HUP; trap "echo USR1" USR1; echo ready; while :; do sleep 0.05; done'
        Send-NetContainerSignal web HUP
        Wait-Until { (Get-NetContainerLog web).Text -contains 'HUP' }
        Get-NetContainer web | Send-NetContainerSignal -Signal 10
        Wait-Until { (Get-NetContainerLog web).Text -contains 'USR1' }
        $killed = Send-NetContainerSignal web SIGKILL -PassThru
        "$($killed.State) $($killed.ExitCode)" | Should -Be 'Exited 137'
    }

    It 'that do not exist are an error' {
        $null = Start-NetContainer @sleeper -Name web
        foreach ($script in { Send-NetContainerSignal web LOUD }, { Stop-NetContainer web -Signal LOUD }, { New-NetContainer @sleeper -Name other -StopSignal LOUD }) {
            $problem = Get-ErrorOf $script
            $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidSignal,*'
            $problem.CategoryInfo.Category | Should -Be InvalidArgument
        }
        (Get-NetContainer web).State | Should -Be Running
    }

    It 'stop a container: its own, and a requested one' {
        $script = 'trap "exit 10" USR1; trap "exit 12" USR2; trap "" TERM; echo ready; while :; do sleep 0.05; done'
        $null = Start-Ready one $script @{ StopSignal = 'USR1' }
        $null = Start-Ready two $script @{ StopSignal = 'USR1' }
        (Stop-NetContainer one -TimeoutSeconds 60 -PassThru).ExitCode | Should -Be 10
        (Stop-NetContainer two -Signal SIGUSR2 -TimeoutSeconds 60 -PassThru).ExitCode | Should -Be 12
        $null = Start-Ready deaf 'trap "" TERM; echo ready; while :; do sleep 0.05; done' @{ StopTimeout = 1 }
        (Stop-NetContainer deaf -PassThru).ExitCode | Should -Be 137
    }
}

Describe 'Rename-NetContainer' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers; Clear-Network }

    It 'gives a container that runs another name, on its networks too' {
        $null = New-ContainerNetwork demo 10.82.0.0/24
        $web = Start-NetContainer @sleeper -Name web -Network demo -Publish 8080:80
        $ask = Start-NetContainer @sleeper -Name ask -Network demo
        $api = Rename-NetContainer web api -PassThru
        "$($api.Id) $($api.Name) $($api.ProcessId)" | Should -Be "$($web.Id) api $($web.ProcessId)"
        (Get-PortMapping).Container | Should -Be api
        (Get-ContainerEndpoint demo).Container | Sort-Object | Should -Be api, ask
        "$(Invoke-NetContainer ask nslookup api)" | Should -Match ([regex]::Escape($web.IPAddress[0]))
        (Get-ErrorOf { Get-NetContainer web }).FullyQualifiedErrorId | Should -BeLike 'ContainerNotFound,*'
    }

    It 'takes a container from the pipeline, and refuses a name that is taken' {
        $null = New-NetContainer @sleeper -Name web
        $null = New-NetContainer @sleeper -Name api
        $problem = Get-ErrorOf { Get-NetContainer web | Rename-NetContainer -NewName api }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ContainerExists,*'
        $problem.CategoryInfo.Category | Should -Be ResourceExists
        Get-NetContainer web | Rename-NetContainer -NewName www
        (Get-NetContainer).Name | Should -Be www, api
    }
}

Describe 'Set-NetContainer' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'changes the limits of a container that runs' {
        $web = Start-NetContainer @sleeper -Name web -Memory 64m
        $set = Set-NetContainer web -Memory 128m -MemoryReservation 32MB -Cpu 0.5 -CpuSet 0 -PidsLimit 50 -Restart on-failure:3 -PassThru
        Get-Limit $web.Id memory memory.limit_in_bytes memory.max | Should -Be 128MB
        Get-Limit $web.Id pids pids.max pids.max | Should -Be 50
        Get-Limit $web.Id cpuset cpuset.cpus cpuset.cpus | Should -Be 0
        "$($set.RestartPolicy) $($set.Options.Memory)" | Should -Be "on-failure:3 $(128MB)"
    }

    It 'changes a container that does not run, and one from the pipeline' {
        $web = New-NetContainer @sleeper -Name web -MemoryReservation 16MB -CpuShares 512
        Get-NetContainer web | Set-NetContainer -PidsLimit 40
        $null = Start-NetContainer web
        Get-Limit $web.Id pids pids.max pids.max | Should -Be 40
        Get-Limit $web.Id memory memory.soft_limit_in_bytes memory.low | Should -Be 16MB
    }

    It 'refuses <Name>, and changes nothing then' -ForEach @(
        @{ Name = 'nothing'; Set = @{}; Id = 'NothingToChange' }
        @{ Name = 'swap below memory'; Set = @{ MemorySwap = 32MB; PidsLimit = 40 }; Id = 'InvalidMemorySwap' }
        @{ Name = 'processors that do not exist'; Set = @{ CpuSet = '0-4095'; PidsLimit = 40 }; Id = 'InvalidCpuSet' }
        @{ Name = 'no restart policy'; Set = @{ Restart = 'sometimes'; PidsLimit = 40 }; Id = 'InvalidRestartPolicy' }
    ) {
        $web = Start-NetContainer @sleeper -Name web -Memory 64m
        (Get-ErrorOf { Set-NetContainer web @Set }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-Limit $web.Id pids pids.max pids.max | Should -Be max
    }
}

Describe 'Labels of containers' -Skip:($missing.Count -gt 0) {
    AfterAll { Remove-AllContainers }

    It 'are given in every way, and filter containers' -ForEach @(
        @{ Way = 'a hashtable'; Label = @{ stage = 'test'; owner = 'us' } }
        @{ Way = 'texts'; Label = 'stage=test', 'owner=us' }
    ) {
        Remove-AllContainers
        $web = New-NetContainer @sleeper -Name web -Label $Label
        $null = New-NetContainer @sleeper -Name other -Label 'stage=live', 'mark'
        $web.Labels['stage'] | Should -Be test -Because $Way
        (Get-NetContainer -Label stage).Name | Should -Be web, other
        (Get-NetContainer -Label stage=test).Name | Should -Be web
        (Get-NetContainer -Label @{ stage = 'live' }, 'mark').Name | Should -Be other
        Get-NetContainer -Label stage=live, owner | Should -BeNullOrEmpty
        (Get-NetContainer other).Labels['mark'] | Should -Be ''
        ($web | ConvertTo-Json | ConvertFrom-Json).Labels.owner | Should -Be us
    }
}

Describe 'Get-NetContainerProcess and Get-NetContainerStatistics' -Skip:($missing.Count -gt 0) {
    BeforeAll {
        $null = Start-Ready web 'sleep 600 & echo ready; wait' @{ Memory = 64MB }
        $null = Start-NetContainer -RootFileSystem $root -Name other sleep 601
        $null = New-NetContainer @sleeper -Name made
    }
    AfterAll { Remove-AllContainers }

    It 'list the processes that the host has' {
        $processes = Get-NetContainerProcess web
        $processes | Should -HaveCount 2
        $processes.ProcessId | Should -Contain (Get-NetContainer web).ProcessId
        foreach ($process in $processes) { (Get-Content "/proc/$($process.ProcessId)/cmdline" -Raw) -replace '\0', ' ' | Should -Be "$($process.Command -join ' ') " }
        $processes.User | Should -Be root, root
        ($processes | Sort-Object ContainerProcessId)[0].ContainerProcessId | Should -Be 1
    }

    It 'mean all that run where nothing is named, and take containers from the pipeline' {
        (Get-NetContainerProcess).Container | Sort-Object -Unique | Should -Be other, web
        (Get-NetContainer web | Get-NetContainerProcess).Container | Should -Be web, web
        (Get-NetContainerProcess o*).Command | Should -Be sleep, 601
        (Get-NetContainerStatistics -SampleSeconds 0.05).Container | Should -Be web, other
        ('web' | Get-NetContainerStatistics -SampleSeconds 0.05).Container | Should -Be web
    }

    It 'read the counters of the kernel' {
        $used = Get-NetContainerStatistics web -SampleSeconds 0.05
        $used.MemoryLimit | Should -Be 64MB
        $used.Memory | Should -BeGreaterThan 0
        $used.Processes | Should -Be 2
        $used.Endpoints.InterfaceAlias | Should -Be eth0
        $used.ReceivedBytes | Should -Be $used.Endpoints[0].ReceivedBytes
    }

    It 'refuse a container that does not run' {
        (Get-ErrorOf { Get-NetContainerProcess made }).FullyQualifiedErrorId | Should -BeLike 'ContainerNotRunning,*'
        (Get-ErrorOf { Get-NetContainerStatistics made }).FullyQualifiedErrorId | Should -BeLike 'ContainerNotRunning,*'
    }

    It 'are tables that fit 80 columns: <Columns>' -ForEach @(
        @{ Columns = 'Container', 'PID', 'User', 'Time', 'Memory', 'Started', 'Command'; Do = { Get-NetContainerProcess } }
        @{ Columns = 'Container', 'CPU%', 'Memory', 'Limit', 'Received', 'Sent', 'Read', 'Written', 'PIDs'; Do = { Get-NetContainerStatistics -SampleSeconds 0.05 } }
        @{ Columns = 'Network', 'InterfaceAlias', 'ReceivedBytes', 'ReceivedPackets', 'SentBytes', 'SentPackets'; Do = { (Get-NetContainerStatistics web -SampleSeconds 0.05).Endpoints } }
    ) {
        $lines = (& $Do | Out-String -Width 79).Trim("`n") -split "`n"
        -split $lines[0] | Should -Be $Columns
        $lines | Where-Object Length -GT 79 | Should -BeNullOrEmpty
        $lines | Should -Not -Match '…|ContainerNet\.'
    }
}

Describe 'Completion for containers' -Skip:($missing.Count -gt 0) {
    BeforeAll { function Complete([string] $Text) { (TabExpansion2 $Text $Text.Length).CompletionMatches.CompletionText } }
    AfterEach { Remove-AllContainers }

    It 'offers those that a command takes, signals and labels' {
        $null = Start-NetContainer @sleeper -Name web -Label @{ stage = 'test' }
        $null = Start-NetContainer @sleeper -Name still
        $null = New-NetContainer @sleeper -Name made
        Suspend-NetContainer still
        Complete 'Suspend-NetContainer ' | Should -Be web
        Complete 'Resume-NetContainer ' | Should -Be still
        Complete 'Send-NetContainerSignal ' | Should -Be web, still
        Complete 'Get-NetContainerProcess ' | Should -Be web, still
        Complete 'Rename-NetContainer ' | Should -Be web, still, made
        Complete 'Send-NetContainerSignal web US' | Should -Be USR1, USR2
        Complete 'Get-NetContainer -Label st' | Should -Be 'stage', "'stage=test'"
        Complete 'Set-NetContainer web -Restart un' | Should -Be unless-stopped
        (TabExpansion2 'Send-NetContainerSignal web HU' 30).CompletionMatches[0].ToolTip | Should -Be 'SIGHUP, signal 1'
    }
}

Describe 'A plan for a container that runs' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'is shown by <Command> -WhatIf as commands, and changes nothing' -ForEach @(
        @{ Command = 'Suspend-NetContainer web'; Expected = 'runc --root * pause $id_web' }
        @{ Command = 'Send-NetContainerSignal web HUP'; Expected = 'kill -s HUP *' }
        @{ Command = 'Rename-NetContainer web api'; Expected = "# keep container 'web' under the name 'api'" }
        @{ Command = 'Set-NetContainer web -PidsLimit 40'; Expected = 'runc --root * update --resources - $id_web <<< *' }
        @{ Command = 'Stop-NetContainer web -Signal QUIT'; Expected = 'kill -s QUIT *' }
    ) {
        $web = Start-NetContainer @sleeper -Name web
        $before = Get-ContainerTrace
        $lines = Invoke-Pwsh "$Command -WhatIf"
        $lines -like "What if: $Expected" | Should -Not -BeNullOrEmpty -Because "'$Expected' is one of: $($lines -join "`n")"
        Assert-ContainerTrace $before
        $now = Get-NetContainer web
        "$($now.State) $($now.ProcessId) $($now.Options.PidsLimit)" | Should -Be "Running $($web.ProcessId) "
    }
}
