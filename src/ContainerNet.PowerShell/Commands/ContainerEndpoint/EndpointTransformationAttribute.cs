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
            NetNamespace place => Only(place),
            string name => Only(NamespaceReference.Parse(name)),
            _ => inputData,
        };
    }

    private static ContainerEndpoint Only(NamespaceReference place)
    {
        try
        {
            return ModuleHost.Current.Endpoints.OnlyOf(place);
        }
        catch (ContainerNetException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
