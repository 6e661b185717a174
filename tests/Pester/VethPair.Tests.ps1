BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'New-VethPair' {
    AfterEach { Clear-Network }

    It 'makes both ends' {
        $pair = New-VethPair -Name v0 -PeerName v1
        $pair | Should -BeOfType ([ContainerNet.VethPair])
        $pair.Name, $pair.PeerName | Should -Be 'v0', 'v1'
        $links = Get-Ip -d link
        ($links | Where-Object ifname -EQ v0).link | Should -Be 'v1'
        ($links | Where-Object ifname -EQ v0).ifindex | Should -Be $pair.InterfaceIndex
        ($links | Where-Object ifname -EQ v1).ifindex | Should -Be $pair.PeerIndex
    }

    It 'makes the peer in the namespace that is piped in' {
        $pair = New-NetNamespace blue | New-VethPair -Name v0 -PeerName eth0 -Enable
        $pair.Namespace | Should -Be ''
        "$($pair.PeerNamespace)" | Should -Be 'blue'
        $pair.Status | Should -Be 'Up'
        (Get-Ip -n blue link show eth0).operstate | Should -Be 'UP'
    }

    It 'makes each end where it is to be, with the settings that are given' {
        $null = New-NetNamespace left, right
        $null = New-VethPair eth0 eth0 -Namespace left -PeerNamespace right -MacAddress 02-00-00-00-00-01 -PeerMacAddress '020000000002' -MtuSize 1400
        $left, $right = (Get-Ip -n left link show eth0), (Get-Ip -n right link show eth0)
        $left.address, $left.mtu | Should -Be '02:00:00:00:00:01', 1400
        $right.address, $right.mtu | Should -Be '02:00:00:00:00:02', 1400
        Get-Ip link show eth0 | Should -BeNullOrEmpty
    }

    It 'writes an identical pair as it is' {
        $first = New-VethPair v0 v1
        (New-VethPair v0 v1).InterfaceIndex | Should -Be $first.InterfaceIndex
    }

    It 'is an error where a name is taken by something else' {
        $null = New-VethPair v0 v1
        $record = Get-ErrorOf { New-VethPair v0 v2 }
        $record.FullyQualifiedErrorId | Should -Be 'InterfaceExists,ContainerNet.PowerShell.Commands.NewVethPairCommand'
        $record.CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-Ip link show v2 | Should -BeNullOrEmpty
    }

    It 'is an error for <Case>' -ForEach @(
        @{ Case = 'a name of 16 bytes'; Name = 'abcdefghijklmnop'; Peer = 'v1'; Id = 'InvalidInterfaceName' }
        @{ Case = 'a name with a slash'; Name = 'v0'; Peer = 'v/1'; Id = 'InvalidInterfaceName' }
        @{ Case = 'one name for both ends'; Name = 'v0'; Peer = 'v0'; Id = 'SameNameForBothEnds' }
    ) {
        $before = Get-NetworkState
        $record = Get-ErrorOf { New-VethPair $Name $Peer }
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.CategoryInfo.Category | Should -Be 'InvalidArgument'
        Get-NetworkState | Should -Be $before
    }

    It 'is an error where the peer''s namespace does not exist' {
        (Get-ErrorOf { New-VethPair v0 v1 -PeerNamespace nope }).FullyQualifiedErrorId | Should -BeLike 'NamespaceNotFound,*'
        Get-Ip link show v0 | Should -BeNullOrEmpty
    }
}

