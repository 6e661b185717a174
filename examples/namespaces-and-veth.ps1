#!/usr/bin/env pwsh
# The Linux below containers: network namespaces, and cables between them. Needs root.

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/Example.psm1"

try {
    Write-Heading 'ip netns add test01; ip netns list'
    New-NetNamespace test01, test02 | Format-Table
    Confirm-Outcome 'both are there' ("$(Get-NetNamespace test*)" -eq 'test01 test02')

    Write-Heading 'ip link add veth type veth peer name veth001; ip link list'
    $pair = New-VethPair -Name veth -PeerName veth001
    Get-NetAdapter | Format-Table
    Confirm-Outcome 'both ends are on the host' ((Get-NetAdapter veth, veth001).Count -eq 2)

    Write-Heading 'ip link set veth001 netns test01'
    $pair | Set-VethNamespace -Namespace test01
    Confirm-Outcome 'the end is gone from the host' ('veth001' -notin (Get-NetAdapter).Name)
    Confirm-Outcome 'it is in test01' ('veth001' -in (Get-NetAdapter -Namespace test01).Name)

    Write-Heading 'ip netns exec test01 bash'
    Invoke-NetNamespace test01 { Get-NetAdapter } | Format-Table

    Write-Heading 'ip netns exec test01 ip addr add 172.16.0.111/20 dev veth001; ip link set dev veth001 up; ping 172.16.0.111'
    $null = New-NetIPAddress -Namespace test01 -InterfaceAlias veth001 -IPAddress 172.16.0.111/20
    $null = New-NetIPAddress -InterfaceAlias veth -IPAddress 172.16.0.112/20
    Confirm-Outcome 'no answer comes before both ends are up' (-not (Test-NetConnection 172.16.0.111 -TimeoutSeconds 1 -Quiet))
    Enable-NetAdapter -Namespace test01 -Name veth001
    Enable-NetAdapter -Name veth
    Test-NetConnection 172.16.0.111 | Format-Table
    Confirm-Outcome 'test01 answers the host' (Test-NetConnection 172.16.0.111 -Quiet)
    Confirm-Outcome 'the host answers test01' (Test-NetConnection 172.16.0.112 -Namespace test01 -Quiet)
    Confirm-Outcome 'test02 is a universe of its own' (-not (Test-NetConnection 172.16.0.111 -Namespace test02 -TimeoutSeconds 1 -Quiet -ErrorAction Ignore))

    Write-Heading 'ip netns exec test01 ethtool -S veth001'
    $shown = Get-VethPair -Name veth
    $shown | Format-Table
    Confirm-Outcome "the peer of veth is interface $($shown.PeerIndex) of test01" ($shown.PeerIndex -eq (Get-NetAdapter veth001 -Namespace test01).InterfaceIndex)

    Write-Heading 'ip addr del 172.16.0.112/20 dev veth'
    Remove-NetIPAddress -InterfaceAlias veth -IPAddress 172.16.0.112
    Confirm-Outcome 'test01 does not answer any more' (-not (Test-NetConnection 172.16.0.111 -TimeoutSeconds 1 -Quiet -ErrorAction Ignore))

    Write-Heading 'ip link set dev veth1.2 netns r1; ip netns exec r1 ip link set dev veth1.2 name eth0'
    $null = New-NetNamespace r1
    $null = New-VethPair -Name veth1.1 -PeerName veth1.2 | Set-VethNamespace -Namespace r1 -NewName eth0
    $null = New-NetIPAddress veth1.1 10.1.0.1/24
    $null = New-NetIPAddress eth0 10.1.0.2/24 -Namespace r1
    Enable-NetAdapter veth1.1
    Enable-NetAdapter eth0 -Namespace r1
    Get-NetIPAddress -Namespace r1 | Format-Table
    Confirm-Outcome 'r1 answers at its eth0' (Test-NetConnection 10.1.0.2 -Quiet)
}
finally {
    Remove-Example -Namespace test01, test02, r1
}
