# Runs what the documents tell a reader to type. A block of the language powershell is run, block after block, at a terminal; one of the language sh is for the reader's own machine, and is run here where a test says so. Help.Tests.ps1
# runs the blocks of docs/help.

BeforeDiscovery {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $documents = Get-ChildItem $root, "$root/docs", "$root/docs/help", "$root/docs/decisions", "$root/examples" -Filter *.md | ForEach-Object { @{ Document = [IO.Path]::GetRelativePath($root, $_.FullName); Path = $_.FullName } }
    # Those that have code and are no page of Get-Help.
    $runnable = $documents | Where-Object { $_.Document -notlike 'docs/help/*' -and (Select-String '^```powershell' $_.Path -Quiet) }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
    $root = (Resolve-Path "$PSScriptRoot/../..").Path

    # Images that stand in for those of the documents: busybox, as a server that sleeps or as a program that ends. A registry is
    # not asked for an image that is here.
    $layer = New-Item -ItemType Directory "$TestDrive/layer"
    $null = New-BusyboxRoot "$layer/root"
    & tar -C "$layer/root" -cf "$layer/layer.tar" .
    $diffId = (Get-FileHash "$layer/layer.tar").Hash.ToLower()
    $architecture = [Runtime.InteropServices.RuntimeInformation]::OSArchitecture -eq 'Arm64' ? 'arm64' : 'amd64'
    function New-Image([string] $File, [string[]] $Command, [string[]] $Name) {
        @{ architecture = $architecture; os = 'linux'; config = @{ Env = , 'PATH=/bin:/usr/bin'; Cmd = $Command; ExposedPorts = @{ '80/tcp' = @{} } }; rootfs = @{ type = 'layers'; diff_ids = , "sha256:$diffId" } } |
            ConvertTo-Json -Depth 5 | Set-Content "$layer/config.json"
        ConvertTo-Json -Depth 5 -InputObject @(@{ Config = 'config.json'; RepoTags = @($Name | ForEach-Object { "${_}:latest" }); Layers = , 'layer.tar' }) | Set-Content "$layer/manifest.json"
        & tar -C $layer -cf $File manifest.json config.json layer.tar
    }
    New-Image "$TestDrive/servers.tar" 'sleep', '600' 'nginx', 'myhttpd'
    New-Image "$TestDrive/programs.tar" 'sh' 'busybox', 'app'

    # What has to be there before a document's own lines, and what is typed at the terminal when it shows what comes before.
    $standIns = @{
        'docs/docker.md' = @{ Script = '$null = Start-NetContainer busybox -Name redis sleep 600'; Typed = [ordered]@{ '/ # ' = 'exit' } }
    }

    # The blocks of a document in one script, which ends at the first error and leaves no container behind.
    function New-DocumentScript([string] $Document, [string[]] $Block, [string] $Before = '') {
        $script = "$TestDrive/document.ps1"
        "`$ErrorActionPreference = 'Stop'", "Import-Module '$root/ContainerNet.psd1'", "Set-Location '$root'", "`$null = Import-ContainerImage '$TestDrive/servers.tar', '$TestDrive/programs.tar'",
        $Before, 'try {', $Block, "'Every line has run.'", '}', 'finally { Get-NetContainer | Remove-NetContainer -Force }' | Set-Content $script
        $script
    }
}

Describe 'The blocks of <Document>' -ForEach $documents {
    BeforeAll { $known = 'powershell', 'Output', 'sh', 'text' }

    It 'each say which language they are in' {
        $languages = Select-String '^```(\S*)$' $Path | ForEach-Object { $_.Matches[0].Groups[1].Value }
        # Each second fence ends a block.
        for ($i = 0; $i -lt $languages.Count; $i += 2) { $languages[$i] | Should -BeIn $known -Because "it is fence $i of $Document" }
    }
}

