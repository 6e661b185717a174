# Programs in containers: how their command lines are read, and that they behave as native commands do. Each test asks the
# program itself what it was given, and compares with a native command where there is one.

BeforeDiscovery {
    $missing = @('runc', 'conmon', 'busybox' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) })
    if ($missing) { Write-Warning "Skipped: containers need $missing." }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
    if (Get-Command busybox -ErrorAction Ignore) {
        $root = New-BusyboxRoot "$TestDrive/root"
        # Shows each word that it is given, in brackets.
        "#!/bin/sh`nfor word; do printf '[%s]' `"`$word`"; done; echo" | Set-Content "$root/bin/words"
        & chmod 755 "$root/bin/words"
        "one`ntwo" | Set-Content "$root/lines"
        $null = Start-NetContainer -RootFileSystem $root -Name web sleep 600
    }
    # What a caller sees of a statement.
    function Watch([scriptblock] $Script) {
        $records = @(. $Script 2>&1)
        [pscustomobject]@{
            Output = @($records | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] })
            Errors = @($records | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        }
    }
}

AfterAll {
    Get-NetContainer | Remove-NetContainer -Force
    Clear-Network
}

Describe 'The command line' -Skip:($missing.Count -gt 0) {
    It 'passes the words after the program of Invoke-NetContainer to the program: <Line>' -ForEach @(
        @{ Line = 'sh -c "echo hi"'; Expected = 'hi' }
        @{ Line = 'head -n 1 /lines'; Expected = 'one' }
        @{ Line = 'cat -n /lines'; Expected = '     1	one', '     2	two' }
        @{ Line = 'grep -e two /lines'; Expected = 'two' }
        @{ Line = 'words -l -d -v -o -p -w -i -u x -name y -user z -it -la'; Expected = '[-l][-d][-v][-o][-p][-w][-i][-u][x][-name][y][-user][z][-it][-la]' }
        @{ Line = 'words -c $value "a $value" -n 0x10 -- -x'; Expected = '[-c][a b][a a b][-n][0x10][--][-x]' }
        @{ Line = 'words -xy:z'; Expected = '[-xy:][z]' }
    ) {
        $value = 'a b'
        Invoke-Expression "Invoke-NetContainer web $Line" | Should -Be ($Expected -replace '\\t', "`t")
        Invoke-Expression "Invoke-NetContainer -User web -WorkingDirectory /tmp web -- $Line" | Should -Be ($Expected -replace '\\t', "`t")
    }

    It 'passes the words after the command of Start-NetContainer to the command: <Line>' -ForEach @(
        @{ Line = 'sh -c "echo hi"'; Expected = 'hi' }
        @{ Line = 'head -n 1 /lines'; Expected = 'one' }
        @{ Line = 'words -l -d -m 1 -r -u x -h -a -i'; Expected = '[-l][-d][-m][1][-r][-u][x][-h][-a][-i]' }
        @{ Line = 'words -e x -v y'; Expected = '[-e][x][-v][y]' }
    ) {
        Invoke-Expression "Start-NetContainer -RootFileSystem `$root -Wait -Remove $Line" | Should -Be $Expected
        $with = @{ RootFileSystem = $root; Wait = $true; Remove = $true }
        Invoke-Expression "Start-NetContainer @with $Line" | Should -Be $Expected
    }

    It 'leaves common parameters that are written out to the cmdlet' {
        $lines = Invoke-Pwsh "Start-NetContainer -RootFileSystem '$root' -Network none sh -c 'echo hi' -WhatIf"
        $lines -match '^What if: runc .* start ' | Should -HaveCount 1
        (Get-NetContainer).Name | Should -Be 'web'
    }

    It 'is an error where a word with a dash before the command is no parameter: <Word>' -ForEach @(
        @{ Word = '-Port'; Nearest = '-Publish' }, @{ Word = '-Enviroment'; Nearest = '-Environment' }, @{ Word = '-Hostnme'; Nearest = '-HostName' }
    ) {
        $record = try { Invoke-Expression "Start-NetContainer -RootFileSystem `$root $Word 8080:80 sleep 100" } catch { $_ }
        $record.FullyQualifiedErrorId | Should -Be 'UnknownParameter,ContainerNet.PowerShell.Commands.StartNetContainerCommand'
        $record.CategoryInfo.Category | Should -Be 'InvalidArgument'
        "$record" | Should -BeLike "*$Word*$Nearest*--*"
        (Get-NetContainer).Name | Should -Be 'web'
    }

    It 'is an error, and runs nothing, where the command cannot be told' {
        $ran = [ref] 0
        $record = try { Invoke-NetContainer web words -User $($ran.Value++; 'x') } catch { $_ }
        $record.FullyQualifiedErrorId | Should -Be 'CommandMisread,ContainerNet.PowerShell.Commands.InvokeNetContainerCommand'
        $ran.Value | Should -Be 1
    }
}

