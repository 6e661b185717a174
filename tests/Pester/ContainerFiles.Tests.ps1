BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
    New-BusyboxRoot "$TestDrive/root"

    # What the container's first process sees.
    function Read-In([string] $Name, [string] $Path) { Get-Content "/proc/$((Get-NetContainer $Name).ProcessId)/root$Path" }
}

Describe 'The cmdlet for files of containers' {
    BeforeAll { $null = Start-NetContainer -RootFileSystem "$TestDrive/root" -Name files -- sleep 600 }
    AfterAll { Remove-NetContainer files -Force }
    BeforeEach { Set-Content "$TestDrive/one.txt" 'one'; Set-Content "$TestDrive/two.txt" 'two' }

    It 'copies into a container and out of it' {
        Copy-NetContainerItem "$TestDrive/one.txt" /tmp/copy -ToContainer files
        Read-In files /tmp/copy | Should -Be 'one'
        Copy-NetContainerItem /tmp/copy "$TestDrive/back" -FromContainer files
        Get-Content "$TestDrive/back" | Should -Be 'one'
    }

    It 'takes the container before the path, as docker cp does' {
        Copy-NetContainerItem "$TestDrive/two.txt" files:/tmp
        Copy-NetContainerItem files:/tmp/two.txt "$TestDrive/docker"
        Get-Content "$TestDrive/docker" | Should -Be 'two'
    }

    It 'takes the container as an object, and files from the pipeline' {
        Get-ChildItem "$TestDrive/*.txt" | Copy-NetContainerItem -Destination /root -ToContainer (Get-NetContainer files)
        Read-In files /root/one.txt | Should -Be 'one'
        Read-In files /root/two.txt | Should -Be 'two'
        $null = New-Item -ItemType Directory "$TestDrive/out"
        '/root/one.txt', '/root/two.txt' | Copy-NetContainerItem -Destination "$TestDrive/out" -FromContainer (Get-NetContainer files | ConvertTo-Json -Depth 3 | ConvertFrom-Json)
        Get-Content "$TestDrive/out/*.txt" | Should -Be 'one', 'two'
    }

    It 'takes paths relative to the current directory, and what is in it' {
        $null = New-Item -ItemType Directory "$TestDrive/tree"
        Set-Content "$TestDrive/tree/leaf" 'leaf'
        Push-Location $TestDrive
        try {
            Copy-NetContainerItem ./tree files:/tmp
            Copy-NetContainerItem tree/. files:/tmp/content
            Push-Location tree
            try { Copy-NetContainerItem . files:/tmp/here } finally { Pop-Location }
            Copy-NetContainerItem files:/tmp/tree/leaf .
        }
        finally { Pop-Location }
        '/tmp/tree/leaf', '/tmp/content/leaf', '/tmp/here/leaf' | ForEach-Object { Read-In files $_ } | Should -Be 'leaf', 'leaf', 'leaf'
        Get-Content "$TestDrive/leaf" | Should -Be 'leaf'
    }

    It 'copies nothing with -WhatIf' {
        Invoke-Pwsh "Copy-NetContainerItem '$TestDrive/one.txt' files:/tmp/what -WhatIf" | Should -Be "What if: Copy $TestDrive/one.txt to files:/tmp/what"
        Test-Path "/proc/$((Get-NetContainer files).ProcessId)/root/tmp/what" | Should -BeFalse
    }

    It 'warns of a device that it leaves out' {
        Invoke-NetContainer files -- mknod /tmp/disk b 8 0
        Copy-NetContainerItem files:/tmp/disk "$TestDrive/disk" -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike '*disk*'
        Test-Path "$TestDrive/disk" | Should -BeFalse
    }

    It 'is an error of id <Id> when <Case>' -ForEach @(
        @{ Case = 'there is no such container'; Do = { Copy-NetContainerItem /etc/hosts nowhere:/ }; Id = 'ContainerNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'there is no such file'; Do = { Copy-NetContainerItem files:/nothing /tmp }; Id = 'FileNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'both paths are on this host'; Do = { Copy-NetContainerItem /etc/hosts /tmp }; Id = 'InvalidCopy'; Category = 'InvalidArgument' }
        @{ Case = 'both paths are in containers'; Do = { Copy-NetContainerItem files:/etc/hosts files:/tmp }; Id = 'InvalidCopy'; Category = 'InvalidArgument' }
    ) {
        $record = Get-ErrorOf $Do
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.CategoryInfo.Category | Should -Be $Category
    }

    It 'copies several files only into a directory' {
        '/etc/hosts', '/etc/hostname' | Copy-NetContainerItem -Destination /tmp/new -ToContainer files -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -BeLike 'DirectoryNotFound,*'
        Test-Path "/proc/$((Get-NetContainer files).ProcessId)/root/tmp/new" | Should -BeFalse
    }

    It 'completes containers' {
        $text = 'Copy-NetContainerItem x -ToContainer fil'
        (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText | Should -Contain 'files'
    }
}
