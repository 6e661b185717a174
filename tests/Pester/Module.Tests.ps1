BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'The module' {
    BeforeAll {
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        $manifest = Test-ModuleManifest "$root/ContainerNet.psd1"
        $commands = Get-Command -Module ContainerNet -CommandType Cmdlet
    }

    It 'exports the cmdlets that it has, by name' {
        $assembly = ($commands | Select-Object -First 1).ImplementingType.Assembly
        $public = $assembly.GetExportedTypes() | ForEach-Object {
            $attribute = [Reflection.CustomAttributeExtensions]::GetCustomAttribute($_, [System.Management.Automation.CmdletAttribute])
            if ($attribute) { "$($attribute.VerbName)-$($attribute.NounName)" }
        }
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be ($public | Sort-Object)
        $manifest.ExportedFunctions.Count + $manifest.ExportedAliases.Count + $manifest.ExportedVariables.Count | Should -Be 0
    }

    It 'uses approved verbs and singular nouns' {
        $commands.Verb | Sort-Object -Unique | Should -BeIn (Get-Verb).Verb
        $commands.Noun | Where-Object { $_ -match 's$' -and $_ -notmatch 'Address$' } | Should -BeNullOrEmpty
    }

    It 'lets every changing cmdlet be tried with -WhatIf' {
        foreach ($command in $commands | Where-Object Verb -NotIn 'Get', 'Find', 'Test', 'Invoke', 'Enter', 'Wait') {
            $command.Parameters.Keys | Should -Contain 'WhatIf' -Because $command.Name
        }
    }

    It 'says what every cmdlet writes' {
        foreach ($command in $commands | Where-Object Verb -In 'Get', 'Find', 'New', 'Set', 'Enable', 'Disable', 'Rename', 'Connect', 'Add', 'Test') {
            $command.OutputType | Should -Not -BeNullOrEmpty -Because $command.Name
        }
    }

    It 'leaves a runspace without a trace when it is removed' {
        Invoke-Pwsh 'Remove-Module ContainerNet; (Get-Command New-NetNamespace -ErrorAction Ignore).Count' | Should -Be '0'
    }
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
        @{ Type = 'NetAdapter'; Do = { Get-NetAdapter }; Columns = 'Name', 'ifIndex', 'Kind', 'Status', 'Mtu', 'LinkLayerAddress', 'Master', 'Namespace' }
        @{ Type = 'VethPair'; Do = { Get-VethPair }; Columns = 'Name', 'ifIndex', 'Namespace', 'PeerName', 'PeerIndex', 'PeerNamespace', 'Status' }
        @{ Type = 'NetIPAddress'; Do = { Get-NetIPAddress }; Columns = 'InterfaceAlias', 'IPAddress', 'PrefixLength', 'AddressState', 'Namespace' }
        @{ Type = 'NetRoute'; Do = { Get-NetRoute }; Columns = 'DestinationPrefix', 'NextHop', 'InterfaceAlias', 'Metric', 'Type', 'Namespace' }
        @{ Type = 'NetNeighbor'; Do = { New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09 }; Columns = 'InterfaceAlias', 'IPAddress', 'LinkLayerAddress', 'State', 'Namespace' }
        @{ Type = 'ContainerNetwork'; Do = { Get-ContainerNetwork }; Columns = 'Name', 'Driver', 'Subnet', 'Gateway', 'BridgeName', 'Endpoints' }
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

    It 'shows ports one behind the other as a range' {
        Show { Get-ContainerEndpoint demo | Add-PortMapping 20000-20099:30000-30099 } | Should -Match '20000-20099 172\.20\.0\.2 +30000-30099 blue'
    }

    It 'fits a ContainerNetwork, a PortMapping and an AddressMapping into 80 columns' {
        $text = (Get-ContainerNetwork), (Get-PortMapping), (Get-AddressMapping) | ForEach-Object { $_ | Out-String -Width 80 }
        $text -split "`n" | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        "$text" | Should -Match 'Endpoints'
    }

    It 'shows a connection test as a list' { Show { Test-NetConnection 127.0.0.1 } | Should -Match 'PingSucceeded\s+: True' }

    It 'shows small values as their text' {
        (Show { (Get-NetAdapter lo).MacAddress }).Trim() | Should -Be '00:00:00:00:00:00'
        (Show { (Get-NetAdapter eth0 -Namespace blue).Namespace }).Trim() | Should -Be 'blue'
        (Show { (Get-NetIPAddress 10.0.0.1).ToInterfaceAddress() }).Trim() | Should -Be '10.0.0.1/24'
    }
}

Describe 'Completion' {
    BeforeAll {
        $null = New-NetNamespace blue, 'with space'
        $null = New-VethPair v0 eth0 -PeerNamespace blue
        ip link add br0 type bridge
        $null = New-ContainerNetwork demo 172.20.0.0/24 -BridgeName br-demo
        function Complete([string] $Text) { (TabExpansion2 $Text $Text.Length).CompletionMatches.CompletionText }
    }
    AfterAll { Clear-Network }

    It 'offers <Expected> for <Text>' -ForEach @(
        @{ Text = 'Get-NetNamespace b'; Expected = 'blue' }
        @{ Text = 'Get-NetAdapter -Namespace '; Expected = 'blue', "'with space'" }
        @{ Text = "Get-NetAdapter -Namespace 'w"; Expected = "'with space'" }
        @{ Text = 'Get-NetAdapter -Namespace blue -Name '; Expected = 'lo', 'eth0' }
        @{ Text = 'Enable-NetAdapter br'; Expected = 'br0', 'br-demo' }
        @{ Text = 'Get-NetIPAddress -InterfaceAlias v'; Expected = 'v0' }
        @{ Text = 'Set-VethNamespace -SourceNamespace blue -Namespace blue -Name '; Expected = 'eth0' }
        @{ Text = 'Set-NetAdapter v0 -Master '; Expected = 'br0', 'br-demo' }
        @{ Text = 'Get-NetAdapter -Kind br'; Expected = 'bridge' }
        @{ Text = 'Connect-ContainerNetwork de'; Expected = 'demo' }
        @{ Text = 'New-NetNeighbor -State N'; Expected = 'NoArp' }
    ) {
        Complete $Text | Should -Be $Expected
    }

    It 'offers nothing, and no error, where the namespace does not exist' {
        $global:Error.Clear()
        Complete 'Get-NetAdapter -Namespace nope -Name v' | Should -Not -Contain 'v0'
    }
}
