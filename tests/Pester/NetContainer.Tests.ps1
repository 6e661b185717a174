# Containers on a root file system of busybox. Each test asks the container itself, or the kernel about its process, and not the
# module, whether it got what was asked for.

BeforeDiscovery {
    $missing = @('runc', 'conmon', 'busybox' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) })
    if ($missing) { Write-Warning "Skipped: containers need $missing." }
    $hasNames = (Test-Path /usr/lib/podman/aardvark-dns) -or (Get-Command aardvark-dns -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
    if (Get-Command busybox -ErrorAction Ignore) { $root = New-BusyboxRoot "$TestDrive/root" }

    # Starts a container that sleeps until it is told to end, and returns when it can be told: the kernel drops a SIGTERM for a
    # process 1 that has no handler for it yet (pid_namespaces(7)).
    function Start-Sleeper([string] $Name, [hashtable] $With = @{}) {
        $container = Start-NetContainer -RootFileSystem $root -Name $Name @With -- sh -c 'trap "exit 0" TERM; echo ready; while :; do sleep 0.05; done'
        Wait-Until { (Get-NetContainerLog $container.Id).Text -contains 'ready' }
        $container
    }

    # What a line of shell writes in a container that is gone afterwards.
    function Read-Inside([string] $Script, [hashtable] $With = @{}) {
        Start-NetContainer -RootFileSystem $root -Wait -Remove @With -- sh -c $Script
    }

    # Serves a line at a port, in a container.
    function Start-Server([string] $Name, [string] $Text, [hashtable] $With = @{}, [int] $Port = 80) {
        Start-NetContainer -RootFileSystem $root -Name $Name @With -- nc -ll -p $Port -e echo $Text
    }

    # The line that a server sends, once it listens.
    function Read-Server([string] $Address, [int] $Port) {
        for ($try = 0; $try -lt 100; $try++) {
            $client = [Net.Sockets.TcpClient]::new()
            try {
                $client.Connect($Address, $Port)
                return [IO.StreamReader]::new($client.GetStream()).ReadLine()
            }
            catch [Net.Sockets.SocketException] { Start-Sleep -Milliseconds 50 }
            finally { $client.Dispose() }
        }
        throw "Nobody answers at ${Address}:$Port."
    }

    # A file of the control group that a process is in: version 1's of a controller, or version 2's.
    function Get-Limit([int] $ProcessId, [string] $Controller, [string] $File1, [string] $File2) {
        $groups = Get-Content "/proc/$ProcessId/cgroup"
        $own = $groups | Where-Object { $_ -match "^\d+:[^:]*\b$Controller\b[^:]*:(.*)" } | ForEach-Object { "/sys/fs/cgroup/$Controller$($Matches[1])/$File1" }
        if (-not $own) { $own = $groups | Where-Object { $_ -match '^0::(.*)' } | ForEach-Object { "/sys/fs/cgroup$($Matches[1])/$File2" } }
        Get-Content $own
    }

    # The capabilities that a process has, a bit each.
    function Get-Capability([int] $ProcessId) {
        [Convert]::ToUInt64((-split (Get-Content "/proc/$ProcessId/status" | Where-Object { $_ -like 'CapEff:*' }))[1], 16)
    }

    # Starts PowerShell with the module in a process of its own, and returns when it is about to run a script.
    function Start-Session([string] $Script) {
        $start = [Diagnostics.ProcessStartInfo]::new('pwsh')
        '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$PSScriptRoot/../../ContainerNet.psd1'; 'go'; $Script" | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $true
        $session = [Diagnostics.Process]::Start($start)
        $null = $session.StandardOutput.ReadLine()
        $session
    }

    # Kills such a session. The PowerShell that .NET installs as a tool is a launcher, and its child is the session.
    function Stop-Session([Diagnostics.Process] $Session) {
        $children = @(Get-Process | Where-Object { $_.Parent.Id -eq $Session.Id } | ForEach-Object Id)
        $Session.Kill($true)
        $Session.WaitForExit()
        # The kernel gives up what the session held, its locks too, when its last thread has ended.
        foreach ($child in $children) { Wait-Until { -not (Test-Path "/proc/$child/fd/0") } }
        $Session.Dispose()
    }

    function Get-NetworkInode($Process) { (Get-Item "/proc/$Process/ns/net").Target }

    function Remove-AllContainers { Get-NetContainer | Remove-NetContainer -Force }
}

AfterAll {
    Get-NetContainer | Remove-NetContainer -Force
    Clear-Network
}

