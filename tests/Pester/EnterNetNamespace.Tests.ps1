BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'Enter-NetNamespace' {
    BeforeEach { $null = New-NetNamespace blue }
    AfterEach { Clear-Network }

    It 'stays in the namespace until exit, and the prompt says so, at a terminal <Which>' -ForEach @(
        @{ Which = 'with a size'; WithoutSize = $false }, @{ Which = 'without a size'; WithoutSize = $true }
    ) {
        $inode = (Get-NetNamespace blue).Inode
        $outside = (Get-Item /proc/self/ns/net).Target
        $screen = Invoke-Terminal -WithoutSize:$WithoutSize -Setup "function prompt { 'at> ' }" -Lines ([ordered]@{
                'at> '        = 'Enter-NetNamespace blue'
                '[blue] at> ' = '"in $((Get-Item /proc/thread-self/ns/net).Target) $((Get-NetAdapter lo).Namespace)!"'
                'blue!'       = 'exit'
                "`nat> "      = '"out $((Get-Item /proc/thread-self/ns/net).Target) $((Get-NetAdapter lo).Namespace)!"'
                'net:['       = 'exit'
            })
        $screen | Should -Match "in net:\[$inode\] blue!"
        $screen | Should -Match ([regex]::Escape("out $outside !"))
    }

    It 'is an error in a session without a prompt' {
        $output = Invoke-Pwsh 'Enter-NetNamespace blue; $error[0].FullyQualifiedErrorId; (Get-NetAdapter lo).Namespace -eq ""'
        $output | Should -Contain 'NoInteractivePrompt,ContainerNet.PowerShell.Commands.EnterNetNamespaceCommand'
        $output | Should -Contain 'True'
    }

    It 'is an error for a namespace that does not exist' {
        (Get-ErrorOf { Enter-NetNamespace nope }).FullyQualifiedErrorId | Should -BeLike 'NamespaceNotFound,*'
    }
}
