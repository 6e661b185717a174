BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'New-NetIPAddress' {
    BeforeEach {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
    }
    AfterEach { Clear-Network }

    It 'gives an address, with the prefix length written either way' {
        $address = New-NetIPAddress -Namespace blue -InterfaceAlias eth0 -IPAddress 172.16.0.111/20
        "$address" | Should -Be '172.16.0.111/20'
        $null = New-NetIPAddress v0 172.16.0.112 20
        $null = New-NetIPAddress v0 172.16.0.113/20 -PrefixLength 20
        (Get-Ip -n blue -4 addr show eth0).addr_info | ForEach-Object { "$($_.local)/$($_.prefixlen)" } | Should -Be '172.16.0.111/20'
        (Get-Ip -4 addr show v0).addr_info.local | Should -Be '172.16.0.112', '172.16.0.113'
    }

    It 'takes IPv6, several addresses, and .NET''s objects' {
        $null = New-NetIPAddress v0 fd00::1/64, fd00::2/64 -SkipDad
        $null = New-NetIPAddress v0 ([ipaddress] '10.0.0.1') -PrefixLength 24
        (Get-Ip addr show v0).addr_info.local | Should -Contain 'fd00::2'
        (Get-Ip addr show v0).addr_info.local | Should -Contain '10.0.0.1'
        (Get-NetIPAddress fd00::1).AddressState | Should -Be 'Preferred'
    }

    It 'sets peer, broadcast and lifetimes' {
        $null = New-NetIPAddress v0 10.0.0.1/24 -BroadcastAddress 10.0.0.255 -ValidLifetime 01:00:00 -PreferredLifetime 00:30:00
        $null = New-NetIPAddress v0 10.1.0.1/32 -PeerAddress 10.1.0.2
        $seen = (Get-Ip -4 addr show v0).addr_info
        $seen[0].broadcast | Should -Be '10.0.0.255'
        $seen[0].valid_life_time | Should -BeIn (3590..3600)
        $seen[0].preferred_life_time | Should -BeIn (1790..1800)
        $seen[1].local, $seen[1].address | Should -Be '10.1.0.1', '10.1.0.2'
    }

    It 'takes the adapter from the pipeline, and writes an existing address' {
        $null = Get-NetAdapter eth0 -Namespace blue | New-NetIPAddress -IPAddress 10.0.0.2/24
        (Get-NetAdapter eth0 -Namespace blue | New-NetIPAddress -IPAddress 10.0.0.2/24).Namespace | Should -Be 'blue'
        (Get-Ip -n blue -4 addr show eth0).addr_info.Count | Should -Be 1
    }

    It 'copies addresses from the pipeline' {
        $null = New-NetIPAddress v0 10.0.0.1/24
        Get-NetIPAddress 10.0.0.1 | ForEach-Object { $_ | New-NetIPAddress } | Should -HaveCount 1
    }

    It 'is an error for <Case>' -ForEach @(
        @{ Case = 'a prefix length of 33'; Do = { New-NetIPAddress v0 10.0.0.1/33 }; Id = 'InvalidPrefixLength' }
        @{ Case = 'a prefix length of -1'; Do = { New-NetIPAddress v0 10.0.0.1 -PrefixLength -1 }; Id = 'InvalidPrefixLength' }
        @{ Case = 'no prefix length'; Do = { New-NetIPAddress v0 10.0.0.1 }; Id = 'PrefixLengthMissing' }
        @{ Case = 'two prefix lengths'; Do = { New-NetIPAddress v0 10.0.0.1/24 -PrefixLength 25 }; Id = 'InvalidPrefixLength' }
        @{ Case = 'no address'; Do = { New-NetIPAddress v0 10.0.0/24 }; Id = 'InvalidIPAddress' }
        @{ Case = 'a group''s address'; Do = { New-NetIPAddress v0 224.0.0.1/24 }; Id = 'InvalidIPAddress' }
        @{ Case = 'an interface that is not there'; Do = { New-NetIPAddress nope 10.0.0.1/24 }; Id = 'InterfaceNotFound' }
    ) {
        $before = Get-NetworkState
        (Get-ErrorOf $Do).FullyQualifiedErrorId | Should -Be "$Id,ContainerNet.PowerShell.Commands.NewNetIPAddressCommand"
        (Get-Ip -4 addr show v0).addr_info | Should -BeNullOrEmpty
        Get-NetworkState | Should -Be $before
    }

    It 'is an error where the interface has it with another prefix length' {
        $null = New-NetIPAddress v0 10.0.0.1/24
        (Get-ErrorOf { New-NetIPAddress v0 10.0.0.1/16 }).CategoryInfo.Category | Should -Be 'ResourceExists'
    }
}

