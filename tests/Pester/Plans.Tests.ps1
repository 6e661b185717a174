BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'How a change is shown, confirmed and undone' {
    AfterEach { Clear-Network }

    It 'shows the commands with -WhatIf and changes nothing' {
        $before = Get-NetworkState
        $output = Invoke-Pwsh 'New-VethPair -Name a -PeerName b -WhatIf'
        $output | Should -HaveCount 1
        $output | Should -Match '^What if: ip link add a .*type veth peer name b'
        Get-NetworkState | Should -Be $before
    }

    It 'shows each cmdlet''s commands with -WhatIf' {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 v1 -Enable
        $null = New-NetIPAddress v0 10.0.0.1/24
        $null = New-NetRoute 10.8.0.0/16 10.0.0.2
        $null = New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09
        $null = New-ContainerNetwork demo 172.20.0.0/24 -BridgeName br-demo
        $null = Connect-ContainerNetwork demo blue
        $before = Get-NetworkState
        $output = Invoke-Pwsh @'
            $WhatIfPreference = $true
            New-NetNamespace red
            Remove-NetNamespace blue
            Get-VethPair v0 | Set-VethNamespace -Namespace blue -NewName lan0
            Remove-VethPair v0
            Set-NetAdapter v0 -MtuSize 1400
            Rename-NetAdapter v0 v9
            Disable-NetAdapter v0
            Remove-NetAdapter v0
            New-NetIPAddress v1 10.0.0.3/24
            Remove-NetIPAddress 10.0.0.1
            New-NetRoute 10.9.0.0/16 10.0.0.2
            Remove-NetRoute 10.8.0.0/16
            New-NetNeighbor v0 10.0.0.8 02:00:00:00:00:08
            Remove-NetNeighbor 10.0.0.9
            Get-ContainerEndpoint | Add-PortMapping 8080:80
            Disconnect-ContainerNetwork demo blue
            Remove-ContainerNetwork demo -Force
'@
        foreach ($expected in
            'ip netns add red', 'ip netns delete blue', 'ip link set v1 netns blue name lan0', 'ip link delete v0', 'ip link set v0 mtu 1400',
            'ip link set v0 name v9', 'ip link set v0 down', 'ip addr add 10.0.0.3/24 dev v1', 'ip addr del 10.0.0.1/24 dev v0',
            'ip route add 10.9.0.0/16 via 10.0.0.2*', 'ip route del 10.8.0.0/16 via 10.0.0.2*', 'ip neigh add 10.0.0.8*', 'ip neigh del 10.0.0.9 dev v0',
            'nft add element inet containernet published*', 'ip link set br-demo group *', 'ip link delete group *') {
            $output -like "What if: $expected" | Should -Not -BeNullOrEmpty -Because "'$expected' is one of: $($output -join "`n")"
        }
        $output -notlike 'What if: *' | Should -BeNullOrEmpty
        Get-NetworkState | Should -Be $before
    }

    It 'takes $WhatIfPreference and -WhatIf:$false' {
        New-NetNamespace blue -WhatIf:$false | Should -Not -BeNullOrEmpty
        & { $WhatIfPreference = $true; New-NetNamespace red -WhatIf:$false } | Should -Not -BeNullOrEmpty
    }

    It 'shows each command once with -Verbose, as it runs' {
        $lines = New-NetNamespace blue -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object { "$_" }
        $lines | Should -Be "Create network namespace 'blue'", 'ip netns add blue', 'ip -n blue link set lo up'
        New-NetNamespace blue -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Should -BeNullOrEmpty
    }

    It 'asks with -Confirm, which takes an answer' {
        Invoke-Pwsh 'New-NetNamespace blue -Confirm' | Out-String | Should -Match 'non-interactive|NonInteractive'
        Get-NetNamespace | Should -BeNullOrEmpty
    }

    It 'undoes the steps before a step that fails' {
        ip link add br0 type bridge
        $before = Get-NetworkState
        # The definition is kept before the bridge is made, whose name is taken.
        $record = Get-ErrorOf { New-ContainerNetwork demo 172.20.0.0/24 -BridgeName br0 }
        $record.FullyQualifiedErrorId | Should -BeLike 'InterfaceExists,*'
        $record.CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-NetworkState | Should -Be $before
        (Get-ContainerNetwork).Name | Should -Be bridge, host, none
    }

    It 'leaves all as before where a name is taken in the other namespace' {
        $null = New-NetNamespace blue
        $null = New-VethPair eth0 eth1 -Namespace blue
        $before = Get-NetworkState
        (Get-ErrorOf { New-VethPair v0 eth0 -PeerNamespace blue }).CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-NetworkState | Should -Be $before
    }

    It 'names the step and the kernel''s reason where the kernel refuses' {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 v1
        $record = Get-ErrorOf { Set-NetAdapter v0 -Master v1 }
        $record.Exception | Should -BeOfType ([ContainerNet.Plans.PlanException])
        $record.Exception.Command | Should -Be 'ip link set v0 master v1'
        "$record" | Should -BeLike 'ip link set v0 master v1: *'
    }

    Context 'without the rights' {
        BeforeAll {
            # Where anybody may read it.
            $module = Join-Path ([IO.Path]::GetTempPath()) "containernet-$PID"
            $null = New-Item $module -ItemType Directory
            Copy-Item "$PSScriptRoot/../../ContainerNet.psd1", "$PSScriptRoot/../../bin" $module -Recurse
            chmod -R a+rX $module
            $nobody = 'setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', 'HOME=/nonexistent'
            function Invoke-AsNobody([string] $Script) { Invoke-Pwsh $Script -Prefix $nobody -Module "$module/ContainerNet.psd1" }
        }
        AfterAll { Remove-Item $module -Recurse -Force }

        It 'says which capability is missing' {
            $null = New-NetNamespace blue
            $output = Invoke-AsNobody @'
                $ErrorActionPreference = 'SilentlyContinue'
                New-NetNamespace red
                New-VethPair v0 v1
                Get-NetAdapter -Namespace blue
                Invoke-NetNamespace blue { 1 }
                New-ContainerNetwork demo 172.20.0.0/24
                $error | ForEach-Object { "$($_.FullyQualifiedErrorId.Split(',')[0]) $($_.CategoryInfo.Category) $($_.TargetObject)" }
'@
            $output | Should -Be @(
                'CapabilityMissing PermissionDenied CAP_NET_ADMIN'
                'CapabilityMissing PermissionDenied CAP_SYS_ADMIN'
                'CapabilityMissing PermissionDenied CAP_SYS_ADMIN'
                'CapabilityMissing PermissionDenied CAP_NET_ADMIN'
                'CapabilityMissing PermissionDenied CAP_NET_ADMIN'
            )
        }

        It 'still reads the host''s own network' {
            Invoke-AsNobody '(Get-NetAdapter).Name; (Get-NetNamespace).Count' | Should -Be 'lo', '0'
        }
    }
}
