# What objects mean that come through the pipeline: the namespace and the thing that they say, or an error. Never the host
# because they say nothing, and never a thing of another kind that has the same name.

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force

    # The ways in which an object leaves a session, or loses its type, and comes back.
    function Convert-Object($Value, [string] $Way) {
        switch ($Way) {
            'live' { $Value }
            'CliXml' {
                $Value | Export-Clixml "$TestDrive/object.xml"
                Import-Clixml "$TestDrive/object.xml"
            }
            'JSON' { $Value | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json }
            'CSV' { $Value | ConvertTo-Csv | ConvertFrom-Csv }
            'Select-Object' { $Value | Select-Object * }
            'CliXml and Select-Object' { Convert-Object (Convert-Object $Value 'CliXml') 'Select-Object' }
        }
    }

    # IPv6 changes by itself: duplicate address detection, router solicitation.
    function Get-HostState { "$(ip -j -4 addr)$(ip -j -4 route show table all)$(ip -j -4 neigh)$(nft list ruleset)" }
}

Describe 'The namespace that the pipeline says' {
    BeforeAll {
        $null = New-NetNamespace blue, red
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        $null = New-VethPair v1 eth0 -PeerNamespace red -Enable
        $null = New-NetIPAddress eth0 10.0.0.2/24 -Namespace blue
        $before = Get-HostState
    }
    AfterEach { Get-HostState | Should -Be $before }
    AfterAll { Clear-Network }

    It 'is that of a namespace from <_>' -ForEach 'live', 'CliXml', 'JSON', 'CSV', 'Select-Object', 'CliXml and Select-Object' {
        $namespace = Convert-Object (Get-NetNamespace blue) $_
        ($namespace | New-NetIPAddress lo 10.99.0.1/32).Namespace | Should -Be 'blue'
        (Get-Ip -n blue addr show lo).addr_info.local | Should -Contain '10.99.0.1'
        $namespace | Remove-NetIPAddress 10.99.0.1
        ($namespace | Get-NetAdapter).Name | Should -Be 'lo', 'eth0'
        (Get-NetAdapter eth0 -Namespace $namespace).Namespace | Should -Be 'blue'
        (Get-NetIPAddress -Namespace blue -InterfaceAlias eth0 | Get-NetAdapter).Name | Sort-Object -Unique | Should -Be 'eth0'
    }

    It 'is that of a row by its <_>' -ForEach 'Namespace', 'Name' {
        $row = [pscustomobject]@{ $_ = 'blue' }
        ($row | Get-NetIPAddress 10.0.*).Namespace | Should -Be 'blue'
        ($row | New-NetRoute 10.9.0.0/16 10.0.0.1).Namespace | Should -Be 'blue'
        $row | Remove-NetRoute 10.9.0.0/16
        Get-Ip -n blue route show 10.9.0.0/16 | Should -BeNullOrEmpty
    }

    It 'is that of a name' {
        ('blue', 'red' | New-NetIPAddress lo 10.99.0.3/32).Namespace | Should -Be 'blue', 'red'
        'blue', 'red' | Remove-NetIPAddress 10.99.0.3
    }

    It 'is an error where <Case>' -ForEach @(
        @{ Case = 'a row says none'; Value = [pscustomobject]@{ InterfaceAlias = 'lo'; IPAddress = '10.99.0.1'; PrefixLength = 32 } }
        @{ Case = 'the object is of a foreign type'; Value = [IO.DirectoryInfo]::new('/tmp') }
        @{ Case = 'the object is a network'; Value = [pscustomobject]@{ Id = '1'; Name = 'blue'; Driver = 'bridge' } }
        @{ Case = 'it is no name'; Value = 'a/b' }
        @{ Case = 'it is nothing'; Value = $null }
    ) {
        foreach ($work in { $input | New-NetIPAddress lo 10.99.0.1/32 }, { $input | New-NetRoute 10.99.0.0/16 -InterfaceAlias lo }, { $input | New-ContainerBridge br9 }, { $input | New-NetNeighbor lo 10.99.0.1 02:00:00:00:00:09 }, { $input | Disable-NetAdapter lo }, { $input | Remove-NetRoute * }, { $input | New-VethPair a b }) {
            (Get-ErrorOf { ,$Value | & $work }) | Should -Not -BeNullOrEmpty -Because "$work"
        }
    }

    It 'is an error where no namespace has that name: <_>' -ForEach 'nowhere', 'container:nowhere' {
        (Get-ErrorOf { $_ | New-NetIPAddress lo 10.99.0.1/32 }) | Should -Not -BeNullOrEmpty
        (Get-ErrorOf { [pscustomobject]@{ Name = 'lo'; Namespace = $_ } | Disable-NetAdapter }).CategoryInfo.Category | Should -BeIn 'ObjectNotFound', 'InvalidData'
        $name = $_
        { Remove-NetAdapter v0 -Namespace $name -ErrorAction Stop } | Should -Throw
    }

    It 'is the host where -Namespace says so' {
        ([pscustomobject]@{ InterfaceAlias = 'lo'; IPAddress = '10.99.0.1'; PrefixLength = 32 } | New-NetIPAddress -Namespace '').Namespace | Should -Be ''
        Remove-NetIPAddress 10.99.0.1
    }

    It 'is each of several, and wildcards mean names' {
        (Get-NetAdapter eth0 -Namespace blue, red).Namespace | Should -Be 'blue', 'red'
        (Get-NetAdapter eth0 -Namespace b*).Namespace | Should -Be 'blue'
        (Get-VethPair eth0 -Namespace *).Namespace | Should -Be 'blue', 'red'
        (Get-NetIPAddress 10.0.0.2 -Namespace *u*).Namespace | Should -Be 'blue'
        (Get-NetRoute 10.0.* -Namespace blue, red -ErrorAction Ignore).Namespace | Should -Be 'blue'
        Get-NetNeighbor -Namespace none* | Should -BeNullOrEmpty
    }
}

