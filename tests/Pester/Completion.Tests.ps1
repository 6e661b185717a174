BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'Completion' {
    BeforeAll {
        $null = New-NetNamespace blue, 'with space'
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        $null = New-NetIPAddress v0 10.0.0.1/24
        $null = New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09
        $null = New-NetRoute 10.9.0.0/16 10.0.0.9
        ip link add br0 type bridge
        $null = New-ContainerNetwork demo 172.20.0.0/24 -BridgeName br-demo
        $null = Connect-ContainerNetwork demo blue | Add-PortMapping 8080:80
        function Complete([string] $Text) { (TabExpansion2 $Text $Text.Length).CompletionMatches.CompletionText }
    }
    AfterAll { Clear-Network }

    It 'offers <Expected> for <Text>' -ForEach @(
        @{ Text = 'Get-NetNamespace b'; Expected = 'blue' }
        @{ Text = 'Get-NetAdapter -Namespace '; Expected = 'blue', "'with space'" }
        @{ Text = "Get-NetAdapter -Namespace 'w"; Expected = "'with space'" }
        @{ Text = 'Get-NetAdapter -Namespace blue -Name '; Expected = 'lo', 'eth0', 'eth1' }
        @{ Text = 'Enable-NetAdapter br'; Expected = 'br0', 'br-demo' }
        @{ Text = 'Get-NetIPAddress -InterfaceAlias v0'; Expected = 'v0' }
        @{ Text = 'Set-VethNamespace -SourceNamespace blue -Namespace blue -Name '; Expected = 'eth0', 'eth1' }
        @{ Text = 'Set-NetAdapter v0 -Master '; Expected = 'br0', 'br-demo' }
        @{ Text = 'Get-NetAdapter -Kind br'; Expected = 'bridge' }
        @{ Text = 'Connect-ContainerNetwork de'; Expected = 'demo' }
        @{ Text = 'New-NetNeighbor -State N'; Expected = 'NoArp' }
        @{ Text = 'Remove-ContainerNetwork '; Expected = 'demo' }
        @{ Text = 'Disconnect-ContainerNetwork -Network '; Expected = 'bridge', 'demo' }
        @{ Text = 'Get-NetIPAddress -InterfaceAlias v0 10'; Expected = '10.0.0.1' }
        @{ Text = 'Remove-NetIPAddress 10.'; Expected = '10.0.0.1' }
        @{ Text = 'Remove-NetRoute 10.'; Expected = '10.0.0.0/24', '10.9.0.0/16' }
        @{ Text = 'Get-NetRoute -NextHop 10'; Expected = '10.0.0.9' }
        @{ Text = 'Get-NetNeighbor 10'; Expected = '10.0.0.9' }
        @{ Text = 'Get-NetNeighbor -LinkLayerAddress 02:00'; Expected = '02:00:00:00:00:09' }
        @{ Text = 'New-NetRoute 10.8.0.0/16 -PreferredSource 10'; Expected = '10.0.0.1' }
        @{ Text = 'Get-PortMapping '; Expected = '8080' }
        @{ Text = 'Remove-PortMapping -HostPort 80'; Expected = '8080' }
        @{ Text = 'Get-PortMapping -HostAddress '; Expected = '0.0.0.0' }
        @{ Text = 'Add-PortMapping 80 -Endpoint b'; Expected = 'blue' }
        @{ Text = 'New-ContainerNetwork -HostBinding 10'; Expected = '10.0.0.1' }
        @{ Text = 'New-ContainerNetwork -Option com.docker.network.bridge.enable_icc'; Expected = "@{ 'com.docker.network.bridge.enable_icc' = '' }" }
        @{ Text = 'Start-NetContainer -Capability NET_A'; Expected = 'NET_ADMIN' }
        @{ Text = "Start-NetContainer -Capability '-NET_R"; Expected = "'-NET_RAW'" }
        @{ Text = 'Start-NetContainer -Restart on'; Expected = 'on-failure', 'on-failure:5' }
        @{ Text = 'Start-NetContainer -DnsOption nd'; Expected = 'ndots:1' }
        @{ Text = 'Set-ContainerNetConfiguration -FirewallBackend ip'; Expected = 'iptables' }
    ) {
        Complete $Text | Should -Be $Expected
    }

    It 'offers nothing, and no error, where the namespace does not exist' {
        $global:Error.Clear()
        Complete 'Get-NetAdapter -Namespace nope -Name v' | Should -Not -Contain 'v0'
    }

    It 'says what <Text> offers' -ForEach @(
        @{ Text = 'Get-NetNamespace b'; Tip = 'Network namespace, inode \d+' }
        @{ Text = 'Get-NetAdapter v'; Tip = 'veth, Up, ([0-9a-f]{2}:){5}[0-9a-f]{2}' }
        @{ Text = 'Get-ContainerNetwork de'; Tip = 'bridge, 172\.20\.0\.0/24, 1 endpoint' }
        @{ Text = 'Get-PortMapping 80'; Tip = '80/tcp -> 0\.0\.0\.0:8080 of blue on demo' }
        @{ Text = 'Get-NetRoute 10.9'; Tip = 'Unicast, via 10\.0\.0\.9 dev v0, metric 0' }
        @{ Text = 'Start-NetContainer -Restart un'; Tip = 'Restart it whenever it ends, unless a user stopped it' }
    ) {
        (TabExpansion2 $Text $Text.Length).CompletionMatches[0].ToolTip | Should -Match "^$Tip$"
    }

    It 'never offers a file for -<Parameter> of <Command>' -ForEach @(
        @{ Command = 'Get-NetIPAddress'; Parameter = 'IPAddress' }, @{ Command = 'Remove-NetRoute'; Parameter = 'DestinationPrefix' }
        @{ Command = 'Get-PortMapping'; Parameter = 'HostPort' }, @{ Command = 'Get-AddressMapping'; Parameter = 'HostAddress' }
        @{ Command = 'Start-NetContainer'; Parameter = 'Capability' }, @{ Command = 'Start-NetContainer'; Parameter = 'Link' }
        @{ Command = 'Get-NetContainer'; Parameter = 'Name' }, @{ Command = 'Get-ContainerImage'; Parameter = 'Name' }
        @{ Command = 'Connect-ContainerNetwork'; Parameter = 'ProcessId' }, @{ Command = 'Invoke-NetContainer'; Parameter = 'User' }
    ) {
        $null = New-Item "$TestDrive/zzz" -Force
        Push-Location $TestDrive
        try { Complete "$Command -$Parameter z" | Should -BeNullOrEmpty } finally { Pop-Location }
    }

    It 'offers containers: those that run where only they will do' {
        $null = Start-NetContainer -RootFileSystem / -Name web sleep 600
        Start-NetContainer -RootFileSystem / -Name ended -Wait true
        try {
            Complete 'Get-NetContainer ' | Should -Be 'web', 'ended'
            Complete 'Invoke-NetContainer ' | Should -Be 'web'
            Complete 'Get-NetAdapter -Namespace con' | Should -Be 'container:web'
            Complete 'Start-NetContainer -Network con' | Should -Be 'container:web'
            Complete 'Invoke-NetContainer web -User roo' | Should -Be 'root'
            (TabExpansion2 'Get-NetContainer w' 18).CompletionMatches[0].ToolTip | Should -Match '^[0-9a-f]{12}, /, Up '
        }
        finally { Get-NetContainer | Remove-NetContainer -Force; Remove-ContainerNetwork bridge }
    }
}
