#!/usr/bin/env pwsh
# Networks and the drivers behind them: bridge, macvlan, host, none. Needs root and busybox.

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Example.psm1"

try {
    Write-Heading 'docker network ls'
    Get-ContainerNetwork | Format-Table
    Confirm-Outcome 'bridge, host and none are there from the start' (-not (Compare-Object (Get-ContainerNetwork bridge, host, none).Driver 'bridge', 'host', 'null'))

    Write-Heading 'docker run -d --rm --name demo_net_container busybox sh -c "sleep 600"; docker ps -a'
    $demo = Start-NetContainer -Name demo_net_container -Remove -RootFileSystem / -- sh -c 'sleep 600'
    Get-NetContainer | Format-Table Name, State, IPAddress, Network, Command

    Write-Heading 'docker network inspect bridge -f "{{json .Options}}"'
    $bridge = Get-ContainerNetwork bridge
    $bridge.Options | ConvertTo-Json
    Confirm-Outcome 'it is the default network' ($bridge.Options['com.docker.network.bridge.default_bridge'] -eq 'true')
    Confirm-Outcome 'its containers reach each other' ($bridge.Options['com.docker.network.bridge.enable_icc'] -eq 'true')

    Write-Heading 'docker inspect -f "{{json .NetworkSettings.Networks}}" demo_net_container'
    $demo.Endpoints | Format-List Network, Gateway, IPAddress, PrefixLength, MacAddress
    Confirm-Outcome 'the MAC address tells the IP address' ("$($demo.Endpoints.MacAddress)" -eq ('02:42:{0:x2}:{1:x2}:{2:x2}:{3:x2}' -f [object[]] ([ipaddress] $demo.IPAddress[0]).GetAddressBytes()))
    $seen = Invoke-NetContainer demo_net_container -- ip -4 -o addr show eth0
    Confirm-Outcome "inside it is $seen" ($seen -match [regex]::Escape("$($demo.IPAddress)/"))
    Confirm-Outcome 'the bridge is its default gateway' ("$((Get-NetRoute -Namespace $demo.Namespace -DestinationPrefix 0.0.0.0/0).NextHop)" -eq "$($bridge.Gateway)")

    Write-Heading 'macvlan: a container that the wire sees as a machine, with a MAC address of its own'
    $null = New-NetNamespace machine | New-VethPair -Name wire -PeerName eth0 -Enable
    $null = New-NetIPAddress eth0 198.51.100.9/24 -Namespace machine
    $null = New-ContainerNetwork wired -Driver macvlan -Parent wire -Subnet 198.51.100.0/24 -Gateway 198.51.100.1
    $device = Start-NetContainer -Name device -Network wired -MacAddress 02:00:00:00:00:07 -RootFileSystem / sleep 600
    Confirm-Outcome 'the machine on the wire reaches it' (Test-NetConnection "$($device.IPAddress)" -Namespace machine -Quiet)
    $neighbor = Get-NetNeighbor -Namespace machine -IPAddress "$($device.IPAddress)"
    Confirm-Outcome "and knows it as $($neighbor.LinkLayerAddress)" ("$($neighbor.LinkLayerAddress)" -eq '02:00:00:00:00:07')

    Write-Heading 'none: no network, until one is given'
    $lonely = Start-NetContainer -Name lonely -Network none -RootFileSystem / sleep 600
    Confirm-Outcome 'it has lo alone' ("$((Get-NetAdapter -Namespace $lonely.Namespace).Name)" -eq 'lo')
    $null = Connect-ContainerNetwork bridge -Container lonely
    Confirm-Outcome 'connected, it reaches the others' (Test-NetConnection "$($demo.IPAddress)" -Namespace $lonely.Namespace -Quiet)

    Write-Heading 'docker network create --subnet 10.11.0.0/16 --opt com.docker.network.bridge.name=gwbridge --opt …enable_icc=false'
    $null = New-ContainerNetwork gwbridge -Subnet 10.11.0.0/16 -Option @{
        'com.docker.network.bridge.name'                 = 'gwbridge'
        'com.docker.network.bridge.enable_icc'           = 'false'
        'com.docker.network.bridge.enable_ip_masquerade' = 'true'
    }
    $first, $second = 'first', 'second' | ForEach-Object { Start-NetContainer -Name $_ -Network gwbridge -RootFileSystem / sleep 600 }
    Confirm-Outcome 'its bridge has the name that was asked for' ('gwbridge' -in (Get-ContainerBridge).Name)
    Confirm-Outcome 'its containers reach their gateway' (Test-NetConnection 10.11.0.1 -Namespace $first.Namespace -Quiet)
    Confirm-Outcome 'and not each other' (-not (Test-NetConnection "$($second.IPAddress)" -Namespace $first.Namespace -TimeoutSeconds 1 -Quiet))

    Write-Heading 'docker stop demo_net_container: it was started with --rm'
    Stop-NetContainer demo_net_container -TimeoutSeconds 0
    Confirm-Outcome 'it is gone' ('demo_net_container' -notin (Get-NetContainer).Name)
}
finally {
    Remove-Example -Container demo_net_container, device, lonely, first, second -Network wired, gwbridge -Namespace machine
}
