BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'New-NetNamespace' {
    AfterEach { Clear-Network }

    It 'makes a namespace that ip sees, with lo up' {
        $made = New-NetNamespace blue
        $made | Should -BeOfType ([ContainerNet.NetNamespace])
        $made.Name | Should -Be 'blue'
        $made.Path | Should -Be '/run/netns/blue'
        (Get-Ip netns).name | Should -Be 'blue'
        (Get-Ip -n blue link show lo).flags | Should -Contain 'UP'
    }

    It 'takes several names, also from the pipeline' {
        (New-NetNamespace one, two).Name | Should -Be 'one', 'two'
        ('three', 'four' | New-NetNamespace).Name | Should -Be 'three', 'four'
        ([pscustomobject]@{ Name = 'five' } | New-NetNamespace).Name | Should -Be 'five'
    }

    It 'writes an existing namespace and leaves it unchanged' {
        $first = New-NetNamespace blue
        (New-NetNamespace blue).Inode | Should -Be $first.Inode
    }

    It 'goes on after a bad name' {
        $made = New-NetNamespace one, 'a/b', two -ErrorAction SilentlyContinue -ErrorVariable refused
        $made.Name | Should -Be 'one', 'two'
        $refused.FullyQualifiedErrorId | Should -Be 'InvalidNamespaceName,ContainerNet.PowerShell.Commands.NewNetNamespaceCommand'
        $refused.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $refused.TargetObject | Should -Be 'a/b'
    }
}

Describe 'Get-NetNamespace' {
    BeforeAll { $null = New-NetNamespace test01, test02, other }
    AfterAll { Clear-Network }

    It 'gets them all, sorted' { (Get-NetNamespace).Name | Should -Be 'other', 'test01', 'test02' }

    It 'gets those that a wildcard matches' { (Get-NetNamespace test*).Name | Should -Be 'test01', 'test02' }

    It 'gets those that are named, by parameter and by pipeline' {
        (Get-NetNamespace other, test01).Name | Should -Be 'other', 'test01'
        ('test01', 'other' | Get-NetNamespace).Name | Should -Be 'test01', 'other'
        (Get-NetNamespace other | Get-NetNamespace).Name | Should -Be 'other'
    }

    It 'gets a namespace that ip created' {
        ip netns add fromip
        (Get-NetNamespace fromip).Path | Should -Be '/run/netns/fromip'
        ip netns delete fromip
    }

    It 'says that a name is not there, and nothing about a wildcard that matches nothing' {
        $record = Get-ErrorOf { Get-NetNamespace nope }
        $record.FullyQualifiedErrorId | Should -Be 'NamespaceNotFound,ContainerNet.PowerShell.Commands.GetNetNamespaceCommand'
        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Get-NetNamespace nope* -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'shows the inode that /proc shows' {
        $inside = Invoke-NetNamespace other { (Get-Item /proc/thread-self/ns/net).Target }
        $inside | Should -Be "net:[$((Get-NetNamespace other).Inode)]"
    }

    It 'finds namespaces without a name with -All, and their processes' {
        $sleeper = Start-Process unshare -ArgumentList '--net', 'sleep', '60' -PassThru
        try {
            Wait-Until { (Get-Item "/proc/$($sleeper.Id)/ns/net").Target -ne (Get-Item /proc/self/ns/net).Target }
            $found = Get-NetNamespace -All | Where-Object ProcessId -Contains $sleeper.Id
            $found.Name | Should -BeNullOrEmpty
            (Get-NetAdapter -Namespace $found).Name | Should -Be 'lo'
            (Get-NetNamespace -All | Where-Object IsHost).ProcessId | Should -Contain $PID
            (Get-NetNamespace * -All).Count | Should -Be (Get-NetNamespace -All).Count
        }
        finally { $sleeper.Kill() }
    }

    It 'shows the processes of a named namespace with -IncludeProcess' {
        $sleeper = Start-Process ip -ArgumentList 'netns', 'exec', 'other', 'sleep', '60' -PassThru
        try {
            $deadline = [datetime]::Now.AddSeconds(5)
            do { $found = Get-NetNamespace other -IncludeProcess } until ($found.ProcessId -or [datetime]::Now -gt $deadline)
            $found.ProcessId | Should -Be $sleeper.Id
        }
        finally { $sleeper.Kill() }
    }
}

Describe 'Remove-NetNamespace' {
    AfterEach { Clear-Network }

    It 'removes by name and from the pipeline' {
        $null = New-NetNamespace one, two, three, four
        Remove-NetNamespace one
        Get-NetNamespace t* | Remove-NetNamespace
        'four' | Remove-NetNamespace
        Get-Ip netns | Should -BeNullOrEmpty
        Get-ChildItem /run/netns | Should -BeNullOrEmpty
    }

    It 'removes a namespace that ip created, and ip removes one that New-NetNamespace created' {
        ip netns add fromip
        $null = New-NetNamespace fromus
        Remove-NetNamespace fromip
        ip netns delete fromus
        $LASTEXITCODE | Should -Be 0
        Get-NetNamespace | Should -BeNullOrEmpty
    }

    It 'changes nothing for a name that leads elsewhere' {
        $before = Get-Content /etc/passwd -Raw
        $record = Get-ErrorOf { Remove-NetNamespace ../../etc/passwd }
        $record.FullyQualifiedErrorId | Should -Be 'InvalidNamespaceName,ContainerNet.PowerShell.Commands.RemoveNetNamespaceCommand'
        Get-Content /etc/passwd -Raw | Should -Be $before
    }

    It 'says that a name is not there, and goes on' {
        $null = New-NetNamespace blue
        Remove-NetNamespace nope, blue -ErrorAction SilentlyContinue -ErrorVariable refused
        $refused.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Get-NetNamespace | Should -BeNullOrEmpty
    }

    It 'reports a namespace that vanished in the meantime' {
        $blue = New-NetNamespace blue
        ip netns delete blue
        (Get-ErrorOf { $blue | Remove-NetNamespace }).FullyQualifiedErrorId | Should -BeLike 'NamespaceNotFound,*'
    }
}
