#!/usr/bin/env pwsh
# How containers talk: to each other, to the outside, and the outside to them. Needs root and busybox.

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Example.psm1"

try {
    New-Lan

    Write-Heading 'docker run -d apache: a bridge on the host, and a cable from it into each container'
    $web = Start-Server web
    $client = Start-NetContainer -Name client -RootFileSystem / sleep 600
    $web, $client | Format-Table Name, State, IPAddress, Network
    Get-ContainerBridge | Format-Table
    Confirm-Outcome 'each container has a cable that ends on the bridge' ((Get-VethPair | Where-Object PeerName -EQ eth0).Count -ge 2)

    Write-Heading 'Container to container'
    $line = Invoke-NetContainer client -- busybox nc -w 2 "$($web.IPAddress)" 80
    Confirm-Outcome "client reads: $line" ($line -eq 'hello from web')

    Write-Heading 'Container to the outside: iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'
    (Get-ContainerFirewall).Text -split "`n" | Select-String masquerade
    Confirm-Outcome 'the machine on the LAN answers, which knows no way to the container' (Test-NetConnection 192.0.2.2 -Namespace $client.Namespace -Quiet)

    Write-Heading 'The outside to a container: docker run -d -p 8080:80 apache'
    $published = Start-Server published -With @{ Publish = '8080:80' }
    $published.Ports | Format-Table
    $line = Read-Server 192.0.2.1 8080 -Namespace lan
    Confirm-Outcome "the LAN reads: $line" ($line -eq 'hello from published')
    Confirm-Outcome 'what is not published does not answer the LAN' ($null -eq (Read-Server 192.0.2.1 8081 -Namespace lan))

    Write-Heading 'Each kind of namespace'
    $namespaces = $web.Namespaces, $client.Namespaces
    $namespaces | Format-Table
    foreach ($kind in 'Uts', 'Ipc', 'Pid', 'Network', 'Mount') {
        Confirm-Outcome "$kind is each container's own" ($namespaces[0].$kind -ne $namespaces[1].$kind)
    }
    $inside = Invoke-NetContainer client -- readlink /proc/1/ns/net
    Confirm-Outcome 'the network namespace is the one that a program inside sees' ($inside -match $client.Namespaces.Network)

    Write-Heading 'docker network create -d bridge lamp: containers of different networks are apart'
    $null = New-ContainerNetwork lamp -Driver bridge
    $database = Start-Server database -With @{ Network = 'lamp' }
    Get-ContainerNetwork | Format-Table
    Confirm-Outcome 'a container of lamp reads from its neighbour, by name' ((Read-Inside database -With @{ Network = 'lamp' }) -eq 'hello from database')
    Confirm-Outcome 'a container of the default network does not' ($null -eq (Read-Inside "$($database.IPAddress)"))
}
finally {
    Remove-Example -Container web, client, published, database -Network lamp -Namespace lan
}