Describe 'Get-NetIPAddress and Remove-NetIPAddress' {
    BeforeEach {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        $null = New-NetIPAddress v0 10.0.0.1/24, 10.0.1.1/24, fd00::1/64 -SkipDad
        $null = New-NetIPAddress eth0 10.0.0.2/24 -Namespace blue
    }
    AfterEach { Clear-Network }

    It 'shows the same as ip' {
        $expected = foreach ($link in Get-Ip addr) { $link.addr_info | ForEach-Object { "$($link.ifname) $($_.local)/$($_.prefixlen) $($_.scope)" } }
        Get-NetIPAddress | ForEach-Object { "$($_.InterfaceAlias) $_ $("$($_.Scope)".ToLowerInvariant())" } | Sort-Object | Should -Be ($expected | Sort-Object)
    }

    It 'takes addresses, wildcards, interfaces, families and prefix lengths' {
        (Get-NetIPAddress 10.0.0.1).InterfaceAlias | Should -Be 'v0'
        (Get-NetIPAddress FD00:0::1).PrefixLength | Should -Be 64
        (Get-NetIPAddress 10.0.1.1/24).PrefixLength | Should -Be 24
        (Get-NetIPAddress 10.*).Count | Should -Be 2
        (Get-NetIPAddress -InterfaceAlias v* -AddressFamily IPv4).Count | Should -Be 2
        (Get-NetIPAddress -PrefixLength 8).IPAddress | Should -Be '127.0.0.1'
        (Get-NetIPAddress -InterfaceIndex 1 -AddressFamily IPv4).IPAddress | Should -Be '127.0.0.1'
        (Get-NetIPAddress -Namespace blue -AddressFamily IPv4 -InterfaceAlias eth0).IPAddress | Should -Be '10.0.0.2'
    }

    It 'takes adapters and namespaces from the pipeline' {
        (Get-NetAdapter eth0 -Namespace blue | Get-NetIPAddress -AddressFamily IPv4).IPAddress | Should -Be '10.0.0.2'
        (Get-NetNamespace blue | Get-NetIPAddress 10.*).IPAddress | Should -Be '10.0.0.2'
    }

    It 'reports a missing object as an error' {
        $record = Get-ErrorOf { Get-NetIPAddress 10.9.9.9 }
        $record.FullyQualifiedErrorId | Should -Be 'IPAddressNotFound,ContainerNet.PowerShell.Commands.GetNetIPAddressCommand'
        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        (Get-ErrorOf { Get-NetIPAddress -InterfaceAlias nope }).FullyQualifiedErrorId | Should -BeLike 'InterfaceNotFound,*'
        Get-NetIPAddress 11.* -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'removes objects by name and from the pipeline' {
        Remove-NetIPAddress 10.0.0.1
        Get-NetIPAddress 10.0.1.1, fd00::1 | Remove-NetIPAddress
        (Get-Ip addr show v0).addr_info.local | Should -BeLike 'fe80::*'
        Remove-NetIPAddress 10.* -InterfaceAlias eth0 -Namespace blue
        (Get-Ip -n blue -4 addr show eth0).addr_info | Should -BeNullOrEmpty
    }

    It 'is an error for an object that no longer exists' {
        $address = Get-NetIPAddress 10.0.0.1
        Remove-NetIPAddress 10.0.0.1
        (Get-ErrorOf { $address | Remove-NetIPAddress }).CategoryInfo.Category | Should -Be 'ObjectNotFound'
        (Get-ErrorOf { Remove-NetIPAddress 10.0.0.1 }).FullyQualifiedErrorId | Should -BeLike 'IPAddressNotFound,*'
    }
}
