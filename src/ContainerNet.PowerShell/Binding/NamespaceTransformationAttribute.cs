using System.Collections;
using System.Management.Automation;

namespace ContainerNet.PowerShell.Binding;

/// <summary>Reads a namespace out of what a -Namespace parameter is given: text, a process, a container, or any object that says its namespace.</summary>
public sealed class NamespaceTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return data switch
            {
                // Refused by the parameter's own validation.
                null => null,
                // It may stand for another parameter at the same position, which PowerShell tries when it cannot be converted.
                ScriptBlock => inputData,
                IEnumerable list and not string => list.Cast<object>().Select(NamespaceArgument.Of).ToArray(),
                _ => NamespaceArgument.Of(inputData!),
            };
        }
        catch (ContainerNetException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }
}