Describe 'Streams of a program' -Skip:($missing.Count -gt 0) {
    BeforeAll {
        $null = New-NetNamespace blue
        $shell = 'echo out; echo first >&2; echo second >&2; exit 3'
        $ways = @{
            'Invoke-NetContainer'           = { Invoke-NetContainer web -- sh -c $shell }
            'Invoke-NetNamespace -FilePath' = { Invoke-NetNamespace blue -FilePath sh -ArgumentList '-c', $shell }
            'Start-NetContainer -Wait'      = { Start-NetContainer -RootFileSystem $root -Wait -Remove -- sh -c $shell }
        }
    }

    It '<Way>: errors are the records that a native command''s are' -ForEach @(
        @{ Way = 'Invoke-NetContainer' }, @{ Way = 'Invoke-NetNamespace -FilePath' }, @{ Way = 'Start-NetContainer -Wait' }
    ) {
        $native = Watch { & sh -c $shell }
        $seen = Watch $ways[$Way]
        $seen.Output | Should -Be 'out'
        $seen.Errors.FullyQualifiedErrorId | Should -Be $native.Errors.FullyQualifiedErrorId
        "$($seen.Errors)" | Should -Be 'first second'
        $seen.Errors[0].Exception | Should -BeOfType Management.Automation.RemoteException
        & $ways[$Way] 2>$null | Should -Be 'out'
    }

    It '<Way>: an exit code other than 0 sets $? and $LASTEXITCODE, and is an error where natives'' are' -ForEach @(
        @{ Way = 'Invoke-NetContainer' }, @{ Way = 'Invoke-NetNamespace -FilePath' }, @{ Way = 'Start-NetContainer -Wait' }
    ) {
        $null = . $ways[$Way] 2>$null
        $LASTEXITCODE | Should -Be 3
        $line = "$($ways[$Way])".Trim()
        Invoke-Expression "`$null = $line 2>`$null; `$?" | Should -BeFalse
        $PSNativeCommandUseErrorActionPreference = $true
        $ErrorActionPreference = 'Stop'
        $record = try { $null = . $ways[$Way] 2>$null } catch { $_ }
        $record.FullyQualifiedErrorId | Should -Be 'ProgramExitedWithNonZeroCode'
        $record.Exception | Should -BeOfType Management.Automation.NativeCommandExitException
        $record.Exception.ExitCode | Should -Be 3
    }

    It 'errors alone neither set $? nor stop a script' {
        $ErrorActionPreference = 'Stop'
        $null = Invoke-NetContainer web -- sh -c 'echo e >&2' 2>$null; $? | Should -BeTrue
        Invoke-NetContainer web -- sh -c 'echo e >&2; echo on' -ErrorVariable kept 2>$null | Should -Be 'on'
    }

    It 'errors are in -ErrorVariable and in transcripts' {
        $null = Invoke-NetContainer -ErrorVariable kept web -- sh -c 'echo e1 >&2; echo e2 >&2' 2>$null
        "$kept" | Should -Be 'e1 e2'
        Invoke-Pwsh "`$null = Start-Transcript '$TestDrive/transcript'; Invoke-NetContainer web -- sh -c 'echo heard >&2'; `$null = Stop-Transcript" | Should -Contain 'heard'
        Get-Content "$TestDrive/transcript" | Should -Contain 'heard'
    }
}

Describe 'Input of a program' -Skip:($missing.Count -gt 0) {
    It 'is what comes by the pipeline: texts as lines' {
        'text' | Invoke-NetContainer web cat | Should -Be 'text'
        'one', 'zwölf' | Invoke-NetContainer web wc -c | ForEach-Object Trim | Should -Be 11
        @() | Invoke-NetContainer web cat | Should -BeNullOrEmpty
        [pscustomobject]@{ Shown = 'as it is' } | Invoke-NetContainer web cat | ForEach-Object Trim | Should -Contain 'as it is'
    }

    It 'is bytes as they are, 100 MB of them' {
        $bytes = [byte[]]::new(100MB)
        [Random]::new(1).NextBytes($bytes)
        , $bytes | Invoke-NetContainer web sha256sum | Should -Be "$((Get-FileHash -InputStream ([IO.MemoryStream]::new($bytes))).Hash.ToLower())  -"
        [byte[]](0, 255, 10, 13) | Invoke-NetContainer web -- od -An -tx1 | ForEach-Object Trim | Should -Be '00 ff 0a 0d'
    }

    It 'comes back whole while more of it is written' {
        $lines = 1..50000 | ForEach-Object { "line $_" }
        $lines | Invoke-NetContainer web cat | Should -Be $lines
    }

    It 'may be left unread' {
        1..20000 | Invoke-NetContainer web true
        $LASTEXITCODE | Should -Be 0
    }

    It 'is encoded as $OutputEncoding says' {
        $OutputEncoding = [Text.Encoding]::Latin1
        'ö' | Invoke-NetContainer web -- od -An -tx1 | ForEach-Object Trim | Should -Be 'f6 0a'
    }

    It 'is no container''s name where the container is named, and is one where not' {
        'nope' | Invoke-NetContainer web cat | Should -Be 'nope'
        'web' | Invoke-NetContainer -Command hostname | Should -Be (Get-NetContainer web).HostName
    }

    It 'reaches a program in a namespace' {
        $null = New-NetNamespace green
        'one', 'two' | Invoke-NetNamespace green -FilePath wc -ArgumentList '-l' | ForEach-Object Trim | Should -Be 2
    }
}