Describe 'An object from <_>' -ForEach 'live', 'CliXml', 'JSON', 'CSV', 'Select-Object', 'CliXml and Select-Object' {
    BeforeEach {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        ip link add eth0 type veth peer name eth1
    }
    AfterEach { Clear-Network }

    It 'is the interface of its own namespace' {
        Convert-Object (Get-NetAdapter eth0 -Namespace blue) $_ | Disable-NetAdapter
        (Get-Ip -n blue link show eth0).flags | Should -Not -Contain 'UP'
        Convert-Object (Get-VethPair eth0 -Namespace blue) $_ | Remove-NetAdapter
        (Get-Ip link).ifname | Should -Be 'lo', 'eth1', 'eth0'
    }

    It 'is the address, the route and the neighbour of its own namespace' {
        ip addr add 10.0.0.2/24 dev eth0
        $null = New-NetIPAddress eth0 10.0.0.2/24 -Namespace blue
        ip link set eth0 up
        ip route add 10.8.0.0/16 dev eth0
        $null = New-NetRoute 10.8.0.0/16 10.0.0.1 -Namespace blue
        ip neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 dev eth0 nud permanent
        $null = New-NetNeighbor eth0 10.0.0.7 02:00:00:00:00:07 -Namespace blue
        $before = Get-HostState
        Convert-Object (Get-NetNeighbor 10.0.0.7 -Namespace blue) $_ | Remove-NetNeighbor
        Convert-Object (Get-NetRoute 10.8.0.0/16 -Namespace blue) $_ | Remove-NetRoute
        Convert-Object (Get-NetIPAddress 10.0.0.2 -Namespace blue) $_ | Remove-NetIPAddress
        Get-Ip -n blue neigh | Should -BeNullOrEmpty
        Get-Ip -n blue -4 route | Should -BeNullOrEmpty
        (Get-Ip -n blue addr show eth0).addr_info.family | Should -Not -Contain 'inet'
        Get-HostState | Should -Be $before
    }

    It 'is the bridge and its port' {
        $null = New-ContainerBridge br0 -Namespace blue
        $null = Add-ContainerBridgePort br0 eth0 -Namespace blue
        Convert-Object (Get-ContainerBridge br0 -Namespace blue).Ports[0] $_ | Remove-ContainerBridgePort
        (Get-Ip -n blue link show eth0).master | Should -BeNullOrEmpty
        Convert-Object (Get-ContainerBridge br0 -Namespace blue) $_ | Remove-ContainerBridge
        (Get-Ip -n blue link).ifname | Should -Not -Contain 'br0'
    }

    It 'is the end that is moved' {
        Convert-Object (Get-NetAdapter eth0 -Namespace blue) $_ | Set-VethNamespace -Namespace '' -NewName back
        (Get-Ip link).ifname | Should -Contain 'back'
    }

    It 'is the network, the endpoint and its ports' {
        $null = New-ContainerNetwork demo
        $endpoint = Connect-ContainerNetwork demo blue
        $null = Convert-Object $endpoint $_ | Add-PortMapping 8080:80
        (Convert-Object $endpoint $_ | Get-PortMapping).HostPort | Should -Be 8080
        (Convert-Object (Get-ContainerNetwork demo) $_ | Get-ContainerEndpoint).Namespace | Should -Be 'blue'
        Convert-Object (Get-PortMapping) $_ | Remove-PortMapping
        Get-PortMapping | Should -BeNullOrEmpty
        Convert-Object (Get-ContainerEndpoint) $_ | Disconnect-ContainerNetwork
        Get-ContainerEndpoint | Should -BeNullOrEmpty
        Convert-Object (Get-ContainerNetwork demo) $_ | Remove-ContainerNetwork
        Get-ContainerNetwork demo -ErrorAction Ignore | Should -BeNullOrEmpty
        Convert-Object (Get-NetNamespace blue) $_ | Remove-NetNamespace
        '/run/netns/blue' | Should -Not -Exist
    }
}

