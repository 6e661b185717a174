BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force

    # What docker save writes, of an image with one file; the text makes it another image.
    function New-ImageArchive([string] $Path, [string] $Text, [string[]] $Tags) {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive (New-Guid))
        Set-Content "$folder/hello" $Text
        & tar -C $folder --mtime=@0 -cf "$folder/layer.tar" hello
        $diffId = (Get-FileHash "$folder/layer.tar").Hash.ToLower()
        @{ architecture = 'amd64'; os = 'linux'; created = '2026-01-02T03:04:05Z'; config = @{ Cmd = , '/hello' }; rootfs = @{ type = 'layers'; diff_ids = , "sha256:$diffId" } } | ConvertTo-Json -Depth 5 | Set-Content "$folder/config.json"
        ConvertTo-Json -Depth 5 -InputObject @(@{ Config = 'config.json'; RepoTags = $Tags; Layers = , 'layer.tar' }) | Set-Content "$folder/manifest.json"
        & tar -C $folder -cf $Path manifest.json config.json layer.tar
    }
}

Describe 'The cmdlets for container images' {
    BeforeEach {
        New-ImageArchive "$TestDrive/web.tar" 'web' 'demo/web:1.0', 'demo/web:latest'
        New-ImageArchive "$TestDrive/db.tar" 'db' 'db:1'
    }
    AfterEach { Remove-Item /var/lib/containernet/images -Recurse -Force -ErrorAction Ignore }

    It 'imports archives from the pipeline, with their references' {
        $images = Get-Item "$TestDrive/web.tar", "$TestDrive/db.tar" | Import-ContainerImage
        $images[0].References | Should -Be 'demo/web:1.0', 'demo/web:latest'
        $images[0].Config.Command | Should -Be '/hello'
        (Get-ContainerImage).Id | Should -Be $images.Id
    }

    It 'imports from the current directory under another name' {
        Push-Location $TestDrive
        try { (Import-ContainerImage db.tar -Name other).References | Should -Be 'other:latest' } finally { Pop-Location }
    }

    It 'shows its progress with -Verbose' {
        $lines = Import-ContainerImage "$TestDrive/db.tar" -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$lines" | Should -BeLike '*db:1: Unpacking layer 1 of 1*'
    }

    It 'shows in bytes how far it is, and takes that away at the end' {
        New-ImageArchive "$TestDrive/large.tar" ([string]::new('x', 5MB)) 'large:1'
        $session = [powershell]::Create().AddCommand('Import-Module').AddArgument("$PSScriptRoot/../../ContainerNet.psd1").AddStatement().AddCommand('Import-ContainerImage').AddArgument("$TestDrive/large.tar")
        $session.Invoke().References | Should -Be 'large:1'
        $shown = $session.Streams.Progress | Where-Object Activity -EQ 'Getting container images'
        $shown[0].StatusDescription | Should -Be 'large:1: Unpacking layer 1 of 1'
        $shown[-2].StatusDescription | Should -Match '^large:1: Unpacking layer 1 of 1, [345]\.\d MB of 5\.\d MB$'
        $shown[-2].PercentComplete | Should -BeGreaterThan 60
        $shown[-1].RecordType | Should -Be 'Completed'
    }

    It 'shows no progress where nobody watches' {
        Invoke-Pwsh "Import-ContainerImage '$TestDrive/db.tar' | ForEach-Object References" | Should -Be 'db:1'
    }

    It 'shows with -WhatIf the commands that an import equals, and imports nothing: <Case>' -ForEach @(
        @{ Case = 'an archive'; Make = { "$TestDrive/web.tar" } }
        @{ Case = 'a compressed archive'; Make = { gzip -kf "$TestDrive/web.tar"; "$TestDrive/web.tar.gz" } }
        @{ Case = 'a layout'; Make = { Remove-Item "$TestDrive/layout" -Recurse -ErrorAction Ignore; skopeo --insecure-policy copy -q "docker-archive:$TestDrive/web.tar:demo/web:1.0" "oci:$TestDrive/layout:demo/web:1.0"; "$TestDrive/layout" } }
    ) {
        $path = & $Make
        $lines = Invoke-Pwsh "Import-ContainerImage '$path' -Name new:1 -WhatIf"
        '/var/lib/containernet/images' | Should -Not -Exist
        $lines | Should -HaveCount 4
        $image = Import-ContainerImage $path -Name new:1
        $lines[-1] | Should -Be "What if: # keep image new:1 ($($image.Id.Substring(7, 12)))"

        # A shell that runs them makes the same files.
        $layer = Get-Item /var/lib/containernet/images/layers/*
        $before = @(Get-FileHash "$layer/hello", /var/lib/containernet/images/configs/*)
        Remove-Item $layer, /var/lib/containernet/images/configs/* -Recurse
        $lines -replace '^What if: ' | & sh -eu
        @(Get-FileHash "$layer/hello", /var/lib/containernet/images/configs/*).Hash | Should -Be $before.Hash
    }

    It 'shows with -WhatIf only what is not in the local store' {
        $null = Import-ContainerImage "$TestDrive/web.tar"
        $lines = Invoke-Pwsh "Import-ContainerImage '$TestDrive/web.tar' -Name new:1 -WhatIf"
        $lines | Should -HaveCount 1
        $lines | Should -BeLike 'What if: # keep image new:1 (*)'
        (Get-ContainerImage).References | Should -Be 'demo/web:1.0', 'demo/web:latest'
    }

    It 'is an error with -WhatIf too if there is no image' {
        (Get-ErrorOf { Import-ContainerImage /nowhere -WhatIf }).FullyQualifiedErrorId | Should -BeLike 'ImageNotFound,*'
        (Get-ErrorOf { Import-ContainerImage /etc/passwd -WhatIf }).FullyQualifiedErrorId | Should -BeLike 'InvalidArchive,*'
        (Get-ErrorOf { Import-ContainerImage -Reference UPPER -WhatIf }).FullyQualifiedErrorId | Should -BeLike 'InvalidImageReference,*'
        '/var/lib/containernet/images' | Should -Not -Exist
    }

    It 'shows with -WhatIf the command that pulls' {
        $lines = Invoke-Pwsh 'Import-ContainerImage -Reference localhost:1/none -WhatIf'
        $lines[0] | Should -Be 'What if: layout=$(mktemp -d)'
        $lines[1] | Should -Match '^What if: skopeo .*copy --src-tls-verify=false docker://localhost:1/none:latest oci:\$layout:latest$'
        $lines[2] | Should -Be 'What if: # keep image localhost:1/none:latest, and unpack those of its layers that are not in /var/lib/containernet/images/layers'
        Invoke-Pwsh 'Start-NetContainer localhost:1/none -WhatIf' | Select-Object -First 3 | Should -Be $lines
    }

    It 'finds an image by <How>' -ForEach @(
        @{ How = 'its reference'; Name = { 'demo/web:1.0' } }
        @{ How = 'its name without tag'; Name = { 'demo/web' } }
        @{ How = 'its full reference'; Name = { 'docker.io/demo/web:latest' } }
        @{ How = 'a wildcard'; Name = { 'demo/*' } }
        @{ How = 'its id'; Name = { $image.Id } }
        @{ How = 'the beginning of its id'; Name = { $image.Id.Substring(7, 12) } }
    ) {
        $image, $null = Import-ContainerImage "$TestDrive/web.tar", "$TestDrive/db.tar"
        (Get-ContainerImage (& $Name)).Id | Should -Be $image.Id
    }

    It 'is an error of id <Id> when <Case>' -ForEach @(
        @{ Case = 'there is no such image'; Do = { Get-ContainerImage nothing }; Id = 'ImageNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'there is no such image to remove'; Do = { Remove-ContainerImage nothing }; Id = 'ImageNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'there is no such file'; Do = { Import-ContainerImage /nowhere }; Id = 'ImageNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'the file is no archive'; Do = { Import-ContainerImage /etc/passwd }; Id = 'InvalidArchive'; Category = 'InvalidArgument' }
        @{ Case = 'the name is none'; Do = { Import-ContainerImage "$TestDrive/db.tar" -Name 'No Name' }; Id = 'InvalidImageReference'; Category = 'InvalidArgument' }
        @{ Case = 'the reference is none'; Do = { Import-ContainerImage -Reference 'UPPER' }; Id = 'InvalidImageReference'; Category = 'InvalidArgument' }
    ) {
        $record = Get-ErrorOf $Do
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.CategoryInfo.Category | Should -Be $Category
    }

    It 'writes nothing for a wildcard that matches nothing' {
        Get-ContainerImage no* | Should -BeNullOrEmpty
    }

    It 'removes a reference, and with the last the image' {
        $null = Import-ContainerImage "$TestDrive/web.tar"
        Remove-ContainerImage demo/web:1.0
        (Get-ContainerImage).References | Should -Be 'demo/web:latest'
        Remove-ContainerImage demo/web
        Get-ContainerImage | Should -BeNullOrEmpty
        Get-ChildItem /var/lib/containernet/images/layers | Should -BeNullOrEmpty
    }

    It 'removes an image from the pipeline by its id, with several references only with -Force' {
        $null = Import-ContainerImage "$TestDrive/web.tar"
        (Get-ErrorOf { Get-ContainerImage | Remove-ContainerImage }).FullyQualifiedErrorId | Should -BeLike 'ImageHasReferences,*'
        $short = (Get-ContainerImage).Id.Substring(7, 12)
        Invoke-Pwsh 'Remove-ContainerImage demo/web -WhatIf' | Should -Be "What if: # forget reference demo/web:latest of image $short"
        $lines = Invoke-Pwsh 'Get-ContainerImage | Remove-ContainerImage -Force -WhatIf'
        $lines | Should -Be "What if: # forget image demo/web:1.0, demo/web:latest ($short)", "What if: rm -r $(Get-Item /var/lib/containernet/images/layers/*)", "What if: rm $(Get-Item /var/lib/containernet/images/configs/*)"
        (Get-ErrorOf { Get-ContainerImage | Remove-ContainerImage -WhatIf }).FullyQualifiedErrorId | Should -BeLike 'ImageHasReferences,*'
        Get-ContainerImage | Remove-ContainerImage -Force
        Get-ContainerImage | Should -BeNullOrEmpty
    }

    It 'completes references' {
        $null = Import-ContainerImage "$TestDrive/web.tar"
        $text = 'Remove-ContainerImage demo/web:'
        (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText | Should -Be 'demo/web:1.0', 'demo/web:latest'
    }

    It 'is shown as a table that fits 80 columns' {
        $lines = (Import-ContainerImage "$TestDrive/db.tar" | Out-String -Width 80) -replace '\e\[[0-9;]*m' -split "`n" | Where-Object { $_.Trim() }
        -split $lines[0] | Should -Be 'Id', 'Created', 'SizeMB', 'Name'
        $lines[2] | Should -Match '^[0-9a-f]{12} \d+ (weeks|months|years) ago +0\.0 db:1'
    }
}
