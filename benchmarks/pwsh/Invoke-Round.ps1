# Reads two lines at a time, a pipeline and what cleans up behind it, and answers each with the milliseconds that the first took.
param(
    [Parameter(Mandatory)][string] $Module
)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$blocks = @{}

# Read once, as a script's or a function's lines are.
function Get-Block([string] $Text) {
    if (-not $blocks.ContainsKey($Text)) { $blocks[$Text] = [scriptblock]::Create($Text) }
    $blocks[$Text]
}

while ($null -ne ($pipeline = [Console]::In.ReadLine())) {
    $work = Get-Block $pipeline
    $clean = Get-Block ([Console]::In.ReadLine())
    try {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $null = & $work
        $watch.Stop()
        $null = & $clean
        $answer = $watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
    }
    catch {
        $answer = "$_".ReplaceLineEndings(' ')
    }
    [Console]::Out.WriteLine($answer)
    [Console]::Out.Flush()
}
