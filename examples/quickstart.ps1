#!/usr/bin/env pwsh
# The main job: a network, two namespaces on it, a small server in one of them whose published port answers to the host
# and to a machine on its LAN, a container on the same network, and everything removed again. sudo ./quickstart.sh runs it, in a network of its own. With -Verbose it shows each step as
# the command that it equals.

[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../ContainerNet.psd1" -Verbose:$false

function Write-Heading([string] $Text) { "`n== $Text" }

# Asks a server for its one line, from inside a namespace: a socket belongs to the one that it was opened in. A server that
# was just started may not listen yet.
function Read-Server([string] $Namespace, [string] $Address, [int] $Port) {
    foreach ($try in 1..50) {
        $socket = Invoke-NetNamespace $Namespace { [Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp') }
        try {
            $socket.ReceiveTimeout = 60000
            $socket.Connect($Address, $Port)
            return [IO.StreamReader]::new([Net.Sockets.NetworkStream]::new($socket)).ReadLine()
        }
        catch [Net.Sockets.SocketException] {
            if ($try -eq 50) { throw }
            Start-Sleep -Milliseconds 100
        }
        finally { $socket.Dispose() }
    }
}

Write-Heading 'A network, and two namespaces on it'
New-ContainerNetwork demo -Subnet 172.20.0.0/16 | Format-Table
$endpoints = New-NetNamespace web, client | Connect-ContainerNetwork demo
$endpoints | Format-Table

Write-Heading "A server in 'web', with its port 80 published as the host's 8080"
$web = $endpoints[0]
$listener = Invoke-NetNamespace web { $opened = [Net.Sockets.TcpListener]::new('0.0.0.0', 80); $opened.Start(); $opened }
# It serves until its listener is stopped.
$server = Start-ThreadJob -ArgumentList $listener {
    param($listener)
    while ($connection = $listener.AcceptTcpClient()) {
        $line = "hello $($connection.Client.RemoteEndPoint.Address), this is web`n"
        $connection.GetStream().Write([Text.Encoding]::ASCII.GetBytes($line))
        $connection.Dispose()
    }
}
try {
    $web | Add-PortMapping -Publish 8080:80 | Format-Table

    Write-Heading "A namespace that plays a machine on the host's LAN"
    New-NetNamespace lan | New-VethPair -Name lan0 -PeerName eth0 -Enable | Format-Table
    New-NetIPAddress -InterfaceAlias lan0 -IPAddress 192.0.2.1/24 | Format-Table
    New-NetIPAddress -InterfaceAlias eth0 -IPAddress 192.0.2.2/24 -Namespace lan | Format-Table

    Write-Heading 'Who gets an answer'
    "the host, at 127.0.0.1:                     $(Read-Server '' 127.0.0.1 8080)"
    "the LAN, at the host's address:             $(Read-Server lan 192.0.2.1 8080)"
    "the other namespace, at web's own address:  $(Read-Server client $web.IPAddress 80)"
    Test-NetConnection 192.0.2.1 -Port 8080 -Namespace lan | Format-Table
}
finally {
    $listener.Stop()
    $null = $server | Wait-Job | Remove-Job
}

Write-Heading "A container on the same network, on this machine's own files, which it cannot change"
$box = Start-NetContainer -RootFileSystem / -Name box -Network demo -Publish 8081:80 -Command busybox -ArgumentList nc, -ll, -p, 80, -e, echo, 'hello, this is a container'
$box | Format-Table
"inside it is called:                        $(Invoke-NetContainer box hostname)"
"the LAN, at the host's address:             $(Read-Server lan 192.0.2.1 8081)"

Write-Heading 'Everything removed again'
Remove-NetContainer box -Force
Get-PortMapping | Remove-PortMapping
Get-ContainerEndpoint | Disconnect-ContainerNetwork
Remove-ContainerNetwork demo
Get-NetNamespace web, client, lan | Remove-NetNamespace
"left: $(@(Get-NetContainer).Count) containers, $(@(Get-NetNamespace).Count) namespaces, $(@(Get-ContainerNetwork | Where-Object Created).Count) networks, $(@(Get-PortMapping).Count) ports"