Describe 'Get-VethPair' {
    BeforeAll {
        $null = New-NetNamespace blue, red
        $null = New-VethPair near far
        $null = New-VethPair out eth0 -PeerNamespace blue
        $null = New-VethPair eth1 eth1 -Namespace blue -PeerNamespace red
    }
    AfterAll { Clear-Network }

    It 'gets each pair of a namespace once' {
        (Get-VethPair).Name | Should -Be 'near', 'out'
        (Get-VethPair -Namespace blue).Name | Should -Be 'eth0', 'eth1'
    }

    It 'shows the peer with its index and namespace, as ip does' {
        $pair = Get-VethPair eth1 -Namespace blue
        "$($pair.PeerNamespace)" | Should -Be 'red'
        $pair.PeerIndex | Should -Be (Get-Ip -n red link show eth1).ifindex
        (Get-VethPair out).PeerIndex | Should -Be (Get-Ip -n blue link show eth0).ifindex
    }

    It 'shows a pair from the end that is named' {
        $pair = Get-VethPair far
        $pair.Name, $pair.PeerName | Should -Be 'far', 'near'
    }

    It 'takes wildcards, names and namespaces from the pipeline' {
        (Get-VethPair o*).Name | Should -Be 'out'
        ('out', 'near' | Get-VethPair).Name | Should -Be 'out', 'near'
        (Get-NetNamespace | Get-VethPair).Count | Should -Be 3
        (Get-VethPair out | Get-VethPair).Name | Should -Be 'out'
    }

    It 'names the fault of an invalid name' {
        (Get-ErrorOf { Get-VethPair nope }).FullyQualifiedErrorId | Should -BeLike 'InterfaceNotFound,*'
        (Get-ErrorOf { Get-VethPair lo }).FullyQualifiedErrorId | Should -BeLike 'NotAVethPair,*'
        Get-VethPair nope* -ErrorAction Stop | Should -BeNullOrEmpty
    }
}

Describe 'Set-VethNamespace' {
    BeforeEach {
        $null = New-NetNamespace blue
        $pair = New-VethPair v0 v1
    }
    AfterEach { Clear-Network }

    It 'moves the peer of a pair, and renames it' {
        $pair | Set-VethNamespace -Namespace blue -NewName eth0 | Should -BeNullOrEmpty
        (Get-Ip -n blue link).ifname | Should -Be 'lo', 'eth0'
        (Get-Ip link).ifname | Should -Contain 'v0'
        (Get-Ip link).ifname | Should -Not -Contain 'v1'
    }

    It 'moves an end by its name, and back' {
        $moved = Set-VethNamespace v0 blue eth0 -PassThru
        "$($moved.Namespace) $($moved.Name) $($moved.PeerName)" | Should -Be 'blue eth0 v1'
        $back = Set-VethNamespace eth0 '' v0 -SourceNamespace blue -PassThru
        $back.Namespace | Should -Be ''
        (Get-Ip link).ifname | Should -Contain 'v0'
    }

    It 'moves an adapter that is piped in, from where that is' {
        Get-NetAdapter v1 | Set-VethNamespace -Namespace blue
        (Get-Ip -n blue link).ifname | Should -Contain 'v1'
        Get-NetAdapter v1 -Namespace blue | Set-VethNamespace -Namespace ''
        (Get-Ip link).ifname | Should -Contain 'v1'
    }

    It 'writes the pair with -PassThru' {
        $after = $pair | Set-VethNamespace -Namespace blue -PassThru
        "$($after.Name) $($after.PeerName) $($after.PeerNamespace)" | Should -Be 'v0 v1 blue'
    }

    It 'is fine a second time' {
        $pair | Set-VethNamespace -Namespace blue -NewName eth0
        $pair | Set-VethNamespace -Namespace blue -NewName eth0 -ErrorAction Stop
    }

    It 'leaves all as before where the name is taken there' {
        $null = New-VethPair -Name eth0 -PeerName eth1 -Namespace blue
        $before = Get-NetworkState
        (Get-ErrorOf { $pair | Set-VethNamespace -Namespace blue -NewName eth0 }).CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-NetworkState | Should -Be $before
    }

    It 'is an error for an adapter of another kind' {
        (Get-ErrorOf { Set-VethNamespace lo blue }).FullyQualifiedErrorId | Should -BeLike 'NotAVethPair,*'
    }
}

Describe 'Remove-VethPair' {
    AfterEach { Clear-Network }

    It 'removes both ends, by name and from the pipeline' {
        $null = New-NetNamespace blue
        $null = New-VethPair a0 a1
        $null = New-VethPair b0 b1 -PeerNamespace blue
        Remove-VethPair a1
        Get-VethPair | Remove-VethPair
        (Get-Ip link).ifname | Should -Be 'lo'
        (Get-Ip -n blue link).ifname | Should -Be 'lo'
    }

    It 'refuses an interface that is not a veth pair' {
        ip link add br0 type bridge
        (Get-ErrorOf { Remove-VethPair br0 }).FullyQualifiedErrorId | Should -BeLike 'NotAVethPair,*'
        (Get-Ip link).ifname | Should -Contain 'br0'
    }
}
