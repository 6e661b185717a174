# Runs the Pester tests of this directory. It writes their counts, "passed failed skipped", as the first line of a file, and
# the failed tests with their messages as the lines after it.
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $ResultPath,

    # The directory of the Pester module.
    [Parameter(Mandatory)]
    [string] $PesterPath,

    # Names of test files, with wildcards and commas between them; all by default.
    [string] $Filter = '*.Tests.ps1',

    # Names of test files that do not run, in the same form.
    [string] $Exclude = ''
)

Import-Module "$PesterPath/tools/Pester.psd1"
$configuration = New-PesterConfiguration
$configuration.Run.Path = @(Get-ChildItem "$PSScriptRoot/*" -Include $Filter.Split(',') -Exclude $Exclude.Split(',') | ForEach-Object FullName)
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration

# A block or file that could not run at all is a failure too, though no test of it was counted.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
$failures = @($result.Failed) + @($result.FailedBlocks) + @($result.FailedContainers) | ForEach-Object { "    $($_.ExpandedPath ?? $_) [FAIL]"; "      $(@($_.ErrorRecord)[0])" }
@("$($result.PassedCount) $failed $($result.SkippedCount)") + @($failures) | Set-Content $ResultPath
