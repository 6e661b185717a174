BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'A session: two namespaces, one cable' {
    AfterAll { Clear-Network }

    It 'behaves as its description says' {
        New-NetNamespace test01, test02 | Should -HaveCount 2
        $pair = New-VethPair -Name veth -PeerName veth001
        $pair | Set-VethNamespace -Namespace test01 -NewName eth0
        $null = New-NetIPAddress -Namespace test01 -InterfaceAlias eth0 -IPAddress 172.16.0.111/20
        $null = New-NetIPAddress -InterfaceAlias veth -IPAddress 172.16.0.112/20
        Enable-NetAdapter -Namespace test01 -Name eth0; Enable-NetAdapter -Name veth
        (Test-NetConnection 172.16.0.112 -Namespace test01).PingSucceeded | Should -BeTrue

        $shown = Get-VethPair
        $shown.PeerName, "$($shown.PeerNamespace)", $shown.PeerIndex | Should -Be 'eth0', 'test01', (Get-Ip -n test01 link show eth0).ifindex
        Get-NetIPAddress -Namespace test01 | Format-Table | Out-String | Should -Match 'eth0\s+172\.16\.0\.111\s+20'

        Get-NetNamespace test* | Remove-NetNamespace -Confirm:$false
        Get-Ip netns | Should -BeNullOrEmpty
        # The kernel takes a namespace's ends of cables away a moment after its name.
        $clock = [Diagnostics.Stopwatch]::StartNew()
        while ((Get-Ip link).ifname -contains 'veth' -and $clock.Elapsed.TotalSeconds -lt 10) { Start-Sleep -Milliseconds 20 }
        (Get-Ip link).ifname | Should -Be 'lo'
    }
}
