#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and packs ContainerNet.
.EXAMPLE
    ./build.ps1
    Builds the module, so that Import-Module ./ContainerNet.psd1 works.
.EXAMPLE
    sudo pwsh ./build.ps1 -Task Test
    Runs all tests.
.EXAMPLE
    ./build.ps1 -Task Package
    Makes a package for x64 and arm64 in out/.
.EXAMPLE
    ./build.ps1 -Task Package, Publish -Repository PSGallery -ApiKey $key -ProjectUri $site
    Makes the package and publishes it.
#>
[CmdletBinding()]
param(
    # What to do; several are done in the order given.
    [ValidateSet('Build', 'Test', 'Quickstart', 'Benchmark', 'Package', 'Publish', 'Clean')]
    [string[]] $Task = 'Build',

    # The address of the project's site. The package's manifest links to its license and icon there.
    [uri] $ProjectUri,

    # Where Publish puts the package: the name of a repository that Register-PSResourceRepository knows.
    [string] $Repository,

    # The key for that repository; a directory needs none.
    [string] $ApiKey
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location $PSScriptRoot

function Invoke-Build {
    bash -euo pipefail -c '. tools/setup.sh; require_dotnet; build_module'
}

# The module for x64 and arm64, in a directory that can be copied to any directory of $env:PSModulePath.
function Invoke-Package {
    $version = (Import-PowerShellDataFile ./ContainerNet.psd1).ModuleVersion
    $target = "out/ContainerNet/$version"
    Remove-Item out/ContainerNet -Recurse -ErrorAction Ignore
    $null = New-Item $target/docs -ItemType Directory
    bash -euo pipefail -c '. tools/setup.sh; require_dotnet; build_package "$0"' (Convert-Path $target) | Out-Host
    Get-ChildItem $target -Recurse -Include *.pdb, *.dbg | Remove-Item
    # What the documents link to comes along.
    Copy-Item ContainerNet.psd1, LICENSE, *.md, examples, packaging -Destination $target -Recurse
    Copy-Item docs/*.md, docs/*.svg, docs/*.png, docs/decisions -Destination $target/docs -Recurse
    Set-PackageData "$target/ContainerNet.psd1"
    Get-Item $target
}

# Adds to a package's manifest what is known only when it is built: the release notes, and the addresses of the project's site.
function Set-PackageData([string] $Manifest) {
    $notes = (Get-Content ./CHANGELOG.md -Raw) -replace '(?s)^.*?\n## \[[^\n]*\n(.*?)(\n## \[.*)?$', '$1'
    $data = [ordered]@{ ReleaseNotes = $notes.Trim() }
    if ($ProjectUri) {
        $site = "$ProjectUri".TrimEnd('/')
        $data.ProjectUri = $site
        $data.LicenseUri = "$site/blob/main/LICENSE"
        $data.IconUri = "$site/raw/main/docs/icon.png"
    }
    $lines = $data.GetEnumerator() | ForEach-Object { "            {0} = '{1}'" -f $_.Key, $_.Value.Replace("'", "''") }
    $text = (Get-Content $Manifest -Raw).Replace("        PSData = @{`n", "        PSData = @{`n$($lines -join "`n")`n")
    Set-Content $Manifest $text -NoNewline
}

# Publishes the package that Package made to a repository that Register-PSResourceRepository knows.
function Invoke-Publish {
    if (-not $Repository) { throw 'Give -Repository, the name of a registered PSResourceGet repository.' }
    $package = Get-Item out/ContainerNet/* -ErrorAction Ignore
    if (-not $package) { throw 'There is no package in out/ContainerNet. Make it with -Task Package, Publish.' }
    $key = $ApiKey ? @{ ApiKey = $ApiKey } : @{}
    Publish-PSResource -Path $package.FullName -Repository $Repository @key
}

switch ($Task) {
    Build { Invoke-Build }
    Test { ./test.sh }
    Quickstart { ./quickstart.sh }
    Benchmark { ./benchmarks/run.sh }
    Package { Invoke-Package }
    Publish { Invoke-Publish }
    Clean { Get-ChildItem . -Directory -Recurse -Include bin, obj, out, en-US | Remove-Item -Recurse -Force }
}
