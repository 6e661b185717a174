# What the examples share.

Import-Module "$PSScriptRoot/../ContainerNet.psd1" -Global

function Write-Heading([string] $Text) { "`n== $Text" }

# Says what is seen, or ends the example where it is not so.
function Confirm-Outcome([string] $Text, [bool] $IsSo) {
    if (-not $IsSo) { throw "It is not so: $Text" }
    "   ok: $Text"
}

# A server in a container on the host's own root file system: it tells each caller one line.
function Start-Server([string] $Name, [int] $Port = 80, [hashtable] $With = @{}) {
    Start-NetContainer -Name $Name -RootFileSystem / @With -- busybox nc -ll -p $Port -e echo "hello from $Name"
}

# The line that a server tells a container that is started for the question; $null where none answers.
function Read-Inside([string] $Address, [int] $Port = 80, [hashtable] $With = @{}) {
    $script = 'for try in 1 2 3; do timeout 3 busybox nc -w 2 "$0" "$1" < /dev/null 2> /dev/null && exit; sleep 0.2; done'
    Start-NetContainer -RootFileSystem / -Wait -Remove @With -- sh -c $script $Address $Port
}

# The same for a namespace, '' being the host's own.
function Read-Server([string] $Address, [int] $Port = 80, [string] $Namespace = '') {
    for ($try = 0; $try -lt 3; $try++) {
        # A socket belongs to the namespace that it was opened in.
        $socket = Invoke-NetNamespace $Namespace { [Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp') }
        try {
            $socket.ReceiveTimeout = 3000
            if (-not $socket.ConnectAsync($Address, $Port).Wait(3000)) { return }
            if ($line = [IO.StreamReader]::new([Net.Sockets.NetworkStream]::new($socket)).ReadLine()) { return $line }
        }
        catch { Start-Sleep -Milliseconds 200 }
        finally { $socket.Dispose() }
    }
}

# A namespace that plays a machine on a LAN of the host's, which is 192.0.2.1 there.
function New-Lan {
    $null = New-NetNamespace lan | New-VethPair -Name lan0 -PeerName eth0 -Enable
    $null = New-NetIPAddress -InterfaceAlias lan0 -IPAddress 192.0.2.1/24
    $null = New-NetIPAddress -InterfaceAlias eth0 -IPAddress 192.0.2.2/24 -Namespace lan
}

# Removes what an example has made, whether or not it came that far.
function Remove-Example([string[]] $Container = @(), [string[]] $Network = @(), [string[]] $Namespace = @()) {
    Get-NetContainer | Where-Object Name -In $Container | Remove-NetContainer -Force -Confirm:$false
    Get-ContainerNetwork | Where-Object Name -In ($Network + 'bridge') | ForEach-Object Name | Remove-ContainerNetwork -Confirm:$false
    Get-NetNamespace | Where-Object Name -In $Namespace | Remove-NetNamespace -Confirm:$false
}

Export-ModuleMember -Function Write-Heading, Confirm-Outcome, Start-Server, Read-Inside, Read-Server, New-Lan, Remove-Example