Describe 'A container' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'runs in namespaces of its own, on the default network' {
        $container = Start-Sleeper web
        $container | Should -BeOfType ContainerNet.NetContainer
        $container.Name, $container.State, $container.Image | Should -Be 'web', 'Running', $root
        Get-NetworkInode $container.ProcessId | Should -Not -Be (Get-NetworkInode self)
        Get-NetworkInode $container.ProcessId | Should -Be "net:[$($container.Namespaces.Network)]"
        foreach ($kind in 'mnt', 'uts', 'ipc', 'pid') { (Get-Item "/proc/$($container.ProcessId)/ns/$kind").Target | Should -Not -Be (Get-Item "/proc/self/ns/$kind").Target }
        $shown = & nsenter "--net=/proc/$($container.ProcessId)/ns/net" ip -j -4 addr show eth0 | ConvertFrom-Json
        $shown.addr_info[0].local | Should -Be "$($container.IPAddress[0])"
        & ping -c 1 -W 5 $container.IPAddress[0] | Out-Null
        $LASTEXITCODE | Should -Be 0
    }

    It 'has a name that is made up where none is given' {
        (Start-NetContainer -RootFileSystem $root sleep 60).Name | Should -Match '^[a-z]+-[a-z]+$'
    }

    It 'takes the words after -- as the program and its arguments, unchanged' {
        Start-NetContainer -RootFileSystem $root -Wait -Remove -- printf '%s.' 'a b' '$x' '' -c '*' | Should -Be 'a b.$x..-c.*.'
    }

    It 'has written its output by the time -Wait returns, its errors apart, and its exit code' {
        $out = Start-NetContainer -RootFileSystem $root -Name short -Wait -- sh -c 'echo one; echo two >&2; exit 3'
        $out | Should -Be 'one'
        $LASTEXITCODE | Should -Be 3
        $log = Get-NetContainerLog short
        ($log | Where-Object Stream -EQ Error).Text | Should -Be 'two'
        (Get-NetContainer short).ExitCode | Should -Be 3
    }

    It 'ends with 128 and the number of the signal that ends it' {
        $null = Start-NetContainer -RootFileSystem $root -Name short -Wait -- sh -c 'sleep 60 & kill -9 $!; wait $!'
        $LASTEXITCODE | Should -Be 137
    }

    It 'keeps its files over a restart, and a new container has none of them' {
        $null = Start-NetContainer -RootFileSystem $root -Name counter -Wait -- sh -c 'echo x >>/count; wc -l </count'
        $null = Restart-NetContainer counter | Wait-NetContainer -TimeoutSeconds 30
        (Get-NetContainerLog counter).Text | ForEach-Object Trim | Should -Be '1', '2'
        Test-Path "$root/count" | Should -BeFalse
    }
}

Describe 'The options of a container' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It '-HostName, known to itself' {
        Read-Inside 'hostname; grep -c box1 /etc/hosts' @{ HostName = 'box1' } | Should -Be 'box1', '1'
    }

    It 'the first twelve digits of its id as host name otherwise' {
        $container = Start-Sleeper web
        Invoke-NetContainer web hostname | Should -Be $container.Id.Substring(0, 12)
    }

    It '-DomainName' {
        Read-Inside 'cat /proc/sys/kernel/domainname' @{ DomainName = 'example.test' } | Should -Be 'example.test'
    }

    It '-Dns, -DnsSearch and -DnsOption' {
        $lines = Read-Inside 'cat /etc/resolv.conf' @{ Dns = '192.0.2.53', '192.0.2.54'; DnsSearch = 'a.test', 'b.test'; DnsOption = 'ndots:2' }
        $lines | Where-Object { $_ -match '^nameserver' } | Should -Be 'nameserver 192.0.2.53', 'nameserver 192.0.2.54'
        $lines | Should -Contain 'search a.test b.test'
        $lines | Should -Contain 'options ndots:2'
    }

    It '-AddHost, the host among them' {
        $lines = Read-Inside 'cat /etc/hosts' @{ AddHost = 'db:192.0.2.7', 'outside:host-gateway' }
        $lines -match '^192\.0\.2\.7\s+db$' | Should -HaveCount 1
        $gateway = (Get-ContainerNetwork bridge).Gateway
        $lines -match "^$([regex]::Escape($gateway))\s+outside$" | Should -HaveCount 1
    }

    It '-Link: the other''s name, its alias and its ports' {
        $null = Start-Server db hello @{ Expose = '80' }
        $lines = Read-Inside 'nc database 80 </dev/null; env' @{ Link = 'db:database' }
        $lines | Should -Contain 'hello'
        $lines -match '^DATABASE_PORT_80_TCP=tcp://172\.17\.' | Should -HaveCount 1
    }

    It '-Environment, the session''s own value where only a name is given' {
        $env:CONTAINERNET_OWN = 'mine'
        try { Read-Inside 'echo "$A|$B|$CONTAINERNET_OWN|${CONTAINERNET_NONE-unset}"' @{ Environment = 'A=1', 'B=x y=z', 'CONTAINERNET_OWN', 'CONTAINERNET_NONE' } | Should -Be '1|x y=z|mine|unset' }
        finally { Remove-Item Env:CONTAINERNET_OWN }
    }

    It '-User <User>' -ForEach @(
        @{ User = 'web'; Ids = '1000:1001:1001 2000' }
        @{ User = '1000:2000'; Ids = '1000:2000:2000' }
        @{ User = '4242'; Ids = '4242:0:0' }
    ) {
        Read-Inside 'echo $(id -u):$(id -g):$(id -G)' @{ User = $User } | Should -Be $Ids
    }

    It '-WorkingDirectory' { Read-Inside 'pwd' @{ WorkingDirectory = '/tmp' } | Should -Be '/tmp' }

    It '-EntryPoint before the command' {
        Start-NetContainer -RootFileSystem $root -Wait -Remove -EntryPoint echo, -n -- one two | Should -Be 'one two'
    }

    It '-Volume: a directory of the host, writable or read-only' {
        $null = New-Item "$TestDrive/shared" -ItemType Directory -Force
        'from outside' | Set-Content "$TestDrive/shared/in"
        Read-Inside 'cat /data/in; echo from inside >/data/out; touch /look/x 2>/dev/null || echo refused' @{ Volume = "$TestDrive/shared:/data", "$TestDrive/shared:/look:ro" } |
            Should -Be 'from outside', 'refused'
        Get-Content "$TestDrive/shared/out" | Should -Be 'from inside'
    }

    It '-Volume: a named volume, which outlives the container' {
        $null = Read-Inside 'echo kept >/data/file' @{ Volume = 'containernet-test:/data' }
        Read-Inside 'cat /data/file' @{ Volume = 'containernet-test:/data' } | Should -Be 'kept'
        Remove-Item /var/lib/containernet/volumes/containernet-test -Recurse
    }

    It '-ReadOnly' {
        Read-Inside 'touch /file 2>/dev/null || echo refused; echo ok >/dev/null' @{ ReadOnly = $true } | Should -Be 'refused'
    }

    It '-Memory, as PowerShell and as Docker write it' {
        foreach ($size in 64MB, '64m') {
            $container = Start-Sleeper web @{ Memory = $size }
            Get-Limit $container.ProcessId memory memory.limit_in_bytes memory.max | Should -Be 67108864
            Remove-NetContainer web -Force
        }
    }

    It '-Cpu' {
        $container = Start-Sleeper web @{ Cpu = 0.5 }
        Get-Limit $container.ProcessId cpu cpu.cfs_quota_us cpu.max | Should -Match '^50000\b'
    }

    It '-PidsLimit' {
        $container = Start-Sleeper web @{ PidsLimit = 42 }
        Get-Limit $container.ProcessId pids pids.max pids.max | Should -Be 42
    }

    It '-Capability: one added, one dropped, all dropped' {
        $default = Get-Capability (Start-Sleeper one).ProcessId
        $more = Get-Capability (Start-Sleeper two @{ Capability = 'NET_ADMIN', '-NET_RAW' }).ProcessId
        # CAP_NET_ADMIN is 12, CAP_NET_RAW 13 (linux/capability.h).
        $more | Should -Be (($default -bor (1ul -shl 12)) -band -bnot (1ul -shl 13))
        Get-Capability (Start-Sleeper three @{ Capability = '-ALL' }).ProcessId | Should -Be 0
    }

    It '-Privileged: all that this session has' {
        Get-Capability (Start-Sleeper web @{ Privileged = $true }).ProcessId | Should -Be (Get-Capability $PID)
    }

    It '-Init, which reaps orphans and passes signals on' {
        $container = Start-NetContainer -RootFileSystem $root -Name web -Init sleep 60
        # It listens for signals before it runs the program.
        Wait-Until { Get-Content "/proc/$($container.ProcessId)/task/$($container.ProcessId)/children" }
        Get-Content "/proc/$($container.ProcessId)/cmdline" -Raw | Should -Match 'docker-init|tini|catatonit'
        # Process 1 itself would not be ended by it.
        (Stop-NetContainer web -TimeoutSeconds 30 -PassThru).ExitCode | Should -Be 143
    }

    It '-Interactive: a terminal, also where the session has none' {
        $null = Start-NetContainer -RootFileSystem $root -Name web -Interactive -- sh -c 'tty; echo $TERM; sleep 60'
        Wait-Until { (Get-NetContainerLog web).Text -contains 'xterm' }
        (Get-NetContainerLog web)[0].Text | Should -Match '^/dev/(pts/\d+|console)'
    }
}

