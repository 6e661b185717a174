# Imports the module of a package and checks that what runs is compiled for arm64.
param([string] $Package)

$ErrorActionPreference = 'Stop'
Import-Module "$Package/ContainerNet.psd1"
$count = (Get-Command -Module ContainerNet).Count
$wanted = (Import-PowerShellDataFile "$Package/ContainerNet.psd1").CmdletsToExport.Count
if ($count -ne $wanted) { throw "The module has $count commands instead of $wanted." }
# A method of Core and one of Tmds.LibC have to run, so that all three assemblies are loaded.
"$([ContainerNet.MacAddress]::Parse('02:42:ac:11:00:02'))"
try { $null = Get-NetNamespace nosuch } catch { "$_" }
foreach ($name in 'ContainerNet.PowerShell', 'ContainerNet.Core', 'Tmds.LibC') {
    $assembly = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq $name }
    if ("$($assembly.Location)" -notlike '*/bin/linux-arm64/*') { throw "$name comes from '$($assembly.Location)'." }
    "$name is the one for arm64."
}
"$count commands work on $([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)."
