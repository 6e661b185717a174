BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'The module' {
    BeforeAll {
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        $manifest = Test-ModuleManifest "$root/ContainerNet.psd1"
        $commands = Get-Command -Module ContainerNet -CommandType Cmdlet
    }

    It 'exports the cmdlets that it has, by name' {
        $assembly = ($commands | Select-Object -First 1).ImplementingType.Assembly
        $public = $assembly.GetExportedTypes() | ForEach-Object {
            $attribute = [Reflection.CustomAttributeExtensions]::GetCustomAttribute($_, [System.Management.Automation.CmdletAttribute])
            if ($attribute) { "$($attribute.VerbName)-$($attribute.NounName)" }
        }
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be ($public | Sort-Object)
        $manifest.ExportedFunctions.Count + $manifest.ExportedAliases.Count + $manifest.ExportedVariables.Count | Should -Be 0
    }

    It 'uses approved verbs and singular nouns' {
        $commands.Verb | Sort-Object -Unique | Should -BeIn (Get-Verb).Verb
        $commands.Noun | Where-Object { $_ -match 's$' -and $_ -notmatch '(Address|Process|Statistics)$' } | Should -BeNullOrEmpty
    }

    It 'lets every changing cmdlet be tried with -WhatIf' {
        foreach ($command in $commands | Where-Object Verb -NotIn 'Get', 'Find', 'Test', 'Invoke', 'Enter', 'Wait') {
            $command.Parameters.Keys | Should -Contain 'WhatIf' -Because $command.Name
        }
    }

    It 'declares the output type of every cmdlet' {
        foreach ($command in $commands | Where-Object Verb -In 'Get', 'Find', 'New', 'Set', 'Enable', 'Disable', 'Rename', 'Connect', 'Add', 'Test') {
            $command.OutputType | Should -Not -BeNullOrEmpty -Because $command.Name
        }
    }

    It 'has a manifest that a gallery accepts, and brings its help along' {
        $manifest = Import-PowerShellDataFile "$root/ContainerNet.psd1"
        foreach ($key in 'GUID', 'ModuleVersion', 'Author', 'CompanyName', 'Copyright', 'Description', 'PowerShellVersion', 'CompatiblePSEditions') { $manifest[$key] | Should -Not -BeNullOrEmpty -Because $key }
        $manifest.PrivateData.PSData.Tags | Should -Contain 'Linux'
        $manifest.PrivateData.PSData.RequireLicenseAcceptance | Should -BeFalse
        # Update-Help looks for help at the address that the manifest has, and there is none to be had.
        $manifest.Keys | Should -Not -Contain 'HelpInfoUri'
        "$root/en-US/ContainerNet.PowerShell.dll-Help.xml" | Should -Exist
    }

    It 'loads the assemblies of the architecture of the process' {
        $architecture = Get-Architecture
        $null = Get-NetAdapter lo
        foreach ($name in 'ContainerNet.PowerShell', 'ContainerNet.Core', 'Tmds.LibC') {
            $loaded = @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq $name })
            $loaded | Should -HaveCount 1
            $loaded[0].Location | Should -Be "$root/bin/$architecture/$name.dll"
        }
    }

    It 'names the architectures that it supports where it has no assemblies for the process' {
        $copy = New-Item -ItemType Directory "$TestDrive/copy"
        Copy-Item "$root/ContainerNet.psd1", "$root/bin", "$root/en-US" $copy -Recurse
        Remove-Item "$copy/bin/linux-*" -Recurse
        "$(& pwsh -NoProfile -NonInteractive -Command "try { Import-Module '$copy/ContainerNet.psd1' -ErrorAction Stop } catch { `$_.Exception.Message }")" | Should -BeLike '*does not support linux-*linux-x64 and linux-arm64*'
    }

    It 'leaves a runspace without a trace when it is removed' {
        Invoke-Pwsh 'Remove-Module ContainerNet; (Get-Command New-NetNamespace -ErrorAction Ignore).Count' | Should -Be '0'
    }
}