Describe 'The code of <Document>' -ForEach $runnable {
    AfterAll { Clear-Network }

    It 'runs from the first line to the last' {
        $standIn = $standIns[$Document]
        $script = New-DocumentScript $Document (Get-CodeBlock $Path powershell) $standIn.Script
        Invoke-Terminal -Setup "& '$script'; exit" -Lines ($standIn.Typed ?? [ordered]@{}) -TimeoutSeconds 180 | Should -Match 'Every line has run\.'
    }
}

Describe 'The shell code of examples/README.md' {
    It 'runs an example in namespaces of its own' {
        $code = (Get-CodeBlock "$root/examples/README.md" sh) -replace '^sudo '
        Push-Location $root
        try { $shown = & sh -c $code 2>&1 | ForEach-Object { "$_" } } finally { Pop-Location }
        $LASTEXITCODE | Should -Be 0 -Because ($shown -join "`n")
        $shown | Should -Contain '   ok: r1 answers at its eth0'
    }
}

Describe 'quickstart.sh' {
    It 'says what it does before it takes time' {
        $stand = New-Item -ItemType Directory "$TestDrive/stand"
        Set-Content "$stand/dotnet" "#!/bin/sh`nexit 1"
        & chmod +x "$stand/dotnet"
        $shown = @(& env "PATH=${stand}:$env:PATH" "$root/quickstart.sh" 2>&1 | ForEach-Object { "$_" })
        $LASTEXITCODE | Should -Not -Be 0
        $shown[0] | Should -BeLike "ContainerNet's main job*"
    }

    It 'names its option where it is given another' {
        $shown = & "$root/quickstart.sh" --plans 2>&1 | ForEach-Object { "$_" }
        $LASTEXITCODE | Should -Be 2
        "$shown" | Should -BeLike 'usage: *--plan *'
    }

    It 'shows no plan of a step unless it is asked to, and the plan with -Verbose' {
        $quiet = Invoke-InSandbox "pwsh -NoProfile -NonInteractive -File $root/examples/quickstart.ps1"
        $LASTEXITCODE | Should -Be 0 -Because ($quiet -join "`n")
        $quiet | Should -Not -Match 'VERBOSE|ip link add'
        $quiet | Should -Contain 'left: 0 containers, 0 namespaces, 0 networks, 0 ports'
        $plan = Invoke-InSandbox "pwsh -NoProfile -NonInteractive -File $root/examples/quickstart.ps1 -Verbose"
        "$plan" | Should -Match 'VERBOSE: .*ip link add'
        "$plan" | Should -Not -Match 'Importing cmdlet'
    }
}

Describe 'The examples of <Page>' -ForEach @(
    @{ Page = 'Enter-NetContainer'; Inside = '# ', '$ '; Outside = $null, $null }
    @{ Page = 'Enter-NetNamespace'; Inside = '[web] at', '] at'; Outside = "`nat", "`na" }
) {
    AfterAll {
        Get-NetContainer | Remove-NetContainer -Force
        Clear-Network
    }

    It 'work at a terminal' {
        # Each prompt has the number of the line before, so that the next one is typed at the right one.
        # The history counts in its own way within another prompt, so there and after it the prompt's beginning has to do.
        $typed, $done, $entered, $next = [ordered]@{}, 1, 0, $null
        foreach ($line in (Get-CodeBlock "$root/docs/help/$Page.md" powershell) -split "`n" | Where-Object { $_ }) {
            $typed[$next ?? "at$done> "] = $line
            $done++
            $next = $null
            if ($line -notlike 'Enter-*') { continue }
            $typed[$Inside[$entered]] = 'exit'
            $next = $Outside[$entered]
            $entered++
        }
        $typed[$next ?? "at$done> "] = 'exit'
        $screen = Invoke-Terminal -Setup 'function prompt { ''at{0}> '' -f [int](Get-History -Count 1).Id }' -Lines $typed
        $entered | Should -Be 2
        $screen | Should -Not -Match "${Page}:|CommandNotFound|Exception"
    }
}
