# The help as Get-Help shows it. It needs the module built, with en-US beside its manifest, and root for the examples.

BeforeDiscovery {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $module = Import-Module "$root/ContainerNet.psd1" -PassThru
    $common = [Management.Automation.Cmdlet]::CommonParameters

    # A parameter set as text: the names of its parameters.
    function Format-Set($Parameters) { ($Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' ' }

    $cmdlets = foreach ($command in $module.ExportedCmdlets.Values | Sort-Object Name) {
        $names = @($command.Parameters.Keys | Where-Object { $_ -notin $common })
        @{
            Cmdlet     = $command.Name
            Parameters = @($names | ForEach-Object { @{ Parameter = $_ } })
            Sets       = @($command.ParameterSets | ForEach-Object { Format-Set $_.Parameters } | Sort-Object)
        }
    }
    $pages = Get-ChildItem "$root/docs/help/*.md" | ForEach-Object { @{ Page = $_.BaseName; Path = $_.FullName } }
    $topics = $pages | Where-Object Page -like 'about_*'

    # Enter- cmdlets need somebody at the keyboard, and containers a runtime.
    $missing = @('runc', 'conmon' | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) })
    if ($missing) { Write-Warning "The examples with containers are skipped: they need $missing." }
    $runnable = $pages | Where-Object Page -notlike 'Enter-*' | Where-Object { -not $missing -or -not (Select-String 'Start-NetContainer -|Start-NetContainer @' $_.Path -Quiet) }
}

BeforeAll {
    $manifest = (Resolve-Path "$PSScriptRoot/../../ContainerNet.psd1").Path
    Import-Module $manifest
    $common = [Management.Automation.Cmdlet]::CommonParameters

    function Format-Set($Parameters) { ($Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' ' }

    # The PowerShell code blocks of a page, in their order.
    function Get-ExampleCode([string] $Path) {
        $blocks = [regex]::Matches((Get-Content $Path -Raw), '(?ms)^```powershell\n(.*?)^```')
        $blocks | ForEach-Object { $_.Groups[1].Value }
    }

    # Runs a script in a network of its own, with empty folders for names and state, and nobody at the keyboard.
    function Invoke-InSandbox([string] $Script) {
        unshare --net --mount sh -c '
            for folder in /run/netns /run/containernet /var/lib/containernet; do
                mkdir -p "$folder" && mount -t tmpfs tmpfs "$folder" || exit 1
            done
            ip link set lo up
            exec pwsh -NoProfile -NonInteractive -File "$1" </dev/null' sh $Script 2>&1
    }
}

Describe 'The help of <Cmdlet>' -ForEach $cmdlets {
    BeforeAll { $help = Get-Help $Cmdlet -Full }

    It 'is the written one, not one that PowerShell made up' {
        $help.PSObject.TypeNames | Should -Contain 'MamlCommandHelpInfo#FullView'
    }

    It 'has a synopsis of one line that ends with a full stop' {
        $help.Synopsis | Should -Match '^[A-Z][^\r\n]*\.$'
    }

    It 'has a description' {
        ($help.description.Text -join '').Length | Should -BeGreaterThan 60
    }

    It 'has at least two examples, each with a title and code' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $example.title | Should -Match '\w: \w'
            $example.code | Should -Match '\w'
        }
    }

    It 'describes -<Parameter>' -ForEach $Parameters {
        $described = $help.parameters.parameter | Where-Object name -EQ $Parameter
        @($described).Count | Should -Be 1
        ($described.description.Text -join '').Length | Should -BeGreaterThan 10
    }

    It 'has the syntax of each parameter set' {
        $shown = @($help.syntax.syntaxItem | ForEach-Object { Format-Set $_.parameter } | Sort-Object)
        $shown | Should -Be $Sets
    }

    It 'links to help that exists' {
        foreach ($link in $help.relatedLinks.navigationLink.linkText) {
            (Get-Help $link -ErrorAction Stop).Name | Should -Be $link
        }
    }
}

Describe 'The topic <Page>' -ForEach $topics {
    It 'is found by Get-Help, with a short description of one line' {
        $text = Get-Help $Page
        $text | Should -Match "(?s)^\s*TOPIC\s+$Page\s+SHORT DESCRIPTION\s+[^\r\n]{10,76}\r?\n\s*\r?\n"
    }
}

Describe 'The code of <Page>' -ForEach $pages {
    # Get-Help indents it by 4, and cuts what is longer anywhere.
    It 'fits 80 columns' {
        (Get-ExampleCode $Path) -split "`n" | Where-Object Length -GT 75 | Should -BeNullOrEmpty
    }
}

Describe 'The examples of <Page>' -ForEach $runnable {
    It 'work, one after the other' {
        $script = Join-Path $TestDrive "$Page.ps1"
        # A container would outlive the sandbox.
        "`$ErrorActionPreference = 'Stop'", "Import-Module '$manifest'", 'try {', (Get-ExampleCode $Path), '}',
        'finally { Get-NetContainer | Remove-NetContainer -Force }' | Set-Content $script
        $output = Invoke-InSandbox $script
        $LASTEXITCODE | Should -Be 0 -Because ($output -join "`n")
    }
}
