BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'Formatting' {
    BeforeAll {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        $null = New-NetIPAddress v0 10.0.0.1/24
        $null = New-ContainerNetwork demo 172.20.0.0/24
        $null = Connect-ContainerNetwork demo blue | Add-PortMapping 8080:80
        $null = New-NetIPAddress lo 203.0.113.5/32
        $null = Add-AddressMapping -Endpoint blue 203.0.113.5
        function Show([scriptblock] $Script) { (& $Script | Out-String -Width 120) -replace '\e\[[0-9;]*m' }
    }
    AfterAll { Clear-Network }

    It '<Type> is a table of <Columns>' -ForEach @(
        @{ Type = 'NetNamespace'; Do = { Get-NetNamespace }; Columns = 'Name', 'Id', 'Inode', 'Path' }
        @{ Type = 'NetAdapter'; Do = { Get-NetAdapter }; Columns = 'Name', 'ifIndex', 'Kind', 'Status', 'LinkLayerAddress', 'Master', 'Namespace' }
        @{ Type = 'VethPair'; Do = { Get-VethPair }; Columns = 'Name', 'ifIndex', 'PeerName', 'PeerIndex', 'Status', 'Namespace', 'PeerNamespace' }
        @{ Type = 'NetIPAddress'; Do = { Get-NetIPAddress }; Columns = 'InterfaceAlias', 'IPAddress', 'PrefixLength', 'AddressState', 'Namespace' }
        @{ Type = 'NetRoute'; Do = { Get-NetRoute }; Columns = 'DestinationPrefix', 'NextHop', 'InterfaceAlias', 'Metric', 'Type', 'Namespace' }
        @{ Type = 'NetNeighbor'; Do = { New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09 }; Columns = 'InterfaceAlias', 'IPAddress', 'LinkLayerAddress', 'State', 'Namespace' }
        @{ Type = 'ContainerNetwork'; Do = { Get-ContainerNetwork }; Columns = 'Name', 'Driver', 'Subnet', 'Gateway', 'Endpoints', 'BridgeName' }
        @{ Type = 'ContainerNetworkDifference'; Do = { Disable-NetAdapter eth1 -Namespace blue; Test-ContainerNetwork; Repair-ContainerNetwork }; Columns = 'Network', 'Kind', 'Subject', 'Expected', 'Actual' }
        @{ Type = 'ContainerEndpoint'; Do = { Get-ContainerEndpoint }; Columns = 'Network', 'Namespace', 'InterfaceAlias', 'IPAddress', 'MacAddress' }
        @{ Type = 'PortMapping'; Do = { Get-PortMapping }; Columns = 'Protocol', 'HostAddress', 'HostPort', 'ContainerAddress', 'ContainerPort', 'Namespace' }
        @{ Type = 'AddressMapping'; Do = { Get-AddressMapping }; Columns = 'HostAddress', 'ContainerAddress', 'Network', 'Namespace' }
        @{ Type = 'NetConnectionResult'; Do = { Test-NetConnection 127.0.0.1 | Format-Table }; Columns = 'ComputerName', 'RemotePort', 'PingSucceeded', 'TcpTestSucceeded', 'Outcome' }
    ) {
        $lines = (Show $Do) -split "`n" | Where-Object { $_.Trim() }
        -split $lines[0] | Should -Be $Columns
        $lines | Should -Not -Match 'System\.|ContainerNet\.'
    }

    It 'shows consecutive ports as a range' {
        Show { Get-ContainerEndpoint demo | Add-PortMapping 20000-20099:30000-30099 } | Should -Match '20000-20099 172\.20\.0\.2 +30000-30099 blue'
    }

    It 'shows a connection test as a list' { Show { Test-NetConnection 127.0.0.1 } | Should -Match 'PingSucceeded\s+: True' }

    It 'shows small values as their text' {
        (Show { (Get-NetAdapter lo).MacAddress }).Trim() | Should -Be '00:00:00:00:00:00'
        (Show { (Get-NetAdapter eth0 -Namespace blue).Namespace }).Trim() | Should -Be 'blue'
        (Show { (Get-NetIPAddress 10.0.0.1).ToInterfaceAddress() }).Trim() | Should -Be '10.0.0.1/24'
    }
}

