@{
    # The first loads the cmdlets that are compiled for the architecture of the process, and the second names them.
    NestedModules        = 'bin/ContainerNet.Loader.dll', 'bin/ContainerNet.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0b7a52-3c1e-4d7b-9a6e-52f1d9c8e0b4'
    Author               = 'The ContainerNet authors'
    CompanyName          = 'The ContainerNet authors'
    Copyright            = 'Copyright (c) The ContainerNet authors'
    Description          = 'Builds container networks and runs containers on Linux, without a daemon: namespaces, veth pairs, bridges, addresses, routes, NAT, published ports, images and containers, as objects that pipe into each other.'
    CompatiblePSEditions = 'Core'
    PowerShellVersion    = '7.6'
    FormatsToProcess     = 'bin/ContainerNet.Format.ps1xml'
    # Each cmdlet by its name: with a wildcard PowerShell would have to load the assembly to find a command. One list of
    # constants without @( ), because PowerShell compiles the statements in @( ), which takes longer than all else in this file.
    CmdletsToExport      = 'New-NetNamespace', 'Get-NetNamespace', 'Remove-NetNamespace', 'Invoke-NetNamespace', 'Enter-NetNamespace',
                           'New-VethPair', 'Get-VethPair', 'Remove-VethPair', 'Set-VethNamespace',
                           'Get-NetAdapter', 'Set-NetAdapter', 'Rename-NetAdapter', 'Enable-NetAdapter', 'Disable-NetAdapter', 'Remove-NetAdapter',
                           'New-ContainerBridge', 'Get-ContainerBridge', 'Remove-ContainerBridge', 'Add-ContainerBridgePort', 'Remove-ContainerBridgePort',
                           'New-NetIPAddress', 'Get-NetIPAddress', 'Remove-NetIPAddress',
                           'New-NetRoute', 'Get-NetRoute', 'Remove-NetRoute', 'Find-NetRoute',
                           'New-NetNeighbor', 'Get-NetNeighbor', 'Remove-NetNeighbor',
                           'Test-NetConnection',
                           'New-ContainerNetwork', 'Get-ContainerNetwork', 'Remove-ContainerNetwork', 'Clear-ContainerNetwork',
                           'Test-ContainerNetwork', 'Repair-ContainerNetwork', 'Restore-ContainerNetwork',
                           'Connect-ContainerNetwork', 'Disconnect-ContainerNetwork', 'Get-ContainerEndpoint',
                           'Add-PortMapping', 'Get-PortMapping', 'Remove-PortMapping',
                           'Add-AddressMapping', 'Get-AddressMapping', 'Remove-AddressMapping',
                           'New-NetContainer', 'Start-NetContainer', 'Get-NetContainer', 'Stop-NetContainer', 'Restart-NetContainer', 'Remove-NetContainer', 'Wait-NetContainer',
                           'Invoke-NetContainer', 'Enter-NetContainer', 'Get-NetContainerLog', 'Repair-NetContainer',
                           'Suspend-NetContainer', 'Resume-NetContainer', 'Rename-NetContainer', 'Set-NetContainer', 'Send-NetContainerSignal', 'Get-NetContainerProcess', 'Get-NetContainerStatistics',
                           'Copy-NetContainerItem', 'Get-NetContainerChange', 'Export-NetContainer',
                           'Get-ContainerNetConfiguration', 'Set-ContainerNetConfiguration',
                           'Get-ContainerFirewall',
                           'Import-ContainerImage', 'New-ContainerImage', 'Get-ContainerImage', 'Export-ContainerImage', 'Remove-ContainerImage',
                           'New-ContainerVolume', 'Get-ContainerVolume', 'Remove-ContainerVolume', 'Clear-ContainerVolume'
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    # There is no HelpInfoUri: the module brings its help along, so Update-Help has nothing to fetch.
    # build.ps1 adds the release notes and the addresses of the project's site to PSData when it makes a package.
    PrivateData          = @{
        PSData = @{
            Tags = 'Linux', 'Network', 'Networking', 'Container', 'Docker', 'Namespace', 'Bridge', 'Veth', 'NAT', 'Netlink', 'OCI', 'PSEdition_Core'
            RequireLicenseAcceptance = $false
        }
    }
}
