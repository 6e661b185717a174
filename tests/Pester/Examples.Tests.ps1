BeforeDiscovery {
    # What each shows last, or what matters most of it.
    $examples = @(
        @{ Name = 'container-communication'; Outcome = 'the LAN reads: hello from published', 'a container of the default network does not' }
        @{ Name = 'namespaces-and-veth'; Outcome = 'test01 answers the host', 'r1 answers at its eth0' }
        @{ Name = 'networks-and-drivers'; Outcome = 'the machine on the wire reaches it', 'and not each other' }
        @{ Name = 'names-and-ports'; Outcome = 'they talk over lo', 't1 has the first address behind the gateway' }
        @{ Name = 'network-modes'; Outcome = 'in one direction only', 'the published port is free again' }
    )
    $missing = @('runc', 'conmon', 'busybox' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'examples/<Name>.ps1' -ForEach $examples {
    AfterAll { Clear-Network }

    It 'goes as it says, and leaves the host as it was' -Skip:($missing -and $Name -ne 'namespaces-and-veth') {
        $before = Get-NetworkState
        $shown = @(pwsh -NoProfile -NonInteractive -File "$PSScriptRoot/../../examples/$Name.ps1" 2>&1 | ForEach-Object { "$_" })
        $LASTEXITCODE | Should -Be 0 -Because ($shown -join "`n")
        foreach ($line in $Outcome) { $shown | Should -Contain "   ok: $line" }
        # A namespace goes a moment after its name, and takes its ends of cables along.
        $clock = [Diagnostics.Stopwatch]::StartNew()
        while ((Get-NetworkState) -ne $before -and $clock.Elapsed.TotalSeconds -lt 10) { Start-Sleep -Milliseconds 50 }
        Get-NetworkState | Should -Be $before -Because ($shown -join "`n")
        Get-NetContainer | Should -BeNullOrEmpty
    }
}