Describe 'Tables of a host with containers' {
    BeforeAll {
        $null = New-NetNamespace blue | New-VethPair -Name v0 -PeerName eth0 -Enable
        $null = New-ContainerNetwork demo 172.20.0.0/16
        $null = Connect-ContainerNetwork demo blue | Add-PortMapping 8080:80
        $null = New-NetIPAddress lo 203.0.113.5/32
        $web = Start-NetContainer -RootFileSystem / -Name web-frontend -Network demo -Publish 9000:9000 sleep 600
        $null = Add-AddressMapping -Endpoint web-frontend 203.0.113.5
        $null = New-NetNeighbor eth0 172.20.0.9 02:00:00:00:00:09 -Namespace $web.Namespace
        Start-NetContainer -RootFileSystem / -Name failed -Wait false
        $tables = [ordered]@{
            NetContainer      = { Get-NetContainer }
            NetAdapter        = { Get-NetAdapter }
            'its NetAdapter'  = { Get-NetContainer web-frontend | Get-NetAdapter }
            VethPair          = { Get-VethPair }
            ContainerEndpoint = { Get-ContainerEndpoint }
            PortMapping       = { Get-PortMapping }
            AddressMapping    = { Get-AddressMapping }
            NetIPAddress      = { Get-NetIPAddress -Namespace $web.Namespace }
            NetRoute          = { Get-NetRoute -Namespace $web.Namespace }
            NetNeighbor       = { Get-NetNeighbor -Namespace $web.Namespace }
            ContainerBridge   = { Get-ContainerBridge }
            ContainerNetwork  = { Get-ContainerNetwork }
            NetNamespace      = { Get-NetNamespace -All }
        }
        function Show([string] $Table, [int] $Width) { ((& $tables[$Table] | Out-String -Width $Width) -replace '\e\[[0-9;]*m').Trim("`n") }
    }
    AfterAll {
        Get-NetContainer | Remove-NetContainer -Force
        Clear-Network
    }

    It 'fit 80 columns, each header in one line: <_>' -ForEach @(
        'NetContainer', 'NetAdapter', 'its NetAdapter', 'VethPair', 'ContainerEndpoint', 'PortMapping', 'AddressMapping', 'NetIPAddress', 'NetRoute', 'NetNeighbor', 'ContainerBridge', 'ContainerNetwork', 'NetNamespace'
    ) {
        # A terminal's last column stays empty.
        $lines = (Show $_ 79) -split "`n"
        $lines | Where-Object Length -GT 79 | Should -BeNullOrEmpty
        $lines[1] | Should -Match '^[- ]+$'
    }

    It 'cut nothing at 120 columns, and name containers: <_>' -ForEach @(
        'NetContainer', 'NetAdapter', 'its NetAdapter', 'VethPair', 'ContainerEndpoint', 'PortMapping', 'AddressMapping', 'NetIPAddress', 'NetRoute', 'NetNeighbor', 'ContainerBridge', 'ContainerNetwork', 'NetNamespace'
    ) {
        $text = Show $_ 119
        $text | Should -Not -Match '…'
        $text | Should -Not -Match '[0-9a-f]{64}|/run/containernet'
    }

    It 'lose nothing if a script ends right after them' {
        (Invoke-Pwsh 'Get-NetAdapter lo; exit') -match '^lo +1 +Unknown 00:00:00:00:00:00' | Should -HaveCount 1
    }

    It 'show a container as docker ps does' {
        $lines = (Show NetContainer 119) -split "`n"
        -split $lines[0] | Should -Be 'Id', 'Name', 'Image', 'Status', 'Ports', 'Created', 'Command'
        $lines[2] | Should -Match "^$($web.Id.Substring(0, 12)) +web-frontend +/ +Up (Less than a second|\d+ seconds?|About a minute) +9000:9000 +.* ago +sleep 600$"
        $lines[3] | Should -Match '^[0-9a-f]{12} +failed +/ +Exited \(1\) .* ago'
    }

    It 'show the state in color, and plain where the output is plain' {
        $rendering = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            Get-NetContainer | Out-String -Width 120 | Should -Match "$([regex]::Escape($PSStyle.Foreground.Green))Up"
            Get-NetContainer failed | Out-String -Width 120 | Should -Match "$([regex]::Escape($PSStyle.Foreground.Red))Exited"
            $PSStyle.OutputRendering = 'PlainText'
            Get-NetContainer | Out-String -Width 120 | Should -Not -Match "`e"
        }
        finally { $PSStyle.OutputRendering = $rendering }
        Invoke-Pwsh "Get-NetContainer > $TestDrive/containers.txt"
        Get-Content "$TestDrive/containers.txt" -Raw | Should -Not -Match "`e"
    }

    It 'name the container in a message, and in a plan' {
        "$(Get-ErrorOf { Connect-ContainerNetwork demo -Container web-frontend -IPAddress 172.20.9.9 })" | Should -Be "Container 'web-frontend' is already on network 'demo', as $($web.IPAddress) on eth0."
        "$(Get-ErrorOf { Get-NetIPAddress 10.1.1.1 -Namespace $web.Namespace })" | Should -Be "There is no address '10.1.1.1' in container 'web-frontend'."
        Invoke-Pwsh 'New-NetIPAddress eth0 10.9.9.9/24 -Namespace (Get-NetContainer web-frontend).Namespace -WhatIf' | Should -Be 'What if: ip -n container:web-frontend addr add 10.9.9.9/24 dev eth0'
    }

    It 'show no address and no port of a container as soon as it was killed' {
        $box = Start-NetContainer -RootFileSystem / -Name box -Network demo -Publish 8090:80 sleep 600
        & kill -9 $box.ProcessId
        Wait-Until { (Get-NetContainer box).State -eq 'Exited' }
        $killed = Get-NetContainer box
        $killed.IPAddress.Count, $killed.Ports.Count, $killed.Endpoints.Count | Should -Be 0, 0, 0
        $killed | Out-String -Width 120 | Should -Not -Match '8090'
    }
}

Describe 'A time in a table' {
    It 'is <Words> ago after <Seconds> seconds, in the words of Docker' -ForEach @(
        @{ Seconds = 0.2; Words = 'Less than a second' }
        @{ Seconds = 1.2; Words = '1 second' }
        @{ Seconds = 59; Words = '59 seconds' }
        @{ Seconds = 61; Words = 'About a minute' }
        @{ Seconds = 185; Words = '3 minutes' }
        @{ Seconds = 3700; Words = 'About an hour' }
        @{ Seconds = 7300; Words = '2 hours' }
        @{ Seconds = 47 * 3600; Words = '47 hours' }
        @{ Seconds = 49 * 3600; Words = '2 days' }
        @{ Seconds = 15 * 86400; Words = '2 weeks' }
        @{ Seconds = 70 * 86400; Words = '2 months' }
        @{ Seconds = 800 * 86400; Words = '2 years' }
    ) {
        [ContainerNet.PowerShell.Formatting.ContainerColumns]::Ago([DateTimeOffset]::UtcNow.AddSeconds(-$Seconds)) | Should -Be "$Words ago"
    }
}