Describe 'The network of a container' -Skip:($missing.Count -gt 0) {
    AfterEach {
        Remove-AllContainers
        Get-ContainerNetwork | Where-Object Name -Like 'cp*' | Remove-ContainerNetwork -Force
    }

    It '-Publish: a connection to the host reaches the program' {
        $container = Start-Server web hello @{ Publish = '8080:80', '127.0.0.1::80' }
        Read-Server 127.0.0.1 8080 | Should -Be 'hello'
        $chosen = (Get-PortMapping web).Where({ "$($_.HostAddress)" -eq '127.0.0.1' }).HostPort
        $chosen | Should -BeGreaterThan 1023
        Read-Server 127.0.0.1 $chosen | Should -Be 'hello'
        $container.Ports.Container | Should -Be 'web', 'web'
        (Get-PortMapping 8080).ContainerPort | Should -Be 80
    }

    It '-PublishAll with -Expose: each exposed port at a free host port' {
        $null = Start-Server web hello @{ PublishAll = $true; Expose = '80', '7000-7001/udp' }
        $ports = Get-PortMapping web
        $ports | ForEach-Object { "$($_.ContainerPort)/$($_.Protocol)" } | Sort-Object -Unique | Should -Be '7000/Udp', '7001/Udp', '80/Tcp'
        Read-Server 127.0.0.1 $ports.Where({ $_.ContainerPort -eq 80 })[0].HostPort | Should -Be 'hello'
    }

    It 'none: lo alone' {
        $container = Start-Sleeper web @{ Network = 'none' }
        (& nsenter "--net=/proc/$($container.ProcessId)/ns/net" ip -j link | ConvertFrom-Json).ifname | Should -Be 'lo'
        $container.IPAddress | Should -BeNullOrEmpty
    }

    It 'host: the session''s own' {
        Get-NetworkInode (Start-Sleeper web @{ Network = 'host' }).ProcessId | Should -Be (Get-NetworkInode self)
    }

    It 'container:NAME: the other''s, with its name and its /etc/hosts' {
        $web = Start-Sleeper web @{ HostName = 'front' }
        $side = Start-Sleeper side @{ Network = 'container:web' }
        Get-NetworkInode $side.ProcessId | Should -Be (Get-NetworkInode $web.ProcessId)
        Invoke-NetContainer side hostname | Should -Be 'front'
        Invoke-NetContainer side cat /etc/hosts | Should -Be (Invoke-NetContainer web cat /etc/hosts)
    }

    It 'several networks, an interface each' {
        $null = New-ContainerNetwork cp1 172.28.1.0/24; $null = New-ContainerNetwork cp2 172.28.2.0/24
        $container = Start-Sleeper web @{ Network = 'cp1', 'cp2' }
        $shown = & nsenter "--net=/proc/$($container.ProcessId)/ns/net" ip -j -4 addr | ConvertFrom-Json | Where-Object ifname -NE lo
        $shown.ifname | Should -Be 'eth0', 'eth1'
        $shown.addr_info.local | Should -Be '172.28.1.2', '172.28.2.2'
    }

    It '-IPAddress and -MacAddress' {
        $null = New-ContainerNetwork cp1 172.28.1.0/24
        $null = Start-Sleeper web @{ Network = 'cp1'; IPAddress = '172.28.1.77'; MacAddress = '02:00:00:00:00:77' }
        Invoke-NetContainer web -- sh -c 'cat /sys/class/net/eth0/address; ip -o -4 addr show eth0' |
            Should -Match '^02:00:00:00:00:77$|inet 172\.28\.1\.77/24'
    }

    It '-NetworkAlias: found by its name and by its aliases' -Skip:(-not $hasNames) {
        $null = New-ContainerNetwork cp1 172.28.1.0/24
        $null = Start-Server web hello @{ Network = 'cp1'; NetworkAlias = 'www' }
        foreach ($name in 'web', 'www') {
            Read-Inside "for i in 1 2 3 4 5 6 7 8 9; do nc $name 80 </dev/null && exit; sleep 0.2; done" @{ Network = 'cp1' } | Should -Be 'hello'
        }
    }

    It 'is attached and detached while it runs, and its ports are published then' {
        $null = New-ContainerNetwork cp1 172.28.1.0/24
        $null = Start-Server web hello @{ Network = 'none' }
        $endpoint = Connect-ContainerNetwork cp1 -Container web -Publish 8080:80
        "$endpoint" | Should -Be 'cp1/web'
        Read-Server 127.0.0.1 8080 | Should -Be 'hello'
        Disconnect-ContainerNetwork cp1 -Container web
        Get-PortMapping | Should -BeNullOrEmpty
        Invoke-NetContainer web ls /sys/class/net | Should -Be 'lo'
    }
}

