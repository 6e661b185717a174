BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'Get-NetAdapter' {
    BeforeAll {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        ip link add br0 type bridge
    }
    AfterAll { Clear-Network }

    It 'shows the same as ip' {
        foreach ($expected in Get-Ip -d link) {
            $adapter = Get-NetAdapter $expected.ifname
            $adapter.InterfaceIndex | Should -Be $expected.ifindex
            $adapter.MtuSize | Should -Be $expected.mtu
            $adapter.LinkLayerAddress | Should -Be $expected.address
            "$($adapter.Status)".ToUpperInvariant() | Should -Be $expected.operstate
            $adapter.Kind | Should -Be "$($expected.linkinfo.info_kind)"
            $adapter.IsEnabled | Should -Be ($expected.flags -contains 'UP')
        }
    }

    It 'takes names, wildcards, kinds and indexes' {
        (Get-NetAdapter v0, lo).Name | Should -Be 'v0', 'lo'
        (Get-NetAdapter [vb]*).Name | Should -Be 'v0', 'br0'
        (Get-NetAdapter -Kind bridge).Name | Should -Be 'br0'
        (Get-NetAdapter -InterfaceIndex 1).Name | Should -Be 'lo'
        Get-NetAdapter LO* | Should -BeNullOrEmpty
    }

    It 'takes a namespace in every form: <_>' -ForEach 'name', 'path', 'object', 'pipeline' {
        $blue = Get-NetNamespace blue
        $found = switch ($_) {
            'name' { Get-NetAdapter eth0 -Namespace blue }
            'path' { Get-NetAdapter eth0 -Namespace /run/netns/blue }
            'object' { Get-NetAdapter eth0 -Namespace $blue }
            'pipeline' { $blue | Get-NetAdapter -Name eth0 }
        }
        $found.Name | Should -Be 'eth0'
    }

    It 'takes a process, or its id, for the namespace that it is in' {
        $sleeper = Start-Process ip -ArgumentList 'netns', 'exec', 'blue', 'sleep', '60' -PassThru
        try {
            Wait-Until { (Get-Item "/proc/$($sleeper.Id)/ns/net").Target -ne (Get-Item /proc/self/ns/net).Target }
            (Get-NetAdapter -Namespace $sleeper.Id).Name | Should -Contain 'eth0'
            (Get-NetAdapter -Namespace $sleeper).Name | Should -Contain 'eth0'
        }
        finally { $sleeper.Kill() }
    }

    It 'reads an adapter from the pipeline again, in its own namespace' {
        Get-NetAdapter eth0 -Namespace blue | Get-NetAdapter | ForEach-Object { "$($_.Name) $($_.Namespace)" } | Should -Be 'eth0 blue'
        (Get-NetNamespace blue | Get-NetAdapter).Name | Should -Be 'lo', 'eth0'
        ('lo', 'v0' | Get-NetAdapter).Name | Should -Be 'lo', 'v0'
    }

    It 'says that a name is not there, and goes on' {
        $found = Get-NetAdapter nope, lo -ErrorAction SilentlyContinue -ErrorVariable missing
        $found.Name | Should -Be 'lo'
        $missing.FullyQualifiedErrorId | Should -Be 'InterfaceNotFound,ContainerNet.PowerShell.Commands.GetNetAdapterCommand'
        $missing.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $missing.TargetObject | Should -Be 'nope'
    }

    It 'refuses text that is no namespace' {
        { Get-NetAdapter -Namespace ../blue } | Should -Throw '*not a namespace name*'
        (Get-ErrorOf { Get-NetAdapter -Namespace nope }).FullyQualifiedErrorId | Should -BeLike 'NamespaceNotFound,*'
    }
}

