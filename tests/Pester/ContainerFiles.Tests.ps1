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

Describe 'The cmdlets for changes of containers' {
    BeforeAll {
        & tar -C "$TestDrive/root" -cf "$TestDrive/root.tar" .
        $null = Import-ContainerImage "$TestDrive/root.tar" -RootFileSystem -Name demo/base -Change 'CMD ["sh"]', 'ENV A=1'
        $null = Start-NetContainer -Image demo/base -Name changed -Wait -- sh -c 'echo x > /added; rm /etc/group; echo y >> /etc/passwd'
    }
    AfterAll {
        Get-NetContainer | Remove-NetContainer -Force
        Get-ContainerImage | Remove-ContainerImage -Force
    }

    It 'list the changes of a container, as objects and as docker diff shows them' {
        $changes = Get-NetContainerChange changed
        $changes | ForEach-Object ToString | Should -Be 'A /added', 'C /etc', 'D /etc/group', 'C /etc/passwd'
        ($changes | Where-Object Kind -EQ Deleted).Path | Should -Be '/etc/group'
        (Get-NetContainer changed | Get-NetContainerChange).Count | Should -Be 4
        ($changes | ConvertTo-Json | ConvertFrom-Json)[2].Kind | Should -Be 'Deleted'
    }

    It 'make an image of a container, which runs' {
        $image = New-ContainerImage changed demo/made:1 -Change 'CMD ["cat", "/added"]', 'LABEL a=b' -Author me -Message why
        $image.References | Should -Be 'demo/made:1'
        $image.Layers | Should -Be 2
        $image.Config.Environment | Should -Be 'A=1'
        Start-NetContainer -Image demo/made:1 -Wait -Remove | Should -Be 'x'
    }

    It 'save images that skopeo reads' {
        $null = New-ContainerImage changed demo/saved:1
        $null = New-ContainerImage changed demo/saved:2 -Change 'ENV B=2'
        $file = Get-ContainerImage demo/saved:* | Export-ContainerImage -Path "$TestDrive/saved.tar"
        (& skopeo inspect "docker-archive:$($file.FullName):demo/saved:2" | ConvertFrom-Json).Env | Should -Be 'A=1', 'B=2'
        (& skopeo inspect "oci-archive:$($file.FullName):1" | ConvertFrom-Json).Layers.Count | Should -Be 2
        (Export-ContainerImage demo/saved:1 "$TestDrive/one.tar").Name | Should -Be 'one.tar'
        (Get-ErrorOf { Export-ContainerImage nothing "$TestDrive/none.tar" }).FullyQualifiedErrorId | Should -BeLike 'ImageNotFound,*'
        Test-Path "$TestDrive/none.tar" | Should -BeFalse
    }

    It 'export a container, and make an image of that' {
        $file = Get-NetContainer changed | Export-NetContainer -Path "$TestDrive/changed.tar"
        & tar -tf $file.FullName | Should -Contain 'added'
        (Import-ContainerImage $file -RootFileSystem -Name demo/flat).Layers | Should -Be 1
        Start-NetContainer -Image demo/flat -Wait -Remove -- cat /added | Should -Be 'x'
    }

    It 'change nothing with -WhatIf' {
        Invoke-Pwsh "New-ContainerImage changed demo/what -WhatIf; Export-NetContainer changed '$TestDrive/what.tar' -WhatIf" |
            Should -Be "What if: Create image 'demo/what' from container 'changed'", "What if: Export container 'changed' to $TestDrive/what.tar"
        Test-Path "$TestDrive/what.tar" | Should -BeFalse
    }

    It 'are an error of id <Id> when <Case>' -ForEach @(
        @{ Case = 'there is no such container to list'; Do = { Get-NetContainerChange nowhere }; Id = 'ContainerNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'there is no such container'; Do = { New-ContainerImage nowhere }; Id = 'ContainerNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'there is no such container to export'; Do = { Export-NetContainer nowhere /tmp/x.tar }; Id = 'ContainerNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'the file is a directory'; Do = { Export-NetContainer changed /tmp }; Id = 'FileNotWritable'; Category = 'NotSpecified' }
        @{ Case = 'an instruction is none'; Do = { New-ContainerImage changed -Change 'RUN true' }; Id = 'InvalidInstruction'; Category = 'InvalidArgument' }
        @{ Case = 'the reference is none'; Do = { New-ContainerImage changed 'No Name' }; Id = 'InvalidImageReference'; Category = 'InvalidArgument' }
    ) {
        $record = Get-ErrorOf $Do
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.CategoryInfo.Category | Should -Be $Category
    }

    It 'show changes as a table' {
        $lines = (Get-NetContainerChange changed | Out-String -Width 80) -replace '\e\[[0-9;]*m' -split "`n" | Where-Object { $_.Trim() }
        -split $lines[0] | Should -Be 'Kind', 'Container', 'Path'
        $lines[2] | Should -Match '^Added +changed +/added'
    }
}
