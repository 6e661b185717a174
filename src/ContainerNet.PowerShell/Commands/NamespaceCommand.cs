using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that work inside one network namespace.</summary>
public abstract class NamespaceCommand : NetCommand
{
    private bool _isNameGiven;

    /// <summary>The namespace to work in: a name, a path, a process id, a process, or a namespace object. The empty string is the host's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [ValidateNotNull]
    public NamespaceReference? Namespace { get; set; }

    /// <summary>A namespace object, or a container, from the pipeline; the same as -Namespace.</summary>
    [Parameter(ValueFromPipeline = true)]
    [NetNamespaceTransformation]
    public NetNamespace? NetNamespace { get; set; }

    /// <summary>The namespace to work in.</summary>
    // One without a path was never read from the kernel: PowerShell converts any custom object that has a Name.
    protected NamespaceReference Place => Namespace ?? (NetNamespace is { Path: not null } piped ? piped : Here);

    /// <summary>Whether -Name holds names of the things to work on, and not that of a namespace which came by the pipeline.</summary>
    protected bool IsNameGiven => _isNameGiven || NetNamespace is not { Path: not null };

    /// <inheritdoc/>
    protected override void BeginProcessing() => _isNameGiven = MyInvocation.BoundParameters.ContainsKey("Name");
}
