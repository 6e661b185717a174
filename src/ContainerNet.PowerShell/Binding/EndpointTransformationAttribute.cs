using System.Management.Automation;

namespace ContainerNet.PowerShell.Binding;

/// <summary>Takes a namespace or a container where an endpoint is wanted, and means the endpoint that it has.</summary>
public sealed class EndpointTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return inputData is null ? null : EndpointArgument.Of(new PipedObject(inputData));
        }
        catch (ContainerNetException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