Describe 'Containers in the pipeline' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'are started from objects with names' {
        [pscustomobject]@{ Name = 'one'; Network = 'none' }, [pscustomobject]@{ Name = 'two'; Network = 'bridge' } | Start-NetContainer -RootFileSystem $root sleep 60 |
            ForEach-Object { "$($_.Name) $($_.Network)" } | Should -Be 'one none', 'two bridge'
    }

    It 'are found by name, wildcard, state, id and the beginning of an id' {
        $one = Start-Sleeper box-one; $null = Start-Sleeper box-two; $null = Start-NetContainer -RootFileSystem $root -Name other -Wait true
        (Get-NetContainer).Name | Should -Be 'box-one', 'box-two', 'other'
        (Get-NetContainer box-*).Name | Should -Be 'box-one', 'box-two'
        (Get-NetContainer -State Exited).Name | Should -Be 'other'
        (Get-NetContainer $one.Id).Name | Should -Be 'box-one'
        (Get-NetContainer $one.Id.Substring(0, 12)).Name | Should -Be 'box-one'
        Get-NetContainer nope* | Should -BeNullOrEmpty
    }

    It 'go on into every cmdlet that takes a container or a namespace' {
        $null = Start-Server web hello @{ Publish = '8080:80' }
        (Get-NetContainer web | Get-PortMapping).HostPort | Should -Be 8080
        (Get-NetContainer web | Get-ContainerEndpoint).Container | Should -Be 'web'
        (Get-NetContainer web | Get-NetAdapter).Name | Should -Be 'lo', 'eth0'
        Get-NetContainer web | Invoke-NetNamespace { (Get-NetAdapter eth0).Name } | Should -Be 'eth0'
        Get-NetContainer web | Invoke-NetContainer -Command hostname | Should -Be (Get-NetContainer web).HostName
        Get-NetContainer web | Test-NetConnection 172.17.0.1 -Quiet | Should -BeTrue
        (Get-NetContainer web | Stop-NetContainer -TimeoutSeconds 0 -PassThru).State | Should -Be 'Exited'
        (Get-NetContainer web | Restart-NetContainer).State | Should -Be 'Running'
        Get-NetContainer web | Remove-NetContainer -Force
        Get-NetContainer | Should -BeNullOrEmpty
    }

    It 'are started side by side, each with an address and a port of its own' {
        $manifest = "$PSScriptRoot/../../ContainerNet.psd1"
        $containers = 1..6 | ForEach-Object -ThrottleLimit 6 -Parallel {
            Import-Module $using:manifest
            Start-NetContainer -RootFileSystem $using:root -Name "box$_" -Publish 80 sleep 60
        }
        $containers.State | Should -Be (@('Running') * 6)
        @($containers.IPAddress | ForEach-Object ToString | Sort-Object -Unique).Count | Should -Be 6
        @($containers.Ports.HostPort | Sort-Object -Unique).Count | Should -Be 6
    }

    It 'are stopped and removed by wildcards, and the others stay' {
        foreach ($name in 'box-one', 'box-two', 'other') { $null = Start-Sleeper $name }
        (Stop-NetContainer box-* -PassThru).ExitCode | Should -Be 0, 0
        Remove-NetContainer box-*
        (Get-NetContainer).Name | Should -Be 'other'
    }
}

