using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes routes: those that Get-NetRoute writes, or those that are named.</summary>
[Cmdlet(VerbsCommon.Remove, "NetRoute", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemoveNetRouteCommand : RouteQueryCommand
{
    private const string ByDestination = "DestinationPrefix";
    private const string ByObject = "InputObject";

    /// <summary>Destinations: 10.8.0.0/16, default, or wildcards.</summary>
    [Parameter(ParameterSetName = ByDestination, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(RouteCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] DestinationPrefix { get; set; } = [];

    /// <summary>Routes as Get-NetRoute writes them, also deserialised.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByObject) ForEach(InputObject, item => Remove(Live(new PipedObject(item))));
        else base.ProcessRecord();
    }

    /// <inheritdoc/>
    protected override void Write() => ForMatching(DestinationPrefix, Remove);

    private NetRoute Live(PipedObject item) => item.Live("RouteNotFound", () => Net.Routes.List(NamespaceArgument.Of(item), Cancellation), "Namespace", "DestinationPrefix", "NextHop", "InterfaceAlias", "RouteMetric", "Table", "TypeOfService", "SourcePrefix");

    private void Remove(NetRoute route) => Run(Net.Routes.PlanRemove(route));
}
