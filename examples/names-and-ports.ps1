#!/usr/bin/env pwsh
# A container's names, its published ports, and containers that share one network. Needs root and busybox.

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Example.psm1"

try {
    New-Lan

    Write-Heading 'docker run --name t1 --hostname b1.trc.com --network bridge --rm busybox'
    $name = Start-NetContainer -Name t1 -HostName b1.trc.com -Network bridge -Remove -Wait -RootFileSystem / hostname
    Confirm-Outcome "it is called $name" ($name -eq 'b1.trc.com')
    Confirm-Outcome 'it is gone' (-not (Get-NetContainer t1*))

    Write-Heading '--add-host, --dns, --dns-search'
    $files = Start-NetContainer -AddHost db.trc.com:10.9.8.7 -Dns 10.9.8.1 -DnsSearch trc.com -Remove -Wait -RootFileSystem / -- cat /etc/hosts /etc/resolv.conf
    $files
    foreach ($line in "10.9.8.7`tdb.trc.com", 'nameserver 10.9.8.1', 'search trc.com') { Confirm-Outcome $line ($line -in $files) }

    Write-Heading 'The four forms of -p, and docker port'
    $ports = (Start-Server web -With @{ Publish = '80', '8080:80', '192.0.2.1::80', '192.0.2.1:8081:80' }).Ports
    $ports | ForEach-Object { "$_" }
    Confirm-Outcome 'each has a port of the host' ($ports.Count -eq 4 -and $ports.HostPort -contains 8080 -and $ports.HostPort -contains 8081)
    foreach ($port in $ports) {
        Confirm-Outcome "the LAN reads from 192.0.2.1:$($port.HostPort)" ((Read-Server 192.0.2.1 $port.HostPort -Namespace lan) -eq 'hello from web')
    }
    Confirm-Outcome "the host's other addresses do not have what is bound to one" ($null -eq (Read-Server 127.0.0.1 8081))

    Write-Heading 'docker run -d -P --expose 2222 --expose 3333 --expose 80'
    $all = Start-NetContainer -Name all -PublishAll -Expose 2222, 3333, 80 -RootFileSystem / sleep 600
    $all.Ports | ForEach-Object { "$_" }
    Confirm-Outcome 'all three are published' ("$($all.Ports.ContainerPort | Sort-Object)" -eq '80 2222 3333')

    Write-Heading '-A PREROUTING -d HOST -j DNAT --to-destination CONTAINER: a whole address'
    $null = New-NetIPAddress lan0 192.0.2.80/24
    Get-ContainerEndpoint -Namespace (Get-NetContainer web).Namespace | Add-AddressMapping -HostAddress 192.0.2.80 | Format-Table
    Confirm-Outcome 'all of its ports are the container''s' ((Read-Server 192.0.2.80 80 -Namespace lan) -eq 'hello from web')
    Get-AddressMapping -HostAddress 192.0.2.80 | Remove-AddressMapping

    Write-Heading 'docker run -d --network container:web: joined'
    $joined = Start-NetContainer -Name joined -Network container:web -RootFileSystem / sleep 600
    Confirm-Outcome 'they have one network namespace' ($joined.Namespaces.Network -eq (Get-NetContainer web).Namespaces.Network)
    Confirm-Outcome 'and processes of their own' ($joined.Namespaces.Pid -ne (Get-NetContainer web).Namespaces.Pid)
    Confirm-Outcome 'they talk over lo' ((Read-Inside 127.0.0.1 -With @{ Network = 'container:web' }) -eq 'hello from web')

    Write-Heading "docker run -d --network host: the host's own ports, without any mapping"
    $null = Start-Server open -Port 81 -With @{ Network = 'host' }
    Confirm-Outcome 'the LAN reads from port 81' ((Read-Server 192.0.2.1 81 -Namespace lan) -eq 'hello from open')

    Write-Heading '/etc/docker/daemon.json'
    $file = New-TemporaryFile
    @'
{
    "bip": "192.168.1.5/24",
    "fixed-cidr": "192.168.1.0/25",
    "fixed-cidr-v6": "2001:db8::/64",
    "mtu": 1500,
    "default-gateway": "192.168.1.1",
    "default-gateway-v6": "2001:db8:abcd::89",
    "dns": ["10.20.1.2", "10.20.1.3"]
}
'@ | Set-Content $file
    $configuration = Get-ContainerNetConfiguration -Path $file
    $configuration.DefaultNetwork | Format-List
    Confirm-Outcome 'name servers for containers' ("$($configuration.Dns)" -eq '10.20.1.2 10.20.1.3')
    Remove-Item $file

    Write-Heading 'docker network create -d bridge --subnet 172.20.0.0/16 --gateway 172.20.0.1 mybr0; docker run --name t1 --net mybr0'
    $null = New-ContainerNetwork mybr0 -Driver bridge -Subnet 172.20.0.0/16 -Gateway 172.20.0.1
    $t1 = Start-NetContainer -Name t1 -Net mybr0 -RootFileSystem / sleep 600
    $t1.Endpoints | Format-Table
    Confirm-Outcome 't1 has the first address behind the gateway' ("$($t1.IPAddress)" -eq '172.20.0.2')
}
finally {
    Remove-Example -Container web, all, joined, open, t1 -Network mybr0 -Namespace lan
}
