BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'The cmdlets for neighbours' {
    BeforeEach {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        $null = New-NetIPAddress v0 10.0.0.1/24
        $null = New-NetIPAddress eth0 10.0.0.2/24 -Namespace blue
    }
    AfterEach { Clear-Network }

    It 'New-NetNeighbor creates an entry that ip shows' {
        $neighbor = New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09
        $neighbor.State | Should -Be 'Permanent'
        $seen = Get-Ip neigh show 10.0.0.9
        $seen.lladdr, $seen.state | Should -Be '02:00:00:00:00:09', 'PERMANENT'
    }

    It 'New-NetNeighbor takes a state, and proxies' {
        $null = New-NetNeighbor -InterfaceAlias v0 -IPAddress fd00::9 -LinkLayerAddress 02:00:00:00:00:09 -State Stale
        (Get-Ip neigh show fd00::9).state | Should -Be 'STALE'
        (New-NetNeighbor v0 10.0.0.10 -Proxy).IsProxy | Should -BeTrue
        (Get-Ip neigh show proxy).dst | Should -Be '10.0.0.10'
    }

    It 'New-NetNeighbor writes an existing entry, and refuses a different entry in its place' {
        $null = New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09
        (New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09).LinkLayerAddress | Should -Be '02:00:00:00:00:09'
        (Get-ErrorOf { New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:0a }).CategoryInfo.Category | Should -Be 'ResourceExists'
        (Get-ErrorOf { New-NetNeighbor v0 10.0.0.11 }).FullyQualifiedErrorId | Should -BeLike 'MacAddressMissing,*'
        (Get-ErrorOf { New-NetNeighbor nope 10.0.0.9 02:00:00:00:00:09 }).FullyQualifiedErrorId | Should -BeLike 'InterfaceNotFound,*'
    }

    It 'Get-NetNeighbor shows entries that the kernel has learned' {
        Test-NetConnection 10.0.0.2 -Quiet | Should -BeTrue
        (Get-NetNeighbor 10.0.0.2).LinkLayerAddress | Should -Be (Get-Ip -n blue link show eth0).address
    }

    It 'Get-NetNeighbor takes addresses, wildcards, interfaces, states and MAC addresses' {
        $null = New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09
        $null = New-NetNeighbor eth0 10.0.0.9 02:00:00:00:00:19 -Namespace blue -State NoArp
        (Get-NetNeighbor 10.0.0.*).IPAddress | Should -Be '10.0.0.9'
        (Get-NetNeighbor -InterfaceAlias v0 -State Permanent).IPAddress | Should -Be '10.0.0.9'
        (Get-NetNeighbor -LinkLayerAddress 02-00-00-00-00-09).IPAddress | Should -Be '10.0.0.9'
        (Get-NetNamespace blue | Get-NetNeighbor -State NoArp -AddressFamily IPv4).LinkLayerAddress | Should -Be '02:00:00:00:00:19'
        (Get-ErrorOf { Get-NetNeighbor 10.0.0.77 }).FullyQualifiedErrorId | Should -BeLike 'NeighborNotFound,*'
    }

    It 'Remove-NetNeighbor removes entries by address and from the pipeline' {
        $null = New-NetNeighbor v0 10.0.0.9 02:00:00:00:00:09
        $null = New-NetNeighbor v0 10.0.0.10 -Proxy
        Remove-NetNeighbor 10.0.0.9
        Get-NetNeighbor | Where-Object IsProxy | Remove-NetNeighbor
        Get-Ip neigh show nud permanent | Should -BeNullOrEmpty
        Get-Ip neigh show proxy | Should -BeNullOrEmpty
        (Get-ErrorOf { Remove-NetNeighbor 10.0.0.9 }).CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}
