using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes a container where a namespace object is wanted, and means the namespace that it has.</summary>
public sealed class NetNamespaceTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        // One that does not run has none, and says so where it is used.
        return data is NetContainer { Namespace: { Path: { } path }, Namespaces: { } namespaces } ? new NetNamespace { Path = path, Inode = namespaces.Network } : inputData;
    }
}
