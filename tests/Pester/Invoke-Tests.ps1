# Runs the Pester tests of this folder and writes their counts, "passed failed skipped", to a file.
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $ResultPath,

    # Which test files; all by default.
    [string] $Filter = '*.Tests.ps1'
)

Import-Module Pester -MinimumVersion 5.5
$configuration = New-PesterConfiguration
$configuration.Run.Path = @(Get-ChildItem $PSScriptRoot -Filter $Filter | ForEach-Object FullName)
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration

# A block or file that could not run at all is a failure too, though no test of it was counted.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
"$($result.PassedCount) $failed $($result.SkippedCount)" | Set-Content $ResultPath
