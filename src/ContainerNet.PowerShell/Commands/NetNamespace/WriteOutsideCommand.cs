using System.Management.Automation;
using ContainerNet.Namespaces;

namespace ContainerNet.PowerShell.Commands;

/// <summary>
/// Hands on what a script block writes inside a namespace. Whatever stands further down the pipeline runs on the same thread
/// and must not run inside, so the thread is outside meanwhile. It has no name in the module: Invoke-NetNamespace ends its own pipeline with it.
/// </summary>
[Cmdlet(VerbsCommunications.Write, "Outside")]
internal sealed class WriteOutsideCommand : Cmdlet
{
    public static readonly CmdletInfo Info = new("Write-Outside", typeof(WriteOutsideCommand));

    [Parameter(Mandatory = true)]
    public NamespaceScope? Scope { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        using (Scope!.Outside()) WriteObject(InputObject);
    }
}
