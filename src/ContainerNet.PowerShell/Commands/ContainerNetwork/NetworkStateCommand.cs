using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that compare networks with the kernel: named ones, or all.</summary>
public abstract class NetworkStateCommand : NetCommand
{
    private readonly List<string> _names = [];

    /// <summary>The names; all networks when not given.</summary>
    [Parameter(Position = 0)]
    [Alias("Network")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Networks as objects, also deserialised, or their names.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEachNamed(Name, InputObject, nameof(ContainerNetwork), ["Name"], _names.Add);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_names.Count > 0) ForEach(_names, Work);
        // A pipeline that brought nothing asks for nothing.
        else if (!MyInvocation.ExpectingInput) Attempt(() => Work(null));
    }

    /// <summary>Does the work for a network; null for all.</summary>
    protected abstract void Work(string? name);
}
