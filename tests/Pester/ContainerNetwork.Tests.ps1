BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'The cmdlets for container networks' {
    AfterEach { Clear-Network }

    Context 'New-, Get- and Remove-ContainerNetwork' {
        It 'makes a bridge with the gateway''s address' {
            $network = New-ContainerNetwork demo -Subnet 172.20.0.0/16
            "$($network.Gateway)" | Should -Be '172.20.0.1'
            $bridge = Get-Ip addr show $network.BridgeName
            $bridge.addr_info[0].local, $bridge.addr_info[0].prefixlen | Should -Be '172.20.0.1', 16
            (Get-Ip -d link show $network.BridgeName).linkinfo.info_kind | Should -Be 'bridge'
            (Get-NetAdapter $network.BridgeName).Kind | Should -Be 'bridge'
        }

        It 'takes gateway, bridge name, MTU, and no masquerading' {
            $network = New-ContainerNetwork demo 172.20.0.0/24 -Gateway 172.20.0.254 -BridgeName br-demo -MtuSize 1400 -DisableMasquerade
            $network.Masquerade | Should -BeFalse
            (Get-Ip addr show br-demo).addr_info[0].local | Should -Be '172.20.0.254'
            (Get-Ip link show br-demo).mtu | Should -Be 1400
        }

        It 'writes an identical network as it is, and refuses a different network of that name' {
            $first = New-ContainerNetwork demo 172.20.0.0/16
            (New-ContainerNetwork demo 172.20.0.0/16).Id | Should -Be $first.Id
            $record = Get-ErrorOf { New-ContainerNetwork demo 172.21.0.0/16 }
            $record.FullyQualifiedErrorId | Should -Be 'NetworkExists,ContainerNet.PowerShell.Commands.NewContainerNetworkCommand'
            $record.CategoryInfo.Category | Should -Be 'ResourceExists'
        }

        It 'is an error for <Case>, and changes nothing' -ForEach @(
            @{ Case = 'bits behind the prefix'; Do = { New-ContainerNetwork demo 172.20.1.0/16 }; Id = 'InvalidSubnet' }
            @{ Case = 'a bridge name of 16 bytes'; Do = { New-ContainerNetwork demo 172.20.0.0/16 -BridgeName abcdefghijklmnop }; Id = 'InvalidInterfaceName' }
            @{ Case = 'two subnets of a family'; Do = { New-ContainerNetwork demo 172.20.0.0/16, 172.21.0.0/16 }; Id = 'FamilyTwice' }
            @{ Case = 'a gateway that is elsewhere'; Do = { New-ContainerNetwork demo 172.20.0.0/16 -Gateway 172.21.0.1 }; Id = 'InvalidGateway' }
            @{ Case = 'a range that is elsewhere'; Do = { New-ContainerNetwork demo 172.20.0.0/16 -IPRange 172.21.0.0/24 }; Id = 'InvalidIPRange' }
            @{ Case = 'an auxiliary address that is elsewhere'; Do = { New-ContainerNetwork demo 172.20.0.0/16 -AuxAddress @{ printer = '172.21.0.9' } }; Id = 'InvalidAuxAddress' }
            @{ Case = 'an MTU too small for IPv6'; Do = { New-ContainerNetwork demo -EnableIPv6 -MtuSize 1000 }; Id = 'InvalidMtu' }
            @{ Case = 'a source address without masquerading'; Do = { New-ContainerNetwork demo -DisableMasquerade -SnatAddress 203.0.113.5 }; Id = 'SnatContradiction' }
            @{ Case = 'an IPv6 host binding'; Do = { New-ContainerNetwork demo -HostBinding ::1 }; Id = 'InvalidHostBinding' }
            @{ Case = 'an option that nobody knows'; Do = { New-ContainerNetwork demo -Option @{ nope = 1 } }; Id = 'OptionUnknown' }
            @{ Case = 'an option''s value that it does not take'; Do = { New-ContainerNetwork demo -Option @{ 'com.docker.network.driver.mtu' = 'big' } }; Id = 'InvalidOption' }
            @{ Case = 'a macvlan network without a parent'; Do = { New-ContainerNetwork demo -Driver macvlan }; Id = 'ParentMissing' }
            @{ Case = 'a parent that is not there'; Do = { New-ContainerNetwork demo -Driver macvlan -Parent nope }; Id = 'InterfaceNotFound' }
            @{ Case = 'a parent of a bridge network'; Do = { New-ContainerNetwork demo -Parent lo }; Id = 'DriverMismatch' }
            @{ Case = 'a second host network'; Do = { New-ContainerNetwork demo -Driver host }; Id = 'DriverTaken' }
            @{ Case = 'the name of a default network'; Do = { New-ContainerNetwork bridge }; Id = 'NetworkExists' }
            @{ Case = 'removing a default network'; Do = { Remove-ContainerNetwork host }; Id = 'DefaultNetwork' }
            @{ Case = 'no subnet'; Do = { New-ContainerNetwork demo nonsense }; Id = 'InvalidIPAddress' }
        ) {
            $before = Get-NetworkState
            (Get-ErrorOf $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-NetworkState | Should -Be $before
        }

        It 'gets networks by name and wildcard' {
            $null = New-ContainerNetwork one 172.20.0.0/24
            $null = New-ContainerNetwork two 172.21.0.0/24
            (Get-ContainerNetwork).Name | Should -Be 'bridge', 'host', 'none', 'one', 'two'
            (Get-ContainerNetwork bridge, host, none).Driver | Should -Be 'bridge', 'host', 'null'
            (Get-ContainerNetwork t*).Name | Should -Be 'two'
            (Get-ErrorOf { Get-ContainerNetwork nope }).FullyQualifiedErrorId | Should -Be 'NetworkNotFound,ContainerNet.PowerShell.Commands.GetContainerNetworkCommand'
            Get-ContainerNetwork nope* -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'removes everything that it created' {
            $before = Get-NetworkState
            $null = New-ContainerNetwork one 172.20.0.0/24
            $null = New-ContainerNetwork two 172.21.0.0/24
            Remove-ContainerNetwork one
            Get-ContainerNetwork two | Remove-ContainerNetwork
            Get-NetworkState | Should -Be $before
        }

        It 'chooses a subnet that nobody has, and IPv6 addresses when they are wanted' {
            $first = New-ContainerNetwork one
            $second = New-ContainerNetwork two -EnableIPv6
            "$($second.Subnet)" | Should -Not -Be "$($first.Subnet)"
            (Get-Ip -4 addr show $second.BridgeName).addr_info.local | Should -Be "$($second.Gateway)"
            (Get-Ip -6 addr show $second.BridgeName scope global).addr_info.local | Should -Be "$($second.IPv6Gateway)"
            "$($second.IPv6Subnet)" | Should -BeLike 'fd*/64'
            (New-ContainerNetwork one).Id | Should -Be $first.Id
        }

        It 'takes subnets and gateways of both families' {
            $network = New-ContainerNetwork demo 172.20.0.0/24, fd00:20::/64 -Gateway 172.20.0.9, fd00:20::9
            "$($network.IPv6Subnet)" | Should -Be 'fd00:20::/64'
            (Get-Ip addr show $network.BridgeName scope global).addr_info.local | Should -Be '172.20.0.9', 'fd00:20::9'
        }

        It 'gives out addresses of -IPRange, and none of -AuxAddress' {
            $null = New-ContainerNetwork demo 172.20.0.0/24 -Gateway 172.20.0.1 -IPRange 172.20.0.128/29 -AuxAddress @{ printer = '172.20.0.129' }
            $addresses = "$((New-NetNamespace blue, red | Connect-ContainerNetwork demo).IPAddress)"
            $addresses | Should -Match '^172\.20\.0\.1[23]\d 172\.20\.0\.1[23]\d$'
            $addresses | Should -Not -Match '172\.20\.0\.129'
        }

        It 'cuts endpoints off from each other with -DisableIcc' {
            $null = New-ContainerNetwork demo 172.20.0.0/24 -DisableIcc
            $null = New-NetNamespace blue, red | Connect-ContainerNetwork demo
            (Test-NetConnection 172.20.0.3 -Namespace blue).PingSucceeded | Should -BeFalse
            (Test-NetConnection 172.20.0.1 -Namespace blue).PingSucceeded | Should -BeTrue
        }

        It 'cuts an internal network off from others, and lets its endpoints reach each other' {
            $null = New-ContainerNetwork inside 172.20.0.0/24 -Internal
            $null = New-NetNamespace blue, red | Connect-ContainerNetwork inside
            (Test-NetConnection 172.20.0.3 -Namespace blue).PingSucceeded | Should -BeTrue
            (Get-ErrorOf { Add-PortMapping -Endpoint (Get-ContainerEndpoint inside blue) 8080:80 }).FullyQualifiedErrorId | Should -BeLike 'NetworkWithoutPorts,*'
        }

        It 'takes Docker''s driver options, and writes them' {
            $network = New-ContainerNetwork demo 172.20.0.0/24 -Option @{
                'com.docker.network.bridge.name'                 = 'br-demo'
                'com.docker.network.bridge.enable_icc'           = $false
                'com.docker.network.bridge.enable_ip_masquerade' = 'false'
                'com.docker.network.driver.mtu'                  = 1400
                'com.docker.network.container_iface_prefix'      = 'net'
            }
            $network.Icc, $network.Masquerade | Should -Be $false, $false
            (Get-Ip link show br-demo).mtu | Should -Be 1400
            $network.Options['com.docker.network.bridge.enable_icc'] | Should -Be 'false'
            (New-NetNamespace blue | Connect-ContainerNetwork demo).InterfaceAlias | Should -Be 'net0'
        }

        It 'remembers labels, the host binding and the source address' {
            $null = New-ContainerNetwork demo 172.20.0.0/24 -Label @{ stage = 'test' } -HostBinding 127.0.0.1 -SnatAddress 203.0.113.5
            $network = Get-ContainerNetwork demo
            $network.Labels['stage'] | Should -Be 'test'
            "$($network.SnatAddress)" | Should -Be '203.0.113.5'
            "$(New-NetNamespace blue | Connect-ContainerNetwork demo | Add-PortMapping 8080:80)" | Should -Be '80/tcp -> 127.0.0.1:8080'
        }

        It 'creates networks from the pipeline' {
            $wanted = [pscustomobject]@{ Name = 'one'; Subnet = '172.20.0.0/24' }, [pscustomobject]@{ Name = 'two'; Subnet = '172.21.0.0/24' }
            ($wanted | New-ContainerNetwork).Name | Should -Be 'one', 'two'
        }

        It 'shows the change with -WhatIf and does not make it' {
            $before = Get-NetworkState
            (Invoke-Pwsh 'New-ContainerNetwork demo 172.20.0.0/24 -BridgeName br-demo -WhatIf') -join "`n" | Should -Match 'ip addr add 172\.20\.0\.1/24 .*dev br-demo'
            (Get-ErrorOf { Get-ContainerNetwork demo }).FullyQualifiedErrorId | Should -BeLike 'NetworkNotFound,*'
            Get-NetworkState | Should -Be $before
        }

        It 'puts endpoints of a macvlan network on its parent' {
            $null = New-VethPair lan0 lan1 -Enable
            $network = New-ContainerNetwork lan 192.0.2.0/24 -Driver macvlan -Parent lan0 -MacvlanMode Bridge
            $network.Parent, $network.MacvlanMode | Should -Be 'lan0', 'Bridge'
            $null = New-NetNamespace blue, red | Connect-ContainerNetwork lan
            (Get-Ip -n blue -d link show eth0).linkinfo.info_data.mode | Should -Be 'bridge'
            (Test-NetConnection 192.0.2.3 -Namespace blue).PingSucceeded | Should -BeTrue
            (Get-ErrorOf { Add-PortMapping -Endpoint blue 8080:80 }).FullyQualifiedErrorId | Should -BeLike 'NetworkWithoutPorts,*'
        }

        It 'makes the default network on its first use, and again after its removal' {
            (Get-ContainerNetwork bridge).Created | Should -BeNullOrEmpty
            $null = New-NetNamespace blue | Connect-ContainerNetwork bridge
            $made = Get-ContainerNetwork bridge
            (Get-Ip link show $made.BridgeName).ifname | Should -Be $made.BridgeName
            Remove-ContainerNetwork bridge -Force
            (Get-ContainerNetwork bridge).BridgeName | Should -BeNullOrEmpty
            (Connect-ContainerNetwork bridge blue).Network | Should -Be 'bridge'
            (Get-ContainerNetwork bridge).Id | Should -Be $made.Id
        }

        It 'attaches nothing to host and none' {
            $null = New-NetNamespace blue
            foreach ($name in 'host', 'none') { (Get-ErrorOf { Connect-ContainerNetwork $name blue }).FullyQualifiedErrorId | Should -BeLike 'NetworkWithoutEndpoints,*' }
        }

        It 'keeps a network with endpoints unless -Force is given' {
            $null = New-ContainerNetwork demo 172.20.0.0/24
            $null = New-NetNamespace blue | Connect-ContainerNetwork demo
            $record = Get-ErrorOf { Remove-ContainerNetwork demo -Confirm:$false }
            $record.FullyQualifiedErrorId | Should -Be 'NetworkInUse,ContainerNet.PowerShell.Commands.RemoveContainerNetworkCommand'
            $record.CategoryInfo.Category | Should -Be 'ResourceBusy'
            Remove-ContainerNetwork demo -Force
            (Get-Ip -n blue link).ifname | Should -Be 'lo'
            (Get-Ip link).ifname | Should -Be 'lo'
        }

        It 'removes several at once, but those that it cannot' {
            $null = New-ContainerNetwork one 172.21.0.0/24
            $null = New-ContainerNetwork demo 172.20.0.0/24
            $null = New-ContainerNetwork two 172.22.0.0/24
            $null = New-NetNamespace blue | Connect-ContainerNetwork demo
            Invoke-Pwsh 'Remove-ContainerNetwork one, demo, nope, two -ErrorAction SilentlyContinue; $error.FullyQualifiedErrorId -replace ",.*"' | Sort-Object | Should -Be 'NetworkInUse', 'NetworkNotFound'
            (Get-ContainerNetwork).Name | Should -Be 'bridge', 'host', 'none', 'demo'
            @(Get-Ip link show type bridge).Count | Should -Be 1
        }

        It 'does not ask for confirmation in a session that is not interactive' {
            $null = New-ContainerNetwork demo 172.20.0.0/24
            $null = New-NetNamespace blue | Connect-ContainerNetwork demo
            Invoke-Pwsh 'Remove-ContainerNetwork demo; $error[0].FullyQualifiedErrorId' | Should -Contain 'NetworkInUse,ContainerNet.PowerShell.Commands.RemoveContainerNetworkCommand'
        }
    }

    Context 'Clear-, Test-, Repair- and Restore-ContainerNetwork' {
        BeforeEach {
            $network = New-ContainerNetwork demo 172.20.0.0/24
            $null = New-NetNamespace blue, red | Connect-ContainerNetwork demo
        }

        It 'removes networks that nothing is attached to, and writes them' {
            $null = New-ContainerNetwork other 172.21.0.0/24
            Clear-ContainerNetwork -WhatIf | Should -BeNullOrEmpty
            (Clear-ContainerNetwork).Name | Should -Be 'other'
            (Get-ContainerNetwork).Name | Should -Be 'bridge', 'host', 'none', 'demo'
        }

        It 'finds nothing where nothing differs' {
            Test-ContainerNetwork | Should -BeNullOrEmpty
            Test-ContainerNetwork -Quiet | Should -BeTrue
            Repair-ContainerNetwork | Should -BeNullOrEmpty
        }

        It 'finds and repairs <Case>' -ForEach @(
            @{ Case = 'a bridge that is down'; Break = { ip link set $network.BridgeName down }; Kind = 'InterfaceSetting' }
            @{ Case = 'an address inside that is gone'; Break = { ip -n blue addr flush dev eth0 }; Kind = 'AddressMissing' }
            @{ Case = 'a default route that is gone'; Break = { ip -n blue route delete default }; Kind = 'RouteMissing' }
            @{ Case = 'a firewall that is gone'; Break = { nft flush ruleset }; Kind = 'FirewallMissing' }
            @{ Case = 'a namespace that is gone'; Break = { ip netns delete red; while (ip -j link | ConvertFrom-Json | Where-Object ifname -EQ (Get-ContainerEndpoint -Namespace red).HostInterface) { Start-Sleep -Milliseconds 20 } }; Kind = 'NamespaceMissing' }
        ) {
            . $Break
            (Test-ContainerNetwork).Kind | Should -Contain $Kind
            Test-ContainerNetwork -Quiet | Should -BeFalse
            Repair-ContainerNetwork -WhatIf
            Test-ContainerNetwork -Quiet | Should -BeFalse
            Repair-ContainerNetwork | Should -BeNullOrEmpty
            Test-ContainerNetwork -Quiet | Should -BeTrue
        }

        It 'warns once, at the next change, that another tool has removed the rules, with <_>' -ForEach 'nftables', 'iptables' {
            if ($_ -eq 'iptables') {
                Clear-ContainerNetwork
                Get-ContainerEndpoint | Disconnect-ContainerNetwork
                Remove-ContainerNetwork demo
                Set-ContainerNetConfiguration -FirewallBackend iptables
            }
            $script = {
                if ($args[0]) {
                    New-ContainerNetwork demo 172.20.0.0/24 | Out-Null
                    Get-NetNamespace blue, red | Connect-ContainerNetwork demo | Out-Null
                }
                nft flush ruleset
                New-ContainerNetwork other 172.21.0.0/24 3>&1
                New-ContainerNetwork third 172.22.0.0/24 3>&1
            }
            # A session of its own, as the back end is chosen once in a session.
            try { $lines = Invoke-Pwsh "& { $script } `$$($_ -eq 'iptables') | ForEach-Object { `$_ -is [Management.Automation.WarningRecord] ? `"WARNING `$_`" : `$_.Name }" }
            finally { Remove-Item /etc/containernet/daemon.json -ErrorAction Ignore }
            $lines | Should -HaveCount 3
            @($lines)[0, 2] | Should -Be 'other', 'third'
            @($lines)[1] | Should -BeLike "WARNING The firewall's rules of container networks were gone*made again."
        }

        It 'lets packets pass again after the repair' {
            ip -n blue addr flush dev eth0
            Repair-ContainerNetwork demo
            (Test-NetConnection 172.20.0.3 -Namespace blue).PingSucceeded | Should -BeTrue
        }

        It 'makes a network again that is gone, and writes it' {
            ip link delete $network.BridgeName
            (Restore-ContainerNetwork demo).Name | Should -Be 'demo'
            (Get-Ip -4 addr show $network.BridgeName).addr_info.local | Should -Be '172.20.0.1'
            (Test-NetConnection 172.20.0.3 -Namespace blue).PingSucceeded | Should -BeTrue
        }

        It 'takes networks from the pipeline, and does nothing for an empty pipeline' {
            ip link set $network.BridgeName down
            (Get-ContainerNetwork demo | Test-ContainerNetwork).Network | Should -Be 'demo'
            @() | Test-ContainerNetwork | Should -BeNullOrEmpty
            (Get-ErrorOf { Test-ContainerNetwork nope }).FullyQualifiedErrorId | Should -BeLike 'NetworkNotFound,*'
        }
    }

    Context 'Connect- and Disconnect-ContainerNetwork, Get-ContainerEndpoint' {
        BeforeEach { $null = New-ContainerNetwork demo 172.20.0.0/24 }

        It 'attaches namespaces, with an address and a default route' {
            $endpoints = New-NetNamespace blue, red | Connect-ContainerNetwork demo
            "$($endpoints.IPAddress)" | Should -Be '172.20.0.2 172.20.0.3'
            (Get-Ip -n blue -4 addr show eth0).addr_info.local | Should -Be '172.20.0.2'
            (Get-Ip -n blue route show default).gateway | Should -Be '172.20.0.1'
            (Test-NetConnection 172.20.0.3 -Namespace blue).PingSucceeded | Should -BeTrue
        }

        It 'takes an address and an interface''s name' {
            $endpoint = New-NetNamespace blue | Connect-ContainerNetwork demo -IPAddress 172.20.0.77 -InterfaceName lan0
            (Get-Ip -n blue -4 addr show lan0).addr_info.local | Should -Be '172.20.0.77'
            "$($endpoint.MacAddress)" | Should -Be '02:42:ac:14:00:4d'
        }

        It 'takes addresses of both families, a MAC address and aliases' {
            $null = New-ContainerNetwork both 172.21.0.0/24, fd00:21::/64
            $endpoint, $null = New-NetNamespace blue, red | Connect-ContainerNetwork both
            (Get-Ip -n blue -6 addr show eth0 scope global).addr_info.local | Should -Contain "$($endpoint.IPv6Address)"
            (Test-NetConnection (Get-ContainerEndpoint both red).IPv6Address -Namespace blue).PingSucceeded | Should -BeTrue
            $chosen = New-NetNamespace green | Connect-ContainerNetwork both -IPAddress 172.21.0.77, fd00:21::77 -MacAddress 02:00:00:00:00:77 -Alias www, web
            (Get-Ip -n green addr show eth0 scope global).addr_info.local | Where-Object { $_ } | Should -Be '172.21.0.77', 'fd00:21::77'
            (Get-Ip -n green link show eth0).address | Should -Be '02:00:00:00:00:77'
            $chosen.Aliases | Should -Be 'www', 'web'
        }

        It 'makes aliases known by a name server, which outlives the session' {
            function Get-NameServer { [int](Get-Content /run/containernet/names/*.pid) }
            function Test-Running([int] $Id) { Test-Path "/proc/$Id/fd/0" }
            $null = New-NetNamespace blue, red
            Invoke-Pwsh 'Connect-ContainerNetwork demo blue -Alias web -WhatIf' | Should -Contain 'What if: # answer for web with 172.20.0.2'
            Invoke-Pwsh '$null = Connect-ContainerNetwork demo blue -Alias web; $null = Connect-ContainerNetwork demo red -Alias db' | Should -BeNullOrEmpty
            (Invoke-NetNamespace red { busybox nslookup web 172.20.0.1 }) -match '172\.20\.0\.2$' | Should -Not -BeNullOrEmpty
            $server = Get-NameServer
            Stop-Process -Id $server -Force
            # It is told to end, and does so in its own time.
            Wait-Until { -not (Test-Running $server) }
            Test-ContainerNetwork | ForEach-Object Kind | Should -Be 'NameServer'
            Repair-ContainerNetwork
            (Invoke-NetNamespace red { busybox nslookup web 172.20.0.1 }) -match '172\.20\.0\.2$' | Should -Not -BeNullOrEmpty
            $server = Get-NameServer
            Disconnect-ContainerNetwork demo blue, red
            Wait-Until { -not (Test-Running $server) }
        }

        It 'warns where nobody answers for aliases' {
            $taken = [Net.Sockets.UdpClient]::new(53)
            try {
                $null = New-NetNamespace blue | Connect-ContainerNetwork demo -Alias web -WarningVariable warnings -WarningAction SilentlyContinue
            }
            finally { $taken.Dispose() }
            "$warnings" | Should -BeLike 'No name server answers at 172.20.0.1: *'
        }

        It 'attaches the namespace of a process' {
            $program = Start-Process unshare '--net', 'sleep', '60' -PassThru
            try {
                $own = (Get-Item /proc/self/ns/net).LinkTarget
                while ((Get-Item "/proc/$($program.Id)/ns/net").LinkTarget -eq $own) { Start-Sleep -Milliseconds 20 }
                "$((Connect-ContainerNetwork demo -ProcessId $program.Id).IPAddress)" | Should -Be '172.20.0.2'
                nsenter -t $program.Id -n ip -j -4 addr show eth0 | ConvertFrom-Json | ForEach-Object { $_.addr_info.local } | Should -Be '172.20.0.2'
            }
            finally { Stop-Process $program }
        }

        It 'takes only the endpoint''s own addresses from it' {
            $null = New-NetNamespace blue, red | Connect-ContainerNetwork demo
            ip -n blue addr flush dev eth0
            ip -n blue addr add 172.20.0.99/24 dev eth0
            (Test-NetConnection 172.20.0.3 -Namespace blue).PingSucceeded | Should -BeFalse
        }

        It 'is an error for <Case>' -ForEach @(
            @{ Case = 'two addresses of a family'; Do = { Connect-ContainerNetwork demo blue -IPAddress 172.20.0.8, 172.20.0.9 }; Id = 'InvalidIPAddress' }
            @{ Case = 'an address of a family that the network has not'; Do = { Connect-ContainerNetwork demo blue -IPAddress fd00::9 }; Id = 'InvalidIPAddress' }
            @{ Case = 'a MAC address of a group'; Do = { Connect-ContainerNetwork demo blue -MacAddress 01:00:00:00:00:01 }; Id = 'InvalidMacAddress' }
            @{ Case = 'text that is no MAC address'; Do = { Connect-ContainerNetwork demo blue -MacAddress nope }; Id = 'InvalidMacAddress' }
            @{ Case = 'an alias with a space'; Do = { Connect-ContainerNetwork demo blue -Alias 'a b' }; Id = 'InvalidAlias' }
            @{ Case = 'a MAC address that another has'; Do = { $null = New-NetNamespace red | Connect-ContainerNetwork demo -MacAddress 02:00:00:00:00:07; Connect-ContainerNetwork demo blue -MacAddress 02:00:00:00:00:07 }; Id = 'MacAddressInUse' }
        ) {
            $null = New-NetNamespace blue
            (Get-ErrorOf $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        }

        It 'writes an existing endpoint, and refuses an address that is in use' {
            $first = New-NetNamespace blue | Connect-ContainerNetwork demo
            (Connect-ContainerNetwork demo blue).Id | Should -Be $first.Id
            $null = New-NetNamespace red
            (Get-ErrorOf { Connect-ContainerNetwork demo red -IPAddress $first.IPAddress }).CategoryInfo.Category | Should -Be 'ResourceBusy'
        }

        It 'gets endpoints by network, namespace and pipeline' {
            $null = New-ContainerNetwork other 172.21.0.0/24
            $null = New-NetNamespace blue, red | Connect-ContainerNetwork demo
            $null = Connect-ContainerNetwork other blue
            (Get-ContainerEndpoint).Count | Should -Be 3
            (Get-ContainerEndpoint demo).Count | Should -Be 2
            (Get-ContainerEndpoint -Namespace blue).Network | Should -Be 'demo', 'other'
            (Get-ContainerNetwork other | Get-ContainerEndpoint).Namespace | Should -Be 'blue'
            (Get-NetNamespace red | Get-ContainerEndpoint).Network | Should -Be 'demo'
            (Get-ErrorOf { Get-ContainerEndpoint nope }).FullyQualifiedErrorId | Should -BeLike 'NetworkNotFound,*'
        }

        It 'detaches by name, by namespace and by endpoint' {
            $null = New-NetNamespace blue, red, green | Connect-ContainerNetwork demo
            Disconnect-ContainerNetwork demo blue
            Get-NetNamespace red | Disconnect-ContainerNetwork demo
            Get-ContainerEndpoint | Disconnect-ContainerNetwork
            Get-ContainerEndpoint | Should -BeNullOrEmpty
            foreach ($name in 'blue', 'red', 'green') { (Get-Ip -n $name link).ifname | Should -Be 'lo' }
            (Get-ErrorOf { Disconnect-ContainerNetwork demo blue }).FullyQualifiedErrorId | Should -BeLike 'EndpointNotFound,*'
        }

        It 'detaches many at once, and each that it cannot is an error of its own' {
            $names = 1..40 | ForEach-Object { "ns$_" }
            $null = New-NetNamespace $names | Connect-ContainerNetwork demo
            Disconnect-ContainerNetwork demo ($names + 'nope') -WhatIf -ErrorAction SilentlyContinue
            (Get-ContainerEndpoint).Count | Should -Be 40
            $lines = Disconnect-ContainerNetwork demo ($names + 'nope') -Verbose -ErrorAction SilentlyContinue -ErrorVariable refused 4>&1 | ForEach-Object { "$_" }
            $refused.FullyQualifiedErrorId | Should -BeLike 'EndpointNotFound,*'
            @($lines -like 'ip link delete group *').Count | Should -Be 1
            @($lines -like 'ip link set veth* group *').Count | Should -Be 40
            Get-ContainerEndpoint | Should -BeNullOrEmpty
            @(Get-Ip link show type veth).Count | Should -Be 0
        }

        It 'is an error for a network, or a namespace, that is not there' {
            $null = New-NetNamespace blue
            (Get-ErrorOf { Connect-ContainerNetwork nope blue }).FullyQualifiedErrorId | Should -BeLike 'NetworkNotFound,*'
            (Get-ErrorOf { Connect-ContainerNetwork demo nope }).FullyQualifiedErrorId | Should -BeLike 'NamespaceNotFound,*'
        }
    }

    Context 'Add-, Get- and Remove-PortMapping' {
        BeforeEach {
            $null = New-ContainerNetwork demo 172.20.0.0/24
            $endpoint = New-NetNamespace blue | Connect-ContainerNetwork demo
        }

        It 'publishes a port that then answers' {
            # A listener belongs to where its socket was opened.
            $listener = Invoke-NetNamespace blue { [Net.Sockets.TcpListener]::new([ipaddress]::Any, 80).psobject.BaseObject | ForEach-Object { $_.Start(); , $_ } }
            try {
                "$($endpoint | Add-PortMapping -Publish 8080:80)" | Should -Be '80/tcp -> 0.0.0.0:8080'
                (Test-NetConnection 172.20.0.1 -Port 8080).TcpTestSucceeded | Should -BeTrue
                (Test-NetConnection 127.0.0.1 -Port 8080).TcpTestSucceeded | Should -BeTrue
                Remove-PortMapping 8080
                (Test-NetConnection 172.20.0.1 -Port 8080).TcpTestSucceeded | Should -BeFalse
            }
            finally { $listener.Stop() }
        }

        It 'publishes several ports in one step, and writes existing mappings again' {
            ($endpoint | Add-PortMapping 8080:80, 127.0.0.5:53:53/udp).Protocol | Should -Be 'Tcp', 'Udp'
            ($endpoint | Add-PortMapping 8080:80).HostPort | Should -Be 8080
            (Get-PortMapping).Count | Should -Be 2
        }

        It 'publishes consecutive ports as one mapping' {
            $mapping = $endpoint | Add-PortMapping 20000-20099:20000-20099
            $mapping.Count, $mapping.HostPort, $mapping.ContainerPort | Should -Be 100, 20000, 20000
            "$mapping" | Should -Be '20000-20099/tcp -> 0.0.0.0:20000-20099'
            $listener = Invoke-NetNamespace blue { [Net.Sockets.TcpListener]::new([ipaddress]::Any, 20042).psobject.BaseObject | ForEach-Object { $_.Start(); , $_ } }
            try { (Test-NetConnection 172.20.0.1 -Port 20042).TcpTestSucceeded | Should -BeTrue }
            finally { $listener.Stop() }
        }

        It 'chooses a port of the host where none is named, and another for another port' {
            $first, $second = $endpoint | Add-PortMapping 80, 127.0.0.1::81
            $first.HostPort | Should -Not -Be $second.HostPort
            "$($second.HostAddress)" | Should -Be '127.0.0.1'
            ($endpoint | Add-PortMapping 80).HostPort | Should -Be $first.HostPort
            ($endpoint | Add-PortMapping 8000-8010:82).HostPort | Should -Be 8000
        }

        It 'takes texts from the pipeline, all or none' {
            ('8080:80', '53:53/udp' | Add-PortMapping -Endpoint $endpoint).Protocol | Should -Be 'Tcp', 'Udp'
            (Get-ErrorOf { '9000:80', '8080:81' | Add-PortMapping -Endpoint $endpoint }).FullyQualifiedErrorId | Should -BeLike 'HostPortInUse,*'
            (Get-PortMapping).HostPort | Should -Be 8080, 53
        }

        It 'takes a namespace with one endpoint, by name or as an object' {
            "$(Add-PortMapping -Endpoint blue 8080:80)" | Should -Be '80/tcp -> 0.0.0.0:8080'
            "$(Get-NetNamespace blue | Add-PortMapping 8081:81)" | Should -Be '81/tcp -> 0.0.0.0:8081'
            $null = New-ContainerNetwork other 172.21.0.0/24
            $null = Connect-ContainerNetwork other blue
            { Add-PortMapping -Endpoint blue 8082:82 } | Should -Throw '*demo, other*'
            { Add-PortMapping -Endpoint nope 8082:82 } | Should -Throw '*nope*'
        }

        It 'shows the change with -WhatIf and does not make it' {
            (Invoke-Pwsh 'Add-PortMapping -Endpoint blue 8080:80 -WhatIf') -join "`n" | Should -Match 'published.*8080'
            Get-PortMapping | Should -BeNullOrEmpty
        }

        It 'gets and removes mappings by port, protocol, address, endpoint and pipeline' {
            $null = $endpoint | Add-PortMapping 8080:80, 8081:81, 127.0.0.5:53:53/udp
            (Get-PortMapping 8080).ContainerPort | Should -Be 80
            (Get-PortMapping -Protocol Udp).HostPort | Should -Be 53
            (Get-PortMapping -HostAddress 127.0.0.5).HostPort | Should -Be 53
            ($endpoint | Get-PortMapping).Count | Should -Be 3
            (Get-PortMapping -Network d* -Namespace blue).Count | Should -Be 3
            Remove-PortMapping 8081
            Get-PortMapping | Remove-PortMapping
            Get-PortMapping | Should -BeNullOrEmpty
        }

        It 'is an error for <Case>' -ForEach @(
            @{ Case = 'text that publishes nothing'; Do = { $endpoint | Add-PortMapping 8080: }; Id = 'InvalidPortPublication'; Category = 'InvalidArgument' }
            @{ Case = 'a port that leads elsewhere'; Do = { $null = $endpoint | Add-PortMapping 8080:80; $endpoint | Add-PortMapping 8080:81 }; Id = 'HostPortInUse'; Category = 'ResourceBusy' }
            @{ Case = 'a port that is asked for twice'; Do = { $endpoint | Add-PortMapping 8080:80, 8080:81 }; Id = 'HostPortTwice'; Category = 'InvalidArgument' }
            @{ Case = 'a range with a port that leads elsewhere'; Do = { $null = $endpoint | Add-PortMapping 8080:80; $endpoint | Add-PortMapping 8080-8081:80-81 }; Id = 'HostPortInUse'; Category = 'ResourceBusy' }
            @{ Case = 'ranges that differ in length'; Do = { $endpoint | Add-PortMapping 8080-8082:80-81 }; Id = 'InvalidPortPublication'; Category = 'InvalidArgument' }
            @{ Case = 'an IPv6 address for an endpoint without one'; Do = { $endpoint | Add-PortMapping [::1]:8080:80 }; Id = 'NoSuchFamily'; Category = 'InvalidArgument' }
            @{ Case = 'a port that is not published'; Do = { Get-PortMapping 9999 }; Id = 'PortMappingNotFound'; Category = 'ObjectNotFound' }
            @{ Case = 'an endpoint that is gone'; Do = { $endpoint | Disconnect-ContainerNetwork; $endpoint | Add-PortMapping 8080:80 }; Id = 'EndpointNotFound'; Category = 'ObjectNotFound' }
        ) {
            $record = Get-ErrorOf $Do
            $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $record.CategoryInfo.Category | Should -Be $Category
        }
    }

    Context 'Add-, Get- and Remove-AddressMapping' {
        BeforeEach {
            $null = New-ContainerNetwork demo 172.20.0.0/24
            $endpoint = New-NetNamespace blue | Connect-ContainerNetwork demo
            ip addr add 203.0.113.5/32 dev lo
        }

        It 'leads all that arrives for an address to the endpoint' {
            $listener = Invoke-NetNamespace blue { [Net.Sockets.TcpListener]::new([ipaddress]::Any, 4242).psobject.BaseObject | ForEach-Object { $_.Start(); , $_ } }
            try {
                (Test-NetConnection 203.0.113.5 -Port 4242).TcpTestSucceeded | Should -BeFalse
                "$($endpoint | Add-AddressMapping 203.0.113.5)" | Should -Be '172.20.0.2 -> 203.0.113.5'
                (Test-NetConnection 203.0.113.5 -Port 4242).TcpTestSucceeded | Should -BeTrue
                Remove-AddressMapping 203.0.113.5
                (Test-NetConnection 203.0.113.5 -Port 4242).TcpTestSucceeded | Should -BeFalse
            }
            finally { $listener.Stop() }
        }

        It 'gets and removes mappings by address, network, endpoint and pipeline' {
            $null = Add-AddressMapping -Endpoint blue 203.0.113.5
            "$((Add-AddressMapping -Endpoint blue 203.0.113.5).HostAddress)" | Should -Be '203.0.113.5'
            foreach ($found in (Get-AddressMapping), (Get-AddressMapping 203.0.113.5), (Get-AddressMapping -Network d*), ($endpoint | Get-AddressMapping)) { @($found).Count | Should -Be 1 }
            Get-AddressMapping | Remove-AddressMapping -WhatIf
            @(Get-AddressMapping).Count | Should -Be 1
            Get-AddressMapping | Remove-AddressMapping
            Get-AddressMapping | Should -BeNullOrEmpty
        }

        It 'is an error for <Case>' -ForEach @(
            @{ Case = 'an address that is not the host''s'; Do = { $endpoint | Add-AddressMapping 203.0.113.9 }; Id = 'HostAddressNotFound' }
            @{ Case = 'loopback'; Do = { $endpoint | Add-AddressMapping 127.0.0.1 }; Id = 'InvalidHostAddress' }
            @{ Case = 'a gateway'; Do = { $endpoint | Add-AddressMapping 172.20.0.1 }; Id = 'InvalidHostAddress' }
            @{ Case = 'an IPv6 address for an endpoint without one'; Do = { $endpoint | Add-AddressMapping fd00::1 }; Id = 'NoSuchFamily' }
            @{ Case = 'an address that leads elsewhere'; Do = { $null = $endpoint | Add-AddressMapping 203.0.113.5; New-NetNamespace red | Connect-ContainerNetwork demo | Add-AddressMapping 203.0.113.5 }; Id = 'HostAddressInUse' }
            @{ Case = 'an address that is not mapped'; Do = { Get-AddressMapping 203.0.113.9 }; Id = 'AddressMappingNotFound' }
            @{ Case = 'removing one that is not mapped'; Do = { Remove-AddressMapping 203.0.113.9 }; Id = 'AddressMappingNotFound' }
        ) {
            (Get-ErrorOf $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        }
    }
}
