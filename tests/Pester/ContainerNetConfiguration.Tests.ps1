BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/../../ContainerNet.psd1" -Force
}

Describe 'The cmdlets for daemon.json' {
    BeforeEach { $file = Join-Path $TestDrive "$(New-Guid)" 'daemon.json' }

    Context 'Get-ContainerNetConfiguration' {
        It 'gets Docker''s defaults if there is no file' {
            $configuration = Get-ContainerNetConfiguration -Path $file
            $configuration.Bridge, $configuration.Icc, $configuration.IPv6, $configuration.FirewallBackend | Should -Be 'cnet0', $true, $false, 'nftables'
            "$($configuration.DefaultAddressPools[0])" | Should -Be 'base=172.17.0.0/16,size=16'
            Test-Path $file | Should -BeFalse
        }

        It 'reads the file that tutorials show, and warns of settings without effect' {
            $null = New-Item $file -Force -Value @'
{
	"bip": "192.168.1.5/24",
	"fixed-cidr": "10.20.0.0/16",
	"fixed-cidr-v6": "2001:db8::/64",
	"mtu": 1500,
	"default-gateway": "10.20.1.1",
	"default-gateway-v6": "2001:db8:abcd::89",
	"dns": ["10.20.1.2","10.20.1.3"]
}
'@
            $configuration = Get-ContainerNetConfiguration -Path $file -WarningVariable warnings 3> $null
            "$($configuration.DefaultNetwork.Subnet) $($configuration.DefaultNetwork.BridgeAddress)" | Should -Be '192.168.1.0/24 192.168.1.5'
            "$($configuration.Dns)" | Should -Be '10.20.1.2 10.20.1.3'
            $warnings | Should -HaveCount 2
            "$($warnings[0])" | Should -BeLike "$file, line 3: 'fixed-cidr' 10.20.0.0/16 is outside the bridge's network 192.168.1.0/24*"
        }

        It 'takes a file from the pipeline, and a path relative to the current directory' {
            Set-ContainerNetConfiguration -Mtu 1400 -Path $file
            (Get-Item $file | Get-ContainerNetConfiguration).Mtu | Should -Be 1400
            Push-Location (Split-Path $file)
            try { (Get-ContainerNetConfiguration -Path daemon.json).Path | Should -Be $file } finally { Pop-Location }
        }

        It 'is an error of id <Id> for <Case>' -ForEach @(
            @{ Case = 'a key that dockerd does not have'; Text = "{`n  `"fixed-cdir`": 1 }"; Id = 'ConfigurationKeyUnknown'; Line = 2 }
            @{ Case = 'a key that is there twice'; Text = '{ "mtu": 1, "mtu": 1 }'; Id = 'ConfigurationKeyDuplicate'; Line = 1 }
            @{ Case = 'a comma behind the last value'; Text = "{`n`"mtu`": 1500,`n}"; Id = 'InvalidConfiguration'; Line = 3 }
            @{ Case = 'an address without a prefix length'; Text = '{ "bip": "192.168.1.5" }'; Id = 'InvalidConfiguration'; Line = 1 }
        ) {
            $null = New-Item $file -Force -Value $Text
            $record = Get-ErrorOf { Get-ContainerNetConfiguration -Path $file }
            $record.FullyQualifiedErrorId | Should -Be "$Id,ContainerNet.PowerShell.Commands.GetContainerNetConfigurationCommand"
            $record.CategoryInfo.Category | Should -Be 'InvalidArgument'
            "$record" | Should -BeLike "$file, line ${Line}: *"
        }
    }

    Context 'Set-ContainerNetConfiguration' {
        It 'writes each key as Docker has it' {
            $all = @{
                Bridge = 'br-main'; Bip = '192.168.1.5/24'; Bip6 = 'fd01::1/64'; FixedCidr = '192.168.1.128/25'; FixedCidrV6 = 'fd01::/80'
                DefaultGateway = '192.168.1.254'; DefaultGatewayV6 = 'fd01::ff'; Mtu = 1400; Icc = $false; IP = '127.0.0.1'; IPv6 = $true
                IPMasq = $false; IPForward = $false; IPTables = $true; IP6Tables = $false; FirewallBackend = 'iptables'
                Dns = '10.20.1.2'; DnsOption = 'ndots:1', 'rotate'; DnsSearch = 'example.org'
                DefaultAddressPool = 'base=10.30.0.0/16,size=24'; DefaultNetworkOption = @{ bridge = @{ a = 1 } }; Hosts = 'unix:///run/x.sock'
            }
            $network = (Set-ContainerNetConfiguration @all -Path $file -PassThru).DefaultNetwork
            "$($network.Subnet) $($network.IPRange) $($network.Gateway) $($network.IPv6Subnet) $($network.IPv6Gateway)" |
                Should -Be '192.168.1.0/24 192.168.1.128/25 192.168.1.254 fd01::/64 fd01::ff'
            $json = Get-Content $file -Raw | ConvertFrom-Json -AsHashtable
            $json.Keys | Sort-Object | Should -Be (@(
                    'bridge', 'bip', 'bip6', 'fixed-cidr', 'fixed-cidr-v6', 'default-gateway', 'default-gateway-v6', 'mtu', 'icc', 'ip', 'ipv6', 'ip-masq', 'ip-forward'
                    'iptables', 'ip6tables', 'firewall-backend', 'dns', 'dns-opts', 'dns-search', 'default-address-pools', 'default-network-opts', 'hosts') | Sort-Object)
            $json['mtu'], $json['icc'], $json['dns'][0], $json['default-address-pools'][0].size, $json['default-network-opts'].bridge.a | Should -Be 1400, $false, '10.20.1.2', 24, '1'
        }

        It 'keeps settings that are not given, and removes settings that are $null' {
            $null = New-Item $file -Force -Value '{ "debug": true, "mtu": 1400, "log-opts": { "max-size":  "10m" }, "icc": false, "dns": ["1.1.1.1"] }'
            Set-ContainerNetConfiguration -Mtu $null -Icc $null -Dns $null -Bip '' -Path $file
            Get-Content $file -Raw | Should -BeExactly "{`n  `"debug`": true,`n  `"log-opts`": { `"max-size`":  `"10m`" }`n}`n"
        }

        It 'writes nothing, and shows the file, with -WhatIf' {
            $shown = Invoke-Pwsh "Set-ContainerNetConfiguration -Mtu 1400 -Path '$file' -WhatIf"
            $shown | Should -Contain 'What if:   "mtu": 1400'
            Test-Path $file | Should -BeFalse
        }

        It 'refuses invalid settings and leaves the file unchanged' {
            Set-ContainerNetConfiguration -Mtu 1400 -Path $file
            $before = Get-Content $file -Raw
            $record = Get-ErrorOf { Set-ContainerNetConfiguration -Bip 192.168.1.0/24 -Path $file }
            "$record" | Should -Be "$file, line 3: 'bip' 192.168.1.0/24 is not the address of a host in 192.168.1.0/24."
            Get-Content $file -Raw | Should -BeExactly $before
        }

        It 'takes a configuration from the pipeline' {
            Set-ContainerNetConfiguration -Mtu 1400 -Path $file
            (Get-ContainerNetConfiguration -Path $file | Set-ContainerNetConfiguration -IPv6 $true -PassThru).Keys | Should -Be 'mtu', 'ipv6'
        }

        It 'makes a file that everyone may read' {
            Set-ContainerNetConfiguration -Mtu 1400 -Path $file
            (Get-Item $file).UnixMode | Should -Be '-rw-r--r--'
            @(Get-ChildItem (Split-Path $file)).Count | Should -Be 1
        }

        It 'completes firewalls' {
            $text = 'Set-ContainerNetConfiguration -FirewallBackend n'
            (TabExpansion2 $text $text.Length).CompletionMatches.CompletionText | Should -Be 'nftables'
        }
    }

    It 'is shown as a list, pools as a table' {
        $shown = Get-ContainerNetConfiguration -Path $file | Out-String -Width 120
        $shown | Should -Match 'FirewallBackend\s+: nftables'
        $shown | Should -Not -Match 'System\.|ContainerNet\.'
        (Get-ContainerNetConfiguration -Path $file).DefaultAddressPools | Out-String | Should -Match '172\.17\.0\.0/16\s+16'
    }
}
