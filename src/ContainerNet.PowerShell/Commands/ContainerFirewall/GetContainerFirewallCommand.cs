using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the host's packet filter: all rules that container networks and published ports have made.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerFirewall")]
[OutputType(typeof(ContainerFirewall))]
public sealed class GetContainerFirewallCommand : NetCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() => WriteObject(Net.PacketFilter.Get()));
}