Describe 'An object of another kind' {
    BeforeAll {
        if (Get-Command busybox -ErrorAction Ignore) { $root = New-BusyboxRoot "$TestDrive/root" }
        $null = New-NetNamespace web
        $null = New-ContainerNetwork web
        ip link add web type veth peer name other
        $null = Start-NetContainer -RootFileSystem $root -Name web -- sleep 1000
        $null = Start-NetContainer -RootFileSystem $root -Name ended -- true
        $null = Wait-NetContainer ended
    }
    AfterAll {
        Get-NetContainer | Remove-NetContainer -Force
        Clear-Network
    }

    It 'is refused: <Of> by <Command>, from <Way>' -ForEach @(
        foreach ($way in 'live', 'CliXml', 'JSON', 'Select-Object') {
            @{ Of = 'ContainerNetwork'; Command = 'Remove-NetContainer'; Way = $way }
            @{ Of = 'NetNamespace'; Command = 'Remove-NetContainer'; Way = $way }
            @{ Of = 'ContainerNetwork'; Command = 'Stop-NetContainer'; Way = $way }
            @{ Of = 'NetContainer'; Command = 'Remove-ContainerNetwork'; Way = $way }
            @{ Of = 'NetNamespace'; Command = 'Remove-ContainerNetwork'; Way = $way }
            @{ Of = 'NetAdapter'; Command = 'Remove-NetNamespace'; Way = $way }
            @{ Of = 'ContainerNetwork'; Command = 'Remove-NetNamespace'; Way = $way }
            @{ Of = 'NetContainer'; Command = 'Remove-NetNamespace'; Way = $way }
            @{ Of = 'ContainerNetwork'; Command = 'Remove-NetAdapter'; Way = $way }
            @{ Of = 'ContainerNetwork'; Command = 'Get-NetContainerLog'; Way = $way }
            @{ Of = 'NetAdapter'; Command = 'Remove-NetIPAddress'; Way = $way }
            @{ Of = 'NetContainer'; Command = 'Disconnect-ContainerNetwork'; Way = $way }
        }
    ) {
        $object = Convert-Object (& "Get-$Of" web) $Way
        (Get-ErrorOf { $object | & $Command }).FullyQualifiedErrorId | Should -Match '^(InvalidInputObject|NamespaceMissing),'
        (Get-NetContainer web).State | Should -Be 'Running'
        (Get-ContainerNetwork web).EndpointCount | Should -Be 0
        '/run/netns/web' | Should -Exist
        (Get-Ip link).ifname | Should -Contain 'web'
    }

    It 'lends its name and its path to nothing that is made or run: <Of> to <Command>, from <Way>' -ForEach @(
        foreach ($way in 'live', 'CliXml', 'JSON', 'Select-Object') {
            @{ Of = 'ContainerNetwork'; Command = 'New-NetNamespace'; Way = $way; With = @{} }
            @{ Of = 'NetAdapter'; Command = 'New-NetNamespace'; Way = $way; With = @{} }
            @{ Of = 'NetNamespace'; Command = 'New-ContainerNetwork'; Way = $way; With = @{} }
            @{ Of = 'NetContainer'; Command = 'New-ContainerNetwork'; Way = $way; With = @{} }
            @{ Of = 'NetNamespace'; Command = 'New-ContainerBridge'; Way = $way; With = @{} }
            @{ Of = 'ContainerNetwork'; Command = 'New-NetContainer'; Way = $way; With = @{ RootFileSystem = '/' } }
            @{ Of = 'ContainerNetwork'; Command = 'Start-NetContainer'; Way = $way; With = @{ RootFileSystem = '/' } }
            @{ Of = 'ContainerNetwork'; Command = 'Start-NetContainer'; Way = $way; With = @{ Image = 'none.example/none' } }
            @{ Of = 'NetNamespace'; Command = 'Start-NetContainer'; Way = $way; With = @{ RootFileSystem = '/' } }
            @{ Of = 'NetAdapter'; Command = 'Start-NetContainer'; Way = $way; With = @{} }
            @{ Of = 'NetNamespace'; Command = 'Import-ContainerImage'; Way = $way; With = @{} }
            @{ Of = 'NetNamespace'; Command = 'Set-ContainerNetConfiguration'; Way = $way; With = @{ Mtu = 1400 } }
            @{ Of = 'NetNamespace'; Command = 'Get-ContainerNetConfiguration'; Way = $way; With = @{} }
            @{ Of = 'ContainerNetwork'; Command = 'Test-NetConnection'; Way = $way; With = @{} }
            @{ Of = 'NetAdapter'; Command = 'Test-NetConnection'; Way = $way; With = @{} }
            @{ Of = 'NetNamespace'; Command = 'Repair-NetContainer'; Way = $way; With = @{} }
            @{ Of = 'NetNamespace'; Command = 'Invoke-NetContainer'; Way = $way; With = @{ Command = 'true' } }
        }
    ) {
        $object = Convert-Object (& "Get-$Of" web) $Way
        (Get-ErrorOf { $object | & $Command @With }).FullyQualifiedErrorId | Should -BeLike 'InvalidInputObject,*'
        (Get-Ip -n web link).ifname | Should -Be 'lo'
        (Get-ContainerNetwork).Name | Should -Be 'bridge', 'host', 'none', 'web'
        (Get-NetContainer).Name | Sort-Object | Should -Be 'ended', 'web'
    }

    It 'lends its address to no other object, from <_>' -ForEach 'live', 'CliXml', 'JSON', 'Select-Object' {
        ip -n web link add v0 type veth peer name v1
        ip -n web link set v0 up
        ip -n web addr add 10.0.0.1/24 dev v0
        ip -n web neigh add 10.0.0.7 lladdr 02:00:00:00:00:07 dev v0 nud permanent
        $neighbor = Convert-Object (Get-NetNeighbor 10.0.0.7 -Namespace web) $_
        $address = Convert-Object (Get-NetIPAddress 10.0.0.1 -Namespace web) $_
        $adapter = Convert-Object (Get-NetAdapter v0 -Namespace web) $_
        $before = "$(ip -n web -j addr)$(ip -n web -j neigh)"
        try {
            foreach ($work in { $neighbor | New-NetIPAddress }, { $neighbor | New-NetIPAddress -PrefixLength 24 }, { $address | New-NetNeighbor -LinkLayerAddress 02:00:00:00:00:09 }, { $adapter | New-NetNeighbor -IPAddress 10.0.0.9 }) {
                (Get-ErrorOf $work).FullyQualifiedErrorId | Should -BeLike 'InvalidInputObject,*' -Because "$work"
            }
            "$(ip -n web -j addr)$(ip -n web -j neigh)" | Should -Be $before
            # What says only where is taken from each kind.
            ($neighbor | New-NetIPAddress -IPAddress 10.0.0.3/24).InterfaceAlias | Should -Be 'v0'
            ($adapter | New-NetIPAddress -IPAddress 10.0.0.4/24).InterfaceAlias | Should -Be 'v0'
            ($address | New-NetNeighbor -IPAddress 10.0.0.8 -LinkLayerAddress 02:00:00:00:00:08).InterfaceAlias | Should -Be 'v0'
            ($neighbor | New-NetNeighbor).IPAddress | Should -Be '10.0.0.7'
            ($address | New-NetIPAddress).IPAddress | Should -Be '10.0.0.1'
        }
        finally {
            ip -n web link delete v0
        }
    }

    It 'starts a container with -Image or -RootFileSystem if it is a container or a row: <_>' -ForEach 'live', 'CliXml', 'JSON', 'CSV', 'Select-Object' {
        ([pscustomobject] @{ Name = "row$_"; Network = 'none' } | Start-NetContainer -RootFileSystem $root -Command sleep 1000).Name | Should -Be "row$_"
        $row = Get-NetContainer "row$_"
        (Convert-Object $row $_ | Start-NetContainer -RootFileSystem $root -Command sleep 1000).Id | Should -Be $row.Id
        (Convert-Object $row $_ | Start-NetContainer).Id | Should -Be $row.Id
        ("row$_" | Start-NetContainer).Id | Should -Be $row.Id
        (Start-NetContainer -InputObject (Convert-Object $row $_)).Id | Should -Be $row.Id
        Remove-NetContainer $row.Name -Force
    }

    It 'describes the object that a cmdlet creates if it is of that kind or a row' {
        Get-NetNamespace web | New-NetNamespace | Should -HaveCount 1
        ([pscustomobject] @{ Name = 'row' } | New-NetNamespace).Name | Should -Be 'row'
        ('text' | New-NetNamespace).Name | Should -Be 'text'
        ([pscustomobject] @{ Name = 'br0'; Namespace = 'row' } | New-ContainerBridge).Namespace | Should -Be 'row'
        ('row', 'text' | New-ContainerBridge br1).Namespace | Should -Be 'row', 'text'
        (Get-NetNamespace text | New-ContainerBridge br2).Name | Should -Be 'br2'
        ([pscustomobject] @{ Name = 'row'; Subnet = '172.29.0.0/16' } | New-ContainerNetwork).Subnet | Should -Be '172.29.0.0/16'
        Remove-ContainerNetwork row
        Get-NetContainer web | Repair-NetContainer -ErrorAction Stop | Should -BeNullOrEmpty
        Remove-NetNamespace row, text
    }

    It 'is found by each cmdlet that takes its kind' {
        $container = Get-NetContainer web
        foreach ($way in 'live', 'CliXml', 'JSON', 'CSV', 'Select-Object') {
            (Convert-Object $container $way | Get-NetContainer).Id | Should -Be $container.Id
            (Convert-Object $container $way | Get-NetNamespace).Inode | Should -Be $container.Namespaces.Network
            (Convert-Object $container $way | Get-NetAdapter).Name | Should -Be 'lo', 'eth0'
            (Convert-Object $container $way | Get-ContainerEndpoint).Container | Should -Be 'web'
        }
        (Get-NetAdapter eth0 -Namespace container:web).Namespace | Should -Be $container.Namespace
        ('container:web' | Get-NetIPAddress -AddressFamily IPv4 -InterfaceAlias eth0).IPAddress | Should -Be $container.IPAddress
        (Get-ContainerEndpoint -Namespace container:web).Container | Should -Be 'web'
    }

    It 'breaks no pipeline where a container does not run' {
        Get-NetContainer | Get-PortMapping -ErrorAction Stop | Should -BeNullOrEmpty
        (Get-NetContainer | Get-ContainerEndpoint -ErrorAction Stop).Container | Should -Be 'web'
        (Get-NetContainer | Get-NetNamespace -ErrorAction Stop).Inode | Should -Be (Get-NetContainer web).Namespaces.Network
        (Get-ErrorOf { Get-NetContainer ended | Get-NetAdapter }).FullyQualifiedErrorId | Should -BeLike 'ContainerNotRunning,*'
    }

    It 'leaves the predefined networks in peace' {
        (Get-ContainerNetwork | Where-Object IsPredefined).Name | Should -Be 'bridge', 'host', 'none'
        $null = New-ContainerNetwork other
        Get-ContainerNetwork | Where-Object Name -ne web | Remove-ContainerNetwork -ErrorAction Stop
        (Get-ContainerNetwork).Name | Should -Be 'bridge', 'host', 'none', 'web'
        (Get-ErrorOf { Remove-ContainerNetwork host }).FullyQualifiedErrorId | Should -BeLike '*,*'
    }
}

