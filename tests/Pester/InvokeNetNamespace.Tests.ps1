BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'Invoke-NetNamespace with a script block' {
    BeforeAll {
        $null = New-NetNamespace blue, red
        function Get-Here { (Get-Item /proc/thread-self/ns/net).Target }
        $blueHere = "net:[$((Get-NetNamespace blue).Inode)]"
        $outside = Get-Here
    }
    AfterEach { Get-Here | Should -Be $outside }
    AfterAll { Clear-Network }

    It 'runs inside, and so do programs that it starts' {
        Invoke-NetNamespace blue { Get-Here } | Should -Be $blueHere
        Invoke-NetNamespace blue { readlink /proc/self/ns/net } | Should -Be $blueHere
        Invoke-NetNamespace blue { ip -br link } | Should -BeLike 'lo *'
    }

    It 'gives cmdlets that namespace' {
        (Invoke-NetNamespace blue { Get-NetAdapter }).Namespace | Should -Be 'blue'
        Invoke-NetNamespace blue { (Get-NetAdapter -Namespace '').Namespace } | Select-Object -Unique | Should -Be ''
    }

    It 'sees the variables of the caller, and takes arguments' {
        $block = 'the caller''s'
        Invoke-NetNamespace blue { "$block $($args -join '+')" } -ArgumentList 1, 2 | Should -Be "the caller's 1+2"
        Invoke-NetNamespace blue { param($x) $block = 'its own'; $x } -ArgumentList 3 | Should -Be 3
        $block | Should -Be "the caller's"
    }

    It 'runs in each namespace of the pipeline' {
        Get-NetNamespace | Invoke-NetNamespace { [ContainerNet.Host.Namespaces.NamespaceScope]::Current } | ForEach-Object { "$_" } | Should -Be 'blue', 'red'
        'red', 'blue' | Invoke-NetNamespace { "$([ContainerNet.Host.Namespaces.NamespaceScope]::Current)" } | Should -Be 'red', 'blue'
    }

    It 'goes into another from inside, and comes back into the first' {
        $seen = Invoke-NetNamespace blue { Invoke-NetNamespace red { Get-Here }; Get-Here }
        $seen | Should -Be "net:[$((Get-NetNamespace red).Inode)]", $blueHere
    }

    It 'runs the rest of the pipeline outside the namespace' {
        Invoke-NetNamespace blue { Get-Here; Get-Here } | ForEach-Object { "$_ $(Get-Here) $((Get-NetAdapter lo).Namespace)" } |
            Should -Be "$blueHere $outside ", "$blueHere $outside "
    }

    It 'streams, and leaves the namespace when the next command stops the pipeline' {
        Invoke-NetNamespace blue { for ($i = 1; ; $i++) { $i } } | Select-Object -First 2 | Should -Be 1, 2
    }

    It 'comes home on an error, which is the block''s own' {
        { Invoke-NetNamespace blue { throw 'broken' } } | Should -Throw 'broken'
        $record = Get-ErrorOf { Invoke-NetNamespace blue { Get-NetAdapter nope; 'after' } }
        $record.FullyQualifiedErrorId | Should -Be 'InterfaceNotFound,ContainerNet.PowerShell.Commands.GetNetAdapterCommand'
    }

    It 'loses nothing of any stream' {
        $block = { 'out'; Write-Error err; Write-Warning warn; Write-Verbose verb -Verbose; Write-Verbose quiet; Write-Debug dbg -Debug; Write-Information info; Write-Host shown; sh -c 'echo native >&2' }
        $records = Invoke-NetNamespace blue $block *>&1
        $records | ForEach-Object { "$($_.GetType().Name) $_" } | Should -Be 'String out', 'ErrorRecord err', 'WarningRecord warn', 'VerboseRecord verb', 'DebugRecord dbg', 'InformationRecord info', 'InformationRecord shown', 'ErrorRecord native'
        $null = Invoke-NetNamespace blue $block -ErrorVariable e -WarningVariable w -InformationVariable i *>$null
        "$e|$w|$i" | Should -Be 'err|warn|info shown'
    }

    It 'knows of the block''s errors' {
        $null = Invoke-NetNamespace blue { Write-Error err } 2>$null; $? | Should -BeFalse
        { Invoke-NetNamespace blue { Write-Error broken } -ErrorAction Stop } | Should -Throw 'broken'
        Invoke-NetNamespace blue { sh -c 'echo native >&2' } -ErrorAction Stop 2>$null; $? | Should -BeTrue
    }

    It 'leaves error records that the block outputs where they are' {
        $record = [Management.Automation.ErrorRecord]::new([Exception]::new('kept'), 'Kept', 'NotSpecified', $null)
        (Invoke-NetNamespace blue { $record } 2>$null).FullyQualifiedErrorId | Should -Be 'Kept'
    }

    It 'comes home from a loop that the block breaks' {
        foreach ($i in 1, 2) { Invoke-NetNamespace blue { break } }
        Get-Here | Should -Be $outside
    }

    It 'comes home when the name is gone by then' {
        $null = New-NetNamespace gone
        Invoke-NetNamespace gone { 1; Remove-NetNamespace gone; 2; Get-Here } | Select-Object -Last 1 | Should -Not -Be $outside
    }

    It 'comes home when it is stopped' {
        $shell = [PowerShell]::Create()
        $null = $shell.AddScript("Import-Module '$PSScriptRoot/../../ContainerNet.psd1'; Invoke-NetNamespace blue { 'inside'; Start-Sleep 60 }")
        $output = [Management.Automation.PSDataCollection[psobject]]::new()
        $null = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
        Wait-Until { $output.Count -gt 0 }
        $shell.Stop()
        $shell.Commands.Clear()
        $shell.AddScript('(Get-Item /proc/thread-self/ns/net).Target').Invoke() | Should -Be $outside
        $shell.Dispose()
    }

    It 'is an error if the namespace does not exist, and the block does not run' {
        $ran = [ref] $false
        $record = Get-ErrorOf { Invoke-NetNamespace nope { $ran.Value = $true } }
        $record.FullyQualifiedErrorId | Should -Be 'NamespaceNotFound,ContainerNet.PowerShell.Commands.InvokeNetNamespaceCommand'
        $ran.Value | Should -BeFalse
    }

    It 'is an error where a path is no namespace' {
        (Get-ErrorOf { Invoke-NetNamespace /etc/passwd { 1 } }).CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}

Describe 'Invoke-NetNamespace with a program' {
    BeforeAll { $null = New-NetNamespace blue, red }
    AfterAll { Clear-Network }

    It 'writes its lines, and its exit code is in $LASTEXITCODE' {
        Invoke-NetNamespace blue -FilePath readlink -ArgumentList /proc/self/ns/net | Should -Be "net:[$((Get-NetNamespace blue).Inode)]"
        $LASTEXITCODE | Should -Be 0
        Invoke-NetNamespace blue -FilePath sh -ArgumentList '-c', 'echo one; echo two; exit 3' | Should -Be 'one', 'two'
        $LASTEXITCODE | Should -Be 3
    }

    It 'gives it the /sys of that namespace' {
        Invoke-NetNamespace blue -FilePath ls -ArgumentList /sys/class/net | Should -Be 'lo'
    }

    It 'passes each argument to the program unchanged' {
        Invoke-NetNamespace blue -FilePath printf -ArgumentList '%s|', 'a b', '$HOME', "it's" | Should -Be 'a b|$HOME|it''s|'
    }

    It 'runs in each namespace of the pipeline, in the session''s directory' {
        Push-Location /usr
        (Get-NetNamespace | Invoke-NetNamespace -FilePath pwd) | Should -Be '/usr', '/usr'
        Pop-Location
    }

    It 'leaves the terminal to it with -Interactive' {
        Invoke-Pwsh 'Invoke-NetNamespace blue -FilePath echo -ArgumentList hello -Interactive | Out-Null; "exit $LASTEXITCODE"' | Should -Be 'hello', 'exit 0'
    }

    It 'is an error if the program does not exist' {
        $record = Get-ErrorOf { Invoke-NetNamespace blue -FilePath no-such-program }
        $record.FullyQualifiedErrorId | Should -BeLike 'ProgramNotStarted,*'
        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}
