using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes a namespace where an endpoint is wanted, and means the endpoint that it has.</summary>
public sealed class EndpointTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data switch
        {
            ContainerEndpoint endpoint => endpoint,
            NetNamespace place => Only(() => place),
            NetContainer container => Only(() => container),
            string name => Only(() => Named(name)),
            _ => inputData,
        };
    }

    // A namespace comes before a container of the same name: that was a name first.
    private static NamespaceReference Named(string name)
    {
        NetHost net = ModuleHost.Current;
        bool isContainer = !name.Contains('/', StringComparison.Ordinal) && !net.Namespaces.Exists(name) && net.Containers.List().Any(container => container.Name == name);
        return isContainer ? net.Containers.NamespaceOf(name) : NamespaceReference.Parse(name);
    }

    private static ContainerEndpoint Only(Func<NamespaceReference> place)
    {
        try
        {
            return ModuleHost.Current.Endpoints.OnlyOf(place());
        }
        catch (ContainerNetException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