Describe 'A container that runs' -Skip:($missing.Count -gt 0) {
    BeforeAll { $null = Start-Sleeper web @{ Environment = 'A=1' } }
    AfterAll { Remove-AllContainers }

    It 'runs a program inside, whose lines are objects and whose exit code is $LASTEXITCODE' {
        Invoke-NetContainer web -- sh -c 'echo one; echo two; exit 5' | Should -Be 'one', 'two'
        $LASTEXITCODE | Should -Be 5
    }

    It 'runs it as somebody else, elsewhere, with other variables' {
        Invoke-NetContainer web -User web -WorkingDirectory /tmp -Environment B=2 -- sh -c 'echo $(id -un) $(pwd) $A$B' | Should -Be 'web /tmp 12'
    }

    It 'is waited for, no longer than is asked' {
        (Get-ErrorOf { Wait-NetContainer web -TimeoutSeconds 0 }).FullyQualifiedErrorId | Should -BeLike 'ContainerWaitTimedOut,*'
    }

    It 'is not removed without -Force where nobody can be asked' {
        Invoke-Pwsh 'Remove-NetContainer web; $error[0].FullyQualifiedErrorId' | Should -Contain 'ContainerRunning,ContainerNet.PowerShell.Commands.RemoveNetContainerCommand'
        (Get-NetContainer web).State | Should -Be 'Running'
    }

    It 'opens a shell at a terminal <Which>' -ForEach @(
        @{ Which = 'with a size'; WithoutSize = $false }, @{ Which = 'without a size'; WithoutSize = $true }
    ) {
        $screen = Invoke-Terminal -WithoutSize:$WithoutSize -Setup "function prompt { 'at> ' }" -Lines ([ordered]@{
                'at> ' = 'Enter-NetContainer web'
                '# '   = 'echo in-$(hostname)-$A; exit 4'
                "`nat> " = '"out $LASTEXITCODE"; exit'
            })
        $screen | Should -Match "in-$((Get-NetContainer web).HostName)-1"
        $screen | Should -Match 'out 4'
    }

    It 'is not entered without a terminal' {
        Invoke-Pwsh 'Enter-NetContainer web; $error[0].FullyQualifiedErrorId' | Should -Contain 'NoTerminal,ContainerNet.PowerShell.Commands.EnterNetContainerCommand'
    }
}

Describe 'The log of a container' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'is all that it wrote, the last lines of it, or what follows until its end' {
        $null = Start-NetContainer -RootFileSystem $root -Name web -- sh -c 'for i in 1 2 3 4 5; do echo $i; sleep 0.1; done'
        (Get-NetContainerLog web -Follow).Text | Should -Be '1', '2', '3', '4', '5'
        (Get-NetContainerLog web -Tail 2).Text | Should -Be '4', '5'
        Get-NetContainerLog web -Tail 0 | Should -BeNullOrEmpty
        (Get-NetContainerLog web)[0].Timestamp | Should -BeGreaterThan ([DateTimeOffset]::Now.AddMinutes(-2))
    }
}

Describe 'Start-NetContainer, tried first' -Skip:($missing.Count -gt 0) {
    BeforeAll {
        $null = Read-Inside 'true'
        $before = Get-ContainerTrace
    }

    It 'shows with -WhatIf the commands, and changes nothing' {
        $lines = Invoke-Pwsh "Start-NetContainer -RootFileSystem '$root' -Name web -Publish 8080:80 sleep 60 -WhatIf"
        foreach ($part in 'mount -t overlay', 'unshare --net=', 'ip link add veth', 'nft add element', 'runc .* start ') { $lines -match "^What if: .*$part" | Should -Not -BeNullOrEmpty -Because $part }
        Assert-ContainerTrace $before
    }

    It 'shows them with -Verbose while they run' {
        $lines = Start-NetContainer -RootFileSystem $root -Name web -Verbose sleep 60 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
        foreach ($part in 'mount -t overlay', 'ip link add veth', 'runc .* start ') { $lines -match $part | Should -Not -BeNullOrEmpty -Because $part }
        Remove-NetContainer web -Force
    }

    It '<Cmdlet> -WhatIf changes nothing either' -ForEach @(
        @{ Cmdlet = 'Stop-NetContainer' }, @{ Cmdlet = 'Restart-NetContainer' }, @{ Cmdlet = 'Remove-NetContainer' }, @{ Cmdlet = 'Repair-NetContainer' }
    ) {
        $container = Start-Sleeper web
        & $Cmdlet web -WhatIf
        (Get-NetContainer web).ProcessId | Should -Be $container.ProcessId
        Remove-NetContainer web -Force
    }
}

