BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'Test-NetConnection' {
    BeforeAll {
        $null = New-NetNamespace blue
        $null = New-VethPair v0 eth0 -PeerNamespace blue -Enable
        $null = New-NetIPAddress v0 10.0.0.1/24
        $null = New-NetIPAddress eth0 10.0.0.2/24 -Namespace blue
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Any, 7070)
        $listener.Start()
    }
    AfterAll {
        $listener.Stop()
        Clear-Network
    }

    It 'pings from the host and from a namespace' {
        $result = Test-NetConnection 10.0.0.2
        $result.PingSucceeded, $result.InterfaceAlias, "$($result.SourceAddress)" | Should -Be $true, 'v0', '10.0.0.1'
        $inside = Test-NetConnection 10.0.0.1 -Namespace blue
        $inside.PingSucceeded, $inside.InterfaceAlias, "$($inside.Namespace)" | Should -Be $true, 'eth0', 'blue'
    }

    It 'takes count, size and time to live' {
        (Test-NetConnection 10.0.0.2 -Count 3 -PayloadSize 1000 -TimeToLive 1).PingReplies | Should -HaveCount 3
    }

    It 'connects to a port' {
        $open = Test-NetConnection 10.0.0.1 -Port 7070 -Namespace blue
        $open.TcpTestSucceeded, $open.RemotePort | Should -Be $true, 7070
        $closed = Test-NetConnection 10.0.0.1 7071 -Namespace blue
        $closed.TcpTestSucceeded, "$($closed.Outcome)" | Should -Be $false, 'Refused'
    }

    It 'reports a host that does not answer as an object and not as an error' {
        $silent = Test-NetConnection 10.0.0.77 -TimeoutSeconds 0.2 -ErrorAction Stop
        $silent.PingSucceeded, "$($silent.Outcome)" | Should -Be $false, 'TimedOut'
        "$((Test-NetConnection 192.0.2.1 -ErrorAction Stop).Outcome)" | Should -Be 'NetworkUnreachable'
    }

    It 'writes only yes or no with -Quiet' {
        Test-NetConnection 10.0.0.2, 192.0.2.1 -Quiet | Should -Be $true, $false
    }

    It 'takes hosts, addresses and namespaces from the pipeline' {
        ('10.0.0.2', '127.0.0.1' | Test-NetConnection).PingSucceeded | Should -Be $true, $true
        (Get-NetNamespace | Test-NetConnection -ComputerName 10.0.0.1).Namespace | Should -Be 'blue'
        Invoke-NetNamespace blue { (Test-NetConnection 10.0.0.1).InterfaceAlias } | Should -Be 'eth0'
    }

    It 'is an error for <Case>' -ForEach @(
        @{ Case = 'a port that is none'; Do = { Test-NetConnection 10.0.0.2 -Port 70000 }; Id = 'InvalidPort' }
        @{ Case = 'a namespace that is not there'; Do = { Test-NetConnection 10.0.0.2 -Namespace nope }; Id = 'NamespaceNotFound' }
    ) {
        (Get-ErrorOf $Do).FullyQualifiedErrorId | Should -Be "$Id,ContainerNet.PowerShell.Commands.TestNetConnectionCommand"
    }

    It 'stops waiting at once when it is stopped' {
        $shell = [PowerShell]::Create()
        $null = $shell.AddScript("Import-Module '$PSScriptRoot/../../ContainerNet.psd1'; Test-NetConnection 10.0.0.77 -TimeoutSeconds 30")
        $null = $shell.BeginInvoke()
        Start-Sleep -Milliseconds 400
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $clock.ElapsedMilliseconds | Should -BeLessThan 1000
        $shell.Dispose()
    }
}