Describe 'The cmdlets that change an adapter' {
    BeforeEach {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue
    }
    AfterEach { Clear-Network }

    It 'Enable- and Disable-NetAdapter set it up and down' {
        Enable-NetAdapter v0 | Should -BeNullOrEmpty
        (Get-Ip link show v0).flags | Should -Contain 'UP'
        (Disable-NetAdapter v0 -PassThru).IsEnabled | Should -BeFalse
        (Get-Ip link show v0).flags | Should -Not -Contain 'UP'
    }

    It 'they take adapters, pairs and names from the pipeline' {
        Get-NetAdapter -Namespace blue -Kind veth | Enable-NetAdapter
        'v0' | Enable-NetAdapter
        (Get-Ip -n blue link show eth0).flags | Should -Contain 'UP'
        (Get-Ip link show v0).flags | Should -Contain 'UP'
        Get-VethPair v0 | Disable-NetAdapter
        (Get-Ip link show v0).flags | Should -Not -Contain 'UP'
        Get-NetNamespace blue | Disable-NetAdapter -Name eth0, lo
        (Get-Ip -n blue link).flags | Should -Not -Contain 'UP'
    }

    It 'Set-NetAdapter sets MTU, MAC address and description at once' {
        $after = Set-NetAdapter v0 -MtuSize 1400 -MacAddress 02:00:00:00:00:07 -Description 'to blue' -PassThru
        $after.MtuSize, "$($after.MacAddress)", $after.Description | Should -Be 1400, '02:00:00:00:00:07', 'to blue'
        $link = Get-Ip -d link show v0
        $link.mtu, $link.address, $link.ifalias | Should -Be 1400, '02:00:00:00:00:07', 'to blue'
        Set-NetAdapter v0 -Alias ''
        (Get-Ip -d link show v0).PSObject.Properties.Name | Should -Not -Contain 'ifalias'
    }

    It 'Set-NetAdapter makes it a bridge''s port, and no longer one for <Nothing>' -ForEach @{ Nothing = '""'; Value = '' }, @{ Nothing = '$null'; Value = $null } {
        ip link add br0 type bridge
        Set-NetAdapter v0 -Master br0
        (Get-Ip link show v0).master | Should -Be 'br0'
        (Get-NetAdapter v0).Master | Should -Be 'br0'
        Set-NetAdapter v0 -Master $Value
        (Get-NetAdapter v0).Master | Should -BeNullOrEmpty
    }

    It 'Set-NetAdapter does not change settings that are not given' {
        Set-NetAdapter v0 -Description kept
        Set-NetAdapter v0 -MtuSize 1300
        (Get-NetAdapter v0).Description | Should -Be 'kept'
    }

    It 'Rename-NetAdapter gives another name' {
        (Rename-NetAdapter eth0 lan0 -Namespace blue -PassThru).Name | Should -Be 'lan0'
        (Get-Ip -n blue link).ifname | Should -Contain 'lan0'
        Get-NetAdapter v0 | Rename-NetAdapter -NewName v9
        (Get-Ip link).ifname | Should -Contain 'v9'
    }

    It 'Remove-NetAdapter deletes it' {
        ip link add br0 type bridge
        ip link add br1 type bridge
        Get-NetAdapter br* | Remove-NetAdapter
        Remove-NetAdapter eth0 -Namespace blue
        (Get-Ip link).ifname | Should -Be 'lo'
    }

    It 'is an error for <Case>' -ForEach @(
        @{ Case = 'an adapter that is not there'; Do = { Enable-NetAdapter nope }; Id = 'InterfaceNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'a new name of 16 bytes'; Do = { Rename-NetAdapter v0 abcdefghijklmnop }; Id = 'InvalidInterfaceName'; Category = 'InvalidArgument' }
        @{ Case = 'a new name that is taken'; Do = { Rename-NetAdapter v0 lo }; Id = 'InterfaceExists'; Category = 'ResourceExists' }
        @{ Case = 'an MTU out of range'; Do = { Set-NetAdapter v0 -MtuSize 5 }; Id = 'InvalidMtu'; Category = 'InvalidArgument' }
        @{ Case = 'a group''s MAC address'; Do = { Set-NetAdapter v0 -MacAddress 01:00:5e:00:00:01 }; Id = 'InvalidMacAddress'; Category = 'InvalidArgument' }
        @{ Case = 'a bridge that is not there'; Do = { Set-NetAdapter v0 -Master nope }; Id = 'InterfaceNotFound'; Category = 'ObjectNotFound' }
    ) {
        $before = Get-NetworkState
        $record = Get-ErrorOf $Do
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.CategoryInfo.Category | Should -Be $Category
        Get-NetworkState | Should -Be $before
    }
}
