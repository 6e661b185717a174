BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
    New-BusyboxRoot "$TestDrive/root"
}

Describe 'The cmdlets for volumes' {
    AfterEach {
        Get-NetContainer | Remove-NetContainer -Force
        Get-ContainerVolume | Remove-ContainerVolume
    }

    It 'make a volume that a container finds' {
        $volume = New-ContainerVolume data -Label @{ stage = 'test' }
        Set-Content "$($volume.Mountpoint)/file" 'kept'
        Start-NetContainer -RootFileSystem "$TestDrive/root" -Wait -Remove -Volume data:/data -- cat /data/file | Should -Be 'kept'
        $volume.Labels['stage'] | Should -Be 'test'
        (New-ContainerVolume data -Label stage=test).Created | Should -Be $volume.Created
    }

    It 'mount a tmpfs only while a container runs' {
        $null = New-ContainerVolume scratch -Option @{ type = 'tmpfs'; device = 'tmpfs'; o = 'size=1m' }
        $path = (Get-ContainerVolume scratch).Mountpoint
        $null = Start-NetContainer -RootFileSystem "$TestDrive/root" -Name one -Volume scratch:/s -- sleep 600
        & findmnt -n -o FSTYPE --target $path | Should -Be 'tmpfs'
        Stop-NetContainer one -TimeoutSeconds 0
        & findmnt -n -o FSTYPE --mountpoint $path | Should -BeNullOrEmpty
    }

    It 'show who has a volume, and keep it' {
        $null = New-NetContainer -RootFileSystem "$TestDrive/root" -Name one -Volume data:/data -- true
        $null = New-NetContainer -RootFileSystem "$TestDrive/root" -Name two -Volume data:/data -- true
        $null = Start-NetContainer one
        (Get-ContainerVolume data).Containers | Should -Be 'one', 'two'
        Get-ContainerVolume -Unused | Should -BeNullOrEmpty
        $record = Get-ErrorOf { Remove-ContainerVolume data }
        $record.FullyQualifiedErrorId | Should -BeLike 'VolumeInUse,*'
        $record.CategoryInfo.Category | Should -Be 'ResourceBusy'
    }

    It 'take volumes from the pipeline, live and from JSON' {
        'va', 'vb', 'vc' | New-ContainerVolume | Select-Object -ExpandProperty Name | Should -Be 'va', 'vb', 'vc'
        Get-ContainerVolume va | Remove-ContainerVolume
        Get-ContainerVolume v* | ConvertTo-Json | ConvertFrom-Json | Get-ContainerVolume | Remove-ContainerVolume
        Get-ContainerVolume | Should -BeNullOrEmpty
    }

    It 'clear the anonymous volumes, and all with -All' {
        $anonymous = New-ContainerVolume
        $null = New-ContainerVolume named
        (Clear-ContainerVolume).Name | Should -Be $anonymous.Name
        (Get-ContainerVolume).Name | Should -Be 'named'
        (Clear-ContainerVolume -All).Name | Should -Be 'named'
    }

    It 'change nothing with -WhatIf' {
        $null = New-ContainerVolume kept
        Invoke-Pwsh 'New-ContainerVolume other -WhatIf; Remove-ContainerVolume kept -WhatIf; Clear-ContainerVolume -All -WhatIf' |
            Should -Be "What if: Create volume 'other'", "What if: Remove volume 'kept'", "What if: Remove volume 'kept'"
        (Get-ContainerVolume).Name | Should -Be 'kept'
    }

    It 'are an error of id <Id> when <Case>' -ForEach @(
        @{ Case = 'there is no such volume'; Do = { Get-ContainerVolume nothing }; Id = 'VolumeNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'there is no such volume to remove'; Do = { Remove-ContainerVolume nothing }; Id = 'VolumeNotFound'; Category = 'ObjectNotFound' }
        @{ Case = 'the name is none'; Do = { New-ContainerVolume ../up }; Id = 'InvalidVolumeName'; Category = 'InvalidArgument' }
        @{ Case = 'an option is missing'; Do = { New-ContainerVolume data -Option type=tmpfs }; Id = 'InvalidVolumeOption'; Category = 'InvalidArgument' }
        @{ Case = 'it is an object of another kind'; Do = { Get-Item / | Remove-ContainerVolume }; Id = 'InvalidInputObject'; Category = 'InvalidArgument' }
    ) {
        $record = Get-ErrorOf $Do
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.CategoryInfo.Category | Should -Be $Category
    }

    It 'complete names' {
        $null = New-ContainerVolume completed
        $text = 'Remove-ContainerVolume comp'
        (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText | Should -Be 'completed'
    }

    It 'show a table that fits 80 columns' {
        $null = New-ContainerVolume data -Option @{ type = 'none'; device = '/etc'; o = 'bind' }
        $lines = (Get-ContainerVolume | Out-String -Width 80) -replace '\e\[[0-9;]*m' -split "`n" | Where-Object { $_.Trim() }
        -split $lines[0] | Should -Be 'Name', 'Created', 'Containers', 'Options'
        $lines[2] | Should -Match '^data .*device=/etc'
    }
}
