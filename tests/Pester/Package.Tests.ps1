# Installs the package as a user would. test.sh has built it, because a build needs NuGet. PSResourceGet comes with PowerShell.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $repository = New-Item -ItemType Directory "$TestDrive/repository"
    # The user's settings and modules are in directories of the test's own.
    $userHome = (New-Item -ItemType Directory "$TestDrive/home").FullName
    # .NET takes only directories that exist.
    $null = New-Item -ItemType Directory "$userHome/.local/share", "$userHome/.config"
    function Invoke-AsUser([string] $Script) {
        $shown = & env -u PSModulePath -u XDG_DATA_HOME -u XDG_CONFIG_HOME "HOME=$userHome" pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $Script" 2>&1 | ForEach-Object { "$_" }
        $LASTEXITCODE | Should -Be 0 -Because ($shown -join "`n")
        $shown
    }
    $null = Invoke-AsUser "Register-PSResourceRepository -Name local -Uri '$repository' -Trusted; & '$root/build.ps1' -Task Publish -Repository local"
    $package = (Get-Item "$root/out/ContainerNet/*").FullName
    $null = Invoke-AsUser 'Install-PSResource ContainerNet -Repository local -Scope CurrentUser'

    function Get-AssemblyHeader([string] $Path) {
        $stream = [IO.File]::OpenRead($Path)
        try {
            $reader = [Reflection.PortableExecutable.PEReader]::new($stream)
            $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
            [pscustomobject]@{
                # .NET combines the machine type with 0x7b79, its number for Linux, in what it compiles ahead of time.
                Machine    = [Reflection.PortableExecutable.Machine]($reader.PEHeaders.CoffHeader.Machine.value__ -bxor ($reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size ? 0x7b79 : 0))
                IsCompiled = $reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size -gt 0
                VersionId  = $metadata.GetGuid($metadata.GetModuleDefinition().Mvid)
            }
        }
        finally { $stream.Dispose() }
    }
}

Describe 'The package' {
    It 'has the assemblies of <Architecture> compiled for that architecture' -ForEach @(
        @{ Architecture = 'linux-x64'; Machine = 'Amd64' }
        @{ Architecture = 'linux-arm64'; Machine = 'Arm64' }
    ) {
        foreach ($name in 'ContainerNet.Core', 'ContainerNet.PowerShell', 'Tmds.LibC') {
            $header = Get-AssemblyHeader "$package/bin/$Architecture/$name.dll"
            $header.Machine | Should -Be $Machine -Because $name
            $header.IsCompiled | Should -BeTrue -Because $name
        }
    }

    It 'has in its manifest only assemblies that every architecture loads' {
        foreach ($path in (Import-PowerShellDataFile "$package/ContainerNet.psd1").NestedModules) {
            $header = Get-AssemblyHeader "$package/$path"
            $header.Machine | Should -Be 'I386' -Because "$path is for any processor"
            $header.IsCompiled | Should -BeFalse -Because $path
        }
    }

    It 'has cmdlets of one identity, so that .NET takes the compiled ones for those that the manifest names' {
        $ids = (Get-ChildItem $package/bin -Recurse -Filter ContainerNet.PowerShell.dll).FullName | ForEach-Object { (Get-AssemblyHeader $_).VersionId }
        $ids | Should -HaveCount 3
        $ids | Sort-Object -Unique | Should -HaveCount 1
    }

    It 'has no symbols' {
        Get-ChildItem $package -Recurse -Include *.pdb, *.dbg | Should -BeNullOrEmpty
    }

    It 'has each file that its documents link to' {
        foreach ($document in Get-ChildItem $package -Recurse -Filter *.md) {
            $links = Select-String '\]\((?!https?:)([^)#]+)' $document -AllMatches | ForEach-Object Matches
            foreach ($target in $links | ForEach-Object { $_.Groups[1].Value }) { Join-Path $document.Directory $target | Should -Exist -Because "$document links to it" }
        }
    }

    It 'describes itself' {
        $data = (Test-ModuleManifest "$package/ContainerNet.psd1").PrivateData.PSData
        "$($data.ProjectUri)" | Should -Be 'https://example.org/containernet'
        "$($data.LicenseUri)" | Should -Be 'https://example.org/containernet/blob/main/LICENSE'
        "$($data.IconUri)" | Should -Be 'https://example.org/containernet/raw/main/docs/icon.png'
        $data.Tags | Should -Contain 'Network'
        $data.ReleaseNotes | Should -Match '^### '
    }
}

Describe 'The installed module' {
    It 'runs from the user''s module path, with the assemblies of this architecture' {
        $architecture = Get-Architecture
        $shown = Invoke-AsUser "(Get-NetAdapter lo).Name; (Get-Command Get-NetAdapter).ImplementingType.Assembly.Location; (Get-Help Get-NetAdapter).Synopsis"
        $shown[0] | Should -Be 'lo'
        $shown[1] | Should -BeLike "$userHome/.local/share/powershell/Modules/ContainerNet/*/bin/$architecture/ContainerNet.PowerShell.dll"
        $shown[2] | Should -BeLike 'Gets network interfaces*'
    }
}
