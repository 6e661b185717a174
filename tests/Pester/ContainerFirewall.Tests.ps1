BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'Get-ContainerFirewall' {
    AfterEach { Clear-Network }

    It 'writes the rules as nft lists them' {
        $null = New-ContainerNetwork demo 172.20.0.0/16
        $null = New-ContainerNetwork backend 10.50.0.0/24 -DisableMasquerade
        $null = New-NetNamespace web | Connect-ContainerNetwork demo | Add-PortMapping -Publish 8080:80, 127.0.0.1:53:53/udp
        $firewall = Get-ContainerFirewall
        "$($firewall.Backend)" | Should -Be 'NFTables'
        $firewall.Tables | Should -Contain 'inet containernet'
        $listed = $firewall.Tables | ForEach-Object { & nft list table $_.Split(' ')[0] $_.Split(' ')[1] }
        $firewall.Text.TrimEnd("`n") -split "`n" | Should -Be $listed
    }

    It 'shows no table but those of container networks' {
        & nft add table inet other
        $null = New-ContainerNetwork demo 172.20.0.0/16
        (Get-ContainerFirewall).Tables | Should -Not -Contain 'inet other'
    }

    It 'writes an empty string if there is no network' {
        $firewall = Get-ContainerFirewall
        $firewall.Text | Should -BeNullOrEmpty
        $firewall.Tables | Should -BeNullOrEmpty
    }

    It 'changes nothing' {
        $null = New-ContainerNetwork demo 172.20.0.0/16
        $before = Get-NetworkState
        $null = Get-ContainerFirewall
        Get-NetworkState | Should -Be $before
    }

    It 'is shown as a list' {
        $null = New-ContainerNetwork demo 172.20.0.0/16
        $shown = Get-ContainerFirewall | Out-String
        $shown | Should -Match 'Backend : NFTables'
        $shown | Should -Match 'chain postrouting'
    }

    It 'says <Backend> with <Json> in daemon.json' -ForEach @(
        @{ Backend = 'NFTables'; Json = '{ "ip6tables": false }' }
        @{ Backend = 'IPTables'; Json = '{ "firewall-backend": "iptables", "ip6tables": false }' }
        @{ Backend = 'None'; Json = '{ "iptables": false }' }
    ) {
        $made = if (-not (Test-Path /etc/containernet)) { New-Item -ItemType Directory /etc/containernet }
        & mount -t tmpfs tmpfs /etc/containernet
        try {
            Set-Content /etc/containernet/daemon.json $Json
            Invoke-Pwsh '"$((Get-ContainerFirewall).Backend)"' | Should -Be $Backend
        }
        finally {
            & umount /etc/containernet
            $made | Remove-Item
        }
    }
}
