using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets containers, those that ended too.</summary>
[Cmdlet(VerbsCommon.Get, "NetContainer")]
[OutputType(typeof(NetContainer))]
public sealed class GetNetContainerCommand : NetCommand
{
    /// <summary>Names, ids or wildcards; all containers when not given.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Containers to read again, also deserialised, or their names.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Only those in one of these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ContainerState[]? State { get; set; }

    /// <summary>Only those with all of these labels: a key, or key=value.</summary>
    [Parameter]
    [PairsAsText('=')]
    [ArgumentCompleter(typeof(LabelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Label { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var wanted = new TextFilter(InputObject is null ? Name : [.. InputObject.Select(item => new PipedObject(item).NameAs(nameof(NetContainer), "Id", "Name"))]);
        WriteObject(Net.Containers.List().Where(container => wanted.Matches(container.Name) && IsMeant(container)), enumerateCollection: true);
        foreach (ContainerNetException damage in Net.Containers.ListUnreadable().Where(damage => wanted.Matches((string)damage.Subject!))) WriteError(damage.ToErrorRecord());
        // What is no name may be an id; what is neither is an error.
        ForEach(wanted.Missing, id =>
        {
            NetContainer container = Net.Containers.Get(id);
            if (IsMeant(container)) WriteObject(container);
        });
    });

    private bool IsMeant(NetContainer container) => (State?.Contains(container.State) ?? true) && Label.All(label => ContainerLabels.Match(container.Labels, label));
}