Describe 'Invoke-NetContainer -Detach' -Skip:($missing.Count -gt 0) {
    It 'returns while the program runs on' {
        Invoke-NetContainer web -Detach -- sh -c 'echo $$ >/pid; exec sleep 600' | Should -BeNullOrEmpty
        Wait-Until { Invoke-NetContainer web cat /pid 2>$null }
        Invoke-NetContainer web -- sh -c 'tr "\0" " " </proc/$(cat /pid)/cmdline' | Should -Be 'sleep 600 '
    }

    It 'is an error where the program is not there, or is to have a terminal' {
        (Get-ErrorOf { Invoke-NetContainer web -Detach nosuch }).FullyQualifiedErrorId | Should -BeLike 'CommandNotFound,*'
        (Get-ErrorOf { Invoke-NetContainer web -Detach -Interactive sh }).FullyQualifiedErrorId | Should -BeLike 'DetachConflict,*'
    }
}

Describe 'The options of a container, as users write them' -Skip:($missing.Count -gt 0) {
    It 'lists of pairs as hashtables, texts, or both' {
        $env:CONTAINERNET_OWN = 'mine'
        try {
            $with = @{
                Environment = @{ A = 1; B = 'x y'; CONTAINERNET_OWN = $null }, 'C=3'
                AddHost     = @{ db = '192.0.2.7', '2001:db8::7' }
                DnsOption   = @{ ndots = 3; rotate = $null }
            }
            $seen = Start-NetContainer -RootFileSystem $root -Wait -Remove @with -- sh -c 'echo "$A|$B|$C|$CONTAINERNET_OWN"; grep -c " *db$" /etc/hosts; grep options /etc/resolv.conf'
            $seen | Should -Be '1|x y|3|mine', '2', 'options ndots:3 rotate'
            Invoke-NetContainer web -Environment @{ A = 5 } -- sh -c 'echo $A' | Should -Be 5
            Invoke-NetContainer web -Environment CONTAINERNET_OWN -- sh -c 'echo $CONTAINERNET_OWN' | Should -Be 'mine'
        }
        finally { Remove-Item Env:CONTAINERNET_OWN }
    }

    It 'labels and options of a network as texts' {
        $network = New-ContainerNetwork cpairs 172.28.9.0/24 -Label 'stage=test', bare -Option 'com.docker.network.driver.mtu=1400'
        $network.Labels['stage'], $network.Labels['bare'] | Should -Be 'test', ''
        $network.MtuSize | Should -Be 1400
        Remove-ContainerNetwork cpairs -Force
    }

    It 'paths relative to where the session is, on a drive, and below ~' {
        $null = New-Item "$TestDrive/here/sub" -ItemType Directory -Force
        'found' | Set-Content "$TestDrive/here/sub/file"
        $null = New-PSDrive Here FileSystem "$TestDrive/here" -Scope Global
        Push-Location "$TestDrive/here"
        try {
            foreach ($source in './sub', 'Here:/sub', '../here/sub', './/sub') {
                Start-NetContainer -RootFileSystem ../root -Wait -Remove -Volume "${source}:/data" -- cat /data/file | Should -Be 'found' -Because $source
            }
            Start-NetContainer -RootFileSystem ../root -Wait -Remove -Volume @{ './sub' = '/data' } -- cat /data/file | Should -Be 'found'
            Set-Location ~
            Start-NetContainer -RootFileSystem "$TestDrive/root" -Wait -Remove -Volume '~/:/data:ro' -- test -d /data
            $LASTEXITCODE | Should -Be 0
        }
        finally { Pop-Location; Remove-PSDrive Here -Scope Global }
        (Get-ErrorOf { Start-NetContainer -RootFileSystem Env:/x true }).FullyQualifiedErrorId | Should -BeLike 'NotAFilePath,*'
    }

    It '<Because> is <Id>' -ForEach @(
        @{ Because = 'a volume''s name with a line end'; Id = 'InvalidVolume'; With = @{ Volume = "data`n:/data" } }
        @{ Because = 'an added host with a zone'; Id = 'InvalidAddedHost'; With = @{ AddHost = 'db:fe80::1%eth0' } }
        @{ Because = 'an added host with text behind %'; Id = 'InvalidAddedHost'; With = @{ AddHost = 'db:fe80::1%1 evil' } }
    ) {
        (Get-ErrorOf { Start-NetContainer -RootFileSystem $root @With -- true }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}
