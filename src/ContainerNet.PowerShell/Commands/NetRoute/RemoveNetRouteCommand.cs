using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes routes: those that Get-NetRoute writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "NetRoute", SupportsShouldProcess = true, DefaultParameterSetName = ByDestination)]
public sealed class RemoveNetRouteCommand : RouteQueryCommand
{
    private const string ByDestination = "DestinationPrefix";
    private const string ByObject = "InputObject";

    /// <summary>Destinations: 10.8.0.0/16, default, or wildcards.</summary>
    [Parameter(ParameterSetName = ByDestination, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] DestinationPrefix { get; set; } = [];

    /// <summary>Routes as Get-NetRoute writes them.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public NetRoute[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) ForEach(InputObject, Remove);
        else base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void Write() => ForMatching(DestinationPrefix, Remove);

    private void Remove(NetRoute route) => Run(Net.Routes.PlanRemove(route));
}
