# Answers two numbers: the milliseconds that importing a module took, and those of the first command behind it.
param(
    [Parameter(Mandatory)][string] $Module,
    [Parameter(Mandatory)][string] $Command
)
$ErrorActionPreference = 'Stop'
$block = [scriptblock]::Create($Command)

$import = [Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$import.Stop()
$first = [Diagnostics.Stopwatch]::StartNew()
$null = & $block
$first.Stop()
[string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $import.Elapsed.TotalMilliseconds, $first.Elapsed.TotalMilliseconds)
