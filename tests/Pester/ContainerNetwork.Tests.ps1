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

        It 'writes one that exists just so, and refuses another of that name' {
            $first = New-ContainerNetwork demo 172.20.0.0/16
            (New-ContainerNetwork demo 172.20.0.0/16).Id | Should -Be $first.Id
            $record = Get-ErrorOf { New-ContainerNetwork demo 172.21.0.0/16 }
            $record.FullyQualifiedErrorId | Should -Be 'NetworkExists,ContainerNet.PowerShell.Commands.NewContainerNetworkCommand'
            $record.CategoryInfo.Category | Should -Be 'ResourceExists'
        }

        It 'is an error for <Case>, and changes nothing' -ForEach @(
            @{ Case = 'bits behind the prefix'; Do = { New-ContainerNetwork demo 172.20.1.0/16 }; Id = 'InvalidSubnet' }
            @{ Case = 'a bridge name of 16 bytes'; Do = { New-ContainerNetwork demo 172.20.0.0/16 -BridgeName abcdefghijklmnop }; Id = 'InvalidInterfaceName' }
            @{ Case = 'no subnet'; Do = { New-ContainerNetwork demo nonsense }; Id = 'InvalidIPAddress' }
        ) {
            $before = Get-NetworkState
            (Get-ErrorOf $Do).FullyQualifiedErrorId | Should -BeLike "$Id,*"
            Get-NetworkState | Should -Be $before
        }

        It 'gets networks by name and wildcard' {
            $null = New-ContainerNetwork one 172.20.0.0/24
            $null = New-ContainerNetwork two 172.21.0.0/24
            (Get-ContainerNetwork).Name | Should -Be 'one', 'two'
            (Get-ContainerNetwork t*).Name | Should -Be 'two'
            (Get-ErrorOf { Get-ContainerNetwork nope }).FullyQualifiedErrorId | Should -Be 'NetworkNotFound,ContainerNet.PowerShell.Commands.GetContainerNetworkCommand'
            Get-ContainerNetwork nope* -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'removes what it made' {
            $before = Get-NetworkState
            $null = New-ContainerNetwork one 172.20.0.0/24
            $null = New-ContainerNetwork two 172.21.0.0/24
            Remove-ContainerNetwork one
            Get-ContainerNetwork | Remove-ContainerNetwork
            Get-NetworkState | Should -Be $before
        }

        It 'keeps one with endpoints unless forced' {
            $null = New-ContainerNetwork demo 172.20.0.0/24
            $null = New-NetNamespace blue | Connect-ContainerNetwork demo
            $record = Get-ErrorOf { Remove-ContainerNetwork demo -Confirm:$false }
            $record.FullyQualifiedErrorId | Should -Be 'NetworkInUse,ContainerNet.PowerShell.Commands.RemoveContainerNetworkCommand'
            $record.CategoryInfo.Category | Should -Be 'ResourceBusy'
            Remove-ContainerNetwork demo -Force
            (Get-Ip -n blue link).ifname | Should -Be 'lo'
            (Get-Ip link).ifname | Should -Be 'lo'
        }

        It 'does not wait for an answer where nobody can give one' {
            $null = New-ContainerNetwork demo 172.20.0.0/24
            $null = New-NetNamespace blue | Connect-ContainerNetwork demo
            Invoke-Pwsh 'Remove-ContainerNetwork demo; $error[0].FullyQualifiedErrorId' | Should -Contain 'NetworkInUse,ContainerNet.PowerShell.Commands.RemoveContainerNetworkCommand'
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

        It 'writes an endpoint that is there, and refuses an address that is taken' {
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

        It 'publishes several in one step, and writes them again' {
            ($endpoint | Add-PortMapping 8080:80, 10.0.0.5:53:53/udp).Protocol | Should -Be 'Tcp', 'Udp'
            ($endpoint | Add-PortMapping 8080:80).HostPort | Should -Be 8080
            (Get-PortMapping).Count | Should -Be 2
        }

        It 'gets and removes mappings by port, protocol, address, endpoint and pipeline' {
            $null = $endpoint | Add-PortMapping 8080:80, 8081:81, 10.0.0.5:53:53/udp
            (Get-PortMapping 8080).ContainerPort | Should -Be 80
            (Get-PortMapping -Protocol Udp).HostPort | Should -Be 53
            (Get-PortMapping -HostAddress 10.0.0.5).HostPort | Should -Be 53
            ($endpoint | Get-PortMapping).Count | Should -Be 3
            (Get-PortMapping -Network d* -Namespace blue).Count | Should -Be 3
            Remove-PortMapping 8081
            Get-PortMapping | Remove-PortMapping
            Get-PortMapping | Should -BeNullOrEmpty
        }

        It 'is an error for <Case>' -ForEach @(
            @{ Case = 'text that publishes nothing'; Do = { $endpoint | Add-PortMapping 8080: }; Id = 'InvalidPortPublication'; Category = 'InvalidArgument' }
            @{ Case = 'a port that leads elsewhere'; Do = { $null = $endpoint | Add-PortMapping 8080:80; $endpoint | Add-PortMapping 8080:81 }; Id = 'HostPortInUse'; Category = 'ResourceBusy' }
            @{ Case = 'a port that is not published'; Do = { Get-PortMapping 9999 }; Id = 'PortMappingNotFound'; Category = 'ObjectNotFound' }
            @{ Case = 'an endpoint that is gone'; Do = { $endpoint | Disconnect-ContainerNetwork; $endpoint | Add-PortMapping 8080:80 }; Id = 'EndpointNotFound'; Category = 'ObjectNotFound' }
        ) {
            $record = Get-ErrorOf $Do
            $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $record.CategoryInfo.Category | Should -Be $Category
        }
    }
}