Describe 'Bad input' -Skip:($missing.Count -gt 0) {
    BeforeAll {
        $null = Start-Server taken hello @{ Publish = '8080:80' }
        $before = Get-ContainerTrace
    }
    AfterAll { Remove-AllContainers }

    It '<Because> is <Id>, and nothing is left' -ForEach @(
        @{ Because = 'a network that is not there'; Id = 'NetworkNotFound'; With = @{ Network = 'nope' } }
        @{ Because = 'a container to join that is not there'; Id = 'ContainerNotFound'; With = @{ Network = 'container:nope' } }
        @{ Because = 'a container to link that is not there'; Id = 'ContainerNotFound'; With = @{ Link = 'nope' } }
        @{ Because = 'a port that is taken'; Id = 'HostPortInUse'; With = @{ Publish = '8080:80' } }
        @{ Because = 'a name that is taken'; Id = 'ContainerExists'; With = @{ Name = 'taken' } }
        @{ Because = 'a name with a slash'; Id = 'InvalidContainerName'; With = @{ Name = 'a/b' } }
        @{ Because = 'an address outside of the network'; Id = 'InvalidIPAddress'; With = @{ IPAddress = '192.0.2.1' } }
        @{ Because = 'an address that is taken'; Id = 'AddressInUse'; With = @{ IPAddress = '172.17.0.1' } }
        @{ Because = 'no MAC address'; Id = 'InvalidMacAddress'; With = @{ MacAddress = 'nope' } }
        @{ Because = 'no publication'; Id = 'InvalidPortPublication'; With = @{ Publish = 'nope' } }
        @{ Because = 'no port to expose'; Id = 'InvalidPortPublication'; With = @{ Expose = 'nope' } }
        @{ Because = 'a port of the host to expose'; Id = 'InvalidExpose'; With = @{ Expose = '80:80' } }
        @{ Because = 'ports on the host''s network'; Id = 'NetworkConflict'; With = @{ Network = 'host'; Publish = '80:80' } }
        @{ Because = 'host as one of several networks'; Id = 'NetworkConflict'; With = @{ Network = 'bridge', 'host' } }
        @{ Because = 'no host name'; Id = 'InvalidHostName'; With = @{ HostName = 'a b' } }
        @{ Because = 'no host to add'; Id = 'InvalidAddedHost'; With = @{ AddHost = 'nope' } }
        @{ Because = 'no search domain'; Id = 'InvalidSearchDomain'; With = @{ DnsSearch = 'a b' } }
        @{ Because = 'no option of resolv.conf'; Id = 'InvalidDnsOption'; With = @{ DnsOption = 'a b' } }
        @{ Because = 'a variable without a name'; Id = 'InvalidEnvironment'; With = @{ Environment = '=x' } }
        @{ Because = 'a user that is not there'; Id = 'InvalidUser'; With = @{ User = 'nope' } }
        @{ Because = 'a relative working directory'; Id = 'InvalidWorkingDirectory'; With = @{ WorkingDirectory = 'tmp' } }
        @{ Because = 'no volume'; Id = 'InvalidVolume'; With = @{ Volume = '/tmp' } }
        @{ Because = 'a capability that is none'; Id = 'InvalidCapability'; With = @{ Capability = 'NOPE' } }
        @{ Because = 'a restart policy that is none'; Id = 'InvalidRestartPolicy'; With = @{ Restart = 'sometimes' } }
        @{ Because = 'to restart and to remove'; Id = 'RestartConflict'; With = @{ Restart = 'always'; Remove = $true } }
        @{ Because = 'more processors than there are'; Id = 'InvalidCpu'; With = @{ Cpu = 4000 } }
    ) {
        (Get-ErrorOf { Start-NetContainer -RootFileSystem $root @With -- sleep 60 }).FullyQualifiedErrorId | Should -Be "$Id,ContainerNet.PowerShell.Commands.StartNetContainerCommand"
        Assert-ContainerTrace $before
    }

    It 'a <What> is <Id>, and nothing is left' -ForEach @(
        @{ What = 'command that is not there'; Id = 'CommandNotFound'; Command = 'nosuch' }
        @{ What = 'command that is not executable'; Id = 'CommandNotExecutable'; Command = '/etc/passwd' }
    ) {
        (Get-ErrorOf { Start-NetContainer -RootFileSystem $root $Command }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Assert-ContainerTrace $before
        (Get-ErrorOf { Invoke-NetContainer taken $Command }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'a folder that is not there is RootFileSystemNotFound, no command is CommandMissing' {
        (Get-ErrorOf { Start-NetContainer -RootFileSystem "$TestDrive/nope" sleep 60 }).FullyQualifiedErrorId | Should -BeLike 'RootFileSystemNotFound,*'
        (Get-ErrorOf { Start-NetContainer -RootFileSystem $root }).FullyQualifiedErrorId | Should -BeLike 'CommandMissing,*'
        Assert-ContainerTrace $before
    }

    It 'an image that is nowhere is an error of the image' {
        (Get-ErrorOf { Start-NetContainer 127.0.0.1:1/nope:1 }).FullyQualifiedErrorId | Should -Match '^(ImageNotFound|ImagePullFailed|SkopeoMissing),'
        (Get-ErrorOf { Start-NetContainer 'No Image' }).FullyQualifiedErrorId | Should -BeLike 'InvalidImageReference,*'
        (Get-ErrorOf { Start-NetContainer "$TestDrive/nope.tar" }).FullyQualifiedErrorId | Should -BeLike 'Image*,*'
    }

    It 'a missing <Program> is an error before anything is created' -ForEach @(
        @{ Program = 'conmon'; Id = 'ContainerMonitorNotFound' }, @{ Program = 'runc'; Id = 'ContainerRuntimeNotFound' }
    ) {
        # The programs' folders as they are, but for these, in a mount namespace that goes with the session.
        $hide = 'mount -t tmpfs tmpfs /run/containernet
            for folder in /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin; do
                mkdir -p /run/containernet$folder/upper /run/containernet$folder/work
                mount -t overlay overlay -o lowerdir=$folder,upperdir=/run/containernet$folder/upper,workdir=/run/containernet$folder/work $folder
                rm -f $folder/$1 $folder/crun
            done
            shift; exec "$@"'
        $hidden = Invoke-Pwsh -Prefix 'unshare', '--mount', 'sh', '-c', $hide, 'sh', $Program "Start-NetContainer -RootFileSystem '$root' sleep 60; `$error[0].FullyQualifiedErrorId"
        $hidden | Should -Contain "$Id,ContainerNet.PowerShell.Commands.StartNetContainerCommand"
    }

    It '<Cmdlet> of a container that does not exist is ContainerNotFound' -ForEach @(
        'Get-NetContainer', 'Stop-NetContainer', 'Restart-NetContainer', 'Remove-NetContainer', 'Wait-NetContainer', 'Get-NetContainerLog', 'Repair-NetContainer', 'Get-PortMapping' |
            ForEach-Object { @{ Cmdlet = $_ } }
    ) {
        (Get-ErrorOf { & $Cmdlet nope }).FullyQualifiedErrorId | Should -BeLike 'ContainerNotFound,*'
    }
}

Describe 'Completion' -Skip:($missing.Count -gt 0) {
    BeforeAll {
        $null = Start-Sleeper web
        function Complete([string] $Text) { (TabExpansion2 $Text $Text.Length).CompletionMatches.CompletionText }
    }
    AfterAll { Remove-AllContainers }

    It 'offers <Expected> for <Text>' -ForEach @(
        @{ Text = 'Get-NetContainer w'; Expected = 'web' }
        @{ Text = 'Stop-NetContainer '; Expected = 'web' }
        @{ Text = 'Invoke-NetContainer -Name w'; Expected = 'web' }
        @{ Text = 'Get-PortMapping -Container '; Expected = 'web' }
        @{ Text = 'Connect-ContainerNetwork bridge -Container '; Expected = 'web' }
        @{ Text = 'Start-NetContainer -Network c'; Expected = 'container:web' }
        @{ Text = 'Start-NetContainer -Network b'; Expected = 'bridge' }
        @{ Text = 'Start-NetContainer -Restart a'; Expected = 'always' }
        @{ Text = 'Get-NetContainer -State E'; Expected = 'Exited' }
    ) {
        Complete $Text | Should -Be $Expected
    }
}

Describe 'Formatting' -Skip:($missing.Count -gt 0) {
    BeforeAll {
        $null = Start-Server web hello @{ Publish = '8080:80', '127.0.0.1:5353:53/udp' }
        $null = Start-NetContainer -RootFileSystem $root -Name done -Wait -- sh -c 'echo said; exit 3'
        function Show([scriptblock] $Script) { (& $Script | Out-String -Width 80) -replace '\e\[[0-9;]*m' }
    }
    AfterAll { Remove-AllContainers }

    It 'is a line for each container, with how it ended and its ports' {
        $text = Show { Get-NetContainer | Sort-Object Name }
        -split ($text -split "`n" | Where-Object { $_.Trim() })[0] | Should -Be 'Id', 'Name', 'Image', 'Status', 'Ports'
        $text | Should -Match '(?m)^[0-9a-f]{12} +done .* Exited \(3\) '
        $text | Should -Match '(?m)^[0-9a-f]{12} +web .* Up .* 8080:80, '
        $text -split "`n" | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'is a list that can be read' {
        $text = Show { Get-NetContainer web | Format-List }
        $text | Should -Match '(?m)^Ports +: 80/tcp -> 0\.0\.0\.0:8080'
        $text | Should -Match '(?m)^Command +: nc -ll'
        $text | Should -Not -Match 'System\.|ContainerOptions|\{'
    }

    It 'shows when a line of the log was written, and where to' {
        Show { Get-NetContainerLog done } | Should -Match '(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} Output said'
    }

    It 'names the container where others have a namespace' {
        Show { Get-PortMapping 8080 } | Should -Match ' 8080 172\.17\.\S+ +80 web'
        Show { Get-ContainerEndpoint } | Should -Match '(?m)^bridge +web +eth0'
    }
}

Describe 'A container that nobody waits for' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'gives back its network, ports and mounts when it ends, without any other command' {
        $null = Read-Inside 'true'
        $before = Get-ContainerTrace
        $container = Start-NetContainer -RootFileSystem $root -Name web -Publish 8080:80 sleep 1
        # Only files are looked at, so that nothing here cleans up.
        Wait-Until -TimeoutSeconds 60 { -not (Test-Path "/run/containernet/containers/$($container.Id)") }
        Get-Content /proc/self/mountinfo | Where-Object { $_ -match $container.Id } | Should -BeNullOrEmpty
        (Get-Ip link).ifname | Where-Object { $_ -like 'veth*' } | Should -BeNullOrEmpty
        (& nft list ruleset) -match '8080' | Should -BeNullOrEmpty
        (Get-NetContainer web).ExitCode | Should -Be 0
        Remove-NetContainer web
        Assert-ContainerTrace $before $container.Id
    }

    It 'is gone altogether with -Remove' {
        $container = Start-NetContainer -RootFileSystem $root -Remove sleep 1
        Wait-Until -TimeoutSeconds 60 { -not (Test-Path "/var/lib/containernet/containers/$($container.Id)") }
    }

    It 'is gone with -Remove when it is stopped, too' {
        $null = Start-Sleeper web @{ Remove = $true }
        (Stop-NetContainer web -PassThru).State | Should -Be 'Exited'
        Get-NetContainer | Should -BeNullOrEmpty
    }

    It 'is seen to by others when the session that waited for it is killed' {
        $session = Start-Session "Start-NetContainer -RootFileSystem '$root' -Name web -Wait -Remove -- sh -c 'echo up; sleep 3'"
        Wait-Until { (Get-NetContainer).State -eq 'Running' }
        $id = (Get-NetContainer web).Id
        Stop-Session $session
        Wait-Until -TimeoutSeconds 60 { -not (Test-Path "/var/lib/containernet/containers/$id") }
    }

    It 'is started again after a failure, as often as -Restart says' {
        $null = Start-NetContainer -RootFileSystem $root -Name web -Restart on-failure:2 -- sh -c 'echo run; exit 7'
        $log = { (Get-Content "/var/lib/containernet/containers/$((Get-NetContainer web).Id)/container.log") -match ' run$' }
        Wait-Until -TimeoutSeconds 90 { $container = Get-NetContainer web; $container.RestartCount -eq 2 -and $null -ne $container.ExitCode }
        & $log | Should -HaveCount 3
        (Get-NetContainer web).ExitCode | Should -Be 7
    }

    It 'is not started again after a success, nor after it was stopped' {
        $null = Start-NetContainer -RootFileSystem $root -Name fine -Restart on-failure -Wait true
        (Get-NetContainer fine).State, (Get-NetContainer fine).RestartCount | Should -Be 'Exited', 0
        $null = Start-Sleeper web @{ Restart = 'always' }
        Stop-NetContainer web
        Repair-NetContainer
        (Get-NetContainer web).State | Should -Be 'Exited'
    }
}

Describe 'A container that somebody waits for' -Skip:($missing.Count -gt 0) {
    AfterEach { Remove-AllContainers }

    It 'ends with Ctrl+C' {
        $session = [PowerShell]::Create().AddScript("Import-Module '$PSScriptRoot/../../ContainerNet.psd1'; Start-NetContainer -RootFileSystem '$root' -Name web -Wait -- sh -c 'trap ""exit 5"" TERM; echo up; while :; do sleep 0.05; done'")
        $null = $session.BeginInvoke()
        Wait-Until { Get-NetContainer | Get-NetContainerLog }
        $session.Stop()
        $session.Dispose()
        (Get-NetContainer web).State, (Get-NetContainer web).ExitCode | Should -Be 'Exited', 5
    }

    It 'has the session''s terminal with -Interactive, which may be one <Which>' -ForEach @(
        @{ Which = 'with a size'; WithoutSize = $false }, @{ Which = 'without a size'; WithoutSize = $true }
    ) {
        $screen = Invoke-Terminal -WithoutSize:$WithoutSize -Setup "function prompt { 'at> ' }" -Lines ([ordered]@{
                'at> '   = "Start-NetContainer -RootFileSystem '$root' -Name web -HostName box -Interactive -Wait sh"
                '# '     = 'echo in-$(hostname)-$((40+2)); exit 6'
                "`nat> " = '"out $LASTEXITCODE"; exit'
            })
        $screen | Should -Match 'in-box-42'
        $screen | Should -Match 'out 6'
    }

    It 'is left by Ctrl+P Ctrl+Q, runs on, and is seen to at its end' {
        $null = Invoke-Terminal -Setup "function prompt { 'at> ' }" -Lines ([ordered]@{
                'at> '   = "Start-NetContainer -RootFileSystem '$root' -Name web -Interactive -Wait -Remove sh"
                '# '     = "`u{10}`u{11}"
                "`nat> " = 'exit'
            })
        $container = Get-NetContainer web
        $container.State | Should -Be 'Running'
        & kill -9 $container.ProcessId
        Wait-Until -TimeoutSeconds 60 { -not (Test-Path "/var/lib/containernet/containers/$($container.Id)") }
    }
}

Describe 'What remains of containers' -Skip:($missing.Count -gt 0) {
    BeforeAll { $null = Read-Inside 'true' }
    AfterEach { Remove-AllContainers }

    It 'is nothing after 20 of them: no mounts, links, rules, control groups, files, processes and descriptors' {
        function Get-DescriptorCount {
            [GC]::Collect(); [GC]::WaitForPendingFinalizers()
            (Get-ChildItem /proc/self/fd).Count
        }
        $before = Get-ContainerTrace
        $descriptors = Get-DescriptorCount
        $ids = foreach ($number in 1..20) {
            (Start-NetContainer -RootFileSystem $root -Name "box$number" -Publish 8080:80 -Volume "$TestDrive`:/data" sleep 60).Id
            Remove-NetContainer "box$number" -Force
        }
        Assert-ContainerTrace $before $ids
        Get-DescriptorCount | Should -BeLessOrEqual ($descriptors + 2)
    }

    It 'is nothing when the session is killed <Milliseconds> ms into a start, after the next command' -ForEach @(
        0, 50, 100, 150, 200, 300, 400, 600 | ForEach-Object { @{ Milliseconds = $_ } }
    ) {
        $before = Get-ContainerTrace
        $session = Start-Session "Start-NetContainer -RootFileSystem '$root' -Name web -Publish 8080:80 sleep 600"
        Start-Sleep -Milliseconds $Milliseconds
        Stop-Session $session

        $ids = Get-ChildItem /var/lib/containernet/containers -Name
        Repair-NetContainer
        # What was started by then is a container like any other, and what was not is gone, or its own exit command holds its
        # lock and removes it. A directory without a record is no container, and Repair-NetContainer removes it.
        Wait-Until {
            Repair-NetContainer
            $containers = @(Get-NetContainer)
            $containers.State -in 'Running', $null -and @(Get-ChildItem /var/lib/containernet/containers -Name).Count -eq $containers.Count
        }
        Remove-AllContainers
        Assert-ContainerTrace $before $ids
    }
}
