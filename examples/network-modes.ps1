#!/usr/bin/env pwsh
# The four network modes of a container, what each shares and hides, and links. Needs root and busybox.

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Example.psm1"

# What a container of a mode has of interfaces.
function Get-Adapter([string] $Network) {
    @(Start-NetContainer -Network $Network -Remove -Wait -RootFileSystem / -- ls /sys/class/net)
}

try {
    New-Lan

    Write-Heading '--net=bridge, which is also what nothing asked for means'
    $web = Start-Server web -With @{ Publish = '8080:80' }
    $web | Format-Table Name, Network, IPAddress, Ports
    Confirm-Outcome 'it has eth0 on the bridge' ("$((Get-NetAdapter -Namespace $web.Namespace).Name)" -eq 'lo eth0')
    $pair = Get-VethPair -Namespace $web.Namespace
    Confirm-Outcome "its other end is $($pair.PeerName), a port of the bridge" ($pair.PeerName -in (Get-ContainerBridge (Get-ContainerNetwork bridge).BridgeName).Ports.Name)
    Confirm-Outcome 'the LAN reads from the published port' ((Read-Server 192.0.2.1 8080 -Namespace lan) -eq 'hello from web')

    Write-Heading '--net=host'
    Confirm-Outcome "it sees the host's interfaces" (-not (Compare-Object (Get-Adapter host) (Get-NetAdapter).Name))
    $open = Start-Server open -Port 8081 -With @{ Network = 'host' }
    Confirm-Outcome 'the LAN reads from its port as from any program of the host' ((Read-Server 192.0.2.1 8081 -Namespace lan) -eq 'hello from open')
    Confirm-Outcome 'its processes are its own all the same' ($open.Namespaces.Pid -ne $web.Namespaces.Pid)
    $taken = Start-NetContainer -Network host -Remove -Wait -RootFileSystem / -- sh -c 'busybox nc -l -p 8081 < /dev/null > /dev/null 2>&1 || echo taken'
    Confirm-Outcome 'a port that is in use on the host is taken' ($taken -eq 'taken')

    Write-Heading '--net=container:web'
    $joined = Start-NetContainer -Name joined -Network container:web -RootFileSystem / sleep 600
    $web.Namespaces, $joined.Namespaces | Format-Table
    Confirm-Outcome 'one network namespace' ($joined.Namespaces.Network -eq $web.Namespaces.Network)
    Confirm-Outcome 'file systems and processes of their own' ($joined.Namespaces.Mount -ne $web.Namespaces.Mount -and $joined.Namespaces.Pid -ne $web.Namespaces.Pid)
    Confirm-Outcome 'they talk over lo' ((Read-Inside 127.0.0.1 -With @{ Network = 'container:web' }) -eq 'hello from web')

    Write-Heading '--net=none'
    Confirm-Outcome 'it has lo alone' ("$(Get-Adapter none)" -eq 'lo')

    Write-Heading 'docker run --link redis --name flask-redis -e REDIS_HOST=redis'
    $redis = Start-Server redis -Port 6379 -With @{ Expose = '6379'; Environment = 'VERSION=7' }
    $environment = Start-NetContainer -Name flask-redis -Link redis -Environment REDIS_HOST=redis -Remove -Wait -RootFileSystem / env
    $environment -match 'REDIS'
    foreach ($line in 'REDIS_HOST=redis', "REDIS_PORT=tcp://$($redis.IPAddress):6379", 'REDIS_ENV_VERSION=7') { Confirm-Outcome $line ($line -in $environment) }
    Confirm-Outcome 'it is found by its name' ((Read-Inside redis 6379 -With @{ Link = 'redis' }) -eq 'hello from redis')
    Confirm-Outcome 'and by an alias' ((Read-Inside store 6379 -With @{ Link = 'redis:store' }) -eq 'hello from redis')
    Confirm-Outcome 'in one direction only' ($null -eq (Invoke-NetContainer redis -- grep flask-redis /etc/hosts))

    Write-Heading 'docker ps, docker logs, docker stop, docker rm'
    Get-NetContainer | Format-Table Name, State, IPAddress, Ports
    Stop-NetContainer web, redis, open, joined -TimeoutSeconds 0
    Confirm-Outcome 'all have ended' (-not (Get-NetContainer web, redis, open, joined -State Running))
    Confirm-Outcome 'the published port is free again' (-not (Get-PortMapping -Container web))
}
finally {
    Remove-Example -Container web, open, joined, redis -Namespace lan
}
