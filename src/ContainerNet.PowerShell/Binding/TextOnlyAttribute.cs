using System.Collections;
using System.Management.Automation;

namespace ContainerNet.PowerShell.Binding;

/// <summary>
/// Keeps PowerShell from making a name of an object by its text, so that an object from the pipeline goes on to the parameter
/// that takes objects, also where the one that takes names is in the default parameter set.
/// </summary>
internal sealed class TextOnlyAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? data = Plain(inputData);
        bool isText = data is string || data is IEnumerable items && items.Cast<object?>().All(item => Plain(item) is string);
        if (isText) return inputData;
        string refusal = $"'{data}' is not text.";
        // An inner exception of this type says that the value does not fit, and PowerShell tries the next parameter.
        throw new ArgumentTransformationMetadataException(refusal, new PSInvalidCastException(refusal));
    }

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
