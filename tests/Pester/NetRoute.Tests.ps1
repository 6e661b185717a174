BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'The cmdlets for routes' {
    BeforeEach {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        $null = New-NetIPAddress v0 10.0.0.1/24, fd00::1/64 -SkipDad
        $null = New-NetIPAddress eth0 10.0.0.2/24 -Namespace blue
    }
    AfterEach { Clear-Network }

    Context 'New-NetRoute' {
        It 'makes a default route of the next hop''s family' {
            (New-NetRoute default 10.0.0.1 -Namespace blue).InterfaceAlias | Should -Be 'eth0'
            (Get-Ip -n blue route show default).gateway | Should -Be '10.0.0.1'
            (New-NetRoute default fd00::2).DestinationPrefix.ToString() | Should -Be '::/0'
            (Get-Ip -6 route show default).gateway | Should -Be 'fd00::2'
        }

        It 'creates a route on the link, as ip does, over which a gateway is reachable' {
            $null = New-NetRoute 10.8.0.0/16 -InterfaceAlias v0
            (Get-Ip route show 10.8.0.0/16).scope | Should -Be 'link'
            $null = New-NetRoute 10.9.0.0/16 0.0.0.0 v0
            $null = New-NetRoute 192.0.2.0/24 10.8.1.1
            (Get-Ip route show 192.0.2.0/24).gateway | Should -Be '10.8.1.1'
        }

        It 'takes metric, table, type, source and MTU' {
            $null = New-NetRoute 10.8.0.0/16 10.0.0.2 v0 -RouteMetric 50 -Table 100 -PreferredSource 10.0.0.1 -MtuSize 1300
            $route = Get-Ip -d route show table 100
            $route.dst, $route.gateway, $route.dev, $route.metric, $route.prefsrc | Should -Be '10.8.0.0/16', '10.0.0.2', 'v0', 50, '10.0.0.1'
            $route.metrics.mtu | Should -Be 1300
            $null = New-NetRoute 192.0.2.0/24 -Type Blackhole
            (Get-Ip -d route show 192.0.2.0/24).type | Should -Be 'blackhole'
        }

        It 'takes several destinations, and writes an existing route' {
            (New-NetRoute 10.8.0.0/16, 10.9.0.0/16 10.0.0.2).Count | Should -Be 2
            (New-NetRoute 10.8.0.0/16 10.0.0.2).Count | Should -Be 1
        }

        It 'is an error for <Case>' -ForEach @(
            @{ Case = 'bits behind the prefix'; Do = { New-NetRoute 10.8.0.1/16 10.0.0.2 }; Id = 'InvalidSubnet' }
            @{ Case = 'no way'; Do = { New-NetRoute 10.8.0.0/16 }; Id = 'RouteWithoutWay' }
            @{ Case = 'a next hop of the wrong family'; Do = { New-NetRoute fd01::/64 10.0.0.2 }; Id = 'InvalidNextHop' }
            @{ Case = 'an interface that is not there'; Do = { New-NetRoute 10.8.0.0/16 -InterfaceAlias nope }; Id = 'InterfaceNotFound' }
        ) {
            (Get-ErrorOf $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            (Get-Ip route).Count | Should -Be 1
        }

        It 'is an error where another route has that destination' {
            $null = New-NetRoute 10.8.0.0/16 10.0.0.2
            (Get-ErrorOf { New-NetRoute 10.8.0.0/16 10.0.0.3 }).FullyQualifiedErrorId | Should -BeLike 'RouteExists,*'
        }

        It 'shows the kernel''s reason if a gateway cannot be reached' {
            $record = Get-ErrorOf { New-NetRoute 10.8.0.0/16 192.0.2.99 }
            "$record" | Should -BeLike 'ip route add 10.8.0.0/16 via 192.0.2.99*'
        }
    }

    Context 'Get-NetRoute' {
        It 'shows the same as ip for the main table' {
            Get-NetRoute -AddressFamily IPv4 | ForEach-Object { "$($_.DestinationPrefix)" } | Should -Be (Get-Ip route).dst
            (Get-NetRoute -AddressFamily IPv6).DestinationPrefix | ForEach-Object { "$_" } | Sort-Object | Should -Be ((Get-Ip -6 route).dst | Sort-Object)
        }

        It 'shows the local table only when asked' {
            (Get-NetRoute).Table | Should -Not -Contain 255
            (Get-NetRoute 127.0.0.1 -Table 255).Type | Should -Be 'Local'
        }

        It 'takes destinations, wildcards, next hops, interfaces and metrics' {
            $null = New-NetRoute default 10.0.0.2 -RouteMetric 7
            (Get-NetRoute default).NextHop | Should -Be '10.0.0.2'
            (Get-NetRoute 0.0.0.0/0).NextHop | Should -Be '10.0.0.2'
            (Get-NetRoute 10.*).Count | Should -Be 1
            (Get-NetRoute -NextHop 10.0.0.2).RouteMetric | Should -Be 7
            (Get-NetRoute -RouteMetric 7).Count | Should -Be 1
            (Get-NetRoute -InterfaceAlias v* -AddressFamily IPv4).Count | Should -Be 2
        }

        It 'takes adapters and namespaces from the pipeline' {
            (Get-NetAdapter eth0 -Namespace blue | Get-NetRoute -AddressFamily IPv4).DestinationPrefix.ToString() | Should -Be '10.0.0.0/24'
            (Get-NetNamespace blue | Get-NetRoute 10.*).Namespace | Should -Be 'blue'
        }

        It 'reports a missing object as an error' {
            $record = Get-ErrorOf { Get-NetRoute 10.8.0.0/16 }
            $record.FullyQualifiedErrorId | Should -Be 'RouteNotFound,ContainerNet.PowerShell.Commands.GetNetRouteCommand'
            $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            Get-NetRoute 11.* -ErrorAction Stop | Should -BeNullOrEmpty
        }
    }

    Context 'Remove-NetRoute' {
        It 'removes objects by name and from the pipeline' {
            $null = New-NetRoute default, 10.8.0.0/16, 10.9.0.0/16 10.0.0.2
            Remove-NetRoute default
            Get-NetRoute 10.8.*, 10.9.* | Remove-NetRoute
            (Get-Ip route).dst | Should -Be '10.0.0.0/24'
        }

        It 'removes routes that Get-NetRoute writes: <_>' -ForEach 'blackhole 10.72.0.0/24', 'unreachable 10.73.0.0/24 metric 7', 'prohibit 10.74.0.0/24', 'throw 10.75.0.0/24', '10.71.0.0/24 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3', '-6 unreachable fd00:72::/64', '-6 fd00:71::/64 nexthop via fe80::2 dev v0 nexthop via fe80::3 dev v0' {
            $family, $route = if ($_ -like '-6 *') { '-6', $_.Substring(3) } else { '-4', $_ }
            Invoke-Expression "ip $family route add $route"
            $prefix = -split $route | Where-Object { $_ -like '*/*' } | Select-Object -First 1
            Get-Ip $family route show $prefix | Should -Not -BeNullOrEmpty
            Get-NetRoute $prefix | Remove-NetRoute -ErrorAction Stop
            Get-Ip $family route show $prefix | Should -BeNullOrEmpty
        }

        It 'is an error for an object that no longer exists' {
            $route = New-NetRoute 10.8.0.0/16 10.0.0.2
            ip route delete 10.8.0.0/16
            (Get-ErrorOf { $route | Remove-NetRoute }).CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }
    }

    Context 'Find-NetRoute' {
        It 'shows the same as ip route get' {
            $null = New-NetRoute 10.8.0.0/16 10.0.0.2
            $expected = Get-Ip route get 10.8.1.1
            $found = Find-NetRoute 10.8.1.1
            "$($found.NextHop)", $found.InterfaceAlias, "$($found.PreferredSource)" | Should -Be $expected.gateway, $expected.dev, $expected.prefsrc
            (Find-NetRoute 10.0.0.1 -Namespace blue).InterfaceAlias | Should -Be 'eth0'
            (Find-NetRoute -RemoteIPAddress 127.0.0.1 -LocalIPAddress 127.0.0.1).InterfaceAlias | Should -Be 'lo'
        }

        It 'continues after a destination without a route' {
            $found = Find-NetRoute 192.0.2.1, 10.0.0.9 -ErrorAction SilentlyContinue -ErrorVariable missing
            $found.InterfaceAlias | Should -Be 'v0'
            $missing.FullyQualifiedErrorId | Should -BeLike 'RouteNotFound,*'
        }
    }
}