Describe 'Objects in files' {
    BeforeAll {
        $null = New-NetNamespace blue
        $null = New-ContainerNetwork demo -Subnet 172.20.0.0/16 -Label @{ owner = 'me'; tier = 'web' }
        $null = Connect-ContainerNetwork demo blue -Alias www, web -WarningAction SilentlyContinue
    }
    AfterAll { Clear-Network }

    It 'have states as words in JSON' {
        $json = Get-NetAdapter lo | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json
        $json.Status | Should -Be 'Unknown'
        ($json.Flags -split ', ') | Should -Contain 'Loopback'
        (Get-NetRoute 172.20.0.0/16 -Namespace blue | ConvertTo-Json | ConvertFrom-Json).Type | Should -Be 'Unicast'
    }

    It 'have addresses, subnets, MAC addresses and namespaces as text in JSON' {
        $json = Get-ContainerEndpoint | ConvertTo-Json | ConvertFrom-Json
        $json.Namespace, $json.IPAddress, $json.Gateway, $json.MacAddress | Should -Be 'blue', '172.20.0.2', '172.20.0.1', '02:42:ac:14:00:02'
        $json.Aliases | Should -Be 'www', 'web'
        $json = Get-ContainerNetwork demo | ConvertTo-Json | ConvertFrom-Json
        $json.Subnet, $json.Gateway, $json.Labels.owner | Should -Be '172.20.0.0/16', '172.20.0.1', 'me'
        $json = Get-NetRoute default -Namespace blue | ConvertTo-Json | ConvertFrom-Json
        $json.DestinationPrefix, $json.NextHop, $json.AddressFamily | Should -Be '0.0.0.0/0', '172.20.0.1', 'IPv4'
        $json = Get-NetAdapter eth0 -Namespace blue | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json
        $json.MacAddress, $json.Namespace | Should -Be '02:42:ac:14:00:02', 'blue'
        (Get-NetIPAddress 172.20.0.2 -Namespace blue | ConvertTo-Json | ConvertFrom-Json).IPAddress | Should -Be '172.20.0.2'
    }

    It 'have times as text in JSON and CSV, which converts back' {
        ip link add br7 type bridge
        $bridge = Get-ContainerBridge br7
        ($bridge | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json).AgeingTime | Should -Be '00:05:00'
        ($bridge | ConvertTo-Csv | ConvertFrom-Csv).AgeingTime | Should -Be '00:05:00'
        (New-ContainerBridge br7 -AgeingTime $bridge.AgeingTime).AgeingTime | Should -Be '00:05:00'
        [timespan] $bridge.AgeingTime | Should -Be (New-TimeSpan -Minutes 5)
        $null = New-NetIPAddress br7 10.9.0.1/24 -ValidLifetime 01:00:00 -PreferredLifetime 01:00:00
        [timespan] (Get-NetIPAddress 10.9.0.1 | ConvertTo-Json | ConvertFrom-Json).ValidLifetime | Should -BeGreaterThan (New-TimeSpan -Minutes 59)
        (Get-NetIPAddress 127.0.0.1).ValidLifetime | Should -BeNullOrEmpty
        $json = Test-NetConnection 127.0.0.1 | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        [timespan] $json.Latency | Should -BeGreaterThan ([timespan]::Zero)
        $json.PingReplies[0].RoundtripTime | Should -Be $json.Latency
        ip link delete br7
    }

    It 'have lists, pairs, addresses, subnets and namespaces as text in CSV' {
        $row = Get-ContainerEndpoint | ConvertTo-Csv | ConvertFrom-Csv
        $row.Aliases | Should -Be 'www, web'
        $row.IPAddress | Should -Be '172.20.0.2'
        $row.Namespace | Should -Be 'blue'
        $row.MacAddress | Should -Be '02:42:ac:14:00:02'
        $row = Get-ContainerNetwork demo | ConvertTo-Csv | ConvertFrom-Csv
        $row.Subnet | Should -Be '172.20.0.0/16'
        ($row.Labels -split ', ' | Sort-Object) | Should -Be 'owner=me', 'tier=web'
    }

    It 'have no methods that only the compiler calls' {
        $types = @((Get-Command -Module ContainerNet).OutputType.Type | Where-Object Namespace -EQ ContainerNet | Sort-Object FullName -Unique)
        $types.Count | Should -BeGreaterThan 15
        $types.GetMethods().Name | Where-Object { $_ -in '<Clone>$', 'Deconstruct' } | Should -BeNullOrEmpty
        $objects = & { Get-NetAdapter; Get-NetIPAddress; Get-NetNamespace; Get-ContainerNetwork; Get-ContainerEndpoint; Get-ContainerNetConfiguration; Get-ContainerFirewall; Get-NetRoute -Namespace blue; Get-ContainerBridge }
        ($objects | Get-Member).Name | Should -Not -Contain '<Clone>$'
    }

    It 'compare as text, and convert to the types of .NET' {
        $network, $endpoint = (Get-ContainerNetwork demo), (Get-ContainerEndpoint)
        $network.Subnet -eq '172.20.0.0/16' | Should -BeTrue
        '172.20.0.1' -eq $network.Gateway | Should -BeTrue
        (Get-NetIPAddress -Namespace blue).IPAddress -contains '172.20.0.2' | Should -BeTrue
        [ipaddress] $endpoint.IPAddress | Should -Be ([ipaddress] '172.20.0.2')
        ([System.Net.IPNetwork] $network.Subnet).Contains($endpoint.IPAddress) | Should -BeTrue
        [ContainerNet.MacAddress] $endpoint.MacAddress | Should -Be ([ContainerNet.MacAddress] '02:42:ac:14:00:02')
        (Get-NetAdapter eth0 -Namespace $endpoint.Namespace).MacAddress -eq $endpoint.MacAddress | Should -BeTrue
    }

    It 'give their text to the parameters of the same names' {
        $null = New-NetNamespace copy
        $null = New-VethPair v1 eth0 -PeerNamespace copy -Enable
        Get-NetIPAddress 172.20.0.2 -Namespace blue | Select-Object InterfaceAlias, IPAddress, PrefixLength | New-NetIPAddress -Namespace copy
        Get-NetRoute default -Namespace blue | Select-Object DestinationPrefix, NextHop | New-NetRoute -Namespace copy
        (Get-NetRoute default -Namespace copy).NextHop | Should -Be '172.20.0.1'
        $network = Get-ContainerNetwork demo | Select-Object @{ Name = 'Name'; Expression = { 'other' } }, @{ Name = 'Subnet'; Expression = { '172.21.0.0/16' } }, @{ Name = 'Gateway'; Expression = { $_.Gateway -replace '172.20', '172.21' } } | New-ContainerNetwork
        $network.Gateway | Should -Be '172.21.0.1'
    }

    It 'tell no type names and no records in CSV: <_>' -ForEach 'Get-NetAdapter', 'Get-NetIPAddress', 'Get-NetRoute', 'Get-NetNamespace', 'Get-ContainerNetwork', 'Get-ContainerEndpoint', 'Get-ContainerBridge', 'Get-ContainerNetConfiguration', 'Get-VethPair' {
        $text = & $_ | ConvertTo-Csv -NoHeader
        $text | Should -Not -BeNullOrEmpty
        $text | Should -Not -MatchExactly 'System\.|ContainerNet\.| \{ '
    }
}
