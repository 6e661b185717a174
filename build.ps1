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
#>
[CmdletBinding()]
param(
    # What to do; several are done in the order given.
    [ValidateSet('Build', 'Test', 'Quickstart', 'Benchmark', 'Package', 'Clean')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
Set-Location $PSScriptRoot

function Invoke-Build {
    bash -euo pipefail -c '. tools/setup.sh; require_dotnet; build_module'
}

# A folder that can be copied to any folder of $env:PSModulePath.
function Invoke-Package {
    Invoke-Build
    $version = (Import-PowerShellDataFile ./ContainerNet.psd1).ModuleVersion
    $target = "out/ContainerNet/$version"
    Remove-Item $target -Recurse -ErrorAction Ignore
    $null = New-Item $target -ItemType Directory
    Copy-Item ContainerNet.psd1, LICENSE, README.md, CHANGELOG.md, bin, en-US -Destination $target -Recurse
    Get-Item $target
}

switch ($Task) {
    Build { Invoke-Build }
    Test { ./test.sh }
    Quickstart { ./quickstart.sh }
    Benchmark { ./benchmarks/run.sh }
    Package { Invoke-Package }
    Clean { Get-ChildItem . -Directory -Recurse -Include bin, obj, out, en-US | Remove-Item -Recurse -Force }
}
