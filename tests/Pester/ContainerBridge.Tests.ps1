BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'Bridges' {
    AfterEach { Clear-Network }

    It 'are made up, with the settings that are given' {
        $bridge = New-ContainerBridge br0 -EnableStp -AgeingTime 00:01:00 -MtuSize 1400 -MacAddress 02:00:00:00:00:01
        $bridge | Should -BeOfType ([ContainerNet.ContainerBridge])
        $shown = Get-Ip -d link show br0
        $shown.flags | Should -Contain 'UP'
        $shown.linkinfo.info_kind, $shown.mtu, $shown.address | Should -Be 'bridge', 1400, '02:00:00:00:00:01'
        $shown.linkinfo.info_data.stp_state, $shown.linkinfo.info_data.ageing_time | Should -Be 1, 6000
    }

    It 'that already exist with the same settings are written as they are' {
        $first = New-ContainerBridge br0
        (New-ContainerBridge br0).InterfaceIndex | Should -Be $first.InterfaceIndex
    }

    It 'are made in a namespace that is piped in' {
        $null = New-NetNamespace blue | New-ContainerBridge -Name br0
        (Get-Ip -n blue link show br0).ifname | Should -Be 'br0'
    }

    It 'are found by name and by wildcard, those of other tools too' {
        & ip link add br-ip type bridge
        $null = New-ContainerBridge br-ours
        (Get-ContainerBridge).Name | Should -Be 'br-ip', 'br-ours'
        (Get-ContainerBridge *-ours).Name | Should -Be 'br-ours'
        Get-ContainerBridge none* | Should -BeNullOrEmpty
        $record = Get-ErrorOf { Get-ContainerBridge none }
        $record.FullyQualifiedErrorId | Should -BeLike 'BridgeNotFound,*'
        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'gain ports and lose them' {
        $null = New-ContainerBridge br0
        $null = New-VethPair v0 v1 -Enable
        $port = Add-ContainerBridgePort br0 v0
        $port.Name, $port.BridgeName, "$($port.State)" | Should -Be 'v0', 'br0', 'Forwarding'
        (Get-Ip link show v0).master | Should -Be 'br0'
        (Get-ContainerBridge br0).Ports.Name | Should -Be 'v0'
        (Get-ContainerBridge br0).MacTable.InterfaceAlias | Should -Contain 'v0'

        (Get-ContainerBridge br0).Ports | Remove-ContainerBridgePort
        (Get-Ip link show v0).master | Should -BeNullOrEmpty
    }

    It 'take interfaces from the pipeline as ports' {
        $null = New-ContainerBridge br0
        $null = New-VethPair v0 v1
        Get-NetAdapter v0, v1 | Add-ContainerBridgePort br0 | ForEach-Object Name | Should -Be 'v0', 'v1'
    }

    It 'are removed from the pipeline, and their ports stay' {
        $null = New-ContainerBridge br0, br1
        $null = New-VethPair v0 v1
        $null = Add-ContainerBridgePort br0 v0
        Get-ContainerBridge | Remove-ContainerBridge
        @((Get-Ip link).ifname) | Should -Be 'lo', 'v1', 'v0'
    }

    It 'show the change with -WhatIf and do not make it' {
        $null = New-VethPair v0 v1
        $null = New-ContainerBridge br0
        $before = Get-NetworkState
        $shown = Invoke-Pwsh 'New-ContainerBridge br9 -MacAddress 02:00:00:00:00:09 -WhatIf; Add-ContainerBridgePort br0 v0 -WhatIf; Remove-ContainerBridge br0 -WhatIf'
        $shown | Should -Be @(
            'What if: ip link add br9 address 02:00:00:00:00:09 type bridge'
            'What if: ip link set br9 up'
            'What if: ip link set v0 master br0'
            'What if: ip link delete br0'
        )
        Get-NetworkState | Should -Be $before
    }

    It 'are an error for <Case>' -ForEach @(
        @{ Case = 'a name of 16 bytes'; Do = { New-ContainerBridge abcdefghijklmnop }; Id = 'InvalidInterfaceName' }
        @{ Case = 'a name that something else has'; Do = { New-ContainerBridge lo }; Id = 'InterfaceExists' }
        @{ Case = 'removing what is none'; Do = { Remove-ContainerBridge lo }; Id = 'NotABridge' }
        @{ Case = 'a port of what is none'; Do = { Add-ContainerBridgePort lo lo }; Id = 'NotABridge' }
        @{ Case = 'taking what is no port'; Do = { Remove-ContainerBridgePort br0 lo }; Id = 'PortNotFound' }
    ) {
        $before = Get-NetworkState
        (Get-ErrorOf $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-NetworkState | Should -Be $before
    }
}
