using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// The base of cmdlets that make objects inside network namespaces. Where the object is to be, any object from the pipeline may say: its
/// namespace and its interface. What is made, only an object of its kind or a row may say.
/// </summary>
public abstract class DescriptionInputCommand : NamespaceInputCommand
{
    private HashSet<string> _given = [];

    /// <summary>An object that says where to work; its other properties describe what is made if it is of that kind, also deserialised, or a row.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The kind of what is made.</summary>
    private protected abstract string Kind { get; }

    /// <inheritdoc/>
    // Before the pipeline has bound anything.
    protected override void BeginProcessing() => _given = [.. MyInvocation.BoundParameters.Keys];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        if (MyInvocation.BoundParameters.Keys.Any(IsDescription)) RequireDescription(InputObject, Kind);
        base.ProcessRecord();
    });

    private bool IsDescription(string parameter) => parameter is not (nameof(Namespace) or nameof(InputObject) or "InterfaceAlias") && !_given.Contains(parameter);
}
