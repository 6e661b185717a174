# The docker command line, which nobody here wrote, against containernetd's Docker Engine API. What it does is checked by the module,
# by the kernel or by a connection, and what the module does is checked by it.

BeforeDiscovery {
    $architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture -eq 'Arm64' ? 'linux-arm64' : 'linux-x64'
    $service = "$PSScriptRoot/../../bin/$architecture/containernetd"
    $missing = @('docker', 'runc', 'conmon', 'busybox' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) }) + @($service | Where-Object { -not (Test-Path $_) })
    if ($missing) { Write-Warning "Skipped: the docker client's tests need $missing." }
}

Describe 'The docker client' -Skip:($missing.Count -gt 0) -ForEach @{ Service = $service } {
    BeforeAll {
        Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
        & ip link set lo up
        New-BusyboxRoot "$TestDrive/root"
        & tar -C "$TestDrive/root" -cf "$TestDrive/root.tar" .
        $null = Import-ContainerImage "$TestDrive/root.tar" -RootFileSystem -Name busybox:latest -Change 'CMD ["sh"]', 'ENV PATH=/bin:/sbin', 'LABEL from=image'
        $socket = "$TestDrive/docker.sock"
        $env:DOCKER_HOST = "unix://$socket"

        # Starts the service, and waits until it answers.
        function Start-Service {
            $script:process = Start-Process $Service -ArgumentList 'serve', '--host', "unix://$socket" -PassThru -RedirectStandardError "$TestDrive/serve.log" -RedirectStandardOutput "$TestDrive/serve.out"
            # Without a service the client shows its own version, and fails.
            Wait-Until { $null = & docker version --format '{{.Server.Version}}' 2>$null; $LASTEXITCODE -eq 0 }
        }

        # What a command line of docker writes, each line as text. It has to end with the exit code that is expected.
        function Invoke-Docker([string[]] $Arguments, [int] $ExitCode = 0, [object] $InputObject) {
            $lines = ($null -eq $InputObject ? (& timeout -s KILL 60 docker @Arguments 2>&1) : ($InputObject | & timeout -s KILL 60 docker @Arguments 2>&1)) | ForEach-Object { "$_" }
            if ($LASTEXITCODE -ne $ExitCode) { throw "docker $Arguments ended with $LASTEXITCODE instead of ${ExitCode}: $lines" }
            $lines
        }

        Start-Service
    }

    AfterEach { Get-NetContainer | Remove-NetContainer -Force -Confirm:$false }

    AfterAll {
        if ($process -and -not $process.HasExited) { $process.Kill(); $process.WaitForExit() }
        Remove-Item Env:DOCKER_HOST -ErrorAction Ignore
        Get-ContainerImage | Remove-ContainerImage -Force -Confirm:$false
        Get-ContainerNetwork | Where-Object { -not $_.IsPredefined } | Remove-ContainerNetwork -Force -Confirm:$false
        Remove-ContainerNetwork bridge -Force -Confirm:$false
    }

    It 'runs a program, shows both of its streams, and ends with its exit code' {
        Invoke-Docker 'run', '--rm', 'busybox', 'echo', 'hello' | Should -Be 'hello'
        Invoke-Docker 'run', '--rm', 'busybox', 'sh', '-c', 'echo out; echo err >&2; exit 3' -ExitCode 3 | Sort-Object | Should -Be 'err', 'out'
        Get-NetContainer | Should -BeNullOrEmpty
    }

    It 'hands a program its input, and closes it at its end' {
        Invoke-Docker 'run', '--rm', '-i', 'busybox', 'cat' -InputObject 'one', 'two' | Should -Be 'one', 'two'
    }

    It 'carries a file of ten megabytes through exec unharmed' {
        $null = Start-NetContainer busybox -Name web -- sleep 600
        & sh -c "head -c 10000000 /dev/urandom > $TestDrive/big && docker exec -i web cat < $TestDrive/big > $TestDrive/back"
        (Get-FileHash "$TestDrive/back").Hash | Should -Be (Get-FileHash "$TestDrive/big").Hash
    }

    It 'publishes a port, and a connection goes through' {
        Invoke-Docker 'run', '-d', '--name', 'web', '-p', '8080:80', 'busybox', 'sh', '-c', 'mkdir /w; echo hi > /w/index.html; exec httpd -f -p 80 -h /w' | Should -Match '^[0-9a-f]{64}$'
        (Get-PortMapping -Container web | ForEach-Object { "$_" }) | Should -Be '80/tcp -> 0.0.0.0:8080'
        Wait-Until { (& busybox wget -qO- http://127.0.0.1:8080/ 2>$null) -eq 'hi' }
        Invoke-Docker 'ps', '--format', '{{.Names}} {{.Ports}}' | Should -Be 'web 0.0.0.0:8080->80/tcp'
        Invoke-Docker 'port', 'web' | Should -Be '80/tcp -> 0.0.0.0:8080'
    }

    It 'sees a container that a cmdlet made, runs a program inside, and stops it' {
        $made = Start-NetContainer busybox -Name web -Label @{ stage = 'test' } -- sleep 600
        Invoke-Docker 'ps', '-a', '--no-trunc', '--filter', 'label=stage=test', '--format', '{{.ID}} {{.Image}} {{.State}}' | Should -Be "$($made.Id) busybox running"
        Invoke-Docker 'exec', '-u', 'web', '-e', 'A=b', '-w', '/tmp', 'web', 'sh', '-c', 'id -u; echo $A; pwd; exit 4' -ExitCode 4 | Should -Be '1000', 'b', '/tmp'
        Invoke-Docker 'inspect', '-f', '{{.NetworkSettings.IPAddress}} {{.State.Pid}} {{index .Config.Labels "from"}}', 'web' | Should -Be "$($made.IPAddress) $($made.ProcessId) image"
        Invoke-Docker 'stop', '-t', '0', 'web' | Should -Be 'web'
        (Get-NetContainer web).State | Should -Be 'Exited'
        Invoke-Docker 'wait', 'web' | Should -Be '137'
    }

    It 'pauses, resumes, renames and changes a container, and shows what it does' {
        $null = Start-NetContainer busybox -Name web -- sleep 600
        Invoke-Docker 'pause', 'web' | Should -Be 'web'
        (Get-NetContainer web).State | Should -Be 'Paused'
        Invoke-Docker 'ps', '--format', '{{.Status}}' | Should -BeLike 'Up *(Paused)'
        Invoke-Docker 'unpause', 'web' | Should -Be 'web'
        Invoke-Docker 'rename', 'web', 'api' | Should -BeNullOrEmpty
        Invoke-Docker 'update', '--pids-limit', '40', '--restart', 'on-failure:2', 'api' | Should -Be 'api'
        $api = Get-NetContainer api
        "$($api.Options.PidsLimit) $($api.RestartPolicy)" | Should -Be '40 on-failure:2'
        Invoke-Docker 'top', 'api' | Select-Object -Last 1 | Should -BeLike "*$($api.ProcessId)*sleep 600"
        Invoke-Docker 'stats', '--no-stream', '--format', '{{.Name}} {{.PIDs}}', 'api' | Should -Be 'api 1'
    }

    It 'makes, joins, leaves and removes a network' {
        $web = Start-NetContainer busybox -Name web -- sleep 600
        $id = Invoke-Docker 'network', 'create', '--subnet', '172.30.0.0/16', '--label', 'a=b', 'demo'
        $id | Should -Be (Get-ContainerNetwork demo).Id
        Invoke-Docker 'network', 'connect', '--ip', '172.30.0.9', 'demo', 'web' | Should -BeNullOrEmpty
        (& nsenter -t $web.ProcessId -n ip -j addr show eth1 | ConvertFrom-Json).addr_info.local | Should -Be '172.30.0.9'
        Invoke-Docker 'network', 'inspect', '-f', '{{range .Containers}}{{.Name}} {{.IPv4Address}}{{end}}', 'demo' | Should -Be 'web 172.30.0.9/16'
        Invoke-Docker 'network', 'ls', '--filter', 'label=a', '--format', '{{.Name}} {{.Driver}}' | Should -Be 'demo bridge'
        Invoke-Docker 'network', 'disconnect', 'demo', 'web' | Should -BeNullOrEmpty
        Invoke-Docker 'network', 'rm', 'demo' | Should -Be 'demo'
        Get-ContainerNetwork | Where-Object Name -EQ demo | Should -BeNullOrEmpty
    }

    It 'copies files both ways, shows what changed, and makes an image of it' {
        $web = Start-NetContainer busybox -Name web -- sleep 600
        'text' | Set-Content "$TestDrive/file"
        $null = Invoke-Docker 'cp', "$TestDrive/file", 'web:/root/copy'
        Get-Content "/proc/$($web.ProcessId)/root/root/copy" | Should -Be 'text'
        $null = Invoke-Docker 'cp', 'web:/root', "$TestDrive/out"
        Get-Content "$TestDrive/out/copy" | Should -Be 'text'
        Invoke-Docker 'diff', 'web' | Should -Be 'C /root', 'A /root/copy'
        Invoke-Docker 'commit', '-c', 'CMD ["cat", "/root/copy"]', 'web', 'made:1' | Should -Match '^sha256:[0-9a-f]{64}$'
        Invoke-Docker 'run', '--rm', 'made:1' | Should -Be 'text'
        Invoke-Docker 'images', '--format', '{{.Repository}}:{{.Tag}}' | Sort-Object | Should -Be 'busybox:latest', 'made:1'
        Invoke-Docker 'rmi', 'made:1' | Select-Object -First 1 | Should -Be 'Untagged: made:1'
    }

    It 'makes, uses and removes a volume' {
        Invoke-Docker 'volume', 'create', '--label', 'a=b', 'data' | Should -Be 'data'
        $null = Invoke-Docker 'run', '--rm', '-v', 'data:/data', 'busybox', 'sh', '-c', 'echo kept > /data/file'
        Invoke-Docker 'run', '--rm', '-v', 'data:/data:ro', 'busybox', 'cat', '/data/file' | Should -Be 'kept'
        Get-Content "$((Get-ContainerVolume data).Mountpoint)/file" | Should -Be 'kept'
        Invoke-Docker 'volume', 'ls', '--format', '{{.Name}}' | Should -Be 'data'
        Invoke-Docker 'volume', 'rm', 'data' | Should -Be 'data'
        Get-ContainerVolume | Should -BeNullOrEmpty
    }

    It 'follows a log to the end of the container' {
        $null = Start-NetContainer busybox -Name web -- sh -c 'for i in 1 2 3; do echo $i; sleep 0.2; done'
        Invoke-Docker 'logs', '-f', 'web' | Should -Be '1', '2', '3'
        Invoke-Docker 'logs', '--tail', '1', 'web' | Should -Be '3'
    }

    It 'has a terminal, of the size of its own' {
        $screen = & script -qec 'stty rows 33 columns 99; docker run --rm -it busybox sh -c "tty; sleep 1; stty size"' /dev/null
        $screen -join ' ' -replace '\^@' | Should -Match '/dev/pts/0\s+33 99'
    }

    It 'is told of events, whoever caused them' {
        $since = [DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds() / 1000
        $null = Start-NetContainer busybox -Name seen -- true
        Wait-Until { (Get-NetContainer seen).State -eq 'Exited' }
        Remove-NetContainer seen -Confirm:$false
        # Docker reads whole seconds.
        $until = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() + 1
        $events = Invoke-Docker 'events', '--since', $since.ToString([cultureinfo]::InvariantCulture), '--until', "$until", '--filter', 'container=seen', '--format', '{{.Action}}'
        $events | Should -Be 'create', 'start', 'die', 'destroy'
    }

    It 'finds all as it was after the service was killed' {
        $web = Start-NetContainer busybox -Name web -- sleep 600
        $process.Kill()
        $process.WaitForExit()
        Get-Process -Id $web.ProcessId | Should -Not -BeNullOrEmpty
        Start-Service
        Invoke-Docker 'ps', '--format', '{{.Names}}' | Should -Be 'web'
        Invoke-Docker 'exec', 'web', 'echo', 'alive' | Should -Be 'alive'
    }

    It 'gets the errors of an engine' -ForEach @(
        @{ Line = 'inspect', 'nosuch'; ExitCode = 1; Expected = 'Error: No such object: nosuch' }
        @{ Line = 'rm', 'nosuch'; ExitCode = 1; Expected = 'Error response from daemon: No such container: nosuch' }
        @{ Line = 'network', 'rm', 'nosuch'; ExitCode = 1; Expected = 'Error response from daemon: network nosuch not found' }
        @{ Line = 'swarm', 'leave'; ExitCode = 1; Expected = '*' }
        @{ Line = 'run', '--rm', '--device', '/dev/null', 'busybox', 'true'; ExitCode = 125; Expected = '*HostConfig.Devices is not supported.' }
    ) {
        @(Invoke-Docker $Line -ExitCode $ExitCode) -like $Expected | Should -Not -BeNullOrEmpty
    }
}
